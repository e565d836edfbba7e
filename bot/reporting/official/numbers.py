"""Numbers and days as official Vietnamese writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

UNKNOWN, HIDDEN = "–", "…"


def whole(number: int | None) -> str:
    """2400 -> "2.400"; what cannot be counted is a dash."""
    return UNKNOWN if number is None else f"{number:,}".replace(",", ".")


def decimal(number: float) -> str:
    """4.26 -> "4,3"."""
    return f"{number:,.1f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def share(part: int | None, of: int | None) -> str:
    """A part as percentage with one decimal, "82,5%", "0%"; a dash where there is nothing to be a part of."""
    if part is None or not of:
        return UNKNOWN
    return f"{decimal(100 * part / of)}%" if part else "0%"


def change(now: int | None, before: int | None) -> str:
    """The difference in a table: "+412 (14,0%)", "0", a dash where one of both is not known."""
    if now is None or before is None:
        return UNKNOWN
    sign = "+" if now > before else "-" if now < before else ""
    percent = f" ({share(abs(now - before), before)})" if before and now != before else ""
    return f"{sign}{whole(abs(now - before))}{percent}"


def compared(now: int | None, before: int | None, name: str) -> str:
    """The difference in a sentence; `name` of the period before."""
    if now is None or before is None:
        return f"chưa có số liệu {name} để so sánh" if name else "chưa có số liệu kỳ trước để so sánh"
    if now == before:
        return f"bằng {name}"
    if before == 0:
        return f"{name} chưa phát sinh"
    more = "tăng" if now > before else "giảm"
    return f"{more} {whole(abs(now - before))} ({share(abs(now - before), before)}) so với {name}"


def short(day: date) -> str:
    """31/12/2026."""
    return f"{day:%d/%m/%Y}"


def written(day: date) -> str:
    """ "ngày 05 tháng 01 năm 2027": days below 10 and the months 1 and 2 have a leading zero (NĐ 30/2020)."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def time_spent(ms: int | None) -> str:
    """42 -> "42 mili giây", 1200 -> "1,2 giây"."""
    if ms is None:
        return UNKNOWN
    return f"{whole(ms)} mili giây" if ms < 1000 else f"{decimal(ms / 1000)} giây"
