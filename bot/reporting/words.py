"""What codes are called in Vietnamese in the files: results, questions, programmes, subjects people ask about."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.wording import Catalogue
from flows.turn import VIET_NAM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TOTALS = (
    "people",
    "new_people",
    "returning_people",
    "conversations",
    "interactions",
    "handed_over",
    "opened_link",
    "says_registered",
    "visible",
    "website",
    "confirmed",
)
"""the key figures, in the order in which they are read; names of `Totals` and of definitions alike"""

CONFIRMED = "danh sách đã nhập của VNNIC, nhà đăng ký"

FILTERS: Mapping[str, str] = MappingProxyType(
    {"channel": "kênh", "programme": "chương trình", "commune": "xã, phường", "source": "nguồn"}
)

PROGRAMMES: Mapping[str, str] = MappingProxyType({"id_vn": "id.vn", "biz_vn": "biz.vn", "": "chưa chọn"})

VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "eligible": "Đủ điều kiện",
        "borderline": "Sát ranh giới tuổi, nhà đăng ký xác nhận",
        "too_young": "Chưa đủ tuổi",
        "too_old": "Quá tuổi, hoặc doanh nghiệp đã quá một năm",
        "not_citizen": "Không phải công dân Việt Nam",
        "no_certificate": "Chưa có giấy chứng nhận đăng ký",
        "ask_registrar": "Doanh nghiệp vừa tròn một năm, nhà đăng ký xác nhận",
        "unclear": "Đối tượng chưa được văn bản quy định",
        "ended": "Chương trình đã kết thúc",
    }
)

QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "consent": "đồng ý xử lý dữ liệu cá nhân",
        "birth_date": "năm sinh",
        "birth_day": "ngày, tháng sinh",
        "birth_range": "khoảng ngày sinh",
        "citizen": "quốc tịch",
        "subject": "loại chủ thể",
        "certificate": "giấy chứng nhận đăng ký",
        "founded_on": "năm thành lập",
        "founded_day": "ngày, tháng thành lập",
        "licence_number": "mã số trên giấy chứng nhận",
        "domain": "tên miền mong muốn",
        "confirm": "xác nhận thông tin",
        "reminder": "có muốn được nhắc không",
        "commune": "xã, phường nơi ở",
        "clarify": "hỏi lại cho rõ ý",
        "resume": "có làm tiếp không",
        "registered": "đã đăng ký xong chưa",
        "rating": "chấm điểm",
        "human": "lời nhắn cho cán bộ",
    }
)


def here(at: datetime) -> datetime:
    """A moment as the clock in Viet Nam shows it."""
    return at.astimezone(VIET_NAM)


def stopped_at(node: str, programme: str) -> str:
    """A question of a conversation, in words: "năm sinh (id.vn)"."""
    of = PROGRAMMES.get(programme)
    return QUESTIONS.get(node, node) + (f" ({of})" if programme and of else "")


def intent(name: str) -> str:
    """What people ask about, as the chat itself calls it; the code where it has no words."""
    return _labels().get(f"label.{name}", name)


@cache
def _labels() -> Mapping[str, str]:
    return Catalogue("vi").texts
