"""The adapter believes a good answer, and has one word for everything else."""

from __future__ import annotations

import gzip
import json
import socket

import pytest

from bot.rasa_client import FAILURES, MOST_BYTES, REST, RasaClient
from tests.rasa.double import hangs_up, never, rasa, says, scores, sends

INTENTS = ("cost", "greet", "out_of_scope")
GOOD = says(scores(("cost", 0.9), ("greet", 0.05)))


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_a_good_answer_is_used() -> None:
    """The scores of the message and of each clause, under the texts that were asked about."""
    async with rasa(GOOD, chào=says(scores(("greet", 1)))) as double:
        answer = await RasaClient(double.url, intents=INTENTS).ask(["chào, mất phí không", "chào"])
    assert answer.outcome == "used"
    assert answer.scores == {"chào, mất phí không": {"cost": 0.9, "greet": 0.05}, "chào": {"greet": 1.0}}
    assert double.asked == ["chào, mất phí không", "chào"]


async def test_how_sure_is_sure() -> None:
    """The same answer is good enough for one who asks for 0.9, and not for one who asks for more."""
    async with rasa(GOOD) as double:
        assert (await RasaClient(double.url, intents=INTENTS, sure=0.9).ask(["phí"])).outcome == "used"
        assert (await RasaClient(double.url, intents=INTENTS, sure=0.91).ask(["phí"])).outcome == "unsure"


async def test_the_token_goes_where_rasa_looks_for_it() -> None:
    """In the address when there is one, and not at all otherwise."""
    async with rasa(GOOD) as double:
        await RasaClient(double.url, intents=INTENTS, token="a&b=c").ask(["phí"])
        await RasaClient(double.url, intents=INTENTS).ask(["phí"])
    assert double.tokens == ["a&b=c", None]


async def test_nobody_types_an_intent() -> None:
    """Rasa takes "/cost" for the intent itself: the slash never reaches it."""
    async with rasa(GOOD) as double:
        await RasaClient(double.url, intents=INTENTS).ask(["/ /cost"])
    assert double.asked == ["cost"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (scores(("cost", 0.59)), "unsure"),
        (scores(("nlu_fallback", 0.6), ("cost", 0.59), ("greet", 0.4), best="nlu_fallback"), "unsure"),
        (scores(("nlu_fallback", 0.6), ("cost", 0.9), best="nlu_fallback"), "unsure"),
        ({"intent": {"name": None, "confidence": 0.0}, "intent_ranking": []}, "unsure"),
        (scores(("transfer_money", 0.9)), "garbage"),
        (scores(("cost", 0.9), ("transfer_money", 0.01)), "garbage"),
        (scores(("cost", 0.6), ("cost", 0.3)), "garbage"),
        (scores(("cost", 0.9), ("greet", 0.9)), "garbage"),
        (scores(("cost", "0.9")), "garbage"),
        (scores(("cost", True)), "garbage"),
        (scores(("cost", None)), "garbage"),
        (scores(("cost", -0.1)), "garbage"),
        (scores(("cost", 7)), "garbage"),
        (scores((["cost"], 0.9)), "garbage"),
        ({"intent": {"name": "cost", "confidence": 0.9}}, "garbage"),
        ({"intent": "cost", "intent_ranking": []}, "garbage"),
        ({"intent": {"name": "cost"}, "intent_ranking": ["cost"]}, "garbage"),
        ([], "garbage"),
        (None, "garbage"),
    ],
)
async def test_what_is_said_is_checked(body: object, word: str) -> None:
    """Only known intents, each once, with probabilities that are some."""
    async with rasa(says(body)) as double:
        answer = await RasaClient(double.url, intents=INTENTS).ask(["phí"])
    assert (answer.outcome, dict(answer.scores)) == (word, {})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[" * 50_000,
        json.dumps(scores(("cost", 0.9))).replace("0.9", "NaN").encode(),
        json.dumps(scores(("cost", 0.9))).replace("0.9", "1" + "0" * 4000).encode(),
        gzip.compress(json.dumps(scores(("cost", 0.9))).encode(), mtime=0),
    ],
)
async def test_rubbish_is_garbage(body: bytes) -> None:
    """Whatever is no JSON of the form."""
    async with rasa(sends(body)) as double:
        assert (await RasaClient(double.url, intents=INTENTS).ask(["phí"])).outcome == "garbage"


async def test_a_flood_is_garbage() -> None:
    """A good answer after ten megabytes of blanks is not read to its end; one just small enough is."""
    good = json.dumps(scores(("cost", 0.9))).encode()
    async with rasa(sends(b" " * 10_000_000 + good)) as double:
        assert (await RasaClient(double.url, intents=INTENTS).ask(["phí"])).outcome == "garbage"
    async with rasa(sends(good.rjust(MOST_BYTES))) as double:
        assert (await RasaClient(double.url, intents=INTENTS).ask(["phí"])).outcome == "used"


@pytest.mark.parametrize(("status", "word"), [(500, "refused"), (401, "refused"), (204, "refused"), (302, "garbage")])
async def test_a_status_that_is_no_success(status: int, word: str) -> None:
    """A refusal is one, however good its body; nobody is sent elsewhere with what a person wrote."""
    async with rasa(says(scores(("cost", 0.9)), status)) as elsewhere:
        reply = says(scores(("cost", 0.9)), status, Location=f"{elsewhere.url}/model/parse")
        async with rasa(reply) as double:
            assert (await RasaClient(double.url, intents=INTENTS).ask(["phí"])).outcome == word
    assert elsewhere.asked == []


async def test_no_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What people write goes to the address of the settings and through nobody else."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    async with rasa(GOOD) as double:
        assert (await RasaClient(double.url, intents=INTENTS).ask(["phí"])).outcome == "used"


async def test_a_late_answer_is_late() -> None:
    """One deadline for the message and its clauses, and the message counts for nothing without them."""
    async with rasa(never) as double:
        assert (await RasaClient(double.url, intents=INTENTS).ask(["phí"])).outcome == "late"
    async with rasa(GOOD, chào=never) as double:
        answer = await RasaClient(double.url, intents=INTENTS).ask(["chào, phí", "chào"])
    assert (answer.outcome, dict(answer.scores)) == ("late", {})


async def test_nobody_there_is_down() -> None:
    """A closed port, and a connection that ends without an answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert (await RasaClient(url, intents=INTENTS).ask(["phí"])).outcome == "down"
    async with rasa(hangs_up) as double:
        assert (await RasaClient(double.url, intents=INTENTS).ask(["phí"])).outcome == "down"


async def test_after_failures_rasa_is_left_alone() -> None:
    """Half a minute; then one question finds out, and a failure ends it again at once."""
    clock = Clock()
    async with rasa(says({}, 500)) as double:
        client = RasaClient(double.url, intents=INTENTS, clock=clock)
        words = [(await client.ask(["phí"])).outcome for _ in range(FAILURES + 2)]
        assert words == ["refused"] * FAILURES + ["down"] * 2
        assert len(double.asked) == FAILURES
        clock.now += REST
        words = [(await client.ask(["phí"])).outcome for _ in range(2)]
        assert words == ["refused", "down"]
        clock.now += REST
        double.default = GOOD
        assert [(await client.ask(["phí"])).outcome for _ in range(2)] == ["used", "used"]
        double.default = says({}, 500)
        assert (await client.ask(["phí"])).outcome == "refused"
        double.default = GOOD
        assert (await client.ask(["phí"])).outcome == "used"


async def test_being_unsure_is_no_failure() -> None:
    """A Rasa that often does not know is asked all the same."""
    async with rasa(says(scores(("cost", 0.2)))) as double:
        client = RasaClient(double.url, intents=INTENTS)
        words = {(await client.ask(["phí"])).outcome for _ in range(FAILURES + 1)}
    assert words == {"unsure"}
    assert len(double.asked) == FAILURES + 1
