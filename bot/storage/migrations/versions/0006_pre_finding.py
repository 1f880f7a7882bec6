"""Cases are found by their words, desks filtered, filters kept.

Only new tables and indexes. The index of words begins empty; the sweeper fills it.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")
_SHOWN = (
    "next_contact",
    "number",
    "status",
    "category",
    "triage",
    "priority",
    "province",
    "assigned_to",
)
_DESKS: dict[str, Sequence[str]] = {
    "desks": _SHOWN,
    "desk": ("centre_code", *_SHOWN),
    "mine": ("assigned_to", "next_contact", "number"),
    "asked": ("escalated_to", "next_contact", "number"),
    "promised": ("province", "next_contact", "number", "status"),
}
# SQLite would take the index of what officers hold for what nobody holds, a third of all.
_WHERE = {
    "mine": sa.text("ended_at IS NULL AND assigned_to IS NOT NULL"),
    "asked": sa.text("ended_at IS NULL AND escalated_to IS NOT NULL"),
}
# Not a word is told from another by its letters here: the words come cut, and whatever is not
# ASCII belongs to them.
_FULL_TEXT = """
    CREATE VIRTUAL TABLE case_words USING fts5(
        words, content='case_search', content_rowid='id', detail='none', columnsize=0,
        tokenize="ascii tokenchars '=@#-'"
    )
"""
_REMOVE = "INSERT INTO case_words (case_words, rowid, words) VALUES ('delete', old.id, old.words);"
_ADD = "INSERT INTO case_words (rowid, words) VALUES (new.id, new.words);"
_TRIGGERS = {
    "case_search_added": f"AFTER INSERT ON case_search BEGIN {_ADD} END",
    "case_search_removed": f"AFTER DELETE ON case_search BEGIN {_REMOVE} END",
    "case_search_changed": f"AFTER UPDATE OF words ON case_search BEGIN {_REMOVE} {_ADD} END",
}


def upgrade() -> None:
    """Apply."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, columns in _DESKS.items():
        op.create_index(
            f"ix_case_record_{name}",
            "case_record",
            [*columns],
            unique=False,
            sqlite_where=_WHERE.get(name, _OPEN),
            postgresql_where=_WHERE.get(name, _OPEN),
        )
    op.create_table(
        "case_search",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.Column("wipes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_search")),
        sa.UniqueConstraint("case_number", name=op.f("uq_case_search_case_number")),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["case_record.number"],
            name=op.f("fk_case_search_case_number"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_case_search_due",
        "case_search",
        ["id"],
        unique=False,
        sqlite_where=sa.text("due IS 1"),
        postgresql_where=sa.text("due IS true"),
    )
    if sqlite:
        op.execute(sa.text(_FULL_TEXT))
        for name, what in _TRIGGERS.items():
            op.execute(sa.text(f"CREATE TRIGGER {name} {what}"))
    else:
        op.create_index(
            "ix_case_search_words", "case_search", ["words"], unique=False, postgresql_using="gin"
        )
        # With fewer, a word that nobody wrote is thought so common that all cases are gone through.
        op.execute(sa.text("ALTER TABLE case_search ALTER COLUMN words SET STATISTICS 1000"))
    op.create_table(
        "search_mark",
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_search_mark")),
    )
    op.create_table(
        "staff_view",
        sa.Column("staff_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "name", name=op.f("pk_staff_view")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_view_staff_id")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("staff_view")
    op.drop_table("search_mark")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(sa.text("DROP TABLE case_words"))
    op.drop_table("case_search")
    for name in _DESKS:
        op.drop_index(f"ix_case_record_{name}", "case_record")
