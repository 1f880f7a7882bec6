"""When the account speaks in a centre's group by itself: seldom, for each member is billed.

An urgent case at any hour. Other new cases in office hours, together, two hours apart at the least.
In the morning of a working day, once, how many wait.
"""

from __future__ import annotations

from datetime import datetime, timedelta

BETWEEN_CARDS = timedelta(hours=2)


def may_tell_of_new(
    *, urgent: bool, open_now: bool, last_card_at: datetime | None, now: datetime
) -> bool:
    """Tell whether new cases are told of now, rather than with those that come after."""
    if urgent:
        return True
    return open_now and (last_card_at is None or now - last_card_at >= BETWEEN_CARDS)
