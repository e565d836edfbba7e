"""The staff pages over a test's own database, and people of the office who log in."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from aiohttp.test_utils import TestClient, TestServer

from bot.staff.office import office_of
from bot.web.server import make_app
from flows.province import load_province
from storage import staff
from tests.web.stage import BROWSER, Client, stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.web.parts import WebParts
    from storage.db import Database
    from storage.sealing import Sealer
    from storage.staff import Role

PASSWORD = "ghe-go-xanh-buoi-sang"
MINE, OTHER = "31825", "31834"
"""communes of Cà Mau"""
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


def parts_of(db: Database, sealer: Sealer, *, public_url: str = "http://127.0.0.1") -> WebParts:
    """The parts of the pages with the office of Cà Mau; web is the only channel."""
    parts = stage(db, sealer, public_url=public_url).parts
    return replace(parts, office=office_of(load_province("ca_mau"), sealer, {}, None))


@dataclass
class Person:
    """A browser with somebody of the office before it."""

    client: Client
    name: str = ""

    async def login(self, name: str, password: str = PASSWORD) -> int:
        """Tries to come in; the status of the answer."""
        self.name = name
        fields = {"name": name, "password": password}
        async with self.client.post("/staff/login", data=fields, allow_redirects=False) as answer:
            return answer.status

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        async with self.client.get(path, allow_redirects=False) as answer:
            return answer.status, await answer.text()

    async def token(self) -> str:
        """A CSRF token of this session."""
        found = TOKEN.search((await self.get("/staff/me"))[1])
        assert found is not None
        return found[1]

    async def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
        """Posts a form of a page; status, where it leads, text."""
        form = {"csrf": await self.token(), **(fields or {})}
        async with self.client.post(path, data=form, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location", ""), await answer.text()


class Office:
    """The pages, with accounts and as many browsers as are asked for."""

    def __init__(self, parts: WebParts, server: TestServer) -> None:
        self.parts, self.server = parts, server
        self.opened: list[Client] = []

    async def account(
        self, name: str, role: Role = "viewer", *, commune: str | None = None, source: str | None = None
    ) -> None:
        """An account whose password is `PASSWORD`."""
        assert self.parts.office is not None
        made = await self.parts.office.accounts.add(
            self.parts.db,
            name=name,
            role=role,
            password=PASSWORD,
            by="test",
            now=self.parts.now(),
            commune=commune,
            source=source,
        )
        assert made

    async def somebody(self) -> Person:
        """A browser without a session."""
        client: Client = TestClient(self.server, headers=BROWSER)
        await client.start_server()
        self.opened.append(client)
        return Person(client)

    async def person(
        self, name: str, role: Role = "viewer", *, commune: str | None = None, source: str | None = None
    ) -> Person:
        """Somebody new who is logged in."""
        await self.account(name, role, commune=commune, source=source)
        found = await self.somebody()
        assert await found.login(name) == 303
        return found

    async def audited(self, action: str) -> list[dict[str, object]]:
        """Details of the lines of the audit log, newest first."""
        from storage import audit  # noqa: PLC0415

        async with self.parts.db.transaction() as tx:
            return [dict(deed.detail) for deed in await audit.recent(tx, action=action)]

    async def close_account(self, name: str) -> None:
        """As an admin on the terminal would."""
        async with self.parts.db.transaction() as tx:
            assert await staff.disable(tx, name=name, now=self.parts.now())


@asynccontextmanager
async def opened_office(parts: WebParts) -> AsyncIterator[Office]:
    """The pages of `parts` on a port of their own."""
    server = TestServer(make_app(parts))
    async with server:
        office = Office(parts, server)
        try:
            yield office
        finally:
            for client in office.opened:
                await client.session.close()


class Shown(HTMLParser):
    """What a page shows as text, and what in it could run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.running: list[str] = []
        self.feed(page)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("iframe", "object", "embed", "base", "style", "foreignobject"):
            self.running.append(tag)
        if tag == "script" and not (values.get("src") or "").startswith("/static/"):
            self.running.append("script")
        for name, value in values.items():
            if name.startswith("on") or name == "style" or (value or "").strip().lower().startswith("javascript:"):
                self.running.append(f"{tag} {name}={value}")
            if name in ("src", "href", "action", "srcset") and not (value or "").startswith(("/", "?", "#")):
                self.running.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
