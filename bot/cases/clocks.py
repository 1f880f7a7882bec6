"""What is due about an open case because time has passed: nothing may lie unowned or in silence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.cases.states import ENDED
from bot.model.cases import Status


class Step(StrEnum):
    """What the clock does by itself."""

    REMIND = "reminded"
    """The unit is reminded that nobody has taken the case."""
    ESCALATE = "escalated"
    """The next office is asked to help: the regional centre, then headquarters."""
    TELL_OWNER = "told_owner"
    """The owner hears, honestly, that it takes longer, and why."""
    RESTATE = "restated"
    """The owner hears that the promised day has passed, and a new one."""
    TAKE_BACK = "laid_back"
    """A case that its holder does nothing about lies on the unit's pile again."""
    CALL_OWNER = "owner_waited"
    """The office is told to call an owner who has not given what it asked for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """After how long; working days but for the last."""

    remind: int
    region: int
    first_contact: int
    headquarters: int
    silent_days: int
    """Calendar days."""
    take_back: int
    owner_wait: int
    """Calendar days."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How long a case has been lying there, and what has been done about it."""

    status: Status
    working_days: int
    """Since it was received."""
    waited_long_today: bool
    """Whether an urgent one has lain for two office hours."""
    silent_days: int
    """Since its owner last heard of it, counted to the next day on which somebody can tell them."""
    contacted: bool
    reminded: bool
    escalations: int
    """How often another office was asked to help."""
    slipped: bool = False
    """Whether the day promised at filing has passed, and its owner has heard nothing."""
    held: bool = False
    """Whether an officer has taken it."""
    idle_working_days: int = 0
    """Since an officer last did something about it."""
    idle_days: int = 0


IN_HAND = frozenset({Status.ACCEPTED, Status.ADVISING})
WITH_OTHERS = frozenset({Status.REFERRED, Status.COMMITTEE, Status.INTERNATIONAL})


def due(standing: Standing, limits: Limits) -> tuple[Step, ...]:
    """Return what is due now.

    The clock stands while the case waits for its owner, for some time; while others work on it only
    its owner is kept informed.
    """
    if standing.status in ENDED:
        return ()
    if standing.status is Status.WAITING_OWNER:
        waits_long = standing.idle_days >= limits.owner_wait and not standing.reminded
        return (Step.CALL_OWNER,) if waits_long else ()
    found = [] if standing.status in WITH_OTHERS else _at_the_unit(standing, limits)
    if standing.silent_days > limits.silent_days:
        found.append(Step.TELL_OWNER)
    elif standing.slipped:
        found.append(Step.RESTATE)
    return tuple(found)


def _at_the_unit(standing: Standing, limits: Limits) -> list[Step]:
    found = []
    days = standing.working_days
    untouched = standing.status is Status.NEW
    lies = untouched and (days >= limits.remind or standing.waited_long_today)
    if lies and not standing.reminded:
        found.append(Step.REMIND)
    overdue = (untouched and days >= limits.region) or (
        not standing.contacted and days > limits.first_contact
    )
    far_overdue = not standing.contacted and days >= limits.headquarters
    if (overdue and standing.escalations == 0) or (far_overdue and standing.escalations == 1):
        found.append(Step.ESCALATE)
    idle = standing.idle_working_days >= limits.take_back
    if standing.held and standing.status in IN_HAND and idle:
        found.append(Step.TAKE_BACK)
    return found
