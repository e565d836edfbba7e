"""What a network tells of a person who said nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.channels.base import Inbound
from flows.types import Forget, State
from tests import talk

if TYPE_CHECKING:
    from bot.mind import Mind, Thought

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class Chat:
    """One conversation of a network, thought without storage."""

    def __init__(self, mind: Mind) -> None:
        self.mind = mind
        self.state: State | None = None
        self.now = NOW

    def gets(self, kind: str, text: str = "") -> Thought:
        self.now += timedelta(minutes=1)
        inbound = Inbound(kind=kind, text=text)  # type: ignore[arg-type]
        thought = self.mind.turn(self.state, inbound, event_id=f"e{self.now:%H%M}", channel="telegram", now=self.now)
        self.state = thought.state
        return thought


@pytest.fixture
def chat() -> Chat:
    return Chat(talk.mind().mind)


def test_unblocking_says_nothing_and_opens_the_ears_again(chat: Chat) -> None:
    """After a block nothing is said; after the unblocking the next message is answered, at the open question."""
    chat.gets("text", "em muốn đăng ký id.vn")
    chat.gets("stop")
    assert chat.gets("text", "còn đó không").bubbles == ()
    assert chat.gets("unblocked").bubbles == ()
    assert chat.gets("text", "có mất phí không").bubbles != ()
    assert chat.state is not None
    assert chat.state.asking == "consent"


def test_a_withdrawal_at_the_network_erases_without_a_word(chat: Chat) -> None:
    """Consents are withdrawn, the erasure is ordered, nothing is said, not even a receipt."""
    chat.gets("text", "em muốn đăng ký id.vn")
    chat.gets("text", "đồng ý")
    thought = chat.gets("withdraw")
    assert thought.bubbles == ()
    assert any(isinstance(effect, Forget) for effect in thought.effects)
    assert thought.state.answers == {}
    assert thought.state.stopped


def test_a_group_is_told_once(chat: Chat) -> None:
    """A chat of several people hears once that the bot talks with one person at a time."""
    assert [b.key for b in chat.gets("group").bubbles] == ["common.group"]
    assert chat.gets("group").bubbles == ()


def test_who_writes_too_fast_is_told_and_asked_nothing(chat: Chat) -> None:
    """The notice stands alone; the open question stays open."""
    chat.gets("text", "em muốn đăng ký id.vn")
    assert [b.key for b in chat.gets("too_fast").bubbles] == ["common.too_fast"]
    assert chat.state is not None
    assert chat.state.asking == "consent"
