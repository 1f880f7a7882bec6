"""After the end of a case: the one that is talked about, and what may be done about it."""

from __future__ import annotations

from collections.abc import Callable

from bot.flows.book import Question
from bot.flows.state import Frame
from bot.flows.talk import DONE, Talk
from bot.model.cases import CaseBrief
from bot.model.effects import ChangeCase, Feedback, ReopenCase
from bot.model.thai import BANGKOK

PATTERNS = (
    "end_helped", "end_not_done", "reopen", "reopened", "helped_yes", "helped_partly", "helped_no",
)  # fmt: skip
"""What is played about an ended case."""
PRESSED = tuple(name for name in PATTERNS if name != "reopened")
"""What a button about one may play: «reopened» tells of a deed that comes before it."""
_SLOTS = ("rating", "rating_words", "still_missing")


def under_way(talk: Talk) -> bool:
    """Say whether an ended case is talked about."""
    return any(frame.flow in PATTERNS for frame in talk.state.frames)


def ended_cases(talk: Talk) -> tuple[CaseBrief, ...]:
    """Return this person's ended cases, the one that ended last first."""
    ended = (case for case in talk.facts.cases if case.status in DONE)
    return tuple(sorted(ended, key=lambda case: case.last_action_at, reverse=True))


def at_hand(talk: Talk) -> CaseBrief | None:
    """Return the ended case that is talked about: the one named, else the last."""
    ended = ended_cases(talk)
    if talk.state.number is None:
        return next(iter(ended), None)
    return next((case for case in ended if case.number == talk.state.number), None)


def may_reopen(talk: Talk) -> bool:
    """Say whether the case at hand is not too old to be taken up again."""
    case = at_hand(talk)
    until = case.reopen_until if case else None
    return until is not None and talk.now.astimezone(BANGKOK).date() <= until


def _begin(talk: Talk) -> None:
    """Talk about an ended case: optional questions about one that was filed are let go.

    So is a question about an ended case that still waits; a draft waits beneath.
    """
    *below, here = talk.state.frames
    kept = () if talk.state.filed else tuple(frame for frame in below if not _asks(talk, frame))
    _clear(talk)
    talk.become(frames=(*kept, here), filed=talk.state.filed or not kept)


def _asks(talk: Talk, frame: Frame) -> bool:
    step = talk.book.step(frame.flow, frame.step)
    return frame.flow in PATTERNS and isinstance(step, Question)


def _leave(talk: Talk) -> None:
    _clear(talk)
    talk.become(number=None, filed=talk.state.filed and len(talk.state.frames) > 1)


def _clear(talk: Talk) -> None:
    slots = {name: value for name, value in talk.state.slots.items() if name not in _SLOTS}
    skipped = tuple(name for name in talk.state.skipped if name not in _SLOTS)
    talk.become(slots=slots, skipped=skipped)


def _confirm(talk: Talk) -> None:
    _feedback(talk, "confirmed", "yes")


def _rate(talk: Talk) -> None:
    if (rating := talk.slot("rating")) is not None:
        _feedback(talk, "rating", str(rating))


def _rate_in_words(talk: Talk) -> None:
    if (words := talk.slot("rating_words")) is not None:
        _feedback(talk, "words", str(words))


def _feedback(talk: Talk, about: str, value: str) -> None:
    case = at_hand(talk)
    number = talk.state.number or (case.number if case else None)
    if number is not None:
        talk.do(Feedback(number, about, value))  # type: ignore[arg-type]  # from this module


def _helped(value: str) -> Callable[[Talk], None]:
    return lambda talk: _feedback(talk, "helped", value)


def _reopen(talk: Talk, *, at_region: bool = False) -> None:
    """Take the case up again; what is said next is about it, or about the one that follows."""
    if (case := at_hand(talk)) is not None:
        talk.do(ReopenCase(case.number, at_region=at_region))
        talk.become(number=case.number if may_reopen(talk) else None)


def _reopen_at_region(talk: Talk) -> None:
    _reopen(talk, at_region=True)


def _note_missing(talk: Talk) -> None:
    """Add what is still missing to the case; one that follows an old one was opened last."""
    words, newest = talk.slot("still_missing"), talk.latest()
    number = talk.state.number or (newest.number if newest else None)
    if words is not None and number is not None:
        talk.do(ChangeCase(number, note=str(words)))


ACTIONS: dict[str, Callable[[Talk], None]] = {
    "begin_ended": _begin,
    "leave_ended": _leave,
    "confirm_end": _confirm,
    "rate": _rate,
    "rate_in_words": _rate_in_words,
    "helped_yes": _helped("yes"),
    "helped_partly": _helped("partly"),
    "helped_no": _helped("no"),
    "reopen": _reopen,
    "reopen_at_region": _reopen_at_region,
    "note_missing": _note_missing,
}
