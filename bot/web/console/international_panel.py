"""«โต๊ะต่างประเทศ» on a case's page: how ready the firm is and why, and whom it met."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import request
from sqlalchemy import Connection

from bot.cases.readiness import Readiness
from bot.handlers import matching
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.storage import international
from bot.storage.international import Noted
from bot.web.console.committee_panel import Consent, consent_of
from bot.web.console.context import form_cause
from bot.web.console.panel import Deed, Panel


@dataclass(frozen=True, slots=True)
class Sight:
    """What the section shows."""

    track: str
    readiness: Readiness
    outcomes: list[Noted]
    consent: Consent


def look(connection: Connection, _work: Work, access: Access) -> Sight | None:
    """Read what is shown; nothing where the matter is none of the five tracks."""
    record = access.record
    if record.track is None:
        return None
    sheet = international.find_sheet(connection, record.number)
    return Sight(
        track=record.track,
        readiness=matching.readiness_of(record, sheet),
        outcomes=international.outcomes(connection, record.number),
        consent=consent_of(connection, access, "international"),
    )


def _outcome() -> Deed:
    return partial(matching.note_outcome, form=request.form.to_dict(), once=form_cause())


PANEL = Panel("international", look, {"international_outcome": _outcome})
