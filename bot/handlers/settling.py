"""An owner's answer to whether their data may go to an agency or a board, pressed or typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.model.buttons import Button
from bot.model.effects import SettleBoard, SettleReferral
from bot.model.events import ButtonPressed, TextReceived
from bot.storage import board_consents, permissions

if TYPE_CHECKING:
    from bot.flows.book import Book
    from bot.handlers.deps import Deps
    from bot.handlers.inbound import Taken

_FLOW, _BOARD = "referral", "board"
_YES, _NO = "yes", "no"
_POLITE = ("ค่ะ", "คะ", "ครับ", "คับ")


def button(question: int, *, given: bool) -> Button:
    """Return what one of the question's two buttons carries; it may be pressed at any time."""
    return Button(_FLOW, str(question), 0, _YES if given else _NO)


def board_button(purpose: str, number: str, *, given: bool) -> Button:
    """Return what a button carries that says whether a board may know whose a case is."""
    return Button(_BOARD, f"{purpose}/{number}", 0, _YES if given else _NO)


def settles(pressed: Button | None) -> SettleReferral | SettleBoard | None:
    """Return which question a button answers, and how; None when it answers none."""
    if pressed is None:
        return None
    given = pressed.value == _YES
    if pressed.flow == _FLOW and pressed.step.isdecimal():
        return SettleReferral(int(pressed.step), given=given)
    if pressed.flow == _BOARD:
        purpose, _, number = pressed.step.partition("/")
        return SettleBoard(purpose, number, given=given)
    return None


def typed(connection: Connection, deps: Deps, person: str, taken: Sequence[Taken]) -> list[Taken]:
    """Return what arrived, with the very words of a button that waits taken for its press.

    Whoever cannot press, or has scrolled past the question, may write its words.
    """
    return [_typed(connection, deps, person, one) for one in taken]


def _typed(connection: Connection, deps: Deps, person: str, one: Taken) -> Taken:
    if not isinstance(one.event, TextReceived):
        return one
    said = one.event.text.strip()
    for particle in _POLITE:
        said = said.removesuffix(particle).strip()
    given = _meant(deps.book, said)
    if given is None:
        given = _meant(deps.book.in_language("en"), said)
    pressed = None if given is None else _waiting(connection, person, given=given)
    if pressed is None:
        return one
    return replace(one, event=ButtonPressed(deps.seals.seal(pressed, person).pack(), {}))


def _meant(book: Book, said: str) -> bool | None:
    phrases = book.phrases
    return {phrases["refer_yes"]: True, phrases["refer_no"]: False}.get(said)


def _waiting(connection: Connection, person: str, *, given: bool) -> Button | None:
    """Return the button of the question that waits for this person's answer."""
    question = permissions.last_open(connection, person)
    if question is not None:
        return button(question, given=given)
    asked = board_consents.last_open(connection, person)
    return board_button(*asked, given=given) if asked else None
