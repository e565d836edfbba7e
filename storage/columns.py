"""The kinds of columns that the tables are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, LargeBinary, Table
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import SQLModel

if TYPE_CHECKING:
    from datetime import datetime


def key() -> Column[int]:
    return Column(BigInteger, Identity(always=True), primary_key=True)


def moment(*, null: bool = False, stamped: bool = False) -> Column[datetime]:
    default = sql("clock_timestamp()") if stamped else None
    return Column(TIMESTAMP(timezone=True), nullable=null, server_default=default)


def raw_bytes(*, null: bool = False) -> Column[bytes]:
    return Column(LargeBinary, nullable=null)


def of_conversation(*, gone: str, null: bool) -> Column[int]:
    return Column(BigInteger, ForeignKey("conversation.id", ondelete=gone), nullable=null, index=True)


def table_of(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]
