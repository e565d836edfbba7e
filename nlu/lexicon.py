"""Abbreviations and teencode read as the words they stand for.

The table is `data/vi/abbreviations.yaml`; forms that mean different things beside different words have
their rule here, each by the neighbours it was seen with in chats about the programme.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from nlu.normalize import fold, place_tone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_NO = frozenset("k ko kh kg khong hong hok hem hk hg khum khom chua ch chx r roi v z".split())
_PRONOUNS = frozenset("em e minh mk mik toi tui to ban b bn ad admin shop anh chi a c co chu bac chau con ai".split())
_BEFORE_REGISTER = _PRONOUNS | frozenset(
    "muon mun can cach de di xin han link chua da phai sao gio dang con se dinh nen viec thu thi "
    "la ma va tu cho giup ho web trang buoc khi sau truoc".split()
)
_CONDITION_BEFORE = frozenset("du can cac nhung dap thoa ve theo".split())
_AMOUNT_AROUND = frozenset("het mat ton la gia phi tien tong can trong khoang duoc dc co con mua thu dong hen".split())
_AMOUNT_AFTER = frozenset("tien tuoi ngay nam lau ten cai lan k v z vay phi thang nguoi gio phut dong the ad".split())
_ADDRESS_AFTER = frozenset("web nha mail email trang o website dang".split())


@dataclass(frozen=True)
class Lexicon:
    """`words`: typed form -> words read. `phrases`: first typed token -> (the rest, words read), longest first."""

    words: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]

    def __post_init__(self) -> None:
        triggers = frozenset(self.words) | frozenset(self.phrases) | frozenset(_BY_CONTEXT)
        object.__setattr__(self, "triggers", triggers)

    triggers = frozenset[str]()

    def expand(self, tokens: list[str]) -> list[str]:
        """`tokens` with every abbreviation replaced by the words it stands for."""
        if self.triggers.isdisjoint(tokens):
            return tokens
        out: list[str] = []
        at = 0
        while at < len(tokens):
            if tokens[at] not in self.triggers:
                out.append(tokens[at])
                at += 1
                continue
            taken, words = self._read(tokens, at)
            out += words
            at += taken
        return out

    def _read(self, tokens: list[str], at: int) -> tuple[int, Sequence[str]]:
        token = tokens[at]
        for rest, words in self.phrases.get(token, ()):
            if tuple(tokens[at + 1 : at + 1 + len(rest)]) == rest:
                return 1 + len(rest), words
        rule = _BY_CONTEXT.get(token)
        if rule is not None:
            before = fold(tokens[at - 1]) if at else ""
            after = fold(tokens[at + 1]) if at + 1 < len(tokens) else ""
            return 1, rule(before, after)
        return 1, self.words.get(token, (token,))

    def dumps(self) -> str:
        """The tables as JSON, for the model file."""
        return json.dumps([dict(self.words), dict(self.phrases)], ensure_ascii=False)

    @classmethod
    def loads(cls, text: str) -> Lexicon:
        """What `dumps` wrote."""
        words, phrases = json.loads(text)
        return cls(
            words={form: tuple(read) for form, read in words.items()},
            phrases={
                first: tuple((tuple(rest), tuple(read)) for rest, read in entries) for first, entries in phrases.items()
            },
        )


def read_lexicon(file: Path) -> Lexicon:
    """The lexicon of an `abbreviations.yaml`. Raises `ValueError` naming the entry that is not text -> text."""
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    words: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for section in ("words", "phrases"):
        for form, read in (data.get(section) or {}).items():
            if not isinstance(form, str) or not isinstance(read, str):
                raise ValueError(f"{file}: {section}: {form!r}: both sides must be text")  # noqa: TRY004  (it is data)
            typed = tuple(place_tone(word) for word in form.split())
            meant = tuple(place_tone(word) for word in read.split())
            if len(typed) == 1:
                words[typed[0]] = meant
            else:
                phrases.setdefault(typed[0], []).append((typed[1:], meant))
    return Lexicon(
        words=words,
        phrases={first: tuple(sorted(entries, key=lambda e: -len(e[0]))) for first, entries in phrases.items()},
    )


def _register(before: str, after: str) -> tuple[str, ...]:
    """ "dk": điều kiện after "đủ/cần" or before "gì", được between a verb and "không", else đăng ký."""
    if before in _CONDITION_BEFORE and after not in {"ten", "id.vn", "biz.vn"}:
        return ("điều", "kiện")
    if before == "co" and after in {"gi", "j", "nao", "thi", "de"}:
        return ("điều", "kiện")
    if after in _NO and before and before not in _BEFORE_REGISTER:
        return ("được",)
    return ("đăng", "ký")


def _not(before: str, after: str) -> tuple[str, ...]:
    """ "k": thousand after a number, else không."""
    del after
    return ("nghìn",) if before.isdigit() else ("không",)


def _can(before: str, after: str) -> tuple[str, ...]:
    """ "dc": địa chỉ after "xin" or before "web", else được."""
    if (before in {"xin", "cho", "sai", "doi", "ghi"} or after in _ADDRESS_AFTER) and after not in _NO:
        return ("địa", "chỉ")
    return ("được",)


def _amount(before: str, after: str) -> tuple[str, ...]:
    """ "bn": bao nhiêu beside money, time and age words, bạn in address."""
    if before in {"chao", "hi", "hello", "cam", "on", "cua", "voi", "nho", "hoi"} or after in {"oi", "ơi"}:
        return ("bạn",)
    if before in _AMOUNT_AROUND or after in _AMOUNT_AFTER or (before and not after):
        return ("bao", "nhiêu")
    return ("bạn",)


def _self(before: str, after: str) -> tuple[str, ...]:
    """ "t": tuổi after a number, else tôi."""
    del after
    return ("tuổi",) if before.isdigit() else ("tôi",)


def _free(before: str, after: str) -> tuple[str, ...]:
    """ "mp": miễn phí, unless a number makes it megapixels."""
    del after
    return ("mp",) if before.isdigit() else ("miễn", "phí")


def _name(before: str, after: str) -> tuple[str, ...]:
    """ "tm": tên miền, unless it ends "thương mại"."""
    del after
    return ("thương", "mại") if before in {"dien", "tai"} else ("tên", "miền")


def _firm(before: str, after: str) -> tuple[str, ...]:
    """ "dn": doanh nghiệp; đăng nhập after "không/chưa/cách" or before "vào"."""
    if after in {"vao", "vo", "duoc", "dc", "tai"} and before not in {"la", "cho"}:
        return ("đăng", "nhập")
    return ("doanh", "nghiệp")


def _camau(before: str, after: str) -> tuple[str, ...]:
    """ "cm": Cà Mau after words of place, centimetres after a number."""
    del after
    return ("cm",) if before.isdigit() else ("cà", "mau")


def _yes(before: str, after: str) -> tuple[str, ...]:
    """ "p": phải before "không", phút after a number, else as typed."""
    if before.isdigit():
        return ("phút",)
    return ("phải",) if after in _NO or before in {"co", "ko", "k", "khong"} or not before else ("p",)


def _why(before: str, after: str) -> tuple[str, ...]:
    """ "s": sao at the end of a question or at its beginning."""
    return ("sao",) if not after or not before or before in {"lam", "lm", "tai", "vi"} else ("s",)


def _you(before: str, after: str) -> tuple[str, ...]:
    """ "b": bạn."""
    del before, after
    return ("bạn",)


_BY_CONTEXT: dict[str, Callable[[str, str], tuple[str, ...]]] = {
    "dk": _register,
    "đk": _register,
    "k": _not,
    "dc": _can,
    "bn": _amount,
    "t": _self,
    "mp": _free,
    "tm": _name,
    "dn": _firm,
    "cm": _camau,
    "p": _yes,
    "s": _why,
    "b": _you,
}
