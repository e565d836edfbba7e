"""The registry of sources, their links, and what a poster says."""

from __future__ import annotations

import io
import re
import unicodedata
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import segno

from bot.errors import SettingsError
from bot.settings import load
from bot.sources import poster
from bot.sources.fitting import lines, width
from bot.sources.links import Addresses, Link, addresses, links_of, qr_png, qr_svg
from bot.sources.poster import Poster
from flows.province import load_province
from storage import audit, registrations, sources

if TYPE_CHECKING:
    from storage.db import Database

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LONG = "Chiến dịch Thanh niên tình nguyện Hè xanh năm 2026 tại các xã bãi ngang ven biển"
LONGEST = "chien-dich-thanh-nien-tinh-nguyen-he-xanh-nam-26"


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Trường THPT Hồ Thị Kỷ", "truong-thpt-ho-thi-ky"),
        (unicodedata.normalize("NFD", "Trường THPT Hồ Thị Kỷ"), "truong-thpt-ho-thi-ky"),
        ("Đoàn xã Đất Mũi – đợt 2", "doan-xa-dat-mui-dot-2"),
        ("???", "nguon"),
        ("Unknown", "nguon"),
        (LONG, "chien-dich-thanh-nien-tinh-nguyen-he-xanh-na"),
    ],
)
def test_a_code_is_made_from_a_label(label: str, code: str) -> None:
    """In either normal form; short enough for a number behind it and for Telegram."""
    assert sources.code_of(label) == code
    assert sources.is_code(code)


@pytest.mark.parametrize("code", ["", "a", "A1", "a_b", "-ab", "ab-", "ab c", "unknown", "ă1", "x" * 49, "a/b", "a\n"])
def test_what_cannot_stand_in_every_link_is_no_code(code: str) -> None:
    """Telegram, an address and a person who types it must all bear it."""
    assert not sources.is_code(code)


async def test_equal_labels_get_codes_of_their_own(db: Database) -> None:
    """A code that was asked for by name and is taken is told instead."""
    async with db.transaction() as tx:
        made = [await sources.add(tx, kind="school", label="Trường A", by="an", now=NOW) for _ in range(3)]
        assert [one.code for one in made if one] == ["truong-a", "truong-a-2", "truong-a-3"]
        assert await sources.add(tx, kind="event", label="Khác", by="an", now=NOW, code="truong-a") is None
        assert len(await audit.recent(tx, action="source.add")) == 3


async def test_a_retired_source_stands_last_and_may_come_back(db: Database) -> None:
    """Retiring twice changes nothing."""
    async with db.transaction() as tx:
        for label in ("Trường A", "Trường B"):
            await sources.add(tx, kind="school", label=label, by="an", now=NOW)
        assert await sources.retire(tx, code="truong-b", by="an", now=NOW)
        assert not await sources.retire(tx, code="truong-b", by="an", now=NOW)
        assert not await sources.retire(tx, code="nobody", by="an", now=NOW)
        assert [(one.code, one.retired) for one in await sources.everything(tx)] == [
            ("truong-a", None),
            ("truong-b", NOW),
        ]
        assert await sources.revive(tx, code="truong-b", by="an", now=NOW)
        found = await sources.find(tx, code="truong-b")
        assert found is not None
        assert found.retired is None


def test_a_source_has_a_link_for_each_way_in() -> None:
    """Where a network is not configured there is none; Zalo's says that it counts nothing."""
    everywhere = Addresses("https://chaovn.example.vn", "chaovn_bot", "4318657068771012646")
    assert links_of("hoi-cho", everywhere) == [
        Link("web", "https://chaovn.example.vn/?ref=hoi-cho", counted=True),
        Link("telegram", "https://t.me/chaovn_bot?start=hoi-cho", counted=True),
        Link("zalo", "https://zalo.me/4318657068771012646", counted=False),
    ]
    assert [link.way for link in links_of("hoi-cho", Addresses("http://127.0.0.1:8080"))] == ["web"]


def test_a_qr_code_has_its_quiet_zone() -> None:
    """Level M, four white modules on every side."""
    code = segno.make_qr("https://chaovn.example.vn/?ref=hoi-cho", error="m", boost_error=False)
    root = ET.fromstring(qr_svg("https://chaovn.example.vn/?ref=hoi-cho"))
    assert int(float(root.attrib["width"])) == (len(code.matrix) + 8) * 10
    assert code.error == "M"
    assert qr_png("https://x.vn").startswith(b"\x89PNG")


def made(**other: str) -> Poster:
    """A poster, with what a test wants otherwise."""
    fields = {
        "way": "web",
        "address": "https://chaovn.camau.gov.vn/?ref=truong-a",
        "agency": "Sở Khoa học và Công nghệ tỉnh Cà Mau",
        "until": "31/12/2026",
        "label": "Trường A",
        "code": "truong-a",
    }
    return Poster(**(fields | other))


def texts(one: Poster) -> list[tuple[str, float, float, bool, bool]]:
    """(words, place across, size, bold, centred) of every line."""
    root = ET.fromstring(poster.svg(one))
    return [
        ("".join(e.itertext()), float(e.attrib["x"]), float(e.attrib["font-size"]), "font-weight" in e.attrib,
         "text-anchor" in e.attrib)
        for e in root.iter("{http://www.w3.org/2000/svg}text")
    ]  # fmt: skip


def test_a_poster_says_what_it_must() -> None:
    """For whom, three steps, the address in letters, that it is free, who stands behind it, until when."""
    said = " ".join(text[0] for text in texts(made()))
    for needed in (
        "Tên miền .vn", "id.vn", "biz.vn", "từ đủ 18 đến 23 tuổi", "Hộ kinh doanh", "1", "2", "3",
        "chaovn.camau.gov.vn/?ref=truong-a", "Không ai được thu tiền", "Sở Khoa học và Công nghệ tỉnh Cà Mau",
        "31/12/2026", "Trường A",
    ):  # fmt: skip
        assert needed in said


@pytest.mark.parametrize("way", ["web", "telegram", "zalo"])
@pytest.mark.parametrize(
    "other",
    [
        {},
        {"label": LONG, "code": LONGEST, "address": f"https://tro-ly-ten-mien.sokhcn.camau.gov.vn/?ref={LONGEST}"},
        {"agency": "Sở Khoa học và Công nghệ thành phố Hồ Chí Minh và các đơn vị phối hợp", "until": ""},
        {"label": "<b>&\"'</b>", "address": "https://x.vn/?ref=a&b=<c>"},
    ],
)
def test_no_line_of_a_poster_leaves_the_page(way: str, other: dict[str, str]) -> None:
    """Long names and addresses are broken or made smaller; signs of XML stay text."""
    for text, x, size, bold, centred in texts(made(way=way, **other)):
        wide = width(text, size, bold=bold)
        left = x - wide / 2 if centred else x
        assert left >= 40, text
        assert left + wide <= poster.WIDE - 40, text


def test_a_poster_is_one_page_of_a5_with_its_own_face() -> None:
    """Every letter comes from the face that is shipped along, whatever the machine has."""
    page = poster.pdf(made())
    size = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", page)
    assert size is not None
    assert [round(float(n) / 72 * 25.4) for n in size.groups()] == [148, 210]
    faces = set(re.findall(rb"/BaseFont\s*/\w+\+([\w-]+)", page))
    assert faces == {b"NotoSans-Regular", b"NotoSans-Bold"}
    assert poster.png(made()).startswith(b"\x89PNG")


def test_the_poster_of_a_province_has_its_agency_and_last_day() -> None:
    """From the province's data."""
    link = Link("web", "https://x.vn/?ref=truong-a", counted=True)
    one = poster.of("Trường A", link, "truong-a", load_province("ca_mau"))
    assert (one.agency, one.until) == ("Sở Khoa học và Công nghệ tỉnh Cà Mau", "31/12/2026")


def test_long_words_are_broken_behind_a_sign() -> None:
    """An address breaks where one may go on reading."""
    found = lines("chaovn.camau.gov.vn/?ref=chien-dich-he-xanh", 60, 800)
    assert "".join(found) == "chaovn.camau.gov.vn/?ref=chien-dich-he-xanh"
    assert all(part[-1] in "/?=-." for part in found[:-1])
    assert len(found) > 1


async def test_official_totals_come_newest_first(db: Database) -> None:
    """Of a day that was typed twice, the later figure comes first."""
    async with db.transaction() as tx:
        for number, day in ((1, date(2026, 6, 30)), (3, date(2026, 9, 30)), (4, date(2026, 9, 30))):
            await registrations.add_total(
                tx, programme="id_vn", number=number, as_of=day, origin="VNNIC", by="an", now=NOW, today=NOW.date()
            )
        assert [one.number for one in await registrations.totals(tx)] == [4, 3, 1]


def test_a_png_can_be_made_of_a_code_of_any_length() -> None:
    """The longest address that a source can have."""
    out = io.BytesIO(qr_png(f"https://tro-ly-ten-mien.sokhcn.camau.gov.vn/?ref={LONGEST}"))
    assert out.read(4) == b"\x89PNG"


def test_the_ways_in_come_from_the_settings() -> None:
    """A name with its @ is the same name; what cannot be one stops the start by name."""
    given = {"CHAOVN_TELEGRAM_NAME": "@chaovn_bot", "CHAOVN_ZALO_OA_ID": "4318657068771012646"}
    found = addresses(load(given, env_file=None), local="http://127.0.0.1:8080")
    assert found == Addresses("http://127.0.0.1:8080", "chaovn_bot", "4318657068771012646")
    for name, value in (("CHAOVN_TELEGRAM_NAME", "chaovn/x?y"), ("CHAOVN_ZALO_OA_ID", "chaovn")):
        with pytest.raises(SettingsError, match=name):
            load({name: value}, env_file=None)
