"""the first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

WHEN = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "consent_head",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("base_hash", sa.LargeBinary(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="consent_head_one"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account_hash", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("lang", sa.Text(), server_default="vi", nullable=False),
        sa.Column("created_at", WHEN, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("last_seen", WHEN, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("keep_until", WHEN, server_default=sa.text("now() + interval '24 hours'"), nullable=False),
        sa.Column("wake_at", WHEN, nullable=True),
        sa.Column("stopped_at", WHEN, nullable=True),
        sa.Column("erased_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("conversation_account", "conversation", ["channel", "account_hash"], unique=True)
    op.create_index(
        "conversation_erased",
        "conversation",
        ["erased_at"],
        unique=False,
        postgresql_where=sa.text("erased_at is not null"),
    )
    op.create_index(
        "conversation_wake", "conversation", ["wake_at"], unique=False, postgresql_where=sa.text("wake_at is not null")
    )
    op.create_table(
        "interaction",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", WHEN, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=True),
        sa.Column("band", sa.String(), nullable=True),
        sa.Column("node", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("answered", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "day"),
        postgresql_partition_by="RANGE (day)",
    )
    op.create_table(
        "lane",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("paused_until", WHEN, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel"),
    )
    op.create_table(
        "notice_text",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("first_used", WHEN, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "people_count",
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", "channel", "programme", "mark"),
    )
    op.create_table(
        "person_mark",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", "person", "channel", "programme", "mark"),
    )
    op.create_table(
        "purge_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("removed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "quarter_key",
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("quarter"),
    )
    op.create_table(
        "rights_request",
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("subject_hash", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("answered_at", WHEN, nullable=True),
        sa.Column("finished_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("receipt"),
    )
    op.create_index(op.f("ix_rights_request_subject_hash"), "rights_request", ["subject_hash"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject_hash", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("notice_version", sa.String(), nullable=False),
        sa.Column("notice_sha256", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("data_categories", sa.String(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("controller", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("decided_at", WHEN, nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("row_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["notice_sha256"], ["notice_text.sha256"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_consent_subject_hash"), "consent", ["subject_hash"], unique=False)
    op.create_table(
        "handover",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("wish", sa.LargeBinary(), nullable=True),
        sa.Column("personal", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_handover_conversation"), "handover", ["conversation"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ext_id", sa.String(), nullable=False),
        sa.Column("alt_hash", sa.LargeBinary(), nullable=True),
        sa.Column("conversation", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="message", nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", WHEN, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("status", sa.Text(), server_default="new", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", WHEN, nullable=True),
        sa.Column("finished_at", WHEN, nullable=True),
        sa.CheckConstraint("kind in ('message', 'elapsed')", name="inbox_kind"),
        sa.CheckConstraint("status in ('new', 'done', 'parked')", name="inbox_status"),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("inbox_alt", "inbox", ["channel", "alt_hash"], unique=True)
    op.create_index("inbox_ext", "inbox", ["channel", "ext_id"], unique=True)
    op.create_index(
        "inbox_head", "inbox", ["conversation", "id"], unique=False, postgresql_where=sa.text("status = 'new'")
    )
    op.create_index(op.f("ix_inbox_conversation"), "inbox", ["conversation"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Text(), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", WHEN, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("not_before", WHEN, nullable=True),
        sa.Column("useful_until", WHEN, nullable=False),
        sa.Column("finished_at", WHEN, nullable=True),
        sa.Column("ext_id", sa.String(), nullable=True),
        sa.CheckConstraint("status in ('pending', 'sending', 'sent', 'failed', 'cancelled')", name="outbox_status"),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dedupe_key"),
    )
    op.create_index(op.f("ix_outbox_conversation"), "outbox", ["conversation"], unique=False)
    op.create_index(
        "outbox_head",
        "outbox",
        ["conversation", "id"],
        unique=False,
        postgresql_where=sa.text("status in ('pending', 'sending')"),
    )
    op.create_index(
        "outbox_open",
        "outbox",
        ["channel", "conversation", "id"],
        unique=False,
        postgresql_where=sa.text("status in ('pending', 'sending')"),
    )
    op.create_table(
        "staff_message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", WHEN, nullable=False),
        sa.Column("closed_at", WHEN, nullable=True),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_staff_message_conversation"), "staff_message", ["conversation"], unique=False)
    op.create_table(
        "handover_open",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("handover", sa.Text(), nullable=False),
        sa.Column("opened_at", WHEN, nullable=False),
        sa.Column("robot", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["handover"], ["handover.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_handover_open_handover"), "handover_open", ["handover"], unique=False)


def downgrade() -> None:
    for name in (
        "handover_open",
        "staff_message",
        "outbox",
        "inbox",
        "handover",
        "consent",
        "rights_request",
        "quarter_key",
        "purge_run",
        "person_mark",
        "people_count",
        "notice_text",
        "lane",
        "interaction",
        "conversation",
        "consent_head",
    ):
        op.drop_table(name)
