"""What a person said, put into slots: only what is missing, or what they put right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace

from bot.flows import aftercare, offers
from bot.flows.book import AskStep
from bot.flows.talk import Talk
from bot.model.effects import ChangeCase
from bot.model.heard import Entities, Heard, Place
from bot.model.limits import grapheme_length

SUMMARY_LETTERS = 1000
_SAID_LETTERS = 4 * SUMMARY_LETTERS
"""What is remembered of one matter; the messages are kept elsewhere, once they may be."""
_FIGURES = re.compile(r"[\d\s.-]+$")
"""A telephone number cut short stays behind a name («วีระ 08123»)."""
_PLAIN = ("phone", "juristic_id", "email", "name", "business", "deadline")


def values_of(entities: Entities) -> dict[str, object]:
    """Return the slots that an utterance's entities fill, as JSON values."""
    found: dict[str, object] = {
        name: getattr(entities, name) for name in _PLAIN if getattr(entities, name)
    }
    if "name" in found:
        found["name"] = called(str(found["name"]))
    if entities.amount_baht is not None:
        found["amount_baht"] = asdict(entities.amount_baht)
    if entities.province:
        found |= place_values(Place(entities.province, entities.district))
    return found


def called(name: str) -> str:
    """Return the name alone («วีระ 08123» and «ผิด ชื่อแพรวา» hold more)."""
    return _FIGURES.sub("", name).rpartition("ชื่อ")[2].strip() or name


def place_values(place: Place) -> dict[str, object]:
    """Return the slots of a place."""
    return {"province": place.province, "district": place.district}


def fill(talk: Talk, values: Mapping[str, object]) -> tuple[str, ...]:
    """Put values into slots; return the names of those that changed.

    After the matter has been filed the change goes to its case as well; what is said of a case
    that has ended, or of a programme, is no change of it.
    """
    before = talk.state.slots
    if values.get("district") is None and values.get("province") == before.get("province"):
        values = {key: value for key, value in values.items() if key != "district"}
    changed = {key: value for key, value in values.items() if before.get(key) != value}
    if not changed:
        return ()
    slots = {k: v for k, v in {**before, **changed}.items() if v is not None}
    skipped = tuple(name for name in talk.state.skipped if name not in changed)
    read = tuple(name for name in talk.state.read if name not in changed)
    talk.become(slots=slots, skipped=skipped, read=read)
    if "province" in changed:
        talk.become(doubts=())
    talk.echoes += [name for name in changed if name not in talk.echoes and name in slots]
    _tell_case(talk, changed)
    return tuple(changed)


def _tell_case(talk: Talk, changed: Mapping[str, object]) -> None:
    case = talk.latest()
    aside = aftercare.under_way(talk) or offers.under_way(talk)
    if talk.state.filed and case is not None and not aside:
        talk.do(ChangeCase(case.number, slots=dict(changed)))


def absorb(talk: Talk, heard: Heard) -> tuple[str, ...]:
    """Fill what is still missing from anything that was said; return what changed."""
    values = values_of(heard.entities)
    if talk.slot("province") is not None:
        values.pop("province", None)
        if talk.slot("district") is not None or heard.entities.province != talk.slot("province"):
            values.pop("district", None)
    missing = {key: value for key, value in values.items() if talk.slot(key) is None}
    doubts = heard.entities.place_doubts
    if doubts and talk.slot("province") is None:
        talk.become(doubts=tuple((place.province, place.district) for place in doubts[:11]))
    step = talk.question()
    asked = step.slots if isinstance(step, AskStep) else ()
    filled = fill(talk, missing)
    talk.become(read=(*talk.state.read, *(name for name in filled if name not in asked)))
    return filled


def corrections(talk: Talk, heard: Heard) -> dict[str, object]:
    """Return what was said otherwise than it stands."""
    said = values_of(heard.entities)
    same_province = said.get("province") == talk.slot("province")
    if same_province and said.get("district") is None:
        said.pop("district", None)
    known = {
        key: value
        for key, value in said.items()
        if talk.slot(key) is not None and talk.slot(key) != value
    }
    if "province" in known:
        known["district"] = said.get("district")
    return known


def without_words(heard: Heard) -> Heard:
    """Return what was heard without the names that free words may be mistaken for."""
    return replace(heard, entities=replace(heard.entities, name=None, business=None))


def remember(talk: Talk, text: str) -> None:
    """Keep the person's own words about the matter; a telling text is its summary."""
    lines = [line.strip() for line in text.splitlines() if letters_left(talk, line)]
    room = _SAID_LETTERS - sum(map(len, talk.state.said))
    words = (" ".join(lines) or text.strip())[:room]
    if room > 0 and words and words not in talk.state.said:
        talk.become(said=(*talk.state.said, words))


def summarise(talk: Talk) -> None:
    """Make the words so far the summary, once they say something concrete."""
    said = talk.state.said
    if talk.slot("summary") is None and any(telling(talk, words) for words in said):
        slots = {**talk.state.slots, "summary": " ".join(said)[:SUMMARY_LETTERS]}
        talk.become(slots=slots)


def telling(talk: Talk, text: str) -> bool:
    """Say whether words hold more than a bare topic («กู้เงินค่ะ» does not)."""
    return letters_left(talk, text) >= talk.book.policy.telling_letters


def letters_left(talk: Talk, text: str) -> int:
    """Count what is left of a text without the words that say nothing by themselves."""
    text = text.casefold()
    for word in talk.book.policy.filler:
        text = text.replace(word, " ")
    letters = "".join(char for char in text if char.isalpha() or not char.isascii())
    return grapheme_length("".join(letters.split()))
