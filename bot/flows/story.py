"""What people tell beside what was asked: it joins the story and changes no matter."""

from __future__ import annotations

from bot.flows import answers, filling
from bot.flows.book import AskStep, ChooseStep, Question
from bot.flows.correcting import changes_mind
from bot.flows.knowing import is_question
from bot.flows.posing import pose
from bot.flows.talk import Talk
from bot.model.heard import NEEDS, Heard


def more_story(talk: Talk, step: Question, heard: Heard) -> bool:
    """Let more of the story join what was told; the question that waits is put again."""
    if not _tells_more(talk, step, heard):
        return False
    filling.absorb(talk, heard)
    _join(talk, heard)
    if isinstance(step, ChooseStep):
        asked = step.again[0] if step.name == "consent" and step.again else None
        pose(talk, step, help_text=asked or talk.book.phrases["added"])
    else:
        pose(talk, step)
    return True


def _tells_more(talk: Talk, step: Question, heard: Heard) -> bool:
    if talk.state.filed or heard.assent is not None or not filling.telling(talk, heard.text):
        return False
    if answers.pick(talk.book.menu, heard.text, numbered=False) is not None:
        return False
    if isinstance(step, ChooseStep) and step.name == "consent":
        return True
    same = heard.intent == talk.slot("need") and heard.intent in NEEDS
    at_summary = isinstance(step, ChooseStep) and bool(step.card) and heard.intent in NEEDS
    return at_summary or (
        same and not isinstance(step, ChooseStep) and heard.confidence >= talk.book.policy.sure
    )


def keep_story(talk: Talk, step: Question, heard: Heard) -> None:
    """Lose no sentence that was told in the place of an answer: it joins the story."""
    long = filling.letters_left(talk, heard.text) >= 2 * talk.book.policy.telling_letters
    told = isinstance(step, AskStep) and "summary" in talk.state.slots and not talk.state.filed
    if told and long and not is_question(talk.book, heard.text):
        _join(talk, heard)


def _join(talk: Talk, heard: Heard) -> None:
    filling.remember(talk, heard.text)
    words = " ".join(talk.state.said)[: filling.SUMMARY_LETTERS]
    talk.become(slots={**talk.state.slots, "summary": words})


def only_tells(talk: Talk, heard: Heard) -> bool:
    """Say whether words tell of the firm («ทำน้ำพริกขายมาสามปีแล้ว») and wish for nothing else."""
    if talk.state.filed or heard.intent == "rescue" or changes_mind(talk, heard):
        return False
    wishes = any(word in heard.text for word in talk.book.policy.wishes)
    return filling.telling(talk, heard.text) and not wishes
