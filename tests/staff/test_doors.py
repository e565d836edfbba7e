"""Who may come in where, over every address of the staff pages that the router has (trust.md T24, T25, T26)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert
from yarl import URL

from bot.staff.routes import ALL, OPEN
from bot.staff.visit import csrf_holds
from storage import audit
from storage.staff import RANKS
from storage.staff_tables import source
from tests.staff.office import MINE, OTHER

if TYPE_CHECKING:
    from bot.staff.guard import Route
    from storage.sealing import Sealer
    from tests.staff.office import Office, Person

PART = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})+))?\}")
FILLED = {"name": "trend", "view": "overview"}
"""for the parts of addresses that have to exist"""
SOMETHING = ("1", "web", "a" * 12, "a" * 24, "qr.svg")
"""for parts that must have a certain form"""


def address(path: str) -> str:
    """An address of a route, its variable parts filled."""

    def filled(match: re.Match[str]) -> str:
        if match[2] is None:
            return FILLED.get(match[1], "x1")
        return next(each for each in SOMETHING if re.fullmatch(match[2], each))

    return PART.sub(filled, path)


def found_in(house: Office) -> set[tuple[str, str]]:
    """Method and pattern of everything under /staff that the router answers."""
    return {
        (route.method, route.resource.canonical)
        for route in house.server.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/staff")
    }


async def denied(house: Office) -> set[tuple[str, object]]:
    """What was refused and noted: method and pattern of the address, status."""
    async with house.parts.db.transaction() as tx:
        deeds = await audit.recent(tx, limit=1000, action="denied")
    assert len({(deed.actor, deed.target) for deed in deeds}) == len(deeds)
    return {(deed.target, deed.detail["status"]) for deed in deeds}


async def asked(person: Person, route: Route, *, query: str = "", token: str | None = None, **headers: str) -> int:
    """The status that a route answers with."""
    at = address(route.path)
    if route.method == "GET":
        async with person.client.get(at + query, headers=headers, allow_redirects=False) as answer:
            return answer.status
    form = {} if token is None else {"csrf": token}
    async with person.client.post(at + query, data=form, headers=headers, allow_redirects=False) as answer:
        return answer.status


async def test_every_address_has_a_guard(house: Office) -> None:
    """Nothing is mounted under /staff but what needs no session and what `ALL` guards."""
    guarded = {(route.method, PART.sub(r"{\1}", route.path)) for route in ALL}
    open_ones = {("GET", path) for path in OPEN} | {("POST", "/staff/login")}
    assert found_in(house) == guarded | open_ones


async def test_without_a_session_there_is_the_login_page_alone(house: Office) -> None:
    """401 everywhere, with a made-up cookie too."""
    person = await house.somebody()
    for route in ALL:
        assert await asked(person, route) == 401, route.path
        person.client.session.cookie_jar.update_cookies({"chaovn_staff": "x" * 43})


async def test_nothing_is_done_without_the_sessions_own_token(house: Office) -> None:
    """No token, a made-up one, another session's, another site's page, a GET: refused."""
    admin, other = await house.person("lan", "admin"), await house.person("an", "admin")
    strange, own = await other.token(), await admin.token()
    for route in ALL:
        if route.method != "POST":
            continue
        for token in (None, "", "a.b", strange):
            assert await asked(admin, route, token=token) == 403, route.path
        for site in ("cross-site", "same-site", "none"):
            assert await asked(admin, route, token=own, **{"Sec-Fetch-Site": site}) == 403, route.path
        async with admin.client.get(address(route.path), allow_redirects=False) as answer:
            assert answer.status in (404, 405), route.path
        async with admin.client.post(address(route.path), json={"csrf": own}) as answer:
            assert answer.status == 415, route.path
    assert (await admin.get("/staff/overview"))[0] == 200


@pytest.mark.parametrize("role", ["viewer", "officer"])
async def test_a_role_has_its_limits(house: Office, role: str) -> None:
    """What a higher role is needed for is refused with a right token as well, and is not in the menu."""
    person = await house.person("an", role)  # type: ignore[arg-type]
    token = await person.token()
    menu = (await person.get("/staff/me"))[1]
    above = [route for route in ALL if RANKS[route.role] > RANKS[role]]
    assert above
    for route in above:
        assert await asked(person, route, token=token) == 403, route.path
        assert f'<li><a href="{route.path}"' not in menu
    assert await denied(house) == {(f"{route.method} {route.path}", 403) for route in above}


async def test_an_officer_of_one_commune_sees_nothing_of_another(house: Office) -> None:
    """404 for every other commune's address and for what is the whole province's; one's own commune is there."""
    person = await house.person("an", "officer", commune=MINE)
    token = await person.token()
    asked_for = 0
    for route in ALL:
        if route.whole:
            assert await asked(person, route, token=token) == 404, route.path
            assert (f"{route.method} {route.path}", 404) in await denied(house)
        elif route.method == "GET" and await asked(person, route, query="?commune=-") == 404:
            asked_for += 1
            for code in (OTHER, "32248", "-"):
                assert await asked(person, route, query=f"?commune={code}") == 404, route.path
            assert (f"{route.method} {route.path}", 404) in await denied(house)
            assert await asked(person, route, query=f"?commune={MINE}") == 200, route.path
    assert asked_for >= 6


async def test_an_officer_of_one_source_sees_nothing_of_another(house: Office) -> None:
    """The same for who is bound to a school, an event, a volunteer."""
    person = await house.person("hoa", "officer", source="thpt-ho-thi-ky")
    for path in ("overview", "funnel", "questions", "communes", "interactions", "charts/trend"):
        assert (await person.get(f"/staff/{path}?source=tinh-doan"))[0] == 404, path
        assert (await person.get(f"/staff/{path}?source=-"))[0] == 404, path
        assert (await person.get(f"/staff/{path}?source=thpt-ho-thi-ky"))[0] == 200, path
    for view in ("overview", "interactions", "communes"):
        form = {"format": "json", "source": "tinh-doan"}
        assert (await person.post(f"/staff/download/{view}", form))[0] == 404, view


async def test_a_bound_officer_cannot_download_another_commune(house: Office) -> None:
    """The bounds hold in a form as they do in an address."""
    person = await house.person("an", "officer", commune=MINE)
    for view in ("overview", "funnel", "questions", "communes", "interactions"):
        assert (await person.post(f"/staff/download/{view}", {"format": "json", "commune": OTHER}))[0] == 404, view
        assert (await person.post(f"/staff/download/{view}", {"format": "json", "commune": MINE}))[0] == 200, view
    assert (await person.post("/staff/download/overview", {"format": "docx"}))[0] == 400


async def test_an_officer_of_a_commune_is_told_no_names_of_others_sources(house: Office) -> None:
    """Neither in the list to choose from, nor on a page, nor in a file; one's own stand there."""
    async with house.parts.db.transaction() as tx:
        for code, label, commune in (("cua-toi", "Truong cua toi", MINE), ("noi-khac", "Truong noi khac", OTHER)):
            await tx.execute(
                insert(source).values(code=code, kind="school", label=label, commune=commune, created_by="test")
            )
    person, viewer = await house.person("an", "officer", commune=MINE), await house.person("lan")
    for path in ("overview", "funnel", "interactions"):
        assert "Truong noi khac" in (await viewer.get(f"/staff/{path}"))[1], path
        page = (await person.get(f"/staff/{path}"))[1]
        assert "Truong cua toi" in page, path
        assert "noi-khac" not in page, path
        assert "Truong noi khac" not in page, path
    for form in ("csv", "json"):
        status, _, body = await person.post("/staff/download/overview", {"format": form})
        assert status == 200
        if "PK" not in body[:2]:
            assert "Truong cua toi" in body
            assert "noi-khac" not in body


async def test_fields_that_nobody_asked_for_change_nothing(house: Office) -> None:
    """A form that names a role or a commune where there is none leaves the account as it is."""
    person = await house.person("an", "officer", commune=MINE)
    extra = {"role": "admin", "commune": OTHER, "is_admin": "1", "name": "lan"}
    assert (await person.post("/staff/download/overview?role=admin", {"format": "json", **extra}))[0] == 404
    page = (await person.get("/staff/me?role=admin&commune=31834"))[1]
    assert "Cán bộ" in page
    assert (await person.get("/staff/accounts"))[0] == 404


def test_a_token_is_its_sessions(sealer: Sealer) -> None:
    """Nothing else opens: no empty one, none of letters outside ASCII, none that is cut."""
    for given in ("", ".", "é.é", "a.b", "x" * 5000):
        assert not csrf_holds(given, token="t" * 43, sealer=sealer)


async def test_strange_addresses_are_no_fault_of_ours(house: Office) -> None:
    """NUL, half a surrogate, a cut escape, very long values, the same name twice: never a 500."""
    admin = await house.person("lan", "admin")
    names = ("period", "from", "to", "channel", "programme", "commune", "source", "by", "intent", "outcome", "after")
    values = ("%00", "%ED%A0%80", "%FF", "%", "a" * 3000, "%E2%80%AE", "1&{0}=2", "-1", "%0D%0A", "'%22%3C")
    for route in ALL:
        if route.method == "GET":
            for value in values:
                query = "&".join(f"{name}={value.format(name)}" for name in (*names, "before", "actor", "action"))
                async with admin.client.get(URL(f"{address(route.path)}?{query}", encoded=True)) as answer:
                    assert answer.status < 500, (route.path, value)
    token = await admin.token()
    for route in ALL:
        if route.method == "POST" and not route.path.startswith(("/staff/logout", "/staff/me")):
            strange = dict.fromkeys(("reason", "name", "password", "format", "code", "label", "number", "job"), "\0")
            async with admin.client.post(
                address(route.path), data={"csrf": token, **strange}, allow_redirects=False
            ) as answer:
                assert answer.status in (400, 413, 415), route.path
