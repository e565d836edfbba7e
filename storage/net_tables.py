"""The tables of the networks: switches, tokens that rotate, the list of what staff did, the proof of the keys."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - read at run time by SQLModel

from sqlalchemy import BigInteger, CheckConstraint, Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from storage.columns import key, moment, raw_bytes, table_of


class ChannelSwitch(SQLModel, table=True):
    """A channel that a person has switched off, with the reason. No row: it is on."""

    __tablename__ = "channel_switch"
    channel: str = Field(primary_key=True)
    reason: str
    by: str
    at: datetime = Field(sa_column=moment())


class ZaloToken(SQLModel, table=True):
    """The token pair of an Official Account, sealed; `generation` rises with every refresh."""

    __tablename__ = "zalo_token"
    app_id: str = Field(primary_key=True)
    access: bytes | None = Field(sa_column=raw_bytes(null=True))
    refresh: bytes = Field(sa_column=raw_bytes())
    first_refresh_hash: bytes = Field(sa_column=raw_bytes())
    access_until: datetime | None = Field(sa_column=moment(null=True))
    refresh_until: datetime = Field(sa_column=moment())
    refreshed_at: datetime | None = Field(sa_column=moment(null=True))
    generation: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Audit(SQLModel, table=True):
    """What staff or an operator did: who, what, to what, why. Never changed, never a person's data."""

    __tablename__ = "audit"
    id: int = Field(sa_column=key())
    at: datetime = Field(sa_column=moment(stamped=True))
    actor: str
    action: str
    target: str
    detail: dict[str, object] = Field(sa_column=Column(JSONB, nullable=False))


class KeyCheck(SQLModel, table=True):
    """By what a process knows that it has the keys of the others: a keyed hash, and something sealed. One row."""

    __tablename__ = "key_check"
    __table_args__ = (CheckConstraint("id = 1", name="key_check_one"),)
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=raw_bytes())
    probe: bytes = Field(sa_column=raw_bytes())


channel_switch = table_of(ChannelSwitch)
zalo_token = table_of(ZaloToken)
audit = table_of(Audit)
key_check = table_of(KeyCheck)
