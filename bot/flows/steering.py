"""Words that steer: cancel, skip, back, menu."""

from __future__ import annotations

from collections.abc import Callable

from bot.flows import aftercare, answers, offers
from bot.flows.answering import give_up, take, try_again
from bot.flows.book import AskStep, CallStep, Question
from bot.flows.filling import absorb, telling
from bot.flows.posing import pose
from bot.flows.run import play, run
from bot.flows.talk import Talk
from bot.model.heard import Heard

_ABOUT_THE_DRAFT = frozenset({"resume", "cancel_check"})
"""Patterns whose question is whether to go on: there «ยกเลิก» is the answer, and drops it."""
_EXACT = 0.97
"""From here on the words are a word of control and nothing else."""


def clear_control(talk: Talk, step: Question, heard: Heard) -> bool:
    """Take a clear word of control; where the words also answer the question, only an exact one."""
    answered = isinstance(answers.read(talk, step, heard), answers.Filled)
    if answers.is_free(talk, step):
        answered = telling(talk, heard.text)
    floor = _EXACT if answered else talk.book.policy.switch
    return heard.confidence >= floor and _steer(talk, step, heard)


def likely_control(talk: Talk, step: Question, heard: Heard) -> bool:
    """Take a likely word of control, once it is seen to be no answer."""
    likely = heard.confidence >= talk.book.policy.guess and not answers.puts_right(heard)
    return likely and _steer(talk, step, heard)


def _steer(talk: Talk, step: Question, heard: Heard) -> bool:
    if heard.intent != "cancel" and heard.sub_intent not in _CONTROLS:
        return False
    _CONTROLS.get(heard.sub_intent or "cancel", _cancel)(talk, step, heard)
    return True


def _cancel(talk: Talk, step: Question, heard: Heard) -> None:
    """Stop; where the words were not quite clear, a draft is worth a question."""
    policy = talk.book.policy
    said = any(word in heard.text.casefold() for word in policy.cancel_words)
    if talk.state.frames[-1].flow in offers.PATTERNS:
        _leave_programme(talk)
    elif step.give_up and _nothing_but_the_question(talk):
        give_up(talk, step)
    elif _aside(talk) and not talk.state.filed:
        talk.become(frames=talk.state.frames[:-1], tries=0)
        run(talk)
    elif talk.state.filed:
        play(talk, "cancel_idle")
    elif not said or heard.confidence < policy.switch:
        play(talk, "cancel_check")
    else:
        play(talk, "cancel")


def _leave_programme(talk: Talk) -> None:
    """Talk about no programme any more; the question beneath comes back."""
    offers.let_go(talk)
    run(talk)


def _nothing_but_the_question(talk: Talk) -> bool:
    """Say whether only the question can be meant: no draft is told, and no case may be withdrawn.

    A question about an ended case, and one put aside from a matter, are left alone, too.
    """
    flow = talk.state.frames[-1].flow
    aside = _aside(talk) and talk.book.flows[flow].pattern
    return flow in aftercare.PATTERNS or aside or (talk.state.filed and talk.recent() is None)


def _aside(talk: Talk) -> bool:
    """Say whether the question was put on top of one that waits, and is no part of its matter."""
    *below, here = talk.state.frames
    if not below or here.flow in _ABOUT_THE_DRAFT:
        return False
    return not isinstance(talk.book.step(below[-1].flow, below[-1].step), CallStep)


def _menu(talk: Talk, _step: Question, _heard: Heard) -> None:
    play(talk, "menu")


def _skip(talk: Talk, step: Question, heard: Heard) -> None:
    if take(talk, step, answers.Skipped()):
        return
    absorb(talk, heard)
    if isinstance(step, AskStep):
        try_again(talk, step)
    else:
        play(talk, "cannot_skip")


def _back(talk: Talk, _step: Question, _heard: Heard) -> None:
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


_CONTROLS: dict[str, Callable[[Talk, Question, Heard], None]] = {
    "cancel": _cancel,
    "menu": _menu,
    "skip": _skip,
    "back": _back,
}
