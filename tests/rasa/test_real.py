"""A real Rasa, taught a few intents by our pipeline, spoken to by our adapter. `make test-rasa` runs this."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.rasa_client import Answer, RasaClient
from nlu.normalize import clean, place_tone
from nlu.rasa.export import FILE, rendered, sentences, write
from nlu.understand import DATA
from tests.rasa.real import served, train

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON = Path(os.environ.get("RASA_PYTHON") or "absent")
CONFIG = Path(__file__).parents[2] / "nlu/rasa/config.yml"
INTENTS = ("cost", "greet", "cancel")

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="RASA_PYTHON is not the Python 3.10 that has Rasa (make test-rasa sets it up)"
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that knows three intents by our pipeline, learnt in a few rounds."""
    folder = tmp_path_factory.mktemp("rasa")
    write(rendered(sentences(DATA, only=INTENTS, most=30)), folder)
    config = folder / "config.yml"
    config.write_text(_with(CONFIG.read_text(encoding="utf-8"), epochs=15), encoding="utf-8")
    trained = train(PYTHON, data=folder / FILE, config=config, out=folder / "models")
    with served(PYTHON, trained.model, log=folder / "server.log") as server:
        yield server.url


def _with(config: str, *, epochs: int) -> str:
    lines = [f"    epochs: {epochs}" if line.startswith("    epochs:") else line for line in config.splitlines()]
    assert f"    epochs: {epochs}" in lines
    return "\n".join(lines)


async def _asked(url: str, text: str, intents: tuple[str, ...] = INTENTS) -> Answer:
    """What the adapter makes of the server's answer; on a busy machine it may have to be asked again."""
    answer = Answer("late")
    for _ in range(50):
        if answer.outcome == "late":
            answer = await RasaClient(url, intents=intents).ask([text])
    return answer


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("có mất phí không ạ", "cost"),
        ("co mat phi khong a", "cost"),
        ("CO\u0301 MA\u0302\u0301T PHI\u0301 KHO\u0302NG", "cost"),
        ("xin chào ạ", "greet"),
        ("xin chao a", "greet"),
    ],
)
async def test_rasa_understands_what_it_was_taught(url: str, text: str, intent: str) -> None:
    """With marks, without, and in decomposed capitals; the adapter takes the answer as good."""
    answer = await _asked(url, text)
    assert answer.outcome == "used"
    assert max(answer.scores[text], key=answer.scores[text].__getitem__) == intent


async def test_an_order_of_rasa_is_only_a_text(url: str) -> None:
    """Nobody gets an intent by typing its name behind a slash."""
    answer = await _asked(url, "/cancel")
    assert answer.scores.get("/cancel", {}).get("cancel", 0.0) < 1.0


async def test_intents_that_are_not_ours_are_garbage(url: str) -> None:
    """A Rasa that was taught other things is not believed."""
    assert (await _asked(url, "xin chào", intents=("bye",))).outcome == "garbage"


def test_both_engines_read_the_same_text() -> None:
    """The component in Python 3.10 gives what our own code gives here."""
    typed = ["Hoà  BÌNH", "ＤＫ tên", "khônggggg ạ", "thuý\u200b 👍", "Đăng ky\u0301"]
    program = f"from nlu.rasa.component import normalised; print([normalised(t) for t in {typed!r}])"
    done = subprocess.run(
        [PYTHON, "-W", "ignore", "-c", program], cwd=CONFIG.parents[2], capture_output=True, text=True, check=True
    )
    here = [" ".join(place_tone(word) for word in clean(text).split()) for text in typed]
    assert done.stdout.splitlines()[-1] == repr(here)
