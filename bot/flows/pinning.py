"""A place was shared on the map."""

from __future__ import annotations

from bot.flows import filling
from bot.flows.answering import take
from bot.flows.answers import Filled
from bot.flows.book import AskStep, Question
from bot.flows.correcting import fix
from bot.flows.inputs import Pin
from bot.flows.options import missing
from bot.flows.posing import pose
from bot.flows.run import play
from bot.flows.talk import Talk


def pinned(talk: Talk, pin: Pin) -> None:
    """Take the place where the province is sure; ask about one that only may be it."""
    step = talk.question()
    if pin.place is None:
        play(talk, "pin_unknown")
        return
    if not pin.certain:
        talk.become(doubts=((pin.place.province, pin.place.district),))
        _ask_place(talk, step)
        return
    values = filling.place_values(pin.place)
    if isinstance(step, AskStep) and "province" in missing(talk, step):
        take(talk, step, Filled(values))
        return
    talk.corrected = talk.slot("province") is not None
    if not filling.fill(talk, values):
        talk.corrected = False
        talk.echoes.append("province")  # the place is known already; that the pin came is told
    if step is None:
        talk.corrected = False
        play(talk, "clarify")
    else:
        pose(talk, step)


def _ask_place(talk: Talk, step: Question | None) -> None:
    if step is None:
        play(talk, "clarify")
    elif isinstance(step, AskStep) and "province" in missing(talk, step):
        pose(talk, step)
    else:
        fix(talk, "province")
