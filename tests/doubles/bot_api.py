"""The machine-readable description of the Bot API: checks calls against it and makes one update of every kind.

In `bot_api.json` a type is a name of `types`, a basic type, `=x` for the constant x, a list of one for an array of
that, a list of several for any of them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("bot_api.json")
_BASIC: Final = {"Integer": int, "String": str, "Boolean": bool, "True": bool}
_MADE: Final[dict[str, Any]] = {"Integer": 1, "String": "x", "Boolean": True, "True": True, "Float": 1.5}
_BESIDE: Final[dict[tuple[str, str], Any]] = {
    ("Chat", "type"): "private",
    ("ChatFullInfo", "type"): "private",
    ("MessageEntity", "type"): "bold",
    ("Sticker", "type"): "regular",
    ("Poll", "type"): "regular",
    ("User", "is_bot"): False,
}
"""Strings that have a closed set of values, which the description does not tell."""

ABOUT_A_MESSAGE: Final = frozenset(
    "message_thread_id direct_messages_topic from sender_chat sender_boost_count sender_business_bot sender_tag "
    "business_connection_id forward_origin is_topic_message is_automatic_forward reply_to_message external_reply "
    "quote reply_to_story reply_to_checklist_task_id via_bot edit_date has_protected_content is_from_offline "
    "is_paid_post media_group_id author_signature paid_star_count entities link_preview_options effect_id caption "
    "caption_entities show_caption_above_media has_media_spoiler reply_markup guest_query_id".split()
)
"""Optional fields of a message that say something about it; the others are its content."""


@cache
def description() -> dict[str, Any]:
    """The file, read once."""
    loaded = json.loads(_FILE.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def methods() -> dict[str, str]:
    """The methods by their name in small letters: the Bot API takes any case."""
    return {name.lower(): name for name in description()["methods"]}


def type_of(method: str, parameter: str) -> Any:
    """The declared type of a parameter, None when the method has none of that name."""
    declared = description()["methods"][method]
    return declared["required"].get(parameter, declared["optional"].get(parameter))


def faults_of_call(method: str, params: dict[str, Any]) -> list[str]:
    """What is wrong with a call: unknown or missing parameters, values of another type. Empty when nothing is."""
    return _faults_of_fields(description()["methods"][method], params, method)


def faults_of(value: Any, kind: Any, path: str) -> list[str]:
    """Why `value` is not of this type; empty when it is."""
    if isinstance(kind, list):
        return _faults_of_list(value, kind, path)
    if kind.startswith("="):
        return [] if str(value) == kind[1:] else [f"{path}: {value!r} is not {kind[1:]!r}"]
    if kind == "Float":
        ok = isinstance(value, int | float) and not isinstance(value, bool)
        return [] if ok else [f"{path}: {value!r} is no number"]
    if kind in _BASIC:
        ok = isinstance(value, _BASIC[kind]) and not (kind == "Integer" and isinstance(value, bool))
        return [] if ok else [f"{path}: {value!r} is no {kind}"]
    declared = description()["types"][kind]
    if "any_of" in declared:
        return _faults_of_list(value, declared["any_of"], path)
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no {kind}"]
    return _faults_of_fields(declared, value, path)


def _faults_of_list(value: Any, kinds: list[Any], path: str) -> list[str]:
    if len(kinds) > 1:
        found = [faults_of(value, kind, path) for kind in kinds]
        return [] if [] in found else min(found, key=len)
    if not isinstance(value, list):
        return [f"{path}: {value!r} is no array"]
    return [fault for n, item in enumerate(value) for fault in faults_of(item, kinds[0], f"{path}[{n}]")]


def _faults_of_fields(declared: dict[str, Any], fields: dict[str, Any], path: str) -> list[str]:
    out = [f"{path}: {name} is missing" for name in declared["required"] if name not in fields]
    every = declared["required"] | declared["optional"]
    for name, value in fields.items():
        out += faults_of(value, every[name], f"{path}.{name}") if name in every else [f"{path}: no field {name}"]
    return out


def smallest(kind: Any) -> Any:
    """A value of this type with nothing but what is required."""
    if isinstance(kind, list):
        return smallest(kind[0]) if len(kind) > 1 else [smallest(kind[0])]
    if kind.startswith("="):
        return int(kind[1:]) if kind[1:].isdecimal() else kind[1:]
    if kind in _MADE:
        return _MADE[kind]
    declared = description()["types"][kind]
    if "any_of" in declared:
        return smallest(declared["any_of"])
    return {name: _BESIDE.get((kind, name)) or smallest(t) for name, t in declared["required"].items()} | {
        name: value for (owner, name), value in _BESIDE.items() if owner == kind
    }


def message_kinds() -> list[str]:
    """The fields of a message that are its content: `text`, `sticker`, `new_chat_members` …"""
    return [name for name in description()["types"]["Message"]["optional"] if name not in ABOUT_A_MESSAGE]


def update_kinds() -> list[str]:
    """`message`, `callback_query`, `my_chat_member` …"""
    return list(description()["types"]["Update"]["optional"])


def one_update_of_every_type(
    *, chat_id: int = 900001, first_id: int = 500_000_001, date: int = 1
) -> list[tuple[str, dict[str, Any]]]:
    """A smallest valid update of every kind, and a message of every content, as (name, update).

    All come from one private chat of person `chat_id`, at `date` (seconds since 1970; give the network's now, for a
    bot that drops what is old); names are like `callback_query`, `message.sticker`.
    """
    user = smallest("User") | {"id": chat_id, "first_name": "An"}
    chat = smallest("Chat") | {"id": chat_id, "first_name": "An"}

    def personal(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        replaced = {"chat": chat, "from": user, "user": user, "date": date, "user_chat_id": chat_id}
        return {name: replaced.get(name, content) for name, content in value.items()}

    message_fields = description()["types"]["Message"]["optional"]
    out: list[tuple[str, dict[str, Any]]] = []
    for kind, declared in description()["types"]["Update"]["optional"].items():
        out.append((kind, {kind: personal(smallest(declared))}))
    for n, content in enumerate(message_kinds(), 1):
        body = personal(
            smallest("Message") | {"message_id": 7000 + n, "from": user, content: smallest(message_fields[content])}
        )
        out.append((f"message.{content}", {"message": body}))
    return [(name, {"update_id": first_id + n} | update) for n, (name, update) in enumerate(out)]
