"""Tokens of handed-over links: what we made is read, everything else is not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links_token import Tokens
from bot.web.parts import Ticket
from storage.sealing import Sealer
from tests.conftest import NOW

TOKENS = Tokens(Sealer.of("secret of the tests that is long enough"))
OTHERS = Tokens(Sealer.of("another secret of the tests, long enough"))
ID = "Zm9vYmFyYmF6cXV4_-0123"


def test_a_token_names_its_link_until_it_expires() -> None:
    """To the second; afterwards the ticket says so instead of vanishing."""
    token = TOKENS.make(ID, expires=NOW + timedelta(days=7))
    assert TOKENS.read(token, now=NOW) == Ticket(ID, expired=False)
    assert TOKENS.read(token, now=NOW + timedelta(days=7, seconds=-1)) == Ticket(ID, expired=False)
    assert TOKENS.read(token, now=NOW + timedelta(days=7)) == Ticket(ID, expired=True)
    assert re.fullmatch(r"[A-Za-z0-9_.-]{40,100}", token)


@given(st.data())
def test_a_changed_token_is_not_ours(data: st.DataObject) -> None:
    """Any other character at any place, in the id, the time or the signature."""
    token = TOKENS.make(ID, expires=NOW)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("aZ09-_.é/%\n") | st.characters())
    changed = token[:place] + other + token[place + 1 :]
    assert changed == token or TOKENS.read(changed, now=NOW) is None


@pytest.mark.parametrize("token", ["", ".", "a.b.c", f"{ID}.zzzzzzzzz.{'x' * 22}", "x" * 10_000])
def test_what_is_no_token_is_none(token: str) -> None:
    """Rubbish of any length is simply not ours."""
    assert TOKENS.read(token, now=NOW) is None


def test_another_key_reads_nothing() -> None:
    """A token of another installation is not ours."""
    assert OTHERS.read(TOKENS.make(ID, expires=NOW + timedelta(days=1)), now=NOW) is None


def test_an_id_that_cannot_stand_in_an_address_is_refused() -> None:
    """An id too short to be unguessable, or with a separator in it, never becomes a token."""
    for bad in ("short", "a.b" * 10, "x" * 65, "é" * 20):
        with pytest.raises(ValueError, match="id"):
            TOKENS.make(bad, expires=NOW)
