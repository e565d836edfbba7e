"""The tables, and nothing else. Columns named in `SEALED` hold only sealed bytes; hashes are keyed.

Everything else in here may be read by whoever sees the database, so nothing in it may name a person.
"""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - read at run time by SQLModel

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, LargeBinary, Table, Text
from sqlalchemy import Date as SqlDate
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlmodel import Field, SQLModel


def _key() -> Column[int]:
    return Column(BigInteger, Identity(always=True), primary_key=True)


def _time(*, null: bool = False, stamped: bool = False) -> Column[datetime]:
    default = sql("clock_timestamp()") if stamped else None
    return Column(TIMESTAMP(timezone=True), nullable=null, server_default=default)


def _bytes(*, null: bool = False) -> Column[bytes]:
    return Column(LargeBinary, nullable=null)


def _conversation(*, gone: str, null: bool) -> Column[int]:
    return Column(BigInteger, ForeignKey("conversation.id", ondelete=gone), nullable=null, index=True)


class Conversation(SQLModel, table=True):
    """One person on one channel. The row's lock is what keeps its turns in order."""

    __table_args__ = (
        Index("conversation_account", "channel", "account_hash", unique=True),
        Index("conversation_wake", "wake_at", postgresql_where=sql("wake_at is not null")),
        Index("conversation_erased", "erased_at", postgresql_where=sql("erased_at is not null")),
    )
    id: int = Field(sa_column=_key())
    channel: str
    account_hash: bytes = Field(sa_column=_bytes())
    address: bytes = Field(sa_column=_bytes())
    state: bytes | None = Field(sa_column=_bytes(null=True))
    lang: str = Field(sa_column=Column(Text, nullable=False, server_default="vi"))
    created_at: datetime = Field(sa_column=_time(stamped=True))
    last_seen: datetime = Field(sa_column=_time(stamped=True))
    keep_until: datetime = Field(
        sa_column=Column(
            TIMESTAMP(timezone=True), nullable=False, server_default=sql("now() + interval '24 hours'")
        )
    )
    wake_at: datetime | None = Field(sa_column=_time(null=True))
    stopped_at: datetime | None = Field(sa_column=_time(null=True))
    erased_at: datetime | None = Field(sa_column=_time(null=True))


class Inbox(SQLModel, table=True):
    """Whatever moves a conversation: `message` rows hold what a network sent, `elapsed` rows hold nothing."""

    __table_args__ = (
        CheckConstraint("status in ('new', 'done', 'parked')", name="inbox_status"),
        CheckConstraint("kind in ('message', 'elapsed')", name="inbox_kind"),
        Index("inbox_ext", "channel", "ext_id", unique=True),
        Index("inbox_alt", "channel", "alt_hash", unique=True),
        Index("inbox_new", "id", postgresql_where=sql("status = 'new'")),
        Index("inbox_head", "conversation", "id", postgresql_where=sql("status = 'new'")),
    )
    id: int = Field(sa_column=_key())
    channel: str
    ext_id: str
    alt_hash: bytes | None = Field(sa_column=_bytes(null=True))
    conversation: int | None = Field(sa_column=_conversation(gone="SET NULL", null=True))
    kind: str = Field(sa_column=Column(Text, nullable=False, server_default="message"))
    raw: bytes | None = Field(sa_column=_bytes(null=True))
    received_at: datetime = Field(sa_column=_time(stamped=True))
    status: str = Field(sa_column=Column(Text, nullable=False, server_default="new"))
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    next_at: datetime | None = Field(sa_column=_time(null=True))
    finished_at: datetime | None = Field(sa_column=_time(null=True))


class Outbox(SQLModel, table=True):
    """Bubbles to send, in the order of their ids. `doubts` counts sends that may have arrived already."""

    __table_args__ = (
        CheckConstraint(
            "status in ('pending', 'sending', 'sent', 'failed', 'cancelled')", name="outbox_status"
        ),
        Index("outbox_open", "channel", "id", postgresql_where=sql("status in ('pending', 'sending')")),
        Index("outbox_head", "conversation", "id", postgresql_where=sql("status in ('pending', 'sending')")),
    )
    id: int = Field(sa_column=_key())
    conversation: int = Field(sa_column=_conversation(gone="CASCADE", null=False))
    channel: str
    dedupe_key: str = Field(unique=True)
    body: bytes | None = Field(sa_column=_bytes(null=True))
    status: str = Field(sa_column=Column(Text, nullable=False, server_default="pending"))
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    doubts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = Field(sa_column=_time(stamped=True))
    not_before: datetime | None = Field(sa_column=_time(null=True))
    useful_until: datetime = Field(sa_column=_time())
    finished_at: datetime | None = Field(sa_column=_time(null=True))
    ext_id: str | None


class Lane(SQLModel, table=True):
    """A channel whose sending pauses (a limit of the network, refused credentials), kept over restarts."""

    channel: str = Field(primary_key=True)
    paused_until: datetime = Field(sa_column=_time())
    reason: str


class NoticeText(SQLModel, table=True):
    """Words that a person decided upon, kept once and never changed."""

    __tablename__ = "notice_text"
    sha256: str = Field(primary_key=True)
    notice: str
    version: str
    lang: str
    body: str
    first_used: datetime = Field(sa_column=_time(stamped=True))


class Consent(SQLModel, table=True):
    """Proof of one decision. Append-only; `row_hash` chains each row to the one before."""

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    subject_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, index=True))
    channel: str
    purpose: str
    decision: str
    notice_id: str
    notice_version: str
    notice_sha256: str = Field(foreign_key="notice_text.sha256")
    lang: str
    data_categories: str
    sensitive: bool
    controller: str
    legal_basis: str
    method: str
    event_id: str
    decided_at: datetime = Field(sa_column=_time())
    prev_hash: bytes = Field(sa_column=_bytes())
    row_hash: bytes = Field(sa_column=_bytes())


class ConsentHead(SQLModel, table=True):
    """Both ends of the chain under a keyed hash, so that cutting rows off shows. One row."""

    __tablename__ = "consent_head"
    __table_args__ = (CheckConstraint("id = 1", name="consent_head_one"),)
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    base: int = Field(sa_column=Column(BigInteger, nullable=False))
    base_hash: bytes = Field(sa_column=_bytes())
    last: int = Field(sa_column=Column(BigInteger, nullable=False))
    last_hash: bytes = Field(sa_column=_bytes())
    mac: bytes = Field(sa_column=_bytes())


class Interaction(SQLModel, table=True):
    """One turn, de-identified: no id of a person or conversation, nothing typed, the time only to the hour."""

    __table_args__ = {"postgresql_partition_by": "RANGE (day)"}  # noqa: RUF012 - the shape SQLAlchemy asks for
    id: str = Field(sa_column=Column(Text, primary_key=True))
    day: date = Field(sa_column=Column(SqlDate, primary_key=True))
    hour: datetime = Field(sa_column=_time())
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
    """Who reached what on which day, for counting people once. `person` is hashed with the quarter's own key."""

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
    secret: bytes | None = Field(sa_column=_bytes(null=True))


class Handover(SQLModel, table=True):
    """A registration link that was handed over. `wish` and `personal` are for that person's own session."""

    id: str = Field(primary_key=True)
    conversation: int | None = Field(sa_column=_conversation(gone="SET NULL", null=True))
    channel: str
    programme: str
    subject: str | None
    wish: bytes | None = Field(sa_column=_bytes(null=True))
    personal: bytes | None = Field(sa_column=_bytes(null=True))
    created_at: datetime = Field(sa_column=_time())
    expires_at: datetime = Field(sa_column=_time())


class HandoverOpen(SQLModel, table=True):
    """Each time a link was opened; robots that only look at it are told apart."""

    __tablename__ = "handover_open"
    id: int = Field(sa_column=_key())
    handover: str = Field(
        sa_column=Column(Text, ForeignKey("handover.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    opened_at: datetime = Field(sa_column=_time())
    robot: bool


class RightsRequest(SQLModel, table=True):
    """A request about one's own data, and when it was answered and finished."""

    __tablename__ = "rights_request"
    receipt: str = Field(primary_key=True)
    kind: str
    channel: str
    subject_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, index=True))
    asked_at: datetime = Field(sa_column=_time())
    answered_at: datetime | None = Field(sa_column=_time(null=True))
    finished_at: datetime | None = Field(sa_column=_time(null=True))


class StaffMessage(SQLModel, table=True):
    """A message left for the staff, sealed."""

    __tablename__ = "staff_message"
    id: str = Field(primary_key=True)
    conversation: int | None = Field(sa_column=_conversation(gone="SET NULL", null=True))
    channel: str
    body: bytes = Field(sa_column=_bytes())
    left_at: datetime = Field(sa_column=_time())
    closed_at: datetime | None = Field(sa_column=_time(null=True))


class PurgeRun(SQLModel, table=True):
    """One run of the purge: how many rows of each class it removed."""

    __tablename__ = "purge_run"
    id: int = Field(sa_column=_key())
    at: datetime = Field(sa_column=_time())
    removed: dict[str, int] = Field(sa_column=Column(JSONB, nullable=False))


SEALED = {
    "conversation": ("address", "state"),
    "inbox": ("raw",),
    "outbox": ("body",),
    "quarter_key": ("secret",),
    "handover": ("wish", "personal"),
    "staff_message": ("body",),
}
"""table -> columns that only `storage.sealing` can read"""


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


conversation = _table(Conversation)
inbox = _table(Inbox)
outbox = _table(Outbox)
lane = _table(Lane)
notice_text = _table(NoticeText)
consent = _table(Consent)
consent_head = _table(ConsentHead)
interaction = _table(Interaction)
person_mark = _table(PersonMark)
people_count = _table(PeopleCount)
quarter_key = _table(QuarterKey)
handover = _table(Handover)
handover_open = _table(HandoverOpen)
rights_request = _table(RightsRequest)
staff_message = _table(StaffMessage)
purge_run = _table(PurgeRun)
