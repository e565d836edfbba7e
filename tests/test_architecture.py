"""The rooms of the house: who may look where, and how large a file may grow."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "nlu", "flows", "storage", "locales")
MAY_IMPORT = {
    "nlu": {"nlu"},
    "flows": {"flows"},
    "storage": {"storage", "flows.types", "flows.codec"},
    "bot": {"bot", "nlu", "flows", "storage"},
    "locales": set[str](),
}
ONLY_IN: dict[str, str | tuple[str, ...]] = {
    "sqlmodel": "storage",
    "sqlalchemy": ("storage", "bot/settings.py"),
    "asyncpg": "storage",
    "alembic": "storage",
    "babel": "bot/wording.py",
    "telegram": "bot/channels/telegram",
    "scipy": "nlu",
}
PURE = ("nlu", "flows")
IMPURE = {"asyncio", "time", "random", "socket", "logging", "structlog", "aiohttp", "requests", "secrets", "uuid"}
A_PROJECT_OF_ITS_OWN = "nlu/rasa/"
MOST_LINES, MOST_IN_A_FUNCTION = 300, 50


def _files(*rooms: str) -> list[Path]:
    files = [f for room in rooms for f in sorted((ROOT / room).rglob("*.py"))]
    return [
        f for f in files if not {".venv", "node_modules"} & set(f.parts) and "migrations/versions" not in f.as_posix()
    ]


def _imports(file: Path) -> set[str]:
    out: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            out |= {f"{node.module}.{a.name}" for a in node.names}
    return out


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_looks_only_where_it_may(room: str) -> None:
    """nlu and flows know themselves alone, storage the engine's types, bot everything."""
    allowed = MAY_IMPORT[room]
    wrong = [
        f"{_name(f)} imports {name}"
        for f in _files(room)
        for name in _imports(f)
        if name.split(".")[0] in ROOMS and not any(name == a or name.startswith(f"{a}.") for a in allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_stays_in_its_room(library: str) -> None:
    """What one room owns cannot leak into another."""
    places = ONLY_IN[library]
    homes = (places,) if isinstance(places, str) else places
    users = [_name(f) for f in _files(*ROOMS) if any(n.split(".")[0] == library for n in _imports(f))]
    assert [u for u in users if not u.startswith(homes)] == []


@pytest.mark.parametrize("room", PURE)
def test_the_thinking_rooms_touch_no_world(room: str) -> None:
    """No clock, chance, network or log, and nothing asynchronous: time is an argument."""
    files = [f for f in _files(room) if not _name(f).startswith(A_PROJECT_OF_ITS_OWN)]
    wrong = [f"{_name(f)} imports {n}" for f in files for n in _imports(f) if n.split(".")[0] in IMPURE]
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        wrong += [f"{_name(file)} is async" for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef)]
        wrong += [
            f"{_name(file)}:{n.lineno} reads the clock"
            for n in ast.walk(tree)
            if isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute)
            and n.func.attr in ("now", "today", "utcnow")
        ]
    assert wrong == []


def test_files_and_functions_stay_small() -> None:
    """A file has at most 300 lines, a function at most 50: what grows larger is two things."""
    long = []
    for file in _files(*ROOMS, "tests"):
        text = file.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MOST_LINES:
            long.append(f"{_name(file)} has {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                size = node.end_lineno - node.lineno + 1
                if size > MOST_IN_A_FUNCTION:
                    long.append(f"{_name(file)} {node.name} has {size} lines")
    assert long == []
