"""The page "Đã chuẩn bị sẵn" in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, SHOTS
from tests.browser.contrast import pairs_below
from tests.browser.echo_bot import OWNER

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def link(echo: Server) -> str:
    """The address of the link that stands ready."""
    return echo.url + (echo.folder / "link").read_text(encoding="ascii")


def as_owner(page: Page, echo: Server) -> None:
    """Opens the link in the session that it was handed over in."""
    page.context.add_cookies([{"name": "chaovn", "value": OWNER, "url": echo.url}])
    page.goto(link(echo))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_it_fits_and_can_be_read(visit: Callable[..., Page], echo: Server, size: dict[str, int], scheme: str) -> None:
    """No sideways scrolling, targets of 44 pixels, contrast AA; the big button is in view without scrolling."""
    page = visit(size=size, scheme=scheme)
    as_owner(page, echo)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã chuẩn bị sẵn")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert pairs_below(page, 4.5) == []
    big = page.get_by_role("link", name="Mở trang đăng ký")
    expect(big).to_be_in_viewport()
    assert big.get_attribute("href") == (
        "https://hiendienonline.tenmien.vn/?domain=lan-anh.id.vn&programme=id_vn&utm_source=chaovn"
    )
    for button in page.locator("button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"prepared-{size['width']}-{scheme}.png")
    page.mouse.wheel(0, 5000)
    expect(page.get_by_text("Không trả tiền, không đưa OTP")).to_be_in_viewport()
    page.screenshot(path=SHOTS / f"prepared-{size['width']}-{scheme}-end.png")


def test_each_field_can_be_copied(visit: Callable[..., Page], echo: Server) -> None:
    """The button puts exactly the value on the clipboard and says so."""
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    as_owner(page, echo)
    for name, value in (("domain", "lan-anh.id.vn"), ("birth_date", "12/05/2004")):
        button = page.locator(f"[data-copy=v-{name}]")
        button.click()
        expect(button).to_have_text("Đã chép")
        assert page.evaluate("navigator.clipboard.readText()") == value


def test_without_a_script_everything_is_there(browser: Browser, echo: Server) -> None:
    """Values stand as text to select, the button leads on, and nothing that needs the script is shown."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link(echo))
    expect(page.get_by_text("lan-anh.id.vn", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Mở trang đăng ký")).to_be_visible()
    assert page.locator("button:visible").count() == 0
    assert page.get_by_text("12/05/2004").count() == 0
    context.close()


def test_on_paper_it_is_a_checklist(visit: Callable[..., Page], echo: Server) -> None:
    """Printed, it keeps the values, the papers and the warning, and leaves out what can only be pressed."""
    page = visit()
    as_owner(page, echo)
    page.emulate_media(media="print")
    for text in ("lan-anh.id.vn", "Căn cước, chụp rõ cả hai mặt", "Không trả tiền, không đưa OTP"):
        expect(page.get_by_text(text).first).to_be_visible()
    assert page.locator("button:visible, a.go:visible").count() == 0
    expect(page.get_by_text("hiendienonline.tenmien.vn")).to_be_visible()
