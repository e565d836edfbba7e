"""Deliveries as each network makes them, to be posted by hand: genuine, forged, or made to hurt."""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.doubles.zalo_oa_events import Events, signature
from tests.networks.service import PATHS

if TYPE_CHECKING:
    from tests.doubles.network import Network

_numbers = itertools.count(880_000_001)
HEADERS = {
    "telegram": "X-Telegram-Bot-Api-Secret-Token",
    "zalo_oa": "X-ZEvent-Signature",
    "zalo_bot": "X-Bot-Api-Secret-Token",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One POST to a webhook."""

    path: str
    body: bytes
    headers: dict[str, str]


class Sender:
    """One network's way of writing to the product. `refusal`: what it is answered without a proof (zalo.md 5.2)."""

    def __init__(self, network: Network) -> None:
        self.network: Any = network
        self.name: str = network.name
        self.header = HEADERS[self.name]
        self.refusal = {"telegram": 401, "zalo_oa": 200, "zalo_bot": 403}[self.name]

    def event(self, text: str, *, who: int | None = None) -> dict[str, Any]:
        """A text of somebody whom the double does not know."""
        number = next(_numbers)
        who = who or number
        if self.name == "telegram":
            chat = {"id": who, "type": "private", "first_name": "x"}
            user = {"id": who, "is_bot": False, "first_name": "x"}
            message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": user, "text": text}
            return {"update_id": number, "message": message}
        if self.name == "zalo_oa":
            events = Events(self.network.app_id, self.network.oa_id, str(who))
            message = {"text": text, "msg_id": f"hand{number}"}
            return events.sent("user_send_text", message, str(int(time.time() * 1000)))
        message = {
            "from": {"id": f"hand{who}", "display_name": "x", "is_bot": False},
            "chat": {"id": f"hand{who}", "chat_type": "PRIVATE"},
            "text": text,
            "message_id": f"hand{number}",
            "date": int(time.time() * 1000),
        }
        return {"event_name": "message.text.received", "message": message}

    def mail(self, body: bytes | dict[str, Any], *, stamp: str | None = None) -> Mail:
        """With the network's own proof; `stamp` is the event's time where the body cannot be read."""
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        return Mail(PATHS[self.name], raw, {"Content-Type": "application/json", self.header: self.proof(raw, stamp)})

    def proof(self, raw: bytes, stamp: str | None = None) -> str:
        if self.name != "zalo_oa":
            return str(self.network.secret)
        if stamp is None:
            try:
                stamp = str(json.loads(raw).get("timestamp", ""))
            except (ValueError, AttributeError, RecursionError):
                stamp = ""
        return f"mac={signature(self.network.app_id, raw, stamp, self.network.secret_key)}"

    def forgeries(self) -> list[Mail]:
        """The same genuine event with proofs that are none (T01, T03)."""
        genuine = self.mail(self.event("giả mạo"))
        proof = genuine.headers[self.header]
        wrong = ["", "x", proof[:-1], proof + proof, proof[:-1] + ("0" if proof[-1] != "0" else "1"), "é" * 20]
        found = [Mail(genuine.path, genuine.body, {"Content-Type": "application/json"})]
        found += [Mail(genuine.path, genuine.body, genuine.headers | {self.header: each}) for each in wrong]
        if self.name == "zalo_oa":
            found.append(Mail(genuine.path, genuine.body.replace(b"gi\xe1\xba\xa3", b"gia"), genuine.headers))
            restated = json.dumps(json.loads(genuine.body), indent=1).encode()
            found.append(Mail(genuine.path, restated, genuine.headers))
        return found

    def bombs(self) -> list[Mail]:
        """Bodies made to hurt, each with a proof of its own (T06)."""
        good = json.dumps(self.event("@@")).encode()
        stamp = str(json.loads(good).get("timestamp", ""))
        bodies = [
            b"[" * 60_000,
            b'{"a":' * 9000 + b"1" + b"}" * 9000,
            good.replace(b'"@@"', b'"@@","x":' + b"9" * 5000),
            good.replace(b'"@@"', b'"@@","x":NaN'),
            good.replace(b'"@@"', b'"@@","text":"hai"'),
            good.replace(b'"@@"', b"[1,2]"),
            good.replace(b'"@@"', b'{"a":null}'),
            b"null",
            b"7",
            b'"text"',
            b"\xff\xfe\x00{]",
            b"{",
        ]
        return [self.mail(body, stamp=stamp) for body in bodies]

    def odd_letters(self) -> list[Mail]:
        """Texts that a person can send, and that databases trip over: NUL, half a letter, control signs."""
        texts = [b'"\\u0000em\\u0000"', b'"\\ud83d em"', b'"\\udc00\\ud800"', b'"\\u202e\\u2066 em \\u001b[31m"']
        return [self.mail(json.dumps(self.event("@@")).encode().replace(b'"@@"', each)) for each in texts]
