"""The events that Zalo sends about an Official Account, and their signature."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, Final

JSON = dict[str, Any]
CDN: Final = "https://photo.example.zdn.vn"


def signature(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """Plain SHA-256 (no HMAC) over app id, raw body, timestamp and OA secret key; lower-case hex without `mac=`."""
    return hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def wrong_signature(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """The recipe that some projects use and that is wrong: an HMAC."""
    return hmac.new(secret.encode(), app_id.encode() + body + timestamp.encode(), hashlib.sha256).hexdigest()


def _attached(kind: str, **payload: Any) -> JSON:
    return {"attachments": [{"type": kind, "payload": payload}]}


_CARD = '{"phone":"84900000002","qrCodeUrl":"https://qr.example.zdn.vn/c"}'
CONTENT: Final[dict[str, JSON]] = {
    "user_send_text": {"text": "Mình muốn đăng ký id.vn", "quote_msg_id": "cccc3333dddd4444eeee"},
    "user_send_image": {"text": "Ảnh lỗi đây"} | _attached("image", thumbnail=f"{CDN}/t/1.jpg", url=f"{CDN}/1.jpg"),
    "user_send_gif": _attached("gif", thumbnail=f"{CDN}/t/1.gif", url=f"{CDN}/1.gif"),
    "user_send_sticker": _attached("sticker", id="12345", url="https://api.example.zdn.vn/sticker?eid=12345"),
    "user_send_link": {"text": "https://example.vn/"}
    | _attached("link", thumbnail=f"{CDN}/l.jpg", description="Trang mẫu", url="https://example.vn/"),
    "user_send_audio": _attached("audio", url="https://voice.example.zdn.vn/1.amr"),
    "user_send_video": _attached("video", thumbnail=f"{CDN}/t.jpg", description="", url=f"{CDN}/1.mp4"),
    "user_send_file": _attached(
        "file",
        url="https://file.example.zdn.vn/1",
        size="20480",
        name="giay-phep.pdf",
        checksum="d41d8cd98f00b204e9800998ecf8427e",
        type="pdf",
    ),
    "user_send_location": {"text": ""}
    | _attached("location", coordinates={"latitude": "9.1769", "longitude": "105.1524"}),
    "user_send_business_card": {"text": ""} | _attached("link", thumbnail=f"{CDN}/c.jpg", description=_CARD, url=""),
}
"""`message` of each event in which a person sends something, without its id."""

FROM_THE_OA: Final[dict[str, JSON]] = {
    "oa_send_text": {"text": "Chào bạn!"},
    "oa_send_image": {"text": "Bước 2"} | _attached("image", thumbnail=f"{CDN}/t/2.jpg", url=f"{CDN}/2.jpg"),
    "oa_send_gif": _attached("gif", thumbnail=f"{CDN}/t/2.gif", url=f"{CDN}/2.gif"),
    "oa_send_list": _attached("link", thumbnail=f"{CDN}/l.jpg", description="", url="https://example.vn/"),
    "oa_send_link": _attached("link", thumbnail=f"{CDN}/l.jpg", description="", url="https://example.vn/"),
    "oa_send_file": _attached("file", url="https://file.example.zdn.vn/2", name="huong-dan.pdf", type="pdf"),
    "oa_send_sticker": _attached("sticker", id="1", url="https://api.example.zdn.vn/sticker?eid=1"),
    "oa_send_request_user_info": _attached("template", template_type="request_user_info"),
    "oa_send_anonymous_text": {"text": "Chào bạn!", "conversation_id": "CONV_7000000001"},
    "oa_send_consent": {},
    "oa_reacted_message": {"react_icon": "/-heart"},
}

OF_STRANGERS: Final = ("anonymous_send_text", "anonymous_send_image", "anonymous_send_file", "anonymous_send_sticker")
OF_MANAGERS: Final = (
    "add_user_to_tag remove_user_from_tag remove_tag update_user_info widget_interaction_accepted "
    "widget_failed_to_sync_user_external_id extension_purchased user_reply_consent user_send_group_text create_group "
    "user_click_link user_click_button user_send_order shop_has_order change_oa_daily_quota"
).split()


class Events:
    """Bodies of events about one person. `app_id`, `oa_id`, `user_id`: the ids in them, as strings."""

    def __init__(self, app_id: str, oa_id: str, user_id: str) -> None:
        self.app_id, self.oa_id, self.user_id = app_id, oa_id, user_id

    def sent(self, event: str, message: JSON, timestamp: str) -> JSON:
        """The person sends, taps, sees or reacts: the person is the sender."""
        return self._between(event, self.user_id, self.oa_id, timestamp, message=message)

    def echo(self, event: str, message: JSON, timestamp: str, *, admin: str | None = None) -> JSON:
        """The OA sends: by the API, or a member of staff (`admin`) by hand."""
        body = self._between(event, self.oa_id, self.user_id, timestamp, message=message)
        if admin is not None:
            body["sender"]["admin_id"] = admin
        return body

    def received(self, msg_id: str, timestamp: str) -> JSON:
        """The phone has the message; here the OA is the sender."""
        return self._between("user_received_message", self.oa_id, self.user_id, timestamp, message={"msg_id": msg_id})

    def seen(self, msg_ids: list[str], timestamp: str) -> JSON:
        return self.sent("user_seen_message", {"msg_ids": msg_ids}, timestamp)

    def followed(self, event: str, timestamp: str, source: str = "oa_profile") -> JSON:
        """`follow`, `unfollow`."""
        return {
            "oa_id": self.oa_id,
            "follower": {"id": self.user_id},
            "user_id_by_app": self.by_app,
            "event_name": event,
            "source": source,
            "app_id": self.app_id,
            "timestamp": timestamp,
        }

    def opened(self, timestamp: str) -> JSON:
        """The person opens the chat by its button."""
        return {
            "oa_id": self.oa_id,
            "user_id": self.user_id,
            "user_id_by_app": self.by_app,
            "event_name": "user_click_chatnow",
            "app_id": self.app_id,
            "timestamp": timestamp,
        }

    def informed(self, timestamp: str, *, old_form: bool = False) -> JSON:
        """`user_submit_info`, with the address in the new form or the old."""
        info: JSON = {"name": "Nguyễn Văn An", "phone": "84900000002"}
        if old_form:
            info |= {"address": "1 Phố Mẫu", "city": "Cà Mau", "district": "Quận Mẫu", "ward": "Phường Mẫu"}
        else:
            place = {"user_city": "Cà Mau", "user_ward": "Phường An Xuyên", "user_address": "1 Phố Mẫu"}
            info |= {"user_dob": "", "gender": "", "full_address": place}
        return self._between("user_submit_info", self.user_id, self.oa_id, timestamp, info=info)

    def withdrawn(self, timestamp: str) -> JSON:
        """The person takes back the leave to hold their data."""
        return self._between("user_withdraw", self.user_id, self.oa_id, timestamp)

    def of_every_type(self, timestamp: str) -> list[tuple[str, JSON]]:
        """One event of every kind that the documents name, as (name, body); message ids are all different."""
        out = [(e, self.sent(e, m | {"msg_id": f"every-{e}"}, timestamp)) for e, m in CONTENT.items()]
        out += [(e, self.echo(e, m | {"msg_id": f"every-{e}"}, timestamp)) for e, m in FROM_THE_OA.items()]
        by_hand = {"text": "Nhân viên hỗ trợ đây ạ", "msg_id": "every-by-hand"}
        reaction = {"msg_id": "cccc3333dddd4444eeee", "react_icon": "/-heart"}
        out += [
            ("oa_send_text by staff", self.echo("oa_send_text", by_hand, timestamp, admin="5000000000000000005")),
            ("user_submit_info", self.informed(timestamp)),
            ("user_submit_info of old", self.informed(timestamp, old_form=True)),
            ("user_click_chatnow", self.opened(timestamp)),
            ("follow", self.followed("follow", timestamp)),
            ("unfollow", self.followed("unfollow", timestamp)),
            ("user_follow", self.followed("user_follow", timestamp)),
            ("user_unfollow", self.followed("user_unfollow", timestamp)),
            ("user_seen_message", self.seen(["cccc3333dddd4444eeee"], timestamp)),
            ("user_received_message", self.received("cccc3333dddd4444eeee", timestamp)),
            ("user_reacted_message", self.sent("user_reacted_message", reaction, timestamp)),
            ("user_withdraw", self.withdrawn(timestamp)),
        ]
        out += [(event, self._of_stranger(event, timestamp)) for event in OF_STRANGERS]
        out += [(event, self._of_manager(event, timestamp)) for event in OF_MANAGERS]
        return [*out, ("a kind of tomorrow", self._of_manager("user_did_something_new", timestamp))]

    @property
    def by_app(self) -> str:
        """The person's id for the app, another one than for the OA."""
        return "3" + self.user_id[1:]

    def _between(self, event: str, sender: str, recipient: str, timestamp: str, **content: JSON) -> JSON:
        return {
            "app_id": self.app_id,
            "sender": {"id": sender},
            "user_id_by_app": self.by_app,
            "recipient": {"id": recipient},
            "event_name": event,
            **content,
            "timestamp": timestamp,
        }

    def _of_stranger(self, event: str, timestamp: str) -> JSON:
        message = {"text": "Cho hỏi về biz.vn", "msg_id": f"every-{event}", "conversation_id": "CONV_7000000001"}
        return {
            "app_id": self.app_id,
            "sender": {"id": "ANON_6000000001"},
            "recipient": {"id": self.oa_id},
            "event_name": event,
            "message": message,
            "timestamp": timestamp,
        }

    def _of_manager(self, event: str, timestamp: str) -> JSON:
        tag = {"user_ids": [self.user_id], "name": "da-dang-ky"}
        return {"app_id": self.app_id, "oa_id": self.oa_id, "event_name": event, "tag": tag, "timestamp": timestamp}
