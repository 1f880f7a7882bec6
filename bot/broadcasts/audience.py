"""Whom an announcement is for, and why somebody who would be is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.model.limits import MULTICAST_RECIPIENTS

CHUNK = MULTICAST_RECIPIENTS
"""So many people are written to by one request, LINE's most."""
CRISIS_DAYS = 30
"""Whoever was in despair hears nothing that is announced for so long."""
GAP_DAYS = 7
"""So long nobody hears of a second programme."""


class LeftOut(StrEnum):
    """Why somebody is left out; whoever has several reasons counts under the first."""

    UNFOLLOWED = "unfollowed"
    """They have blocked the account or are no friends any more."""
    OPTED_OUT = "opted_out"
    """They said that they want no news."""
    NO_CONSENT = "no_consent"
    """They never said that they want news."""
    TOPIC = "topic"
    """They want news, but not of this topic."""
    CRISIS = "crisis"
    RECENT = "recent"
    """They have heard of another programme within a week."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: each list that is not empty must be met. All empty: everybody."""

    province: tuple[str, ...] = ()
    """ISO codes."""
    region: tuple[str, ...] = ()
    """Codes of regional centres; theirs are the provinces they stand behind."""
    sector: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    """Topics of news; one of them is enough."""
    interest: tuple[str, ...] = ()
    """Codes of programmes in which they said to be interested."""
    contact_days: int | None = None
    """Only those who wrote within so many days."""

    @property
    def nationwide(self) -> bool:
        """Whether it is bound to no place."""
        return not (self.province or self.region)

    def as_json(self) -> dict[str, object]:
        """Return what is not empty."""
        return {name: value for name, value in asdict(self).items() if value}


def from_json(told: Mapping[str, object]) -> Audience:
    """Return the audience that `as_json` wrote down."""
    days = told.get("contact_days")
    lists = {
        name: tuple(map(str, value))
        for name, value in told.items()
        if isinstance(value, list | tuple)
    }
    return Audience(**lists, contact_days=days if isinstance(days, int) else None)


def requests(recipients: int) -> int:
    """Return how many requests to LINE so many recipients take."""
    return -(-recipients // CHUNK)
