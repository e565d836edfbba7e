"""What people asked and the bot did not understand: read by those with the right, turned into training sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.translations import TRANSLATE
from nlu.understand import DATA
from nlu.writing import add_sentence
from storage import audit, unclear

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import Path

    from nlu.datafiles import Example
    from nlu.understand import Interpreter
    from storage.db import Database
    from storage.sealing import Sealer
    from storage.staff import Account

GUESSES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """One message that was not understood, and what it may have meant: (intent, share of 1), likeliest first."""

    id: int
    channel: str
    day: date
    text: str
    language: str
    guesses: tuple[tuple[str, float], ...]


def may_read(account: Account) -> bool:
    """Officers and admins of the whole province: a message says neither its commune nor its source."""
    return account.may("officer") and account.commune is None and account.source is None


class Review:
    """One person's look at the messages. `data` is the folder of the training sentences."""

    def __init__(self, db: Database, sealer: Sealer, model: Interpreter, *, by: str, data: Path = DATA) -> None:
        self._db, self._sealer, self._model, self._by, self._data = db, sealer, model, by, data

    async def messages(self, *, reason: str, now: datetime) -> list[Asked]:
        """Opens the texts and writes down that and why this was done."""
        async with self._db.transaction() as tx:
            found = await unclear.newest(tx, sealer=self._sealer)
            detail = {"count": len(found), "reason": reason}
            await audit.note(tx, actor=self._by, action="unclear.read", target="inbox", now=now, detail=detail)
        asked = [(row, TRANSLATE[row.channel](row.raw)) for row in found if row.channel in TRANSLATE]
        return [self._guessed(row, inbound.text, now) for row, inbound in asked if inbound.text.strip()]

    def _guessed(self, row: unclear.Unclear, text: str, now: datetime) -> Asked:
        u = self._model.understand(text, today=now.date())
        guesses = tuple((c.intent, c.score) for c in u.candidates[:GUESSES] if c.intent)
        return Asked(row.id, row.channel, row.received_at.date(), text, u.language or "vi", guesses)

    async def teach(self, asked: Asked, *, intent: str, text: str, now: datetime) -> Example:
        """Writes the sentence into the data file of its intent; it trains at the next start. Raises `SentenceError`."""
        written = add_sentence(self._data, intent=intent, text=text, language="en" if asked.language == "en" else "vi")
        await self._close(asked, action="unclear.taught", now=now, detail={"intent": intent})
        return written

    async def dismiss(self, asked: Asked, *, now: datetime) -> None:
        """Not to be shown again."""
        await self._close(asked, action="unclear.dismissed", now=now, detail={})

    async def _close(self, asked: Asked, *, action: str, now: datetime, detail: Mapping[str, object]) -> None:
        async with self._db.transaction() as tx:
            await unclear.reviewed(tx, id=asked.id)
            await audit.note(tx, actor=self._by, action=action, target="inbox", now=now, detail=detail)
