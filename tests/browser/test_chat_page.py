"""The chat page in a real browser, with a bot that repeats what it is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, SHOTS
from tests.browser.contrast import pairs_below

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Server

pytestmark = pytest.mark.browser

NASTY = "<img src=x onerror=\"document.title='hacked'\"> <script>document.title='hacked'</script> &amp; a"


def write(page: Page, text: str) -> None:
    """Types a message and sends it by Enter."""
    page.locator("#say").fill(text)
    page.locator("#say").press("Enter")


def said(page: Page, text: str) -> None:
    """Waits until the bot has said exactly this."""
    expect(page.locator(".turn.bot .text").get_by_text(text, exact=True).last).to_be_visible()


def opened(page: Page, echo: Server, path: str = "/") -> None:
    """Opens the chat and waits for the greeting's buttons."""
    page.goto(echo.url + path)
    expect(page.get_by_role("button", name="Tên cá nhân")).to_be_enabled()


def test_a_tapped_choice_and_old_choices_close_but_stay_readable(visit: Callable[..., Page], echo: Server) -> None:
    """After a tap its group is closed, the tapped button marked; a newer offer closes the older one."""
    page = visit()
    opened(page, echo)
    page.get_by_role("button", name="Tên cá nhân").click()
    said(page, "Bạn đã chọn c1")
    expect(page.locator(".choice.chosen")).to_contain_text("Tên cá nhân")
    assert page.locator(".choice:enabled").count() == 0
    write(page, "offer Một / Hai")
    expect(page.get_by_role("button", name="Hai")).to_be_enabled()
    write(page, "say Ba")
    said(page, "Ba")
    expect(page.get_by_role("button", name="Hai")).to_be_disabled()
    assert page.locator(".choice").all_text_contents() == ["Tên cá nhân (đã chọn)", "Tên cho cửa hàng", "Một", "Hai"]


def test_a_reload_brings_everything_back(visit: Callable[..., Page], echo: Server) -> None:
    """Bubbles, choices with their state, and what the person wrote stand in the same order; nothing starts anew."""
    page = visit()
    opened(page, echo)
    page.get_by_role("button", name="Tên cho cửa hàng").click()
    said(page, "Bạn đã chọn c2")
    write(page, "offer Một / Hai")
    expect(page.get_by_role("button", name="Hai")).to_be_enabled()
    before = page.locator("#log .text, #log .choice").all_text_contents()
    page.reload()
    expect(page.get_by_role("button", name="Hai")).to_be_enabled()
    assert page.locator("#log .text, #log .choice").all_text_contents() == before
    assert page.locator(".choice:enabled").all_text_contents() == ["Một", "Hai"]
    write(page, "say còn đây")
    said(page, "còn đây")


def test_keyboard_alone_is_enough(visit: Callable[..., Page], echo: Server) -> None:
    """Skip link, choices, text box, sending: all by Tab, Enter and Space; what has the focus shows it."""
    page = visit(size=DESKTOP)
    opened(page, echo)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    for _ in range(20):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.matches('.choice')"):
            break
    page.keyboard.press("Space")
    said(page, "Bạn đã chọn c1")
    expect(page.locator("#say")).to_be_focused()
    page.keyboard.type("say dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dòng hai")
    page.keyboard.press("Enter")
    said(page, "dòng một\ndòng hai")


def test_markup_is_inert_and_links_only_lead_to_known_hosts(visit: Callable[..., Page], echo: Server) -> None:
    """What people or the bot write is text; an address becomes a link when its host is the province's own."""
    page = visit()
    opened(page, echo)
    write(page, "say tên lan-anh.id.vn đây")
    expect(page.locator(".turn.bot .whole")).to_have_text("lan-anh.id.vn")
    write(page, f"say {NASTY}")
    said(page, NASTY)
    assert page.locator("#log img, #log script").count() == 0
    assert "hacked" not in page.title()
    write(page, "say xem https://tenmien.vn/a?b=1. hay https://evil.example/x hay http://tenmien.vn.evil.example/")
    links = page.locator(".turn.bot .text a")
    expect(links).to_have_count(1)
    assert links.first.get_attribute("href") == "https://tenmien.vn/a?b=1"
    assert links.first.get_attribute("rel") == "noopener"
    for bad in ("javascript:alert(1)", "https://evil.example/", "data:text/html,x"):
        write(page, f"link {bad}")
        write(page, f"say sau {bad}")
        said(page, f"sau {bad}")
    assert page.locator("a.go").count() == 0
    write(page, f"link {echo.url}/r/x")
    expect(page.get_by_role("link", name="Mở trang đã chuẩn bị sẵn")).to_have_attribute("href", f"{echo.url}/r/x")


def test_our_own_links_keep_the_name_that_the_page_is_open_under(visit: Callable[..., Page], echo: Server) -> None:
    """The session's cookie belongs to that name, so the prepared page knows its owner there as well."""
    page = visit()
    page.goto(f"http://localhost:{echo.port}/")
    expect(page.get_by_role("button", name="Tên cá nhân")).to_be_enabled()
    write(page, f"link {echo.url}/r/x")
    link = page.get_by_role("link", name="Mở trang đã chuẩn bị sẵn")
    expect(link).to_have_attribute("href", f"http://localhost:{echo.port}/r/x")


def test_a_lost_connection_loses_nothing(visit: Callable[..., Page], echo: Server) -> None:
    """The server is killed: the message waits with "Gửi lại"; when it is back, it goes out and is answered once."""
    page = visit()
    opened(page, echo)
    echo.kill()
    write(page, "say tin thứ nhất")
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(re.compile("Mất kết nối"))
    expect(page.locator("#say")).to_be_enabled()
    echo.start()
    said(page, "tin thứ nhất")
    expect(page.get_by_role("button", name="Gửi lại")).to_have_count(0)
    write(page, "say tin thứ hai")
    said(page, "tin thứ hai")
    page.reload()
    said(page, "tin thứ hai")
    assert page.locator(".turn.bot .text").all_text_contents().count("tin thứ nhất") == 1
    assert page.locator(".turn.you .text").all_text_contents() == ["say tin thứ nhất", "say tin thứ hai"]


def test_without_a_stream_the_page_asks(visit: Callable[..., Page], echo: Server) -> None:
    """Where no stream is left, every answer arrives all the same, each once, and nothing is said of a lost line."""
    page = visit()
    page.route("**/chat/events?*", lambda route: route.fulfill(status=503, headers={"Retry-After": "15"}))
    page.add_init_script(
        """addEventListener('DOMContentLoaded', () => { window.heard = [];
        new MutationObserver(() => heard.push(document.querySelector('#status').textContent))
            .observe(document.querySelector('#status'), { childList: true, characterData: true, subtree: true }); })"""
    )
    opened(page, echo)
    write(page, "say một | hai")
    said(page, "hai")
    write(page, "say ba")
    said(page, "ba")
    assert page.locator(".turn.bot .text").all_text_contents()[-3:] == ["một", "hai", "ba"]
    assert [words for words in page.evaluate("heard") if words] == []
    page.unroute("**/chat/events?*")
    with page.expect_response("**/chat/events?*", timeout=60_000) as stream:
        pass
    assert stream.value.status == 200
    write(page, "say bốn")
    said(page, "bốn")


def test_send_again_by_hand(visit: Callable[..., Page], echo: Server) -> None:
    """One request fails on the way: "Gửi lại" sends that message, by the same id."""
    page = visit()
    opened(page, echo)
    page.route("**/chat/messages", lambda route: route.abort())
    write(page, "say lần nữa")
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    page.unroute("**/chat/messages")
    page.get_by_role("button", name="Gửi lại").click()
    said(page, "lần nữa")


def test_two_open_pages_hear_the_same(visit: Callable[..., Page], echo: Server) -> None:
    """A second page of the same browser gets the answers too."""
    page = visit()
    opened(page, echo)
    second = page.context.new_page()
    second.goto(echo.url)
    expect(second.get_by_role("button", name="Tên cá nhân")).to_be_enabled()
    write(page, "say cả hai")
    said(page, "cả hai")
    said(second, "cả hai")


def test_privacy_and_deletion_are_one_tap_away(visit: Callable[..., Page], echo: Server) -> None:
    """Both entries stand below the text box at all times and say what they do."""
    page = visit()
    opened(page, echo)
    page.get_by_role("button", name="Quyền riêng tư").click()
    said(page, "Quyền riêng tư")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa dữ liệu của tôi").click()
    said(page, "Xóa dữ liệu của tôi")


def test_the_language_can_be_switched(visit: Callable[..., Page], echo: Server) -> None:
    """English is one tap away, and so is Vietnamese again."""
    page = visit()
    opened(page, echo)
    page.get_by_role("link", name="English").click()
    expect(page.locator("#say")).to_have_attribute("placeholder", "Type a message…")
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("#say")).to_have_attribute("placeholder", "Nhập tin nhắn…")


def test_the_log_is_read_aloud_only_when_it_grows(visit: Callable[..., Page], echo: Server) -> None:
    """Landmarks, names and a live log; every bubble says who speaks."""
    page = visit()
    opened(page, echo)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("log", name="Cuộc trò chuyện")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("textbox", name="Tin nhắn của bạn")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi", exact=True)).to_be_visible()
    assert all(t.startswith("Chào .vn: ") for t in page.locator(".turn.bot .bubble").all_text_contents())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP, {"width": 320, "height": 560}])
def test_everything_fits_and_can_be_read(
    visit: Callable[..., Page], echo: Server, size: dict[str, int], scheme: str
) -> None:
    """No sideways scrolling, targets of 44 pixels, input of 16 and more, contrast AA, closed choices included."""
    page = visit(size=size, scheme=scheme)
    opened(page, echo)
    page.get_by_role("button", name="Tên cá nhân").click()
    write(page, f"say https://tenmien.vn/{'a' * 90} {'m' * 120} | offer")
    write(page, "offer Kiểm tra xem cửa hàng nhà mình có được miễn phí không / Hai")
    write(page, f"link {echo.url}/r/x")
    expect(page.get_by_role("link", name="Mở trang đã chuẩn bị sẵn")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate("document.querySelector('#log').scrollWidth <= document.querySelector('#log').clientWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, textarea, a.go, a.quiet')]
        .filter((e) => e.checkVisibility()).map((e) => [e.outerHTML, e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44).map(([html]) => html)"""
    )
    assert small == []
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('#say')).fontSize)") >= 16
    assert pairs_below(page, 4.5) == []
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"chat-{size['width']}-{scheme}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_the_small_pages_can_be_read(
    visit: Callable[..., Page], echo: Server, size: dict[str, int], scheme: str
) -> None:
    """A page that is not there has the way back, fits, and holds contrast AA."""
    page = visit(size=size, scheme=scheme)
    page.goto(f"{echo.url}/r/unknown")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không tìm thấy trang này")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert pairs_below(page, 4.5) == []
    page.get_by_role("link", name="Quay lại trò chuyện").click()
    expect(page.locator("#say")).to_be_visible()


def test_a_fresh_link_is_asked_for_in_the_chat(visit: Callable[..., Page], echo: Server) -> None:
    """The way from an expired link: the question stands ready in the text box, and the person sends it."""
    page = visit()
    opened(page, echo, "/?ask=link")
    expect(page.locator("#say")).to_have_value("Cho mình xin lại đường dẫn đăng ký")
    page.get_by_role("button", name="Gửi", exact=True).click()
    said(page, "Cho mình xin lại đường dẫn đăng ký")
