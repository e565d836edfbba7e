"""`python -m tests.record FILE ...`: plays conversation files and writes down what the bot answers today.

For new files and for changes that are meant: read the difference before it is kept.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from tests.talk import INPUTS, Person, given_of

ALWAYS = ("bot", "asking")
WHEN_CHANGED = ("verdict", "done", "programme")


class Flow(dict[str, Any]):
    """A turn, written on one line."""


def _in_a_line(dumper: yaml.SafeDumper, turn: Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", turn, flow_style=True)


yaml.SafeDumper.add_representer(Flow, _in_a_line)


def record(file: Path) -> None:
    """Fill in `bot` and `asking` of each turn, and what changed beside them."""
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    person = Person(data["today"], channel=data.get("channel", "web"), lang=data.get("lang", "vi"))
    before: dict[str, Any] = {"verdict": None, "done": False, "programme": None}
    turns = []
    for turn in data["turns"]:
        out = person.gives(given_of(turn))
        kept = {k: v for k, v in turn.items() if k in INPUTS or k == "ref"}
        extra = {k: out.get(k) for k in turn if k not in INPUTS and k not in (*ALWAYS, *WHEN_CHANGED, "ref")}
        shown = {"bot": [b["key"] for b in out.get("bubbles", [])], "asking": out.get("asking")}
        changed = {k: out.get(k) for k in WHEN_CHANGED if out.get(k) != before[k]}
        before |= changed
        turns.append(Flow({**kept, **shown, **changed, **extra}))
    text = yaml.safe_dump({**data, "turns": turns}, allow_unicode=True, sort_keys=False, width=10_000)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record(Path(name))
