"""staff accounts and sessions, sources of visitors, imported lists, official totals, three levels of registration"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

MOMENT = postgresql.TIMESTAMP(timezone=True)


def stamped(name: str) -> sa.Column:
    return sa.Column(name, MOMENT, server_default=sa.text("clock_timestamp()"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        stamped("created_at"),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.CheckConstraint("role in ('viewer', 'officer', 'admin')", name="staff_role"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.name"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_staff_session_staff", "staff_session", ["staff"])
    op.create_table(
        "login_try",
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("who"),
    )
    op.create_table(
        "source",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        stamped("created_at"),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind in ('campaign', 'school', 'commune', 'event', 'volunteer')", name="source_kind"),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "list_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        stamped("imported_at"),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('confirmed', 'listed')", name="list_file_kind"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_table(
        "confirmed",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("registrar", sa.String(), nullable=True),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("list", sa.BigInteger(), nullable=False),
        sa.Column("handover", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["list"], ["list_file.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("domain"),
    )
    op.create_index("ix_confirmed_list", "confirmed", ["list"])
    op.create_table(
        "listed",
        sa.Column("number_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("list", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["list"], ["list_file.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number_hash"),
    )
    op.create_index("listed_list", "listed", ["list"])
    op.create_table(
        "official_total",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("typed_by", sa.String(), nullable=False),
        stamped("typed_at"),
        sa.CheckConstraint("programme in ('id_vn', 'biz_vn')", name="official_total_programme"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("visible_on", "website_on", "says_on", "confirmed_on"):
        op.add_column("handover", sa.Column(column, sa.Date(), nullable=True))
    op.add_column("handover", sa.Column("checked_at", MOMENT, nullable=True))
    op.add_column("handover", sa.Column("wish_hash", sa.LargeBinary(), nullable=True))
    op.create_index("handover_wish", "handover", ["wish_hash"])
    op.add_column("handover", sa.Column("commune", sa.String(), nullable=True))
    op.add_column("handover", sa.Column("source", sa.String(), nullable=True))
    op.add_column("inbox", sa.Column("unclear", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("inbox_unclear", "inbox", ["id"], postgresql_where=sa.text("unclear"))


def downgrade() -> None:
    op.drop_index("inbox_unclear", "inbox")
    op.drop_column("inbox", "unclear")
    op.drop_index("handover_wish", "handover")
    for column in ("visible_on", "website_on", "says_on", "confirmed_on", "checked_at", "wish_hash", "commune", "source"):
        op.drop_column("handover", column)
    for table in ("official_total", "listed", "confirmed", "list_file", "source", "login_try", "staff_session", "staff"):
        op.drop_table(table)
