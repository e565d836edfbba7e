"""Is the offer open on a day? The end date is the province's data, because nobody knows what follows it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flows.rules.types import Rule, Source, conclude, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.rules.types import Offer, Verdict

END = Rule(
    name="programme.end",
    version="2026-1",
    checked=date(2026, 11, 22),
    source=Source(
        "Thông tư 10/2025/TT-BTC và thông tin gia hạn đến hết năm 2026 "
        "(Bộ Khoa học và Công nghệ, 08/9/2026); ngày kết thúc do tỉnh cập nhật",
        "secondary",
    ),
    says="Ưu đãi chỉ áp dụng cho tên miền đăng ký mới trong thời gian của chương trình.",
)


def days_left(today: date, offer: Offer) -> int:
    """Days from today to the last day of the offer: 0 on that day, negative after it."""
    return (offer.programme_end - today).days


def is_over(today: date, offer: Offer) -> bool:
    """True after the last day of the offer, or once staff have closed it."""
    return offer.ended or days_left(today, offer) < 0


def is_closing_soon(today: date, offer: Offer) -> bool:
    """True on the last days of an open offer; how many they are is the province's data."""
    return not is_over(today, offer) and days_left(today, offer) <= offer.closing_soon_days


def programme_values(today: date, offer: Offer) -> Mapping[str, object]:
    """Values that every verdict carries: the day it was given and how long the offer still runs."""
    return {
        "on": show(today),
        "programme_end": show(offer.programme_end),
        "days_left": max(days_left(today, offer), 0),
        "closing_soon": is_closing_soon(today, offer),
    }


def right_time(today: date, offer: Offer) -> Verdict | None:
    """`ended` when the offer is over, None while it is open.

    Source: Thông tư 20/2023/TT-BTC ran to 31/12/2025, Thông tư 10/2025/TT-BTC kept a waiver of two
    years; that it was prolonged to the end of 2026 is known at second hand only.
    """
    if is_over(today, offer):
        return conclude(END, "ended", programme_values(today, offer))
    return None
