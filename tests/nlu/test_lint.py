"""Checks of training data."""

from __future__ import annotations

from pathlib import Path

from nlu.datafiles import Example
from nlu.lexicon import Lexicon, read_lexicon
from nlu.lint import check_sentences, check_stealing
from nlu.training import train
from nlu.understand import DATA

LEXICON = read_lexicon(DATA / "vi" / "abbreviations.yaml")
FILE = Path("cost.yaml")


def examples(*pairs: tuple[str, str]) -> list[Example]:
    return [Example(text, intent, FILE, line) for line, (text, intent) in enumerate(pairs, 1)]


def kinds(found: list[Example], intents: tuple[str, ...] = ()) -> set[tuple[str, int]]:
    return {(f.kind, f.line) for f in check_sentences(found, LEXICON, intents) if f.kind != "thin"}


def test_sentence_under_two_intents() -> None:
    """The same words after reading abbreviations, under two names, fail the check and name both places."""
    data = examples(("có mất phí không", "cost"), ("Có mất phí ko?", "auto_charge"))
    (fault,) = [f for f in check_sentences(data, LEXICON) if f.kind == "two_intents"]
    assert (fault.line, fault.grave) == (2, True)
    assert "cost.yaml:1" in str(fault)


def test_background_may_repeat_out_of_scope() -> None:
    """Both mean the same to the bot."""
    assert kinds(examples(("trời mưa không", "out_of_scope"), ("trời mưa không", ""))) == set()


def test_duplicates_are_advice() -> None:
    """A sentence that stands twice under one intent does no harm."""
    data = examples(("phí bao nhiêu", "cost"), ("phí bao nhiêu", "cost"))
    (fault,) = [f for f in check_sentences(data, LEXICON) if f.kind == "duplicate"]
    assert not fault.grave


def test_repetition_is_seen() -> None:
    """Sentences that are one another with a word changed are no variety."""
    same = [
        (f"cho em hỏi đăng ký tên miền id.vn có mất phí gì không ad {word}", "cost") for word in "một hai ba".split()
    ]
    assert ("alike", 2) in kinds(examples(*same))
    other = [("phí bao nhiêu", "cost"), ("có tốn đồng nào hông", "cost"), ("free thiệt hả", "cost")]
    assert kinds(examples(*other)) == set()


def test_thin_and_misnamed_intents() -> None:
    """Too few sentences, a name the bot does not know, and an intent nobody wrote."""
    faults = check_sentences(examples(("phí", "costs")), LEXICON, ("cost",))
    assert {f.kind for f in faults} == {"thin", "unknown_intent", "missing_intent"}


def test_stealing_is_seen() -> None:
    """A sentence put under the wrong intent is won by the one that owns its words."""
    right = [(f"phí bao nhiêu {w}", "cost") for w in "vậy ad hả nè nha ạ".split()]
    bye = [(f"tạm biệt {w}", "bye") for w in "vậy ad hả nè nha ạ".split()]
    model = train(examples(*right, *bye), LEXICON, "t")
    faults = check_stealing(model, examples(("phí bao nhiêu vậy bạn", "bye"), ("tạm biệt bạn", "bye")))
    assert [(f.kind, f.line) for f in faults] == [("stolen", 1)]


def test_lexicon_may_be_empty() -> None:
    """The checks need no abbreviations."""
    assert check_sentences([], Lexicon({}, {})) == []
