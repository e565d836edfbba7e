"""With Rasa at its side the understanding takes Rasa's scores where they came in time, and says whose they are."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry

from bot import core, understanding
from bot.advised import KEPT, MOST_KEPT, Advised, Waiting
from bot.rasa_client import RasaClient
from bot.settings import load
from bot.talk import Talker
from nlu.rasa.export import rendered
from nlu.types import NumberSlot
from tests.rasa.double import never, rasa, says, scores
from tests.talk import CACHE, mind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rasa.double import Double, Reply

TODAY = date(2026, 11, 22)
COST = says(scores(("cost", 0.93), ("greet", 0.04)))
HELLO = "xin chào"


class Clock:
    def __init__(self) -> None:
        self.now = 5.0

    def __call__(self) -> float:
        return self.now


class Side:
    """An understanding beside the double, and what it counts."""

    def __init__(self, double: Double, kind: type[Advised] = Advised) -> None:
        embedded, self.registry, self.clock = mind().interpreter, CollectorRegistry(), Clock()
        client = RasaClient(double.url, intents=embedded.intents)
        self.advised = kind(embedded, client, self.registry, clock=self.clock)

    def counted(self) -> dict[str, int]:
        samples = [s for m in self.registry.collect() for s in m.samples if s.name == "chaovn_rasa_total"]
        return {s.labels["outcome"]: int(s.value) for s in samples if s.value}


async def test_what_was_heard_decides() -> None:
    """The same text is a greeting to the embedded engine and a question about money to this Rasa."""
    async with rasa(COST) as double:
        side = Side(double)
        alone = side.advised.understand(HELLO, today=TODAY)
        await side.advised.hear(HELLO)
        heard = side.advised.understand(HELLO, today=TODAY)
    assert (alone.intent, alone.engine) == ("greet", "embedded")
    assert (heard.intent, heard.engine, heard.band) == ("cost", "rasa", "sure")
    assert heard.confidence == pytest.approx(0.93)
    assert heard.candidates[1].intent == "greet"
    assert side.counted() == {"missed": 1, "used": 1}


async def test_slots_and_the_open_question_stay_ours() -> None:
    """Whatever Rasa says of an answer to the open question, it is that answer."""
    async with rasa(COST) as double:
        side = Side(double)
        await side.advised.hear("0312345670")
        found = side.advised.understand("0312345670", expect="licence_number", programme="biz_vn", today=TODAY)
    assert found.intent == "inform"
    assert isinstance(found.slots["licence_number"], NumberSlot)
    assert found.engine == "rasa"


async def test_clauses_are_asked_about_too() -> None:
    """A second wish in a message is found by Rasa's scores of its clause."""
    text = "chào ad, có mất phí không"
    async with rasa(COST) as double:
        side = Side(double)
        other = next(name for name in side.advised.intents if name not in ("cost", "greet"))
        double.replies["chào ad"] = says(scores(("greet", 0.95)))
        double.replies["có mất phí không"] = says(scores((other, 0.95)))
        await side.advised.hear(text)
        found = side.advised.understand(text, today=TODAY)
    assert double.asked == [text, "chào ad", "có mất phí không"]
    assert {found.intent, *found.also} >= {other, "greet"}
    assert found.engine == "rasa"


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (never, "late"),
        (says({}, 503), "refused"),
        (says([]), "garbage"),
        (says(scores(("no_intent_of_ours", 0.99))), "garbage"),
        (says(scores(("cost", 0.4))), "unsure"),
    ],
)
async def test_otherwise_the_embedded_engine_answers(reply: Reply, word: str) -> None:
    """Exactly as if there were no Rasa, and the reason is counted."""
    async with rasa(reply) as double:
        side = Side(double)
        await side.advised.hear(HELLO)
        found = side.advised.understand(HELLO, today=TODAY)
    assert found == mind().interpreter.understand(HELLO, today=TODAY)
    assert side.counted() == {word: 1}


async def test_two_who_ask_the_same_wait_for_one_answer() -> None:
    """Several loops see the same message coming."""
    async with rasa(COST) as double:
        side = Side(double)
        await asyncio.gather(*(side.advised.hear(HELLO) for _ in range(5)))
        await side.advised.hear("XIN CHÀO")
    assert double.asked == [HELLO]


async def test_what_was_heard_is_forgotten() -> None:
    """After some seconds, and when there is too much of it: texts of people do not pile up."""
    async with rasa(COST) as double:
        side = Side(double)
        await side.advised.hear(HELLO)
        side.clock.now += KEPT
        assert side.advised.understand(HELLO, today=TODAY).engine == "embedded"
        for n in range(MOST_KEPT + 5):
            await side.advised.hear(f"chào {n}")
    assert len(side.advised._heard) <= MOST_KEPT + 1
    assert side.advised.understand("chào 0", today=TODAY).engine == "embedded"
    assert side.advised.understand(f"chào {MOST_KEPT + 4}", today=TODAY).engine == "rasa"


async def test_a_text_without_words_is_nobodys_question() -> None:
    """Nothing is asked and nothing counted."""
    async with rasa(COST) as double:
        side = Side(double)
        for text in ("", " \n", "...", "😀"):
            await side.advised.hear(text)
            assert side.advised.understand(text, today=TODAY).engine == "embedded"
    assert double.asked == []
    assert side.counted() == {}


async def test_the_commands_wait_for_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    """`understand` names the engine of each line; `talk` answers by Rasa's reading."""
    async with rasa(COST) as double:
        double.replies["tạm biệt"] = says({}, 500)
        settings = load(
            {
                "CHAOVN_NLU": "rasa",
                "CHAOVN_RASA_URL": double.url,
                "CHAOVN_RASA_TOKEN": "a-token",
                "CHAOVN_VAR_DIR": str(CACHE),
                "CHAOVN_SECRET_KEY": "k" * 48,
            },
            env_file=None,
        )
        model = understanding.interpreter(settings, None)
        lines = [json.dumps({"text": text}) for text in (HELLO, "tạm biệt")]
        out = [json.loads(await asyncio.to_thread(understanding.line, model, each, today=TODAY)) for each in lines]
        parts = core.build(settings, waits=True)
        talker = Talker(parts.mind, parts.links, TODAY)
        said = json.loads(await asyncio.to_thread(talker.line, json.dumps({"text": HELLO})))
    assert [(each["intent"], each["engine"]) for each in out] == [("cost", "rasa"), ("bye", "embedded")]
    assert said["intent"] == "cost"
    assert set(double.tokens) == {"a-token"}
    assert isinstance(model, Waiting)


def test_another_file_is_read_by_the_embedded_engine(tmp_path: Path) -> None:
    """`--intents-from` measures the engine on other intents, which Rasa was never taught."""
    taught = {"cancel": ["hủy vé", "hủy vé giúp tôi", "bỏ vé"], "book": ["đặt vé", "đặt vé tàu", "mua vé giúp tôi"]}
    file = tmp_path / "nlu.yml"
    file.write_text(rendered(taught), encoding="utf-8")
    settings = load({"CHAOVN_NLU": "rasa", "CHAOVN_RASA_URL": "http://127.0.0.1:9"}, env_file=None)
    model = understanding.interpreter(settings, file)
    assert not isinstance(model, Advised)
    assert model.understand("hủy vé", today=TODAY).engine == "embedded"
