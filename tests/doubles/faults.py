"""What a network can do wrong when it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["answer", "html", "garbage", "wrong_types", "hang", "slow", "reset", "redirect", "huge"]


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong.

    `kind`: `answer` gives `status` and `body`; `html` an error page with `status`; `garbage` 200 and no JSON;
    `wrong_types` 200 and JSON of another shape; `hang` says nothing for `seconds` and hangs up; `slow` does the work,
    then waits `seconds` before the true answer (a client that gave up does not know that its message was sent);
    `reset` hangs up at once; `redirect` is a 302 to `to`; `huge` is a body of `size` bytes.
    `accepted`: the work is done all the same before the answer goes wrong (always so for `slow`).
    `method`, `who`: only for this method, this chat or user id. `times`: how often (None: for ever). `every`: only
    each n-th call that fits.
    """

    kind: Kind
    method: str | None = None
    who: str | None = None
    times: int | None = 1
    every: int = 1
    accepted: bool = False
    status: int = 500
    body: Mapping[str, Any] | None = None
    seconds: float = 30.0
    to: str = "http://127.0.0.1:9/elsewhere"
    size: int = 100_000_000
    seen: int = field(default=0, init=False)

    def fits(self, method: str, who: str | None) -> bool:
        """Whether it happens to this call; counts the call."""
        if self.times == 0 or self.method not in (None, method) or self.who not in (None, who):
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The faults that wait for calls, in order; the first that fits happens."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.happened: list[tuple[str, Kind]] = []

    def add(self, *faults: Fault) -> None:
        self._waiting += faults

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str, who: str | None) -> Fault | None:
        """The fault of this call, if there is one."""
        for fault in self._waiting:
            if fault.fits(method, who):
                self.happened.append((method, fault.kind))
                return fault
        return None
