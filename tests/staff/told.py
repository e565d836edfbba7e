"""What people said before a test begins: turns in the log, messages that were not understood or left for staff."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import update

from storage import conversations, inbox, messages
from storage.tables import inbox as inbox_rows
from tests.storage import population, population_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.staff.office import Office


async def fill(house: Office, turns: int = 400) -> population.Population:
    """Turns of many people, over five quarters."""
    made = population.make(turns)
    address = house.parts.db._address.text
    await population_rows.write(made, db=house.parts.db, address=address)
    return made


async def wrote(house: Office, texts: Sequence[str]) -> None:
    """Messages that were not understood, and the same left for the staff."""
    parts, now = house.parts, house.parts.now()
    async with parts.db.transaction() as tx:
        talk = await conversations.open_for(tx, channel="web", account="x" * 22, address="page", sealer=parts.sealer)
        for n, text in enumerate(texts):
            await messages.leave(tx, conversation=talk, channel="web", text=text, now=now, sealer=parts.sealer)
            raw = json.dumps({"kind": "text", "text": text}).encode()
            await inbox.put(tx, conversation=talk, channel="web", ext_id=f"u{n}", raw=raw, sealer=parts.sealer)
        await tx.execute(update(inbox_rows).values(status="done", unclear=True, finished_at=now))
