"""Codes on receiving slips, by which a case from the counter finds its owner's LINE."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "slip",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_slip")),
    )
    op.create_index(op.f("ix_slip_case_number"), "slip", ["case_number"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("slip")
