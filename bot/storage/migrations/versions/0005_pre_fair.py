"""Closing fairly: how each case ended and what its owner says of it, calls in vain, promises.

Only new tables and an index: code of the release before runs on without knowing them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _row_id() -> sa.Column[int]:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", key, autoincrement=True, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "case_ending",
        _row_id(),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("centre_code", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("amount_baht", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=40), nullable=False),
        sa.Column("asks", sa.SmallInteger(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("rating_words", sa.Text(), nullable=True),
        sa.Column("helped_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helped", sa.String(length=8), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f("fk_case_ending_case_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_ending")),
    )
    op.create_index(op.f("ix_case_ending_case_number"), "case_ending", ["case_number"])
    op.create_index("ix_case_ending_centre_ended", "case_ending", ["centre_code", "ended_at"])
    op.create_table(
        "call_attempt",
        _row_id(),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f("fk_call_attempt_case_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_attempt")),
    )
    op.create_index(op.f("ix_call_attempt_case_number"), "call_attempt", ["case_number"])
    op.create_table(
        "centre_promise",
        sa.Column("centre_code", sa.String(length=12), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("centre_code", name=op.f("pk_centre_promise")),
    )
    op.create_index(
        "ix_case_record_first_contact",
        "case_record",
        ["first_contact_at"],
        sqlite_where=sa.text("first_contact_at IS NOT NULL"),
        postgresql_where=sa.text("first_contact_at IS NOT NULL"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_case_record_first_contact", "case_record")
    op.drop_table("centre_promise")
    op.drop_table("call_attempt")
    op.drop_table("case_ending")
