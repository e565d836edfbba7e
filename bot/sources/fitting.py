"""How wide text is in the poster's face, so that it is broken into lines that fit. SVG breaks none."""

from __future__ import annotations

import unicodedata
from typing import Final

# Widths of Noto Sans Bold in thousandths of its size, rounded up; accents add none.
_WIDTHS: Final = {
    **dict.fromkeys("' !,.:;·ijl", 300),
    **dict.fromkeys("-J()[]`fI", 380),
    **dict.fromkeys("{}/\\_t“”r", 460),
    **dict.fromkeys('z"?s–', 500),
    **dict.fromkeys("cFvyELS|*", 560),
    **dict.fromkeys("koPYbdgpqCV#đae", 640),
    **dict.fromkeys("hnuKRXABơ", 680),
    **dict.fromkeys("GDĐHU&ư", 760),
    **dict.fromkeys("OQNƠwƯ", 880),
    **dict.fromkeys("%@MWm", 980),
}
_OTHER: Final = 580
_REGULAR: Final = 0.97


def width(text: str, size: float, *, bold: bool = False) -> float:
    """In the units of `size`; rather too wide than too narrow."""
    plain = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    total = sum(_WIDTHS.get(c, _OTHER) for c in plain) * size / 1000
    return total if bold else total * _REGULAR


def lines(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """The text in lines of at most this width; a word that is too long for a line is broken, best after a sign."""
    out: list[str] = []
    for word in text.split():
        joined = f"{out[-1]} {word}" if out else word
        if out and width(joined, size, bold=bold) <= most:
            out[-1] = joined
        else:
            out.extend(_pieces(word, size, most, bold=bold))
    return out


def _pieces(word: str, size: float, most: float, *, bold: bool) -> list[str]:
    out = []
    while width(word, size, bold=bold) > most and len(word) > 1:
        end = next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n], size, bold=bold) <= most)
        sign = max(word.rfind(c, 0, end) for c in "/?=-.") + 1
        end = sign if sign > end // 2 else end
        out.append(word[:end])
        word = word[end:]
    return [*out, word]


def fitting(
    text: str, sizes: tuple[float, ...], most: float, *, rows: int, bold: bool = False
) -> tuple[float, list[str]]:
    """The largest of `sizes` (falling) at which the text has at most so many lines, with those lines."""
    for size in sizes:
        found = lines(text, size, most, bold=bold)
        if len(found) <= rows:
            break
    return size, found
