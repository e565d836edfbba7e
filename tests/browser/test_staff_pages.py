"""The staff pages in a real browser."""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, SHOTS, Server, _running, free_port
from tests.browser.contrast import pairs_below
from tests.conftest import server_folder
from tests.staff.office import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGES = (
    *("overview", "funnel", "questions", "communes", "interactions", "messages", "channels", "accounts", "audit", "me"),
    *("sources", "registrations", "imports"),
)
YEAR = "?period=2026"


@pytest.fixture(scope="module")
def office() -> Iterator[Server]:
    """The pages with a population; see `staff_office.py`."""
    port = free_port()
    with server_folder() as folder:
        command = [sys.executable, "-m", "tests.browser.staff_office", str(port), str(folder)]
        yield from _running(Server(command, port, {}, folder))


def login(page: Page, office: Server, name: str = "lan", to: str = "/staff/overview") -> None:
    """Comes in by the form."""
    page.goto(office.url + to)
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("main#content")).to_be_visible()


def downloaded(page: Page, label: str) -> Path:
    """The file behind a button of the row of downloads."""
    with page.expect_download() as waiting:
        page.locator(".files").get_by_role("button", name=label).click()
    path = waiting.value.path()
    assert path is not None
    return Path(path)


def test_log_in_filter_download(visit: Callable[..., Page], office: Server) -> None:
    """From the form to a file whose rows are those that the page has counted."""
    page = visit(size=DESKTOP)
    page.goto(office.url + "/staff/interactions")
    page.locator("#name").fill("vy")
    page.locator("#password").fill("khong-phai-mat-khau")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhật ký tương tác")
    page.get_by_label("Kỳ").select_option("2026")
    page.get_by_label("Kênh").select_option("telegram")
    page.get_by_role("button", name="Xem", exact=True).click()
    counted = page.locator(".period-line").inner_text()
    found = re.search(r"([\d.]+) lượt", counted)
    assert found is not None
    number = int(found[1].replace(".", ""))
    assert number > 100
    rows = list(csv.reader(io.StringIO(downloaded(page, "CSV").read_text(encoding="utf-8-sig"))))
    assert len(rows) == number + 1
    assert {row[rows[0].index("channel")] for row in rows[1:]} == {"telegram"}
    page.goto(office.url + "/staff/overview?period=2026&channel=telegram")
    book = openpyxl.load_workbook(io.BytesIO(downloaded(page, "XLSX").read_bytes()))
    assert len(book.sheetnames) > 5


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_can_be_read(
    visit: Callable[..., Page], office: Server, size: dict[str, int], scheme: str
) -> None:
    """No page is wider than the screen, every chart is drawn, every text has a contrast of 4.5 and more."""
    page = visit(size=size, scheme=scheme)
    page.goto(office.url + "/staff/login")
    look(page, "login", size, scheme)
    login(page, office)
    for name in PAGES:
        page.goto(f"{office.url}/staff/{name}" + (YEAR if name in PAGES[:5] else ""))
        look(page, name, size, scheme)


def look(page: Page, name: str, size: dict[str, int], scheme: str) -> None:
    """What holds for every page."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"staff-{name}-{size['width']}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert page.evaluate("[...document.images].every((i) => i.complete && i.naturalWidth > 100)"), name
    assert pairs_below(page, 4.5) == [], name
    small = page.evaluate(
        "[...document.querySelectorAll('button, .do, .menu a, input:not([type=hidden]), select')]"
        ".filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 40).map((e) => e.outerHTML)"
    )
    assert small == [], name


def test_a_definition_is_one_tap_away(visit: Callable[..., Page], office: Server) -> None:
    """By finger and by keyboard; within the screen of a phone; Escape closes it."""
    page = visit(size=PHONE)
    login(page, office)
    for figure in page.locator(".figure").all()[:4]:
        figure.locator("summary").click()
        box = figure.locator(".means p").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    assert page.locator(".means[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".means[open]").count() == 0
    page.locator(".figure summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".figure .means p").first).to_be_visible()


def test_the_menu_of_a_phone(visit: Callable[..., Page], office: Server) -> None:
    """It unfolds, leads on, and lets one out."""
    page = visit(size=PHONE)
    login(page, office)
    page.locator(".menu-fold summary").click()
    page.locator(".fold").get_by_role("link", name="Xã, phường").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã, phường")
    page.locator(".menu-fold summary").click()
    page.locator(".fold").get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    page.go_back()
    page.goto(office.url + "/staff/overview")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_a_tile_leads_to_its_commune(visit: Callable[..., Page], office: Server) -> None:
    """The map is a way into the figures of one commune."""
    page = visit(size=DESKTOP)
    login(page, office, to="/staff/communes?period=2026")
    assert page.locator(".tile a").count() == 64
    page.locator(".tile a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan")
    expect(page.get_by_label("Xã, phường")).not_to_have_value("")


def test_what_a_person_wrote_does_nothing(visit: Callable[..., Page], office: Server) -> None:
    """Opened with a reason, it is text; what turns the line is a mark."""
    page = visit(size=DESKTOP)
    login(page, office, name="an", to="/staff/questions")
    page.get_by_label("Lý do mở nội dung").fill("bổ sung câu trả lời")
    page.get_by_role("button", name="Mở nội dung").click()
    expect(page.locator(".quote").nth(1)).to_contain_text("<img src=x onerror=")
    expect(page.locator(".unseen-mark").first).to_have_text("U+202E")
    assert "hacked" not in page.title()


def test_a_channel_is_switched_off_and_on(visit: Callable[..., Page], office: Server) -> None:
    """Two taps and a reason; the page says what has happened."""
    page = visit(size=PHONE)
    login(page, office, to="/staff/channels")
    web = page.locator(".channel", has=page.get_by_role("heading", name="Web"))
    web.locator("summary").click()
    web.get_by_label("Lý do tắt").fill("thử công tắc")
    web.get_by_role("button", name="Tắt Web").click()
    expect(page.get_by_role("status")).to_have_text("Đã tắt kênh.")
    expect(web.locator(".state")).to_have_text("Đã tắt")
    web.get_by_role("button", name="Bật lại kênh").click()
    expect(web.locator(".state")).to_have_text("Đang chạy")


def test_a_page_on_paper(visit: Callable[..., Page], office: Server) -> None:
    """Menu, forms and buttons stay on the screen."""
    page = visit(size=DESKTOP, scheme="dark")
    login(page, office, to="/staff/overview?period=2026")
    page.emulate_media(media="print")
    for hidden in (".top", ".side", ".ask", ".files", ".means summary"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
