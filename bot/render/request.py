"""Bubbles -> the message objects of one request to LINE, within every limit of LINE's.

Nothing that is said is lost as long as five messages can hold it: long texts are split, surplus
bubbles joined, cards that are too large put into words and their buttons made quick replies.
Sending, and choosing what to say, must stay out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.model.effects import Bubble, Card, Choice, Say
from bot.model.limits import (
    BUBBLE_BYTES,
    BUBBLES_PER_REQUEST,
    CAROUSEL_BUBBLES,
    CAROUSEL_BYTES,
    TEXT,
    utf16_length,
)
from bot.render.actions import Json, quick_reply
from bot.render.cards import bubble, flex, larger_than
from bot.render.cutting import clean, shorten, split_text
from bot.render.words import buttons_in_words, words

_FEWEST_BESIDE = 3
"""Cards: fewer beside each other are no carousel worth a message of its own."""
_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class _Shown:
    """Cards of one Flex message, and what they look like."""

    cards: tuple[Card, ...]
    bubbles: tuple[Json, ...]


_Part = str | _Shown


def messages(bubbles: Sequence[Bubble]) -> list[Json]:
    """Return one to five final LINE message objects; none when there is nothing to say.

    Quick replies of all bubbles stand on the last message, the only place where LINE shows them:
    thirteen at the most, the first ones kept. What had to be cut or left out, `check` tells.
    """
    offered = [choice for one in bubbles for choice in _offered(one)]
    parts = _fit([part for one in bubbles for part in _parts(one)], offered)
    shown = [_message(part) for part in parts]
    replies = quick_reply(offered)
    if shown and replies:
        shown[-1]["quickReply"] = replies
    return shown


def _offered(one: Bubble) -> Iterator[Choice]:
    """Give the bubble's quick replies, and what its cards want but only quick replies can do."""
    yield from one.choices
    for card in _cards(one):
        yield from (button for button in card.buttons if button.action == "location")


def _parts(one: Bubble) -> Iterator[_Part]:
    if isinstance(one, Say):
        yield from split_text(clean(one.text))
        return
    cards = _cards(one)
    for start in range(0, len(cards), CAROUSEL_BUBBLES):
        beside = cards[start : start + CAROUSEL_BUBBLES]
        yield from _apart(_Shown(beside, tuple(bubble(card) for card in beside)))


def _apart(shown: _Shown) -> list[_Shown]:
    """Return a carousel that is too large as several, in halves: words are the last resort."""
    count = len(shown.cards)
    if count < 2 * _FEWEST_BESIDE or not larger_than(CAROUSEL_BYTES, {"contents": shown.bubbles}):
        return [shown]
    half = (count + 1) // 2
    first = _Shown(shown.cards[:half], shown.bubbles[:half])
    second = _Shown(shown.cards[half:], shown.bubbles[half:])
    return [*_apart(first), *_apart(second)]


def _cards(one: Bubble) -> tuple[Card, ...]:
    if isinstance(one, Say):
        return ()
    return (one,) if isinstance(one, Card) else one.cards


def _fit(parts: list[_Part], offered: list[Choice]) -> list[_Part]:
    """Bring the parts within LINE's limits; buttons of cards put into words go to `offered`."""
    for part in [part for part in parts if isinstance(part, _Shown) and _too_large(part)]:
        _put_into_words(parts, part, offered)
    while len(parts) > BUBBLES_PER_REQUEST:
        if not _join_two_texts(parts) and not _put_a_card_into_words(parts, offered):
            return _cut(parts)
    return parts


def _too_large(part: _Shown) -> bool:
    if any(larger_than(BUBBLE_BYTES, one) for one in part.bubbles):
        return True
    return len(part.bubbles) > 1 and larger_than(CAROUSEL_BYTES, {"contents": part.bubbles})


def _join_two_texts(parts: list[_Part]) -> bool:
    for index, (first, second) in enumerate(pairwise(parts)):
        if isinstance(first, str) and isinstance(second, str):
            joined = first + _PARAGRAPH + second
            if utf16_length(joined) <= TEXT:
                parts[index : index + 2] = [joined]
                return True
    return False


def _put_a_card_into_words(parts: list[_Part], offered: list[Choice]) -> bool:
    shown = next((part for part in parts if isinstance(part, _Shown)), None)
    if shown is None:
        return False
    _put_into_words(parts, shown, offered)
    return True


def _put_into_words(parts: list[_Part], shown: _Shown, offered: list[Choice]) -> None:
    index = parts.index(shown)
    parts[index : index + 1] = split_text(words(shown.cards))
    offered.extend(buttons_in_words(shown.cards))


def _cut(parts: list[_Part]) -> list[_Part]:
    """Keep what five texts hold; the last one ends in «…»."""
    texts = [part for part in parts if isinstance(part, str)]
    kept = texts[: BUBBLES_PER_REQUEST - 1]
    rest = _PARAGRAPH.join(texts[BUBBLES_PER_REQUEST - 1 :])
    return [*kept, shorten(rest, TEXT, utf16_length)]


def _message(part: _Part) -> Json:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    return flex(part.cards, part.bubbles)
