"""What may stand in a YAML file of programmes."""

from __future__ import annotations

from bot.sheet import BadSheet, Records, line_of

__all__ = ["BadProgrammes", "Sheet", "line_of"]


class BadProgrammes(BadSheet):
    """The programme records cannot be used; every mistake is listed with its line."""


class Sheet(Records):
    """The programme records under reading, and the mistakes found so far."""

    when_empty = "Put a list under `programmes:` into it."
