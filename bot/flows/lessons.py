"""Which words of a conversation the understanding may learn from, and what they turned out to be.

A lesson waits in the state until the privacy notice is acknowledged, and is wiped with the draft.
"""

from __future__ import annotations

from dataclasses import replace

from bot.flows.talk import Talk
from bot.model.heard import Heard
from bot.model.lessons import LETTERS, Lesson, topic

_HALF_A_NUMBER = "0123456789 -+"
"""What stands at a cut may be the beginning of a telephone number, too short to be seen as one."""
_MOST = 5
"""So many messages of one person wait; then the oldest give way."""


def doubt(talk: Talk, heard: Heard) -> None:
    """Note words of which the bot has to ask what they mean; none that carry a signal."""
    if not heard.signals:
        waiting = (*talk.state.lessons, _lesson(heard))[-_MOST:]
        talk.become(lessons=waiting, guessed=None)


def guess(talk: Talk, heard: Heard) -> None:
    """Note in which words the need was found: they are a lesson should it be put right."""
    found = None if heard.signals else replace(_lesson(heard), reason="corrected")
    talk.become(guessed=found)


def settle(talk: Talk, intent: str, sub_intent: str | None = None) -> None:
    """Note what the person's matter turned out to be: so the words before were about that."""
    became = topic(intent, sub_intent)
    lessons = [_settled(talk, one, intent, became) for one in talk.state.lessons]
    guessed = talk.state.guessed
    if guessed is not None and not _is_about(guessed, intent):
        lessons.append(replace(guessed, became=became))
        guessed = None
    talk.become(lessons=tuple(lessons[-_MOST:]), guessed=guessed)


def forget(talk: Talk) -> None:
    """Learn nothing from what was said so far."""
    talk.become(lessons=(), guessed=None)


def hand_over(talk: Talk) -> tuple[Lesson, ...]:
    """Return what may be kept now: nothing before the notice is acknowledged.

    What is still open goes on waiting, marked as counted, to be told what it became.
    """
    if talk.slot("consent") is not True:
        return ()
    lessons = talk.state.lessons
    news = tuple(one for one in lessons if one.became or not one.counted)
    waiting = tuple(replace(one, counted=True) for one in lessons if one.became is None)
    talk.become(lessons=waiting)
    return news


def _lesson(heard: Heard) -> Lesson:
    text = heard.text
    return Lesson(
        "unclear",
        text if len(text) <= LETTERS else text[:LETTERS].rstrip(_HALF_A_NUMBER),
        topic(heard.intent, heard.sub_intent),
        round(heard.confidence, 2),
        heard.alternatives[0].intent if heard.alternatives else None,
    )


def _settled(talk: Talk, one: Lesson, intent: str, became: str) -> Lesson:
    """Where the guess was told aloud, another choice puts it right."""
    if one.became is not None:
        return one
    told = one.confidence >= talk.book.policy.guess
    right = _is_about(one, intent) or not told
    return replace(one, became=became, reason="unclear" if right else "corrected")


def _is_about(one: Lesson, intent: str) -> bool:
    return one.guess.partition("/")[0] == intent
