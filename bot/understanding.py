"""`chaovn understand`: what a text is taken for, line by line, explained, or measured."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from bot.core import chosen_interpreter
from bot.errors import DataError
from nlu.understand import DATA, Interpreter

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from bot.settings import Settings
    from nlu.evaluate import Evaluation

LONGEST = 5000


def interpreter(settings: Settings, intents_from: Path | None) -> Interpreter:
    """The understanding of the settings, or one trained on a Rasa file alone. Raises `DataError`."""
    if intents_from is None:
        return chosen_interpreter(settings, CollectorRegistry(), waits=True)
    try:
        return Interpreter.from_sentences(intents_from)
    except (OSError, ValueError) as error:
        raise DataError(f"{intents_from}: {error}") from None


def intents() -> list[str]:
    """The names of all intents that the bot is trained on."""
    return sorted(file.stem for file in (DATA / "vi" / "intents").glob("*.yaml"))


def line(model: Interpreter, raw: str, *, today: date) -> str:
    """One line of contract section 4 in, one out; a bad one gets `{"error": ...}`."""
    try:
        given = json.loads(raw)
        return json.dumps(_understood(model, given, today), ensure_ascii=False)
    except (ValueError, RecursionError) as error:
        reason = str(error) if type(error) is ValueError else "this line is not JSON"
        return json.dumps({"error": reason}, ensure_ascii=False)


def _understood(model: Interpreter, given: object, today: date) -> dict[str, object]:
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise ValueError("an object with a text was expected")  # noqa: TRY004 - the same
    for name in ("expect", "programme", "lang"):
        if not isinstance(given.get(name), str | None):
            raise ValueError(f"{name} must be a text or null")  # noqa: TRY004 - bad input, no slip of ours
    understanding = model.understand(
        given["text"],
        expect=given.get("expect"),
        programme=given.get("programme"),
        lang=given.get("lang") or "vi",
        today=today,
    )
    return understanding.json()


def explained(model: Interpreter, text: str, *, today: date) -> str:
    """A text for a person to look at: the intent, how sure, and which words decided."""
    u = model.understand(text, today=today)
    words = ", ".join(f"{r.words} {r.weight:+.2f}" for r in u.reasons)
    return f"{u.intent}  {u.confidence:.0%}  ({u.band})\n{json.dumps(u.json()['slots'], ensure_ascii=False)}\n{words}"


def evaluation(model: Interpreter, file: Path) -> str:
    """Accuracy, macro-F1 and confusions on a file of labelled lines. Raises `DataError`."""
    from nlu.evaluate import evaluate  # noqa: PLC0415 - only this one command measures

    try:
        return _table(evaluate(model, file))
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{file}: {error}") from None


def _table(found: Evaluation) -> str:
    lines = [
        f"sentences          {found.total}",
        f"accuracy           {found.accuracy:.1f} %",
        f"macro-F1           {found.macro_f1:.1f} %",
        f"calibration error  {found.calibration:.1f} %",
        f"refused in scope   {found.refused_inside:.1f} %",
        f"accepted outside   {found.accepted_outside:.1f} %",
        f"coverage at 98 %   {found.coverage:.1f} %",
        *(f"{wanted} -> {got}  {times}" for wanted, got, times in found.confusions),
    ]
    return "\n".join(lines)
