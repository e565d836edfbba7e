"""Named places where a test lets the process kill itself, as if the power had gone.

`CHAOVN_CRASH_AT` names the place. With `CHAOVN_CRASH_ONCE`, a path, only the first process to come there
dies; it leaves a file behind. Nothing happens when the first is unset.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Literal

Point = Literal[
    "after_inbox_insert",
    "after_claim",
    "before_commit",
    "after_commit",
    "before_send",
    "after_send_before_mark",
]


def reach(point: Point) -> None:
    """Kills this process without any cleaning up when a test asked for it."""
    if os.environ.get("CHAOVN_CRASH_AT") != point:
        return
    once = os.environ.get("CHAOVN_CRASH_ONCE")
    if once is not None:
        try:
            Path(once).touch(exist_ok=False)
        except FileExistsError:
            return
    os.kill(os.getpid(), signal.SIGKILL)
