"""The tables of the statistics and of the purge: no row in here leads to a person."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - read at run time by SQLModel

from sqlalchemy import Column, LargeBinary, Text
from sqlalchemy import Date as SqlDate
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from storage.columns import key, moment, raw_bytes, table_of


class Interaction(SQLModel, table=True):
    """One turn, de-identified: no id of a person or conversation, nothing typed, the time to the hour."""

    __table_args__ = {"postgresql_partition_by": "RANGE (day)"}
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


class PersonMark(SQLModel, table=True):
    """Who reached what on which day, to count people once. `person` is hashed with the quarter's own key."""

    __tablename__ = "person_mark"
    day: date = Field(primary_key=True)
    person: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    channel: str = Field(primary_key=True)
    programme: str = Field(primary_key=True)
    mark: str = Field(primary_key=True)


class PeopleCount(SQLModel, table=True):
    """How many people reached what in a closed quarter: what stays when its marks and its key are gone."""

    __tablename__ = "people_count"
    quarter: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    programme: str = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    people: int


class QuarterKey(SQLModel, table=True):
    """The random key of a quarter's person hashes; destroyed after the quarter, which cuts the last tie."""

    __tablename__ = "quarter_key"
    quarter: str = Field(primary_key=True)
    secret: bytes | None = Field(sa_column=raw_bytes(null=True))


class PurgeRun(SQLModel, table=True):
    """One run of the purge: how many rows of each class it removed."""

    __tablename__ = "purge_run"
    id: int = Field(sa_column=key())
    at: datetime = Field(sa_column=moment())
    removed: dict[str, int] = Field(sa_column=Column(JSONB, nullable=False))


interaction = table_of(Interaction)
person_mark = table_of(PersonMark)
people_count = table_of(PeopleCount)
quarter_key = table_of(QuarterKey)
purge_run = table_of(PurgeRun)
