"""What is counted of announcements by province, and kept; pictures for announcements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "broadcast_sum",
        sa.Column("broadcast_id", sa.BigInteger(), nullable=False),
        sa.Column("province", sa.String(length=5), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_sum_broadcast_id")
        ),
        sa.PrimaryKeyConstraint(
            "broadcast_id", "province", "measure", "key", name=op.f("pk_broadcast_sum")
        ),
    )
    op.create_table(
        "broadcast_picture",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_broadcast_picture")),
    )
    for name in ("counted_at", "recipients_erased_at", "answers_erased_at"):
        op.add_column("broadcast", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_broadcast_remembered",
        "broadcast",
        ["finished_at"],
        unique=False,
        sqlite_where=sa.text("answers_erased_at IS NULL"),
        postgresql_where=sa.text("answers_erased_at IS NULL"),
    )
    op.create_index("ix_broadcast_answer_person", "broadcast_answer", ["person"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_broadcast_answer_person", table_name="broadcast_answer")
    op.drop_index("ix_broadcast_remembered", table_name="broadcast")
    for name in ("answers_erased_at", "recipients_erased_at", "counted_at"):
        op.drop_column("broadcast", name)
    op.drop_table("broadcast_picture")
    op.drop_table("broadcast_sum")
