"""Texts as the person reads them: placeholders filled, values shown in the person's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from bot.flows import aftercare, offers
from bot.flows.talk import Talk
from bot.flows.vocabulary import CASE_PLACEHOLDERS
from bot.model.centres import HOTLINE, Centre
from bot.model.heard import NEEDS
from bot.model.limits import grapheme_length
from bot.model.thai import show_phone

PLACEHOLDER = re.compile(r"\{([a-z_][\w.]*)\}")
_FALLBACK = Centre("HQ", "กรมส่งเสริมอุตสาหกรรม")


def fill(talk: Talk, text: str, **given: str) -> str:
    """Return the text with its placeholders filled; `{case.*}` stays for the handler."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in CASE_PLACEHOLDERS:
            return match.group(0)
        return given[name] if name in given else _value(talk, name)

    return PLACEHOLDER.sub(value, text)


def _value(talk: Talk, name: str) -> str:
    found = _PLACEHOLDERS.get(name)
    return found(talk) if found else shown(talk, name)


def shown(talk: Talk, slot: str) -> str:
    """Return what is known for a slot as a reader expects it, or the words for not known."""
    value = talk.slot(slot)
    if value is None:
        known = talk.book.slots.get(slot)
        return (known.unsaid if known else None) or talk.book.phrases["unsaid"]
    asked = talk.book.slots.get(slot)
    chosen = next((o.label for o in asked.choices if o.value == value), None) if asked else None
    kind = asked.type if asked else "text"
    if chosen is not None and kind in {"code", "choice", "band"}:
        return chosen
    return _SHOWN.get(kind, _plain)(talk, value)


def _plain(_talk: Talk, value: object) -> str:
    return str(value)


def _province(talk: Talk, value: object) -> str:
    return named(talk, talk.facts.province_names.get(str(value), str(value)))


def named(talk: Talk, place_th: str) -> str:
    """Return a province's or district's name as the person reads it."""
    return talk.showing.place(place_th, talk.facts.english_names)


def _phone(_talk: Talk, value: object) -> str:
    return show_phone(str(value))


def _date(talk: Talk, value: object) -> str:
    try:
        return talk.showing.plain_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _amount(talk: Talk, value: object) -> str:
    low, high = (value.get("min"), value.get("max")) if isinstance(value, dict) else (None, None)
    words, show_baht = talk.book.phrases, talk.showing.baht
    if low is None and high is None:
        return words["unsaid"]
    if low == high:
        return words["sum_exact"].format(amount=show_baht(int(low or 0)))
    if high is None:
        return words["sum_min"].format(amount=show_baht(int(low or 0)))
    if low is None:
        return words["sum_max"].format(amount=show_baht(int(high)))
    return words["sum_range"].format(low=f"{int(low):,}", high=show_baht(int(high)))


def _topic(talk: Talk, value: object) -> str:
    return topic(talk, str(value))


def _need(talk: Talk, value: object) -> str:
    """Name one of the four needs; of anything else («an officer») the matter in it is the name."""
    return topic(talk, str(value)) if value in NEEDS else current_topic(talk)


def _programme(talk: Talk, value: object) -> str:
    found = offers.find(talk, value)
    return found.title if found else str(value)


_SHOWN: dict[str, Callable[[Talk, object], str]] = {
    "province": _province,
    "phone": _phone,
    "date": _date,
    "amount": _amount,
    "need": _need,
    "code": _topic,
    "programme": _programme,
}


def topic(talk: Talk, code: str) -> str:
    """Return the name of a need or sub-intent."""
    return talk.book.topics.get(code, talk.book.phrases["other"])


def current_topic(talk: Talk) -> str:
    """Return the finest name of what is being talked about."""
    sub = str(talk.slot("sub_intent") or "")
    return talk.book.topics.get(sub) or topic(talk, str(talk.slot("need") or ""))


def office(talk: Talk) -> Centre:
    """Return the office that takes this matter as far as is known now."""
    centres = talk.facts.centres
    code = str(talk.slot("province") or "")
    return centres.get(code) or centres.get("") or _FALLBACK


def office_name(talk: Talk, name_th: str) -> str:
    """Return an office's name as the person reads it."""
    return talk.showing.office(name_th, talk.facts.english_names)


def place(talk: Talk, code: str, district: str | None) -> str:
    """Return «อ.ปากช่อง จ.นครราชสีมา» or the province's name alone."""
    province = _province(talk, code)
    return f"{named(talk, district)} ({province})" if district else province


def _here(talk: Talk) -> str:
    district = talk.slot("district")
    return place(talk, str(talk.slot("province") or ""), str(district) if district else None)


def recap(talk: Talk) -> str:
    """Return in one line what is known already."""
    names = ("summary", "province", "amount_baht", "name")
    known = [clip(shown(talk, name), 60) for name in names if talk.slot(name) is not None]
    return " · ".join([current_topic(talk), *known])


def clip(text: str, letters: int) -> str:
    """Return the text, cut at so many letters with an ellipsis if it is longer."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def label(text: str, letters: int = 20) -> str:
    """Return a text that fits a button's label."""
    while grapheme_length(text) > letters:
        text = text[:-1].rstrip()
    return text


def _latest_number(talk: Talk) -> str:
    case = talk.recent() or talk.latest()
    return case.number if case else ""


def _ended_number(talk: Talk) -> str:
    case = aftercare.at_hand(talk)
    return case.number if case else ""


def _guess(talk: Talk) -> str:
    return topic(talk, talk.state.guesses[0]) if talk.state.guesses else ""


_PLACEHOLDERS: dict[str, Callable[[Talk], str]] = {
    "office.name": lambda talk: office_name(talk, office(talk).name_th),
    "office.phone": lambda talk: office(talk).phone or HOTLINE,
    "office.next_opening": lambda talk: talk.showing.day(talk.facts.office.next_opening),
    "next_contact": lambda talk: talk.showing.day(talk.facts.next_contact),
    "now": lambda talk: talk.showing.moment(talk.now),
    "topic": current_topic,
    "guess": _guess,
    "recap": recap,
    "note": lambda talk: clip(talk.state.note or "", 200),
    "number": lambda talk: talk.state.number or "",
    "latest.number": _latest_number,
    "ended.number": _ended_number,
    "later": lambda talk: topic(talk, talk.state.later[0]) if talk.state.later else "",
    "place": _here,
    **offers.PLACEHOLDERS,
}
