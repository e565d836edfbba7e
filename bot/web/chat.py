"""Messages of the page into the inbox, and what was said before back to the page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web

from bot.channels.base import Bubble
from bot.channels.webchat import BadMessageError, WebChat, read
from bot.door import Arrival, FullError
from bot.web.addresses import address_of
from bot.web.body import read_body
from bot.web.parts import DOOR, LIMITS, METRICS, PARTS, SHARE
from bot.web.security import same_origin
from bot.web.session import session_of
from storage import conversations, history, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.web.limits import Buckets
    from storage.db import Session
    from storage.history import Entry

CHANNEL: Final = "web"
PATIENCE: Final = 4
"""seconds that a body may take to arrive"""
FOUND_WITHIN: Final = 1.0
"""seconds after which a page is told to come back instead of being left waiting"""
ADDRESS: Final = "page"
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
    _spend(request.app[LIMITS].new_chats, address_of(request))
    return await conversations.open_for(tx, channel=CHANNEL, account=session, address=ADDRESS, sealer=sealer)


async def post_message(request: web.Request) -> web.Response:
    """POST /chat/messages: stored and committed, then 202; a repeat of the same id is stored once."""
    same_origin(request)
    session = session_needed(request)
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    limits = request.app[LIMITS]
    # One's own measures first, and what is there for everybody only for what is a message: whoever floods, under
    # however many invented cookies, must not use it up.
    _spend(limits.senders, address_of(request))
    _spend(limits.chat, session)
    body = await read_body(request, patience=PATIENCE)
    try:
        client_id, raw = read(body)
    except BadMessageError as error:
        return web.json_response({"error": str(error)}, status=400)
    fresh = await _store(request, session, client_id, raw)
    request.app[METRICS].message("stored" if fresh else "repeated")
    return web.json_response({"stored": fresh}, status=202)


async def _store(request: web.Request, session: str, client_id: str, raw: bytes) -> bool:
    parts, limits = request.app[PARTS], request.app[LIMITS]
    try:
        async with asyncio.timeout(FOUND_WITHIN), request.app[SHARE].transaction() as tx:
            known = await conversations.find(tx, channel=CHANNEL, account=session, sealer=parts.sealer)
    except TimeoutError:  # not acknowledged: the page sends it again under the same id
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "2"}) from None
    if known is None:
        _spend(limits.new_chats, address_of(request))
    if wait := limits.all.take(""):
        raise web.HTTPServiceUnavailable(headers={"Retry-After": str(wait)})
    # The session opens the conversation, so the column of ids gets only a keyed hash of it.
    subject = conversations.subject_of(channel=CHANNEL, account=session, sealer=parts.sealer)
    arrival = Arrival(
        channel=CHANNEL,
        account=session,
        address=ADDRESS,
        ext_id=f"{subject.hex()[:32]}:{client_id}",
        raw=raw,
        # Its measure was taken above, where the page can be told to come back with it.
        always=True,
    )
    try:
        return await request.app[DOOR].store([arrival]) > 0
    except FullError as full:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": str(full.retry_after)}) from None


def _spend(measure: Buckets, key: str) -> None:
    """Raises 429, with the seconds after which to come back."""
    if wait := measure.take(key):
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(wait)})


def look(request: web.Request) -> None:
    """One more question after what was said. Raises 429 when one address asks too often."""
    _spend(request.app[LIMITS].looks, address_of(request))


def number(text: str | None) -> int:
    """An outbox id as a page writes it; 0 for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


async def get_history(request: web.Request) -> web.Response:
    """GET /chat/history: `{"items": [...], "last": outbox id, "waiting": bool}`, oldest first.

    An item is `{"from": "bot", "bubble": …}` or `{"from": "you", "text": …, "tap": "offer/choice" or null}`.
    `waiting`: the last word is the person's, and an answer is under way.
    With `?after=N` only `{"news": [{"id": outbox id, "bubble": …}]}`, the sent bubbles above N: what the stream would
    bring, for a page that has none.
    """
    session = session_needed(request)
    look(request)
    parts = request.app[PARTS]
    async with request.app[SHARE].transaction() as tx:
        conversation = await conversations.find(tx, channel=CHANNEL, account=session, sealer=parts.sealer)
        if "after" in request.query:
            return web.json_response({"news": await _news(tx, request, conversation)})
        said = []
        if conversation is not None:
            said = await history.of(tx, conversation=conversation, sealer=parts.sealer, limit=SHOWN)
    if damaged := sum(entry.raw is None and entry.bubble is None for entry in said):
        _log.error("history damaged", channel=CHANNEL, count=damaged)
    last = max((entry.id for entry in said if entry.who == "bot"), default=0)
    waiting = bool(said) and said[-1].who == "person"
    return web.json_response({"items": items(said), "last": last, "waiting": waiting})


async def _news(tx: Session, request: web.Request, conversation: int | None) -> list[dict[str, object]]:
    if conversation is None:
        return []
    said = await outbox.sent_since(
        tx, conversation=conversation, after=number(request.query["after"]), sealer=request.app[PARTS].sealer
    )
    return [{"id": each.id, "bubble": each.bubble} for each in said]


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
