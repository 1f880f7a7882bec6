"""«เสนอคณะกรรมการ» on a case's page: suggestion, proposal, consent, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import request
from sqlalchemy import Connection

from bot.cases import committee as rules
from bot.cases.committee import REASONS, Suggestion
from bot.cases.rights import Act
from bot.handlers import board_consent, proposals
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.storage import board_consents, committee
from bot.storage.board_consents import Purpose, Standing
from bot.storage.committee import Item
from bot.web.console.context import form_cause
from bot.web.console.panel import Deed, Panel


@dataclass(frozen=True, slots=True)
class Consent:
    """What an owner said to being named on a board."""

    purpose: Purpose
    latest: Standing | None
    asked: bool
    """Whether they were asked, and nobody wrote down an answer since."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the section shows."""

    items: list[Item]
    live: Item | None
    """The proposal that nobody has decided yet."""
    suggestion: Suggestion | None
    may_propose: bool
    consent: Consent


def look(connection: Connection, work: Work, access: Access) -> Sight | None:
    """Read what is shown; nothing where the officer may not propose and nobody did."""
    record = access.record
    found = committee.items_of_case(connection, record.number)
    items = [one for one in found if one.withdrawn_at is None]
    proposes = Act.PROPOSE in access.acts
    if not proposes and not items:
        return None
    live = next((one for one in items if one.verdict is None), None)
    free = proposes and live is None
    return Sight(
        items=items,
        live=live,
        suggestion=proposals.suggestion(work.deps, record) if free else None,
        may_propose=free and rules.may_be_proposed(record) and record.province is not None,
        consent=consent_of(connection, access, "committee"),
    )


def consent_of(connection: Connection, access: Access, purpose: Purpose) -> Consent:
    """Read what the owner said to being named, and whether they still think about it."""
    number, history = access.record.number, access.record.history
    latest = board_consents.latest(connection, number, purpose)
    wanted = board_consent.PURPOSES[purpose]
    asked = [
        entry.at
        for entry in history
        if entry.what == board_consent.ASKED and entry.detail.get("text") == wanted
    ]
    return Consent(purpose, latest, bool(asked) and (latest is None or latest.at < asked[-1]))


def _propose() -> Deed:
    form = request.form
    return partial(
        proposals.propose,
        reason=form.get("reason", ""),
        words=form.get("words", ""),
        named=form.get("named") == "yes",
    )


def _ask() -> Deed:
    purpose = request.form.get("purpose", "")
    return partial(board_consent.ask, purpose=purpose, cause=form_cause())


def _record() -> Deed:
    form = request.form
    return partial(
        board_consent.record,
        purpose=form.get("purpose", ""),
        given=form.get("given") == "yes",
        way=form.get("way", ""),
    )


PANEL = Panel(
    "committee",
    look,
    {
        "committee_propose": _propose,
        "committee_accept": lambda: proposals.accept_suggestion,
        "committee_dismiss": lambda: proposals.dismiss_suggestion,
        "committee_withdraw": lambda: proposals.withdraw,
        "board_consent_ask": _ask,
        "board_consent": _record,
    },
)
WORDS: dict[str, object] = {
    "committee_reasons": REASONS,
    "verdicts": rules.VERDICTS,
    "consent_ways": board_consent.WAYS,
    "consent_purposes": board_consent.PURPOSES,
}
"""What the templates of the boards say."""
