"""The error codes of the OA interface and what each says of a send (zalo.md 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.wire import Verdict

TOKEN: Final = frozenset({-216, -220, 216, 401, -401, -124})
"""the access token is not valid: refresh once, then try once more"""
NO_BUTTONS: Final = frozenset({-201, -233})
"""in answer to a message with buttons: Zalo takes none here (zalo.md 3.1.5)"""
LIMITED: Final = -32
QUOTA_PAUSE: Final = 600.0
"""seconds until a spent quota is tried again; it renews by the day or the month, and nothing says when"""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What to do about a code. `alarm`: only the operator can mend it."""

    verdict: Verdict
    name: str
    retry_after: float | None = None
    alarm: bool = False


def _of(verdict: Verdict, names: Mapping[int, str], *, alarm: bool = False) -> dict[int, Ruling]:
    return {code: Ruling(verdict, name, alarm=alarm) for code, name in names.items()}


_MESSAGE = _of(
    "give_up",
    {
        -100: "attachment expired",
        -201: "bad parameter",
        -210: "too long",
        -233: "message kind not allowed",
        289: "bad parameter",
        2500: "bad parameter",
    },
)
# The person may write again, and then the next message goes: nothing to stop for.
_WINDOW = _of(
    "give_up",
    {-218: "most for this person for now", -230: "no word in 7 days", -232: "no word or too long ago"},
)
# This one message cannot be paid; answers within 48 hours cost nothing and must not wait for it.
_PAID = _of("give_up", {-320: "no payment account", -321: "payment account empty"}, alarm=True)
_PERSON = _of(
    "blocked",
    {-213: "no relation", -217: "invitations blocked", -227: "account inactive", -244: "messages restricted"},
)
_ACCOUNT = _of(
    "credentials",
    {
        -204: "account disabled",
        -205: "no such account",
        -209: "app not activated",
        -212: "interface not registered",
        -219: "app removed",
        -221: "account not verified",
        -223: "no permission",
        -224: "plan does not include this",
        -235: "kind of account",
        -240: "old interface",
        -242: "app secret proof",
        -249: "template",
        -118: "invalid grant",
    },
    alarm=True,
)
RULINGS: Final[Mapping[int, Ruling]] = {
    **_MESSAGE,
    **_WINDOW,
    **_PAID,
    **_PERSON,
    **_ACCOUNT,
    **{code: Ruling("credentials", "token refused", alarm=True) for code in TOKEN},
    **{code: Ruling("retry", "passing fault", retry_after=2) for code in (10000, 10002)},
    # Retried once and counted: nobody says whether it went out.
    -200: Ruling("maybe_sent", "sending failed"),
    -211: Ruling("retry", "out of quota", retry_after=QUOTA_PAUSE, alarm=True),
    -248: Ruling("give_up", "against the standards", alarm=True),
}


def ruling(code: int) -> Ruling:
    """What to do about `code`; an unknown one is not tried again."""
    return RULINGS.get(code, Ruling("give_up", "unknown code"))
