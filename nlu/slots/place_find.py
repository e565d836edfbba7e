"""Which commune and which province a text means.

A name counts where a place is asked for, after a cue (xã, phường, huyện, ở, quê ...) or when it can mean nothing else.
Contract section 9: several candidates are all given and `ask` is true; nothing is chosen for the person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlu.slots.corrections import remaining
from nlu.slots.fold import word_set
from nlu.slots.keystrokes import typed_out
from nlu.slots.owners import own
from nlu.slots.place_mentions import Mention, counts, mentions_in
from nlu.slots.place_roles import meant
from nlu.slots.place_slips import slips
from nlu.types import CommuneSlot, WordSlot

if TYPE_CHECKING:
    from nlu.slots.fold import Span, Text
    from nlu.slots.places import Entry, Places

_KINDS = word_set("xa phuong huyen tinh")
_NEW = re.compile(r"\s*(?:\(\s*)?moi\b")
_PAST = re.compile(r"\s*(?:\(\s*)?cu\b")
_BESIDE = 14
"""letters between two names at most, a word for the kind of unit among them"""
_OTHER_CLAUSE = re.compile(
    r"(?<![a-z])(?:o|tai|gio|hien|dang|nhung|ma|con|que|goc|sinh|hoc|ban|qua|ve|len|xuong|di|lay|em|minh"
    r"|tui|toi|vo|chong|thi|chua|khong|ko|hong|roi|hay|hoac|chu|va|voi|la|cu|cung)(?![a-z])|[.;!?](?=\s)"
)
_ASIDE = 32
"""letters between a unit and its province at most, a district of that province among them: U Minh Thượng Kiên Giang"""


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """The slots of a text and where they stand."""

    commune: CommuneSlot | None = None
    province: WordSlot | None = None
    spans: tuple[Span, ...] = ()


def find_places(text: Text, masked: str, places: Places, *, expect: str | None) -> PlacesFound:
    """`commune` and `province` of a text; `masked` has dates and numbers blanked out."""
    asked = expect in {"commune", "province"}
    spelled = mentions_in(text, masked, places, asked=asked)
    mentions = [m for m in spelled if counts(m, text, places.province, asked=asked)]
    if not mentions and asked and (meant_text := typed_out(text)):
        mentions = [
            Mention((0, len(text.folded)), m.entries, m.names, m.kind, m.at)
            for m in mentions_in(meant_text, meant_text.folded, places, asked=True)
        ][:1]
    if asked or text.says(_KINDS):
        told = [m.span for m in spelled]
        if not mentions or any(m.names or _is_wide(m) for m in mentions):
            mentions = sorted([*mentions, *slips(text, masked, places, asked=asked, told=told)], key=lambda m: m.span)
    mentions = [mentions[i] for i in remaining(text, [m.span for m in mentions], several=True)] if mentions else []
    mentions = [mentions[i] for i in own(text, [m.span for m in mentions])]
    if not mentions:
        return PlacesFound()
    mentions = meant(mentions, text)
    return _decided(mentions, text, places, expect)


def _decided(mentions: list[Mention], text: Text, places: Places, expect: str | None) -> PlacesFound:
    local = [m for m in mentions if m.entries and not _means_province(m, mentions, expect)]
    named = [m for m in mentions if m.names and (m not in local or len(m.entries) == 0)]
    abroad = [m for m in named if all(name.today != places.province for name in m.names)]
    spans = tuple(m.span for m in mentions)
    if abroad and len(abroad) < len(named) and not local:
        return PlacesFound(None, None, spans)  # "học ở Cần Thơ, hộ khẩu Cà Mau": which one is meant is not said
    if abroad and not any(_stands_apart(m, abroad, text) for m in local):
        today = abroad[-1].names[0].today
        return PlacesFound(CommuneSlot(province=today), _province(today), spans)
    commune = _commune(local, named, text)
    if abroad:
        return PlacesFound(commune, _province(abroad[-1].names[0].today), spans)
    at_home = any(name.today == places.province for m in mentions for name in m.names)
    home = at_home or (expect == "province" and commune is not None)
    return PlacesFound(commune, _province(places.province) if home else None, spans)


def _is_wide(mention: Mention) -> bool:
    """A district: a unit of it may be named beside it."""
    return any(entry.era == "district" for entry in mention.entries)


def _means_province(mention: Mention, mentions: list[Mention], expect: str | None) -> bool:
    """A name of a province as well as of a unit here: Cà Mau, Bạc Liêu, Hòa Bình, Khánh Hòa."""
    if not mention.names or mention.kind in {"xã", "phường", "thị trấn", "huyện", "thành phố", "thị xã"}:
        return False
    if mention.kind == "tỉnh" or expect == "province":
        return True
    if expect == "commune":
        return len(mentions) > 1 and not _narrows_as_town(mention, mentions)
    # In no particular question a bare name is the province, unless a district here bears it too.
    districts = any(entry.era == "district" for entry in mention.entries)
    return not districts or mention.names[0].name == mention.names[0].today


def _narrows_as_town(mention: Mention, mentions: list[Mention]) -> bool:
    """Bạc Liêu beside a unit of that town is the town, beside any other the old province; Cà Mau is the province."""
    if mention.names[0].name == mention.names[0].today:
        return False
    if mention.names[0].name != mention.entries[0].old_province:
        return True  # Hòa Bình is a district here, whatever else bears its name
    town = {e.district for e in mention.entries}
    others = [e for m in mentions if m != mention for e in m.entries]
    return any(e.district in town for e in others) or not others


def _province(name: str) -> WordSlot:
    return WordSlot((("name", name),))


def _stands_apart(local: Mention, abroad: list[Mention], text: Text) -> bool:
    """A unit here and another province in one text belong together when no other clause begins between them."""
    for other in abroad:
        if 0 <= other.span[0] - local.span[1] <= _ASIDE and not _OTHER_CLAUSE.search(
            text.folded, local.span[1], other.span[0]
        ):
            return False
    return True


def _commune(local: list[Mention], named: list[Mention], text: Text) -> CommuneSlot | None:
    """All units that may be meant, narrowed by a district or an old province named beside them."""
    if not local:
        return None
    entries = [(m, e) for m in local for e in _of_kind(m, text)]
    finer = [(m, e) for m, e in entries if e.era != "district"]
    districts = {e.district for m, e in entries if e.era == "district" and len(local) > 1 and _is_district(m, local)}
    old = {n.name for m in [*named, *local] for n in m.names if len(local) + len(named) > 1}
    if finer and districts:
        narrowed = [(m, e) for m, e in finer if e.district in districts and not _is_district(m, local)]
        entries = narrowed or entries
    elif finer and old:
        entries = [(m, e) for m, e in entries if e.old_province in old] or entries
    codes = tuple(sorted({code for _, entry in entries for code in entry.codes}))
    return CommuneSlot(codes, ask=len(codes) > 1)


def _is_district(mention: Mention, local: list[Mention]) -> bool:
    """A district by its kind, by its only meaning, or because it follows a unit: "phường 1 Giá Rai"."""
    around = {e.district for e in local[0].entries if e.era != "district"}
    if mention != local[0] and mention.kind is None:
        return any(e.era == "district" and e.district in around for e in mention.entries)
    if mention.kind is None and len(local) > 1 and mention == local[0] and _leads(mention, local[1]):
        return True
    return mention.kind in {"huyện", "thành phố", "thị xã"} or all(e.era == "district" for e in mention.entries)


def _leads(first: Mention, second: Mention) -> bool:
    """A district said before its unit: "Đầm Dơi, xã Tân Tiến"."""
    own = {e.district for e in first.entries if e.era == "district"}
    return second.span[0] - first.span[1] < _BESIDE and any(
        e.district in own and e.era != "district" for e in second.entries
    )


def _of_kind(mention: Mention, text: Text) -> list[Entry]:
    entries = list(mention.entries)
    if mention.kind:
        entries = [e for e in entries if e.kind == mention.kind] or entries
    if _NEW.match(text.folded, mention.span[1]):
        entries = [e for e in entries if e.era == "now"] or entries
    elif _PAST.match(text.folded, mention.span[1]):
        entries = [e for e in entries if e.era != "now"] or entries
    return entries
