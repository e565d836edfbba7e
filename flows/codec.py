"""State <-> JSON by hand, with a version number and upgrades from every version that was ever stored."""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from flows.types import EMPTY, Offered, Registration, Ruling, Run, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VERSION = 1

UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = MappingProxyType({})
"""from version n to n + 1"""


class CodecError(ValueError):
    """The stored state was written by a newer program, or is not a state at all."""


def without_answers(state: State) -> State:
    """What outlives the answers: the verdict, the link, the consents. The open question goes too, for its run
    remembers by which answers it came there."""
    kept = replace(state, answers=EMPTY, held=EMPTY, side=EMPTY, last_saved=(), ended_at=None)
    return replace(kept, run=None, asking=None, asked_at=None, offered=None)


def to_bytes(state: State) -> bytes:
    """UTF-8 JSON of `dump`."""
    return json.dumps(dump(state), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_bytes(raw: bytes) -> State:
    """The state of `to_bytes`. Raises `CodecError`."""
    try:
        data = json.loads(raw.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise CodecError("a stored state is no JSON") from error
    return load(data)


def dump(state: State) -> dict[str, Any]:
    """The state as plain JSON values; what is empty or unset is left out."""
    full = {
        "lang": state.lang,
        "address": state.address,
        "run": _dump_run(state.run),
        "answers": _plain(state.answers),
        "held": _plain(state.held),
        "consents": _plain(state.consents),
        "asking": state.asking,
        "asked_at": state.asked_at,
        "side": _plain(state.side),
        "offered": _dump_offered(state.offered),
        "offers": state.offers,
        "failures": state.failures,
        "last_said": list(state.last_said),
        "last_saved": list(state.last_saved),
        "ruling": _dump_ruling(state.ruling),
        "registration": _dump_registration(state.registration),
        "done": state.done,
        "ended_at": state.ended_at,
        "stopped": state.stopped,
        "remind_at": state.remind_at,
        "reminded": state.reminded,
        "ref": state.ref,
        "last_ref": state.last_ref,
        "notice": state.notice,
        "looking_up": state.looking_up,
        "fragment": state.fragment,
        "greeted": state.greeted,
        "seen": state.seen,
        "quiet_until": state.quiet_until,
        "coarse": state.coarse,
        "kinds_only": state.kinds_only,
    }
    return {"v": VERSION} | {name: value for name, value in full.items() if value not in (None, {}, [], 0)}


def load(data: dict[str, Any]) -> State:
    """The state that `dump` wrote, in this or an earlier version. Raises `CodecError`."""
    version = data.get("v") if isinstance(data, dict) else None
    if not isinstance(version, int) or not 0 < version <= VERSION:
        raise CodecError(f"a state of version {version} cannot be read, this program knows up to {VERSION}")
    for step in range(version, VERSION):
        data = UPGRADES[step](data)
    try:
        return _load(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise CodecError("a stored state lacks a part") from error


def _load(data: dict[str, Any]) -> State:
    return State(
        lang=data["lang"],
        address=data.get("address"),
        run=_load_run(data.get("run")),
        answers=_frozen(data.get("answers")),
        held=_frozen(data.get("held")),
        consents=_frozen(data.get("consents")),
        asking=data.get("asking"),
        asked_at=data.get("asked_at"),
        side=_frozen(data.get("side")),
        offered=_load_offered(data.get("offered")),
        offers=data.get("offers", 0),
        failures=data.get("failures", 0),
        last_said=tuple(data.get("last_said", ())),
        last_saved=tuple(data.get("last_saved", ())),
        ruling=_load_ruling(data.get("ruling")),
        registration=_load_registration(data.get("registration")),
        done=data.get("done", False),
        ended_at=data.get("ended_at"),
        stopped=data.get("stopped", False),
        remind_at=data.get("remind_at"),
        reminded=data.get("reminded", False),
        ref=data.get("ref"),
        last_ref=data.get("last_ref"),
        notice=data.get("notice"),
        looking_up=data.get("looking_up"),
        fragment=data.get("fragment"),
        greeted=data.get("greeted", False),
        seen=data.get("seen"),
        quiet_until=data.get("quiet_until"),
        coarse=data.get("coarse", False),
        kinds_only=data.get("kinds_only", False),
    )


def _dump_offered(offered: Offered | None) -> dict[str, Any] | None:
    return (
        None
        if offered is None
        else {
            "no": offered.no,
            "choices": list(offered.choices),
            "labels": list(offered.labels),
        }
    )


def _load_offered(data: dict[str, Any] | None) -> Offered | None:
    if data is None:
        return None
    return Offered(no=data["no"], choices=tuple(data["choices"]), labels=tuple(data.get("labels", ())))


def _dump_run(run: Run | None) -> dict[str, Any] | None:
    return (
        None
        if run is None
        else {
            "flow": run.flow,
            "version": run.version,
            "shown": _plain(run.shown),
            "skipped": sorted(run.skipped),
            "ended": run.ended,
        }
    )


def _load_run(data: dict[str, Any] | None) -> Run | None:
    return (
        None
        if data is None
        else Run(
            flow=data["flow"],
            version=data["version"],
            shown=_frozen(data["shown"]),
            skipped=frozenset(data["skipped"]),
            ended=data["ended"],
        )
    )


def _dump_ruling(ruling: Ruling | None) -> dict[str, Any] | None:
    return (
        None
        if ruling is None
        else {
            "programme": ruling.programme,
            "verdict": ruling.verdict,
            "rule": ruling.rule,
            "source": ruling.source,
            "on": ruling.on,
            "values": _plain(ruling.values),
        }
    )


def _load_ruling(data: dict[str, Any] | None) -> Ruling | None:
    return (
        None
        if data is None
        else Ruling(
            programme=data["programme"],
            verdict=data["verdict"],
            rule=data["rule"],
            source=data["source"],
            on=data["on"],
            values=_frozen(data["values"]),
        )
    )


def _dump_registration(made: Registration | None) -> dict[str, Any] | None:
    return (
        None
        if made is None
        else {
            "id": made.id,
            "programme": made.programme,
            "expires": made.expires,
            "domain": made.domain,
            "subject": made.subject,
        }
    )


def _load_registration(data: dict[str, Any] | None) -> Registration | None:
    return (
        None
        if data is None
        else Registration(
            id=data["id"],
            programme=data["programme"],
            expires=data["expires"],
            domain=data["domain"],
            subject=data["subject"],
        )
    )


def _plain(value: object) -> Any:
    """JSON values of what may stand in a state: read-only mappings and tuples become objects and lists."""
    if isinstance(value, (dict, MappingProxyType)):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _frozen(data: dict[str, Any] | None) -> Mapping[str, Any]:
    return MappingProxyType(data or {})
