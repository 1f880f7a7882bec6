"""The page of all settings, written from the settings themselves so that it cannot be wrong."""

from __future__ import annotations

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.config import Settings

_HEAD = """# Settings

All from the environment, read once at start by `bot/config.py`; wrong or missing ones are
reported together. `bot serve` needs only the first two. There are no default secrets. `bot doctor`
says what is set, without showing secrets. This page is written by
`python -m bot.cli.settings_page > docs/settings.md`; a test compares.

| setting | default | what it is |
|---|---|---|
"""
_TAIL = """
The installation's own signing key is made at the first start and kept in `DATA_DIR/keys`.
For tests: `TEST_DATABASE_URL`, `TEST_REDIS_URL` (where PostgreSQL and Redis are),
`FRONT_DOOR_SKIP_NOTHING`.
"""


def page() -> str:
    """Return docs/settings.md."""
    rows = [
        f"| `{name.upper()}` | {_default(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return _HEAD + "\n".join(rows) + "\n" + _TAIL


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr) or value in ("", (), None):
        return "none"
    return f"`{value}`"


if __name__ == "__main__":
    print(page(), end="")
