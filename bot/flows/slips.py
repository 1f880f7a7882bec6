"""Whoever sends the code of a receiving slip has the case of that slip from then on."""

from __future__ import annotations

from dataclasses import replace

from bot.flows.run import play
from bot.flows.talk import Talk
from bot.model.effects import GiveConsent, TieCase


def tied(talk: Talk) -> bool:
    """Take the code that these words hold; the privacy notice was given at the counter."""
    slip = talk.facts.slip
    if slip is None:
        return False
    if slip.case is None:
        play(talk, "slip_unknown")
        return True
    talk.do(TieCase(slip.code))
    talk.do(GiveConsent(talk.book.notice_version))
    talk.facts = replace(talk.facts, cases=(*talk.facts.cases, slip.case))
    slots = {**talk.state.slots, "consent": True}
    talk.become(number=slip.case.number, slipped=False, slots=slots, refused=False)
    play(talk, "slip")
    return True
