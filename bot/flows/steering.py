"""Words that steer: cancel, skip, back, menu."""

from __future__ import annotations

from collections.abc import Callable

from bot.flows import answers
from bot.flows.answering import take, try_again
from bot.flows.book import AskStep, Question
from bot.flows.posing import pose
from bot.flows.run import play
from bot.flows.talk import Talk
from bot.model.heard import Heard


def control(talk: Talk, step: Question, heard: Heard) -> bool:
    """Take a word of control; a free answer must be surely one before it counts."""
    if heard.intent != "cancel" and heard.sub_intent not in _CONTROLS:
        return False
    floor = talk.book.policy.sure if answers.is_free(talk, step) else talk.book.policy.guess
    if heard.confidence < floor:
        return False
    _CONTROLS.get(heard.sub_intent or "cancel", _cancel)(talk, step)
    return True


def _cancel(talk: Talk, _step: Question) -> None:
    """Stop; where the words were not quite clear, a draft is worth a question."""
    heard = talk.heard
    if talk.state.filed:
        play(talk, "cancel_idle")
    elif heard is not None and heard.confidence < talk.book.policy.switch:
        play(talk, "cancel_check")
    else:
        play(talk, "cancel")


def _menu(talk: Talk, _step: Question) -> None:
    play(talk, "menu")


def _skip(talk: Talk, step: Question) -> None:
    if take(talk, step, answers.Skipped()):
        return
    if isinstance(step, AskStep):
        try_again(talk, step)
    else:
        play(talk, "cannot_skip")


def _back(talk: Talk, _step: Question) -> None:
    go_back(talk)


def go_back(talk: Talk) -> None:
    """Return to the question before, its answer forgotten; say so when there is none."""
    trail = talk.state.trail
    if not trail:
        play(talk, "cannot_go_back")
        return
    mark = trail[-1]
    gone = {*mark.slots, *({"district"} if "province" in mark.slots else ())}
    slots = {k: v for k, v in talk.state.slots.items() if k not in gone}
    skipped = tuple(name for name in talk.state.skipped if name not in mark.slots)
    talk.become(
        frames=mark.frames, trail=trail[:-1], slots=slots, skipped=skipped, tries=0, line=None
    )
    step = talk.question()
    if step is not None:
        pose(talk, step)


_CONTROLS: dict[str, Callable[[Talk, Question], None]] = {
    "cancel": _cancel,
    "menu": _menu,
    "skip": _skip,
    "back": _back,
}
