"""The seal on what a button carries: it shows that the button is ours, and whose it is.

LINE hands a postback's data back as the phone sends it. Without the seal, a button made by
somebody else, of another installation, or pressed by another person than it was sent to, would
be taken at its word.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b

from bot.model.buttons import MENU, SEAL_BYTES, Button, unpack
from bot.model.effects import Bubble, Card, Choice, Row, Say

EVERYONE = ""
"""The person of a button that one message shows to many."""
_PURPOSE = b"frontdoor button"


@dataclass(frozen=True, slots=True)
class Seals:
    """The keys of this installation's buttons: the first one seals, each of them opens."""

    keys: tuple[bytes, ...]

    @classmethod
    def of(cls, secrets: Iterable[bytes]) -> Seals:
        """Derive a key from each secret, which serves other ends too; at least one is needed."""
        return cls(tuple(blake2b(one, person=_PURPOSE).digest() for one in secrets))

    def seal(self, button: Button, person: str = EVERYONE) -> Button:
        """Return the button as it may be shown to this person."""
        return replace(button, seal=_mark(self.keys[0], button.pack(), person))

    def sealed(self, bubbles: Iterable[Bubble], person: str = EVERYONE) -> list[Bubble]:
        """Return what is said with each of its buttons sealed, ready to be rendered."""
        return [self._bubble(one, person) for one in bubbles]

    def opened(self, data: str, person: str) -> Button | None:
        """Return the button that this person pressed; None for one that is not ours or not theirs.

        A tile of the menu below the chat needs no seal: LINE shows the same one to all, also
        after the key has changed, and it opens a conversation and nothing else.
        """
        pressed = unpack(data)
        if pressed is None:
            return None
        button = replace(pressed, seal="")
        told = button.pack()
        fits = any(self._fits(pressed.seal, told, whose) for whose in (person, EVERYONE))
        return button if fits or button.flow == MENU else None

    def _bubble(self, one: Bubble, person: str) -> Bubble:
        if isinstance(one, Say):
            return replace(one, choices=self._choices(one.choices, person))
        if isinstance(one, Card):
            return self._card(one, person)
        cards = tuple(self._card(card, person) for card in one.cards)
        return replace(one, cards=cards, choices=self._choices(one.choices, person))

    def _card(self, card: Card, person: str) -> Card:
        return replace(
            card,
            rows=tuple(self._row(row, person) for row in card.rows),
            buttons=self._choices(card.buttons, person),
            choices=self._choices(card.choices, person),
        )

    def _row(self, row: Row, person: str) -> Row:
        return replace(row, fix=self.seal(row.fix, person)) if row.fix else row

    def _choices(self, choices: tuple[Choice, ...], person: str) -> tuple[Choice, ...]:
        return tuple(
            replace(one, button=self.seal(one.button, person)) if one.button else one
            for one in choices
        )

    def _fits(self, given: str, told: str, person: str) -> bool:
        mark = given.encode(errors="surrogatepass")
        marks = (_mark(key, told, person).encode() for key in self.keys)
        return any(hmac.compare_digest(one, mark) for one in marks)


def _mark(key: bytes, data: str, person: str) -> str:
    told = f"{person}\n{data}".encode(errors="surrogatepass")
    return urlsafe_b64encode(blake2b(told, key=key, digest_size=SEAL_BYTES).digest()).decode()
