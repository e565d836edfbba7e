"""What comes over a network's wire, in both directions: read strictly, bounded in size and time, never trusted."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import aiohttp

from bot.channels.base import SendError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from aiohttp import web
    from yarl import URL

    Verdict = Literal["retry", "give_up", "blocked", "credentials", "maybe_sent"]

MOST_TEXT: Final = 5000
"""characters of one incoming message that are kept"""
MOST_ANSWER: Final = 256 * 1024
"""bytes of a network's answer that are read"""
PATIENCE: Final = aiohttp.ClientTimeout(total=15, connect=5)

_ID = re.compile(r"[0-9A-Za-z_.:@=+/-]{1,128}")
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class UnreadableError(ValueError):
    """Bytes that are no JSON, or JSON that readers could take in two ways."""


class NetworkFaultError(Exception):
    """No answer came. `sent`: the request may have arrived all the same."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Answer:
    """A network's answer: the HTTP status, and its JSON object; None when the body is none or too large."""

    status: int
    body: Mapping[str, object] | None


def read_json(body: bytes) -> object:
    """The JSON value of `body`. Raises `UnreadableError`, also for doubled keys, NaN and nesting without end."""
    try:
        return json.loads(body, object_pairs_hook=_once_each, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise UnreadableError("not JSON") from None


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(name: str) -> object:
    raise ValueError(name)


def object_of(value: object) -> Mapping[str, object]:
    """`value` when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def id_of(value: object) -> str | None:
    """An id as networks give them, None for anything that is none."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63:
        value = str(value)
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def number_of(value: object) -> int | None:
    """A whole number, given as such or as its digits; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    return None


def text_of(value: object) -> str:
    """A text without what databases, log lines and screens trip over; empty for anything that is no text."""
    if not isinstance(value, str):
        return ""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", value[:MOST_TEXT].replace("\r\n", "\n")))


def one_header(request: web.Request, name: str) -> str | None:
    """The value of a header that stands exactly once."""
    found = request.headers.getall(name, [])
    return found[0] if len(found) == 1 else None


def open_session() -> aiohttp.ClientSession:
    """A client that obeys no proxy of the environment, keeps no cookie and unpacks nothing.

    To be opened and closed inside the running loop.
    """
    return aiohttp.ClientSession(
        timeout=PATIENCE,
        trust_env=False,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": "identity", "User-Agent": "chaovn"},
    )


async def call(  # noqa: PLR0913 - the parts of a request, by keyword
    session: aiohttp.ClientSession,
    method: Literal["GET", "POST"],
    url: URL,
    *,
    headers: Mapping[str, str] | None = None,
    json_body: object = None,
    form: Mapping[str, str] | None = None,
    timeout: aiohttp.ClientTimeout = PATIENCE,  # noqa: ASYNC109 - the library's own kind, with its parts
) -> Answer:
    """One request; redirects are not followed. Raises `NetworkFaultError`, whose text names no address."""
    try:
        async with session.request(
            method, url, headers=headers, json=json_body, data=form, timeout=timeout, allow_redirects=False
        ) as answer:
            raw = await _capped(answer)
            return Answer(answer.status, _object(raw))
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        raise NetworkFaultError(type(error).__name__, sent=False) from None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise NetworkFaultError(type(error).__name__, sent=True) from None


async def _capped(answer: aiohttp.ClientResponse) -> bytes | None:
    raw = bytearray()
    async for piece in answer.content.iter_chunked(16 * 1024):
        raw += piece
        if len(raw) > MOST_ANSWER:
            answer.close()
            return None
    return bytes(raw)


def _object(raw: bytes | None) -> Mapping[str, object] | None:
    if raw is None:
        return None
    try:
        found = read_json(raw)
    except UnreadableError:
        return None
    return found if isinstance(found, dict) else None


def send_error(
    verdict: Verdict,
    reason: str,
    *,
    retry_after: float | None = None,
    doubtful: bool = False,
) -> SendError:
    """A `SendError` with its verdict; `retry_after` in seconds."""
    error = SendError(reason, retry_after=retry_after)
    error.verdict, error.doubtful = verdict, doubtful
    return error


def fault_error(fault: NetworkFaultError) -> SendError:
    """Nothing was answered: sent for certain not, or perhaps."""
    return send_error("maybe_sent" if fault.sent else "retry", f"network: {fault}")


def status_error(status: int) -> SendError | None:
    """What an HTTP status alone says of a send; None when it says nothing against it.

    5xx is tried again and counted as a doubt: what failed may have been the answer only (trust.md 3.3). A redirect,
    401, 403 and 404 come from a wrong address or token: the queue is kept until that is mended.
    """
    if status in (401, 403, 404) or 300 <= status < 400:
        return send_error("credentials", f"http {status}")
    if status == 429:
        return send_error("retry", "http 429", retry_after=5)
    if status >= 500:
        return send_error("retry", f"http {status}", doubtful=True)
    return send_error("give_up", f"http {status}") if status >= 400 else None
