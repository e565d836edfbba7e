"""Deliveries of Zalo as its reference shows them, and how they are signed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

APP_ID = "1000000000000000001"
KEY = "FAKE_OA_SECRET_KEY_0001"
APP_SECRET = "FAKE_APP_SECRET_0001"
USER = "2000000000000000002"
OA = "4000000000000000004"
STAMP = "1767225600000"

VECTOR_BODY = (
    '{"app_id":"1000000000000000001","sender":{"id":"2000000000000000002"},"user_id_by_app":"3000000000000000003",'
    '"recipient":{"id":"4000000000000000004"},"event_name":"user_send_text",'
    '"message":{"text":"Xin chào 👋","msg_id":"aaaa1111bbbb2222cccc"},"timestamp":"1767225600000"}'
).encode()
VECTOR_MAC = "760a175d703d37f88a52b4bdf70dfdf567a0bf3f2c006f652076a220567b7fb1"
ESCAPED_MAC = "b3231238aa807bfd6cd5fa6d5f5df77fd0c3e4ab6ca1c4a071f77ba3c01185a5"


def event(name: str, **fields: Any) -> dict[str, Any]:
    """An event that a person causes, with their ids."""
    return {
        "app_id": APP_ID,
        "sender": {"id": USER},
        "user_id_by_app": "3000000000000000003",
        "recipient": {"id": OA},
        "event_name": name,
        "timestamp": STAMP,
        **fields,
    }


def text(said: str, msg_id: str = "aaaa1111bbbb2222cccc", user: str = USER) -> dict[str, Any]:
    return event("user_send_text", message={"text": said, "msg_id": msg_id}, sender={"id": user})


def media(kind: str, payload: dict[str, Any], **message: Any) -> dict[str, Any]:
    attachment = {"type": kind, "payload": payload}
    return event(
        "user_send_" + kind, message={"msg_id": "aaaa1111bbbb2222ccce", "attachments": [attachment], **message}
    )


def encoded(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def mac(body: bytes, *, key: str = KEY, app_id: str = APP_ID, stamp: str = STAMP) -> str:
    return hashlib.sha256(app_id.encode() + body + stamp.encode() + key.encode()).hexdigest()


def signed(body: bytes, **how: str) -> dict[str, str]:
    """The headers of a delivery of these bytes."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "ZaloWebhook",
        "X-ZEvent-Server": "OA OpenAPI",
        "X-ZEvent-Signature": f"mac={mac(body, **how)}",
    }
