"""The data behind buttons: 64 bytes, there and back, and what strangers may make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Inbound
from bot.channels.telegram.taps import MAX_BYTES, decode, encode


@given(st.integers(), st.text(max_size=80))
def test_data_fits_and_comes_back(offer: int, choice: str) -> None:
    """Whatever is encoded has at most 64 bytes and is read back as it was; the rest is refused."""
    data = encode(offer, choice)
    if data is not None:
        assert len(data.encode()) <= MAX_BYTES
        assert decode(data) == Inbound("tap", offer=offer, choice=choice)


@given(st.integers(0, 999_999_999), st.from_regex(r"[\w.:-]{1,50}", fullmatch=True).filter(str.isascii))
def test_ids_of_choices_can_be_told(offer: int, choice: str) -> None:
    """Ids of the form that the engine makes, up to 50 letters, always fit."""
    assert encode(offer, choice) is not None


@pytest.mark.parametrize(
    "data",
    [
        "",
        "o:",
        "o:1:",
        "o:-1:agree",
        "o:1:agree ",
        "o:1:agree\n",
        "o:٣:agree",
        "O:1:agree",
        "o:99999999999999999999:agree",
        "o:1:'; drop table inbox; --",
        "o:1:<script>alert(1)</script>",
        "x" * 64,
        "\ufffd" * 20,
    ],
)
def test_forged_data_is_a_tap_on_nothing(data: str) -> None:
    """The engine answers such a tap with "nút đã cũ": no offer has a number below zero."""
    assert decode(data) == Inbound("tap", offer=-1)


@given(st.text(max_size=64))
def test_no_data_breaks_the_reading(data: str) -> None:
    """Any text is some tap."""
    assert decode(data).kind == "tap"
