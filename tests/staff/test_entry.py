"""Coming in and going out (trust.md T21, T23, T24)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.staff.entry import inside
from tests.staff.office import PASSWORD, opened_office, parts_of

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer
    from tests.staff.office import Office, Person

COOKIE = "chaovn_staff"


def cookie(person: Person) -> str:
    """The session as the browser keeps it."""
    return next(c.value for c in person.client.session.cookie_jar if c.key == COOKIE)


def plant(person: Person, token: str) -> None:
    """Puts a session into a browser."""
    person.client.session.cookie_jar.update_cookies({COOKIE: token}, person.client.make_url("/"))


async def test_whoever_logs_in_is_where_they_wanted_to_be(house: Office) -> None:
    """The form stands in place of the page that was asked for, and leads there."""
    await house.account("an")
    person = await house.somebody()
    status, page = await person.get("/staff/funnel?period=2026")
    assert status == 401
    assert 'name="to" value="/staff/funnel?period=2026"' in page
    fields = {"name": "an", "password": PASSWORD, "to": "/staff/funnel?period=2026"}
    async with person.client.post("/staff/login", data=fields, allow_redirects=False) as answer:
        assert answer.status == 303
        assert answer.headers["Location"] == "/staff/funnel?period=2026"
    assert (await person.get("/staff/funnel?period=2026"))[0] == 200


async def test_the_cookie_is_shut_tight_under_https(db: Database, sealer: Sealer) -> None:
    """`__Host-`, Secure, HttpOnly, SameSite=Strict, no domain, no age."""
    async with opened_office(parts_of(db, sealer, public_url="https://127.0.0.1")) as house:
        await house.account("an")
        person = await house.somebody()
        fields = {"name": "an", "password": PASSWORD}
        async with person.client.post("/staff/login", data=fields, allow_redirects=False) as answer:
            found = answer.headers["Set-Cookie"]
    name, _, rest = found.partition("=")
    assert name == "__Host-chaovn_staff"
    assert {part.strip() for part in rest.split(";")[1:]} == {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"}


async def test_a_session_that_was_planted_is_not_taken_over(house: Office) -> None:
    """Each login has a token of its own, and ends the session that the browser had."""
    person = await house.person("an")
    first = cookie(person)
    plant(person, "p" * 43)
    assert await person.login("an") == 303
    second = cookie(person)
    assert second not in (first, "p" * 43)
    assert await person.login("an") == 303
    plant(person, second)
    assert (await person.get("/staff/overview"))[0] == 401


async def test_logging_out_ends_the_session_for_who_has_copied_it(house: Office) -> None:
    """The token is worth nothing afterwards."""
    person = await house.person("an")
    copied = cookie(person)
    assert (await person.post("/staff/logout"))[:2] == (303, "/staff/login")
    plant(person, copied)
    assert (await person.get("/staff/overview"))[0] == 401
    assert len(await house.audited("logout")) == 1


async def test_a_closed_account_is_out_at_once(house: Office) -> None:
    """The next page is the login page."""
    person = await house.person("an")
    await house.close_account("an")
    assert (await person.get("/staff/overview"))[0] == 401


async def test_a_wrong_password_and_an_unknown_name_look_the_same(house: Office) -> None:
    """But for the name that was typed; neither sets a cookie."""
    await house.account("an")
    person = await house.somebody()
    pages = []
    for name in ("an", "vu"):
        async with person.client.post("/staff/login", data={"name": name, "password": "x" * 20}) as answer:
            assert answer.status == 401
            assert "Set-Cookie" not in answer.headers
            pages.append((await answer.text()).replace(f'value="{name}"', ""))
    assert pages[0] == pages[1]


async def test_many_failures_have_to_wait(house: Office) -> None:
    """From the fifth on the answer says how long, and the right password has to wait as well."""
    await house.account("an")
    person = await house.somebody()
    assert [await person.login("an", "x" * 20) for _ in range(5)] == [401] * 4 + [429]
    async with person.client.post("/staff/login", data={"name": "an", "password": PASSWORD}) as answer:
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) >= 1


async def test_a_browser_that_was_in_before_comes_in_while_strangers_guess(house: Office) -> None:
    """Somebody in the same network uses up every try; the browser in which one was before is known by a cookie that
    opens nothing."""
    person = await house.person("an")
    known = next(c for c in person.client.session.cookie_jar if c.key == "chaovn_device")
    assert known["httponly"]
    assert known["samesite"] == "Strict"
    await person.post("/staff/logout")
    stranger = await house.somebody()
    for _ in range(6):
        await stranger.login("an", "x" * 20)
    assert await stranger.login("an") == 429
    assert await person.login("an") == 303
    stranger.client.session.cookie_jar.update_cookies({"chaovn_device": known.value}, stranger.client.make_url("/"))
    assert (await stranger.get("/staff/overview"))[0] == 401


async def test_bytes_that_no_session_has_are_nobodys(house: Office) -> None:
    """A cookie of bytes that are no text: one has to log in, and can."""
    await house.account("an")
    person = await house.somebody()
    reader, writer = await asyncio.open_connection("127.0.0.1", house.server.port)
    body = f"name=an&password={PASSWORD}".encode()
    for path, head, rest in (
        (b"GET /staff/overview", b"", b""),
        (b"POST /staff/login", b"Content-Type: application/x-www-form-urlencoded\r\n", body),
    ):
        cookies = b"Cookie: chaovn_staff=\xff\xfe; chaovn_device=\xff.\xff.\xff.\xff\r\n"
        length = f"Content-Length: {len(rest)}\r\n".encode()
        writer.write(path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n" + cookies + head + length + b"\r\n" + rest)
        status = await reader.readline()
        headers = await reader.readuntil(b"\r\n\r\n")
        size = next(
            (int(h.split(b":")[1]) for h in headers.split(b"\r\n") if h.lower().startswith(b"content-length")), 0
        )
        await reader.readexactly(size)
        assert status.split()[1] == (b"303" if rest else b"401")
    writer.close()
    await writer.wait_closed()
    assert await person.login("an") == 303


async def test_another_site_cannot_log_somebody_in(house: Office) -> None:
    """A form of another site's page is refused, and so is another type of body."""
    await house.account("an")
    person = await house.somebody()
    fields = {"name": "an", "password": PASSWORD}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        async with person.client.post("/staff/login", data=fields, headers=headers) as answer:
            assert answer.status == 403
    async with person.client.post("/staff/login", json=fields) as answer:
        assert answer.status == 415


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example/staff/",
        "https://evil.example/staff/",
        "/staff//evil.example",
        "/staff/\\evil.example",
        "/staff/a\r\nSet-Cookie: a=b",
        "/r/abc",
        "javascript:alert(1)",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(to: str) -> None:
    """After logging in one is on a staff page, whatever the form says."""
    assert inside(to) == "/staff/overview"


async def test_changing_ones_password_ends_the_other_sessions(house: Office) -> None:
    """The old one is asked for; the browser at hand goes on."""
    person = await house.person("an")
    elsewhere = await house.somebody()
    assert await elsewhere.login("an") == 303
    new = "muoi-hai-con-vit-troi"
    wrong = {"password": "x" * 20, "new": new, "again": new}
    assert (await person.post("/staff/me/password", wrong))[1].endswith("missed=old_password")
    weak = {"password": PASSWORD, "new": "ngan", "again": "ngan"}
    assert (await person.post("/staff/me/password", weak))[1].endswith("missed=password_short")
    differs = {"password": PASSWORD, "new": new, "again": new + "x"}
    assert (await person.post("/staff/me/password", differs))[1].endswith("missed=differ")
    right = {"password": PASSWORD, "new": new, "again": new}
    assert (await person.post("/staff/me/password", right))[:2] == (303, "/staff/me?done=password")
    assert (await person.get("/staff/me"))[0] == 200
    assert (await elsewhere.get("/staff/me"))[0] == 401
    assert await elsewhere.login("an", new) == 303


@pytest.mark.parametrize("name", ["", "\0", "a" * 3000, "Lan<b>", "' or 1=1 --", "\u202elan"])
async def test_names_that_cannot_be_are_wrong_like_any_other(house: Office, name: str) -> None:
    """401, as for a name that could be somebody's."""
    person = await house.somebody()
    assert await person.login(name) == 401
