"""Words to learn from, masked, and which relabelled cases have been looked at for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "nlu_review",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("guess", sa.String(length=60), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("second", sa.String(length=16), nullable=True),
        sa.Column("corrected_to", sa.String(length=60), nullable=True),
        sa.Column("label", sa.String(length=60), nullable=True),
        sa.Column("labelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nlu_review")),
        sa.UniqueConstraint("text", name=op.f("uq_nlu_review_text")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_nlu_review_at"), "nlu_review", ["at"], unique=False)
    op.add_column("relabel", sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_relabel_queued_at"), "relabel", ["queued_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_relabel_queued_at"), table_name="relabel")
    op.drop_column("relabel", "queued_at")
    op.drop_table("nlu_review")
