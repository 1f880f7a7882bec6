"""Telling a case's owner in a fixed phrase what has happened to it."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import Connection

from bot.handlers import handoff
from bot.handlers.casework import Work
from bot.handlers.languages import speaking_to
from bot.storage import cases

_TWO_SPACES = re.compile(" {2,}")
"""Where a word was empty."""


def tell_owner(
    connection: Connection, work: Work, phrase: str, *, cause: str, **words: str | date
) -> None:
    """Say a phrase of flows.yaml to the owner; who is not on LINE is for the officers to call.

    `cause` makes it be said once, however often a browser sends the form.
    """
    record = cases.find_record(connection, work.number)
    if record is None or record.line_user_id is None:
        return
    person = record.line_user_id
    known: dict[str, str | date] = {"number": record.number, "office": record.centre_name_th}
    said = speaking_to(connection, work.deps, person).phrase(phrase, **(known | words))
    line = _TWO_SPACES.sub(" ", said)
    handoff.answer(connection, work.deps, person, line, cause=f"staff/{cause}", now=work.now)
    cases.note_contact(connection, work.number, now=work.now)
