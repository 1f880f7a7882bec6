"""News of programmes: saying yes to it, to some topics of it, and no again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.flows import answers
from bot.flows.filling import fill
from bot.flows.talk import Talk
from bot.model.effects import SetNews
from bot.model.firms import TOPICS

TOPIC = "news_topic"
"""The slot of the topic that is talked about."""


def topic_in(talk: Talk, text: str) -> str | None:
    """Return the topic that words name, as the choices of its question know it."""
    said = answers.plain(text)
    for choice in talk.book.slots[TOPIC].choices:
        named = any(answers.plain(word) in said for word in (choice.label, *choice.words))
        if named and choice.value in TOPICS:
            return choice.value
    return None


def stop(talk: Talk, text: str) -> str:
    """Return the pattern for words that end news: all of it, or the topic that they name."""
    topic = topic_in(talk, text)
    if topic is None:
        return "news_stop"
    fill(talk, {TOPIC: topic})
    return "news_stop_topic"


def _on(talk: Talk) -> None:
    talk.do(SetNews(wanted=True))


def _off(talk: Talk) -> None:
    talk.do(SetNews(wanted=False))


def _of_topic(talk: Talk, *, wanted: bool) -> None:
    """Want news of the topic alone, or no more of it; «all» of them changes nothing."""
    if (topic := talk.slot(TOPIC)) in TOPICS:
        talk.do(SetNews(wanted=wanted, topics=(str(topic),)))


def _done(talk: Talk) -> None:
    slots = {name: value for name, value in talk.state.slots.items() if name != TOPIC}
    skipped = tuple(name for name in talk.state.skipped if name != TOPIC)
    talk.become(slots=slots, skipped=skipped)


ACTIONS: dict[str, Callable[[Talk], None]] = {
    "news_on": _on,
    "news_off": _off,
    "news_only": partial(_of_topic, wanted=True),
    "news_topic_off": partial(_of_topic, wanted=False),
    "news_done": _done,
}
