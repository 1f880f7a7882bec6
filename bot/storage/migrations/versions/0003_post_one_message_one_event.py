"""One message is one event, under whatever event id it comes.

For after the roll-out: the release before names only the event id when it swallows doubles, and
would fail on this index.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(
        sa.text(
            "UPDATE inbox SET message_id = NULL WHERE message_id IS NOT NULL AND seq NOT IN"
            " (SELECT min(seq) FROM inbox WHERE message_id IS NOT NULL GROUP BY message_id)"
        )
    )
    op.drop_index("ix_inbox_message_id", "inbox")
    op.create_index("ix_inbox_message_id", "inbox", ["message_id"], unique=True)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_inbox_message_id", "inbox")
    op.create_index("ix_inbox_message_id", "inbox", ["message_id"], unique=False)
