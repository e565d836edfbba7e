"""A population whose every turn is known, to be written into a database and counted by hand."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

HOURS_AHEAD = timedelta(hours=7)
FIRST_DAY, TODAY = date(2025, 10, 1), date(2026, 11, 22)
CHANNELS = ("zalo_oa", "zalo_bot", "telegram", "web")
COMMUNES = tuple(str(31825 + 3 * n) for n in range(64))
SOURCES = ("thpt-ho-thi-ky", "qr-hoi-cho", "tinh-doan", "phuong-an-xuyen", "le-ra-quan")
INTENTS = ("cost", "deadline", "who_id_vn", "steps", "scam", "inform", "greet", "after_2_years", "docs_biz_vn")
VERDICTS = ("eligible", "borderline", "too_young", "too_old", "no_certificate", "ask_registrar")
OPEN = ("eligible", "borderline", "ask_registrar")
NODES = ("consent", "birth_date", "citizen", "domain", "confirm", "commune")
EVE = datetime(2026, 3, 31, 16, 40, tzinfo=UTC)
"""23:40 of 31 March in Viet Nam: the last evening of a quarter"""


def here(at: datetime) -> date:
    """The day in Viet Nam, worked out without a time zone file."""
    return (at + HOURS_AHEAD).date()


@dataclass(slots=True)
class Said:
    """One turn as it was: what the log keeps of it, and who it was."""

    at: datetime
    person: int
    channel: str
    programme: str | None
    commune: str | None
    source: str | None
    first_source: str | None
    kind: str
    intent: str | None
    band: str | None
    answered: tuple[str, ...]
    outcome: str
    verdict: str | None
    happened: tuple[str, ...]
    latency: int
    step: int
    forgotten: bool
    opens: bool


@dataclass(slots=True)
class Link:
    """A link, what became of it, and on which days its owner could still be marked."""

    id: str
    at: datetime
    person: int
    channel: str
    programme: str
    commune: str | None
    source: str | None
    opened: tuple[tuple[datetime, bool], ...] = ()
    visible_on: date | None = None
    website_on: date | None = None
    says_on: date | None = None
    marked: list[tuple[datetime, int]] = field(default_factory=list)


@dataclass(slots=True)
class Listed:
    """A row of an imported list."""

    domain: str
    programme: str
    registered_on: date | None
    commune: str | None
    link: Link | None


LIST_DAY = date(2026, 8, 20)


@dataclass
class Population:
    """Everything that happened."""

    said: list[Said] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    stood_still: dict[tuple[date, str, str, str, str, str], int] = field(default_factory=dict)
    totals: list[tuple[str, date, int]] = field(default_factory=list)


Where = tuple[str, str | None, str | None, str | None]
"""channel, programme, commune, source"""


class _Maker:
    """Makes people, one after the other, from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.out = Population()
        self.person = 0

    def make(self, interactions: int) -> Population:
        chance, out = self.chance, self.out
        days = (TODAY - FIRST_DAY).days
        start = datetime(2025, 9, 30, 17, tzinfo=UTC)
        while len(out.said) < interactions:
            on_the_eve = chance.random() < 0.01
            self._live(EVE if on_the_eve else start + timedelta(minutes=chance.randrange((days - 1) * 1440)))
        del out.said[interactions:]
        self._lists()
        for _ in range(200):
            day = FIRST_DAY + timedelta(days=chance.randrange(days))
            place = (day, chance.choice(CHANNELS), chance.choice(("id_vn", "biz_vn")))
            key = (*place, chance.choice(("", *COMMUNES[:5])), chance.choice(("", *SOURCES)), chance.choice(NODES))
            out.stood_still[key] = out.stood_still.get(key, 0) + chance.randrange(1, 9)
        out.totals = [
            ("id_vn", date(2026, 3, 31), 700),
            ("id_vn", date(2026, 9, 30), 1500),
            ("biz_vn", date(2026, 12, 1), 9),
        ]
        return out

    def _live(self, at: datetime) -> None:
        chance = self.chance
        self.person += 1
        # A minute's start within the hour: no two people's turns need be told apart by their times.
        channel, commune = chance.choice(CHANNELS), chance.choice(COMMUNES) if chance.random() < 0.4 else None
        first = chance.choice(SOURCES) if chance.random() < 0.5 else None
        last, forgotten, programme = first, True, None
        end = datetime(TODAY.year, TODAY.month, TODAY.day, 5, tzinfo=UTC)
        for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
            opens = True
            last = chance.choice(SOURCES) if chance.random() < 0.2 else last
            first = first or last
            for _ in range(chance.randrange(1, 14)):
                if at >= end:
                    return
                programme = programme or chance.choice((None, "id_vn", "biz_vn"))
                where = (channel, programme, commune, last)
                said = self._turn(at, where, first=first, forgotten=forgotten, opens=opens)
                self.out.said.append(said)
                forgotten = "erased" in said.happened
                opens = opens and said.kind == "elapsed"
                if forgotten:
                    first = last = programme = None
                at += timedelta(seconds=chance.randrange(5, 400))
            at += timedelta(hours=12) + timedelta(minutes=int(chance.expovariate(1 / 20000)))

    def _turn(self, at: datetime, where: Where, *, first: str | None, forgotten: bool, opens: bool) -> Said:
        channel, programme, commune, last = where
        chance = self.chance
        kind = chance.choice(("text",) * 8 + ("tap",) * 4 + ("start", "sticker", "looked_up", "elapsed"))
        own = kind not in ("looked_up", "elapsed")
        happened: list[str] = []
        step = 1
        if kind == "elapsed":
            happened.append("reminded")
        elif own and programme is not None:
            step = self._progress(at, where, happened)
        if own and chance.random() < 0.05:
            kinds = ("human", "left_message", "feedback", "rated_1", "rated_4", "rated_5", "not_understood", "erased")
            happened.append(chance.choice(kinds))
        band = chance.choice(("sure", "sure", "unsure", "lost")) if kind == "text" else None
        return Said(
            at=at,
            person=self.person,
            channel=channel,
            programme=programme,
            commune=commune,
            source=last,
            first_source=first,
            kind=kind,
            intent=None if band is None else chance.choice(INTENTS),
            band=band,
            answered=tuple(dict.fromkeys(chance.choices(INTENTS, k=chance.choice((0, 0, 1, 1, 2)))) if own else ()),
            outcome=next((h for h in happened if ":" not in h), ""),
            verdict=chance.choice((None, *VERDICTS)),
            happened=tuple(happened),
            latency=chance.choice((chance.randrange(1, 10), chance.randrange(10, 900), chance.randrange(900, 15000))),
            step=step,
            forgotten=forgotten,
            opens=opens and own,
        )

    def _progress(self, at: datetime, where: Where, happened: list[str]) -> int:
        """What is reached in this turn, several steps at once among it."""
        chance, step = self.chance, 1
        if chance.random() < 0.15:
            happened.append("consented")
            step = 2
        if chance.random() < 0.15:
            verdict = chance.choice(VERDICTS)
            happened.append(f"verdict:{verdict}")
            step = 4 if verdict in OPEN else 3
        if chance.random() < 0.06:
            happened.append("handed_over")
            step = 5
            self._link(at, where)
        if chance.random() < 0.03:
            happened.append("says_registered")
            happened += ["registered_after_reminder"] if chance.random() < 0.3 else []
            step = 7
        return step

    def _link(self, at: datetime, where: Where) -> None:
        chance, (channel, programme, commune, source) = self.chance, where
        assert programme is not None
        link = Link(f"link{len(self.out.links)}", at, self.person, channel, programme, commune, source)
        later = at + timedelta(minutes=chance.randrange(1, 5000))
        robots = [(at + timedelta(seconds=20), True)] * chance.randrange(2)
        people = [(later, False), (later + timedelta(days=1), False)][: chance.randrange(3)]
        link.opened = tuple(robots + people)
        if people and chance.random() < 0.8:
            link.marked.append((later, 6))
        if chance.random() < 0.4:
            link.visible_on = here(at) + timedelta(days=chance.randrange(1, 9))
            link.website_on = link.visible_on + timedelta(days=3) if chance.random() < 0.5 else None
        self.out.links.append(link)

    def _lists(self) -> None:
        chance = self.chance
        for link in chance.sample(self.out.links, len(self.out.links) // 5):
            day = None if chance.random() < 0.2 else here(link.at) + timedelta(days=2)
            self.out.listed.append(Listed(f"{link.id}.vn", link.programme, day, link.commune, link))
            if chance.random() < 0.5:
                link.marked.append((link.at + timedelta(days=20), 8))
        for n in range(len(self.out.links) // 10):
            commune = chance.choice((None, *COMMUNES[:9]))
            programme = chance.choice(("id_vn", "biz_vn"))
            self.out.listed.append(Listed(f"other{n}.vn", programme, date(2026, 5, 5), commune, None))


def make(interactions: int, *, seed: int = 7) -> Population:
    """People who talk, come back over quarters, get links and register; so many turns in all."""
    return _Maker(seed).make(interactions)
