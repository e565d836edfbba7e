"""What a network tells of a person who said nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.channels.base import Inbound
from flows.types import Forget, LeaveMessage, State
from tests import talk

if TYPE_CHECKING:
    from bot.channels.base import Button
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

    def taps(self, button: Button) -> Thought:
        inbound = Inbound("tap", offer=button.offer, choice=button.id)
        return self.mind.turn(self.state, inbound, event_id="tap", channel="telegram", now=self.now)


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


def test_the_bot_is_silent_while_staff_talk(chat: Chat) -> None:
    """After a member of staff has written, nothing is said for half an hour; then the open question is asked again."""
    chat.gets("text", "em muốn đăng ký id.vn")
    chat.gets("text", "đồng ý")
    assert chat.gets("staff").bubbles == ()
    assert chat.gets("text", "dạ em gửi hồ sơ rồi đó chị").bubbles == ()
    assert chat.gets("photo").bubbles == ()
    chat.now += timedelta(minutes=20)
    assert chat.gets("staff").bubbles == ()
    chat.now += timedelta(minutes=28)
    assert chat.gets("text", "2004").bubbles == ()
    assert chat.state is not None
    assert "birth_date" not in chat.state.answers
    chat.now += timedelta(minutes=1)
    answered = chat.gets("text", "2004")
    assert answered.bubbles[-1].key.startswith("ask.")
    assert chat.state.answers["birth_date"]


@pytest.mark.parametrize(
    ("said", "key"), [("xóa dữ liệu của tôi", "rights.delete_my_data"), ("làm lại từ đầu", "act.")]
)
def test_rights_and_a_new_beginning_need_not_wait_for_staff(chat: Chat, said: str, key: str) -> None:
    """What only the bot can do it does at once, and speaks again from then on."""
    chat.gets("text", "em muốn đăng ký id.vn")
    chat.gets("staff")
    assert any(b.key.startswith(key) for b in chat.gets("text", said).bubbles)
    assert chat.gets("text", "có mất phí không").bubbles != ()


def test_a_tap_is_meant_for_the_bot(chat: Chat) -> None:
    """Nobody taps a button to talk with a person."""
    offer = chat.gets("text", "em muốn đăng ký id.vn").bubbles[-1].buttons[0]
    chat.gets("staff")
    assert chat.taps(offer).bubbles != ()


def test_a_message_left_for_staff_is_answered_by_staff(chat: Chat) -> None:
    """Once they have written, what the person says next is no message for them in the bot's keeping any more."""
    chat.gets("text", "em muốn đăng ký id.vn")
    chat.gets("text", "cho gặp nhân viên")
    chat.gets("staff")
    assert chat.state is not None
    assert chat.state.asking == "consent"
    chat.now += timedelta(hours=1)
    assert not any(isinstance(effect, LeaveMessage) for effect in chat.gets("text", "dạ vâng").effects)


def test_a_reminder_waits_until_staff_have_finished(chat: Chat) -> None:
    """It falls due while they talk: it is asked half an hour after their last word."""
    chat.gets("start")
    assert chat.state is not None
    due = (chat.now + timedelta(minutes=5)).isoformat()
    chat.state = replace(chat.state, remind_at=due, consents={"P1": "granted", "P3": "granted"})
    chat.now += timedelta(minutes=3)
    chat.gets("staff")
    chat.now += timedelta(minutes=2)
    thought = chat.gets("elapsed")
    assert thought.bubbles == ()
    assert thought.wake_at is not None
    assert thought.wake_at > chat.now
    chat.now = thought.wake_at
    assert [b.key for b in chat.gets("elapsed").bubbles] == ["ask.registered"]
