"""Commands with a slash mean the same on every channel, whatever question is open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.channels.base import CAPABILITIES, Inbound
from bot.slash import INTENTS, command_in
from tests import talk

if TYPE_CHECKING:
    from bot.mind import Mind
    from flows.types import State

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def mind() -> Mind:
    """The real mind."""
    return talk.mind().mind


def played(mind: Mind, channel: str, *texts: str) -> tuple[State, list[str]]:
    """The state and the copy keys of the last answer after these texts."""
    state: State | None = None
    keys: list[str] = []
    for n, text in enumerate(texts):
        thought = mind.turn(state, Inbound("text", text), event_id=f"e{n}", channel=channel, now=NOW)
        state, keys = thought.state, [bubble.key for bubble in thought.bubbles]
    assert state is not None
    return state, keys


@pytest.mark.parametrize("channel", CAPABILITIES)
def test_a_command_is_heard_while_a_name_is_asked_for(mind: Mind, channel: str) -> None:
    """It is no wish for a domain called "help", and the question stays open."""
    before = ("em muốn làm id.vn, sinh 12/5/2004", "đồng ý", "em là công dân Việt Nam")
    state, _ = played(mind, channel, *before)
    assert state.asking == "domain"
    state, keys = played(mind, channel, *before, "/help")
    assert keys[0].endswith(".help")
    assert state.asking == "domain"
    state, keys = played(mind, channel, *before, "/language")
    assert state.lang == "en"
    state, keys = played(mind, channel, *before, "/huy")
    assert state.run is None or state.run.ended


@pytest.mark.parametrize("name", INTENTS)
def test_every_command_gets_an_answer(mind: Mind, name: str) -> None:
    """None of them is taken for something that was not understood."""
    _, keys = played(mind, "telegram", f"/{name}")
    assert keys
    assert not any("fallback" in key or "clarify" in key or "not_understood" in key for key in keys)


@pytest.mark.parametrize("text", ["help", "/helpme", "/", "//help", "/help me", "12/5/2004", "/ help", "hủy"])
def test_other_texts_are_no_commands(text: str) -> None:
    """They are left to the understanding."""
    assert command_in(text) is None
