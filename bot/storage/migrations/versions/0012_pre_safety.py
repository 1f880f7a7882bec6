"""Invitations, tries to sign in, what administrators changed, and the map as edited in the console.

Only new tables, indexes and a column that may be empty: code of the release before runs on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("staff_session", sa.Column("device", sa.Text(), nullable=True))
    op.create_index("ix_access_log_staff_name", "access_log", ["staff_name", "id"], unique=False)
    op.create_index("ix_access_log_at", "access_log", ["at"], unique=False)
    op.create_table(
        "staff_invitation",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_name", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_invitation")),
    )
    op.create_index(op.f("ix_staff_invitation_staff_name"), "staff_invitation", ["staff_name"])
    op.create_table(
        "staff_sign_in",
        sa.Column("staff_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_sign_in_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_sign_in")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
    )
    op.create_index(op.f("ix_sign_in_try_at"), "sign_in_try", ["at"])
    op.create_index("ix_sign_in_try_key", "sign_in_try", ["key", "at"])
    op.create_table(
        "admin_log",
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_log")),
    )
    op.create_table(
        "map_row",
        sa.Column("file", sa.String(length=30), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("file", "about", name=op.f("pk_map_row")),
    )


def downgrade() -> None:
    """Take back."""
    for table in ("map_row", "admin_log", "sign_in_try", "staff_sign_in", "staff_invitation"):
        op.drop_table(table)
    op.drop_index("ix_access_log_at", "access_log")
    op.drop_index("ix_access_log_staff_name", "access_log")
    op.drop_column("staff_session", "device")
