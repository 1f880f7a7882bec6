"""A message without what tells who wrote it: for those who read it to teach the understanding.

Careful by design: a word too many that is masked costs little, one too few costs trust. Amounts,
provinces and what a firm makes stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.model.heard import Entities
from bot.nlu.contacts import read_contacts
from bot.nlu.masking_names import Vocabulary, firms, name_of_firm, people
from bot.nlu.masking_numbers import MASK, links, numbers
from bot.nlu.masking_places import addresses

_BLANKED = re.compile("\x00+(?:[ -]{1,2}\x00+)*")
_AGAIN = re.compile(rf"{MASK}(?:[\s,/-]*{MASK})+")
_SHORTEST = 3
"""A part of a name that stands alone has so many letters: shorter ones are in other words."""
_LETTER = re.compile(r"[^\W\d_]")
_FEWEST = 3


def mask(text: str, entities: Entities, vocabulary: Vocabulary) -> str:
    """Return a normalised text with `MASK` in the place of what identifies or reaches a person.

    `entities` were read of it: what they hold is masked wherever it stands.
    """
    text = numbers(_contacts(links(text)), entities.amount_baht)
    for told in _told(entities, vocabulary):
        text = re.sub(re.escape(told), MASK, text, flags=re.IGNORECASE)
    text = people(firms(addresses(text)), vocabulary)
    return _AGAIN.sub(MASK, text)


def says_something(masked: str) -> bool:
    """Tell whether a masked text has words left from which anything can be learned."""
    return len(_LETTER.findall(masked)) >= _FEWEST


def _contacts(text: str) -> str:
    """Mask what is read as a telephone, e-mail, registration or receiving number."""
    rest = read_contacts(text).rest
    changed = (was if was == now else "\x00" for was, now in zip(text, rest, strict=True))
    return _BLANKED.sub(MASK, "".join(changed))


def _told(entities: Entities, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield what was said of a person and their firm, the longest of each first."""
    if entities.name:
        yield entities.name
        yield from (part for part in entities.name.split() if len(part) >= _SHORTEST)
    called = name_of_firm(entities.business, vocabulary) if entities.business else None
    if called:
        yield called
    if entities.district:
        yield entities.district
