"""Putting the question that waits: what was understood, the question, its buttons."""

from __future__ import annotations

from bot.flows import cards
from bot.flows.book import AskStep, ChooseStep, Question
from bot.flows.options import buttons, fix_button, missing
from bot.flows.talk import Talk
from bot.flows.texts import fill, label, place
from bot.model.effects import Choice, Say
from bot.model.limits import QUICK_REPLIES

_FIXES = 2
_ORDER = (
    "need", "business", "province", "amount_baht", "name", "phone", "email", "juristic_id",
    "deadline",
)  # fmt: skip


def pose(talk: Talk, step: Question, *, help_text: str | None = None) -> None:
    """Say the pending question; from now on its buttons carry this turn's number."""
    talk.become(asked_turn=talk.state.turn)
    text = help_text or problem_text(talk, step) or fill(talk, question_text(talk, step))
    if isinstance(step, ChooseStep) and step.card:
        if talk.corrected or talk.state.tries or help_text:
            talk.say(_corrected(talk) if talk.corrected else text)
        talk.do(cards.summary(talk, step, fill(talk, step.text)))
    else:
        fixes = _fixes(talk)
        choices = (*buttons(talk, step), *fixes)[:QUICK_REPLIES]
        talk.do(Say(_led(talk, text), choices))
    talk.echoes.clear()
    talk.corrected = False


def _corrected(talk: Talk) -> str:
    plainly = talk.book.phrases["corrected"].replace("{understood}", "").strip()
    return understood(talk) or plainly


def _led(talk: Talk, text: str) -> str:
    echo = understood(talk)
    return f"{echo}\n\n{text}" if echo else text


def understood(talk: Talk) -> str:
    """Return «รับทราบค่ะ กิจการอยู่…» for what was newly understood, or nothing."""
    slots = talk.book.slots
    told = [n for n in _ORDER if n in talk.echoes and n in slots and slots[n].echo]
    parts = [fill(talk, slots[n].echo or "") for n in told]
    words = talk.book.phrases
    if not parts:
        return ""
    apart = " · " if len(parts) > 2 or talk.book.language == "en" else " "
    said = apart.join(parts)
    return words["corrected" if talk.corrected else "echo"].replace("{understood}", said)


def _fixes(talk: Talk) -> tuple[Choice, ...]:
    step = talk.question()
    asked = set(missing(talk, step)) if isinstance(step, AskStep) else set()
    slots = talk.book.slots
    names = [n for n in talk.echoes if n in slots and slots[n].echo and n not in asked]
    text = talk.book.phrases["fix"]
    return tuple(
        Choice(label(text.format(label=slots[n].label)), fix_button(talk, n))
        for n in names[:_FIXES]
    )


def question_text(talk: Talk, step: Question) -> str:
    """Return the question's words: the first asking, or a more helpful one on each try."""
    if isinstance(step, ChooseStep):
        again = step.again
        first = step.text
    else:
        first, again = _asked_text(talk, step)
    tries = talk.state.tries
    return again[min(tries, len(again)) - 1] if tries and again else first


def _asked_text(talk: Talk, step: AskStep) -> tuple[str, tuple[str, ...]]:
    wanted = missing(talk, step)
    slot = talk.book.slots[wanted[0]]
    if talk.state.doubts and slot.type == "province":
        return _doubt_text(talk), ()
    whole = step.text if step.text and wanted == step.slots else None
    return whole or slot.ask or slot.label, slot.again


def _doubt_text(talk: Talk) -> str:
    words = talk.book.phrases
    doubts = talk.state.doubts
    if len(doubts) > 1:
        return words["place_many"]
    return words["place_one"].replace("{place}", place(talk, *doubts[0]))


def problem_text(talk: Talk, step: Question) -> str | None:
    """Return what is wrong with the identifier just typed, when this question asks for it."""
    if talk.heard is None or not isinstance(step, AskStep):
        return None
    texts = [talk.book.slots[name].problems for name in missing(talk, step)]
    found = (t[p] for t in texts for p in talk.heard.entities.problems if p in t)
    text = next(found, None)
    return None if text is None else fill(talk, text)


def how_often(talk: Talk, step: Question) -> int:
    """Return how many times a question may be put again before it gives up."""
    if isinstance(step, ChooseStep):
        return len(step.again)
    return len(talk.book.slots[missing(talk, step)[0]].again) if missing(talk, step) else 0
