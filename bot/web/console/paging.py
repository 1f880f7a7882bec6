"""Where a page of a list ended, in the link to the next one: a moment or day, and a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from flask import request

from bot.errors import BotError

T = TypeVar("T", bound=date)


class WrongPage(BotError):
    """A link that none of our pages made."""


def place_in_link(at: date, number: str) -> str:
    """Return what the link to the next page carries."""
    return f"{at.isoformat()}_{number}"


def place_after(read: Callable[[str], T], *, back: str) -> tuple[T, str] | None:
    """Return where the page before ended; raises WrongPage, which leads `back` to a page."""
    given = request.args.get("after")
    if not given:
        return None
    at, _, number = given.partition("_")
    try:
        return read(at), number
    except ValueError:
        raise WrongPage(f"ลิงก์หน้านี้ไม่ถูกต้อง กลับไป{back}") from None
