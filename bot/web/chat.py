"""Messages of the page into the inbox, and what was said before back to the page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web

from bot.channels.base import Bubble
from bot.channels.webchat import BadMessageError, WebChat, read
from bot.crashpoints import reach
from bot.web.addresses import address_of
from bot.web.body import read_body
from bot.web.parts import LIMITS, METRICS, PARTS
from bot.web.security import same_origin
from bot.web.session import session_of
from storage import conversations, history, inbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.db import Session
    from storage.history import Entry

CHANNEL: Final = "web"
PATIENCE: Final = 4
"""seconds that a body may take to arrive"""
STORED_WITHIN: Final = 2.5
"""seconds after which a page is told to come back instead of being left waiting"""
SHOWN: Final = 200
"""things said that a reload brings back"""

_log = structlog.get_logger()


def session_needed(request: web.Request) -> str:
    """The session, or 401: the page asks for its own address again, which gives it one."""
    found = session_of(request)
    if found is None:
        raise web.HTTPUnauthorized
    return found


async def conversation_of(tx: Session, request: web.Request, session: str) -> int:
    """The id of this browser's conversation, made when it is new. Raises 429 when too many come from one address.

    The page asks for its bubbles itself, so the conversation has no address.
    """
    sealer = request.app[PARTS].sealer
    known = await conversations.find(tx, channel=CHANNEL, account=session, sealer=sealer)
    if known is not None:
        return known
    if wait := request.app[LIMITS].new_chats.take(address_of(request)):
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(wait)})
    return await conversations.open_for(tx, channel=CHANNEL, account=session, address="page", sealer=sealer)


async def post_message(request: web.Request) -> web.Response:
    """POST /chat/messages: stored and committed, then 202; a repeat of the same id is stored once."""
    same_origin(request)
    session = session_needed(request)
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    # One's own measure first: whoever floods must not use up what is there for everybody.
    if wait := request.app[LIMITS].chat.take(session):
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(wait)})
    if wait := request.app[LIMITS].all.take(""):
        raise web.HTTPServiceUnavailable(headers={"Retry-After": str(wait)})
    body = await read_body(request, patience=PATIENCE)
    try:
        client_id, raw = read(body)
    except BadMessageError as error:
        return web.json_response({"error": str(error)}, status=400)
    fresh = await _store(request, session, client_id, raw)
    reach("after_inbox_insert")
    request.app[METRICS].message("stored" if fresh else "repeated")
    return web.json_response({"stored": fresh}, status=202)


async def _store(request: web.Request, session: str, client_id: str, raw: bytes) -> bool:
    parts = request.app[PARTS]
    # The session opens the conversation, so the column of ids gets only a keyed hash of it.
    subject = conversations.subject_of(channel=CHANNEL, account=session, sealer=parts.sealer)
    try:
        async with asyncio.timeout(STORED_WITHIN), parts.db.transaction() as tx:
            return await inbox.put(
                tx,
                conversation=await conversation_of(tx, request, session),
                channel=CHANNEL,
                ext_id=f"{subject.hex()[:32]}:{client_id}",
                raw=raw,
                sealer=parts.sealer,
            )
    except TimeoutError:  # not acknowledged: the page sends it again under the same id
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "2"}) from None


async def get_history(request: web.Request) -> web.Response:
    """GET /chat/history: `{"items": [...], "last": outbox id, "waiting": bool}`, oldest first.

    An item is `{"from": "bot", "bubble": …}` or `{"from": "you", "text": …, "tap": "offer/choice" or null}`.
    `waiting`: the last word is the person's, and an answer is under way.
    """
    session = session_needed(request)
    parts = request.app[PARTS]
    async with parts.db.transaction() as tx:
        conversation = await conversations.find(tx, channel=CHANNEL, account=session, sealer=parts.sealer)
        said = []
        if conversation is not None:
            said = await history.of(tx, conversation=conversation, sealer=parts.sealer, limit=SHOWN)
    if damaged := sum(entry.raw is None and entry.bubble is None for entry in said):
        _log.error("history damaged", channel=CHANNEL, count=damaged)
    last = max((entry.id for entry in said if entry.who == "bot"), default=0)
    waiting = bool(said) and said[-1].who == "person"
    return web.json_response({"items": items(said), "last": last, "waiting": waiting})


def items(said: Sequence[Entry]) -> list[dict[str, object]]:
    """What was said as the page draws it; a tap reads as the label that was on the button."""
    labels: dict[str, str] = {}
    found: list[dict[str, object]] = []
    for entry in said:
        if entry.bubble is not None:
            bubble = Bubble.from_json(entry.bubble)
            labels |= {f"{b.offer}/{b.id}": b.label for b in bubble.buttons}
            found.append({"from": "bot", "bubble": bubble.json()})
        elif entry.raw is not None:
            inbound = WebChat().translate(entry.raw)
            tap = f"{inbound.offer}/{inbound.choice}" if inbound.kind == "tap" else None
            text = inbound.text if tap is None else labels.get(tap, "")
            if text:
                found.append({"from": "you", "text": text, "tap": tap})
    return found
