"""A poster of a source on A5: drawn as SVG, printed as PDF. In plain Vietnamese, for a wall in a commune hall.

The face comes along (`fonts/`): the one within the converter lacks half of the Vietnamese letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

import vl_convert

from bot.sources.fitting import fitting, lines
from bot.sources.links import QUIET, qr
from flows.rules.types import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.sources.links import Link
    from flows.province import Province

FONTS: Final = Path(__file__).parent / "fonts"
WIDE: Final = 1480
HIGH: Final = 2100
"""tenths of a millimetre: A5 upright"""
POINTS: Final = 72 / 254
_EDGE: Final = 90
_RAISED: Final = 36
"""what stands below the head is drawn so much higher: printers leave 5 mm at the foot of a page"""
_GREEN, _DEEP, _SUN, _PALE, _INK, _SOFT = "#0f5c4d", "#0b4a3e", "#ffb845", "#e0efe8", "#1f2b27", "#56635d"
_MARK: Final = (
    '<g transform="translate({x} {y}) scale({scale})"><path fill="#fff" d="M14 4h20a11 11 0 0 1 11 11v13a11 11 0 0 '
    '1-11 11H23l-8.6 5.6c-1 .6-2.2-.1-2-1.3l.8-4.5A11 11 0 0 1 3 28V15A11 11 0 0 1 14 4Z"/><circle cx="11.6" cy="27.6" '
    'r="2.9" fill="#ffb845"/><path fill="none" stroke="#0f5c4d" stroke-width="3.6" stroke-linecap="round" '
    'stroke-linejoin="round" d="m17.4 16.6 4.8 12.2L27 16.6M31.6 28.8V16.6m0 5.6c0-3.4 1.9-5.6 4.5-5.6s4.3 1.9 4.3 '
    '5.2v7"/></g>'
)

TITLE: Final = ("Tên miền .vn của riêng bạn", "miễn phí 2 năm")
WHOM: Final = (
    ("id.vn", "Người Việt Nam từ đủ 18 đến 23 tuổi"),
    ("biz.vn", "Hộ kinh doanh có giấy, doanh nghiệp mới mở trong 1 năm"),
)
LAST_STEP: Final = "Bấm liên kết nhận được để đăng ký"
STEPS: Final = {
    "web": ("Mở máy ảnh của điện thoại, quét mã này", "Trả lời vài câu hỏi ngắn của trợ lý", LAST_STEP),
    "telegram": ("Mở máy ảnh của điện thoại, quét mã này", "Bấm Start, trả lời vài câu hỏi ngắn", LAST_STEP),
    "zalo": ("Mở Zalo, quét mã này", "Bấm Quan tâm, nhắn “Chào” cho trợ lý", LAST_STEP),
}
OR_TYPE: Final = {
    "web": "Hoặc gõ địa chỉ này vào điện thoại, máy tính:",
    "telegram": "Hoặc mở liên kết này:",
    "zalo": "Hoặc mở liên kết này:",
}
FREE: Final = "Miễn phí. Không ai được thu tiền của bạn."
SAFE: Final = "Trợ lý không hỏi mật khẩu, mã OTP hay số thẻ ngân hàng."


@dataclass(frozen=True, slots=True)
class Poster:
    """What a poster says. `address` stands in the QR code and below it; `until` is 31/12/2026 or empty."""

    way: str
    address: str
    agency: str
    until: str
    label: str
    code: str


def of(label: str, link: Link, code: str, province: Province) -> Poster:
    """The poster of a source for one way in, with the province's agency and the programme's last day."""
    values = province.values(lang="vi")
    return Poster(link.way, link.address, values["agency"], show(province.programme_end), label, code)


def pdf(poster: Poster) -> bytes:
    """One page of 148 × 210 mm."""
    _know_the_face()
    return vl_convert.svg_to_pdf(svg(poster))


def png(poster: Poster, *, scale: float = 2) -> bytes:
    """The same as a picture, for posts and for looking at; at `scale` 1 it is 420 × 595."""
    _know_the_face()
    return vl_convert.svg_to_png(svg(poster), scale=scale)


@cache
def _know_the_face() -> None:
    vl_convert.register_font_directory(str(FONTS))


def svg(poster: Poster) -> str:
    """The poster as a drawing."""
    below = "".join([*_whom(), *_middle(poster), *_address(poster), *_promise(), *_foot(poster)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE * POINTS:.3f}" height="{HIGH * POINTS:.3f}" '
        f'viewBox="0 0 {WIDE} {HIGH}" font-family="Noto Sans">'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>{"".join(_head())}'
        f'<g transform="translate(0 {-_RAISED})">{below}</g></svg>'
    )


def _say(  # noqa: PLR0913 - how a text looks
    text: str, x: float, y: float, size: float, *, fill: str = _INK, bold: bool = False, middle: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{weight}{anchor}>{escape(text)}</text>'


def _column(found: Sequence[str], x: float, y: float, size: float, **style: bool | str) -> Iterator[str]:
    for number, line in enumerate(found):
        yield _say(line, x, y + number * size * 1.28, size, **style)  # type: ignore[arg-type]  # fill, bold, middle


def _head() -> Iterator[str]:
    yield f'<rect width="{WIDE}" height="466" fill="{_GREEN}"/>'
    yield _MARK.format(x=_EDGE - 6, y=54, scale=2.1)
    yield _say("Chào .vn", _EDGE + 112, 124, 62, fill="#fff", bold=True)
    yield _say("Trợ lý tên miền", WIDE - _EDGE - 352, 122, 50, fill=_PALE)
    yield _say(TITLE[0], _EDGE, 272, 93, fill="#fff", bold=True)
    yield _say(TITLE[1], _EDGE, 404, 128, fill=_SUN, bold=True)


def _whom() -> Iterator[str]:
    yield _say("Dành cho ai?", _EDGE, 592, 60, fill=_DEEP, bold=True)
    wide = (WIDE - 2 * _EDGE - 40) / 2
    for number, (name, text) in enumerate(WHOM):
        x = _EDGE + number * (wide + 40)
        yield f'<rect x="{x:g}" y="628" width="{wide:g}" height="276" rx="36" fill="{_PALE}"/>'
        yield _say(name, x + 40, 712, 76, fill=_GREEN, bold=True)
        yield from _column(lines(text, 45, wide - 70), x + 40, 774, 45)


def _middle(poster: Poster) -> Iterator[str]:
    yield _say("Làm thế nào?", _EDGE, 1012, 60, fill=_DEEP, bold=True)
    side, left, top = 620, WIDE - _EDGE - 620, 960
    yield f'<rect x="{left}" y="{top}" width="{side}" height="{side}" rx="30" fill="#fff" '
    yield f'stroke="{_GREEN}" stroke-width="8"/>'
    yield _code(poster.address, left + 10, top + 10, side - 20)
    y = 1112.0
    for number, text in enumerate(STEPS[poster.way], 1):
        found = lines(text, 48, left - _EDGE - 140)
        yield f'<circle cx="{_EDGE + 42}" cy="{y - 14:g}" r="42" fill="{_GREEN}"/>'
        yield _say(str(number), _EDGE + 42, y + 4, 52, fill="#fff", bold=True, middle=True)
        yield from _column(found, _EDGE + 112, y, 48)
        y += len(found) * 62 + 52


def _code(address: str, x: float, y: float, side: float) -> str:
    """The QR code, its quiet zone within `side`, as one path of whole modules."""
    rows = [bytes(row) for row in qr(address).matrix]
    module = side / (len(rows) + 2 * QUIET)
    path = "".join(f"M{c} {r}h1v1h-1z" for r, row in enumerate(rows) for c, dark in enumerate(row) if dark)
    return (
        f'<path transform="translate({x + QUIET * module:g} {y + QUIET * module:g}) scale({module:g})" '
        f'fill="#000" shape-rendering="crispEdges" d="{path}"/>'
    )


def _address(poster: Poster) -> Iterator[str]:
    yield _say(OR_TYPE[poster.way], WIDE / 2, 1644, 42, fill=_SOFT, middle=True)
    shown = poster.address.removeprefix("https://").removeprefix("http://")
    size, found = fitting(shown, (62, 56, 50, 46), WIDE - 2 * _EDGE, rows=1, bold=True)
    if len(found) > 1:
        size, found = fitting(shown, (48, 44, 40, 36), WIDE - 2 * _EDGE, rows=2, bold=True)
    yield from _column(found, WIDE / 2, 1716 if len(found) == 1 else 1700, size, fill=_DEEP, bold=True, middle=True)


def _promise() -> Iterator[str]:
    yield f'<rect x="{_EDGE}" y="1774" width="{WIDE - 2 * _EDGE}" height="164" rx="36" fill="{_SUN}"/>'
    yield _say(FREE, WIDE / 2, 1848, 58, bold=True, middle=True)
    yield _say(SAFE, WIDE / 2, 1906, 42, middle=True)


def _foot(poster: Poster) -> Iterator[str]:
    for text, y, sizes, fill, bold in (
        (poster.agency, 1992, (44, 40, 36, 32), _DEEP, True),
        (f"Áp dụng đến hết ngày {poster.until}" if poster.until else "", 2040, (36,), _INK, False),
        (f"{poster.label} · {poster.code}", 2080, (26, 24, 22, 20, 18), _SOFT, False),
    ):
        size, found = fitting(text, sizes, WIDE - 2 * _EDGE, rows=1, bold=bold)
        yield from _column(found[:1], WIDE / 2, y, size, fill=fill, bold=bold, middle=True)
