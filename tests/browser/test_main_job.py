"""The main job with the whole service: from a question to a registration link, as a person does it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, SHOTS
from tests.browser.contrast import pairs_below

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def write(page: Page, text: str) -> None:
    """Types a message and sends it by Enter."""
    page.locator("#say").fill(text)
    page.locator("#say").press("Enter")


def tap(page: Page, label: str) -> None:
    """Taps the newest open choice of this label."""
    page.locator(".choice:enabled").get_by_text(label, exact=True).last.click()


def hears(page: Page, text: str) -> None:
    """Waits until the bot's newest bubbles hold this text."""
    expect(page.locator(".turn.bot .text").filter(has_text=text).last).to_be_visible()


def ask_for_id_vn(page: Page, chaovn: Server) -> None:
    """From the first sentence to the question of the birth year."""
    page.goto(chaovn.url)
    hears(page, "trợ lý tự động")
    write(page, "em muốn đăng ký tên miền miễn phí")
    tap(page, "Cá nhân")
    tap(page, "Tôi đồng ý")
    hears(page, "sinh năm nào")


def to_the_link(page: Page) -> str:
    """From the birth year to the link; returns its address."""
    write(page, "2004")
    hears(page, "2004")
    tap(page, "Có")
    hears(page, "Kế hoạch 0109/KH-UBND")
    write(page, "lan-anh")
    hears(page, "lan-anh.id.vn")
    tap(page, "Đúng rồi")
    link = page.get_by_role("link", name="Mở trang đã chuẩn bị sẵn")
    expect(link).to_be_visible()
    return str(link.get_attribute("href"))


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")])
def test_from_a_question_to_the_prepared_link(
    visit: Callable[..., Page], chaovn: Server, size: dict[str, int], scheme: str
) -> None:
    """A person asks, agrees, answers two questions, wishes a name, and holds a link with everything prepared."""
    page = visit(size=size, scheme=scheme)
    SHOTS.mkdir(exist_ok=True)
    ask_for_id_vn(page, chaovn)
    page.screenshot(path=SHOTS / f"job-{size['width']}-{scheme}-asked.png")
    address = to_the_link(page)
    page.screenshot(path=SHOTS / f"job-{size['width']}-{scheme}-link.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert pairs_below(page, 4.5) == []
    assert re.fullmatch(r"/r/[\w-]+\.[\w-]+\.[\w-]+", urlsplit(address).path)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Mở trang đã chuẩn bị sẵn").click()
    prepared = opened.value
    expect(prepared.get_by_role("heading", level=1)).to_have_text("Đã chuẩn bị sẵn")
    expect(prepared.locator("#v-domain")).to_have_text("lan-anh.id.vn")
    expect(prepared.locator("#v-birth_date")).to_have_text("2004")
    target = str(prepared.get_by_role("link", name="Mở trang đăng ký").get_attribute("href"))
    assert urlsplit(target).hostname == "hiendienonline.tenmien.vn"
    assert "2004" not in target
    assert "2004" not in address
    prepared.screenshot(path=SHOTS / f"job-{size['width']}-{scheme}-prepared.png")


def test_the_link_shows_nothing_personal_to_anybody_else(visit: Callable[..., Page], chaovn: Server) -> None:
    """Somebody who gets the address sees the wished name and the papers, not the birth year."""
    page = visit()
    ask_for_id_vn(page, chaovn)
    address = to_the_link(page)
    other = visit()
    other.goto(address)
    expect(other.locator("#v-domain")).to_have_text("lan-anh.id.vn")
    assert other.locator("#v-birth_date").count() == 0
    assert "2004" not in other.locator("main").inner_text()


def test_a_killed_server_loses_no_word(visit: Callable[..., Page], chaovn: Server) -> None:
    """Killed in the middle and started again: the page goes on where it was, and a reload shows it all once."""
    page = visit()
    ask_for_id_vn(page, chaovn)
    chaovn.kill()
    write(page, "2004")
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    chaovn.start()
    hears(page, "2004")
    tap(page, "Có")
    expect(page.get_by_role("button", name="Bỏ qua")).to_be_enabled()
    before = page.locator("#log .text").all_text_contents()
    page.reload()
    expect(page.get_by_role("button", name="Bỏ qua")).to_be_enabled()
    assert page.locator("#log .text").all_text_contents() == before
    assert page.locator(".turn.you .text").all_text_contents().count("2004") == 1


def test_the_job_by_keyboard_alone(visit: Callable[..., Page], chaovn: Server) -> None:
    """Numbers typed in the text box choose as taps do; nobody needs a pointer."""
    page = visit(size=DESKTOP)
    page.goto(chaovn.url)
    hears(page, "trợ lý tự động")
    page.locator("#say").focus()
    for typed, heard in (
        ("em muốn đăng ký tên miền cá nhân", "đồng ý"),
        ("tôi đồng ý", "sinh năm nào"),
        ("2004", "2004"),
        ("1", "Kế hoạch 0109/KH-UBND"),
        ("lan-anh", "lan-anh.id.vn"),
        ("đúng rồi", "đường dẫn"),
    ):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        hears(page, heard)
    expect(page.get_by_role("link", name="Mở trang đã chuẩn bị sẵn")).to_be_visible()


def test_privacy_and_deletion_work(visit: Callable[..., Page], chaovn: Server) -> None:
    """Both entries below the text box are answered; deletion asks once more, then nothing said before comes back."""
    page = visit()
    ask_for_id_vn(page, chaovn)
    page.get_by_role("button", name="Quyền riêng tư").click()
    hears(page, "không xin hình căn cước")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Xóa dữ liệu của tôi").click()
    expect(page.locator(".turn.you .text").last).to_have_text("Quyền riêng tư")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa dữ liệu của tôi").last.click()
    hears(page, "mã biên nhận")
    page.reload()
    hears(page, "mã biên nhận")
    assert page.get_by_text("em muốn đăng ký tên miền miễn phí").count() == 0


def test_english_to_the_consent(visit: Callable[..., Page], chaovn: Server) -> None:
    """With the page in English the bot speaks English."""
    page = visit()
    page.goto(f"{chaovn.url}/?lang=en")
    hears(page, "assistant")
    tap(page, "id.vn for myself")
    hears(page, "agree")
    page.screenshot(path=SHOTS / "job-360-english.png")
