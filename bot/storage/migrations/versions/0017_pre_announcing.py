"""Announcements: whom they reach, their drafts, approvals and chunks, and who answers them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Those who have cases are known by where they last were and what they asked for.
_FRIENDS = """
    INSERT INTO friend (person, province, needs)
    SELECT person, COALESCE(MAX(province), ''),
        MAX(CASE WHEN category = 'financing' THEN 1 ELSE 0 END)
        + MAX(CASE WHEN category = 'technology' THEN 2 ELSE 0 END)
        + MAX(CASE WHEN category = 'market' THEN 4 ELSE 0 END)
        + MAX(CASE WHEN category = 'rescue' THEN 8 ELSE 0 END)
    FROM case_record WHERE person LIKE 'U%' GROUP BY person
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "broadcast",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("messages", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nationwide", sa.Boolean(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("corrects", sa.BigInteger(), nullable=True),
        sa.Column("pilot", sa.String(length=5), nullable=True),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bound", sa.BigInteger(), nullable=True),
        sa.Column("frozen_upto", sa.Text(), nullable=True),
        sa.Column("matched", sa.BigInteger(), nullable=True),
        sa.Column("left_out", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["corrects"], ["broadcast.id"], name=op.f("fk_broadcast_corrects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    op.create_index(
        "ix_broadcast_under_way",
        "broadcast",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state IN ('approved', 'sending', 'held')"),
        postgresql_where=sa.text("state IN ('approved', 'sending', 'held')"),
    )
    op.create_table(
        "friend",
        sa.Column("province", sa.String(length=5), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("sector", sa.String(length=12), nullable=True),
        sa.Column("size", sa.String(length=8), nullable=True),
        sa.Column("legal_form", sa.String(length=12), nullable=True),
        sa.Column("needs", sa.SmallInteger(), nullable=False),
        sa.Column("topics", sa.SmallInteger(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("province", "person", name=op.f("pk_friend")),
        sa.UniqueConstraint("person", name=op.f("uq_friend_person")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "programme_interest",
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("programme", "person", name=op.f("pk_programme_interest")),
    )
    op.create_index("ix_programme_interest_person", "programme_interest", ["person"], unique=False)
    op.create_table(
        "broadcast_answer",
        sa.Column("broadcast_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_answer_broadcast_id")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "person", name=op.f("pk_broadcast_answer")),
    )
    op.create_table(
        "broadcast_ride",
        sa.Column("broadcast_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_broadcast_ride_broadcast_id"),
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "person", name=op.f("pk_broadcast_ride")),
    )
    op.create_table(
        "broadcast_approval",
        sa.Column("broadcast_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_approval_broadcast_id")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "staff_name", name=op.f("pk_broadcast_approval")),
    )
    op.create_table(
        "broadcast_chunk",
        sa.Column("broadcast_id", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("provinces", sa.Text(), nullable=False),
        sa.Column("retry_key", sa.String(length=36), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=True),
        sa.Column("count", sa.SmallInteger(), nullable=True),
        sa.Column("left_out", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("unknown_attempts", sa.SmallInteger(), nullable=False),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_chunk_broadcast_id")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "n", name=op.f("pk_broadcast_chunk")),
    )
    op.create_index(
        op.f("ix_broadcast_chunk_first_attempt_at"),
        "broadcast_chunk",
        ["first_attempt_at"],
        unique=False,
    )
    op.create_index(
        "ix_broadcast_chunk_progress",
        "broadcast_chunk",
        ["broadcast_id", "status", "count", "left_out"],
        unique=False,
    )
    op.create_index(
        "ix_broadcast_chunk_unfinished",
        "broadcast_chunk",
        ["broadcast_id", "n"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL statement_timeout = 0")
    op.execute(_FRIENDS)


def downgrade() -> None:
    """Take back."""
    op.drop_table("broadcast_chunk")
    op.drop_table("broadcast_approval")
    op.drop_table("broadcast_ride")
    op.drop_table("broadcast_answer")
    op.drop_table("programme_interest")
    op.drop_table("friend")
    op.drop_table("broadcast")
