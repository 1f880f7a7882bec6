"""Days as browsers send them."""

from __future__ import annotations

from datetime import date

from bot.errors import BotError
from bot.model.days import read_day


def day(given: str | None, what: str) -> date:
    """Return a day that must be there; `what` names it for the reader."""
    found = optional_day(given, what)
    if found is None:
        raise BotError(f"เลือก{what}")
    return found


def optional_day(given: str | None, what: str) -> date | None:
    """Return a day; None when there is none. Raises BotError for what is no day."""
    if not given:
        return None
    found = read_day(given)
    if found is None:
        raise BotError(f"{what}ไม่ถูกต้อง เลือกจากปฏิทิน")
    return found
