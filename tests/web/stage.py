"""The pages over a real database, with a bot that says what the test tells it to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.test_utils import TestClient
from prometheus_client import CollectorRegistry

from bot.channels.base import Bubble, Button
from bot.channels.webchat import WebChat
from bot.links_token import Tokens
from bot.registrars import load
from bot.web.chat import CHANNEL
from bot.web.parts import Place, WebParts
from storage import conversations, handovers, inbox, outbox, taking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.channels.base import Inbound
    from storage.db import Database
    from storage.sealing import Sealer

Client = TestClient[web.Request, web.Application]
BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"}
LINK_ID = "aaaaaaaaaaaaaaaaaaaaaa"

PLACE = Place(
    code="ca_mau",
    names={"vi": "Tỉnh Cà Mau", "en": "Cà Mau Province"},
    agency={"vi": "Sở Khoa học và Công nghệ tỉnh Cà Mau", "en": "Department of Science and Technology"},
    sites=("https://hiendienonline.tenmien.vn",),
    contacts={"vi": ("VNNIC: ptdv@vnnic.vn",), "en": ("VNNIC: ptdv@vnnic.vn",)},
    until="31/12/2026",
    hosts=frozenset({"hiendienonline.tenmien.vn", "tenmien.vn"}),
)

REGISTRARS = load(
    [
        {
            "id": "first",
            "name": "Trang Hiện diện trực tuyến",
            "url_template": "https://hiendienonline.tenmien.vn/{?domain,programme,utm_source}",
        },
        {
            "id": "second",
            "name": "Nhà đăng ký B",
            "url_template": "https://tenmien.vn/dang-ky",
            "fields_by_post": ["domain", "birth_date"],
            "agreement": "01/2026",
        },
    ],
    hosts=PLACE.hosts,
    file="province.yaml",
)


@dataclass
class Stage:
    """A database, the parts of the pages over it, and a hand that plays the bot."""

    db: Database
    sealer: Sealer
    parts: WebParts

    async def conversation(self, session: str) -> int:
        """The conversation of a browser's session."""
        async with self.db.transaction() as tx:
            return await conversations.open_for(
                tx, channel=CHANNEL, account=session, address="page", sealer=self.sealer
            )

    async def heard(self) -> list[Inbound]:
        """Takes every message that waits, in order, and gives no answer."""
        found: list[Inbound] = []
        while (one := await self.reply(lambda _: [])) is not None:
            found.append(one)
        return found

    async def answer(self, *bubbles: Bubble) -> Inbound:
        """Takes the next message and answers it with these bubbles, sent at once."""
        inbound = await self.reply(lambda _: bubbles)
        assert inbound is not None, "nobody has written"
        return inbound

    async def reply(self, say: Callable[[Inbound], Sequence[Bubble]]) -> Inbound | None:
        """Takes the next message and answers it with what `say` makes of it; None when nobody has written."""
        now = self.parts.now()
        async with self.db.transaction() as tx:
            claimed = await conversations.claim(tx, now=now)
            if claimed is None:
                return None
            news = await inbox.oldest(tx, conversation=claimed.id, now=now)
            assert news is not None
            inbound = WebChat().translate(inbox.raw_of(news, sealer=self.sealer))
            await outbox.add(
                tx,
                conversation=claimed.id,
                channel=CHANNEL,
                cause=news.id,
                bubbles=[bubble.json() for bubble in say(inbound)],
                useful_until=now + timedelta(days=1),
                sealer=self.sealer,
            )
            await inbox.done(tx, id=news.id, now=now)
        await self._deliver()
        return inbound

    async def _deliver(self) -> None:
        # As the delivery of the web channel does it.
        now = self.parts.now()
        while True:
            async with self.db.transaction() as tx:
                letters = await taking.take(tx, channel=CHANNEL, now=now, limit=1, sealer=self.sealer)
                if not letters:
                    return
                await outbox.sent(tx, letters=[(each, str(each.id)) for each in letters], channel=CHANNEL, now=now)

    async def hand_over(
        self,
        session: str,
        *,
        domain: str | None = "lan-anh.id.vn",
        personal: Mapping[str, object] | None = None,
        good_for: timedelta = timedelta(days=7),
    ) -> str:
        """Keeps a handover for this session and returns its path."""
        now = self.parts.now()
        expires = now + good_for
        made = handovers.Handover(
            id=LINK_ID,
            programme="id_vn",
            channel=CHANNEL,
            subject="person",
            created=now,
            expires=expires,
            domain=domain,
            personal=personal or {},
        )
        conversation = await self.conversation(session)
        async with self.db.transaction() as tx:
            await handovers.add(tx, made=made, conversation=conversation, sealer=self.sealer)
        return f"/r/{Tokens(self.sealer).make(LINK_ID, expires=expires)}"


def stage(db: Database, sealer: Sealer, *, public_url: str = "http://127.0.0.1") -> Stage:
    """A stage over an empty database. Its clock is the real one, as the database's own is."""
    parts = WebParts(
        db=db,
        sealer=sealer,
        tickets=Tokens(sealer),
        place=PLACE,
        registrars=REGISTRARS,
        public_url=public_url,
        now=lambda: datetime.now(UTC),
        registry=CollectorRegistry(),
    )
    return Stage(db, sealer, parts)


def bubble(text: str, *labels: str, link: str | None = None, offer: int = 1) -> Bubble:
    """A bubble with a button for each label; the ids are c1, c2 …"""
    buttons = tuple(Button(label, f"c{n}", offer) for n, label in enumerate(labels, 1))
    return Bubble("test.said", text, buttons, link)
