"""The link that is handed over: signed, expiring, counted, and silent about the person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.web.links import told
from tests.web.stage import BROWSER, LINK_ID

if TYPE_CHECKING:
    from tests.web.stage import Client, Stage

BIRTH = {"birth_date": {"kind": "date", "iso": "2004-05-12"}}
LICENCE = {"licence_number": {"kind": "mst10", "number": "0312345678"}}


async def opened(played: Stage) -> list[bool]:
    """Whether each counted opening was a robot's, in order."""
    async with played.db.transaction() as tx:
        rows = await tx.execute(text("select robot from handover_open order by id"))
        return [row[0] for row in rows]


async def session_of(client: Client) -> str:
    """A browser's session, given by the chat page."""
    await client.get("/")
    return next(str(cookie.value) for cookie in client.session.cookie_jar if cookie.key == "chaovn")


async def test_the_page_prepares_what_the_form_asks(client: Client, played: Stage) -> None:
    """Wished name, kind of registrant, papers, the warning and the button to the registration site."""
    path = await played.hand_over(await session_of(client), personal=BIRTH)
    answer = await client.get(path)
    page = await answer.text()
    assert answer.status == 200
    assert "lan-anh.id.vn" in page
    assert "Cá nhân" in page
    assert "Căn cước, chụp rõ cả hai mặt" in page
    assert "Không trả tiền, không đưa OTP" in page
    href = 'href="https://hiendienonline.tenmien.vn/?domain=lan-anh.id.vn&amp;programme=id_vn&amp;utm_source=chaovn"'
    assert href in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert await opened(played) == [False]


async def test_personal_fields_are_for_the_own_session_only(client: Client, played: Stage) -> None:
    """The birth date is on the page of the person who gave it, in no address on it, and on nobody else's page."""
    path = await played.hand_over(await session_of(client), personal=BIRTH | LICENCE)
    own = await (await client.get(path)).text()
    assert "12/05/2004" in own
    assert "0312345678" in own
    addresses = [part.split('"')[0] for part in own.split('href="')[1:] + own.split('action="')[1:]]
    assert not [a for a in addresses if "2004" in a or "0312345678" in a]
    # The second registrar has an agreement: it gets the agreed fields in a form body.
    assert '<input type="hidden" name="birth_date" value="12/05/2004">' in own
    client.session.cookie_jar.clear()
    for visit in range(2):
        other = await (await client.get(path)).text()
        assert "lan-anh.id.vn" in other
        assert "12/05/2004" not in other
        assert "0312345678" not in other
        assert "không nằm trong đường dẫn này" in other
        if not visit:
            await client.get("/")


async def test_a_forged_token_is_not_found(client: Client, played: Stage) -> None:
    """A changed id, time or signature is 404 and counts nothing."""
    path = await played.hand_over(await session_of(client))
    id_, expiry, signature = path.removeprefix("/r/").split(".")
    for forged in (
        f"{id_[:-1]}b.{expiry}.{signature}",
        f"{id_}.zzzzzz.{signature}",
        f"{id_}.{expiry}.{'A' * 22}",
        f"{id_}.{expiry}",
        "x",
        "%00",
        "a" * 3000,
    ):
        answer = await client.get(f"/r/{forged}")
        assert answer.status == 404, forged
        assert "Không tìm thấy trang này" in await answer.text()
    assert await opened(played) == []


async def test_an_expired_link_offers_a_fresh_one(client: Client, played: Stage) -> None:
    """410, the way back to the chat, nothing of the handover, nothing counted."""
    path = await played.hand_over(await session_of(client), good_for=timedelta(seconds=-1), personal=BIRTH)
    answer = await client.get(path)
    page = await answer.text()
    assert answer.status == 410
    assert 'href="/?ask=link"' in page
    assert "lan-anh" not in page
    assert await opened(played) == []


async def test_a_link_that_was_erased_reads_as_expired(client: Client, played: Stage) -> None:
    """A good token whose row is gone tells nothing."""
    path = await played.hand_over(await session_of(client))
    async with played.db.transaction() as tx:
        await tx.execute(text("delete from handover"))
    assert (await client.get(path)).status == 410


@pytest.mark.parametrize(
    "agent",
    [
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "meta-externalagent/1.1",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
        "Mozilla/5.0 (Linux) Chrome/120 Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/)",
        "Mozilla/5.0 (compatible; ZaloBot/1.0)",
        "ZaloLinkPreview/1.0",
        "WhatsApp/2.23.20.0",
        "Viber/13.3.0.5",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "curl/8.5.0",
        "python-requests/2.31",
        "",
    ],
)
async def test_robots_are_counted_apart_and_see_nothing_personal(client: Client, played: Stage, agent: str) -> None:
    """A preview of the link in a chat is no click, even with the person's own cookie."""
    path = await played.hand_over(await session_of(client), personal=BIRTH)
    page = await (await client.get(path, headers={"User-Agent": agent})).text()
    assert "12/05/2004" not in page
    assert await opened(played) == [True]


@pytest.mark.parametrize(
    "agent",
    [
        BROWSER["User-Agent"],
        "Mozilla/5.0 (Linux; Android 13; SM-A536E) Chrome/120.0 Zalo android/23120640 ZaloTheme/light ZaloLanguage/vi",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Zalo iOS/540",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/118.0 Safari/537.36 ZaloPC-win32-24v600",
        "Mozilla/5.0 (Linux; Android 9) Chrome/120 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/440.0.0.30.107;]",
        "Mozilla/5.0 (X11; CUBOT_X18) AppleWebKit/537.36 coc_coc_browser/117.0 Chrome/111.0 Safari/537.36",
    ],
)
async def test_people_in_the_browsers_of_networks_count(client: Client, played: Stage, agent: str) -> None:
    """The in-app browsers of Zalo, Telegram and Facebook carry people."""
    path = await played.hand_over(await session_of(client))
    await client.get(path, headers={"User-Agent": agent})
    assert await opened(played) == [False]


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
async def test_a_prefetch_is_no_click(client: Client, played: Stage, headers: dict[str, str]) -> None:
    """A browser that looks ahead, and a HEAD request, count as robots."""
    path = await played.hand_over(await session_of(client))
    await client.get(path, headers=headers)
    assert (await client.head(path)).status == 200
    assert await opened(played) == [True, True]


async def test_no_link_id_or_token_becomes_a_label(client: Client, played: Stage) -> None:
    """Metrics name the route's pattern; the token, the wish and the birth date are nowhere in them."""
    path = await played.hand_over(await session_of(client), personal=BIRTH)
    await client.get(path)
    shown = await (await client.get("/metrics")).text()
    assert 'chaovn_links_total{result="opened"} 1.0' in shown
    # All but the measured values: a time such as 0.009798962004 may hold any digits.
    named = "\n".join(line.rpartition(" ")[0] for line in shown.splitlines())
    assert 'route="/r/{token}"' in named
    for secret in (LINK_ID, path, "lan-anh", "2004"):
        assert secret not in named


async def test_a_wish_is_only_ever_text(client: Client, played: Stage) -> None:
    """Markup in what a person wished for stays text on the page and is encoded in the address."""
    wish = '"><img src=x onerror=alert(1)>.id.vn'
    page = await (await client.get(await played.hand_over(await session_of(client), domain=wish))).text()
    assert "<img" not in page
    assert "&lt;img" in page


async def test_without_a_wish_the_page_says_so(client: Client, played: Stage) -> None:
    """The name may be chosen later; then there is nothing to copy and no empty field in the address."""
    page = await (await client.get(await played.hand_over(await session_of(client), domain=None))).text()
    assert "Bạn chưa chọn tên" in page
    assert "?programme=id_vn&amp;utm_source=chaovn" in page


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"kind": "date", "iso": "2004-05-12"}, "12/05/2004"),
        ({"kind": "month", "year": 2004, "month": 5}, "05/2004"),
        ({"kind": "year", "year": 2004}, "2004"),
        ({"kind": "mst13", "number": "0312345678-001"}, "0312345678-001"),
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ({"skipped": True}, ""),
        (None, ""),
    ],
)
def test_values_are_told_as_people_write_them(value: object, shown: str) -> None:
    """Day-month-year, as much as is known."""
    assert told(value) == shown
