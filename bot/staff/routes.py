"""The addresses of the staff pages, each with who may use it."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.imports import pages as imports
from bot.sources import pages as sources
from bot.staff import browser, channels, downloads, entry, letters, people, unclear, views
from bot.staff.figures import FIGURES, Figures
from bot.staff.guard import Route, act, look, mounted
from bot.staff.shell import setup

OPEN: Final = ("/staff", "/staff/", "/staff/login")
"""addresses that need no session"""

ALL: Final[tuple[Route, ...]] = (
    act("/staff/logout", entry.leave),
    look("/staff/me", people.mine),
    act("/staff/me/password", people.change_mine),
    look("/staff/overview", views.overview),
    look("/staff/funnel", views.funnel),
    look("/staff/questions", views.questions),
    act("/staff/questions/texts", unclear.opened, role="officer", whole=True),
    look("/staff/communes", views.communes),
    look("/staff/charts/{name}", views.chart),
    look("/staff/interactions", browser.show),
    act("/staff/download/{view}", downloads.download),
    look("/staff/progress/{job}", downloads.progress),
    look("/staff/messages", letters.show, role="officer", whole=True),
    act("/staff/messages/{id}/open", letters.opened, role="officer", whole=True),
    act("/staff/messages/{id}/close", letters.closed, role="officer", whole=True),
    look("/staff/channels", channels.show, whole=True),
    act("/staff/channels/{channel}/off", channels.off, role="admin", whole=True),
    act("/staff/channels/{channel}/on", channels.on, role="admin", whole=True),
    act(r"/staff/channels/letters/{id:\d{1,18}}/resend", channels.resend, role="officer", whole=True),
    look("/staff/accounts", people.show, role="admin", whole=True),
    act("/staff/accounts/add", people.add, role="admin", whole=True),
    act("/staff/accounts/{name}/password", people.set_password, role="admin", whole=True),
    act("/staff/accounts/{name}/close", people.close, role="admin", whole=True),
    act("/staff/accounts/{name}/open", people.reopen, role="admin", whole=True),
    look("/staff/audit", people.deeds, role="admin", whole=True),
    *sources.ROUTES,
    *imports.ROUTES,
)


def routes() -> list[web.RouteDef]:
    """Everything under `/staff/`, guarded."""
    return [
        web.get("/staff", entry.home, allow_head=False),
        web.get("/staff/", entry.home, allow_head=False),
        web.get("/staff/login", entry.ask, allow_head=False),
        web.post("/staff/login", entry.enter),
        *mounted(ALL),
    ]


def install(app: web.Application) -> None:
    """Puts the staff pages into the application."""
    setup(app)
    app[FIGURES] = Figures()
    app[downloads.DOWNLOADS] = downloads.Downloads()
    app.add_routes(routes())
