"""«นัดหมายทางเทคนิค»: the section of a case in which technical help is booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import request
from sqlalchemy import Connection

from bot.cases import booking
from bot.cases.booking import KINDS, STATES
from bot.cases.rights import Act
from bot.handlers import bookings
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.model.thai import BANGKOK
from bot.storage import bookings as stored
from bot.storage.bookings import Booking
from bot.web.console.context import form_cause, form_id
from bot.web.console.panel import Deed, Panel


@dataclass(frozen=True, slots=True)
class Bookings:
    """What the section shows."""

    all: list[Booking]
    may_book: bool
    on_line: bool
    now: datetime


def _look(connection: Connection, work: Work, access: Access) -> Bookings | None:
    record = access.record
    found = stored.of_case(connection, record.number)
    may_book = Act.BOOK in access.acts and record.desk.ended_at is None
    technical = booking.is_technical(record.category, record.sub_intent)
    if not found and not (may_book and technical):
        return None
    now = work.now.astimezone(BANGKOK)
    return Bookings(found, may_book, record.line_user_id is not None, now)


def _book() -> Deed:
    form, cause = request.form.to_dict(), form_cause()
    return lambda connection, work: bookings.book(
        connection, work, booking.read_plan(form, now=work.now), cause=cause
    )


def _change() -> Deed:
    form, cause, which = request.form.to_dict(), form_cause(), form_id("booking")
    return lambda connection, work: bookings.change(
        connection, work, which, booking.read_plan(form, now=work.now), cause=cause
    )


def _cancel() -> Deed:
    return partial(bookings.cancel, booking_id=form_id("booking"), cause=form_cause())


def _result() -> Deed:
    result = booking.read_result(request.form.get("result", ""))
    return partial(bookings.record_result, booking_id=form_id("booking"), result=result)


PANEL = Panel(
    "booking",
    _look,
    {
        "book": _book,
        "booking_change": _change,
        "booking_cancel": _cancel,
        "booking_result": _result,
    },
)
WORDS = {"booking_kinds": KINDS, "booking_states": STATES}
"""For templates."""
