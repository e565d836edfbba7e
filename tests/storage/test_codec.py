"""State -> bytes -> state is the same state, for every state."""

from __future__ import annotations

import dataclasses
import json
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import codec
from flows.types import Offered, Registration, Ruling, Run, State

text = st.text(max_size=12)
maybe = st.none() | text
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
mappings = st.dictionaries(text, json_values, max_size=3).map(MappingProxyType)
words = st.dictionaries(text, text, max_size=3).map(MappingProxyType)
texts = st.lists(text, max_size=3).map(tuple)

runs = st.builds(
    Run, flow=text, version=st.integers(1, 99), shown=words, skipped=st.frozensets(text), ended=st.booleans()
)
rulings = st.builds(Ruling, programme=text, verdict=text, rule=text, source=text, on=text, values=mappings)
registrations = st.builds(Registration, id=text, programme=text, expires=text, domain=maybe, subject=maybe)

FIELDS = {
    "lang": text,
    "run": st.none() | runs,
    "answers": mappings,
    "held": mappings,
    "consents": words,
    "side": mappings,
    "offered": st.none() | st.builds(Offered, no=st.integers(0, 99), choices=texts),
    "offers": st.integers(0, 999),
    "failures": st.integers(0, 9),
    "last_said": texts,
    "last_saved": texts,
    "ruling": st.none() | rulings,
    "registration": st.none() | registrations,
} | {name: st.booleans() for name in ("done", "stopped", "reminded", "greeted", "coarse", "kinds_only")}
OTHERS = {field.name: maybe for field in dataclasses.fields(State) if field.name not in FIELDS}
states = st.builds(State, **FIELDS, **OTHERS)


@given(states)
def test_a_state_comes_back_as_it_was(state: State) -> None:
    """Every field of `State`, also one that was added yesterday, survives."""
    assert codec.from_bytes(codec.to_bytes(state)) == state


def test_an_untouched_state_is_small() -> None:
    """What is empty is not written."""
    assert json.loads(codec.to_bytes(State())) == {"v": codec.VERSION, "lang": "vi"}


def test_a_lone_surrogate_survives() -> None:
    """What a phone may send must not break the conversation."""
    state = State(answers=MappingProxyType({"said": "a\ud800b"}))
    assert codec.from_bytes(codec.to_bytes(state)) == state


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"v": 0}', b'{"v": 999, "lang": "vi"}', b'{"v": "1"}', b'{"v": 1}', b"\xff"]
)
def test_what_is_no_state_is_refused(raw: bytes) -> None:
    """Broken bytes and versions from the future raise one error."""
    with pytest.raises(codec.CodecError):
        codec.from_bytes(raw)


def test_every_older_version_has_an_upgrade() -> None:
    """From each version that was ever stored a step leads on."""
    assert set(codec.UPGRADES) == set(range(1, codec.VERSION))
