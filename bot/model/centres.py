"""The offices that take cases, as every layer sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

HOTLINE = "1358"
"""The department's public hotline: told wherever a unit has no confirmed number of its own."""


@dataclass(frozen=True, slots=True)
class Centre:
    """One office: `SSRC-30`, `IPC-6`, `HQ-BKK` or `HQ-INTL`.

    The public contact fields are empty until the office confirms them.
    """

    code: str
    name_th: str
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    address: str | None = None

    @property
    def public_phone(self) -> str:
        """The number to give to the public."""
        return self.phone or HOTLINE


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which office owns a case, who is asked to help from the start, and why."""

    owner: Centre
    helpers: tuple[Centre, ...]
    why: str
    """One Thai sentence for staff."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Whether the offices are open at a moment, and when they next open if not."""

    open_now: bool
    next_opening: date
    """The working day on which somebody next looks (today while an office is still open)."""
