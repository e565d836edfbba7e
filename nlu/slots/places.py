"""Communes of one province and the provinces of the country, by today's and by old names.

Data: `flows/provinces/<province>/communes.yaml` and `flows/provinces/provinces.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import yaml

from nlu.slots.fold import fold, marks
from nlu.slots.sounds import sound_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Era = Literal["now", "old", "district"]
_KINDS = ("xã", "phường", "thị trấn", "huyện", "thành phố", "thị xã")
_SLIP_FROM = 6
_OLD = re.compile(r"(?P<kind>xã|phường|thị trấn) (?P<name>[^*(]+?)(?P<part>\*?)(?: \((?P<district>.+)\))?$")


_TONES = frozenset("\u0300\u0301\u0303\u0323")
_FINAL_Y = re.compile(r"(?<=\b[hklmst])y\b")
"""Mỹ and Mĩ, Kỷ and Kỉ are two spellings of one syllable."""


class PlacesError(ValueError):
    """A file of places has not the shape it must have; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a name: a unit of today, an old one, or an old district with all its units."""

    name: str
    kind: str
    era: Era
    codes: tuple[str, ...]
    district: str
    old_province: str
    distinctive: bool = False
    collides: bool = False


@dataclass(frozen=True, slots=True)
class ProvinceName:
    """A name of a province, and what the province is called today."""

    name: str
    today: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Look-up tables; the key is the folded name without spaces."""

    province: str = ""
    units: Mapping[str, tuple[Entry, ...]] = field(default_factory=lambda: MappingProxyType({}))
    provinces: Mapping[str, tuple[ProvinceName, ...]] = field(default_factory=lambda: MappingProxyType({}))
    slips: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """a name with one letter left out -> the names it may have been"""
    sounds: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """how a unit's name sounds -> the names that sound so"""
    starts: frozenset[str] = frozenset()
    """everything a name may begin with"""

    @classmethod
    def load(cls, communes: Path, provinces: Path) -> Places:
        """Reads both files. Raises PlacesError when one of them has another shape, OSError when it is not there."""
        try:
            local = _read(communes.read_text(encoding="utf-8"))
            units = _units(local)
            name = str(local["name"])
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise PlacesError(f"{communes}: {error}") from error
        try:
            names = _provinces(_read(provinces.read_text(encoding="utf-8")))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise PlacesError(f"{provinces}: {error}") from error
        slips: dict[str, list[str]] = {}
        for known in {*units, *names}:
            for typed in variants(known) if len(known) >= _SLIP_FROM else ():
                slips.setdefault(typed, []).append(known)
        index = {typed: tuple(known) for typed, known in slips.items()}
        sounds = _sounds(units)
        starts = frozenset(known[:end] for known in {*units, *names} for end in range(1, len(known) + 1))
        return cls(name, MappingProxyType(units), MappingProxyType(names), MappingProxyType(index), sounds, starts)

    def codes(self) -> tuple[str, ...]:
        """NSO codes of all units of today, sorted."""
        return tuple(
            sorted({code for entries in self.units.values() for e in entries if e.era == "now" for code in e.codes})
        )


def _read(text: str) -> Any:
    """The parser in C where PyYAML has it: the same safe subset, ten times as fast."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (safe either way)


def _sounds(units: Mapping[str, tuple[Entry, ...]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for key, entries in units.items():
        for entry in entries:
            syllables = fold(entry.name).split()
            if len(syllables) > 1:
                found.setdefault(sound_of(syllables), set()).add(key)
    return MappingProxyType({sound: tuple(sorted(keys)) for sound, keys in found.items()})


def variants(key: str) -> set[str]:
    """The key and the key with each letter left out: two names one slip apart share one of them."""
    return {key, *(key[:i] + key[i + 1 :] for i in range(len(key)))}


def key_of(name: str) -> str:
    """A name as the tables know it: folded, letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", fold(name))


def agreement(typed: str, name: str) -> Literal["full", "partly", "no"]:
    """Whether marks agree, syllable by syllable: `partly` when the person left some or all marks out."""
    mine, theirs = typed.lower().split(), name.lower().replace("-", " ").split()
    if len(mine) != len(theirs):
        mine, theirs = ["".join(mine)], ["".join(theirs)]
    result: Literal["full", "partly"] = "full"
    for one, other in zip(mine, theirs, strict=True):
        given, wanted = _southern(marks(one)), _southern(marks(other))
        if given == wanted:
            continue
        if given and not (len(mine) == 1 and given < wanted):
            return "no"
        result = "partly"
    return result


def tones_agree(typed: str, name: str) -> bool:
    """Whether each syllable that bears marks has the name's tone: "Sông Đóc" is Sông Đốc, "tán thành" no Tân Thành."""
    mine, theirs = typed.lower().split(), name.lower().replace("-", " ").split()
    if len(mine) != len(theirs):
        return True
    return all(
        not marks(one) or _southern(marks(one)) & _TONES == _southern(marks(other)) & _TONES
        for one, other in zip(mine, theirs, strict=True)
    )


def _southern(given: frozenset[str]) -> frozenset[str]:
    """Marks with hỏi and ngã as one: the South speaks them alike and mixes them up in writing."""
    return frozenset("\u0303" if mark == "\u0309" else mark for mark in given)


def _units(data: Any) -> dict[str, tuple[Entry, ...]]:
    old_province = {district: name for name, districts in data["districts"].items() for district in districts}
    special = {
        name: (name in data["distinctive"], name in data["collides"])
        for name in [*data["distinctive"], *data["collides"]]
    }
    found: dict[tuple[str, str, Era, str], list[str]] = {}
    for unit in data["units"]:
        code, kind, name, district = (str(unit[key]) for key in ("code", "kind", "name", "district"))
        if kind not in _KINDS or district not in old_province:
            raise PlacesError(f"{code} {name}: unknown kind or district")
        found.setdefault((name, kind, "now", district), []).append(code)
        district_kind = next(k for k in _KINDS if district.startswith(k + " "))
        found.setdefault((district.removeprefix(district_kind + " "), district_kind, "district", district), []).append(
            code
        )
        for part in unit["old"]:
            match = _OLD.fullmatch(str(part))
            if match is None:
                raise PlacesError(f"{code} {name}: old part {part!r} is not understood")
            key = (match["name"].strip(), match["kind"], "old", match["district"] or district)
            found.setdefault(key, []).append(code)  # type: ignore[arg-type]
    entries = [
        Entry(name, kind, era, tuple(codes), district, old_province[district], *special.get(name, (False, False)))
        for (name, kind, era, district), codes in found.items()
    ]
    return _table(entries, data.get("aliases") or {})


def _table(entries: list[Entry], aliases: Mapping[str, str]) -> dict[str, tuple[Entry, ...]]:
    table: dict[str, list[Entry]] = {}
    for entry in entries:
        table.setdefault(key_of(entry.name), []).append(entry)
    for key in [key for key in table if "y" in key]:
        for entry in table[key]:
            if (with_i := key_of(_FINAL_Y.sub("i", fold(entry.name)))) != key:
                table.setdefault(with_i, []).append(replace(entry, name=entry.name.lower()))  # as an alias
    for alias, name in aliases.items():
        meant = [e for e in entries if name in {e.name, f"{e.kind} {e.name}"}]
        if not meant:
            raise PlacesError(f"alias {alias!r}: no unit is called {name!r}")
        known = table.setdefault(key_of(str(alias)), [])
        known += [Entry(str(alias), e.kind, e.era, e.codes, e.district, e.old_province) for e in meant]
    return {key: tuple(found) for key, found in table.items()}


def _provinces(data: Any) -> dict[str, tuple[ProvinceName, ...]]:
    table: dict[str, list[ProvinceName]] = {}
    for row in data["provinces"]:
        today = str(row["name"])
        names = [today, *row.get("old", []), *row.get("aliases", [])]
        found = [ProvinceName(str(name), today) for name in names]
        found += [ProvinceName(str(name), today, short=True) for name in row.get("short", [])]
        for name in found:
            table.setdefault(key_of(name.name), []).append(name)
    return {key: tuple(names) for key, names in table.items()}
