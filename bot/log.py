"""JSON lines from an allow-list of fields: none for what people write, names, numbers or tokens (R-15).

An exception is its class and the place in our code; its message is dropped, because database and network
errors quote what they choked on.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any, Final

import structlog

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType
    from typing import TextIO

    from structlog.typing import EventDict, WrappedLogger

    from storage.sealing import Sealer

FIELDS: Final = frozenset(
    {
        "ts",
        "level",
        "event",
        "channel",
        "conv_ref",
        "update_kind",
        "step",
        "outcome",
        "latency_ms",
        "attempt",
        "http_status",
        "error_class",
        "error_at",
        "worker",
        "version",
        "count",
    }
)
LONGEST: Final = 200
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_NAME = re.compile(r"[\w.: -]*")


def _only_allowed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if error is not None:
        event.update(_located(error))
    return {name: _tame(value) for name, value in event.items() if name in FIELDS}


def _tame(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return _ODD.sub(" ", str(value))[:LONGEST]


def _located(error: object) -> dict[str, str]:
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if not isinstance(error, BaseException):
        return {}
    return {"error_class": type(error).__name__, "error_at": _place(error.__traceback__)}


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    if not frames:
        return ""
    last = frames[-1]
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    frame = ours[-1] if ours else last
    return f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}"


class _Foreign(logging.Handler):
    """Libraries' own records: their logger and level only, never their text, which may quote a request."""

    def emit(self, record: logging.LogRecord) -> None:
        logger = structlog.get_logger()
        event = f"library {record.name}"
        logger.log(record.levelno, event if _NAME.fullmatch(event) else "library", exc_info=record.exc_info)


def configure(*, version: str, level: int = logging.INFO, out: TextIO | None = None) -> None:
    """Sets up logging for the process: JSON lines on `out` (standard error by default)."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
            _with(version),
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=out or sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Foreign()]
    # Below WARNING, HTTP clients write whole addresses and bot libraries whole messages.
    root.setLevel(max(level, logging.WARNING))


def _with(version: str) -> Any:
    def add(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event.setdefault("version", version)
        return event

    return add


def conv_ref(subject: bytes, *, now: datetime, sealer: Sealer) -> str:
    """What stands for a conversation in log lines: 12 hexadecimal digits that change every month."""
    return sealer.hash(f"log:{now:%Y-%m}", subject.hex()).hex()[:12]
