"""A mind that says back what it heard, a channel that remembers what it sent, and the parts around them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.channels.base import CAPABILITIES, Bubble, Inbound, SendError
from bot.mind import Interaction, Thought
from bot.turn import TurnParts, Turns
from flows.types import Effect, Forget, HandOver, KeepConsent, LeaveMessage, Registration, State
from storage import conversations, inbox
from storage.consents import Notice
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.channels.base import Capabilities
    from storage.db import Database
    from storage.sealing import Sealer

BIRTH = {"kind": "date", "iso": "2004-05-12"}


class EchoMind:
    """Answers `text` with two bubbles, `n:text` and `n:end`, where n counts the turns of the conversation.

    Words with a meaning: poison, consent, link, leave, forget, remind.
    """

    def turn(self, state: State | None, inbound: Inbound, *, event_id: str, channel: str, now: datetime) -> Thought:
        word = inbound.text.partition(" ")[0]
        if word == "poison":
            raise RuntimeError(inbound.text)
        before = state or State()
        count = before.offers + 1
        after = replace(
            before,
            offers=count,
            stopped=inbound.kind == "stop",
            answers={"birth_date": BIRTH, "said": inbound.text},
            seen=now.isoformat(),
        )
        effects: dict[str, Effect] = {
            "consent": KeepConsent("P1", "granted", "ask.consent", "button"),
            "link": HandOver(
                Registration(event_id, "id_vn", (now + timedelta(days=7)).isoformat(), "lan.id.vn", "person")
            ),
            "leave": LeaveMessage(),
            "forget": Forget("XOA-" + event_id[:6]),
        }
        said = inbound.text or inbound.kind
        bubbles = tuple(
            Bubble(key=f"echo.{part}", text=f"{count}:{part}") for part in (said, "end") if not after.stopped
        )
        return Thought(
            state=after,
            bubbles=bubbles,
            effects=(effects[word],) if word in effects else (),
            interaction=Interaction(
                channel=channel,
                lang=after.lang,
                kind=inbound.kind,
                intent=None,
                band=None,
                node=None,
                outcome="handed_over" if word == "link" else "",
                programme="id_vn",
                verdict="eligible" if word == "link" else None,
                commune=None,
                source=None,
                answered=("cost",),
            ),
            understanding=None,
            wake_at=now + timedelta(days=3) if word == "remind" else None,
        )


class FixedWords:
    """Notices and apologies of the tests."""

    def notice(self, key: str, *, lang: str, channel: str, address: str | None = None) -> Notice:
        del address
        return Notice(key, "1", lang, f"words of {key} on {channel}", "birth date", "the province")

    def apology(self, *, lang: str, channel: str) -> Bubble:
        del lang, channel
        return Bubble(key="common.apology", text="sorry")


@dataclass
class MemoryChannel:
    """Remembers (address, text) in the order sent; `errors` are raised first, one for each send."""

    capabilities: Capabilities = CAPABILITIES["web"]
    sent: list[tuple[str, str]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    errors: list[SendError] = field(default_factory=list)

    def translate(self, raw: bytes) -> Inbound:
        return Inbound(**json.loads(raw))

    async def send(self, address: str, bubble: Bubble, *, outbox_id: int) -> str | None:
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append((address, bubble.text))
        self.ids.append(outbox_id)
        return f"m{outbox_id}"


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class House:
    """A database with turns that think with `EchoMind`, and a clock that stands still."""

    db: Database
    sealer: Sealer
    clock: Clock = field(default_factory=Clock)
    channel: MemoryChannel = field(default_factory=MemoryChannel)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))

    @property
    def parts(self) -> TurnParts:
        return TurnParts(
            db=self.db,
            sealer=self.sealer,
            channels={"web": self.channel},
            mind=EchoMind(),
            words=FixedWords(),
            province="ca_mau",
            now=self.clock,
        )

    @property
    def turns(self) -> Turns:
        return Turns(self.parts)

    async def opened(self, account: str = "an") -> int:
        async with self.db.transaction() as tx:
            return await conversations.open_for(
                tx, channel="web", account=account, address=f"to {account}", sealer=self.sealer
            )

    async def hear(self, text: str, account: str = "an", kind: str = "text", ext_id: str | None = None) -> bool:
        number = await self.opened(account)
        async with self.db.transaction() as tx:
            return await inbox.put(
                tx,
                conversation=number,
                channel="web",
                ext_id=ext_id or f"e{next(self.numbers)}",
                raw=json.dumps({"kind": kind, "text": text}).encode(),
                sealer=self.sealer,
            )

    async def think(self) -> int:
        """Takes turns until none is left; how many there were."""
        turns, count = self.turns, 0
        while await turns.one_turn():
            count += 1
        return count
