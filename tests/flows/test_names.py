"""Labels: suggestions from a name, mended forms, and the two gentle warnings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.names import caution, fold, is_label, mended, reads_badly, suggest, suggest_person, suggest_shop

names = st.lists(
    st.sampled_from(re.findall(r"\w+", "Nguyễn Trần Đỗ Đặng Thị Văn Thuỳ Dương Minh Châu Lộc An Ánh Bưởi Các Y Út Kỳ")),
    min_size=1,
    max_size=7,
).map(" ".join)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "Nguyễn Thị Thuỳ Dương",
            {
                "thuyduong",
                "nguyenthuyduong",
                "duongnguyen",
                "nguyenthithuyduong",
                "thuyduong-nguyen",
                "ntthuyduong",
            },
        ),
        ("Trần Văn Nam", {"trannam", "namtran", "tranvannam"}),
        ("đặng hoàng khánh ngọc", {"khanhngoc", "dangkhanhngoc", "ngocdang"}),
        ("  LÊ   LAN ", {"lelan", "lanle", "le-lan"}),
        ("Y Moan", {"ymoan", "moany"}),
    ],
)
def test_a_person_is_offered_their_own_name(name: str, wanted: set[str]) -> None:
    """The forms people would take are among the suggestions, all of them usable."""
    found = suggest_person(name)
    assert wanted <= set(found)
    assert found
    assert all(is_label(label) for label in found)


@pytest.mark.parametrize(
    ("name", "first", "wanted"),
    [
        ("Quán cơm Bà Bảy", "quancombabay", {"quancom-babay"}),
        ("Tôm khô Năm Căn", "tomkhonamcan", {"tomkho-namcan"}),
        ("Bánh mì Cô Ba", "banhmicoba", {"banhmi-coba", "coba"}),
        ("Công ty TNHH MTV Thương mại Dịch vụ Minh Phát", "minhphat", {"minh-phat"}),
        ("Hộ kinh doanh Út Hiền", "uthien", {"ut-hien"}),
        ("Cửa hàng điện thoại di động Thành Công Cà Mau", "thanhcongcamau", set()),
        ("Công ty TNHH", "congtytnhh", set()),
        ("Shop", "shop", set()),
    ],
)
def test_a_shop_is_offered_its_kind_and_name(name: str, first: str, wanted: set[str]) -> None:
    """Legal words are left out, the kind of shop may stand before a hyphen, short forms come first."""
    found = suggest_shop(name)
    assert found[0] == first
    assert wanted <= set(found)


@pytest.mark.parametrize("name", ["", "   ", "王小明", "???", "А"])
def test_a_name_without_latin_letters_has_no_suggestion(name: str) -> None:
    """Nothing is invented."""
    assert suggest_person(name) == ()
    assert suggest_shop(name) == ()


@given(name=names, limit=st.integers(1, 8))
def test_suggestions_are_usable_and_of_the_name(name: str, limit: int) -> None:
    """Each suggestion is a label without digits, none comes twice, and none tells an age."""
    for programme in ("id_vn", "biz_vn"):
        found = suggest(name, programme=programme, limit=limit)
        assert len(found) <= limit
        assert len(set(found)) == len(found)
        assert all(is_label(label) and not re.search(r"\d", label) for label in found)


@given(text=st.text(max_size=80))
def test_whatever_is_typed_is_mended_into_labels_or_nothing(text: str) -> None:
    """Mended forms, and suggestions from the same text, are always labels."""
    assert all(is_label(label) for label in (*mended(text), *suggest_person(text), *suggest_shop(text)))


@given(label=st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True).filter(is_label))
def test_a_good_label_is_left_as_it_is(label: str) -> None:
    """What needs no mending comes back first."""
    assert mended(label)[0] == label


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("nguyễn văn a.id.vn", ("nguyenvana", "nguyen-van-a")),
        ("Lan Anh", ("lananh", "lan-anh")),
        ("lan--anh", ("lan-anh", "lananh")),
        ("-abc-", ("abc",)),
        ("shop_cua_toi", ("shopcuatoi", "shop-cua-toi")),
        ("http://www.Cô Ba.biz.vn/", ("coba", "co-ba")),
        ("shop.lan.id.vn", ("lan", "shoplan", "shop-lan")),
        ("Đặng Thuỳ", ("dangthuy", "dang-thuy")),
        ("ca\u0300phe\u0302", ("caphe",)),
        ("???", ()),
        ("id.vn", ()),
        ("a" * 64, ()),
    ],
)
def test_mended_forms(typed: str, forms: tuple[str, ...]) -> None:
    """Marks are folded, spaces joined or hyphenated; of a sub-name its registered part comes first."""
    assert mended(typed) == forms


@pytest.mark.parametrize(
    ("label", "good"),
    [
        ("lan", True),
        ("a", True),
        ("4u", True),
        ("a" * 63, True),
        ("a" * 64, False),
        ("", False),
        ("-a", False),
        ("a-", False),
        ("a--b", False),
        ("Lan", False),
        ("lân", False),
        ("a.b", False),
        ("a_b", False),
        ("a\n", False),
    ],
)
def test_the_form_of_a_label(label: str, good: bool) -> None:
    """Letters a-z, digits, single inner hyphens, at most 63 characters."""
    assert is_label(label) is good


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("hoangsa", "place"),
        ("hoangsa-shop", "place"),
        ("hoian", "place"),
        ("hochiminh", "leader"),
        ("ubndxatanloc", "agency"),
        ("congan", "agency"),
        ("bocongan", "agency"),
        ("sokhoahocvacongnghe", "agency"),
        ("so-y-te", "agency"),
        ("gov", "agency"),
        ("vneid", "service"),
        ("dichvucongcamau", "service"),
        ("thue", "service"),
        ("zalo-camau", "brand"),
        ("cua-hang-apple", "brand"),
        ("samsungcamau", "brand"),
        ("thuexe", None),
        ("thue-xe", None),
        ("soc", None),
        ("bolero", None),
        ("congancafe", None),
        ("hoianh", None),
        ("phongkham", None),
        ("thuyduong", None),
        ("tomkho-namcan", None),
    ],
)
def test_names_that_may_be_protected(label: str, kind: str | None) -> None:
    """Names of seas, offices, services, leaders and brands get a warning, everyday names do not."""
    assert caution(label) == kind


@pytest.mark.parametrize("label", ["lon", "lontom", "hacac", "quan-lon", "ltbuoi", "dm", "vcl", "buoinamroi"])
def test_a_bad_reading_is_seen(label: str) -> None:
    """A rude syllable, or rude initials, is noticed wherever a reader would find it."""
    assert reads_badly(label) is not None


@pytest.mark.parametrize(
    "label",
    [
        "lonuongbaba",
        "salontoc",
        "cacao",
        "ditim",
        "longoc",
        "longan",
        "kimloan",
        "thuyduong",
        "nguyen",
        "cachua",
    ],
)
def test_a_syllable_that_nobody_reads_is_no_bad_reading(label: str) -> None:
    """Letters that fall together over the bounds of syllables do not count."""
    assert reads_badly(label) is None


@pytest.mark.parametrize("label", ["uyau" * 14 + "9lon", "lon" + "huyanh" * 9 + "9", "a" * 63, "lon" * 5000])
def test_no_label_takes_long_to_read(label: str) -> None:
    """Labels with thousands of ways to be cut into syllables are read like any other, and are not rude for it."""
    assert reads_badly(label) is None


def test_well_read_forms_come_first() -> None:
    """Where the own name reads badly it is still offered, rude initials never."""
    found = suggest_person("Đỗ Minh Châu")
    assert not any(label.startswith("dm") for label in found)
    badly = [reads_badly(label) is not None for label in suggest_shop("Tiệm Bưởi Ngon")]
    assert badly == sorted(badly)


@given(text=st.text(alphabet="ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴđ", max_size=20))
def test_folding_leaves_plain_letters(text: str) -> None:
    """Every Vietnamese letter folds to one of a-z."""
    assert re.fullmatch(r"[a-z]*", fold(text))
