"""What stands around every staff page: the menu, who is logged in, the word that something was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import aiohttp_jinja2
from aiohttp import web

from bot.staff.filters import FILTERS
from bot.staff.strings import staff_strings
from bot.web.parts import ASSETS, PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.staff.visit import Visit
    from storage.staff import Role

# word of the menu, address, role, whether for those who see the whole province only, its sign
MENU: Final[tuple[tuple[str, str, Role, bool], ...]] = (
    ("overview", "/staff/overview", "viewer", False),
    ("funnel", "/staff/funnel", "viewer", False),
    ("questions", "/staff/questions", "viewer", False),
    ("communes", "/staff/communes", "viewer", False),
    ("registrations", "/staff/registrations", "viewer", True),
    ("sources", "/staff/sources", "viewer", True),
    ("interactions", "/staff/interactions", "viewer", False),
    ("messages", "/staff/messages", "officer", True),
    ("imports", "/staff/imports", "officer", True),
    ("channels", "/staff/channels", "viewer", True),
    ("accounts", "/staff/accounts", "admin", True),
    ("audit", "/staff/audit", "admin", True),
)
HOME: Final = "/staff/overview"

_FAULTS: Final = {400: "bad", 403: "forbidden", 404: "absent", 405: "absent", 408: "slow", 413: "large", 415: "bad"}


def setup(app: web.Application) -> None:
    """Teaches the templates the filters of the staff pages."""
    aiohttp_jinja2.get_env(app).filters.update(FILTERS)


def render_staff(
    visit: Visit, template: str, values: Mapping[str, object] | None = None, *, status: int = 200
) -> web.Response:
    """A page within the shell. Its values stand beside the shell's own."""
    request = visit.request
    context = {
        **_common(request),
        "account": visit.account,
        "bound_to": _bound_to(visit),
        "menu_entries": _menu(visit),
        "csrf_token": visit.csrf,
        "today": visit.today,
        "said": visit.words.get(f"done_{request.query.get('done', '')}"),
        "missed": visit.words.get(f"missed_{request.query.get('missed', '')}"),
        **(values or {}),
    }
    response = aiohttp_jinja2.render_template(template, request, context, status=status)
    response.enable_compression()
    return response


def login_page(
    request: web.Request, *, status: int = 200, to: str = "", fault: str = "", name: str = ""
) -> web.Response:
    """The form to log in, in place of whatever was asked for; `to` is where it leads afterwards."""
    context = {**_common(request), "to": to, "fault": fault, "name": name}
    return aiohttp_jinja2.render_template("staff/login.html", request, context, status=status)


def done(visit: Visit, to: str, word: str, **query: str) -> web.Response:
    """Back to a page after a deed; the page says `words.done_WORD` once. A reload does not do it again."""
    del visit
    return web.Response(status=303, headers={"Location": f"{to}?{urlencode({**query, 'done': word})}"})


def missed(visit: Visit, to: str, word: str, **query: str) -> web.Response:
    """Back to a page when a deed could not be done; the page says `words.missed_WORD`."""
    del visit
    return web.Response(status=303, headers={"Location": f"{to}?{urlencode({**query, 'missed': word})}"})


def told(visit: Visit, status: int) -> web.Response:
    """A page that says why there is nothing to see."""
    kind = _FAULTS.get(status, "bad")
    values = {"kind": kind, "title": visit.words[f"fault_{kind}"], "text": visit.words[f"fault_{kind}_text"]}
    return render_staff(visit, "staff/told.html", values, status=status)


def _common(request: web.Request) -> dict[str, object]:
    parts = request.app[PARTS]
    place = parts.place
    return {
        "lang": parts.lang,
        "words": staff_strings(parts.lang),
        "asset": request.app[ASSETS].url,
        "province": {"name": place.names[parts.lang], "agency": place.agency[parts.lang]},
        "here": request.path,
    }


def _bound_to(visit: Visit) -> str:
    """The name of the commune or source that the account is bound to; empty when it is not."""
    names = []
    if visit.account.commune is not None:
        names.append(visit.office.places.get(visit.account.commune, visit.account.commune))
    if visit.account.source is not None:
        names.append(visit.account.source)
    return ", ".join(names)


def _menu(visit: Visit) -> list[dict[str, object]]:
    there = {resource.canonical for resource in visit.request.app.router.resources()}
    here = visit.request.path
    return [
        {"word": word, "text": visit.words[f"menu_{word}"], "href": href, "here": here == href}
        for word, href, role, whole in MENU
        if href in there and visit.account.may(role) and not (whole and visit.bound)
    ]
