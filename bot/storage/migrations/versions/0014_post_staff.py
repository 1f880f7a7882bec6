"""Cases that the release before ended while both ran get the moment of their end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
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


def downgrade() -> None:
    """Nothing to take back."""
