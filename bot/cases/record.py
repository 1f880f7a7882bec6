"""A case with everything that is told about it outside the database: `bot play`, the export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.model.cases import Status
from bot.model.heard import Amount


@dataclass(frozen=True, slots=True)
class Contact:
    """How its owner can be reached; all of it may be missing."""

    name: str | None = None
    phone: str | None = None
    """National digits."""
    email: str | None = None
    juristic_id: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What was told about the matter beyond its summary."""

    amount_baht: Amount | None = None
    business: str | None = None
    deadline: str | None = None
    """ISO date."""
    more: Mapping[str, object] = field(default_factory=dict)
    """Slots of one flow's own, as JSON values; they stand beside the others in the export."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to the case."""

    at: datetime
    what: str
    by: str
    """`owner`, `system`, or the name of a staff account."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """What it was before and after, or the words of a note."""


@dataclass(frozen=True, slots=True)
class Desk:
    """How the offices work on the case."""

    helpers: tuple[str, ...] = ()
    why_centre: str = ""
    next_contact: date | None = None
    """By when its owner was promised to hear from the office."""
    last_action_at: datetime | None = None
    assigned_to: str | None = None
    triage: int | None = None
    """1 sound, short of money; 2 sound, short of know-how; 3 to be rescued; None until sorted."""
    first_contact_at: datetime | None = None
    owner_told_at: datetime | None = None
    reminded_at: datetime | None = None
    escalated_to: str | None = None
    """The office that was asked to help because the case lay too long."""
    escalations: int = 0
    ended_at: datetime | None = None
    outcome: str | None = None
    """A key of `bot.cases.closing.OUTCOMES`."""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One case. Times are aware; codes as everywhere (``TH-30``, ``SSRC-30``, ``fin.invest``)."""

    number: str
    status: Status
    category: str
    sub_intent: str | None
    track: str | None
    priority: str
    province: str | None
    district: str | None
    centre_code: str
    centre_name_th: str
    contact: Contact
    details: Details
    summary: str
    line_user_id: str | None
    opened_at: datetime
    history: tuple[HistoryEntry, ...] = ()
    desk: Desk = field(default_factory=Desk)

    @property
    def begun_at(self) -> datetime:
        """When it came to the desk: when it was opened, or taken up again."""
        again = (entry.at for entry in self.history if entry.what == Status.NEW)
        return max(again, default=self.opened_at)
