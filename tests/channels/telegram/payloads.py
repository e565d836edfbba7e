"""Updates in Telegram's own shape, whole, as its server sends them."""

from __future__ import annotations

from typing import Any

BOT = "900000001"
AN = 1234567890
USER = {
    "id": AN,
    "is_bot": False,
    "first_name": "Nguyễn Thị An",
    "last_name": "Lê",
    "username": "an_ca_mau",
    "language_code": "vi",
}
CHAT = {"id": AN, "type": "private", "first_name": "Nguyễn Thị An", "username": "an_ca_mau"}
GROUP = {"id": -1009876543210, "type": "supergroup", "title": "Đoàn xã Tân Thuận"}
FILE = {"file_id": "AgACAgUAAxkBAAIB", "file_unique_id": "AQADAgATqIe1", "file_size": 20480}
PRIVATE_WORDS = (
    "Nguyễn Thị An",
    "an_ca_mau",
    "0900000002",
    "105.1524",
    "chú thích",
    "AgACAgUAAxkBAAIB",
    "giay-phep.pdf",
    "chuyện riêng",
)
"""what stands in these updates and must never be stored"""


def message(number: int = 7, *, chat: dict[str, Any] = CHAT, user: dict[str, Any] = USER, **content: Any) -> Any:
    """An update with a message; `content` is its fields."""
    return {
        "update_id": 1000 + number,
        "message": {"message_id": number, "from": user, "chat": chat, "date": 1795316400, **content},
    }


def edited(text: str | None = "12/5/2003", *, at: int = 1795316460, number: int = 7, **content: Any) -> Any:
    """An update with an edited message."""
    words: dict[str, Any] = {} if text is None else {"text": text}
    body = message(number, edit_date=at, **words, **content)["message"]
    return {"update_id": 2000 + number, "edited_message": body}


def tap(data: str | None = "o:3:agree", *, query: str = "5301234567890123456", **over: Any) -> Any:
    """An update with a press of a button under a message of the bot."""
    shown = {
        "message_id": 12,
        "from": {"id": int(BOT), "is_bot": True, "first_name": "Chào .vn", "username": "chaovn_bot"},
        "chat": CHAT,
        "date": 1795316400,
        "text": "Bạn có đồng ý không?",
    }
    body: dict[str, Any] = {"id": query, "from": USER, "message": shown, "chat_instance": "-77", **over}
    if data is not None:
        body["data"] = data
    return {"update_id": 3000, "callback_query": body}


def membership(status: str, *, chat: dict[str, Any] = CHAT, update: int = 4000) -> Any:
    """An update that tells what the bot is in a chat from now on."""
    bot = {"id": int(BOT), "is_bot": True, "first_name": "Chào .vn", "username": "chaovn_bot"}
    return {
        "update_id": update,
        "my_chat_member": {
            "chat": chat,
            "from": USER,
            "date": 1795316400,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": status},
        },
    }


MEDIA: dict[str, Any] = {
    "sticker": {"sticker": FILE | {"type": "regular", "width": 512, "height": 512, "is_animated": False}},
    "photo": {"photo": [FILE | {"width": 90, "height": 60}], "caption": "chú thích 079200001234"},
    "video": {"video": FILE | {"width": 90, "height": 60, "duration": 3}, "caption": "chú thích"},
    "animation": {"animation": FILE | {"duration": 1}, "document": FILE},
    "voice": {"voice": FILE | {"duration": 3}},
    "audio": {"audio": FILE | {"duration": 3, "performer": "chuyện riêng"}},
    "video_note": {"video_note": FILE | {"length": 240, "duration": 3}},
    "document": {"document": FILE | {"file_name": "giay-phep.pdf"}},
    "location": {"location": {"latitude": 9.1769, "longitude": 105.1524}},
    "venue": {
        "location": {"latitude": 9.1769, "longitude": 105.1524},
        "venue": {"location": {"latitude": 9.1769, "longitude": 105.1524}, "title": "chuyện riêng"},
    },
    "contact": {"contact": {"phone_number": "0900000002", "first_name": "Nguyễn Thị An", "user_id": AN}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "poll": {"poll": {"id": "5", "question": "chuyện riêng", "options": []}},
    "story": {"story": {"chat": CHAT, "id": 1}},
    "game": {"game": {"title": "chuyện riêng", "photo": []}},
    "something_new": {"hologram_of_2031": {"text": "chuyện riêng"}},
}
