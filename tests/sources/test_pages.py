"""Staff pages of sources, registrations and lists, as a browser uses them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.staff.office import opened_office, parts_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database
    from storage.sealing import Sealer
    from tests.staff.office import Office, Person


@pytest.fixture
async def house(db: Database, sealer: Sealer) -> AsyncIterator[Office]:
    """The staff pages."""
    async with opened_office(parts_of(db, sealer)) as found:
        yield found


async def _hand_in(
    person: Person, body: bytes, kind: str = "confirmed", name: str = "danh-sach.csv"
) -> tuple[int, str]:
    form = aiohttp.FormData()
    form.add_field("csrf", await person.token())
    form.add_field("kind", kind)
    form.add_field("origin", "VNNIC")
    form.add_field("as_of", "2026-11-15")
    form.add_field("file", io.BytesIO(body), filename=name, content_type="text/csv")
    async with person.client.post("/staff/imports/hand-in", data=form) as answer:
        return answer.status, await answer.text()


async def test_a_source_gets_its_links_and_files(house: Office) -> None:
    """An officer adds one; its page has the link, the code and the poster."""
    an = await house.person("an", "officer")
    status, to, _ = await an.post("/staff/sources/add", {"label": "Trường THPT Hồ Thị Kỷ", "kind": "school"})
    assert (status, to) == (303, "/staff/sources/truong-thpt-ho-thi-ky?done=source")
    _, page = await an.get("/staff/sources/truong-thpt-ho-thi-ky")
    assert "/?ref=truong-thpt-ho-thi-ky" in page
    for file, mime, begins in (
        ("qr.svg", "image/svg+xml", b"<?xml"),
        ("qr.png", "image/png", b"\x89PNG"),
        ("poster.pdf", "application/pdf", b"%PDF"),
        ("poster.png", "image/png", b"\x89PNG"),
    ):
        async with an.client.get(f"/staff/sources/truong-thpt-ho-thi-ky/web/{file}?save=1") as answer:
            assert (answer.status, answer.content_type) == (200, mime)
            assert (await answer.read()).startswith(begins)
            assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (await an.get("/staff/sources/truong-thpt-ho-thi-ky/telegram/qr.svg"))[0] == 404


async def test_a_retired_source_has_no_files(house: Office) -> None:
    """And gets them back when it is used again."""
    an = await house.person("an", "officer")
    await an.post("/staff/sources/add", {"label": "Hội chợ", "kind": "event", "code": "hoi-cho"})
    await an.post("/staff/sources/hoi-cho/retire")
    assert (await an.get("/staff/sources/hoi-cho/web/qr.svg"))[0] == 404
    await an.post("/staff/sources/hoi-cho/revive")
    assert (await an.get("/staff/sources/hoi-cho/web/qr.svg"))[0] == 200


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"label": "x", "kind": "event"}, "source_label"),
        ({"label": "Hội chợ", "kind": "event", "code": "Hội chợ"}, "source_code"),
        ({"label": "Hội chợ", "kind": "event", "code": "unknown"}, "source_code"),
    ],
)
async def test_a_wrong_source_is_told(house: Office, fields: dict[str, str], word: str) -> None:
    """Back to the page, with a word."""
    an = await house.person("an", "officer")
    assert (await an.post("/staff/sources/add", fields))[1] == f"/staff/sources?missed={word}"


async def test_viewers_look_and_change_nothing(house: Office) -> None:
    """Nor do they hand in lists; whoever is bound sees none of it."""
    vi = await house.person("vi", "viewer")
    assert (await vi.get("/staff/sources"))[0] == 200
    assert (await vi.get("/staff/registrations"))[0] == 200
    assert (await vi.get("/staff/imports"))[0] == 403
    assert (await vi.post("/staff/sources/add", {"label": "Hội chợ", "kind": "event"}))[0] == 403
    assert (await vi.post("/staff/registrations/official", {}))[0] == 403
    bound = await house.person("xa", "officer", commune="31825")
    for path in ("/staff/sources", "/staff/registrations", "/staff/imports"):
        assert (await bound.get(path))[0] == 404


async def test_a_list_is_looked_at_and_then_imported(house: Office) -> None:
    """The page says what would become of each row; nothing is there before the second step."""
    an = await house.person("an", "officer")
    status, page = await _hand_in(an, "Tên miền\nlan.id.vn\nhoa.com.vn\n<b>x</b>.id.vn\n=1+1\n".encode())
    assert status == 200
    assert "Ghi nhận, không qua trợ lý" in page
    assert "&lt;b&gt;x" in page
    assert "Chưa nhập danh sách nào." in page
    draft = re.search(r"/staff/imports/([0-9a-f]{24})/import", page)
    assert draft is not None
    other = await house.person("binh", "officer")
    assert (await other.post(f"/staff/imports/{draft[1]}/import"))[0] == 404
    assert (await other.get(f"/staff/imports/{draft[1]}/result.csv"))[0] == 404
    status, to, _ = await an.post(f"/staff/imports/{draft[1]}/import")
    assert (status, to) == (303, f"/staff/imports?list={draft[1]}&done=import")
    assert (await an.post(f"/staff/imports/{draft[1]}/import"))[1] == "/staff/imports?missed=import_before"
    _, page = await an.get(to)
    assert "danh-sach.csv" in page
    _, result = await an.get(f"/staff/imports/{draft[1]}/result.csv")
    assert "5,'=1+1," in result
    _, again = await _hand_in(an, "Tên miền\nlan.id.vn\nhoa.com.vn\n<b>x</b>.id.vn\n=1+1\n".encode())
    assert "đã được nhập ngày" in again
    assert await house.audited("import.confirmed") != []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("Họ tên\nLan\n".encode(), "Không thấy cột tên miền"),
        (b"PK\x03\x04broken", "Không mở được tệp"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 64, ".xls"),
        (b"", "Tệp trống"),
    ],
    ids=["columns", "broken", "old", "empty"],
)
async def test_a_file_that_cannot_be_used_is_told_in_words(house: Office, body: bytes, says: str) -> None:
    """No fault page: what is wrong and what to do."""
    an = await house.person("an", "officer")
    status, page = await _hand_in(an, body)
    assert status == 422
    assert says in page


async def test_a_file_over_the_limit_is_refused(house: Office) -> None:
    """Before it is kept anywhere."""
    an = await house.person("an", "officer")
    assert (await _hand_in(an, b"x" * (12 * 1024 * 1024)))[0] == 413


async def test_official_totals_stand_beside_the_levels(house: Office) -> None:
    """With source and day; a wrong one is told; typed again for the day, the later counts."""
    an = await house.person("an", "officer")
    fields = {"programme": "id_vn", "number": "812", "as_of": "2026-09-30", "origin": "Công văn 1 <script>"}
    assert (await an.post("/staff/registrations/official", fields))[1].endswith("done=total")
    assert (await an.post("/staff/registrations/official", fields | {"number": "813"}))[1].endswith("done=total")
    _, page = await an.get("/staff/registrations")
    assert "<b>813</b>" in page
    assert "Công văn 1 &lt;script&gt;" in page
    for wrong in ({"number": "-1"}, {"as_of": "2999-01-01"}, {"as_of": "x"}, {"origin": ""}):
        (name,) = wrong
        answer = await an.post("/staff/registrations/official", fields | wrong)
        assert answer[1] == f"/staff/registrations?missed=total_{name}"
