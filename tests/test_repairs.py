"""Every question of every flow × every kind of repair × both languages: each works the first time.

The grid is made from the flow files, so a new node is on it at once; a node without a way to it fails by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from flows.loader import load_book
from tests.talk import Person

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 22)
WAYS: dict[str, dict[str, tuple[str, ...]]] = {
    "vi": {
        "id_vn.consent": ("em muốn làm id.vn",),
        "id_vn.birth_date": ("em muốn làm id.vn", "đồng ý"),
        "id_vn.birth_range": ("em muốn làm id.vn", "đồng ý"),
        "id_vn.birth_day": ("em muốn làm id.vn", "đồng ý", "2003"),
        "id_vn.citizen": ("em muốn làm id.vn", "đồng ý", "2004"),
        "id_vn.domain": ("em muốn làm id.vn", "đồng ý", "2004", "có"),
        "id_vn.confirm": ("em muốn làm id.vn", "đồng ý", "2004", "có", "lananh"),
        "id_vn.reminder": ("em muốn làm id.vn", "đồng ý", "2004", "có", "lananh", "đúng"),
        "id_vn.commune": ("em muốn làm id.vn", "đồng ý", "2004", "có", "lananh", "đúng", "không cần"),
        "biz_vn.consent": ("đăng ký biz.vn",),
        "biz_vn.subject": ("đăng ký biz.vn", "đồng ý"),
        "biz_vn.certificate": ("đăng ký biz.vn", "đồng ý", "hộ kinh doanh"),
        "biz_vn.founded_on": ("đăng ký biz.vn", "đồng ý", "công ty", "có"),
        "biz_vn.founded_day": ("đăng ký biz.vn", "đồng ý", "công ty", "có", "11/2025"),
        "biz_vn.licence_number": ("đăng ký biz.vn", "đồng ý", "hộ kinh doanh", "có"),
        "biz_vn.domain": ("đăng ký biz.vn", "đồng ý", "hộ kinh doanh", "có", "bỏ qua"),
        "biz_vn.confirm": ("đăng ký biz.vn", "đồng ý", "hộ kinh doanh", "có", "bỏ qua", "lananh"),
        "biz_vn.reminder": ("đăng ký biz.vn", "đồng ý", "hộ kinh doanh", "có", "bỏ qua", "lananh", "đúng"),
        "biz_vn.commune": (
            *("đăng ký biz.vn", "đồng ý", "hộ kinh doanh", "có", "bỏ qua", "lananh", "đúng", "không cần"),
        ),
    },
}
ENGLISH = {
    "em muốn làm id.vn": "I want to register a free id.vn name",
    "đăng ký biz.vn": "I want to register a biz.vn name",
    "đồng ý": "I agree",
    "có": "yes",
    "đúng": "yes",
    "hộ kinh doanh": "household business",
    "công ty": "company",
    "bỏ qua": "skip",
    "không cần": "no",
}
WAYS["en"] = {node: tuple(ENGLISH.get(t, t) for t in way) for node, way in WAYS["vi"].items()}


ABROAD = frozenset({"id_vn.birth_range"})
"""Questions that are put only where a channel abroad is asked for ranges."""


def _person(node: str, lang: str) -> Person:
    if node in ABROAD:
        return Person(TODAY, lang=lang, channel="telegram", telegram_personal="range")
    return Person(TODAY, lang=lang)


def _keys(out: dict[str, Any]) -> list[str]:
    return [b["key"] for b in out["bubbles"]]


def _returns(key: str) -> Callable[[dict[str, Any], dict[str, Any], str], None]:
    """The answer is given, then the same question is asked again, once; the commune's is asked once in all."""

    def check(before: dict[str, Any], out: dict[str, Any], node: str) -> None:
        assert _keys(out) == [key, *_back(before, node)]
        assert out["asking"] == before["asking"]

    return check


def _again(before: dict[str, Any]) -> str:
    """The key with which the open question comes back; the long consent text comes back in short."""
    key = _keys(before)[-1]
    return f"{key}.again" if key == "ask.consent" else key


def _back(before: dict[str, Any], node: str) -> list[str]:
    """The open question as it comes back behind an answer; the commune's is asked once and stays open in silence."""
    return [] if node.endswith(".commune") else [_again(before)]


def _reworded(suffix: str) -> Callable[[dict[str, Any], dict[str, Any], str], None]:
    def check(before: dict[str, Any], out: dict[str, Any], _node: str) -> None:
        assert _keys(out) == [_keys(before)[-1] + suffix]
        assert out["asking"] == before["asking"]

    return check


def _backs(before: dict[str, Any], out: dict[str, Any], node: str) -> None:
    """One question back; at the first one it is said that there is none before."""
    if node in FIRST or before["done"]:
        assert _keys(out) == ["act.back.none", *_back(before, node)]
    else:
        assert _keys(out)[0] == "act.back"
        assert _keys(out)[-1] != _keys(before)[-1]


FIRST = ("id_vn.consent", "id_vn.birth_date", "id_vn.birth_range", "biz_vn.consent", "biz_vn.subject")
SKIPPABLE = ("domain", "licence_number", "commune")


def _skips(before: dict[str, Any], out: dict[str, Any], node: str) -> None:
    """What may be left out is; what the rules need is asked again, saying why."""
    if node.split(".")[1] in SKIPPABLE:
        assert _keys(out)[0] == "act.skip"
        assert out["asking"] != before["asking"]
    elif node.endswith(".confirm"):
        assert _keys(out) == ["act.skip.confirm", _keys(before)[-1]]
    elif node.endswith((".consent", ".reminder")):
        assert _keys(out)[-1].startswith("ask.") or _keys(out)[0] == "reminder.none"
    else:
        assert _keys(out) == ["act.skip.never", _keys(before)[-1]]


def _cancels(_before: dict[str, Any], out: dict[str, Any], node: str) -> None:
    assert _keys(out)[0] in ("act.cancel", "act.cancel.none")
    assert out["verdict"] is None
    assert out["registration"] is None
    first = node.endswith((".consent",)) or node in ("id_vn.birth_date", "id_vn.birth_range", "biz_vn.subject")
    assert out["asking"] == (None if first else "confirm")


def _restarts(_before: dict[str, Any], out: dict[str, Any], node: str) -> None:
    assert _keys(out)[0] == "act.restart"
    assert out["verdict"] is None
    first = {"id_vn": "birth_date", "biz_vn": "subject"}[node.split(".", maxsplit=1)[0]]
    assert out["asking"] == ("consent" if node.endswith(".consent") else first)


def _human(_before: dict[str, Any], out: dict[str, Any], _node: str) -> None:
    assert _keys(out) == ["act.human", "ask.human"]
    assert out["asking"] == "human"


def _deletes(_before: dict[str, Any], out: dict[str, Any], _node: str) -> None:
    assert _keys(out) == ["rights.delete_my_data"]
    assert (out["asking"], out["verdict"], out["registration"]) == (None, None, None)


def _not_understood(before: dict[str, Any], out: dict[str, Any], _node: str) -> None:
    assert len([k for k in _keys(out) if k.startswith("ask.")]) == 1
    assert out["asking"] in (before["asking"], "clarify")


def _media(before: dict[str, Any], out: dict[str, Any], node: str) -> None:
    assert _keys(out) == ["common.received.sticker", *_back(before, node)]


def _switches(_before: dict[str, Any], out: dict[str, Any], node: str) -> None:
    other = {"id_vn": "biz_vn", "biz_vn": "id_vn"}[node.split(".", maxsplit=1)[0]]
    assert out["programme"] == other
    assert out["asking"] is not None or out["done"]


@dataclass(frozen=True)
class Repair:
    name: str
    vi: dict[str, Any]
    en: dict[str, Any]
    holds: Callable[[dict[str, Any], dict[str, Any], str], None]


def _said(vi: str, en: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"text": vi}, {"text": en}


REPAIRS = [
    Repair("digression", *_said("mà có mất phí không?", "does it cost anything?"), _returns("faq.cost")),
    Repair("fear", *_said("có phải lừa đảo không", "is this a scam?"), _returns("faq.scam")),
    Repair("repeat", *_said("nói lại giúp mình", "please say that again"), _reworded(".again")),
    Repair("dont_know", *_said("mình không biết", "I don't know"), _reworded(".help")),
    Repair("thanks", *_said("cảm ơn nha", "thank you"), _returns("act.thank")),
    Repair("identity", *_said("bạn là ai vậy", "who are you?"), _returns("act.bot_identity")),
    Repair("weather", *_said("hôm nay trời có mưa không", "will it rain today?"), _returns("act.out_of_scope")),
    Repair(
        "privacy", *_said("bạn có lưu thông tin của mình không", "do you store my data?"), _returns("rights.privacy")
    ),
    Repair("back", *_said("quay lại", "go back"), _backs),
    Repair("skip", *_said("bỏ qua câu này", "skip this question"), _skips),
    Repair("cancel", *_said("thôi không làm nữa", "cancel this"), _cancels),
    Repair("restart", *_said("làm lại từ đầu", "start over"), _restarts),
    Repair("human", *_said("cho mình gặp cán bộ", "I want to talk to a person"), _human),
    Repair("delete", *_said("xóa hết dữ liệu của tôi", "delete my data"), _deletes),
    Repair("garbage", *_said("asdfgh qwerty", "asdfgh qwerty"), _not_understood),
    Repair("sticker", {"event": "sticker"}, {"event": "sticker"}, _media),
]
NODES = sorted(
    f"{flow.id}.{node.id}" for flow in load_book().flows.values() for node in flow.nodes.values() if node.kind == "ask"
)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("repair", REPAIRS, ids=lambda r: r.name)
@pytest.mark.parametrize("node", NODES)
def test_repair(node: str, repair: Repair, lang: str) -> None:
    """At this question, this repair does what a person expects, the first time."""
    person = _person(node, lang)
    before: dict[str, Any] = {}
    for text in WAYS[lang][node]:
        before = person.says(text)
    out = person.gives(getattr(repair, lang))
    repair.holds(before, out, node)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("node", NODES)
def test_change_of_programme(node: str, lang: str) -> None:
    """At this question the other programme may be asked for; what was said is kept."""
    person = _person(node, lang)
    before: dict[str, Any] = {}
    for text in WAYS[lang][node]:
        before = person.says(text)
    other = "em muốn làm id.vn" if node.startswith("biz_vn") else "đăng ký biz.vn"
    out = person.says(ENGLISH[other] if lang == "en" else other)
    _switches(before, out, node)
