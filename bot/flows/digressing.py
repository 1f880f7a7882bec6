"""Going aside and coming back: questions about other things, courtesies, a return after hours.

Whatever is played here ends with `back`, and the question that waited is put again.
"""

from __future__ import annotations

from bot.flows import filling
from bot.flows.book import Question
from bot.flows.run import flow_for, move_on, play, run
from bot.flows.talk import Talk
from bot.model.heard import Heard


def side_question(talk: Talk, step: Question, heard: Heard) -> bool:
    """Answer a sure question about something else."""
    return asks_aside(talk, heard) and digress(talk, step, heard)


def asks_aside(talk: Talk, heard: Heard) -> bool:
    """Say whether the words surely ask about something else; a bare telephone number does not."""
    entities = heard.entities
    bare = heard.intent == "status" and entities.phone and not entities.case_number
    sure = heard.confidence >= talk.book.policy.sure
    return sure and not bare and heard.intent in {"status", "human", "programme", "out_of_scope"}


def digress(talk: Talk, step: Question, heard: Heard) -> bool:
    """Play what the words ask for on top of the pending question; False when that is a need."""
    filling.absorb(talk, filling.without_words(heard))
    slipped = "case_number_slip" in heard.entities.problems
    talk.become(number=heard.entities.case_number, slipped=slipped)
    flow = flow_for(talk, heard.intent, heard.sub_intent)
    if flow in {"other", "start_up"}:
        return False
    if flow in {frame.flow for frame in talk.state.frames}:
        return _insist(talk, step)
    play(talk, flow)
    return True


def _insist(talk: Talk, step: Question) -> bool:
    """Spare somebody who asks for the same thing again the question that stands in between."""
    move_on(talk, step.give_up or "?")
    run(talk)
    return True


def smalltalk(talk: Talk, _step: Question, heard: Heard) -> bool:
    """Answer a greeting or thanks; after the number, thanks are a goodbye."""
    if heard.intent != "smalltalk" or heard.confidence < talk.book.policy.sure:
        return False
    if (heard.assent is not None or heard.entities.problems) and not talk.been_away():
        return False
    if talk.been_away():
        play(talk, "resume")
        return True
    thanks = heard.sub_intent == "thanks_bye"
    if thanks and talk.state.filed:
        play(talk, "thanks_filed")
        return True
    play(talk, "thanks" if thanks else "greet_again")
    return True


def resumed(talk: Talk, _step: Question, _heard: Heard) -> bool:
    """Recap after hours away, when a message fits nothing that was asked."""
    if not talk.been_away() or talk.slot("consent") is not True:
        return False
    play(talk, "resume")
    return True
