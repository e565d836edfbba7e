"""Staff look at what was not understood."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.channels.webchat import WebChat
from bot.notices import Notices
from bot.reviewing import Review, may_read
from bot.turn import TurnParts, Turns
from storage import audit, conversations, inbox
from storage.staff import Account
from tests import talk
from tests.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from storage.db import Database
    from storage.sealing import Sealer

OFFICER = Account("an", "officer", None, None, disabled=False, created_at=NOW)
ODD = "xyzzy plugh quuxle frobnicate"


async def _says(db: Database, sealer: Sealer, *texts: str) -> None:
    """Somebody writes on the page, and the bot answers."""
    core = talk.mind()
    words = Notices(core.wording, today=NOW.date)
    turns = Turns(TurnParts(db, sealer, {"web": WebChat()}, core.mind, words, "ca_mau", lambda: NOW))
    for n, text in enumerate(texts):
        async with db.transaction() as tx:
            number = await conversations.open_for(tx, channel="web", account="a", address="page", sealer=sealer)
            raw = json.dumps({"kind": "text", "text": text}).encode()
            await inbox.put(tx, conversation=number, channel="web", ext_id=f"a:{n}", raw=raw, sealer=sealer)
    while await turns.one_turn():
        pass


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "vi" / "intents"
    folder.mkdir(parents=True)
    text = 'version: "3.1"\nnlu:\n  - intent: cost\n    examples: |\n      - bao nhiêu tiền\n'
    (folder / "cost.yaml").write_text(text, encoding="utf-8")
    return tmp_path


async def test_only_what_was_not_understood_is_shown(db: Database, sealer: Sealer) -> None:
    """What was answered is nobody's business; that and why somebody looked is written down, without a word of it."""
    await _says(db, sealer, "có mất tiền không", ODD)
    review = Review(db, sealer, talk.mind().interpreter, by="an")
    found = await review.messages(reason="bổ sung câu mẫu", now=NOW)
    assert [asked.text for asked in found] == [ODD]
    async with db.transaction() as tx:
        deeds = await audit.recent(tx, action="unclear.read")
    assert [(d.actor, d.detail) for d in deeds] == [("an", {"count": 1, "reason": "bổ sung câu mẫu"})]
    assert ODD not in repr(deeds)


async def test_a_number_that_nobody_asked_for_is_never_shown(db: Database, sealer: Sealer) -> None:
    """Its words are dropped in the turn itself."""
    await _says(db, sealer, "xyzzy plugh 0912345678 quuxle 4111111111111111")
    review = Review(db, sealer, talk.mind().interpreter, by="an")
    assert await review.messages(reason="thử", now=NOW) == []


async def test_teaching_writes_the_sentence_and_closes_the_message(db: Database, sealer: Sealer, data: Path) -> None:
    """The sentence as the person left it goes into the file; the message is not shown again."""
    await _says(db, sealer, ODD)
    review = Review(db, sealer, talk.mind().interpreter, by="an", data=data)
    (asked,) = await review.messages(reason="thử", now=NOW)
    written = await review.teach(asked, intent="cost", text="hết nhiêu xiền", now=NOW)
    assert "- hết nhiêu xiền" in written.file.read_text(encoding="utf-8")
    assert await review.messages(reason="thử", now=NOW) == []


async def test_a_dismissed_message_is_not_shown_again(db: Database, sealer: Sealer) -> None:
    """And nothing is written."""
    await _says(db, sealer, ODD)
    review = Review(db, sealer, talk.mind().interpreter, by="an")
    (asked,) = await review.messages(reason="thử", now=NOW)
    await review.dismiss(asked, now=NOW)
    assert await review.messages(reason="thử", now=NOW) == []


@pytest.mark.parametrize(
    ("account", "allowed"),
    [
        (OFFICER, True),
        (replace(OFFICER, role="admin"), True),
        (replace(OFFICER, role="viewer"), False),
        (replace(OFFICER, commune="32014"), False),
        (replace(OFFICER, source="thpt-a"), False),
        (replace(OFFICER, disabled=True), False),
    ],
)
def test_who_may_read(account: Account, *, allowed: bool) -> None:
    """A message does not say whose commune it comes from, so those bound to one see none."""
    assert may_read(account) is allowed
