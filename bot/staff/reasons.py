"""The reason that somebody gives before they see or do what is not for every day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST: Final = 5
LONGEST: Final = 200


def reason_in(form: Mapping[str, str]) -> str:
    """The reason as one line. Raises 400 when there is none, or one of a few letters."""
    found = " ".join(form.get("reason", "").split())
    if not SHORTEST <= len(found) <= LONGEST:
        raise web.HTTPBadRequest
    return found
