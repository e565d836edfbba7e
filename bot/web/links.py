"""GET /r/{token}: the counted link, and the page "Đã chuẩn bị sẵn" behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bot.web.chat import CHANNEL
from bot.web.page import message_page, render
from bot.web.parts import METRICS, PARTS
from bot.web.session import language_of, session_of
from bot.web.strings import strings
from storage import conversations, events, handovers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from bot.registrars import Registrar
    from storage.db import Session
    from storage.handovers import Handover

# Programs that fetch a link to draw its preview, to index or to scan it. Names as they stand in User-Agent;
# the in-app browsers of Zalo ("Zalo android", "ZaloTheme") and Telegram are people and match none of these.
_ROBOT: Final = re.compile(
    r"bot\b|crawl|spider|preview|facebookexternalhit|facebookcatalog|meta-external|whatsapp/|viber/|skypeuri"
    r"|zalo(?:bot|share|link|image|crawler)|google-(?:pagerenderer|read-aloud|safety|inspection)|headline|embedly"
    r"|curl/|wget/|python-|aiohttp/|okhttp|java/|go-http-client|libwww|axios|node-fetch|validator|monitor",
    re.IGNORECASE,
)

_PAPERS: Final = {
    "person": ("paper_card", "paper_face", "paper_contact", "paper_address"),
    "household": ("paper_household", "paper_owner", "paper_face", "paper_contact", "paper_address"),
    "enterprise": ("paper_enterprise", "paper_officer", "paper_face", "paper_office"),
}
"""what to have at hand, by subject (programme.md 1.5)"""

_PERSONAL: Final = ("person_name", "birth_date", "founded_on", "licence_number")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what the form will ask."""

    name: str
    label: str
    value: str
    copy: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A registration site as a button: an address, or a form when `post` holds fields."""

    name: str
    host: str
    url: str
    post: tuple[tuple[str, str], ...]


async def open_link(request: web.Request) -> web.Response:
    """The prepared page; 404 for a token that is not ours, 410 with a way to a fresh one after its time."""
    parts, metrics = request.app[PARTS], request.app[METRICS]
    ticket = parts.tickets.read(request.match_info["token"], now=parts.now())
    if ticket is None:
        metrics.link("forged")
        return message_page(request, "not_found", status=404)
    robot = is_robot(request)
    async with parts.db.transaction() as tx:
        found = None if ticket.expired else await _find(tx, request, ticket.id, robot=robot)
        if found is not None:
            await handovers.opened(tx, id=ticket.id, robot=robot, now=parts.now())
            if not robot:
                await events.mark_opened(tx, handover_id=ticket.id, now=parts.now(), sealer=parts.sealer)
            wish = await handovers.wish_of(tx, id=ticket.id, sealer=parts.sealer)
    if found is None:
        metrics.link("expired")
        return message_page(request, "expired", status=410)
    metrics.link("robot" if robot else "opened")
    return _prepared(request, found, wish)


async def _find(tx: Session, request: web.Request, id_: str, *, robot: bool) -> Handover | None:
    parts = request.app[PARTS]
    session = None if robot else session_of(request)
    mine = None
    if session is not None:
        mine = await conversations.find(tx, channel=CHANNEL, account=session, sealer=parts.sealer)
    return await handovers.find(tx, id=id_, now=parts.now(), sealer=parts.sealer, conversation=mine)


def is_robot(request: web.Request) -> bool:
    """Whether a program asks: previews, scanners, HEAD and prefetching browsers do not count as people."""
    headers = request.headers
    agent = headers.get("User-Agent", "")
    hints = " ".join(headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return (
        request.method == "HEAD"
        or not agent
        or _ROBOT.search(agent) is not None
        or "prefetch" in hints.lower()
        or "preview" in hints.lower()
    )


def _prepared(request: web.Request, found: Handover, wish: str | None) -> web.Response:
    parts = request.app[PARTS]
    words = strings(language_of(request))
    subject = found.subject or "person"
    personal = {name: text for name in _PERSONAL if (text := told(found.personal.get(name)))}
    domain = wish or ""
    fields = {
        "domain": domain,
        "label": domain.partition(".")[0],
        "suffix": domain.partition(".")[2],
        "programme": found.programme,
        "subject": subject,
        "ref": parts.place.code,
        "utm_source": "chaovn",
        "utm_medium": found.channel,
        "utm_campaign": parts.place.code,
    }
    sites = [_site(r, fields, personal) for r in parts.registrars if found.programme in r.programmes]
    values = {
        "fields": _rows(words, found.programme, subject, domain, personal),
        "has_personal": bool(personal),
        "papers": [words[key] for key in _PAPERS.get(subject, _PAPERS["person"])],
        "first": sites[0] if sites else None,
        "others": sites[1:],
    }
    return render(request, "handover.html", values)


def _rows(
    words: Mapping[str, str], programme: str, subject: str, domain: str, personal: Mapping[str, str]
) -> list[Row]:
    note = "" if domain else words["field_domain_none"]
    rows = [
        Row("domain", words["field_domain"], domain, copy=True, note=note),
        Row("programme", words["field_programme"], words[f"programme_{programme}"]),
        Row(
            "subject",
            words["field_subject"],
            words.get(f"subject_{subject}", words["subject_person"]),
            copy=True,
            note="" if subject == "person" else words["subject_note"],
        ),
    ]
    rows += [
        Row(name, words[f"field_{name}"], value, copy=True, note=words["own_session"])
        for name, value in personal.items()
    ]
    return rows


def _site(registrar: Registrar, fields: Mapping[str, str], personal: Mapping[str, str]) -> Site:
    return Site(
        registrar.name,
        registrar.host,
        registrar.url(fields),
        registrar.body({**fields, **personal}),
    )


def told(value: object) -> str:
    """A slot's value (contract section 4) as people write it: 12/05/2004, 05/2004, 2004, numbers as given."""
    match value:
        case str():
            text = value
        case {"iso": str(iso)}:
            text = date.fromisoformat(iso).strftime("%d/%m/%Y")
        case {"year": year, "month": month}:
            text = f"{month:02d}/{year}"
        case {"year": year}:
            text = str(year)
        case {"number": str(number)}:
            text = number
        case _:
            text = ""
    return text
