"""The tables of the statistics and of the purge: no row in here leads to a person.

Where a column says nothing the text is empty; `*` stands for all of them together.
"""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - read at run time by SQLModel

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, SmallInteger, Text
from sqlalchemy import Date as SqlDate
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlmodel import Field, SQLModel

from storage.columns import key, moment, raw_bytes, table_of


class Interaction(SQLModel, table=True):
    """One turn, de-identified: no id of a person or conversation, nothing typed, the time to the hour.

    `source` is the code that the person came by last, `first_source` the first one. `opens`: a conversation begins
    with this turn. `happened`: what this turn brought, see `bot/counting.py`.
    """

    __table_args__ = (
        Index("interaction_when", "day", "hour", "id"),
        {"postgresql_partition_by": "RANGE (day)"},
    )
    id: str = Field(sa_column=Column(Text, primary_key=True))
    day: date = Field(sa_column=Column(SqlDate, primary_key=True))
    hour: datetime = Field(sa_column=moment())
    channel: str
    province: str
    commune: str | None
    lang: str
    kind: str
    intent: str | None
    band: str | None
    node: str | None
    outcome: str
    programme: str | None
    verdict: str | None
    source: str | None
    answered: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    latency_ms: int
    first_source: str | None
    opens: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=sql("false")))
    happened: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=sql("'{}'")))


class PersonMark(SQLModel, table=True):
    """How far a person came on a day in a programme, to count people once. `person` is hashed with the quarter's key.

    `step` is the number of the furthest step of the funnel, from 1; `fresh`: the person had never been here before.
    """

    __tablename__ = "person_mark"
    __table_args__ = (Index("person_mark_person", "person"),)
    day: date = Field(primary_key=True)
    person: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    programme: str = Field(primary_key=True)
    channel: str
    commune: str
    source: str
    step: int = Field(sa_column=Column(SmallInteger, nullable=False))
    fresh: bool


class PeopleCount(SQLModel, table=True):
    """People of one span of days in a closed quarter: what stays when its marks and its key are gone.

    `steps`: for each step of the funnel the people who came at least so far.
    """

    __tablename__ = "people_count"
    first: date = Field(primary_key=True)
    last: date = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    programme: str = Field(primary_key=True)
    commune: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    people: int
    fresh: int
    steps: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))


class QuarterKey(SQLModel, table=True):
    """The random key of a quarter's person hashes; destroyed after the quarter, which cuts the last tie."""

    __tablename__ = "quarter_key"
    quarter: str = Field(primary_key=True)
    secret: bytes | None = Field(sa_column=raw_bytes(null=True))


class DayCount(SQLModel, table=True):
    """Interactions of a day that is over, added up: `what` names the breakdown, `key` its line."""

    __tablename__ = "day_count"
    __table_args__ = (Index("day_count_what", "what", "channel", "programme", "day"),)
    channel: str = Field(primary_key=True)
    programme: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    what: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    interactions: int
    conversations: int
    says: int


class DaysCounted(SQLModel, table=True):
    """The last day up to which `day_count` is complete. One row."""

    __tablename__ = "days_counted"
    __table_args__ = (CheckConstraint("id = 1", name="days_counted_one"),)
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    through: date


class LinkCount(SQLModel, table=True):
    """What became of links that are forgotten by now: how many were handed over, opened, visible on which day."""

    __tablename__ = "link_count"
    day: date = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    programme: str = Field(primary_key=True)
    commune: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    number: int


class StoodStill(SQLModel, table=True):
    """Conversations that fell silent at an open question, by the day of their last message."""

    __tablename__ = "stood_still"
    day: date = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    programme: str = Field(primary_key=True)
    commune: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    node: str = Field(primary_key=True)
    conversations: int


class PurgeRun(SQLModel, table=True):
    """One run of the purge: how many rows of each class it removed."""

    __tablename__ = "purge_run"
    id: int = Field(sa_column=key())
    at: datetime = Field(sa_column=moment())
    removed: dict[str, int] = Field(sa_column=Column(JSONB, nullable=False))


class Gap(SQLModel, table=True):
    """A time in which nothing of this program ran: what people wrote then may never have come."""

    since: datetime = Field(sa_column=Column(TIMESTAMP(timezone=True), primary_key=True))
    until: datetime = Field(sa_column=moment())


interaction = table_of(Interaction)
person_mark = table_of(PersonMark)
people_count = table_of(PeopleCount)
quarter_key = table_of(QuarterKey)
day_count = table_of(DayCount)
days_counted = table_of(DaysCounted)
link_count = table_of(LinkCount)
stood_still = table_of(StoodStill)
purge_run = table_of(PurgeRun)
gap = table_of(Gap)
