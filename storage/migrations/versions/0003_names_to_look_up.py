"""names to look up"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "lookup",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column(
            "asked_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_lookup_conversation", "lookup", ["conversation"])
    op.drop_constraint("inbox_kind", "inbox", type_="check")
    op.create_check_constraint("inbox_kind", "inbox", "kind in ('message', 'elapsed', 'looked_up')")
    op.create_index("outbox_of", "outbox", ["conversation", "id"])


def downgrade() -> None:
    op.drop_index("outbox_of", "outbox")
    op.drop_constraint("inbox_kind", "inbox", type_="check")
    op.create_check_constraint("inbox_kind", "inbox", "kind in ('message', 'elapsed')")
    op.drop_table("lookup")
