"""Putting right what was understood or said: in words at any time, or by naming the line."""

from __future__ import annotations

from bot.flows import filling
from bot.flows.actions import CONTACT, keep_only
from bot.flows.answers import is_free, label_plain, named_slot, plain, unparticled
from bot.flows.book import ChooseStep, Question
from bot.flows.posing import pose
from bot.flows.run import begin, play, run
from bot.flows.talk import Talk
from bot.model.heard import NEEDS, Heard

_ORDERS = ("แก้", "ขอแก้", "เปลี่ยน", "ขอเปลี่ยน", "change", "correct", "fix", "please change")
_TO_BE = {"th": "เป็น", "en": " to "}
"""What stands before the new value: «แก้ชื่อเป็นสมหญิง», «change the name to Somying»."""
_ADDRESSES = frozenset({"phone", "email"})
_SHORT_ORDER = 40
_TEXTS = ("name", "business", "summary")


def correct(talk: Talk, step: Question, heard: Heard) -> bool:
    """Carry out a correction; False when the words are none."""
    at_summary = isinstance(step, ChooseStep) and bool(step.card)
    changes = filling.corrections(talk, heard)
    if talk.state.line in changes:
        return False  # the new value answers the question that was put to get it
    if changes and (heard.correcting or at_summary or _plainly_new(talk, step, heard, changes)):
        return _change(talk, step, heard, changes)
    if at_summary and filling.absorb(talk, heard):
        talk.corrected = True
        pose(talk, step)
        return True
    if changes_mind(talk, heard):
        change_need(talk, heard)
        return True
    if not heard.correcting or (is_free(talk, step) and not _begins_so(heard.text)):
        return False
    return _by_name(talk, step, heard)


def _plainly_new(talk: Talk, step: Question, heard: Heard, changes: dict[str, object]) -> bool:
    """«จริง ๆ อยากได้ 4 แสน», and another telephone, e-mail or sum, need no word of correcting."""
    if heard.assent == "no" or _ADDRESSES & changes.keys():
        return True
    return puts_otherwise(talk, heard) or ("amount_baht" in changes and not is_free(talk, step))


def puts_otherwise(talk: Talk, heard: Heard) -> bool:
    """Say whether the words begin as one who says it otherwise: «จริง ๆ …», «ขอเป็น …»."""
    said = plain(heard.text)
    return any(said.startswith(label_plain(word)) for word in talk.book.policy.correct_words)


def _begins_so(text: str) -> bool:
    """Say whether a free answer is an order to put something right: «ขอแก้เบอร์»."""
    return text.strip().casefold().startswith(_ORDERS) and len(text) <= _SHORT_ORDER


def _change(talk: Talk, step: Question, heard: Heard, changes: dict[str, object]) -> bool:
    filling.fill(talk, changes)
    filling.absorb(talk, filling.without_words(heard))
    talk.corrected = True
    if isinstance(step, ChooseStep):
        pose(talk, step)
    else:
        run(talk)
    return True


def changes_mind(talk: Talk, heard: Heard) -> bool:
    """Say whether the words put another need in the place of this one («ไม่ใช่เรื่องเงิน …»)."""
    said = any(word in heard.text for word in talk.book.policy.change_words)
    return (
        (said or heard.correcting or heard.assent == "no")
        and heard.intent in NEEDS
        and heard.intent != talk.slot("need")
        and heard.confidence >= talk.book.policy.sure
    )


def change_need(talk: Talk, heard: Heard) -> None:
    """Begin the other need; what was said so far still tells who the person is and what they do."""
    if talk.state.filed:
        keep_only(talk, CONTACT)
    slots = {k: v for k, v in talk.state.slots.items() if k != "summary"}
    talk.become(slots=slots)
    filling.remember(talk, heard.text)
    filling.absorb(talk, heard)
    begin(talk, heard.intent, heard.sub_intent, heard=heard)


def _by_name(talk: Talk, step: Question, heard: Heard) -> bool:
    """«แก้ชื่อเป็นสมหญิง» changes at once; «แก้เบอร์» asks for the new one."""
    name = named_slot(talk, heard.text)
    known = name is not None and talk.slot(name) is not None
    if name is None or not (known or name in talk.state.skipped):
        return False
    _, found, value = heard.text.rpartition(_TO_BE[talk.book.language])
    if name in _TEXTS and found and plain(value):
        return _change(talk, step, heard, {name: unparticled(value)})
    fix(talk, name)
    return True


def fix(talk: Talk, name: str) -> None:
    """Ask for one known thing again; the pending question comes back afterwards."""
    talk.become(line=name, tries=0)
    play(talk, "correct", "fix")
