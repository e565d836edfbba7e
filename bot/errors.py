"""Errors that a person at the terminal can act on. Everything else is a bug and keeps its traceback."""

from __future__ import annotations


class ChaovnError(Exception):
    """A reason in one or more lines, printed on stderr without a traceback; exit code 1."""


class SettingsError(ChaovnError):
    """A setting is wrong, missing or unknown; the message has its name and what to do."""


class DataError(ChaovnError):
    """A data file or an input does not hold what it should; the message names the place."""
