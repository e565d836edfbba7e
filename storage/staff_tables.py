"""The tables of the staff: accounts, sources of visitors, lists from outside, official totals."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - read at run time by SQLModel

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from storage.columns import key, moment, raw_bytes, table_of


def _of_list() -> Column[int]:
    return Column(BigInteger, ForeignKey("list_file.id", ondelete="CASCADE"), nullable=False, index=True)


class Staff(SQLModel, table=True):
    """An account. `commune` (NSO code) or `source` (code) bind an officer to what is theirs; `password` is argon2id."""

    __table_args__ = (CheckConstraint("role in ('viewer', 'officer', 'admin')", name="staff_role"),)
    name: str = Field(primary_key=True)
    role: str
    password: str
    commune: str | None
    source: str | None
    created_at: datetime = Field(sa_column=moment(stamped=True))
    disabled_at: datetime | None = Field(sa_column=moment(null=True))


class StaffSession(SQLModel, table=True):
    """A session, by the hash of its cookie. It ends with its time, its idleness, a logout or the account."""

    __tablename__ = "staff_session"
    token_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    staff: str = Field(sa_column=Column(Text, ForeignKey("staff.name", ondelete="CASCADE"), nullable=False, index=True))
    created_at: datetime = Field(sa_column=moment())
    seen_at: datetime = Field(sa_column=moment())


class LoginTry(SQLModel, table=True):
    """Failed logins by the keyed hash of an account name or of a network, so that guessing slows down."""

    __tablename__ = "login_try"
    who: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    failures: int
    last_at: datetime = Field(sa_column=moment())


class Source(SQLModel, table=True):
    """Where visitors come from: a code that stands in links, QR codes and posters."""

    __table_args__ = (
        CheckConstraint("kind in ('campaign', 'school', 'commune', 'event', 'volunteer')", name="source_kind"),
    )
    code: str = Field(primary_key=True)
    kind: str
    label: str
    commune: str | None
    created_at: datetime = Field(sa_column=moment(stamped=True))
    created_by: str
    retired_at: datetime | None = Field(sa_column=moment(null=True))


class ListFile(SQLModel, table=True):
    """A list that was imported: confirmed registrations, or enterprises and households of another department."""

    __tablename__ = "list_file"
    __table_args__ = (CheckConstraint("kind in ('confirmed', 'listed')", name="list_file_kind"),)
    id: int = Field(sa_column=key())
    kind: str
    name: str
    origin: str
    as_of: date
    sha256: str = Field(unique=True)
    rows: int
    imported_at: datetime = Field(sa_column=moment(stamped=True))
    imported_by: str


class ListDraft(SQLModel, table=True):
    """A list that was handed in and looked at, sealed, until it is imported and for a day at most. `result` is the
    file that says what became of each row."""

    __tablename__ = "list_draft"
    id: str = Field(primary_key=True)
    kind: str
    name: bytes = Field(sa_column=raw_bytes())
    origin: str
    as_of: date
    body: bytes | None = Field(sa_column=raw_bytes(null=True))
    result: bytes = Field(sa_column=raw_bytes())
    handed_in_by: str
    handed_in_at: datetime = Field(sa_column=moment())


class Confirmed(SQLModel, table=True):
    """A name that VNNIC or a registrar says is registered. `handover` is set where the bot handed that name over,
    `channel` and `source` are that link's (`storage.events.mark_confirmed`)."""

    domain: str = Field(primary_key=True)
    programme: str
    registered_on: date | None
    registrar: str | None
    commune: str | None
    list: int = Field(sa_column=_of_list())
    handover: str | None
    channel: str | None
    source: str | None


class Listed(SQLModel, table=True):
    """A number on a department's list, as a keyed hash: a household's number can be a person's."""

    __table_args__ = (Index("listed_list", "list"),)
    number_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    kind: str
    registered_on: date | None
    list: int = Field(sa_column=Column(BigInteger, ForeignKey("list_file.id", ondelete="CASCADE"), nullable=False))


class OfficialTotal(SQLModel, table=True):
    """A figure of an official source, typed in by staff: stands beside the bot's own and is never added to them."""

    __tablename__ = "official_total"
    __table_args__ = (CheckConstraint("programme in ('id_vn', 'biz_vn')", name="official_total_programme"),)
    id: int = Field(sa_column=key())
    programme: str
    as_of: date
    number: int
    origin: str
    typed_by: str
    typed_at: datetime = Field(sa_column=moment(stamped=True))


staff = table_of(Staff)
staff_session = table_of(StaffSession)
login_try = table_of(LoginTry)
source = table_of(Source)
list_file = table_of(ListFile)
list_draft = table_of(ListDraft)
confirmed = table_of(Confirmed)
listed = table_of(Listed)
official_total = table_of(OfficialTotal)
