"""Alembic migrations. `NNNN_pre_*` works with the old code; `NNNN_post_*` runs after a deploy."""
