"""What happens when nobody answers: words without consent are wiped, drafts told of and wiped."""

from __future__ import annotations

from bot.flows.actions import forget
from bot.flows.book import Book
from bot.flows.run import play, replace_all
from bot.flows.state import DialogueState
from bot.flows.talk import Talk
from bot.model.effects import Remind, Timer


def see_to_wiping(talk: Talk, before: DialogueState) -> None:
    """Set the day after which words are wiped, where the notice was not acknowledged for them.

    Flows do so before they ask; people tell their names where nobody asked, too.
    """
    told = _holds_words(talk.book, talk.state) and not _holds_words(talk.book, before)
    if told and talk.slot("consent") is not True and not _runs_out(talk):
        talk.do(Remind("consent_timeout", talk.book.policy.consent_hours))


def _runs_out(talk: Talk) -> bool:
    timers = (one.kind for one in talk.effects if isinstance(one, Remind))
    return "consent_timeout" in timers


def _holds_words(book: Book, state: DialogueState) -> bool:
    personal = (name for name, slot in book.slots.items() if slot.personal)
    return bool(state.said) or any(name in state.slots for name in personal)


def timed_out(talk: Talk, kind: Timer) -> None:
    """Do what a timer was set for, if nothing has come in between."""
    if kind == "consent_timeout":
        if talk.slot("consent") is not True:
            _wipe(talk)
    elif talk.state.frames and not talk.state.filed:
        _draft_is_old(talk, kind)


def _wipe(talk: Talk) -> None:
    """Wipe everything after a day without an answer; aloud only where one was awaited."""
    if talk.state.frames or talk.state.said:
        replace_all(talk, "consent_timeout")
    else:
        forget(talk, refused=talk.state.refused)


def _draft_is_old(talk: Talk, kind: Timer) -> None:
    """Say that the draft will be wiped, and later wipe it; not while somebody is telling it."""
    policy = talk.book.policy
    if not talk.been_away():
        talk.do(Remind(kind, policy.resume_hours))
    elif kind == "draft_timeout":
        replace_all(talk, "draft_timeout")
    else:
        talk.do(Remind("draft_timeout", policy.draft_hours - policy.draft_warning_hours))
        play(talk, "draft_warning")
