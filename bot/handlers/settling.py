"""An owner's answer to whether their data may go to an agency, pressed or typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.flows.book import Book
from bot.model.buttons import Button, unpack
from bot.model.effects import SettleReferral
from bot.model.events import ButtonPressed, Event, TextReceived
from bot.storage import permissions

if TYPE_CHECKING:
    from bot.handlers.inbound import Taken

_FLOW = "referral"
_YES, _NO = "yes", "no"
_POLITE = ("ค่ะ", "คะ", "ครับ", "คับ")


def button(question: int, *, given: bool) -> Button:
    """Return what one of the question's two buttons carries; it may be pressed at any time."""
    return Button(_FLOW, str(question), 0, _YES if given else _NO)


def settles(event: Event | None) -> SettleReferral | None:
    """Return which question an event answers, and how; None when it answers none."""
    pressed = unpack(event.data) if isinstance(event, ButtonPressed) else None
    if pressed is None or pressed.flow != _FLOW or not pressed.step.isdecimal():
        return None
    return SettleReferral(int(pressed.step), given=pressed.value == _YES)


def typed(connection: Connection, book: Book, person: str, taken: Sequence[Taken]) -> list[Taken]:
    """Return what arrived, with the very words of a button that waits taken for its press.

    Whoever cannot press, or has scrolled past the question, may write its words.
    """
    words = {book.phrases["refer_yes"]: True, book.phrases["refer_no"]: False}
    return [_typed(connection, person, one, words) for one in taken]


def _typed(connection: Connection, person: str, one: Taken, words: dict[str, bool]) -> Taken:
    if not isinstance(one.event, TextReceived):
        return one
    said = one.event.text.strip()
    for particle in _POLITE:
        said = said.removesuffix(particle).strip()
    given = words.get(said)
    waiting = None if given is None else permissions.last_open(connection, person)
    if waiting is None or given is None:
        return one
    return replace(one, event=ButtonPressed(button(waiting, given=given).pack(), {}))
