"""Who may do what to which case: one table, by role and by how the officer's unit stands to it.

A regional centre is asked, it does not command: of the provinces behind which it stands it sees
the cases and may advise, and only what is its own, or what it was asked to help with, it may touch.
Enforcing it is `bot.handlers.access`' business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.model.staff import Officer, Role


class Act(StrEnum):
    """What an officer may want to do with a case."""

    VIEW = "view"
    """Open it; who its owner is stays covered."""
    REVEAL = "reveal"
    """Uncover name, telephone number and conversation of a case that is not in their hands."""
    CLAIM = "claim"
    ANSWER = "answer"
    NOTE = "note"
    SORT = "sort"
    """Put right what it is about, its triage group, its priority."""
    TAKE_OVER = "take_over"
    """Make a late case one's own, when one was asked to help with it."""
    CLOSE = "close"
    REFER = "refer"
    """Pass it on to an agency, and note what the agency says."""
    REOPEN = "reopen"
    ASSIGN = "assign"
    """Give it to a colleague, take it from one who is away, lay it back on the pile."""
    TRANSFER = "transfer"
    """Pass it on to another office."""
    MERGE = "merge"
    """Say that it is the same as another one, and take that back."""
    SECOND = "second"
    """Open another matter for its owner."""
    ENTERPRISE = "enterprise"
    """Say whose enterprise it is about."""
    ADVISE = "advise"
    """Write to whoever holds it, without taking it over."""
    PROPOSE = "propose"
    """Bring it before the committee of its province."""
    MEET = "meet"
    """Of a province's committee, not of a case: call meetings, set agendas, note resolutions."""
    MATCH = "match"
    """Work on it at the international desk: what the firm can do, whom it met."""
    BOOK = "book"
    """Book technical help on it, change that, and write down what came of it."""


class Relation(StrEnum):
    """How an officer's unit stands to a case."""

    OWN = "own"
    ASKED = "asked"
    """It was asked to help because the case lay too long."""
    HELPED = "helped"
    AREA = "area"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case lies."""

    owner: str
    helpers: tuple[str, ...]
    province: str | None
    asked: str | None
    """The office that was asked to help because the case lay too long."""


_COMMITTEE = frozenset({Act.PROPOSE, Act.MEET})
_WORK = frozenset(Act) - _COMMITTEE - {Act.TAKE_OVER, Act.MATCH}
_ALL = _WORK | _COMMITTEE
_HELP = frozenset({Act.VIEW, Act.REVEAL, Act.NOTE, Act.ADVISE})
_ASKED = _HELP | {Act.TAKE_OVER}
_AT_A_UNIT: Mapping[Relation, frozenset[Act]] = {
    Relation.OWN: _ALL,
    Relation.ASKED: _ASKED | {Act.PROPOSE, Act.BOOK},
    Relation.HELPED: _HELP | {Act.PROPOSE, Act.BOOK},
}

RIGHTS: Mapping[Role, Mapping[Relation, frozenset[Act]]] = {
    Role.OFFICER: _AT_A_UNIT,
    Role.UNIT_HEAD: _AT_A_UNIT,
    Role.REGION: {
        **_AT_A_UNIT,
        Relation.AREA: frozenset({Act.VIEW, Act.NOTE, Act.ADVISE, Act.PROPOSE}),
    },
    Role.INTERNATIONAL: {
        Relation.OWN: _WORK | {Act.MATCH},
        Relation.ASKED: _ASKED,
        Relation.HELPED: _HELP,
    },
    Role.HEADQUARTERS: {
        Relation.OWN: _ALL,
        Relation.ASKED: _ASKED | {Act.TRANSFER},
        **dict.fromkeys((Relation.HELPED, Relation.AREA, Relation.ELSEWHERE), _HELP),
    },
    Role.DPO: dict.fromkeys(Relation, frozenset({Act.VIEW, Act.REVEAL})),
    Role.BROADCAST: {},
    Role.ADMIN: {},
}
"""What is not named here is not allowed."""

_HEADQUARTERS_UNITS = frozenset({"HQ-BKK"})
"""Desks that headquarters mans itself."""


def units_of(officer: Officer) -> frozenset[str]:
    """Return the offices whose cases are an officer's own."""
    return frozenset({officer.unit}) if officer.unit else _HEADQUARTERS_UNITS


def relation(
    officer: Officer,
    *,
    owner: str,
    helpers: Collection[str],
    region: str | None,
    asked: str | None = None,
) -> Relation:
    """Tell how the officer's unit stands to a case of `owner`, behind which `region` stands.

    `asked` is the office that was asked to help because the case lay too long.
    """
    units = units_of(officer)
    if owner in units:
        return Relation.OWN
    if asked in units:
        return Relation.ASKED
    if units & set(helpers):
        return Relation.HELPED
    return Relation.AREA if region in units else Relation.ELSEWHERE


def sees_everything(role: Role) -> bool:
    """Tell whether an officer of this role may open any case, wherever it lies."""
    return Act.VIEW in acts(role, Relation.ELSEWHERE)


def keeps_the_directory(role: Role) -> bool:
    """Tell whether an officer of this role may change the directory of agencies."""
    return role is Role.HEADQUARTERS


def works_on_cases(role: Role) -> bool:
    """Tell whether an officer of this role takes cases, and so may open one for somebody."""
    return Act.CLAIM in acts(role, Relation.OWN)


def acts(role: Role, standing: Relation) -> frozenset[Act]:
    """Return everything that an officer of this role may do to such a case."""
    return RIGHTS[role].get(standing, frozenset())
