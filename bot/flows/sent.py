"""Pictures and files that the person has just sent: one tap, or a word, deletes them again.

Whether a picture shows an identity card cannot be told for sure, so the way back is offered after
each of them.
"""

from __future__ import annotations

from dataclasses import replace

from bot.flows.run import play
from bot.flows.talk import Talk
from bot.flows.texts import label
from bot.model.buttons import SENT, Button
from bot.model.effects import Card, Carousel, Choice, Say
from bot.model.limits import QUICK_REPLIES

_PATTERN = "drop_sent"


def offer(talk: Talk, sent: tuple[str, ...]) -> None:
    """Keep in mind what came with this turn, and let the last bubble offer to delete it."""
    if not sent:
        return
    talk.become(sent=sent, sent_turn=talk.state.turn)
    button = Button(SENT, _PATTERN, talk.state.turn, "drop")
    drop = Choice(label(talk.book.phrases["drop_sent"]), button)
    at, last = [
        (at, said)
        for at, said in enumerate(talk.effects)
        if isinstance(said, Say | Card | Carousel)
    ][-1]
    talk.effects[at] = replace(last, choices=(*last.choices[: QUICK_REPLIES - 1], drop))


def pressed(talk: Talk, button: Button) -> None:
    """Delete what the button was shown for; an older one has nothing to delete any more."""
    of_the_last = button.turn == talk.state.sent_turn and talk.state.sent
    play(talk, _PATTERN if of_the_last else "stale")
