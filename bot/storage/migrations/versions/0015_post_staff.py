"""Cases that the release before ended while both ran get the moment of their end.

The index by which it read a desk goes: a wider one has taken its place.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(
        sa.text(
            "UPDATE case_record SET ended_at = last_action_at"
            " WHERE ended_at IS NULL AND status IN ('closed', 'cancelled', 'unreachable')"
        )
    )
    op.drop_index("ix_case_record_open", "case_record")


def downgrade() -> None:
    """Take back."""
    op.create_index(
        "ix_case_record_open",
        "case_record",
        ["centre_code", "next_contact", "number"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
