"""How syllables sound in the South, where people write as they speak: Trần Fán, Lương Thế Chân, Láng Chòn, An Xiên."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SYLLABLE = re.compile(r"(?:ngh?|nh|th|tr|ch|kh|gh|gi|ph|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?")
_STRANGE = (("dz", "d"), ("ph", "ph"), ("f", "ph"), ("j", "gi"), ("w", "qu"), ("z", "d"))
"""letters of no Vietnamese word, and what they are written for"""
_BEGINS = (
    ("ngh", "ng"), ("gh", "g"), ("gi", "d"), ("v", "d"), ("tr", "ch"), ("s", "x"), ("qu", "k"), ("c", "k"),
)  # fmt: skip
_BEGUN = {written: re.compile(written + ("(?!h)" if written == "c" else "") + ".") for written, _ in _BEGINS}
_ENDS = (("ng", "n"), ("nh", "n"), ("ch", "t"), ("c", "t"))


def is_syllable(word: str) -> bool:
    """Whether a folded word can be one syllable; what is none is several written together, or no Vietnamese."""
    return _SYLLABLE.fullmatch(word) is not None


def respelled(word: str) -> str:
    """A folded syllable without letters that Vietnamese does not have in front: fan -> phan, zan -> dan."""
    for strange, usual in _STRANGE:
        if word.startswith(strange):
            return usual + word.removeprefix(strange)
    return word


def sound_of(syllables: Sequence[str]) -> str:
    """A key that folded syllables share when the South speaks them alike, their marks aside."""
    return " ".join(map(_sound, syllables))


def _sound(syllable: str) -> str:
    syllable = respelled(syllable).replace("uye", "ie").replace("y", "i")
    for written, spoken in _BEGINS:
        if _BEGUN[written].match(syllable):
            rest = syllable.removeprefix(written)
            syllable = spoken + (rest if rest[0] in "aeiou" else "i" + rest)  # gìn keeps its i
            break
    for written, spoken in _ENDS:
        if syllable.endswith(written) and len(syllable) > len(written):
            return syllable.removesuffix(written) + spoken
    return syllable
