"""What the people of all networks share: the lines of their talk, the replies, waiting."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from tests.doubles.clock import Clock
    from tests.doubles.network import Reply


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened between a person and the bot. `kind`: `text`, `tap`, `start`, `edit`, a kind of media,
    `block`, `unblock`; of the bot `text`, `edited`, `typing`, `tap_answered`, `deleted`. `raw` is the network's
    own object."""

    at: float
    by: Literal["person", "bot"]
    kind: str
    text: str
    raw: Any = None


class Talker:
    """The memory of one person; each network's person adds the acts."""

    def __init__(self, name: str, number: str, clock: Clock) -> None:
        self.name, self.id, self.clock = name, number, clock
        self.transcript: list[Moment] = []
        self._lines: list[list[Reply]] = [[]]
        self._last_reply = 0.0

    @property
    def line(self) -> int:
        """The number of the line that is open: how many acts there were."""
        return len(self._lines) - 1

    def acts(self, kind: str, text: str = "", raw: Any = None) -> None:
        """The person does something: a new line opens."""
        self._lines.append([])
        self.transcript.append(Moment(self.clock.now(), "person", kind, text, raw))

    def hears(self, reply: Reply, raw: Any = None) -> None:
        """A bubble arrives."""
        self._lines[-1].append(reply)
        self._last_reply = time.monotonic()
        self.transcript.append(Moment(reply.at, "bot", "text", reply.text, raw))

    def notes(self, kind: str, text: str = "", raw: Any = None) -> None:
        """The bot does something that is no new bubble."""
        self.transcript.append(Moment(self.clock.now(), "bot", kind, text, raw))

    def replies(self, line: int | None = None) -> list[Reply]:
        if line is None:
            return [reply for some in self._lines for reply in some]
        return list(self._lines[line])

    async def quiet(self, timeout: float = 10.0, *, still: float = 0.25) -> list[Reply]:  # noqa: ASYNC109 - a wait that may end empty
        until = time.monotonic() + timeout
        while not self._lines[-1]:
            if time.monotonic() >= until:
                return []
            await asyncio.sleep(0.005)
        while (left := self._last_reply + still - time.monotonic()) > 0:  # noqa: ASYNC110 - each reply moves the end
            await asyncio.sleep(min(left, 0.05))
        return list(self._lines[-1])

    def offered(self, line: int | None = None) -> Reply:
        """The last bubble with choices, of all or of one line. Raises `LookupError`."""
        for reply in reversed(self.replies(line)):
            if reply.labels:
                return reply
        raise LookupError(f"nothing is offered to {self.name}")

    def number_of(self, reply: Reply, choice: int | str) -> int:
        """The 1-based number of a choice given by number or label. Raises `LookupError`."""
        if isinstance(choice, str):
            if choice not in reply.labels:
                raise LookupError(f"{choice!r} is not offered, but {reply.labels!r}")
            return reply.labels.index(choice) + 1
        if not 1 <= choice <= len(reply.labels):
            raise LookupError(f"there is no choice {choice} among {reply.labels!r}")
        return choice
