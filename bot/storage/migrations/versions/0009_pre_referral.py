"""Referrals to agencies, what owners say to them, the directory, and what groups were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _id() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, autoincrement=True, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "agency_change",
        _id(),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_change")),
    )
    op.create_index(op.f("ix_agency_change_code"), "agency_change", ["code"], unique=False)
    op.create_table(
        "referral",
        _id(),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("agency", sa.String(length=20), nullable=False),
        sa.Column("agency_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=40), nullable=True),
        sa.Column("letter_number", sa.Text(), nullable=True),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("reminders", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f("fk_referral_case_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    op.create_index(op.f("ix_referral_case_number"), "referral", ["case_number"], unique=False)
    op.create_index(
        "ix_referral_waiting",
        "referral",
        ["state", "remind_on"],
        unique=False,
        sqlite_where=sa.text("state IN ('sent', 'accepted')"),
        postgresql_where=sa.text("state IN ('sent', 'accepted')"),
    )
    op.create_table(
        "referral_question",
        _id(),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_question_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_question")),
    )
    op.create_index(
        op.f("ix_referral_question_referral_id"),
        "referral_question",
        ["referral_id"],
        unique=False,
    )
    op.create_index(
        "ix_referral_question_open",
        "referral_question",
        ["person"],
        unique=False,
        sqlite_where=sa.text("given IS NULL"),
        postgresql_where=sa.text("given IS NULL"),
    )
    op.create_table(
        "group_message",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("cases", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_group_message")),
    )
    op.create_index(op.f("ix_group_message_at"), "group_message", ["at"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("group_message", "referral_question", "referral", "agency_change"):
        op.drop_table(table)
