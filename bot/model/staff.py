"""The officers who work on cases, as every layer sees them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an officer is there for. One person has one role, at one unit."""

    OFFICER = "officer"
    UNIT_HEAD = "unit_head"
    REGION = "region"
    HEADQUARTERS = "headquarters"
    BROADCAST = "broadcast"
    INTERNATIONAL = "international"
    ADMIN = "admin"
    DPO = "dpo"


AT_A_UNIT = frozenset({Role.OFFICER, Role.UNIT_HEAD, Role.REGION, Role.INTERNATIONAL})
"""Roles that mean nothing without the unit they belong to."""

SECOND_FACTOR = frozenset({Role.HEADQUARTERS, Role.ADMIN, Role.DPO})
"""Roles that see beyond one unit, and so must sign in with a second factor."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with an account; `unit` is a code such as ``SSRC-30``, None for headquarters."""

    id: int
    name: str
    """What they sign in with, and what the history of a case says."""
    display_name: str
    role: Role
    unit: str | None
