"""Changes one thing at a time in `flows/` and sees whether a test notices.

`python -m tests.bench.mutate [--most N] [--seed S]` works on a copy of the tree. Mutants: a comparison moved by one or
turned round, a number of a rule moved by one, `and` for `or`, a condition denied, a copy key misspelt, an edge of a
flow led elsewhere or freed of its guard. Prints every survivor and the share of mutants that were noticed.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
SUITE = ("tests/rules", "tests/flows", "tests/test_conversations.py", "tests/test_talk.py", "tests/test_repairs.py")
SWAPS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
SYMBOLS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
COPY_KEY = re.compile(r"[a-z_]+(\.[a-zA-Z0-9_]+)+")


@dataclass(frozen=True)
class Mutant:
    """`file` with `old` replaced by `new` at `start`."""

    file: str
    line: int
    start: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.old!r} -> {self.new!r}"


def _offsets(source: str) -> list[int]:
    lines = source.splitlines(keepends=True)
    out = [0]
    for line in lines:
        out.append(out[-1] + len(line))
    return out


def _place(source: str, node: ast.expr, at: list[int]) -> tuple[int, int]:
    """Character offsets of a node; ast counts columns in bytes."""

    def chars(line: int, column: int) -> int:
        text = source[at[line - 1] : at[line]]
        return at[line - 1] + len(text.encode()[:column].decode())

    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return chars(node.lineno, node.col_offset), chars(node.end_lineno, node.end_col_offset)


def python_mutants(file: Path) -> Iterator[Mutant]:
    """Mutants of one module."""
    source = file.read_text(encoding="utf-8")
    at, name = _offsets(source), file.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield from _compared(source, node, at, name)
        elif isinstance(node, ast.BoolOp):
            yield from _joined(source, node, at, name)
        elif isinstance(node, ast.Constant):
            start, end = _place(source, node, at)
            text = source[start:end]
            if isinstance(node.value, str) and COPY_KEY.fullmatch(node.value) and text.startswith('"'):
                yield Mutant(name, node.lineno, start, text, f'{text[:-1]}_x"')
            elif type(node.value) is int and "/rules/" in name and text.isdigit():
                yield Mutant(name, node.lineno, start, text, str(node.value + 1))


def _compared(source: str, node: ast.Compare, at: list[int], name: str) -> Iterator[Mutant]:
    start = _place(source, node.left, at)[1]
    end = _place(source, node.comparators[0], at)[0]
    old, operator = source[start:end], node.ops[0]
    if SYMBOLS[type(operator)] in old:
        new = old.replace(SYMBOLS[type(operator)], SWAPS[type(operator)], 1)
        yield Mutant(name, node.lineno, start, old, new)


def _joined(source: str, node: ast.BoolOp, at: list[int], name: str) -> Iterator[Mutant]:
    word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    start, end = _place(source, node.values[0], at)[1], _place(source, node.values[1], at)[0]
    old = source[start:end]
    if word in old:
        yield Mutant(name, node.lineno, start, old, old.replace(word, other, 1))


def flow_mutants(file: Path) -> Iterator[Mutant]:
    """Mutants of one flow file: edges led elsewhere, guards taken away."""
    source = file.read_text(encoding="utf-8")
    name = file.relative_to(ROOT).as_posix()
    nodes = re.findall(r"^  (\w+):", source, re.MULTILINE)
    for match in re.finditer(r"go: (\w+)", source):
        other = nodes[(nodes.index(match[1]) + 1) % len(nodes)]
        yield Mutant(name, source.count("\n", 0, match.start()) + 1, match.start(), match[0], f"go: {other}")
    for match in re.finditer(r"\{when: \w+, go: \w+\}, ", source):
        yield Mutant(name, source.count("\n", 0, match.start()) + 1, match.start(), match[0], "")


def all_mutants() -> list[Mutant]:
    out = [m for f in sorted((ROOT / "flows").rglob("*.py")) for m in python_mutants(f)]
    for flow in ("id_vn", "biz_vn"):
        out += flow_mutants(ROOT / "flows" / "definitions" / f"{flow}.yaml")
    return out


def noticed(tree: Path, mutant: Mutant) -> bool:
    """Whether the suite fails with the mutant in place; the file is put back afterwards."""
    file = tree / mutant.file
    source = file.read_text(encoding="utf-8")
    assert source[mutant.start :].startswith(mutant.old)
    file.write_text(source[: mutant.start] + mutant.new + source[mutant.start + len(mutant.old) :], encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *SUITE]
    try:
        return subprocess.run(command, cwd=tree, capture_output=True, timeout=300, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(source, encoding="utf-8")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--most", type=int, default=100, help="how many mutants to try, drawn by chance")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    mutants = all_mutants()
    drawn = random.Random(given.seed).sample(mutants, min(given.most, len(mutants)))
    caught = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        skip = shutil.ignore_patterns(".git", ".venv", "db", "shots", ".mypy_cache", ".ruff_cache", "__pycache__")
        shutil.copytree(ROOT, tree, ignore=skip)
        for n, mutant in enumerate(drawn, 1):
            if noticed(tree, mutant):
                caught += 1
            else:
                print(f"survived  {mutant}", flush=True)
            if n % 10 == 0:
                print(f"{n}/{len(drawn)}  {caught / n:.0%} noticed", flush=True)
    print(f"{caught} of {len(drawn)} mutants noticed ({caught / len(drawn):.1%}), drawn from {len(mutants)}")


if __name__ == "__main__":
    main()
