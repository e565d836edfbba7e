"""Seconds that pass when a test says so."""

from __future__ import annotations


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now
