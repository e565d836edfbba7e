"""What Telegram shows of the bot by itself (its menu of commands, its description), and what an operator reads."""

# ruff: noqa: E501 - a sentence stays in one piece, so that it can be found

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_VI: Final = (
    ("start", "Bắt đầu trò chuyện"),
    ("help", "Xem mình giúp được những gì"),
    ("cancel", "Dừng việc đang làm"),
    ("language", "Đổi sang tiếng Anh (English)"),
    ("dulieu", "Xem, sửa hoặc xóa dữ liệu của bạn"),
    ("privacy", "Quyền riêng tư"),
)
_EN: Final = (
    ("start", "Start the conversation"),
    ("help", "See what I can help with"),
    ("cancel", "Stop what we are doing"),
    ("language", "Switch to Vietnamese (Tiếng Việt)"),
    ("dulieu", "See, correct or delete your data"),
    ("privacy", "Privacy"),
)
COMMANDS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType({"": _VI, "vi": _VI, "en": _EN})
"""language (empty: everybody else) -> the menu of commands with what they do"""

_ABOUT_VI: Final = (
    "Chào bạn! Mình là trợ lý tự động hướng dẫn đăng ký tên miền id.vn và biz.vn miễn phí.\n\n"
    "Mình không thu tiền, không hỏi mã OTP, mật khẩu hay ảnh giấy tờ. Telegram dùng máy chủ đặt ngoài Việt Nam. "
    "Bấm Bắt đầu để trò chuyện nhé."
)
_ABOUT_EN: Final = (
    "Hello! I am an automatic assistant for the free id.vn and biz.vn domain names.\n\n"
    "I take no money and never ask for one-time codes, passwords or photos of papers. Telegram's servers are outside "
    "Viet Nam. Press Start to begin."
)
DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType({"": _ABOUT_VI, "vi": _ABOUT_VI, "en": _ABOUT_EN})
"""language -> what stands in an empty chat, at most 512 characters"""

_SHORT_VI: Final = "Trợ lý tự động: tên miền id.vn, biz.vn miễn phí."
SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {"": _SHORT_VI, "vi": _SHORT_VI, "en": "Automatic assistant: free id.vn and biz.vn domain names."}
)
"""language -> what stands on the bot's page and goes with a shared link, at most 120 characters"""

OPERATOR: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "vi": {
            "token": "CHAOVN_TELEGRAM_TOKEN: còn thiếu; hãy đặt mã của bot do @BotFather cấp.",
            "half": "CHAOVN_TELEGRAM_SECRET, CHAOVN_PUBLIC_URL: cần cả hai để đặt webhook.",
            "https": "CHAOVN_PUBLIC_URL: Telegram chỉ gọi địa chỉ https (cổng 443, 80, 88 hoặc 8443).",
            "polling": "Lưu ý: CHAOVN_TELEGRAM_MODE=polling. Khi webhook còn đặt thì Telegram không cho bot tự hỏi tin.",
            "set": "Đã đặt webhook: {url}",
            "commands": "Đã cập nhật danh sách lệnh ({lang}).",
            "description": "Đã cập nhật phần giới thiệu ({lang}).",
            "same": "Lệnh và phần giới thiệu đã đúng sẵn.",
            "deleted": "Đã gỡ webhook. Tin đang chờ được giữ lại ở Telegram tối đa 24 giờ.",
            "bot": "Bot: @{username}",
            "none": "Chưa đặt webhook.",
            "at": "Webhook: {url}",
            "other": "Chú ý: webhook đang trỏ tới nơi khác. Nơi đúng là {url}",
            "pending": "Tin đang chờ: {count}",
            "error": "Chú ý: lỗi gần nhất lúc {at}: {what}",
            "sync": "Chú ý: Telegram không đồng bộ được với bot từ {at}.",
            "kinds": "Chú ý: webhook không nhận đủ loại tin. Hãy chạy: chaovn webhook set telegram",
            "fine": "Mọi thứ đều ổn.",
            "refused": "Telegram từ chối: {what}",
            "credentials": "CHAOVN_TELEGRAM_TOKEN hoặc CHAOVN_TELEGRAM_BASE_URL không đúng: Telegram không nhận mã này.",
            "away": "Không nối được tới Telegram ({what}). Hãy xem lại mạng, CHAOVN_TELEGRAM_BASE_URL và CHAOVN_TELEGRAM_PROXY.",
        },
        "en": {
            "token": "CHAOVN_TELEGRAM_TOKEN: missing; set the token that @BotFather gave.",
            "half": "CHAOVN_TELEGRAM_SECRET, CHAOVN_PUBLIC_URL: both are needed for a webhook.",
            "https": "CHAOVN_PUBLIC_URL: Telegram calls https addresses only (port 443, 80, 88 or 8443).",
            "polling": "Note: CHAOVN_TELEGRAM_MODE=polling. While a webhook is set, Telegram refuses to be asked for messages.",
            "set": "Webhook set: {url}",
            "commands": "Menu of commands updated ({lang}).",
            "description": "Description updated ({lang}).",
            "same": "Commands and descriptions are as they should be.",
            "deleted": "Webhook taken away. Waiting messages stay with Telegram for up to 24 hours.",
            "bot": "Bot: @{username}",
            "none": "No webhook is set.",
            "at": "Webhook: {url}",
            "other": "Attention: the webhook points elsewhere. It should be {url}",
            "pending": "Waiting messages: {count}",
            "error": "Attention: last error at {at}: {what}",
            "sync": "Attention: Telegram has not been in step with the bot since {at}.",
            "kinds": "Attention: the webhook does not get every kind of message. Run: chaovn webhook set telegram",
            "fine": "Everything is in order.",
            "refused": "Telegram refuses: {what}",
            "credentials": "CHAOVN_TELEGRAM_TOKEN or CHAOVN_TELEGRAM_BASE_URL is wrong: Telegram does not know this token.",
            "away": "Telegram cannot be reached ({what}). Look at the network, CHAOVN_TELEGRAM_BASE_URL and CHAOVN_TELEGRAM_PROXY.",
        },
    }
)
"""language of the staff -> what `chaovn webhook` says"""
