"""Who looks after what besides cases: accounts, the map of offices, the calendar, the records.

What is not named in the table is not allowed. A case's own rights are `bot.cases.rights`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.model.staff import AT_A_UNIT, Officer, Role


class Duty(StrEnum):
    """Something to look after."""

    ACCOUNTS = "accounts"
    """Let officers in and out."""
    MAP = "map"
    """Say which office looks after which province."""
    CALENDAR = "calendar"
    """Say when offices are open."""
    PROGRAMMES = "programmes"
    """Say what owners are told of the state's programmes."""
    ANNOUNCE = "announce"
    """Announce programmes to owners who want news."""
    LABELS = "labels"
    """See what officers put right of what the bot understood."""
    LOOKS = "looks"
    """See who looked at which case."""
    CHANGES = "changes"
    """See who changed accounts, map, calendar and programmes."""


DUTIES: Mapping[Role, frozenset[Duty]] = {
    Role.OFFICER: frozenset(),
    Role.UNIT_HEAD: frozenset({Duty.ACCOUNTS}),
    Role.REGION: frozenset(),
    Role.HEADQUARTERS: frozenset(
        {
            Duty.ACCOUNTS,
            Duty.MAP,
            Duty.CALENDAR,
            Duty.PROGRAMMES,
            Duty.ANNOUNCE,
            Duty.LABELS,
            Duty.CHANGES,
        }
    ),
    Role.BROADCAST: frozenset({Duty.ANNOUNCE}),
    Role.INTERNATIONAL: frozenset(),
    Role.ADMIN: frozenset({Duty.ACCOUNTS, Duty.MAP, Duty.CALENDAR, Duty.LABELS, Duty.CHANGES}),
    Role.DPO: frozenset({Duty.LOOKS, Duty.CHANGES}),
}

_GRANTED: Mapping[Role, frozenset[Role]] = {
    Role.UNIT_HEAD: frozenset({Role.OFFICER}),
    Role.HEADQUARTERS: AT_A_UNIT | {Role.BROADCAST},
    Role.ADMIN: frozenset(Role),
}
"""Whose accounts a role looks after: nobody may make an account mightier than their own."""


def has(role: Role, duty: Duty) -> bool:
    """Tell whether somebody of this role looks after that."""
    return duty in DUTIES[role]


def roles_to_grant(manager: Officer) -> tuple[Role, ...]:
    """Return the roles whose accounts this officer looks after."""
    granted = _GRANTED.get(manager.role, frozenset())
    return tuple(role for role in Role if role in granted)


def may_manage(manager: Officer, *, name: str, role: Role, unit: str | None) -> bool:
    """Tell whether an account of this role and unit is this officer's to look after.

    A unit head's are those of their own unit; nobody's is their own, so that the last
    administrator cannot shut themselves out.
    """
    if name == manager.name or role not in roles_to_grant(manager):
        return False
    return manager.role is not Role.UNIT_HEAD or unit == manager.unit
