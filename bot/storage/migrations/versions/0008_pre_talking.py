"""Talking to owners: canned and held answers, who is at a case, calls back, the month's quota.

Only new tables and their indexes: code of the release before runs on without knowing them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _row_id() -> sa.Column[Any]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, autoincrement=True, nullable=False)


def _of_a_case(table: str) -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    return (
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f(f"fk_{table}_case_number")
        ),
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "line_quota",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_quota")),
    )
    op.create_table(
        "canned_reply",
        sa.Column("unit", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("unit", "key", name=op.f("pk_canned_reply")),
    )
    op.create_table(
        "held_answer",
        _row_id(),
        sa.Column("cause", sa.Text(), nullable=False),
        *_of_a_case("held_answer"),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_answer")),
        sa.UniqueConstraint("cause", name=op.f("uq_held_answer_cause")),
    )
    op.create_table(
        "case_presence",
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("staff_name", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("case_number", "staff_name", name=op.f("pk_case_presence")),
    )
    op.create_table(
        "call_request",
        _row_id(),
        *_of_a_case("call_request"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_request")),
    )
    for table, column in (
        ("held_answer", "case_number"),
        ("case_presence", "seen_at"),
        ("call_request", "case_number"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    for table, columns in (("held_answer", ["person", "id"]), ("call_request", ["day"])):
        op.create_index(
            f"ix_{table}_waiting",
            table,
            columns,
            unique=False,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )


def downgrade() -> None:
    """Take back."""
    for table in ("call_request", "case_presence", "held_answer", "canned_reply", "line_quota"):
        op.drop_table(table)
