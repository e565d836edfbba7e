"""What Rasa is taught: the bot's own sentences, each also without its marks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nlu.datafiles import read_background, read_file, read_folder
from nlu.normalize import fold
from nlu.rasa.export import FILE, rendered, sentences, with_copies, write
from nlu.understand import DATA

ROOT = Path(__file__).parents[2]


def test_every_sentence_is_there_with_its_copy(tmp_path: Path) -> None:
    """Both languages and the everyday sentences, read back by the reader of Rasa's format."""
    write(rendered(sentences(DATA)), tmp_path)
    back = {(e.intent, e.text) for e in read_file(tmp_path / FILE)}
    for example in [*read_folder(DATA), *read_background(DATA / "background.yaml")]:
        text = " ".join(example.text.split())
        assert {(example.intent or "out_of_scope", t) for t in (text, fold(text))} <= back


def test_no_sentence_stands_twice_under_an_intent() -> None:
    """A copy that is the same as another sentence is no copy."""
    assert with_copies(["phí?", "phi?", "phi?", "phí?"]) == ["phí?", "phi?"]
    assert all(len(set(texts)) == len(texts) for texts in sentences(DATA).values())


def test_a_small_file_has_what_was_asked_for() -> None:
    """Chosen intents, so many sentences of each before the copies."""
    small = sentences(DATA, only=["cost", "greet"], most=3)
    assert set(small) == {"cost", "greet"}
    assert all(3 <= len(texts) <= 6 for texts in small.values())
    with pytest.raises(ValueError, match="no sentences for cots"):
        sentences(DATA, only=["cots"])


def test_a_file_that_is_the_same_keeps_its_time(tmp_path: Path) -> None:
    """Rasa learns anew when there is something new to learn."""
    assert write("one", tmp_path)
    assert not write("one", tmp_path)
    assert write("two", tmp_path)


def test_the_normaliser_needs_nothing() -> None:
    """Rasa's Python has other libraries than ours: the normaliser is imported there, and needs none."""
    program = "import sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p]; import nlu.normalize"
    subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {program}"], check=True
    )


def test_the_lock_holds_hashes_and_no_address() -> None:
    """Every requirement is pinned to files, wherever they are fetched from."""
    lock = (ROOT / "nlu/rasa/requirements.lock").read_text(encoding="utf-8")
    pinned = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert "rasa==3.6.21 \\" in pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert "://" not in lock
