"""Accounts: one's own, and for admins everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.accounts import NAME, Entered, token_hash
from bot.passwords import PasswordError
from bot.staff.entry import with_cookie
from bot.staff.figures import source_names
from bot.staff.shell import done, missed, render_staff
from bot.web.addresses import address_of
from storage import audit, staff
from storage.staff import RANKS

if TYPE_CHECKING:
    from bot.staff.visit import Visit
    from storage.staff import Role

PAGE: Final = "/staff/accounts"
MINE: Final = "/staff/me"


async def show(visit: Visit) -> web.StreamResponse:
    """GET /staff/accounts."""
    async with visit.parts.db.transaction() as tx:
        found = await staff.everybody(tx)
    values = {
        "accounts": found,
        "roles": tuple(RANKS),
        "places": visit.office.places,
        "sources": await source_names(visit),
    }
    return render_staff(visit, "staff/accounts.html", values)


async def add(visit: Visit) -> web.StreamResponse:
    """POST /staff/accounts/add."""
    form = visit.form
    name, commune, source = form.get("name", ""), form.get("commune") or None, form.get("source") or None
    role = _role(form.get("role", ""))
    if not NAME.fullmatch(name):
        return missed(visit, PAGE, "name")
    if role == "admin" and (commune or source):
        return missed(visit, PAGE, "bound_admin")
    if (commune is not None and commune not in visit.office.places) or (
        source is not None and source not in await source_names(visit)
    ):
        raise web.HTTPBadRequest
    try:
        made = await visit.office.accounts.add(
            visit.parts.db,
            name=name,
            role=role,
            password=form.get("password", ""),
            by=visit.account.name,
            now=visit.now,
            commune=commune,
            source=source,
        )
    except PasswordError as error:
        return missed(visit, PAGE, f"password_{error}")
    return done(visit, PAGE, "account") if made else missed(visit, PAGE, "taken")


async def set_password(visit: Visit) -> web.StreamResponse:
    """POST /staff/accounts/{name}/password: for somebody who has forgotten theirs."""
    try:
        changed = await visit.office.accounts.change_password(
            visit.parts.db,
            name=visit.request.match_info["name"],
            password=visit.form.get("password", ""),
            by=visit.account.name,
            now=visit.now,
        )
    except PasswordError as error:
        return missed(visit, PAGE, f"password_{error}")
    if not changed:
        raise web.HTTPNotFound
    return done(visit, PAGE, "password")


async def close(visit: Visit) -> web.StreamResponse:
    """POST /staff/accounts/{name}/close: every session of the account ends; the last admin stays."""
    name = visit.request.match_info["name"]
    async with visit.parts.db.transaction() as tx:
        left = await staff.admins(tx)
        found = await staff.find(tx, name=name)
        if found is None:
            raise web.HTTPNotFound
        if name == visit.account.name or (found[0].may("admin") and left == 1):
            return missed(visit, PAGE, "last_admin")
        await staff.disable(tx, name=name, now=visit.now)
        await audit.note(tx, actor=visit.account.name, action="staff.disable", target=name, now=visit.now)
    return done(visit, PAGE, "closed")


async def reopen(visit: Visit) -> web.StreamResponse:
    """POST /staff/accounts/{name}/open: a closed account may log in again."""
    name = visit.request.match_info["name"]
    async with visit.parts.db.transaction() as tx:
        if not await staff.enable(tx, name=name):
            raise web.HTTPNotFound
        await audit.note(tx, actor=visit.account.name, action="staff.enable", target=name, now=visit.now)
    return done(visit, PAGE, "opened")


async def mine(visit: Visit) -> web.StreamResponse:
    """GET /staff/me: one's own account."""
    return render_staff(visit, "staff/me.html")


async def change_mine(visit: Visit) -> web.StreamResponse:
    """POST /staff/me/password: the old password is asked for as at the door; all other sessions end."""
    accounts, db, form = visit.office.accounts, visit.parts.db, visit.form
    name, new = visit.account.name, form.get("new", "")
    if new != form.get("again", ""):
        return missed(visit, MINE, "differ")
    address = address_of(visit.request)
    here = accounts.known(name, token_hash(visit.token).hex())
    known = await accounts.enter(
        db, name=name, password=form.get("password", ""), address=address, now=visit.now, device=here
    )
    if not isinstance(known, Entered):
        return missed(visit, MINE, "old_password")
    try:
        await accounts.change_password(db, name=name, password=new, by=name, now=visit.now)
    except PasswordError as error:
        async with db.transaction() as tx:
            await staff.end(tx, token_hash=token_hash(known.token))
        return missed(visit, MINE, f"password_{error}")
    entered = await accounts.enter(db, name=name, password=new, address=address, now=visit.now, device=here)
    if not isinstance(entered, Entered):
        raise web.HTTPSeeOther("/staff/login")
    return with_cookie(visit.request, f"{MINE}?done=password", entered.token)


async def deeds(visit: Visit) -> web.StreamResponse:
    """GET /staff/audit: what staff and operators did, newest first."""
    query = visit.request.query
    before, action, actor = query.get("before", ""), query.get("action") or None, query.get("actor") or None
    if before and not (before.isascii() and before.isdigit() and len(before) < 19):
        raise web.HTTPBadRequest
    async with visit.parts.db.transaction() as tx:
        found = await audit.recent(
            tx, limit=SHOWN + 1, action=action, actor=actor, before=int(before) if before else None
        )
    values = {
        "deeds": found[:SHOWN],
        "older": found[SHOWN - 1].id if len(found) > SHOWN else None,
        "action": action,
        "actor": actor,
        "actions": [word.removeprefix("deed_") for word in visit.words if word.startswith("deed_")],
    }
    return render_staff(visit, "staff/audit.html", values)


SHOWN: Final = 100


def _role(text: str) -> Role:
    match text:
        case "viewer" | "officer" | "admin":
            return text
        case _:
            raise web.HTTPBadRequest
