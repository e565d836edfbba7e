"""when answers go"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("conversation", sa.Column("answers_until", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index(
        "conversation_answers",
        "conversation",
        ["answers_until"],
        postgresql_where=sa.text("answers_until is not null"),
    )


def downgrade() -> None:
    op.drop_column("conversation", "answers_until")
