"""Sealed values open in their own place and nowhere else."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import TamperedError
from storage.sealing import Sealer, secret_of

if TYPE_CHECKING:
    from pathlib import Path

OLD = "1:an old secret of the tests that is long enough"
NEW = "2:a new secret of the tests that is long enough"
SEALER = Sealer.of("one secret of the tests, with a comma, long enough")


@given(st.binary(max_size=200))
def test_what_was_sealed_opens(plain: bytes) -> None:
    """Any bytes come back, and are not to be seen in the sealed value."""
    sealed = SEALER.seal(plain, where="t:c:1")
    assert SEALER.open(sealed, where="t:c:1") == plain
    assert len(plain) < 8 or plain not in sealed


@given(st.integers(min_value=0))
def test_a_flipped_bit_does_not_open(position: int) -> None:
    """Every bit is covered: format, key id, nonce, text and tag."""
    sealed = bytearray(SEALER.seal(b"12/05/2004", where="t:c:1"))
    sealed[position // 8 % len(sealed)] ^= 1 << position % 8
    with pytest.raises(TamperedError):
        SEALER.open(bytes(sealed), where="t:c:1")


@pytest.mark.parametrize("where", ["t:c:2", "t:d:1", "u:c:1"])
def test_a_value_moved_elsewhere_does_not_open(where: str) -> None:
    """Another row, column or table is another place."""
    with pytest.raises(TamperedError) as caught:
        SEALER.open(SEALER.seal(b"12/05/2004", where="t:c:1"), where=where)
    assert "2004" not in str(caught.value)


@pytest.mark.parametrize("cut", [b"", b"\x01", b"\x01\x00\x01"])
def test_a_truncated_value_does_not_open(cut: bytes) -> None:
    """Too short to be sealed is tampered with, not a crash."""
    with pytest.raises(TamperedError):
        SEALER.open(cut, where="t:c:1")


def test_keys_rotate() -> None:
    """The first key seals, older ones still open; without the old key its values stay closed."""
    old, both, new = Sealer.of(OLD), Sealer.of(f"{NEW},{OLD}"), Sealer.of(NEW)
    before, after = old.seal(b"x", where="w"), both.seal(b"x", where="w")
    assert both.open(before, where="w") == b"x"
    assert new.open(after, where="w") == b"x"
    with pytest.raises(TamperedError):
        new.open(before, where="w")
    assert both.hash("account", "an") == old.hash("account", "an")


def test_hashes_of_two_uses_differ() -> None:
    """One value hashed for two uses cannot be matched, and neither can one hashed under another secret."""
    assert SEALER.hash("account", "an") != SEALER.hash("message", "an")
    assert SEALER.hash("account", "an") != Sealer.of(OLD).hash("account", "an")


@pytest.mark.parametrize("secret", ["", "short", "x:" + "y" * 20, "1:short", "1:" + "y" * 40 + ",zzz"])
def test_a_weak_secret_is_refused(secret: str) -> None:
    """Too short or malformed secrets never become keys."""
    with pytest.raises(ValueError, match="secret"):
        Sealer.of(secret)


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    """The second call reads what the first one made; only the owner may read the file."""
    made = secret_of(tmp_path / "var")
    assert secret_of(tmp_path / "var") == made
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
    Sealer.of(made)
