"""Words that begin something: sure, go there; middling, ask which; unsure, one good question."""

from __future__ import annotations

from dataclasses import replace

from bot.flows import filling, lessons
from bot.flows.answering import keep_other, try_again
from bot.flows.answers import label_plain, only_contact, pick, plain
from bot.flows.book import ChooseStep
from bot.flows.correcting import puts_otherwise
from bot.flows.posing import pose
from bot.flows.run import begin, flow_for, play
from bot.flows.talk import Talk
from bot.model.heard import NEEDS, Heard

_ASKABLE = (*NEEDS, "status", "human", "programme")
_OTHERWISE = frozenset({"smalltalk", "status", "human", "programme", "cancel"})
_LEAST = 0.12
_LEAST_BEHIND = 0.3
"""How likely a need must be to be asked about behind words that seem to be nothing of ours."""
_MOST_GUESSES = 3
_BEGINS = ("other", "start_up", "human", "complaint")


def triage(talk: Talk, heard: Heard, *, pending: ChooseStep | None = None) -> bool:
    """Take words that answer no question, or the question what the matter is; always True."""
    heard = _as_tile(talk, heard)
    if pending is None and _about_a_case(talk, heard):
        return True
    policy = talk.book.policy
    if _asks_openly(pending) and _two_needs(talk, heard):
        return True
    if _sure(talk, heard) or _plain_courtesy(talk, heard):
        keep_other(talk, pending, heard.intent)
        _go(talk, heard, pending)
        return True
    if _confirms(pending, heard, talk):
        keep_other(talk, pending, heard.intent)
        _start(talk, heard)
        return True
    lessons.doubt(talk, heard)
    learnt = _keep_words(talk, heard)
    guesses = _guesses(heard) if heard.confidence >= policy.guess else ()
    if guesses and _asks_openly(pending):
        talk.become(guesses=guesses, note_sub=heard.sub_intent, frames=(), tries=0)
        play(talk, "which_need")
    elif pending is None:
        play(talk, "clarify")
    elif learnt:
        pose(talk, pending)
    else:
        try_again(talk, pending)
    return True


def _sure(talk: Talk, heard: Heard) -> bool:
    """«Not ours» without saying what it is instead («2 แสน») has to be surer than the rest."""
    vague = heard.intent == "out_of_scope" and heard.sub_intent is None
    return heard.confidence >= (talk.book.policy.switch if vague else talk.book.policy.sure)


def _asks_openly(pending: ChooseStep | None) -> bool:
    """Say whether anything may come: nothing is asked, or «what is it about»."""
    return pending is None or pending.name == "need"


def _two_needs(talk: Talk, heard: Heard) -> bool:
    """Ask which comes first when one message wishes for two things; both are kept."""
    policy = talk.book.policy
    second = next((g for g in heard.alternatives if g.intent in NEEDS), None)
    if heard.intent not in NEEDS or second is None or second.confidence < policy.two:
        return False
    if talk.state.refused or not any(word in heard.text for word in policy.two_words):
        return False
    filling.remember(talk, heard.text)
    filling.absorb(talk, heard)
    guesses = (heard.intent, second.intent)
    talk.become(guesses=guesses, note_sub=heard.sub_intent, frames=(), tries=0)
    play(talk, "which_need", "first")
    return True


def _as_tile(talk: Talk, heard: Heard) -> Heard:
    """Take a tile's label, typed, as the tile pressed."""
    tile = pick(talk.book.menu, heard.text, numbered=False)
    if tile is None:
        return heard
    sub = heard.sub_intent if heard.intent == tile.value else None
    return replace(heard, intent=tile.value, confidence=1.0, sub_intent=sub)


def _confirms(pending: ChooseStep | None, heard: Heard, talk: Talk) -> bool:
    """Say whether a second, middling hint settles on one of the guesses."""
    asked = pending is not None and pending.name == "which_need"
    return asked and heard.intent in talk.state.guesses and heard.intent in NEEDS


def _about_a_case(talk: Talk, heard: Heard) -> bool:
    entities = heard.entities
    slipped = "case_number_slip" in entities.problems
    if entities.case_number or slipped:
        talk.become(number=entities.case_number, slipped=slipped)
        play(talk, "status")
        return True
    return _attachable(talk, heard)


def _attachable(talk: Talk, heard: Heard) -> bool:
    """Further words soon after a case are offered to it, unless they clearly ask for else."""
    case = talk.recent()
    if case is None:
        return False
    adding = heard.sub_intent == "case_add" or heard.correcting or puts_otherwise(talk, heard)
    noted = filling.values_of(heard.entities)
    asks_else = heard.intent in _OTHERWISE and not noted
    unsure = not _sure(talk, heard) and not asks_else
    same = heard.intent in NEEDS and heard.intent == case.category
    if not (adding or unsure or same):
        return False
    if unsure:
        lessons.doubt(talk, heard)
    guesses = (heard.intent,) if heard.intent in NEEDS else ()
    sub = heard.sub_intent if guesses else None
    talk.become(note=heard.text, note_sub=sub, noted=noted, guesses=guesses)
    play(talk, "attach")
    return True


def _plain_courtesy(talk: Talk, heard: Heard) -> bool:
    return heard.intent == "smalltalk" and heard.confidence >= talk.book.policy.guess


def _guesses(heard: Heard) -> tuple[str, ...]:
    least = _LEAST if heard.intent in _ASKABLE else _LEAST_BEHIND
    ranked = [heard.intent, *(g.intent for g in heard.alternatives if g.confidence >= least)]
    return tuple(dict.fromkeys(name for name in ranked if name in _ASKABLE))[:_MOST_GUESSES]


def _keep_words(talk: Talk, heard: Heard) -> bool:
    """Keep what was said; say whether anything was learnt from it."""
    if heard.intent in {"smalltalk", "cancel"} and heard.confidence >= talk.book.policy.guess:
        return False
    if not only_contact(talk, heard):
        filling.remember(talk, heard.text)
    return bool(filling.absorb(talk, heard))


def _go(talk: Talk, heard: Heard, pending: ChooseStep | None) -> None:
    if heard.intent in NEEDS or flow_for(talk, heard.intent, heard.sub_intent) in _BEGINS:
        _start(talk, heard)
        return
    if heard.intent == "smalltalk":
        play(talk, "thanks" if heard.sub_intent == "thanks_bye" else "greet")
    elif heard.intent == "cancel":
        _left(talk, heard, pending)
    else:
        if pending is not None and heard.intent in _ASKABLE:
            lessons.settle(talk, heard.intent, heard.sub_intent)
        filling.absorb(talk, heard)
        talk.become(number=heard.entities.case_number)
        play(talk, flow_for(talk, heard.intent, heard.sub_intent))


def _left(talk: Talk, heard: Heard, pending: ChooseStep | None) -> None:
    stops = heard.sub_intent in {None, "cancel"}
    if pending is None:
        play(talk, "cancel_idle" if stops else "menu")
    elif stops:
        play(talk, "cancel")
    elif heard.sub_intent == "menu":
        talk.become(frames=(), tries=0)
        play(talk, "clarify", "tiles")
    else:
        try_again(talk, pending)


def _start(talk: Talk, heard: Heard) -> None:
    if talk.state.refused and talk.slot("consent") is not True:
        talk.become(guesses=(heard.intent,), note_sub=heard.sub_intent)
        play(talk, "refused_again")
        return
    if plain(heard.text) not in {label_plain(tile.label) for tile in talk.book.menu}:
        filling.remember(talk, heard.text)
    filling.absorb(talk, heard)
    begin(talk, heard.intent, heard.sub_intent, heard=heard if heard.confidence < 1 else None)
