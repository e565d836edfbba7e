"""The body of a post, read with a cap and a deadline before anything looks at it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import web
from aiohttp.http import HttpProcessingError

if TYPE_CHECKING:
    from aiohttp.web import Request

CAP: Final = 64 * 1024
"""bytes of a body (trust.md 4.5)"""
PATIENCE: Final = 4.0
"""seconds that a body may take to arrive; the server then drains what still comes for a while, and hangs up"""


async def read_body(request: Request, *, cap: int = CAP, patience: float = PATIENCE) -> bytes:
    """The raw bytes. Raises 413 for more than `cap` of them, announced or not, and 408 when they come too slowly.

    415 for a packed body, which may be rubbish or a bomb: nobody who writes to us packs. 400 for one that breaks off.
    """
    if "Content-Encoding" in request.headers:
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > cap:
        raise web.HTTPRequestEntityTooLarge(max_size=cap, actual_size=request.content_length or 0)
    found = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for piece in request.content.iter_any():
                found += piece
                if len(found) > cap:
                    raise web.HTTPRequestEntityTooLarge(max_size=cap, actual_size=len(found))
    except TimeoutError:
        raise web.HTTPRequestTimeout(headers={"Connection": "close"}) from None
    except (ConnectionError, HttpProcessingError, web.RequestPayloadError):
        raise web.HTTPBadRequest from None
    return bytes(found)
