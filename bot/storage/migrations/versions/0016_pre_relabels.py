"""Where officers put right what the bot took a case to be about; only ever added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "relabel",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("category_before", sa.String(length=16), nullable=False),
        sa.Column("sub_intent_before", sa.String(length=40), nullable=True),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("sub_intent", sa.String(length=40), nullable=True),
        sa.Column("sure", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f("fk_relabel_case_number_case_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relabel")),
    )
    op.create_index(op.f("ix_relabel_case_number"), "relabel", ["case_number"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("relabel")
