"""The description of the Bot API: what it refuses, and the updates made from it."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from tests.doubles.bot_api import (
    description,
    faults_of,
    faults_of_call,
    message_kinds,
    methods,
    one_update_of_every_type,
    update_kinds,
)
from tests.doubles.telegram_methods import LENGTHS, Methods

BUTTON = {"text": "Có", "callback_data": "x"}


@pytest.mark.parametrize(
    ("method", "params", "wrong"),
    [
        ("sendMessage", {"chat_id": 1, "text": "x"}, []),
        ("sendMessage", {"chat_id": "@lop12", "text": "x", "reply_markup": {"inline_keyboard": [[BUTTON]]}}, []),
        ("sendMessage", {"chat_id": 1}, ["sendMessage: text is missing"]),
        ("sendMessage", {"chat_id": 1.5, "text": "x"}, ["sendMessage.chat_id: 1.5 is no Integer"]),
        ("sendMessage", {"chat_id": 1, "text": 2}, ["sendMessage.text: 2 is no String"]),
        ("sendMessage", {"chat_id": 1, "text": "x", "color": 1}, ["sendMessage: no field color"]),
        (
            "setMyCommands",
            {"commands": [{"command": "a"}]},
            ["setMyCommands.commands[0]: description is missing"],
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "everyone"}},
            ["setMyCommands.scope.type: 'everyone' is not 'default'"],
        ),
    ],
)
def test_a_call_is_held_against_its_description(method: str, params: Any, wrong: list[str]) -> None:
    """Missing, unknown and wrongly typed parameters are named."""
    assert faults_of_call(method, params) == wrong


def test_a_button_of_another_shape_is_a_fault() -> None:
    """Inside a keyboard too."""
    markup = {"inline_keyboard": [[BUTTON | {"colour": "red"}]]}
    assert faults_of_call("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": markup}) != []


def test_every_described_method_is_played() -> None:
    """What the double checks it can also do."""
    played = {name.removeprefix("_") for name in dir(Methods)}
    about = {f"{verb}My{what}" for verb in ("get", "set") for what in LENGTHS}
    assert set(methods().values()) == {name for name in description()["methods"] if name in played | about}


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize(
    ("name", "update"), one_update_of_every_type(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_an_update_of_each_kind_is_valid(name: str, update: dict[str, Any]) -> None:
    """By the description, and as the library reads it."""
    assert faults_of(update, "Update", name) == []
    assert Update.de_json(update, None).update_id == update["update_id"]


def test_all_kinds_are_there() -> None:
    """Each kind of update and each content of a message, once, with ids of their own."""
    updates = one_update_of_every_type(chat_id=77)
    assert [name for name, _ in updates] == update_kinds() + [f"message.{kind}" for kind in message_kinds()]
    assert {"message", "callback_query", "my_chat_member", "chat_boost", "poll_answer"} <= set(update_kinds())
    assert {"text", "sticker", "contact", "venue", "web_app_data", "successful_payment"} <= set(message_kinds())
    assert len({update["update_id"] for _, update in updates}) == len(updates)
    assert {u["message"]["chat"]["id"] for _, u in updates if "message" in u} == {77}
