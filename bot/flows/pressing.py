"""A button was pressed: the answer to the question that waits, a tile, or one of no question.

What a button of an earlier question would do is explained, and not done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.flows import aftercare, filling, offers
from bot.flows.actions import CONTACT, keep_only
from bot.flows.answering import take
from bot.flows.answers import Skipped
from bot.flows.book import AskStep, Question
from bot.flows.correcting import fix
from bot.flows.options import SKIP, offered, tile_values
from bot.flows.posing import pose
from bot.flows.renaming import today
from bot.flows.run import begin, flow_for, play
from bot.flows.sent import pressed as drop_sent
from bot.flows.state import Frame
from bot.flows.talk import Talk
from bot.model.buttons import AFTER, MENU, NEWS, PROGRAMME, SENT, Button
from bot.model.effects import AnswerNews
from bot.model.heard import NEEDS


def pressed(talk: Talk, button: Button) -> None:
    """Do what the button says, where it may still be pressed."""
    if button.flow == MENU and button.value in tile_values(talk.book):
        _tile(talk, button.value)
        return
    at_any_time = _AT_ANY_TIME.get(button.flow)
    if at_any_time:
        at_any_time(talk, button)
        return
    step = talk.question()
    here = talk.state.frames[-1] if talk.state.frames else None
    if step is None or here is None:
        play(talk, "stale")
        return
    same = today(talk.book, Frame(button.flow, button.step)) == Frame(here.flow, here.step)
    current = same and button.turn == talk.state.asked_turn
    if button.value.startswith("fix:") and current:
        _fix(talk, button.value.removeprefix("fix:"))
    elif not (current or (same and _harmless(step))) or not _press(talk, step, button.value):
        play(talk, "stale")


def _after_end(talk: Talk, button: Button) -> None:
    """Play what a button about an ended case asks for, where the case is this person's."""
    theirs = any(case.number == button.value for case in talk.facts.cases)
    if not theirs or button.step not in aftercare.PRESSED:
        play(talk, "stale")
        return
    talk.become(number=button.value)
    play(talk, button.step)


def _announced(talk: Talk, button: Button) -> None:
    """Open the conversation that a button of an announcement asks for, its programme known."""
    flow, _, code = button.value.partition("/")
    if flow not in talk.book.flows or not button.step.isdecimal():
        play(talk, "stale")
        return
    talk.do(AnswerNews(int(button.step), flow))
    programme = offers.find(talk, code)
    if programme and programme not in talk.facts.programmes:
        offers.set_about(talk, code)
        play(talk, "interested")  # which says that it is closed
        return
    _tile(talk, flow)
    if programme:
        filling.fill(talk, {"programme": code})


def _about_programme(talk: Talk, button: Button) -> None:
    """Play what a button about a programme asks for; the pattern says so where it is closed."""
    if button.step not in offers.PATTERNS:
        play(talk, "stale")
        return
    offers.set_about(talk, button.value)
    play(talk, button.step)


_AT_ANY_TIME: Mapping[str, Callable[[Talk, Button], None]] = {
    AFTER: _after_end,
    SENT: drop_sent,
    NEWS: _announced,
    PROGRAMME: _about_programme,
}
"""Buttons that belong to no question."""


def _harmless(step: Question) -> bool:
    """Say whether an old button of this question may still answer it: not where it would file."""
    return isinstance(step, AskStep) or not step.card


def _fix(talk: Talk, name: str) -> None:
    if name in talk.book.slots and name != "consent":
        fix(talk, name)
    else:
        play(talk, "stale")


def _press(talk: Talk, step: Question, value: str) -> bool:
    if value == SKIP:
        return take(talk, step, Skipped())
    option = next((option for option in offered(talk, step) if option.value == value), None)
    return option is not None and take(talk, step, option)


def _tile(talk: Talk, value: str) -> None:
    step = talk.question()
    if value in NEEDS:
        _need_tile(talk, value, step)
    elif value in talk.book.flows:
        play(talk, value)
    else:
        play(talk, flow_for(talk, value, None))


def _need_tile(talk: Talk, need: str, step: Question | None) -> None:
    if step is not None and talk.slot("need") == need and not talk.state.filed:
        pose(talk, step)
        return
    if talk.state.filed:
        keep_only(talk, CONTACT)
    begin(talk, need)
