"""Cases as every layer sees them: states, priorities, and the view a conversation may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """Where a case stands."""

    NEW = "new"
    ACCEPTED = "accepted"
    ADVISING = "advising"
    WAITING_OWNER = "waiting_owner"
    REFERRED = "referred"
    COMMITTEE = "committee"
    INTERNATIONAL = "international"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    UNREACHABLE = "unreachable"


class Priority(StrEnum):
    """How soon a case must be looked at."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Category(StrEnum):
    """What a case is about; the desk it lies on."""

    FINANCING = "financing"
    TECHNOLOGY = "technology"
    MARKET = "market"
    RESCUE = "rescue"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """What the owner of a case may be told about it in chat."""

    number: str
    category: str
    status: Status
    centre_code: str
    centre_name: str
    opened_at: datetime
    last_action_at: datetime
    next_contact: date | None
    summary: str
    reopen_until: date | None = None
    """The last day on which an ended case may be taken up again; None while it is open."""
