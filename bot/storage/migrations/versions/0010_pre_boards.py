"""The boards: provinces' committees with their agendas, and the international desk.

Only new tables and an index: code of the release before runs on without knowing them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "committee_meeting",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("province", sa.String(length=5), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(length=80), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_meeting")),
        sa.UniqueConstraint("once", name=op.f("uq_committee_meeting_once")),
    )
    op.create_index(
        "ix_committee_meeting_province_day",
        "committee_meeting",
        ["province", "held_on"],
        unique=False,
    )
    op.create_table(
        "committee_item",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("province", sa.String(length=5), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=True),
        sa.Column("case_number", sa.String(length=24), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("resolved_by", sa.String(length=40), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f("fk_committee_item_case_number")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["committee_meeting.id"], name=op.f("fk_committee_item_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_item")),
        sa.UniqueConstraint("meeting_id", "topic", name=op.f("uq_committee_item_meeting_id_topic")),
    )
    op.create_index(
        op.f("ix_committee_item_case_number"), "committee_item", ["case_number"], unique=False
    )
    op.create_index(
        "ix_committee_item_live",
        "committee_item",
        ["case_number"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL AND verdict IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL AND verdict IS NULL"),
    )
    op.create_index(
        op.f("ix_committee_item_meeting_id"), "committee_item", ["meeting_id"], unique=False
    )
    op.create_index(
        op.f("ix_committee_item_province"), "committee_item", ["province"], unique=False
    )
    op.create_table(
        "intl_meeting",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("counterpart", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("noted_by", sa.String(length=40), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f("fk_intl_meeting_case_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intl_meeting")),
        sa.UniqueConstraint("once", name=op.f("uq_intl_meeting_once")),
    )
    op.create_index(
        op.f("ix_intl_meeting_case_number"), "intl_meeting", ["case_number"], unique=False
    )
    op.create_table(
        "intl_profile",
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Text(), nullable=False),
        sa.Column("updated_by", sa.String(length=40), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f("fk_intl_profile_case_number")
        ),
        sa.PrimaryKeyConstraint("case_number", name=op.f("pk_intl_profile")),
    )
    op.create_table(
        "committee_task",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("from_verdict", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=40), nullable=True),
        sa.Column("once", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["committee_item.id"], name=op.f("fk_committee_task_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_task")),
        sa.UniqueConstraint("once", name=op.f("uq_committee_task_once")),
    )
    op.create_index(op.f("ix_committee_task_item_id"), "committee_task", ["item_id"], unique=False)
    op.create_index(
        "ix_case_record_province_opened", "case_record", ["province", "opened_at"], unique=False
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_case_record_province_opened", table_name="case_record")
    op.drop_index(op.f("ix_committee_task_item_id"), table_name="committee_task")
    op.drop_table("committee_task")
    op.drop_table("intl_profile")
    op.drop_index(op.f("ix_intl_meeting_case_number"), table_name="intl_meeting")
    op.drop_table("intl_meeting")
    op.drop_index(op.f("ix_committee_item_province"), table_name="committee_item")
    op.drop_index(op.f("ix_committee_item_meeting_id"), table_name="committee_item")
    op.drop_index(
        "ix_committee_item_live",
        table_name="committee_item",
        sqlite_where=sa.text("withdrawn_at IS NULL AND verdict IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL AND verdict IS NULL"),
    )
    op.drop_index(op.f("ix_committee_item_case_number"), table_name="committee_item")
    op.drop_table("committee_item")
    op.drop_index("ix_committee_meeting_province_day", table_name="committee_meeting")
    op.drop_table("committee_meeting")
