"""Files of every program and temper: what can be read is, what is dangerous is not opened."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from datetime import date

import openpyxl
import pytest

from bot.imports.faults import FileError
from bot.imports.importing import handed_in, place_of, read
from bot.imports.judging import read_confirmed, read_listed
from storage.lists import ConfirmedRow, ListedRow

TODAY = date(2026, 11, 22)
PLACE = place_of("ca_mau")
LISTED = "STT;Tên doanh nghiệp;Mã số doanh nghiệp;Ngày cấp\n1;Công ty A;2099999014;15/11/2026\n"


def xlsx(rows: list[list[object]], *, title: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        LISTED.encode(),
        LISTED.encode("utf-8-sig"),
        LISTED.encode("utf-16"),
        b"\xfe\xff" + LISTED.encode("utf-16-be"),
        LISTED.encode("utf-16-le"),
        LISTED.encode("utf-16-be"),
        unicodedata.normalize("NFD", LISTED).encode(),
        unicodedata.normalize("NFD", LISTED).replace("ệ", "ê\u0323").encode(),
        LISTED.replace(";", ",").encode(),
        LISTED.replace(";", "\t").encode("utf-16"),
        LISTED.replace("\n", "\r\n").encode(),
        b"sep=;\r\n" + LISTED.encode(),
        ("DANH SÁCH DOANH NGHIỆP THEO MÃ SỐ THUẾ;;;\n;;;\n" + LISTED).encode(),
        LISTED.replace("Mã số doanh nghiệp", '"Mã số\ndoanh nghiệp (MSDN)"').encode(),
        LISTED.replace("Mã số doanh nghiệp", "Số GCN ĐKHKD").encode(),
        LISTED.replace("Mã số doanh nghiệp", "MST").encode(),
    ],
)  # fmt: skip
def test_a_csv_is_read_whatever_wrote_it(data: bytes) -> None:
    """BOM, UTF-16, decomposed letters, any separator, titles over the table, any of the usual headings."""
    assert read_listed(data, today=TODAY).rows == (ListedRow("2099999014", "unknown", date(2026, 11, 15)),)


def test_columns_may_stand_in_any_order() -> None:
    """And columns that mean nothing to us are passed over."""
    text = (
        "Ghi chú|Ngày cấp|Địa chỉ|Loại hình|Mã số thuế|Điện thoại\nx|1/2/2026|y|Hộ kinh doanh|2099999014|0912345678\n"
    )
    assert read_listed(text.encode(), today=TODAY).rows == (ListedRow("2099999014", "household", date(2026, 2, 1)),)


def test_an_xlsx_with_floats_and_lost_zeros_is_read() -> None:
    """What Excel makes of numbers and days is undone, and said."""
    data = xlsx(
        [
            ["SỞ TÀI CHÍNH", None, None],
            ["STT", "Mã số thuế", "Ngày cấp"],
            [1, 2099999014.0, date(2026, 11, 15)],
            [2, 314409058, "16/11/2026"],
            [None, None, None],
            [3, "2099999014", None],
        ]
    )
    found = read_listed(data, today=TODAY)
    assert [(r.number, r.registered_on) for r in found.rows] == [
        ("2099999014", date(2026, 11, 15)),
        ("0314409058", date(2026, 11, 16)),
    ]
    assert [(j.line, j.status, j.note) for j in found.judged] == [
        (3, "new", ""),
        (4, "new", "mended"),
        (6, "repeated", ""),
    ]


def test_the_second_sheet_is_taken_when_the_first_is_a_cover() -> None:
    """Departments like covers."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx([["Kính gửi", "Sở KH&CN"]])))
    sheet = book.create_sheet("Danh sách")
    sheet.append(["Tên miền", "Nhà đăng ký"])
    sheet.append(["lan.id.vn", "iNET"])
    out = io.BytesIO()
    book.save(out)
    assert read_confirmed(out.getvalue(), place=PLACE, today=TODAY).rows == (
        ConfirmedRow("lan.id.vn", "id_vn", None, "iNET"),
    )


def test_every_row_of_a_list_of_names_is_judged() -> None:
    """Foreign names, other provinces, repeats, slips: each row is told apart, by its number."""
    text = (
        "Tên miền,Ngày đăng ký,Tỉnh/Thành phố,Xã/Phường,Chương trình\n"
        "LAN.id.vn.,01/11/2026,Cà Mau,Phường Tân Thành,id.vn\n"
        "lan.com.vn,01/11/2026,Cà Mau,,\n"
        "minh.biz.vn,31/02/2026,Bạc Liêu,xã Không Có,\n"
        "hoa.id.vn,01/11/2026,Cần Thơ,,\n"
        "lan.id.vn,,Tỉnh Cà Mau,,\n"
        "a.b.id.vn,,,,\n"
        "nam.id.vn,01/11/2027,,,biz.vn\n"
        "nam.id.vn,01/11/2027,,,\n"
    )
    found = read_confirmed(text.encode(), place=PLACE, today=TODAY)
    tan_thanh = PLACE.communes["phuong tan thanh"]
    assert found.rows == (
        ConfirmedRow("lan.id.vn", "id_vn", date(2026, 11, 1), None, tan_thanh),
        ConfirmedRow("minh.biz.vn", "biz_vn"),
        ConfirmedRow("nam.id.vn", "id_vn"),
    )
    assert [(j.line, j.status, j.reason or j.note, j.about) for j in found.judged] == [
        (2, "unmatched", "", ""),
        (3, "foreign", "other_suffix", ""),
        (4, "unmatched", "bad_day", ""),
        (5, "foreign", "other_province", ""),
        (6, "repeated", "repeated", "2"),
        (7, "bad", "sub_name", ""),
        (8, "bad", "other_programme", ""),
        (9, "unmatched", "far_day", ""),
    ]


def test_wrong_columns_are_named() -> None:
    """Whoever sent the wrong file reads which headings were found and which one is missing."""
    with pytest.raises(FileError) as caught:
        read_confirmed("Họ tên;Điện thoại\nLan;0912345678\n".encode(), place=PLACE, today=TODAY)
    assert "Họ tên · Điện thoại" in caught.value.words("vi")
    assert "“Tên miền”" in caught.value.words("vi")
    assert "Họ tên" in caught.value.words("en")


def test_a_number_of_a_person_is_not_taken_for_the_business() -> None:
    """The tax number of a representative says nothing of the enterprise."""
    with pytest.raises(FileError):
        read_listed("Tên;MST người đại diện\nA;2099999014\n".encode(), today=TODAY)


def test_numbers_are_covered_in_the_result() -> None:
    """A household's number can be a person's: the file of results shows the last three digits."""
    found = read_listed(b"MST\n2099999014\n096204000123\n", today=TODAY)
    assert [j.value for j in found.judged] == ["•••••••014", "•••••••••123"]


def _zip(parts: dict[str, bytes], *, lie: int | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    data = out.getvalue()
    return (
        data
        if lie is None
        else data.replace(struct.pack("<I", len(next(iter(parts.values())))), struct.pack("<I", lie))
    )


BOMB = b"<row/>" * 50_000_000


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "large"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old"),
        (b"PK\x03\x04 nothing behind it", "broken"),
        (_zip({"a.txt": b"hello"}), "broken"),
        (_zip({"xl/worksheets/sheet1.xml": BOMB}), "bomb"),
        (_zip({"xl/worksheets/sheet1.xml": BOMB}, lie=100), "bomb"),
        (_zip({f"{n}.xml": b"" for n in range(1001)}), "bomb"),
        (_zip({"xl/worksheets/sheet1.xml": b'<row><c r="A1"/></row><row r="1048576"/>'}), "rows"),
        (_zip({"xl/worksheets/sheet1.xml": b"<c r='XFD1'/>"}), "rows"),
        (b"MST" + b";" * 1_000_000 + b"\n", "rows"),
        (b"MST\n" + b"1\n" * 200_100, "rows"),
        (b"\xff\xfeM\x00S\x00T", "letters"),
    ],
)  # fmt: skip
def test_what_would_harm_is_refused_in_words(data: bytes, key: str) -> None:
    """Bombs, far-off cells, a million columns: refused before memory is asked for, with a word that helps."""
    with pytest.raises(FileError) as caught:
        read_listed(data, today=TODAY)
    assert caught.value.key == key
    assert caught.value.words("vi")
    assert caught.value.words("en")


def test_far_cells_are_found_across_pieces() -> None:
    """An address that is cut in two by the reading in pieces is seen all the same."""
    for shift in range(40):
        padding = b" " * ((1 << 20) - 20 + shift)
        data = _zip({"xl/worksheets/sheet1.xml": padding + b'<c r="XFD1048576"/>'})
        with pytest.raises(FileError, match="rows"):
            read_listed(data, today=TODAY)


def test_a_csv_with_a_lone_quote_does_not_swallow_the_rest() -> None:
    """A quote that is never closed makes one cell of all that follows: told as a fault of its row, not a crash."""
    found = read_listed(b'MST\n"2099999014\n0314409058\n', today=TODAY)
    assert [j.status for j in found.judged] == ["bad"]


def test_compressed_stored_parts_are_measured_too() -> None:
    """A part that is stored without compression counts with its bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b'<c r="ZZZ1"/>')
    with pytest.raises(FileError, match="rows"):
        read_listed(out.getvalue(), today=TODAY)


def test_a_table_without_rows_is_told() -> None:
    """Headings alone are no list."""
    file = handed_in(kind="listed", name="a.csv", origin="Sở", as_of=TODAY, body=b"MST\n", today=TODAY)
    with pytest.raises(FileError, match="none"):
        read(file, place=PLACE, today=TODAY)
