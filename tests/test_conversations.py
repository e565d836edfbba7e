"""Plays every file under `conversations/`; the key of each bubble is compared, never its wording."""

from __future__ import annotations

import pytest

from tests.talk import Conversation, Person, conversations, given_of, seen, wanted_of


@pytest.mark.parametrize("conversation", conversations(), ids=lambda c: c.name)
def test_conversation(conversation: Conversation) -> None:
    """What the file's title says is true."""
    person = Person(conversation.today, channel=conversation.channel, lang=conversation.lang, **conversation.settings)
    for n, turn in enumerate(conversation.turns, 1):
        out = person.gives(given_of(turn))
        assert seen(out, turn) == wanted_of(turn), f"turn {n}: {given_of(turn)}"
