"""Breakdowns: the same measures for each channel, programme, commune and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.reporting.types import Line
from storage.staff_tables import source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.db import Session
    from storage.reporting import links
    from storage.reporting.counting import Sums
    from storage.reporting.people import Counted

CHANNELS = {"zalo_oa": "Zalo OA", "zalo_bot": "Zalo Bot", "telegram": "Telegram", "web": "Trang web"}
PROGRAMMES = {"id_vn": "id.vn", "biz_vn": "biz.vn", "": "Chưa chọn chương trình"}
NO_COMMUNE = "Không rõ"
NO_SOURCE = "Không rõ nguồn"
NOT_HANDED_OVER = "Không qua trợ lý"


@dataclass(frozen=True, slots=True)
class Lines:
    """Makes the lines of a breakdown from what was read."""

    sums: Sums
    fates: links.Lines
    people: Counted

    def of(self, what: str, names: Mapping[str, str]) -> tuple[Line, ...]:
        """One line for each code of `names`, in that order, then what was met besides, under its code.

        The first touch is known of interactions only: links and people are counted by the newest source.
        """
        dimension = what if what != "first_source" else None
        codes = dict.fromkeys(names)
        codes.update(dict.fromkeys(sorted(self.sums.lines(what))))
        if dimension is not None:
            codes.update(dict.fromkeys(sorted(code for _, name, code in self.fates if name == dimension)))
        return tuple(self._line(what, dimension, code, names.get(code)) for code in codes)

    def _line(self, what: str, dimension: str | None, code: str, name: str | None) -> Line:
        number = self.sums.line(what, code)
        line = Line(
            code=code,
            name=name or code or NOT_HANDED_OVER,
            interactions=number.interactions,
            conversations=number.conversations,
            says_registered=number.says,
        )
        if dimension is None:
            return line
        somebody = self.people.of(dimension, code)
        return Line(
            code=line.code,
            name=line.name,
            interactions=line.interactions,
            conversations=line.conversations,
            people=None if somebody is None else somebody.people,
            handed_over=self.fates["handed_over", dimension, code],
            says_registered=line.says_registered,
            confirmed=self.fates["confirmed", dimension, code],
        )


async def sources(session: Session, *, commune: str | None = None) -> dict[str, str]:
    """code -> label of every source that was ever registered, or of those of one commune, and what is not known."""
    every = select(source.c.code, source.c.label).order_by(source.c.label, source.c.code)
    rows = await session.execute(every if commune is None else every.where(source.c.commune == commune))
    return {**{row.code: row.label for row in rows}, "": NO_SOURCE}
