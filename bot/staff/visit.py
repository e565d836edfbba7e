"""One request of a member of staff: who asks, what they may see, what they sent."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.accounts import token_hash
from bot.staff.strings import staff_strings
from bot.web.parts import PARTS
from bot.web.session import secure
from storage import staff
from storage.events import HERE
from storage.reporting.types import Filter, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from aiohttp import web

    from bot.staff.parts import Office
    from bot.web.parts import WebParts
    from storage.sealing import Sealer
    from storage.staff import Account

_LONGEST_TOKEN: Final = 100
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with a session. `form` and `files` are those of a post whose CSRF token was right."""

    request: web.Request
    account: Account
    token: str = field(repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: Mapping[str, web.FileField] = field(default_factory=dict, repr=False)

    @property
    def parts(self) -> WebParts:
        return self.request.app[PARTS]

    @property
    def office(self) -> Office:
        found = self.parts.office
        assert found is not None, "the staff pages are mounted with an office only"
        return found

    @property
    def now(self) -> datetime:
        return self.parts.now()

    @property
    def today(self) -> date:
        """The day in Viet Nam."""
        return self.now.astimezone(HERE).date()

    @property
    def lang(self) -> str:
        return self.parts.lang

    @property
    def words(self) -> Mapping[str, str]:
        return staff_strings(self.lang)

    @property
    def scope(self) -> Scope:
        """What the account is bound to."""
        return Scope(commune=self.account.commune, source=self.account.source)

    @property
    def bound(self) -> bool:
        """Whether the account sees a part of the province only."""
        return self.scope != Scope()

    def within(self, wanted: Filter) -> Filter:
        """The filter within the account's bounds. Raises `OutOfScopeError`, which is answered with 404."""
        return self.scope.over(wanted)

    def csrf(self) -> str:
        """A token for a form, another one each time, so that a compressed page does not give it away bit by bit."""
        salt = secrets.token_urlsafe(12)
        return f"{salt}.{_proof(self.parts.sealer, self.token, salt)}"


def csrf_holds(given: str, *, token: str, sealer: Sealer) -> bool:
    """Whether a form's token was made for the session of `token`."""
    salt, _, proof = given[:_LONGEST_TOKEN].partition(".")
    return hmac.compare_digest(proof.encode(), _proof(sealer, token, salt).encode())


def _proof(sealer: Sealer, token: str, salt: str) -> str:
    return sealer.hash("csrf", f"{token}:{salt}").hex()


def cookie_name(parts: WebParts) -> str:
    """With `__Host-` no neighbouring site can plant a session in a browser; the prefix needs https."""
    return "__Host-chaovn_staff" if secure(parts) else "chaovn_staff"


def device_cookie_name(parts: WebParts) -> str:
    """Of the cookie by which a browser is known where somebody of the staff has logged in before."""
    return "__Host-chaovn_device" if secure(parts) else "chaovn_device"


def token_of(request: web.Request) -> str | None:
    """The session's token as the browser has it; nothing says yet that it is good."""
    found = request.cookies.get(cookie_name(request.app[PARTS]), "")
    return found if _TOKEN.fullmatch(found) else None


async def visitor(request: web.Request) -> tuple[Account, str] | None:
    """Whose session this is, with its token; None without one that lives."""
    token = token_of(request)
    if token is None:
        return None
    parts = request.app[PARTS]
    async with parts.db.transaction() as tx:
        account = await staff.whose(tx, token_hash=token_hash(token), now=parts.now())
    return None if account is None else (account, token)
