"""The token pair of the Official Account: always one refresher, always saved before it is used.

A refresh token works once. So a refresh runs under a lock of the database, which all processes share; the new pair
is committed before anybody sees it; the exchange is finished even when the send that needed it was cancelled; and a
pair that could not be saved stays in memory until it can. What no program can mend is the process or the machine dying
between Zalo's answer and the commit, and an answer lost on the network: then Zalo has spent the token that is stored,
and says so at the next refresh (`RefusedError`, log line "zalo tokens refused"). The operator takes a new refresh token
from the API Explorer, sets it as `CHAOVN_ZALO_OA_REFRESH_TOKEN` and starts again: a token that is not the one adopted
before is adopted then. One that Zalo refuses does not replace a pair that works.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from bot.channels.zalo_oa.oauth import RefusedError, TokenError, UnreachableError, exchange
from storage import zalo_tokens
from storage.errors import StorageError, TamperedError
from storage.zalo_tokens import Pair

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import aiohttp

    from bot.channels.zalo_oa.oauth import Issued
    from storage.db import Database, Session
    from storage.sealing import Sealer

EARLY: Final = timedelta(hours=5)
"""an access token with less than this left is replaced ahead of need (zalo.md 2.4.4)"""
NEEDED: Final = timedelta(minutes=1)
"""what an access token must have left to be used"""
JUST_NOW: Final = timedelta(minutes=5)
"""a token that Zalo refuses so soon after its refresh would not be mended by another"""
DEAD_FOR: Final = timedelta(hours=1)
"""how long a refusal is believed before Zalo is asked again"""
LOOK_EVERY: Final = 60.0
SAVE_TRIES: Final = 5

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class App:
    """The application at Zalo. `refresh` is the operator's first refresh token."""

    id: str
    secret: str = field(repr=False)
    refresh: str = field(repr=False)
    auth_url: str


class Tokens:
    """Gives access tokens. Build one for a process, run it, stop it; any number of processes may."""

    def __init__(
        self,
        app: App,
        db: Database,
        sealer: Sealer,
        session: aiohttp.ClientSession,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._app, self._db, self._sealer, self._session, self._now = app, db, sealer, session, now
        self._mine = zalo_tokens.hash_of(app.refresh, sealer=sealer)
        self._adopted = False
        self._pair: Pair | None = None
        self._unsaved: tuple[str | None, Pair] | None = None
        """a new pair that is not committed yet, and the refresh token that stood before it"""
        self._dead: tuple[str | None, datetime] | None = None
        """a refresh token that was refused, and until when that is believed"""
        self._one = asyncio.Lock()
        self._running: set[asyncio.Task[Pair]] = set()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Refreshes ahead of need until `stop`; returns when a refresh under way is finished and saved."""
        said: str | None = None
        while not self._stopping.is_set():
            try:
                await self._fresh(left=EARLY)
                said = None
            except TokenError as error:
                if said != str(error):
                    event = "zalo tokens refused" if isinstance(error, RefusedError) else "zalo tokens unavailable"
                    _log.error(event, channel="zalo_oa", step="refresh", outcome=str(error))
                said = str(error)
            except Exception as error:  # noqa: BLE001 - a fault here must not end the refreshing
                _log.error("zalo tokens failed", channel="zalo_oa", exc_info=error)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._stopping.wait()
        await asyncio.gather(*self._running, return_exceptions=True)
        async with self._one:
            try:
                await self._save_what_is_unsaved()
            except StorageError as error:
                _log.error("zalo tokens lost", channel="zalo_oa", exc_info=error)

    def stop(self) -> None:
        self._stopping.set()

    async def access(self) -> str:
        """An access token that should work. Raises `TokenError`."""
        return (await self._fresh(left=NEEDED)).access

    async def instead_of(self, refused: str) -> str:
        """Another access token than the one that Zalo has refused. Raises `TokenError`."""
        return (await self._fresh(left=NEEDED, refused=refused)).access

    async def _fresh(self, *, left: timedelta, refused: str | None = None) -> Pair:
        pair = self._pair
        if pair is not None and (self._adopted or left is NEEDED) and self._enough(pair, left=left, refused=refused):
            return pair
        # On its own, because whoever waits for it may be cancelled: the answer holds the only valid refresh token.
        task = asyncio.create_task(self._renew(left=left, refused=refused))
        self._running.add(task)
        task.add_done_callback(self._forget)
        return await asyncio.shield(task)

    def _forget(self, task: asyncio.Task[Pair]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited has heard it, or has gone

    def _enough(self, pair: Pair, *, left: timedelta, refused: str | None) -> bool:
        return pair.access != refused and pair.access_until - self._now() >= left

    async def _renew(self, *, left: timedelta, refused: str | None) -> Pair:
        async with self._one:
            try:
                await self._save_what_is_unsaved()
                async with self._db.transaction() as tx:
                    await zalo_tokens.lock(tx, app_id=self._app.id)
                    held = await self._held(tx)
                    pair = await self._chosen(held, left=left, refused=refused)
                    if pair is not held:
                        self._unsaved = (None if held is None else held.refresh, pair)
                        await zalo_tokens.save(tx, app_id=self._app.id, pair=pair, sealer=self._sealer)
                self._unsaved = None
            except StorageError as error:
                pair = await self._saved_after_all(error)
            self._pair = pair
            return pair

    async def _held(self, tx: Session) -> Pair | None:
        try:
            return await zalo_tokens.load(tx, app_id=self._app.id, sealer=self._sealer)
        except TamperedError:
            # Sealed with a key that is gone: as good as none; the operator's token is the way back.
            _log.error("zalo tokens unreadable", channel="zalo_oa")
            return None

    async def _chosen(self, held: Pair | None, *, left: timedelta, refused: str | None) -> Pair:
        """The pair to use: what is held, or a new one that is not saved yet."""
        if held is None:
            pair = await self._exchanged(self._app.refresh, self._mine, of=None)
            self._adopted = True
            return pair
        if not self._adopted and held.adopted != self._mine:
            adopted = await self._adopt(may_wait=self._enough(held, left=NEEDED, refused=refused))
            if adopted is not None:
                return adopted
        else:
            self._adopted = True
        if self._enough(held, left=left, refused=refused):
            return held
        if held.access == refused and self._now() - held.refreshed_at < JUST_NOW:
            raise RefusedError("a new access token was refused")
        return await self._exchanged(held.refresh, held.adopted, of=held)

    async def _adopt(self, *, may_wait: bool) -> Pair | None:
        """A pair from a refresh token that the operator has newly set; None when there is none, for now or for good.

        Raises `UnreachableError` when Zalo is away and what is held does not work either.
        """
        try:
            issued = await self._issued(self._app.refresh)
        except RefusedError as error:
            self._adopted = True
            _log.error("zalo refresh token of the settings refused", channel="zalo_oa", outcome=str(error))
            return None
        except UnreachableError:
            if may_wait:
                return None
            raise
        self._adopted = True
        return self._pair_of(issued, self._mine)

    async def _exchanged(self, refresh: str, adopted: bytes, *, of: Pair | None) -> Pair:
        key = None if of is None else of.refresh
        if self._dead is not None and self._dead[0] == key and self._now() < self._dead[1]:
            raise RefusedError("refused before")
        try:
            return self._pair_of(await self._issued(refresh), adopted)
        except RefusedError:
            self._dead = (key, self._now() + DEAD_FOR)
            raise

    async def _issued(self, refresh: str) -> Issued:
        app = self._app
        return await exchange(
            self._session, auth_url=app.auth_url, app_id=app.id, app_secret=app.secret, refresh=refresh
        )

    def _pair_of(self, issued: Issued, adopted: bytes) -> Pair:
        now = self._now()
        return Pair(
            access=issued.access,
            refresh=issued.refresh,
            adopted=adopted,
            access_until=now + issued.access_lives,
            refresh_until=now + issued.refresh_lives,
            refreshed_at=now,
        )

    async def _saved_after_all(self, error: StorageError) -> Pair:
        """The pair whose commit failed, saved by a later try; raises `UnreachableError` when there is none."""
        for attempt in range(SAVE_TRIES if self._unsaved is not None else 0):
            await asyncio.sleep(0.2 * 2**attempt)
            try:
                if (pair := await self._save_what_is_unsaved()) is not None:
                    return pair
            except StorageError:
                continue
        raise UnreachableError(f"database: {type(error).__name__}") from None

    async def _save_what_is_unsaved(self) -> Pair | None:
        """Saves the pair that Zalo gave when the database was away, unless another has taken its place."""
        if self._unsaved is None:
            return None
        before, pair = self._unsaved
        async with self._db.transaction() as tx:
            await zalo_tokens.lock(tx, app_id=self._app.id)
            held = await self._held(tx)
            if (None if held is None else held.refresh) == before:
                await zalo_tokens.save(tx, app_id=self._app.id, pair=pair, sealer=self._sealer)
                held = pair
        self._unsaved = None
        return held
