"""the figures: people by day, counts that stay, days added up, where conversations stood still"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

MOMENT = postgresql.TIMESTAMP(timezone=True)

STEP = """case when mark = 'consented' then 2 when mark in ('verdict:eligible', 'verdict:borderline',
'verdict:ask_registrar') then 4 when mark like 'verdict:%' then 3 when mark = 'handed_over' then 5
when mark = 'says_registered' then 7 else 1 end"""


def texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    op.add_column("interaction", sa.Column("first_source", sa.String(), nullable=True))
    op.add_column("interaction", sa.Column("opens", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(
        "interaction",
        sa.Column("happened", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.create_index("interaction_when", "interaction", ["day", "hour", "id"])
    people()
    counts()
    op.add_column("conversation", sa.Column("stood_still_at", MOMENT, nullable=True))
    op.add_column("confirmed", sa.Column("channel", sa.String(), nullable=True))
    op.add_column("confirmed", sa.Column("source", sa.String(), nullable=True))


def people() -> None:
    """Marks become one row for each person, day and programme. No quarter was ever closed under the old form."""
    op.rename_table("person_mark", "old_mark")
    op.execute("alter index person_mark_pkey rename to old_mark_pkey")
    op.create_table(
        "person_mark",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        *texts("programme", "channel", "commune", "source"),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", "person", "programme"),
    )
    op.create_index("person_mark_person", "person_mark", ["person"])
    op.execute(
        f"insert into person_mark select day, person, programme, min(channel), '', '', max({STEP}), "
        "bool_or(mark = 'new') from old_mark group by day, person, programme"
    )
    op.drop_table("old_mark")
    op.drop_table("people_count")
    op.create_table(
        "people_count",
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        *texts("channel", "programme", "commune", "source"),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("steps", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("first", "last", "channel", "programme", "commune", "source"),
    )


def counts() -> None:
    op.create_table(
        "day_count",
        *texts("channel", "programme"),
        sa.Column("day", sa.Date(), nullable=False),
        *texts("what", "key"),
        sa.Column("interactions", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("says", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "programme", "day", "what", "key"),
    )
    op.create_index("day_count_what", "day_count", ["what", "channel", "programme", "day"])
    op.create_table(
        "days_counted",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.CheckConstraint("id = 1", name="days_counted_one"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "link_count",
        sa.Column("day", sa.Date(), nullable=False),
        *texts("channel", "programme", "commune", "source", "what"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "channel", "programme", "commune", "source", "what"),
    )
    op.create_table(
        "stood_still",
        sa.Column("day", sa.Date(), nullable=False),
        *texts("channel", "programme", "commune", "source", "node"),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "channel", "programme", "commune", "source", "node"),
    )


def downgrade() -> None:
    """The marks of people cannot be turned back; they are counted anew from here on."""
    for table, column in (("confirmed", "source"), ("confirmed", "channel"), ("conversation", "stood_still_at")):
        op.drop_column(table, column)
    for table in ("stood_still", "link_count", "days_counted", "day_count", "people_count", "person_mark"):
        op.drop_table(table)
    op.create_table(
        "people_count",
        *texts("quarter", "channel", "programme", "mark"),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", "channel", "programme", "mark"),
    )
    op.create_table(
        "person_mark",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        *texts("channel", "programme", "mark"),
        sa.PrimaryKeyConstraint("day", "person", "channel", "programme", "mark"),
    )
    op.drop_index("interaction_when", "interaction")
    for column in ("happened", "opens", "first_source"):
        op.drop_column("interaction", column)
