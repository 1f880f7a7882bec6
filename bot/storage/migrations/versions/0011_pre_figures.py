"""What is counted of each case, the daily totals, and technical bookings. Only new tables.

The facts begin empty; the sweeper fills them from the beginning of the cases' history.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "figure_fact",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("area", sa.String(length=5), nullable=False),
        sa.Column("petitioner", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("reporting", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("track", sa.String(length=12), nullable=True),
        sa.Column("promised", sa.Date(), nullable=True),
        sa.Column("contact_days", sa.Integer(), nullable=True),
        sa.Column("close_days", sa.Integer(), nullable=True),
        sa.Column("ended_day", sa.Date(), nullable=True),
        sa.Column("loan_baht", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_figure_fact")),
    )
    op.create_index("ix_figure_fact_day", "figure_fact", ["day", "number"], unique=False)
    op.create_index(
        "ix_figure_fact_petitioner",
        "figure_fact",
        ["petitioner", "day", "area", "kind"],
        unique=False,
    )
    for name, column in (("ended", "ended_day"), ("promised", "promised")):
        op.create_index(
            f"ix_figure_fact_{name}",
            "figure_fact",
            [column, "number"],
            unique=False,
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
    op.create_table(
        "figure_day",
        sa.Column("area", sa.String(length=5), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("area", "measure", "day", "key", name=op.f("pk_figure_day")),
    )
    op.create_table(
        "figure_mark",
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("history_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_figure_mark")),
    )
    op.create_table(
        "booking",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("unit", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("expert", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f("fk_booking_case_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("cause", name=op.f("uq_booking_cause")),
    )
    op.create_index(op.f("ix_booking_case_number"), "booking", ["case_number"], unique=False)
    op.create_index(op.f("ix_booking_at"), "booking", ["at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("booking")
    op.drop_table("figure_mark")
    op.drop_table("figure_day")
    op.drop_table("figure_fact")
