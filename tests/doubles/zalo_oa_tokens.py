"""Zalo's token server: access tokens of 25 hours, refresh tokens that work once."""

from __future__ import annotations

import base64
import hashlib
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.doubles.clock import Clock

JSON = dict[str, Any]
ACCESS_LIVES, REFRESH_LIVES, CODE_LIVES = 90_000.0, 90 * 86_400.0, 600.0
"""network seconds"""


def refused(code: int, name: str, reason: str) -> JSON:
    """An error of the token server: HTTP 200 and a shape of its own."""
    return {
        "error": code,
        "error_name": name,
        "error_reason": reason,
        "ref_doc": "https://developers.zalo.me/docs/",
        "message": f"{name}.",
    }


@dataclass(slots=True)
class Tokens:
    """All tokens ever given, with the network time of their end.

    `used_twice` counts refresh tokens that came a second time (two refreshers at once, or a pair that was not saved);
    `issued` holds the pairs in order; `old_access_dies`: a new pair ends the access token before it.
    """

    clock: Clock
    app_id: str
    app_secret: str
    old_access_dies: bool = True
    access: dict[str, float] = field(default_factory=dict)
    refresh: dict[str, float] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)
    codes: dict[str, tuple[float, str | None]] = field(default_factory=dict)
    issued: list[tuple[str, str]] = field(default_factory=list)
    used_twice: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def issue(self) -> JSON:
        """A new pair, as the token server answers it (`expires_in` is a string)."""
        number = next(self._numbers)
        pair = (f"ACCESS_{number:04}_of_the_double", f"REFRESH_{number:04}_of_the_double")
        if self.old_access_dies:
            self.access.clear()
        self.access[pair[0]] = self.clock.now() + ACCESS_LIVES
        self.refresh[pair[1]] = self.clock.now() + REFRESH_LIVES
        self.issued.append(pair)
        return {"access_token": pair[0], "refresh_token": pair[1], "expires_in": str(int(ACCESS_LIVES))}

    def code(self, challenge: str | None) -> str:
        """A code of the consent page, good once and for ten minutes."""
        code = f"CODE_{next(self._numbers):04}_of_the_double"
        self.codes[code] = (self.clock.now() + CODE_LIVES, challenge)
        return code

    def exchange(self, form: Mapping[str, str], secret: str | None) -> JSON:
        """`POST /v4/oa/access_token` with either grant."""
        if form.get("app_id") != self.app_id:
            return refused(-14002, "Invalid app id", "App id is invalid or the app is not active")
        if secret != self.app_secret:
            return refused(-14012, "Invalid secret key", "Secret key is missing or wrong")
        match form.get("grant_type"):
            case "refresh_token":
                return self._refreshed(form.get("refresh_token", ""))
            case "authorization_code":
                return self._first(form.get("code", ""), form.get("code_verifier"))
        return refused(-118, "Invalid grant", "grant_type is invalid")

    def _refreshed(self, token: str) -> JSON:
        if token in self.spent:
            self.used_twice += 1
        if token in self.spent or self.refresh.get(token, 0.0) <= self.clock.now():
            return refused(-14014, "Invalid refresh token", "Refresh token is invalid or already used")
        self.spent.add(token)
        return self.issue()

    def _first(self, code: str, verifier: str | None) -> JSON:
        until, challenge = self.codes.pop(code, (0.0, None))
        if until <= self.clock.now():
            return refused(-14024, "Invalid code", "Authorization code is invalid, used or expired")
        if challenge is not None and challenge != challenge_of(verifier or ""):
            return refused(-14029, "Invalid code verifier", "Code verifier does not fit the challenge")
        return self.issue()

    def fault_of(self, access_token: str | None) -> JSON | None:
        """What the API answers to this access token when it is not good; None when it is."""
        until = self.access.get(access_token or "")
        if until is None:
            return {"error": -216, "message": "Access token is invalid"}
        if until <= self.clock.now():
            return {"error": -220, "message": "access_token is expired or removed"}
        return None


def challenge_of(verifier: str) -> str:
    """PKCE: base64url without padding of the raw SHA-256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
