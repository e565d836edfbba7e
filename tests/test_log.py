"""Log lines: one JSON object each, only fields of the allow-list, no words of people."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest
import structlog

from bot import log
from storage.sealing import Sealer
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

SEALER = Sealer.of("secret of the tests that is long enough")


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers, root.level)
    stream = io.StringIO()
    log.configure(version="1.2", level=logging.DEBUG, out=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, root.level = before


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().split("\n") if line]


def test_fields_outside_the_list_are_dropped(out: io.StringIO) -> None:
    """Text, names and addresses have no field, whoever passes them."""
    structlog.get_logger().info("turn", channel="web", text="canary", url="https://x/?canary", name="canary")
    (line,) = lines(out)
    assert set(line) == {"ts", "level", "event", "channel", "version"}
    assert set(line) <= log.FIELDS


def test_an_exception_is_a_class_and_a_place(out: io.StringIO) -> None:
    """Its message is dropped: it may quote what it choked on."""
    try:
        int("canary 12/05/2004")
    except ValueError:
        structlog.get_logger().exception("turn failed")
    (line,) = lines(out)
    assert line["error_class"] == "ValueError"
    assert str(line["error_at"]).startswith("tests/test_log.py:")
    assert "canary" not in out.getvalue()


def test_no_value_can_forge_a_line(out: io.StringIO) -> None:
    """Line ends, terminal codes and marks of direction become blanks; long values are cut."""
    structlog.get_logger().info("turn", step='a\r\n{"event": "forged"}\x1b[31m\u2028\u202e' + "x" * 500)
    (line,) = lines(out)
    step = str(line["step"])
    assert len(step) == log.LONGEST
    assert not set(step) & set("\r\n\x1b\u2028\u202e")


def test_libraries_say_only_who_they_are(out: io.StringIO) -> None:
    """A library's text may hold a token in an address; even at DEBUG it is not written."""
    logging.getLogger("httpx").info("GET https://api/bot1:canary/sendMessage")
    logging.getLogger("httpx").error("failed https://api/bot1:canary/%s", "x")
    (line,) = lines(out)
    assert line["event"] == "library httpx"
    assert "canary" not in out.getvalue()


def test_the_reference_of_a_conversation_changes_every_month() -> None:
    """Twelve digits that cannot be traced from one month to the next."""
    november = log.conv_ref(b"x" * 32, now=NOW, sealer=SEALER)
    assert len(november) == 12
    assert november != log.conv_ref(b"x" * 32, now=NOW.replace(month=12), sealer=SEALER)
    assert november == log.conv_ref(b"x" * 32, now=NOW.replace(day=1), sealer=SEALER)
