"""How values are written on staff pages: numbers, days, and text that somebody outside wrote."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from jinja2 import pass_context
from markupsafe import Markup, escape

from storage.events import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2.runtime import Context

NOTHING: Final = "–"

_UNSEEN: Final = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""characters that show nothing, turn the reading direction, or cannot be shown"""


def seen(text: object) -> Markup:
    """Text as it is, with every character that would not be seen as a mark that is (trust.md 4.5)."""
    found = "" if text is None else str(text)
    out, end = [], 0
    for match in _UNSEEN.finditer(found):
        out += [escape(found[end : match.start()]), _mark(match[0])]
        end = match.end()
    return Markup("").join([*out, escape(found[end:])])


def _mark(character: str) -> Markup:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, code)
    return Markup('<span class="unseen-mark" title="{}">{}</span>').format(name, code)


def grouped(number: float, lang: str) -> str:
    """`1.234.567` and `3,5` for Vietnamese readers, `1,234,567` and `3.5` for English ones."""
    text = f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


@pass_context
def number(context: Context, value: float | None) -> str:
    """A number for people; a dash when it cannot be counted."""
    return NOTHING if value is None else grouped(value, str(context["lang"]))


@pass_context
def percent(context: Context, share: float | None) -> str:
    """A share of 1 in per cent."""
    if share is None:
        return NOTHING
    exact = share * 100
    return f"{grouped(round(exact) if exact >= 10 or exact == 0 else round(exact, 1), str(context['lang']))} %"


def day(value: date | None) -> str:
    """23/09/2025."""
    return NOTHING if value is None else f"{value:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """23/09/2025 08:05, by the clock of Viet Nam."""
    if value is None:
        return NOTHING
    return f"{(value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(HERE):%d/%m/%Y %H:%M}"


FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "seen": seen,
    "number": number,
    "percent": percent,
    "day": day,
    "moment": moment,
}
