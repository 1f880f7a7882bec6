"""Whose cases: the condition for lists that do not begin with an office's desk."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, func

from bot.storage.tables import case


def lies_at(units: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a case lies at one of these offices.

    Said so that no index serves it. SQLite counts no rows: it would begin with all cases of an
    office, twenty thousand in Bangkok, instead of the few that the list is about.
    """
    return func.coalesce(case.c.centre_code, "").in_(units)
