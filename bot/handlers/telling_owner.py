"""Telling a case's owner in a fixed phrase what has happened to it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import Connection

from bot.handlers import handoff
from bot.handlers.casework import Work
from bot.storage import cases

_PLACE = re.compile(r"\{(\w+)\}")


def tell_owner(
    connection: Connection, work: Work, phrase: str, *, cause: str, **words: str
) -> None:
    """Say a phrase of flows.yaml to the owner; who is not on LINE is for the officers to call.

    `cause` makes it be said once, however often a browser sends the form.
    """
    record = cases.find_record(connection, work.number)
    if record is None or record.line_user_id is None:
        return
    filled = {"number": record.number, "office": record.centre_name_th, **words}
    line = fill(work.deps.book.phrases[phrase], filled)
    person = record.line_user_id
    handoff.answer(connection, work.deps, person, line, cause=f"staff/{cause}", now=work.now)
    cases.note_contact(connection, work.number, now=work.now)


def fill(phrase: str, words: Mapping[str, str]) -> str:
    """Put words into a phrase, in one go: what somebody typed is no placeholder."""
    filled = _PLACE.sub(lambda place: words.get(place[1], place[0]), phrase)
    return re.sub(" {2,}", " ", filled)
