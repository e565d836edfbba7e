"""The figures of a period counted by hand: plain loops over the raw turns, sharing nothing with the queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import ceil
from typing import TYPE_CHECKING, Any

from tests.storage.population import COMMUNES, LIST_DAY, SOURCES, Link, Population, Said, here
from tests.storage.population_rows import marks, quarter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from storage.reporting.types import Filter

BY_ITSELF = ("looked_up", "elapsed")
CHANNELS = ("zalo_oa", "zalo_bot", "telegram", "web")


def two_figures(number: int) -> int:
    """Rounded half up to two figures, as people round."""
    unit = int(10 ** max(0, len(str(number)) - 2))
    return (number + unit // 2) // unit * unit


def nearest_rank(numbers: Iterable[int], share: float) -> int | None:
    row = sorted(numbers)
    return row[ceil(share * len(row)) - 1] if row else None


class ByHand:
    """Counts what happened from `first` to `last`, in Viet Nam."""

    def __init__(self, of: Population, first: date, last: date, wanted: Filter) -> None:
        self.first, self.last, self.wanted, self.of = first, last, wanted, of
        self.said = [s for s in of.said if self.inside(s.at) and self.fits(s)]
        self.links = [link for link in of.links if self.fits(link)]
        listed = [(row, row.link) for row in of.listed]
        self.confirmed = [
            (row.registered_on or LIST_DAY, link.channel if link else "", row.programme, row.commune or "",
             (link.source if link else "") or "")
            for row, link in listed
        ]  # fmt: skip

    def inside(self, at: datetime) -> bool:
        return self.first <= here(at) <= self.last

    def fits(self, row: Said | Link) -> bool:
        w = self.wanted
        return (
            w.channel in (None, row.channel)
            and w.programme in (None, row.programme or "")
            and w.commune in (None, row.commune or "")
            and w.source in (None, row.source or "")
        )

    # -- people -------------------------------------------------------------------------------------------------
    def people(self, what: str = "", code: str = "") -> tuple[int, int, list[int]]:
        """(people, new, for each step those who came so far) of a line."""
        furthest: defaultdict[tuple[str, bytes], int] = defaultdict(int)
        fresh: set[tuple[str, bytes]] = set()
        w = self.wanted
        place = {"channel": 3, "programme": 2, "commune": 4, "source": 5}
        asked = {"channel": w.channel, "programme": w.programme, "commune": w.commune, "source": w.source}
        if what and asked[what] not in (None, code):
            return 0, 0, [0] * 8
        asked |= {what: code} if what else {}
        for row in marks_of(self.of):
            day, person, step, new = row[0], row[1], row[6], row[7]
            if not self.first <= day <= self.last:
                continue
            if any(want is not None and row[place[name]] != want for name, want in asked.items()):
                continue
            who = (quarter(day), person)
            furthest[who] = max(furthest[who], step)
            if new:
                fresh.add(who)
        return len(furthest), len(fresh), [sum(f >= k for f in furthest.values()) for k in range(1, 9)]

    # -- talks --------------------------------------------------------------------------------------------------
    def happened(self, name: str) -> int:
        return sum(name in s.happened for s in self.said)

    def intents(self) -> set[tuple[str, int, int]]:
        heard: Counter[str] = Counter()
        answered: Counter[str] = Counter()
        for s in self.said:
            meant = set(s.answered) | ({s.intent} if s.intent and s.band == "sure" else set())
            heard.update(meant)
            answered.update(s.answered)
        return {(name, heard[name], answered[name]) for name in heard}

    def hours(self) -> list[int]:
        found = Counter((s.at.hour + 7) % 24 for s in self.said if s.kind not in BY_ITSELF)
        return [found[hour] for hour in range(24)]

    def response(self, share: float) -> int | None:
        return nearest_rank((two_figures(s.latency) for s in self.said if s.kind not in BY_ITSELF), share)

    # -- links --------------------------------------------------------------------------------------------------
    def day_of(self, link: Link, what: str) -> date | None:
        if what == "opened":
            times = [at for at, robot in link.opened if not robot]
            return here(min(times)) if times else None
        return {"handed_over": here(link.at), "visible": link.visible_on, "website": link.website_on}[what]

    def fate(self, what: str, name: str = "", code: str = "") -> int:
        found = [link for link in self.links if not name or (getattr(link, name) or "") == code]
        days = [self.day_of(link, what) for link in found]
        return sum(day is not None and self.first <= day <= self.last for day in days)

    def listed(self, what: str = "", code: str = "", *, ever: bool = False) -> int:
        w, count = self.wanted, 0
        for day, channel, programme, commune, source in self.confirmed:
            row = {"channel": channel, "programme": programme, "commune": commune, "source": source}
            asked = {} if ever else {name: getattr(w, name) for name in row}
            if what and asked.get(what, code) not in (None, code):
                continue
            asked |= {what: code} if what else {}
            inside = (ever or self.first <= day) and day <= self.last
            count += inside and all(want is None or row[name] == want for name, want in asked.items())
        return count

    def lines(self, what: str) -> dict[str, tuple[int | None, ...]]:
        """code -> (interactions, conversations, says registered, handed over, confirmed)."""
        name = {"first_source": "first_source", "source": "source"}.get(what, what)
        groups: defaultdict[str, list[Said]] = defaultdict(list)
        for s in self.said:
            groups[getattr(s, name) or ""].append(s)
        codes = {*groups, "", *{"channel": CHANNELS, "commune": COMMUNES}.get(what, SOURCES)}
        if what == "programme":
            codes = {"id_vn", "biz_vn", ""}
        out: dict[str, tuple[int | None, ...]] = {}
        for code in codes:
            rows = groups[code]
            seen = (len(rows), sum(s.opens for s in rows), sum("says_registered" in s.happened for s in rows))
            if what == "first_source":
                out[code] = (*seen, None, None)
                continue
            handed = self.fate("handed_over", what, code)
            out[code] = (*seen, handed, self.listed(what, code))
        return out


_MARKS: dict[int, list[Any]] = {}


def marks_of(of: Population) -> list[Any]:
    if id(of) not in _MARKS:
        _MARKS.clear()
        _MARKS[id(of)] = list(marks(of))
    return _MARKS[id(of)]
