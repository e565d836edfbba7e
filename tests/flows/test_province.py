"""A province is data: loaded once, checked, frozen, and the code is the same for each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from flows.province import PROVINCES, Province, ProvinceError, load_province, money
from flows.rules.dated import OutsideTableError, load_amounts
from flows.rules.programme import days_left, is_closing_soon, is_over

TESTS = Path(__file__).parent.parent / "provinces"
PROMISED = {
    "province",
    "province_full",
    "agency",
    "plan",
    "programme_end",
    "vnnic_email",
    "programme_site",
    "registrars_site",
    "lookup_site",
    "academy_site",
    "ecommerce_site",
    "report_line",
    "fee_id_registration",
    "fee_id_year",
    "fee_biz_registration",
    "fee_biz_year",
    "controller",
    "operator",
    "answer_hours",
    "verdict_days",
    "reminder_days",
    "contacts",
}


@pytest.fixture(scope="module")
def ca_mau() -> Province:
    return load_province("ca_mau")


@pytest.fixture(scope="module")
def thai_binh() -> Province:
    return load_province("thai_binh", root=TESTS)


def test_ca_mau_says_what_its_plan_says(ca_mau: Province) -> None:
    """Period, targets and contacts of plan 0109/KH-UBND."""
    assert (ca_mau.name, ca_mau.name_full) == ("Cà Mau", "tỉnh Cà Mau")
    assert ca_mau.agency == "Sở Khoa học và Công nghệ tỉnh Cà Mau"
    assert (ca_mau.targets.id_vn, ca_mau.targets.biz_vn) == (2400, 600)
    assert ca_mau.programme_end == date(2026, 12, 31)
    assert ca_mau.registrars[0].host == "hiendienonline.tenmien.vn"
    assert ca_mau.contacts.vnnic_email == "ptdv@vnnic.vn"


def test_values_for_the_copy(ca_mau: Province) -> None:
    """All promised placeholders are there, in both languages, and none is empty."""
    for lang in ("vi", "en"):
        values = ca_mau.values(lang=lang)
        assert set(values) >= PROMISED
        assert all(values.values())
    values = ca_mau.values()
    assert values["fee_id_registration"] == "10.000 đồng"
    assert values["fee_biz_year"] == "250.000 đồng"
    assert values["programme_end"] == "31/12/2026"
    assert (values["answer_hours"], values["verdict_days"], values["reminder_days"]) == ("24", "90", "3")
    assert ca_mau.values(lang="en")["province_full"] == "Cà Mau Province"


def test_fees_are_those_of_the_day(ca_mau: Province) -> None:
    """A day outside the table of amounts is refused, a day inside told."""
    assert ca_mau.values(on=date(2024, 1, 1))["fee_id_year"] == "50.000 đồng"
    with pytest.raises(OutsideTableError):
        ca_mau.values(on=date(2020, 1, 1))


def test_unknown_contacts_are_left_out(ca_mau: Province, thai_binh: Province) -> None:
    """Where phone and address are not known, the agency and the e-mail of VNNIC stand alone."""
    agency, vnnic = ca_mau.contact_lines()
    assert agency == ca_mau.agency
    assert vnnic.endswith("(VNNIC): ptdv@vnnic.vn")
    assert "office.phone" in ca_mau.gaps()
    assert thai_binh.contact_lines()[0].endswith(", 0227 0000 000, 1 Phố Thử, Thái Bình, 7:30-17:00")
    assert "office.phone" not in thai_binh.gaps()


def test_a_second_province_needs_no_code(thai_binh: Province) -> None:
    """Other period, targets, registrar and limits come from its file alone."""
    assert thai_binh.values()["province"] == "Thái Bình"
    assert "Cà Mau" not in " ".join(thai_binh.values().values())
    assert thai_binh.targets.id_vn == 1500
    assert thai_binh.values()["verdict_days"] == "60"
    assert not is_over(date(2027, 1, 1), thai_binh)
    assert thai_binh.registrar("biz_vn") is None


def test_the_last_days_of_the_offer(ca_mau: Province) -> None:
    """Open on its last day, over on the next; closing from sixty days before."""
    end = ca_mau.programme_end
    assert not is_over(end, ca_mau)
    assert is_over(date(2027, 1, 1), ca_mau)
    assert is_closing_soon(end, ca_mau)
    assert days_left(date(2026, 11, 22), ca_mau) == 39
    assert not is_closing_soon(date(2026, 10, 31), ca_mau)
    assert not is_closing_soon(date(2027, 1, 1), ca_mau)


def test_registration_addresses_carry_nothing_personal(ca_mau: Province, thai_binh: Province) -> None:
    """Only fields of the template and of the allowed list reach the address, encoded."""
    values = {
        "utm_source": "qr thpt",
        "birth_date": "2004-05-12",
        "domain": "lan.id.vn",
        "ref": "a&b",
        "programme": "id_vn",
    }
    assert ca_mau.registrars[0].url(values) == "https://hiendienonline.tenmien.vn/?utm_source=qr%20thpt"
    assert ca_mau.registrars[0].url({}) == "https://hiendienonline.tenmien.vn/"
    assert thai_binh.registrars[0].url(values) == "https://dangky.example.vn/id_vn/moi?domain=lan.id.vn&ref=a%26b"


def test_a_province_is_frozen(ca_mau: Province) -> None:
    """Nothing can be changed once it is loaded."""
    with pytest.raises(ValidationError):
        ca_mau.programme.ended = True  # type: ignore[misc]


def faulty(tmp_path: Path, path: str, value: object) -> Path:
    """Write Cà Mau's file with one value changed (None takes the field away); `path` has dots."""
    data: Any = yaml.safe_load((PROVINCES / "ca_mau" / "province.yaml").read_text(encoding="utf-8"))
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place = data
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    target = tmp_path / "ca_mau" / "province.yaml"
    target.parent.mkdir()
    target.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return tmp_path


TEMPLATE = "registrars.0.url_template"


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("programme.end", "soon", "programme.end"),
        ("programme.end", None, "programme.end"),
        ("programme.closing_soon_days", -1, "programme.closing_soon_days"),
        ("targets.id_vn", "many", "targets.id_vn"),
        ("office.phon", "0", "office.phon"),
        ("office.source", None, "office.source"),
        ("office.confidence", "sure", "office.confidence"),
        ("links.lookup.url", "https://evil.example/", "links.lookup.url"),
        ("links.lookup.url", "http://tenmien.vn", "links.lookup.url"),
        (TEMPLATE, "https://hiendienonline.tenmien.vn/{?birth_date}", "birth_date"),
        (TEMPLATE, "https://hiendienonline.tenmien.vn/{licence_number}", "licence_number"),
        (TEMPLATE, "https://{domain}/", "url_template"),
        (TEMPLATE, "https://tenmien.vn@evil.example/", "url_template"),
        (TEMPLATE, "https://evil.example/{?ref}", "url_template"),
        (TEMPLATE, "http://tenmien.vn/", "url_template"),
        ("registrars.0.fields_by_post", ["birth_date"], "signed agreement"),
        ("registrars.0.fields_by_post", ["otp"], "fields_by_post"),
        ("registrars", [], "registrars"),
        ("personal_data.verdict_days", 91, "personal_data.verdict_days"),
        ("personal_data.answer_hours", 25, "personal_data.answer_hours"),
        ("fees.id_year", "id_vn.month", "fees.id_year"),
        ("id", "soc_trang", "id: is not 'ca_mau'"),
        ("support_points.places.0.name_en", None, "support_points.places.0.name_en"),
    ],
)
def test_a_fault_is_told_with_file_and_field(tmp_path: Path, path: str, value: object, reason: str) -> None:
    """Wrong, missing and unknown fields stop the start, and the message says where they are."""
    with pytest.raises(ProvinceError) as caught:
        load_province("ca_mau", root=faulty(tmp_path, path, value))
    assert "province.yaml" in str(caught.value)
    assert reason in str(caught.value)


def test_the_unchanged_file_is_accepted(tmp_path: Path) -> None:
    """The faults above are found because of the fault, not because of the rewriting."""
    assert load_province("ca_mau", root=faulty(tmp_path, "targets.id_vn", 1), amounts=load_amounts()).targets.id_vn == 1


@pytest.mark.parametrize("name", ["../ca_mau", "", "Ca Mau", "ca_mau/../x", "/etc"])
def test_an_id_is_never_a_path(name: str) -> None:
    """Only plain ids are looked up."""
    with pytest.raises(ProvinceError, match="not the id"):
        load_province(name)


@pytest.mark.parametrize("text", ["", "- 1", "a: [", "\udcff"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    """Whatever the file holds, the error names it."""
    target = tmp_path / "ca_mau" / "province.yaml"
    target.parent.mkdir()
    target.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ProvinceError, match=r"province\.yaml"):
        load_province("ca_mau", root=tmp_path)


def test_a_missing_province_is_told(tmp_path: Path) -> None:
    """A province without a file is named."""
    with pytest.raises(ProvinceError, match="cannot be read"):
        load_province("soc_trang", root=tmp_path)


def test_money_is_written_as_people_write_it() -> None:
    """Dots in Vietnamese, the code of the currency in English."""
    assert money(1_250_000) == "1.250.000 đồng"
    assert money(0) == "0 đồng"
    assert money(100_000, "en") == "VND 100,000"
