"""The tables, and nothing else. Columns named in `SEALED` hold only sealed bytes; hashes are keyed.

Everything else in here may be read by whoever sees the database, so nothing in it may name a person.
"""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - read at run time by SQLModel

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from storage.columns import key, moment, of_conversation, raw_bytes, table_of


class Conversation(SQLModel, table=True):
    """One person on one channel. The row's lock is what keeps its turns in order.

    `heard_at` is when the person last wrote or tapped: networks let us answer for a while after that.
    `stood_still_at` is the `heard_at` whose silence at an open question was counted.
    """

    __table_args__ = (
        Index("conversation_account", "channel", "account_hash", unique=True),
        Index("conversation_wake", "wake_at", postgresql_where=sql("wake_at is not null")),
        Index("conversation_answers", "answers_until", postgresql_where=sql("answers_until is not null")),
        Index("conversation_erased", "erased_at", postgresql_where=sql("erased_at is not null")),
    )
    id: int = Field(sa_column=key())
    channel: str
    account_hash: bytes = Field(sa_column=raw_bytes())
    address: bytes = Field(sa_column=raw_bytes())
    state: bytes | None = Field(sa_column=raw_bytes(null=True))
    lang: str = Field(sa_column=Column(Text, nullable=False, server_default="vi"))
    created_at: datetime = Field(sa_column=moment(stamped=True))
    last_seen: datetime = Field(sa_column=moment(stamped=True))
    keep_until: datetime = Field(
        sa_column=Column(TIMESTAMP(timezone=True), nullable=False, server_default=sql("now() + interval '24 hours'"))
    )
    wake_at: datetime | None = Field(sa_column=moment(null=True))
    stopped_at: datetime | None = Field(sa_column=moment(null=True))
    erased_at: datetime | None = Field(sa_column=moment(null=True))
    answers_until: datetime | None = Field(sa_column=moment(null=True))
    heard_at: datetime | None = Field(sa_column=moment(null=True))
    stood_still_at: datetime | None = Field(sa_column=moment(null=True))


class Inbox(SQLModel, table=True):
    """Whatever moves a conversation: `message` rows hold what a network sent, `elapsed` rows nothing,
    `looked_up` rows what DNS said. `unclear`: the bot did not understand it, staff may look at it while it is kept."""

    __table_args__ = (
        CheckConstraint("status in ('new', 'done', 'parked')", name="inbox_status"),
        CheckConstraint("kind in ('message', 'elapsed', 'looked_up', 'too_fast')", name="inbox_kind"),
        Index("inbox_ext", "channel", "ext_id", unique=True),
        Index("inbox_alt", "channel", "alt_hash", unique=True),
        Index("inbox_head", "conversation", "id", postgresql_where=sql("status = 'new'")),
        Index("inbox_unclear", "id", postgresql_where=sql("unclear")),
    )
    id: int = Field(sa_column=key())
    channel: str
    ext_id: str
    alt_hash: bytes | None = Field(sa_column=raw_bytes(null=True))
    conversation: int | None = Field(sa_column=of_conversation(gone="SET NULL", null=True))
    kind: str = Field(sa_column=Column(Text, nullable=False, server_default="message"))
    raw: bytes | None = Field(sa_column=raw_bytes(null=True))
    received_at: datetime = Field(sa_column=moment(stamped=True))
    status: str = Field(sa_column=Column(Text, nullable=False, server_default="new"))
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    next_at: datetime | None = Field(sa_column=moment(null=True))
    finished_at: datetime | None = Field(sa_column=moment(null=True))
    unclear: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=sql("false")))


class Outbox(SQLModel, table=True):
    """Bubbles to send, in the order of their ids. `doubts` counts sends that may have arrived already, `parts` how
    much of a long text has arrived for certain."""

    __table_args__ = (
        CheckConstraint("status in ('pending', 'sending', 'sent', 'failed', 'cancelled')", name="outbox_status"),
        Index("outbox_open", "channel", "conversation", "id", postgresql_where=sql("status in ('pending', 'sending')")),
        Index("outbox_of", "conversation", "id"),
        Index("outbox_head", "conversation", "id", postgresql_where=sql("status in ('pending', 'sending')")),
    )
    id: int = Field(sa_column=key())
    conversation: int = Field(sa_column=of_conversation(gone="CASCADE", null=False))
    channel: str
    dedupe_key: str = Field(unique=True)
    body: bytes | None = Field(sa_column=raw_bytes(null=True))
    status: str = Field(sa_column=Column(Text, nullable=False, server_default="pending"))
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    doubts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    parts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = Field(sa_column=moment(stamped=True))
    not_before: datetime | None = Field(sa_column=moment(null=True))
    useful_until: datetime = Field(sa_column=moment())
    finished_at: datetime | None = Field(sa_column=moment(null=True))
    ext_id: str | None
    fault: str | None


class Lane(SQLModel, table=True):
    """A channel whose sending pauses (a limit of the network, refused credentials), kept over restarts."""

    channel: str = Field(primary_key=True)
    paused_until: datetime = Field(sa_column=moment())
    reason: str


class NoticeText(SQLModel, table=True):
    """Words that a person decided upon, kept once and never changed."""

    __tablename__ = "notice_text"
    sha256: str = Field(primary_key=True)
    notice: str
    version: str
    lang: str
    body: str
    first_used: datetime = Field(sa_column=moment(stamped=True))


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
    decided_at: datetime = Field(sa_column=moment())
    prev_hash: bytes = Field(sa_column=raw_bytes())
    row_hash: bytes = Field(sa_column=raw_bytes())


class ConsentHead(SQLModel, table=True):
    """Both ends of the chain under a keyed hash, so that cutting rows off shows. One row."""

    __tablename__ = "consent_head"
    __table_args__ = (CheckConstraint("id = 1", name="consent_head_one"),)
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    base: int = Field(sa_column=Column(BigInteger, nullable=False))
    base_hash: bytes = Field(sa_column=raw_bytes())
    last: int = Field(sa_column=Column(BigInteger, nullable=False))
    last_hash: bytes = Field(sa_column=raw_bytes())
    mac: bytes = Field(sa_column=raw_bytes())


class Handover(SQLModel, table=True):
    """A registration link that was handed over. `wish` and `personal` are for that person's own session.

    What became of the name stands in days that are never mixed: the person says so (`says_on`), DNS knows the name
    (`visible_on`), its website answers (`website_on`), a list of VNNIC or a registrar has it (`confirmed_on`).
    `wish_hash` is a keyed hash, by which such a list finds it.
    """

    __table_args__ = (Index("handover_wish", "wish_hash"),)
    id: str = Field(primary_key=True)
    conversation: int | None = Field(sa_column=of_conversation(gone="SET NULL", null=True))
    channel: str
    programme: str
    subject: str | None
    wish: bytes | None = Field(sa_column=raw_bytes(null=True))
    personal: bytes | None = Field(sa_column=raw_bytes(null=True))
    created_at: datetime = Field(sa_column=moment())
    expires_at: datetime = Field(sa_column=moment())
    wish_hash: bytes | None = Field(sa_column=raw_bytes(null=True))
    commune: str | None
    source: str | None
    says_on: date | None
    visible_on: date | None
    website_on: date | None
    confirmed_on: date | None
    checked_at: datetime | None = Field(sa_column=moment(null=True))


class HandoverOpen(SQLModel, table=True):
    """Each time a link was opened; robots that only look at it are told apart."""

    __tablename__ = "handover_open"
    id: int = Field(sa_column=key())
    handover: str = Field(
        sa_column=Column(Text, ForeignKey("handover.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    opened_at: datetime = Field(sa_column=moment())
    robot: bool


class RightsRequest(SQLModel, table=True):
    """A request about one's own data, and when it was answered and finished."""

    __tablename__ = "rights_request"
    receipt: str = Field(primary_key=True)
    kind: str
    channel: str
    subject_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, index=True))
    asked_at: datetime = Field(sa_column=moment())
    answered_at: datetime | None = Field(sa_column=moment(null=True))
    finished_at: datetime | None = Field(sa_column=moment(null=True))


class StaffMessage(SQLModel, table=True):
    """A message left for the staff, sealed."""

    __tablename__ = "staff_message"
    id: str = Field(primary_key=True)
    conversation: int | None = Field(sa_column=of_conversation(gone="SET NULL", null=True))
    channel: str
    body: bytes = Field(sa_column=raw_bytes())
    left_at: datetime = Field(sa_column=moment())
    closed_at: datetime | None = Field(sa_column=moment(null=True))


class Lookup(SQLModel, table=True):
    """A wished name that DNS is to be asked about, sealed."""

    id: str = Field(primary_key=True)
    conversation: int = Field(sa_column=of_conversation(gone="CASCADE", null=False))
    channel: str
    name: bytes = Field(sa_column=raw_bytes())
    asked_at: datetime = Field(sa_column=moment(stamped=True))


SEALED = {
    "conversation": ("address", "state"),
    "inbox": ("raw",),
    "outbox": ("body",),
    "quarter_key": ("secret",),
    "handover": ("wish", "personal"),
    "staff_message": ("body",),
    "lookup": ("name",),
    "zalo_token": ("access", "refresh"),
    "key_check": ("probe",),
    "list_draft": ("name", "body", "result"),
}
"""table -> columns that only `storage.sealing` can read"""


conversation = table_of(Conversation)
inbox = table_of(Inbox)
outbox = table_of(Outbox)
lane = table_of(Lane)
notice_text = table_of(NoticeText)
consent = table_of(Consent)
consent_head = table_of(ConsentHead)
handover = table_of(Handover)
handover_open = table_of(HandoverOpen)
rights_request = table_of(RightsRequest)
staff_message = table_of(StaffMessage)
lookup = table_of(Lookup)
