"""Whose menu below the chat is due: opened and ended cases change it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "menu_due",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_due")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_menu_due_due_at"), "menu_due", ["due_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("menu_due")
