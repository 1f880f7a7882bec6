"""What a turn of words is: an answer, a correction, a wish to leave, a question, a new need.

An answer to the pending question always comes first and what the words seem to be about second,
because intents are unsure of short answers. The order of `_PENDING` is that rule, written down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.flows import answers, filling, lessons
from bot.flows.alarms import raised
from bot.flows.answering import take, try_again
from bot.flows.book import AskStep, ChooseStep, Option, Question
from bot.flows.correcting import change_need, changes_mind, correct
from bot.flows.digressing import asks_aside, digress, resumed, side_question, smalltalk
from bot.flows.knowing import informed, is_question, plainly_asks
from bot.flows.options import missing, offered
from bot.flows.posing import pose, problem_text
from bot.flows.run import play
from bot.flows.slips import tied
from bot.flows.state import Mark
from bot.flows.steering import clear_control, likely_control
from bot.flows.story import keep_story, more_story, only_tells
from bot.flows.talk import Talk
from bot.flows.understanding import triage
from bot.model.heard import NEEDS, Heard

_ALSO = "ด้วย"
_GO_ON = {"stop": "no", "resume": "yes"}
"""Whether to go on is settled by going on: the answer to the question beneath will do."""
_NEED_QUESTIONS = ("need", "which_need")
_ASIDE = ("status", "human", "programme")
_WHAT_IS_WRONG = {"still_missing", "rating_words", "more"}
"""Slots whose answers sound like news of a case, or a complaint: «ยังไม่มีใครโทรมา»."""


def words(talk: Talk, heard: Heard) -> None:
    """Take one utterance."""
    heard = _without_false_name(talk, heard)
    talk.heard = heard
    if "citizen_number" in heard.entities.problems:
        talk.say(talk.book.phrases["citizen_number"])
    if heard.signals:
        lessons.forget(talk)
    if raised(talk, heard) or tied(talk):
        return
    step = talk.question()
    if informed(talk, step, heard):
        return
    if step is None:
        triage(talk, heard)
        return
    if isinstance(step, AskStep):
        talk.mark = Mark(talk.state.frames, missing(talk, step))
    if not any(reader(talk, step, heard) for reader in _PENDING):
        keep_story(talk, step, heard)
        try_again(talk, step)


def _without_false_name(talk: Talk, heard: Heard) -> Heard:
    """Take no name from words that are clearly something else («สต็อกข้าวสารเสียหายหมด»)."""
    name = heard.entities.name
    if name is None or answers.plain(name) != answers.plain(heard.text):
        return heard
    asks = heard.assent is not None or plainly_asks(talk.book, heard.text)
    if not (asks or _tells_else(talk, heard)):
        return heard
    return replace(heard, entities=replace(heard.entities, name=None))


def _tells_else(talk: Talk, heard: Heard) -> bool:
    if heard.intent in NEEDS:
        return _sure(talk, heard) and filling.telling(talk, heard.text)
    return heard.intent in _ASIDE and heard.confidence >= talk.book.policy.switch


def _sure(talk: Talk, heard: Heard) -> bool:
    return heard.confidence >= talk.book.policy.sure


def _repeat(talk: Talk, step: Question, heard: Heard) -> bool:
    again = map(answers.label_plain, talk.book.policy.repeat_words)
    wanted = answers.plain(heard.text) in again  # «อะไรนะคะ» is «อะไร» by then
    if wanted or heard.sub_intent == "repeat":
        pose(talk, step)
        return True
    return False


def _yes_or_no(talk: Talk, step: Question, heard: Heard) -> bool:
    """Take a plain yes or no to a question with two ways, or a label typed as it stands."""
    if not isinstance(step, ChooseStep) or filling.corrections(talk, heard):
        return False
    if talk.slot("need") in NEEDS and changes_mind(talk, heard):
        return False
    if _leaving(talk, heard) and step.name != "consent" and not _typed(talk, step, heard):
        return False
    return _answer(talk, step, heard)


def _typed(talk: Talk, step: Question, heard: Heard) -> bool:
    """Say whether the words are those of an answer that is offered: «ทำต่อ»."""
    return answers.pick(offered(talk, step), heard.text, numbered=False) is not None


def _back_again(talk: Talk, step: Question, heard: Heard) -> bool:
    """After hours away, a few words are no story («กลับมาแล้วค่ะ»): recap what was begun."""
    if not answers.is_free(talk, step) or not talk.been_away():
        return False
    few = filling.letters_left(talk, heard.text) <= 2 * talk.book.policy.telling_letters
    need = heard.intent in NEEDS and _sure(talk, heard)
    return few and not need and not filling.values_of(heard.entities) and resumed(talk, step, heard)


def _leaving(talk: Talk, heard: Heard) -> bool:
    cancels = heard.intent == "cancel" and heard.sub_intent in {None, "cancel"}
    return cancels and _sure(talk, heard) and not heard.correcting


def _about_need(talk: Talk, step: Question, heard: Heard) -> bool:
    """While the need itself is asked for, words are weighed as if they came first."""
    if not isinstance(step, ChooseStep) or step.name not in _NEED_QUESTIONS:
        return False
    return triage(talk, heard, pending=step)


def _person_first(talk: Talk, step: Question, heard: Heard) -> bool:
    """Never take a sure wish for a person, for news of a matter, or a question as the answer."""
    asks = heard.intent in {"human", "status"} or is_question(talk.book, heard.text)
    if not asks or not asks_aside(talk, heard) or _says_what_is_wrong(talk, step, heard):
        return False
    free = answers.is_free(talk, step) or _says_a_tile(talk, heard.text)
    if not free and answers.read(talk, step, heard) is not None:
        return False
    return digress(talk, step, heard)


def _says_what_is_wrong(talk: Talk, step: Question, heard: Heard) -> bool:
    if heard.intent != "status" and heard.sub_intent != "complaint":
        return False
    wanted = isinstance(step, AskStep) and not _WHAT_IS_WRONG.isdisjoint(step.slots)
    return wanted and not is_question(talk.book, heard.text)


def _says_a_tile(talk: Talk, text: str) -> bool:
    """Say whether words are the very words of a tile of the menu («คุยกับเจ้าหน้าที่»)."""
    return answers.pick(talk.book.menu, text, numbered=False) is not None


def _courtesy_first(talk: Talk, step: Question, heard: Heard) -> bool:
    """«ขอบคุณค่ะ» is not a summary."""
    if heard.intent != "smalltalk" or not _sure(talk, heard) or len(heard.text) > 25:
        return False
    if heard.entities.problems:
        return False
    if not answers.is_free(talk, step) and answers.read(talk, step, heard) is not None:
        return False
    return smalltalk(talk, step, heard)


def _in_band(talk: Talk, step: Question, heard: Heard) -> bool:
    """Take a number as the answer to a question about a size: a firm's revenue is no loan."""
    found = answers.in_band(talk, step, heard)
    return found is not None and take(talk, step, found)


def _answer(talk: Talk, step: Question, heard: Heard) -> bool:
    found = answers.read(talk, step, heard)
    if found is None or _wish_instead(talk, step, heard):
        return False
    typed = isinstance(step, AskStep) and isinstance(found, Option)
    if not typed and not isinstance(found, answers.Skipped):
        filling.absorb(talk, heard)
    return take(talk, step, found)


def _wish_instead(talk: Talk, step: Question, heard: Heard) -> bool:
    """After the number a clear new wish is a second matter, not an answer to «ทำกิจการอะไร»."""
    return (
        talk.state.filed
        and answers.is_free(talk, step)
        and heard.intent in NEEDS
        and heard.confidence >= talk.book.policy.switch
        and (heard.intent == "rescue" or any(w in heard.text for w in talk.book.policy.wishes))
    )


def _other_need(talk: Talk, _step: Question, heard: Heard) -> bool:
    """Change the need, keeping what still fits; «…ด้วย» keeps the second wish for later."""
    policy = talk.book.policy
    if heard.intent not in NEEDS or heard.confidence < policy.switch:
        return False
    if heard.intent == talk.slot("need") and not talk.state.filed:
        return False
    if only_tells(talk, heard):
        return False
    also = [word for word in policy.also_words if word in heard.text]
    also += [_ALSO] if answers.plain(heard.text).endswith(_ALSO) else []
    if also and not talk.state.filed:
        talk.become(later=(heard.intent, heard.sub_intent or "", heard.text))
        filling.absorb(talk, heard)
        play(talk, "switch_later")
        return True
    change_need(talk, heard)
    return True


def _absorbed(talk: Talk, step: Question, heard: Heard) -> bool:
    """Something useful was said, though not what was asked: take it and ask on."""
    if problem_text(talk, step) is not None:
        return False
    had = talk.state.doubts
    if not filling.absorb(talk, heard) and talk.state.doubts == had:
        return False
    keep_story(talk, step, heard)
    onward = next((o for o in offered(talk, step) if o.value == _GO_ON.get(_name(step))), None)
    if onward is None:
        pose(talk, step)
        return True
    return take(talk, step, onward)


def _name(step: Question) -> str:
    return step.name if isinstance(step, ChooseStep) else ""


_PENDING: tuple[Callable[[Talk, Question, Heard], bool], ...] = (
    _in_band,
    _yes_or_no,
    _back_again,
    correct,
    _about_need,
    _repeat,
    clear_control,
    _person_first,
    _courtesy_first,
    _answer,
    likely_control,
    _other_need,
    side_question,
    more_story,
    _absorbed,
    smalltalk,
    resumed,
)
