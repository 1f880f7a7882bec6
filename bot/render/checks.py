"""What of a bubble LINE would refuse, cut or hide. Asked when flows are loaded, not when they run.

`bot.render.request` stays within the limits whatever it is given; these sentences tell the author
what people would then miss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.model.buttons import Button
from bot.model.effects import Bubble, Card, Carousel, Choice, Say
from bot.model.limits import (
    ALT_TEXT,
    BUBBLE_BYTES,
    CAROUSEL_BUBBLES,
    CAROUSEL_BYTES,
    FLEX_LABEL,
    LABEL,
    POSTBACK_DATA,
    QUICK_REPLIES,
    TEXT,
    grapheme_length,
    utf16_length,
)
from bot.render.actions import fix_label, link
from bot.render.cards import bubble as flex_bubble
from bot.render.cards import wire_bytes
from bot.render.cutting import clean
from bot.render.words import words


def check(bubble: Bubble) -> list[str]:
    """Return a sentence for each thing that would not reach people as written; none when all do."""
    return [*_content(bubble), *_choices(bubble.choices)]


def _content(bubble: Bubble) -> Iterator[str]:
    if isinstance(bubble, Say):
        yield from _text(bubble.text)
    elif isinstance(bubble, Card):
        yield from _card(bubble)
        yield from _alt_text((bubble,))
    else:
        yield from _carousel(bubble)


def _text(text: str) -> Iterator[str]:
    if not clean(text):
        yield "the text is empty; LINE refuses that. Write something, or leave the bubble out"
    length = utf16_length(clean(text))
    if length > TEXT:
        yield f"the text has {length:,} UTF-16 units; one bubble holds {TEXT:,}. Shorten it"


def _card(card: Card) -> Iterator[str]:
    name = f"the card «{clean(card.title)}»"
    if not clean(card.title):
        yield "a card has no title; give it one"
    for row in card.rows:
        if not clean(row.label):
            yield f"{name} has a line without a label; give it one"
        if row.fix:
            yield from _button(fix_label(row), row.fix, FLEX_LABEL)
    for choice in card.buttons:
        limit = LABEL if choice.action == "location" else FLEX_LABEL
        yield from _choice(choice, limit)
    size = wire_bytes(flex_bubble(card))
    if size > BUBBLE_BYTES:
        yield f"{name} takes {size:,} bytes; a Flex bubble holds {BUBBLE_BYTES:,}. Shorten it"


def _carousel(carousel: Carousel) -> Iterator[str]:
    count = len(carousel.cards)
    if not count:
        yield "the carousel has no cards; leave it out"
    if count > CAROUSEL_BUBBLES:
        yield f"the carousel has {count} cards; LINE shows {CAROUSEL_BUBBLES}. Offer fewer"
    for card in carousel.cards:
        yield from _card(card)
    yield from _alt_text(carousel.cards)
    size = wire_bytes({"contents": [flex_bubble(card) for card in carousel.cards]})
    if size > CAROUSEL_BYTES:
        yield f"the carousel takes {size:,} bytes; LINE takes {CAROUSEL_BYTES:,}. Shorten its cards"


def _alt_text(cards: Iterable[Card]) -> Iterator[str]:
    length = utf16_length(words(tuple(cards)))
    if length > ALT_TEXT:
        yield (
            f"the words of the card have {length:,} UTF-16 units; a notification holds "
            f"{ALT_TEXT:,}. Shorten them"
        )


def _choices(choices: tuple[Choice, ...]) -> Iterator[str]:
    if len(choices) > QUICK_REPLIES:
        yield f"there are {len(choices)} quick replies; LINE shows {QUICK_REPLIES}. Offer fewer"
    for choice in choices:
        yield from _choice(choice, LABEL)


def _choice(choice: Choice, limit: int) -> Iterator[str]:
    if choice.action == "postback":
        yield from _button(choice.label, choice.button, limit)
    elif choice.action == "link" and link(choice.label, choice.url) is None:
        yield f"the button «{choice.label}» opens «{choice.url}»; write a whole address"
    else:
        yield from _label(choice.label, limit)


def _button(label: str, button: Button | None, limit: int) -> Iterator[str]:
    yield from _label(label, limit)
    if button is None:
        yield f"the button «{label}» carries nothing; say where it leads"
        return
    length = utf16_length(button.pack())
    if length > POSTBACK_DATA:
        yield (
            f"the button «{label}» carries {length} UTF-16 units; LINE takes {POSTBACK_DATA}. "
            "Use a code for its value"
        )


def _label(label: str, limit: int) -> Iterator[str]:
    length = grapheme_length(clean(label))
    if not length:
        yield "a button has no label; give it one"
    if length > limit:
        yield f"the label «{label}» has {length} letters; LINE shows {limit}. Shorten it"
