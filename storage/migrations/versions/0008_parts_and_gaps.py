"""long texts that went out in part; times when nothing ran"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("parts", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "gap",
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("since"),
    )


def downgrade() -> None:
    op.drop_table("gap")
    op.drop_column("outbox", "parts")
