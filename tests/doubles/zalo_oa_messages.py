"""Sending as an Official Account: what Zalo takes and what it refuses, always with HTTP 200."""

from __future__ import annotations

import itertools
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.doubles.network import Reply, link_in, numbered

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.clock import Clock
    from tests.doubles.zalo_oa_person import ZaloOaPerson

JSON = dict[str, Any]
TEXT, BUTTONS, TITLE, QUERY, SMS = 2000, 5, 100, 1000, 160
FREE, LAST = 48 * 3600.0, 7 * 86_400.0
"""network seconds since the person's last act: until then free, until then paid"""


class OaError(Exception):
    """A body with an `error` other than 0."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.body: JSON = {"error": code, "message": message}


@dataclass(slots=True)
class OaPlan:
    """What the OA has bought and how fast it may be. `api=False`: no plan with an API (-224). `paid`: a payment account
    is linked for messages after 48 hours (else -320), with `money` for so many (then -321). `buttons`: v3 messages
    may carry buttons (else -233). `per_minute`: requests in any real minute (-32). `proof`: calls need an
    `appsecret_proof`. `sent_paid` counts."""

    api: bool = True
    paid: bool = False
    money: int = 1000
    buttons: bool = False
    per_minute: int = 4000
    proof: bool = False
    sent_paid: int = 0
    _recent: deque[float] = field(default_factory=deque)

    def count(self) -> int:
        """Count a request; returns how many more this minute takes. Raises the -32."""
        now = time.monotonic()
        while self._recent and self._recent[0] < now - 60:
            self._recent.popleft()
        if len(self._recent) >= self.per_minute:
            raise OaError(-32, "Your application reached limit call api")
        self._recent.append(now)
        return self.per_minute - len(self._recent)


def units(text: str) -> int:
    """How Zalo counts is not known; UTF-16 units are the most it can be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Messages:
    """`POST /v3.0/oa/message/cs` and its rules."""

    def __init__(self, clock: Clock, plan: OaPlan, oa_id: str, find: Callable[[str], ZaloOaPerson | None]) -> None:
        self.clock, self.plan, self.oa_id, self._find = clock, plan, oa_id, find
        self._ids = itertools.count(1)

    def next_id(self) -> str:
        return f"cccc3333dddd{next(self._ids):08x}"

    def send(self, body: JSON) -> tuple[ZaloOaPerson, JSON, JSON]:
        """A message as the API takes it. Returns the person, what they get and the answer's `data`."""
        recipient, message = body.get("recipient"), body.get("message")
        user_id = recipient.get("user_id") if isinstance(recipient, dict) else None
        if not isinstance(user_id, str) or not user_id:
            raise OaError(-201, "user_id is invalid")
        if not isinstance(message, dict):
            raise OaError(-201, "message is invalid")
        text, buttons = self._content(message)
        person = self._find(user_id)
        if person is None:
            raise OaError(-213, "User has not followed OA")
        kind = self._window(person)
        msg_id = self.next_id()
        labels = tuple(b["title"] for b in buttons if b["type"].startswith("oa.query.")) or numbered(text)
        pages = [b["payload"]["url"] for b in buttons if b["type"] == "oa.open.url"]
        link = pages[0] if pages else link_in(text)
        person.gets(Reply(text, labels, link, self.clock.now(), msg_id), buttons, message)
        data: JSON = {"message_id": msg_id, "user_id": user_id, "sent_time": str(int(self.clock.now() * 1000))}
        if kind == "reply":
            until = datetime.fromtimestamp(person.last_act + FREE, UTC).strftime("%d/%m/%Y")
            quota = {"quota_type": kind, "owner_type": "OA", "owner_id": self.oa_id, "expired_date": until}
            data["quota"] = quota
        return person, {"text": text, "msg_id": msg_id}, data

    def _window(self, person: ZaloOaPerson) -> str:
        if person.blocked:
            raise OaError(-244, "User has restricted this type of message from OA")
        since = self.clock.now() - person.last_act
        if person.last_act == 0:
            raise OaError(-232, "User has not interacted with OA or the interaction has expired")
        if since > LAST:
            raise OaError(-230, "User has not interacted with the OA in the past 7 days")
        if since <= FREE:
            return "reply"
        if not self.plan.paid:
            raise OaError(-320, "Your OA has not linked to a Zalo Cloud Account")
        if self.plan.sent_paid >= self.plan.money:
            raise OaError(-321, "Zalo Cloud Account is out of money")
        self.plan.sent_paid += 1
        return "paid"

    def _content(self, message: JSON) -> tuple[str, list[JSON]]:
        text, attachment = message.get("text", ""), message.get("attachment")
        if not isinstance(text, str) or (attachment is not None and not isinstance(attachment, dict)):
            raise OaError(-201, "message.text is invalid")
        if not text.strip() and attachment is None:
            raise OaError(-201, "message.text is empty")
        if units(text) > TEXT:
            raise OaError(-210, "message.text exceeds the maximum length of 2000 characters")
        if attachment is None:
            return text, []
        payload = attachment.get("payload")
        if attachment.get("type") == "file" and isinstance(payload, dict) and isinstance(payload.get("token"), str):
            return text, []
        if attachment.get("type") != "template" or not isinstance(payload, dict):
            raise OaError(-201, "attachment is invalid")
        if payload.get("template_type") in ("media", "request_user_info", "list"):
            _check_elements(payload)
            return text, []
        return text, self._buttons(payload.get("buttons"))

    def _buttons(self, buttons: Any) -> list[JSON]:
        if not self.plan.buttons:
            raise OaError(-233, "Message type is not supported")
        if not isinstance(buttons, list) or not all(isinstance(b, dict) for b in buttons):
            raise OaError(-201, "buttons is invalid")
        if len(buttons) > BUTTONS:
            raise OaError(-210, "buttons exceeds the maximum number of 5")
        for button in buttons:
            _check_button(button)
        return buttons


def _check_elements(payload: JSON) -> None:
    elements = payload.get("elements")
    if (
        not isinstance(elements, list)
        or not elements
        or len(elements) > (5 if payload["template_type"] == "list" else 1)
    ):
        raise OaError(-201, "elements is invalid")
    for element in elements:
        if units(str(element.get("title", ""))) > TITLE or units(str(element.get("subtitle", ""))) > 500:
            raise OaError(-210, "element exceeds the maximum length")


def _check_button(button: JSON) -> None:
    title, kind, payload = button.get("title"), button.get("type"), button.get("payload")
    if not isinstance(title, str) or not title.strip():
        raise OaError(-201, "button.title is invalid")
    if units(title) > TITLE:
        raise OaError(-210, "button.title exceeds the maximum length of 100 characters")
    inner = payload if isinstance(payload, dict) else {}
    match kind:
        case "oa.query.show" | "oa.query.hide":
            if not isinstance(payload, str) or not payload:
                raise OaError(-201, "button.payload is invalid")
            if units(payload) > QUERY:
                raise OaError(-210, "button.payload exceeds the maximum length of 1000 characters")
        case "oa.open.url":
            if not str(inner.get("url", "")).startswith(("http://", "https://")):
                raise OaError(-201, "button.payload.url is invalid")
        case "oa.open.phone" | "oa.open.sms":
            if not str(inner.get("phone_code", "")).isdecimal() or units(str(inner.get("content", ""))) > SMS:
                raise OaError(-201, "button.payload.phone_code is invalid")
        case _:
            raise OaError(-201, "button.type is invalid")
