"""The web application: its route table, its middlewares, its life."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.door import Door
from bot.staff.routes import install
from bot.web import chat, health, links, metrics, page, stream
from bot.web.addresses import own_names
from bot.web.assets import Assets, serve
from bot.web.limits import Limits
from bot.web.parts import ASSETS, DOOR, FIGURES, HUB, LIMITS, METRICS, PARTS, READINESS, SHARE
from bot.web.remembered import Remembered
from bot.web.security import MAX_BODY, faults, headers, measured
from bot.web.share import Share

if TYPE_CHECKING:
    from bot.web.parts import WebParts

TEMPLATES: Final = Path(__file__).parent / "templates"


def make_app(parts: WebParts) -> web.Application:
    """The application over `parts`; `bot/app.py` adds what else is configured before it starts."""
    app = web.Application(middlewares=[measured, faults, own_names], client_max_size=MAX_BODY)
    app[PARTS] = parts
    app[ASSETS] = Assets()
    app[LIMITS] = Limits()
    app[METRICS] = metrics.Metrics(parts.registry)
    app[HUB] = stream.Hub(parts.db)
    app[DOOR] = parts.door or Door(parts.db, parts.sealer)
    app[SHARE] = Share(parts.db)
    app[READINESS] = Remembered(partial(health.asked_all, app), seconds=health.ASKED_EACH)
    app[FIGURES] = Remembered(partial(metrics.counted, app), seconds=metrics.COUNTED_EACH)
    aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(default=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    app.on_response_prepare.append(headers(parts))
    app.cleanup_ctx.append(stream.hub_context)
    app.on_shutdown.append(stream.close_streams)
    app.add_routes(
        [
            web.get("/", page.chat_page),
            web.post("/chat/messages", chat.post_message),
            web.get("/chat/history", chat.get_history, allow_head=False),
            web.get("/chat/events", stream.get_events, allow_head=False),
            web.get("/r/{token}", links.open_link),
            web.get("/static/{version}/{name}", serve),
            web.get("/health/live", health.live),
            web.get("/health/ready", health.ready),
            web.get("/metrics", metrics.exposition),
        ]
    )
    if parts.office is not None:
        install(app)
    return app
