"""The parts of a running process."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.app import run_beside


class Patient:
    """A part that works until it is stopped."""

    def __init__(self) -> None:
        self.halt, self.finished = asyncio.Event(), False

    async def run(self) -> None:
        await self.halt.wait()
        self.finished = True

    def stop(self) -> None:
        self.halt.set()


class Broken(Patient):
    """A part that dies of a bug."""

    async def run(self) -> None:
        raise RuntimeError("a bug")


async def end_of(*parts: Patient) -> None:
    stopped = asyncio.Event()
    async with AsyncExitStack() as stack:
        run_beside(stack, parts, stopped)
        async with asyncio.timeout(5):
            await stopped.wait()


async def test_a_part_that_dies_ends_the_process() -> None:
    """Nobody would notice that one of several is missing; the others finish what they have begun."""
    other = Patient()
    with pytest.raises(RuntimeError, match="a bug"):
        await end_of(other, Broken())
    assert other.finished


async def test_a_part_that_lives_keeps_the_process_going() -> None:
    """Without a fault nothing ends by itself."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await end_of(Patient())
