"""Does this utterance answer the question that waits? Reading only; nothing changes here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.flows.book import AskStep, ChooseStep, Option, Question, Slot
from bot.flows.filling import called, letters_left, telling, values_of
from bot.flows.options import SKIP, missing, offered
from bot.flows.talk import Talk
from bot.model.heard import NEEDS, Heard
from bot.model.limits import grapheme_length
from bot.model.thai import western_digits

_PARTICLES = (
    "นะคะ", "นะครับ", "ค่ะ", "คะ", "ครับ", "คับ", "ค่า", "จ้า", "จ้ะ", "จ๊ะ", "นะ", "เลย", "ก่อน", "."
)  # fmt: skip
_FREE = ("summary", "business", "still_missing")
_ORDINAL = re.compile(r"^(?:เอา)?(?:ข้อ|เรื่อง|อัน)(?:ที่)?")
_PLACE = re.compile(r"[0-9]{1,3}")
_PUTS_RIGHT = re.compile(r"^(?:ไม่ใช่|บ่แม่น|ผิด)(?!ยินยอม)")
_BARE_REFUSAL = 10
_FEW_WORDS = 30
_LONGEST_CHOICE = 60
_DENIES = "ไม่"
_FIGURE = re.compile(r"(?<![\d.])[0-9][0-9,]{0,14}(?![\d.])")
_LAST_PARTICLE = re.compile(r"\s*(?:นะ)?(?:คะ|ค่ะ|ครับ|คับ|จ้า|จ้ะ)\s*$")


@dataclass(frozen=True, slots=True)
class Filled:
    """The answer fills these slots."""

    values: dict[str, object]
    skipped: tuple[str, ...] = ()
    """Slots of the same question that the person would rather not fill."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The person would rather not say."""


Answer = Filled | Skipped | Option


def plain(text: str) -> str:
    """Return a short answer without spaces and polite particles, for comparing with labels."""
    text = "".join(text.casefold().split())
    for _ in range(3):
        if not text.endswith(_PARTICLES):
            break
        for particle in _PARTICLES:
            if text.endswith(particle) and len(text) > len(particle):
                text = text.removesuffix(particle)
    return text


label_plain = lru_cache(maxsize=8192)(plain)
"""`plain` for what the book says, which is the same for everybody and never changes."""


def unparticled(text: str) -> str:
    """Return a name or trade without the polite particle that closes the sentence."""
    return _LAST_PARTICLE.sub("", text).strip() or text.strip()


def is_free(talk: Talk, step: Question) -> bool:
    """Say whether any words may be the answer."""
    return isinstance(step, AskStep) and bool(set(missing(talk, step)) & set(_FREE))


def pick(options: Sequence[Option], text: str, *, numbered: bool) -> Option | None:
    """Return the option whose label, word or number was typed."""
    said = plain(text)
    typed = {said, "".join(text.casefold().split())}
    for option in options:
        if typed & {label_plain(option.label), *(label_plain(word) for word in option.words)}:
            return option
    place = _ORDINAL.sub("", said)
    if numbered and _PLACE.fullmatch(place) and 1 <= int(place) <= len(options):
        return options[int(place) - 1]
    return None


def read(talk: Talk, step: Question, heard: Heard) -> Answer | None:
    """Return the answer in an utterance, None when it holds none."""
    typed = pick(offered(talk, step), heard.text, numbered=_numbered(talk, step))
    if typed is not None:
        return Skipped() if typed.value == SKIP else typed
    if isinstance(step, ChooseStep):
        return _chosen(talk, step, heard)
    return _asked(talk, step, heard)


def _numbered(talk: Talk, step: Question) -> bool:
    return isinstance(step, ChooseStep) or bool(talk.state.doubts)


def _by_value(options: Sequence[Option], value: str | None) -> Option | None:
    return next((option for option in options if option.value == value), None)


def _chosen(talk: Talk, step: ChooseStep, heard: Heard) -> Option | None:
    options = offered(talk, step)
    if step.source in {"cases", "ended"}:
        return _by_value(options, heard.entities.case_number)
    if step.source == "lines":
        return _by_value(options, named_slot(talk, heard.text))
    if step.source == "guesses" and heard.assent is not None:
        return options[0 if heard.assent == "yes" else -1]
    if step.name == "consent" and puts_right(heard):
        return None
    return _by_value(options, heard.assent)


def puts_right(heard: Heard) -> bool:
    """«ไม่ใช่บางกะปิ ลาดพร้าว» puts something right; it must never wipe a draft as a refusal."""
    said = plain(heard.text)
    return heard.assent == "no" and len(said) > _BARE_REFUSAL and bool(_PUTS_RIGHT.match(said))


def named_slot(talk: Talk, text: str) -> str | None:
    """Return the slot that words name («เบอร์», «จังหวัด»)."""
    said = text.casefold()
    for slot in talk.book.slots.values():
        if any(word in said for word in slot.words):
            return slot.name
    return None


def _asked(talk: Talk, step: AskStep, heard: Heard) -> Answer | None:
    wanted = missing(talk, step)
    values = values_of(heard.entities)
    found = {name: values[name] for name in wanted if name in values}
    if "province" in found:
        found["district"] = values.get("district")
    declined = [n for n in wanted if n not in found and _declined(talk.book.slots[n], heard.text)]
    if declined:
        return _partly(talk, found, declined, wanted, heard)
    if found or not wanted:
        return Filled(found) if found else None
    return _by_kind(talk, talk.book.slots[wanted[0]], heard)


def _partly(
    talk: Talk, found: dict[str, object], declined: list[str], wanted: tuple[str, ...], heard: Heard
) -> Answer:
    """«บุญมา ติดต่อทางไลน์» gives a name and no telephone; «ไลน์ก็ได้» is not a name."""
    slots = [talk.book.slots[name] for name in declined]
    kept = {k: v for k, v in found.items() if not any(_declined(s, str(v)) for s in slots)}
    if "phone" in declined and "name" in wanted and not kept:
        kept = _name_before(talk, slots, heard.text)
    return Filled(kept, tuple(declined)) if kept else Skipped()


def _name_before(talk: Talk, declined: list[Slot], text: str) -> dict[str, object]:
    """Return the name in «ปู ไม่ให้เบอร์», standing before the words that decline."""
    said = plain(text)
    words = [label_plain(word) for slot in declined for word in slot.skip_words]
    before, _, _ = said.partition(max((w for w in words if w in said), key=len))
    first = text.split(maxsplit=1)[0]
    name = plain(first) == before and letters_left(talk, first) > 0 and _like_a_name(first)
    return {"name": before} if name and "name" not in {slot.name for slot in declined} else {}


def _declined(slot: Slot, text: str) -> bool:
    """In a free answer the words must stand alone: «ขายของข้ามแดน» skips nothing."""
    said = plain(text)
    words = [label_plain(word) for word in slot.skip_words if slot.skippable]
    if slot.type == "text":
        return any(said.startswith(word) and len(said) <= len(word) + 8 for word in words)
    return len(said) <= 60 and any(word in said for word in words)


def _by_kind(talk: Talk, slot: Slot, heard: Heard) -> Answer | None:
    if talk.state.doubts and slot.type == "province":
        return _doubt(talk, heard)
    if slot.type == "choice":
        return _named_in(slot, heard.text)
    if slot.type == "need":
        fits = heard.intent in NEEDS and heard.confidence >= talk.book.policy.guess
        return Filled({"need": heard.intent}) if fits else None
    if slot.type == "case_number" and heard.entities.case_number:
        return Filled({"case_number": heard.entities.case_number})
    return _in_words(talk, slot, heard)


def _named_in(slot: Slot, text: str) -> Option | None:
    """Return the only choice that a few words name («จดเป็นบริษัทแล้ว»).

    Where they deny something («ไม่ได้เป็นบริษัท»), only a word that does so itself counts.
    """
    said = plain(text)
    if len(said) > _LONGEST_CHOICE:
        return None
    named = [
        one
        for one in slot.choices
        for word in map(label_plain, (one.label, *one.words))
        if word in said and (_DENIES in word or _DENIES not in said)
    ]
    return named[0] if named and set(named) == {named[0]} else None


def in_band(talk: Talk, step: Question, heard: Heard) -> Option | None:
    """Return the choice in which a number lies that was said to a question about a size."""
    wanted = missing(talk, step) if isinstance(step, AskStep) else ()
    slot = talk.book.slots[wanted[0]] if wanted else None
    number = _number(heard)
    if slot is None or slot.type != "band" or number is None:
        return None
    return next((one for one in slot.choices if _holds(one.value, number)), None)


def _holds(band: str, number: int) -> bool:
    low, _, high = band.partition("-")
    return int(low or 0) <= number and (not high or number <= int(high))


def _number(heard: Heard) -> int | None:
    """Return the sum that was understood, or the only number of a few words («12 คน»)."""
    amount = heard.entities.amount_baht
    if amount is not None:
        return amount.max if amount.max is not None else amount.min
    found = _FIGURE.findall(western_digits(heard.text))
    few = len(heard.text) <= _FEW_WORDS and len(found) == 1
    return int(found[0].replace(",", "")) if few else None


def _in_words(talk: Talk, slot: Slot, heard: Heard) -> Answer | None:
    text = heard.text.strip()
    place_only = heard.entities.province is not None and not telling(talk, text)
    if slot.type == "text" and not (slot.name == "summary" and place_only):
        words = any(char.isalpha() for char in text)
        long_enough = words and grapheme_length(plain(text)) >= _shortest(slot)
        told = long_enough and not (slot.name == "summary" and only_contact(talk, heard))
        return Filled({slot.name: text}) if told else None
    cut_short = "phone_wrong_length" in heard.entities.problems and _like_a_name(called(text))
    if slot.type == "name" and cut_short:
        return Filled({slot.name: called(text)})
    if slot.type == "name" and talk.state.tries and _like_a_name(text):
        return Filled({slot.name: plain(text) if " " not in text else text})
    return None


def only_contact(talk: Talk, heard: Heard) -> bool:
    """«ป้าศรี 0845556666» is somebody's name and number, not what happened."""
    known = heard.entities
    if known.phone is None:
        return False
    rest = heard.text.replace(known.name or "", " ")
    letters = "".join(char for char in rest if not char.isdigit())
    return not telling(talk, letters)


def _doubt(talk: Talk, heard: Heard) -> Filled | None:
    if heard.assent == "yes" and len(talk.state.doubts) == 1:
        code, district = talk.state.doubts[0]
        return Filled({"province": code, "district": district})
    return None


def _shortest(slot: Slot) -> int:
    return 4 if slot.name == "summary" else 2


def _like_a_name(text: str) -> bool:
    letters = plain(text)
    return 2 <= len(letters) <= 60 and not any(char.isdigit() for char in letters)
