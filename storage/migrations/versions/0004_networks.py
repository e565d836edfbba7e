"""networks: switches, rotating tokens, the staff's audit list, why a bubble failed, when a person was heard"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "channel_switch",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel"),
    )
    op.create_table(
        "zalo_token",
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("access", sa.LargeBinary(), nullable=True),
        sa.Column("refresh", sa.LargeBinary(), nullable=False),
        sa.Column("first_refresh_hash", sa.LargeBinary(), nullable=False),
        sa.Column("access_until", MOMENT, nullable=True),
        sa.Column("refresh_until", MOMENT, nullable=False),
        sa.Column("refreshed_at", MOMENT, nullable=True),
        sa.Column("generation", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("app_id"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", MOMENT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.add_column("outbox", sa.Column("fault", sa.String(), nullable=True))
    op.add_column("conversation", sa.Column("heard_at", MOMENT, nullable=True))
    op.create_table(
        "key_check",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("probe", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="key_check_one"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.drop_constraint("inbox_kind", "inbox", type_="check")
    op.create_check_constraint("inbox_kind", "inbox", "kind in ('message', 'elapsed', 'looked_up', 'too_fast')")


def downgrade() -> None:
    op.drop_constraint("inbox_kind", "inbox", type_="check")
    op.create_check_constraint("inbox_kind", "inbox", "kind in ('message', 'elapsed', 'looked_up')")
    op.drop_table("key_check")
    op.drop_column("conversation", "heard_at")
    op.drop_column("outbox", "fault")
    op.drop_table("audit")
    op.drop_table("zalo_token")
    op.drop_table("channel_switch")
