"""What an owner is promised at filing: what that centre did lately, never more than the rule.

Working days from the day of receiving to the first contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

LOOKS_BACK_DAYS = 30


@dataclass(frozen=True, slots=True)
class Counted:
    """What a centre did in the last thirty days."""

    days: int
    """Of its first contacts half came within so many working days."""
    contacts: int


def count(days: Sequence[int]) -> Counted:
    """Return what is typical of these first contacts, of which there is at least one."""
    return Counted(ceil(median(days)), len(days))


def promised_days(rule: int, lately: Counted | None, *, at_least: int) -> int:
    """Return the working days to promise: what is typical, from so many contacts on.

    The rule is the most that is ever promised. «Today» only the rule promises, for urgent cases:
    an office that is quick may have closed by the time somebody reads it.
    """
    if lately is None or lately.contacts < at_least:
        return rule
    return min(rule, max(1, lately.days))
