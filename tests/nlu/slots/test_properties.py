"""What holds for every text: nothing impossible, nothing guessed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.vn import mst

from nlu.slots import find_slots
from nlu.slots.labels import problem_of
from nlu.slots.places import Places, PlacesError
from nlu.types import CommuneSlot, DateSlot, DomainSlot, NumberSlot, WordSlot
from tests.nlu.slots.read import DATA, PLACES, TODAY, strip_marks, understood

ASKING = st.sampled_from(
    [
        *(
            None,
            "birth_date",
            "founded_on",
            "licence_number",
            "commune",
            "province",
            "domain",
            "subject",
            "person_name",
        ),
        *(
            "choice",
            "consent",
            "confirm",
            "citizen",
            "certificate",
            "clarify",
            "resume",
            "rating",
            "registered",
            "human",
        ),
    ]
)


def _words(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split())


PROGRAMME = st.sampled_from([None, "id_vn", "biz_vn"])
PIECES = _words(
    "12 5 05 2004 04 99 31 30 29 2 13 / - . , : năm tháng ngày sinh em sn 2k4 2k tuổi t âm lịch al à nhầm "
    "không phải cấp thành lập mùng rằm giêng chạp hai mươi nghìn linh tư năm 12/5/2004 31/2/2004 12052004 "
    "120504 0912345678 096204001234 2099999014 41O8012345 xã phường 5 Đầm Dơi U Minh Cà Mau Cần Thơ huyện "
    "lan.id.vn biz.vn quán công ty đồng ý ok chưa rồi ? ạ tên là An số 1 50k đ 👍 o O l "
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=9).map(" ".join), st.lists(PIECES, max_size=6).map("".join), st.text(max_size=60)
)


def _numbers(text: str) -> set[int]:
    """Every number that the digits of a text can stand for, cut as dates are."""
    digits = re.sub(r"(?i)(?<=[\d/.\s,-])o|(?<![a-z])o(?=[\d/])|(?<=\d)o", "0", text)
    out: set[int] = set()
    for run in re.findall(r"\d+", digits):
        out |= {int(run[i:j]) for i in range(len(run)) for j in range(i + 1, min(i + 5, len(run) + 1))}
    return out


@settings(max_examples=600, deadline=None)
@given(TEXTS, ASKING, PROGRAMME)
def test_no_slot_is_impossible(text: str, expect: str | None, programme: str | None) -> None:
    """Real days up to today, right check digits, known codes, usable labels, whatever is typed."""
    found = understood(text, expect=expect, programme=programme)
    assert 0.0 <= found.covered <= 1.0
    assert found.answer is not None or not found.explicit
    for slot in found.slots.values():
        if isinstance(slot, DateSlot):
            _possible_date(slot)
        elif isinstance(slot, NumberSlot):
            _possible_number(slot)
        elif isinstance(slot, CommuneSlot):
            assert set(slot.codes) <= set(PLACES.codes())
            assert slot.ask == (len(slot.codes) > 1)
            assert bool(slot.codes) != bool(slot.province)
        elif isinstance(slot, DomainSlot):
            assert slot.label is None or problem_of(slot.label) is None
            assert slot.problem is not None or slot.label is not None
        else:
            assert isinstance(slot, WordSlot)
            assert slot.value


def _possible_date(slot: DateSlot) -> None:
    if slot.kind == "date":
        assert slot.year
        assert slot.month
        assert slot.day
        assert date(1900, 1, 1) <= date(slot.year, slot.month, slot.day) <= TODAY
    elif slot.kind in {"month", "year"}:
        assert slot.year
        assert date(1900, 1, 1) <= date(slot.year, slot.month or 1, 1) <= TODAY
    elif slot.kind == "incomplete":
        assert slot.month or slot.day
        assert slot.year is None
        date(2000, slot.month or 1, slot.day or 1)
    elif slot.kind == "age":
        assert slot.age
        assert slot.age <= 120
    elif slot.kind == "ambiguous":
        assert slot == DateSlot("ambiguous", day=slot.day)
        assert slot.day is None or 1 <= slot.day <= 31
    elif slot.kind == "invalid":
        assert slot == DateSlot("invalid")


def _possible_number(slot: NumberSlot) -> None:
    if slot.kind in {"mst10", "mst13"}:
        assert mst.is_valid(slot.number)
    elif slot.kind == "hkd_legacy":
        assert re.fullmatch(r"\d{2}[A-ZĐĂÂÊÔƠƯ]8\d{6}", slot.number)
    else:
        wanted = {"personal_id": 12, "cmnd_old": 9}.get(slot.kind, 10)
        assert re.fullmatch(rf"\d{{{wanted}}}", slot.number)


DIGITS = st.lists(
    _words(
        "12 5 05 2004 2005 04 99 31 30 29 2 13 1 / - . , : sinh sn ngay nam thang 2k4 12/5/2004 12/5 5/2004 "
        "31/2/2004 12052004 120504 "
    ),
    max_size=8,
)


@settings(max_examples=600, deadline=None)
@given(DIGITS, st.sampled_from([" ", ""]), ASKING)
def test_no_date_has_a_part_that_was_not_typed(pieces: list[str], glue: str, expect: str | None) -> None:
    """Day, month and year stand in the text, the year in full, as two digits or as 2k4. (năm alone is also five.)"""
    text = glue.join(pieces)
    typed = _numbers(text) | ({5} if "thang" in text else set())
    for slot in understood(text, expect=expect).slots.values():
        if isinstance(slot, DateSlot):
            assert slot.day is None or slot.day in typed
            assert slot.month is None or slot.month in typed
            year = slot.year
            assert year is None or year in typed or year % 100 in typed or f"2k{year % 100}" in text


@given(st.integers(0, 40), st.integers(0, 20), st.integers(1890, 2030), st.sampled_from("/-. "))
def test_day_and_month_are_never_swapped(day: int, month: int, year: int, sep: str) -> None:
    """Day, month, year in this order, or invalid."""
    slot = understood(f"{day}{sep}{month}{sep}{year}", expect="birth_date").slots["birth_date"]
    assert isinstance(slot, DateSlot)
    try:
        real = date(year, month, day)
    except ValueError:
        real = None
    if real and date(1900, 1, 1) <= real <= TODAY:
        assert slot == DateSlot("date", year, month, day)
    else:
        assert slot == DateSlot("invalid")


@given(st.dates(date(1920, 1, 1), TODAY))
def test_every_day_is_read_in_every_way_of_writing(day: date) -> None:
    """Numbers, words with tháng and năm, eight digits, ISO."""
    wanted = DateSlot("date", day.year, day.month, day.day)
    for text in (
        f"{day.day}/{day.month}/{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day.day:02d}{day.month:02d}{day.year}",
        day.isoformat(),
        f"dạ em sinh {day.day}-{day.month}-{day.year} nha ad",
    ):
        assert understood(text, expect="birth_date").slots["birth_date"] == wanted


@pytest.mark.parametrize("text", ["ok", "ừ", "uk", "dạ", "vâng", "👍", "có", "được", "oke luôn", "ừ đúng rồi", "yes"])
@pytest.mark.parametrize("expect", [None, "consent", "confirm"])
def test_a_bare_yes_is_never_explicit(text: str, expect: str | None) -> None:
    """Consent needs the words (contract section 9)."""
    found = understood(text, expect=expect)
    assert (found.answer, found.explicit) == ("yes", False)


def test_all_64_units_are_found_by_kind_and_name() -> None:
    """With and without marks the unit of today is among the candidates; there are 55 xã and 9 phường."""
    kinds: list[str] = []
    for entries in PLACES.units.values():
        for entry in entries:
            if entry.era != "now" or entry.name.islower():
                continue
            kinds.append(entry.kind)
            for text in (f"{entry.kind} {entry.name}", strip_marks(f"{entry.kind} {entry.name}").lower()):
                slot = understood(text, expect="commune").slots["commune"]
                assert isinstance(slot, CommuneSlot)
                assert entry.codes[0] in slot.codes
    assert len(PLACES.codes()) == 64
    assert (kinds.count("xã"), kinds.count("phường")) == (55, 9)


def test_all_63_old_provinces_lead_to_one_of_34() -> None:
    """Every old and new name is understood where a province is asked for."""
    names = {name.name: name.today for names in PLACES.provinces.values() for name in names if name.name[0].isupper()}
    assert len(set(names.values())) == 34
    for name, today in names.items():
        slot = understood(name, expect="province").slots["province"]
        assert slot == WordSlot((("name", today),))
    assert len(names) == 34 + 30  # Thừa Thiên Huế is both an old name and today's Huế


def test_a_faulty_file_of_places_is_refused() -> None:
    """The error names the file and the entry."""
    bad = DATA / "provinces.yaml"
    with pytest.raises(PlacesError, match=r"provinces\.yaml"):
        Places.load(bad, bad)


def test_without_places_nothing_else_changes() -> None:
    """A province without data still understands dates."""
    found = find_slots("em sinh 2004 ở Đầm Dơi", expect=None, programme=None, today=TODAY, places=None)
    assert set(found.slots) == {"birth_date"}
