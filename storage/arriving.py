"""Messages of several people stored by one statement, those who are new with a conversation of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from storage import conversations, inbox
from storage.db import INBOX, fetch, notify
from storage.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.db import Session
    from storage.sealing import Sealer

TRIES = 3
"""for a person whose conversation another process makes at this very moment"""


class New(Protocol):
    """A message as it came; see `bot.door.Arrival`."""

    @property
    def channel(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def ext_id(self) -> str: ...
    @property
    def raw(self) -> bytes: ...
    @property
    def alt_id(self) -> str | None: ...


_PUT = """
with given as (
    select * from unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[], $5::bytea[], $6::bytea[])
        with ordinality as given (channel, subject, address, ext_id, alt_hash, raw, n)
), made as (
    insert into conversation (channel, account_hash, address)
    select channel, subject, address from given where not exists (
        select from conversation c where c.channel = given.channel and c.account_hash = given.subject
    )
    on conflict do nothing returning id, channel, account_hash
), person as (
    select g.n, coalesce(c.id, made.id) as id from given g
        left join conversation c on c.channel = g.channel and c.account_hash = g.subject
        left join made on made.channel = g.channel and made.account_hash = g.subject
), stored as (
    insert into inbox (conversation, channel, ext_id, alt_hash, raw)
    select person.id, g.channel, g.ext_id, g.alt_hash, g.raw from given g join person on person.n = g.n
    where person.id is not null order by g.n
    on conflict do nothing returning channel, ext_id
)
select person.id is not null as placed, stored.ext_id is not null as fresh
from given g join person on person.n = g.n
    left join stored on stored.channel = g.channel and stored.ext_id = g.ext_id
order by g.n
"""


async def put_all(session: Session, *, news: Sequence[New], sealer: Sealer, tell: bool = True) -> list[bool]:
    """Stores each under the network's id for it, in this order; False for what is there already, as in `inbox.put`.

    No two of them are of one person. Not `tell`: whoever handles them hears of it otherwise.
    """
    found: dict[int, bool] = {}
    tries = 0
    while missing := [n for n in range(len(news)) if n not in found]:
        if (tries := tries + 1) > TRIES:
            raise UnavailableError("conversations made elsewhere")
        rows = await fetch(session, _PUT, *_columns([news[n] for n in missing], sealer))
        seen: set[tuple[str, str]] = set()
        for n, row in zip(missing, rows, strict=True):
            name = (news[n].channel, news[n].ext_id)
            if row["placed"]:
                found[n] = row["fresh"] and name not in seen
                seen.add(name)
    if tell and any(found.values()):
        await notify(session, channel=INBOX)
    return [found[n] for n in range(len(news))]


def _columns(news: Sequence[New], sealer: Sealer) -> tuple[list[object], ...]:
    subjects = [conversations.subject_of(channel=each.channel, account=each.account, sealer=sealer) for each in news]
    return (
        [each.channel for each in news],
        list(subjects),
        [
            conversations.sealed_address(each.address, channel=each.channel, subject=subject, sealer=sealer)
            for each, subject in zip(news, subjects, strict=True)
        ],
        [each.ext_id for each in news],
        [inbox.alt_hash(each.channel, each.alt_id, sealer=sealer) for each in news],
        [inbox.sealed(each.raw, channel=each.channel, ext_id=each.ext_id, sealer=sealer) for each in news],
    )
