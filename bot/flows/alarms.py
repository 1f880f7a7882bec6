"""Words that play a flow at once, whatever waits: despair, danger, fraud, a flow's own name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.flows import announced, answers, filling
from bot.flows.book import Book
from bot.flows.knowing import known_question
from bot.flows.run import MOST_FRAMES, begin, play
from bot.flows.talk import Talk
from bot.model.heard import SIGNALS, Heard

_ROOM = 2
_TAKES_BACK = re.compile("ลบ(?!้)|ถอน|ยกเลิก|ยินยอม|แก้ไข")  # «ข้อมูลบ้าง» holds no «ลบ»


def raised(talk: Talk, heard: Heard) -> bool:
    """Play what the words call for at once; False when they call for nothing."""
    flow = _named(talk, heard.text) or _signalled(talk, heard)
    if flow is not None:
        _signal(talk, heard, flow)
    return flow is not None


def _signalled(talk: Talk, heard: Heard) -> str | None:
    signal = next((name for name in SIGNALS if name in heard.signals), None)
    return None if signal == "consent_manage" and _only_asks(talk, heard) else signal


def _only_asks(talk: Talk, heard: Heard) -> bool:
    """Say whether words ask about one's data («ใครเห็นข้อมูลบ้าง») and want nothing done to it."""
    wishes = any(word in heard.text for word in talk.book.policy.wishes)
    if wishes or _TAKES_BACK.search(heard.text):
        return False
    return known_question(talk, heard) is not None


def _named(talk: Talk, text: str) -> str | None:
    """Return the flow that these very words play."""
    return _flows_by_words(talk.book).get(answers.plain(text))


@lru_cache(maxsize=8)
def _flows_by_words(book: Book) -> Mapping[str, str]:
    """Return the flow that whole messages play; where two want the same, the first has it."""
    flows = reversed(tuple(book.flows.values()))
    return {answers.plain(word): flow.name for flow in flows for word in flow.words}


def _signal(talk: Talk, heard: Heard, signal: str) -> None:
    """Danger first tells the numbers, then takes the matter; the others only answer."""
    _make_room(talk)
    if signal == "danger":
        filling.absorb(talk, heard)
    play(talk, announced.stop(talk, heard.text) if signal == "news_stop" else signal)
    if signal == "danger" and not talk.state.frames:
        filling.remember(talk, heard.text)
        filling.absorb(talk, heard)
        sub = heard.sub_intent if heard.intent == "rescue" else "disaster.other"
        begin(talk, "rescue", sub)


def _make_room(talk: Talk) -> None:
    """However deep in asides a talk is, what must be said is said: drop the innermost ones."""
    if len(talk.state.frames) <= MOST_FRAMES - _ROOM:
        return
    talk.become(frames=talk.state.frames[: MOST_FRAMES - _ROOM])
    while talk.state.frames and talk.question() is None:
        talk.become(frames=talk.state.frames[:-1])
