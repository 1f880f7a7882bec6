"""Sharing work: mentions, leave, merged cases, enterprises. Only new tables and indexes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _id() -> sa.Column[Any]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, autoincrement=True, nullable=False)


def _staff(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=40), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=24), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_case(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], ["case_record.number"], name=name)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mention",
        _id(),
        sa.Column("history_id", sa.BigInteger(), nullable=False),
        _number("case_number"),
        _staff("staff_name"),
        _moment("seen_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["history_id"], ["case_history.id"], name=op.f("fk_mention_history_id")
        ),
        _of_case("mention", "case_number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
    )
    op.create_index("ix_mention_staff_name", "mention", ["staff_name", "id"], unique=False)
    op.create_table(
        "staff_leave",
        _id(),
        _staff("staff_name"),
        _staff("substitute"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        _staff("made_by"),
        _moment("made_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_leave")),
    )
    op.create_index(op.f("ix_staff_leave_last_day"), "staff_leave", ["last_day"], unique=False)
    op.create_table(
        "case_merge",
        _number("number"),
        _number("into"),
        _staff("by"),
        _moment("at"),
        sa.Column("before", sa.Text(), nullable=False),
        _of_case("case_merge", "number"),
        _of_case("case_merge", "into"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_case_merge")),
    )
    op.create_index(op.f("ix_case_merge_into"), "case_merge", ["into"], unique=False)
    op.create_table(
        "enterprise",
        _id(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("juristic_id", sa.String(length=13), nullable=True),
        sa.Column("province", sa.String(length=5), nullable=True),
        sa.Column("size", sa.String(length=8), nullable=True),
        _staff("made_by"),
        _moment("made_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
        sa.UniqueConstraint("juristic_id", name=op.f("uq_enterprise_juristic_id")),
    )
    op.create_table(
        "enterprise_case",
        _number("case_number"),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=False),
        _staff("by"),
        _moment("at"),
        _of_case("enterprise_case", "case_number"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_case_enterprise_id")
        ),
        sa.PrimaryKeyConstraint("case_number", name=op.f("pk_enterprise_case")),
    )
    op.create_index(
        op.f("ix_enterprise_case_enterprise_id"), "enterprise_case", ["enterprise_id"], unique=False
    )
    op.create_index(
        "ix_case_record_juristic_id",
        "case_record",
        ["juristic_id"],
        unique=False,
        sqlite_where=sa.text("juristic_id IS NOT NULL"),
        postgresql_where=sa.text("juristic_id IS NOT NULL"),
    )
    op.create_index(
        "ix_case_record_province",
        "case_record",
        ["province", "opened_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_case_record_province", "case_record")
    op.drop_index("ix_case_record_juristic_id", "case_record")
    for table in ("enterprise_case", "enterprise", "case_merge", "staff_leave", "mention"):
        op.drop_table(table)
