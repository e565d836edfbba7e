"""What Telegram knows: chats, messages, who may be written to, how fast."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.doubles.clock import Clock
    from tests.doubles.telegram_person import TelegramPerson

JSON = dict[str, Any]


class ApiError(Exception):
    """An answer with `ok: false`. Descriptions are those of the Bot API server."""

    def __init__(self, status: int, description: str, **parameters: object) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters

    @property
    def body(self) -> JSON:
        body: JSON = {"ok": False, "error_code": self.status, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(what: str) -> ApiError:
    return ApiError(400, f"Bad Request: {what}")


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with real time: `rate` a second, at most `burst`."""

    rate: float
    burst: float
    tokens: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens, self.at = self.burst, time.monotonic()

    def wait(self) -> float:
        """Seconds until the next token, 0 when there is one; takes none."""
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.tokens) / self.rate)

    def take(self) -> None:
        self.tokens -= 1


@dataclass(slots=True)
class Meters:
    """The speed limits (the real ones are unpublished and vary): all sends, and sends to one chat, a second.

    `on=False` turns them off. After a 429 every send to that chat before its time is up is counted in `too_early`.
    """

    on: bool = True
    per_second: float = 30.0
    overall_burst: float = 30.0
    per_chat: float = 1.0
    chat_burst: float = 3.0
    too_early: list[tuple[int, float]] = field(default_factory=list)
    _overall: Bucket | None = None
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _not_before: dict[int, float] = field(default_factory=dict)

    def pass_or_refuse(self, chat_id: int) -> None:
        """Count a send; raises the 429 when it is one too many."""
        now = time.monotonic()
        if (left := self._not_before.get(chat_id, 0.0) - now) > 0:
            self.too_early.append((chat_id, left))
            self.refuse(chat_id, left)
        if not self.on:
            return
        if self._overall is None:
            self._overall = Bucket(self.per_second, self.overall_burst)
        chat = self._chats.setdefault(chat_id, Bucket(self.per_chat, self.chat_burst))
        if (wait := max(self._overall.wait(), chat.wait())) > 0:
            self.refuse(chat_id, wait)
        self._overall.take()
        chat.take()

    def refuse(self, chat_id: int, seconds: float) -> None:
        """Raise a 429 that closes the chat for so many real seconds (rounded up to whole ones, as told)."""
        whole = max(1, math.ceil(seconds))
        known = self._not_before.get(chat_id, 0.0)
        self._not_before[chat_id] = max(known, time.monotonic() + (seconds if known > time.monotonic() else whole))
        raise ApiError(429, f"Too Many Requests: retry after {whole}", retry_after=whole)


class World:
    """Chats and messages. A private chat has the id of its person; groups have negative ids."""

    def __init__(self, clock: Clock, bot: JSON) -> None:
        self.clock, self.bot = clock, bot
        self.people: dict[int, TelegramPerson] = {}
        self.groups: dict[int, JSON] = {}
        self.started: set[int] = set()
        self.blocked: set[int] = set()
        self.deactivated: set[int] = set()
        self.kicked: set[int] = set()
        self.messages: dict[tuple[int, int], JSON] = {}
        self.queries: dict[str, tuple[float, TelegramPerson]] = {}
        self._ids = itertools.count(1)
        self._query_ids = itertools.count(4_000_000_000_001)

    @property
    def date(self) -> int:
        return int(self.clock.now())

    def next_query_id(self) -> str:
        return str(next(self._query_ids))

    def chat(self, chat_id: int) -> JSON:
        if chat_id in self.groups:
            return self.groups[chat_id]
        user = self.people[chat_id].user
        return {"id": chat_id, "type": "private"} | {k: user[k] for k in ("first_name", "username") if k in user}

    def new_message(self, chat_id: int, sender: JSON, **content: Any) -> JSON:
        """A message as it now stands in the chat."""
        message_id = next(self._ids)
        message = {"message_id": message_id, "from": sender, "chat": self.chat(chat_id), "date": self.date} | content
        self.messages[chat_id, message_id] = message
        return message

    def may_write(self, chat_id: int) -> None:
        """Raises what the network answers when the bot may not write there."""
        if chat_id in self.groups:
            if chat_id in self.kicked:
                raise ApiError(403, "Forbidden: bot was kicked from the group chat")
            return
        if chat_id not in self.people:
            raise bad_request("chat not found")
        if chat_id in self.deactivated:
            raise ApiError(403, "Forbidden: user is deactivated")
        if chat_id in self.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if chat_id not in self.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
