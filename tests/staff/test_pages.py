"""What the pages show, what their deeds do, and that nothing a person wrote ever runs (trust.md T17, T27)."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage import audit, messages, sources, switches
from tests.staff.office import Shown, opened_office, parts_of
from tests.staff.told import fill, wrote
from tests.storage import population

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer
    from tests.staff.office import Office

VIEWS = (
    "overview",
    "funnel",
    "questions",
    "communes",
    "interactions",
    "channels",
    "messages",
    "accounts",
    "audit",
    "me",
)
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "javascript:alert(1)",
    "{{ 7*7 }}{% for a in b %}",
    "<svg/onload=alert(1)>",
    "</textarea></select></title><script>x</script>",
    "&lt;b&gt; &amp;amp; &#x3c;i&#x3e;",
    "<a href='//evil.example'>x</a>",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>x</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=x>",
)


def quarter(said: population.Said) -> tuple[int, int]:
    """Year and number of the quarter in which something was said, in Viet Nam."""
    day = population.here(said.at)
    return day.year, (day.month + 2) // 3


async def test_every_page_opens_empty_and_full(house: Office) -> None:
    """Before anybody has ever written, and after; nothing on them runs but our own script."""
    person = await house.person("lan", "admin")
    for full in (False, True):
        if full:
            await fill(house)
        for view in VIEWS:
            for query in ("", "?period=2025", "?period=days&from=2026-01-05&to=2026-02-09&channel=web&programme=-"):
                status, page = await person.get(f"/staff/{view}{query}")
                assert status == 200, view
                assert Shown(page).running == [], view


async def test_the_overview_shows_the_figures(house: Office) -> None:
    """Interactions and conversations of the quarter, counted by hand."""
    made = await fill(house)
    person = await house.person("an")
    here = [said for said in made.said if quarter(said) == (2026, 1)]
    text = Shown((await person.get("/staff/overview?period=2026-Q1"))[1]).text
    for name, number in (
        ("Lượt tương tác", len(here)),
        ("Cuộc trò chuyện", sum(said.opens for said in here)),
    ):
        assert re.search(rf"{name}\s+\?.*?\s{number}\s", text, re.DOTALL), (name, number)
    assert "2.400" in text


async def test_a_bound_officer_sees_only_their_own_numbers(house: Office) -> None:
    """Pages and files of one commune count its rows; targets and other communes' lines are not there."""
    made = await fill(house, 3000)
    assert house.parts.office is not None
    places = house.parts.office.places
    heard = Counter(said.commune for said in made.said if population.here(said.at).year == 2026)
    (mine, number), (other, _) = [(code, n) for code, n in heard.most_common() if code in places][:2]
    assert mine is not None
    assert other is not None
    person = await house.person("minh", "officer", commune=mine)
    status, _, found = await person.post("/staff/download/overview", {"format": "json", "period": "2026"})
    assert status == 200
    report = json.loads(found)
    assert report["totals"]["interactions"] == number
    assert report["targets"] == {}
    assert {line["code"] for line in report["communes"]} == {mine}
    _, _, rows = await person.post("/staff/download/interactions", {"format": "csv", "period": "2026"})
    assert len(rows.splitlines()) == number + 1
    assert other not in rows
    page = Shown((await person.get("/staff/communes?period=2026"))[1])
    assert places[mine] in page.text
    assert places[other] not in page.text
    assert "2.400" not in Shown((await person.get("/staff/overview?period=2026"))[1]).text


async def test_the_log_is_turned_page_by_page(house: Office) -> None:
    """Every row of the period once, none twice."""
    made = await fill(house, 1200)
    person = await house.person("an")
    expected = sum(quarter(said) == (2026, 2) for said in made.said)
    at, rows, turned = "/staff/interactions?period=2026-Q2", 0, 0
    while at:
        _, page = await person.get(at)
        rows += page.count('<tr><th scope="row">')
        turned += 1
        found = re.search(r'href="([^"]+)" rel="next"', page)
        at = "" if found is None else found[1].replace("&amp;", "&")
    assert rows == expected
    assert turned > 2


@pytest.mark.parametrize(
    "query",
    [
        "period=2026-Q5",
        "period=days&from=2026-02-01&to=2026-01-01",
        "period=days&from=x&to=y",
        "period=days&from=1900-01-01&to=2100-01-01",
        "channel=fax",
        "commune=99999",
        "source=%3Cscript%3E",
        "programme=vn",
        "by=password",
        "after=x",
        "intent=%00",
    ],
)
async def test_addresses_that_make_no_sense_are_told_so(house: Office, query: str) -> None:
    """400 with a page that says it, never a fault of ours."""
    person = await house.person("an")
    view = {"by": "communes", "after": "interactions", "intent": "interactions"}.get(
        query.partition("=")[0], "overview"
    )
    status, page = await person.get(f"/staff/{view}?{query}")
    assert status == 400
    assert "Yêu cầu chưa hợp lệ" in page
    assert Shown(page).running == []


async def test_what_people_wrote_stays_text(house: Office) -> None:
    """On every page that shows it: word for word, and nothing in it is a tag, a handler or an address."""
    await wrote(house, NASTY)
    async with house.parts.db.transaction() as tx:
        for n, text in enumerate(NASTY):
            await switches.off(tx, channel="web", reason=text, by="lan", now=house.parts.now())
            detail = {"reason": text}
            await audit.note(tx, actor=text, action=text, target=text, now=house.parts.now(), detail=detail)
            await sources.add(tx, code=f"s{n}", kind="event", label=text, commune=None, by="lan", now=house.parts.now())
    person = await house.person("lan", "admin")
    pages = {view: (await person.get(f"/staff/{view}"))[1] for view in VIEWS}
    pages["texts"] = (await person.post("/staff/questions/texts", {"reason": "xem câu hỏi"}))[2]
    async with house.parts.db.transaction() as tx:
        left = await messages.listed(tx)
    opened = [(await person.post(f"/staff/messages/{one.id}/open", {"reason": NASTY[0]}))[2] for one in left]
    for page in (*pages.values(), *opened):
        assert Shown(page).running == []
    for text in NASTY:
        assert text in Shown(pages["texts"]).text
        assert text in Shown(pages["audit"]).text
        assert any(text in Shown(page).text for page in opened)
    assert NASTY[-1] in Shown(pages["channels"]).text
    assert all(text in Shown(pages["overview"]).text for text in NASTY)


async def test_what_would_turn_the_line_is_a_mark(house: Office) -> None:
    """The direction of reading and what has no width are seen, in the texts of people."""
    await wrote(house, ["gửi \u202egnp.exe\u200b nhé"])
    person = await house.person("an", "officer")
    page = (await person.post("/staff/questions/texts", {"reason": "xem câu hỏi"}))[2]
    assert "\u202e" not in page
    assert "\u200b" not in page
    assert "gửi U+202Egnp.exeU+200B nhé" in Shown(page).text


async def test_every_page_speaks_english(db: Database, sealer: Sealer) -> None:
    """With the service's language set to English no page shows a Vietnamese word of ours."""
    parts = replace(parts_of(db, sealer), lang="en")
    async with opened_office(parts) as house:
        await fill(house)
        person = await house.person("lan", "admin")
        for view in VIEWS:
            status, page = await person.get(f"/staff/{view}?period=2026-Q1")
            assert status == 200
            assert '<html lang="en">' in page
            for word in ("Tổng quan", "Tải về", "Đăng xuất", "Số người"):
                assert word not in page, view
