"""The cards a conversation shows: the summary, a case, its status, programmes, an office."""

from __future__ import annotations

from bot.flows.book import ChooseStep, SayStep
from bot.flows.options import buttons, fix_button, menu
from bot.flows.talk import DONE, Talk
from bot.flows.texts import clip, fill, office, place, shown
from bot.model.buttons import after_end
from bot.model.cases import CaseBrief
from bot.model.effects import Card, Carousel, Choice, Row
from bot.model.limits import CAROUSEL_BUBBLES
from bot.model.programmes import Programme
from bot.model.thai import show_date, show_day, show_phone

_VALUE_LETTERS = 500


def summary(talk: Talk, step: ChooseStep, text: str) -> Card:
    """Return what is known, line by line, each with its way to put it right."""
    names = [n for n in step.rows if talk.slot(n) is not None or n in talk.state.skipped]
    rows = tuple(
        Row(talk.book.slots[n].label, clip(line_text(talk, n), _VALUE_LETTERS), fix_button(talk, n))
        for n in names
    )
    quick = buttons(talk, step)
    title, _, note = text.partition("\n")
    return Card("summary", title, rows, buttons=quick, choices=quick, note=note.strip() or None)


def line_text(talk: Talk, name: str) -> str:
    """Return one line of the summary; a place with its district."""
    district = talk.slot("district")
    if name == "province" and district is not None and talk.slot("province") is not None:
        return place(talk, str(talk.slot("province")), str(district))
    return shown(talk, name)


def written(talk: Talk, step: SayStep, choices: tuple[Choice, ...]) -> Card:
    """Return a card whose lines flows.yaml writes."""
    rows = tuple(Row(row.label, fill(talk, row.value)) for row in step.rows)
    note = fill(talk, step.note) if step.note else None
    kind = step.card if step.card in {"summary", "status", "programme", "centre"} else "case"
    return Card(kind, fill(talk, step.text), rows, choices=choices, note=note)  # type: ignore[arg-type]  # one of the kinds, checked when flows load


def status(talk: Talk, case: CaseBrief) -> Card:
    """Return where one of this person's matters stands, in plain words."""
    words = talk.book.phrases
    rows = [
        Row(words["row_number"], case.number),
        Row(words["row_about"], clip(case.summary or words["unsaid"], 120)),
        Row(words["row_status"], talk.book.statuses.get(case.status.value, case.status.value)),
        Row(words["row_centre"], case.centre_name),
        Row(words["row_last_action"], show_date(case.last_action_at.date())),
    ]
    if case.status in DONE:
        again = Choice(words["end_reopen"], after_end("reopen", case.number))
        return Card("status", case.number, tuple(rows), choices=(again, *menu(talk)))
    if case.next_contact is not None:
        rows.append(Row(words["row_next"], show_day(case.next_contact)))
    return Card("status", case.number, tuple(rows), choices=menu(talk))


def fitting(talk: Talk) -> tuple[Programme, ...]:
    """Return the programmes open today for what is known of the need and the place."""
    need, province = str(talk.slot("need") or ""), str(talk.slot("province") or "")
    today = talk.now.date()
    return tuple(
        p
        for p in talk.facts.programmes
        if (not p.needs or need not in _NEEDS or need in p.needs)
        and (not p.provinces or not province or province in p.provinces)
        and p.valid_from <= today
        and (p.valid_to is None or today <= p.valid_to)
    )[:CAROUSEL_BUBBLES]


_NEEDS = ("financing", "technology", "market", "rescue")


def programmes(talk: Talk) -> Carousel:
    """Return the fitting programmes side by side, each with its day and source."""
    return Carousel(tuple(_programme(talk, found) for found in fitting(talk)))


def _programme(talk: Talk, found: Programme) -> Card:
    words = talk.book.phrases
    until = show_date(found.valid_to) if found.valid_to else words["no_end"]
    rows = (
        Row(words["row_about"], clip(found.summary, 200)),
        Row(words["row_owner"], found.owner),
        Row(words["row_open_until"], until),
        Row(words["row_source"], found.source_url),
    )
    note = words["as_of"].format(date=show_date(found.as_of))
    return Card("programme", clip(found.title, 100), rows, note=note)


def centre(talk: Talk) -> Card:
    """Return the public contact of the office that serves this person."""
    words = talk.book.phrases
    found = office(talk)
    told = (
        ("row_phone", show_phone(found.public_phone)),
        ("row_email", found.email),
        ("row_website", found.website),
        ("row_address", found.address),
    )
    rows = tuple(Row(words[key], value) for key, value in told if value)
    return Card("centre", found.name_th, rows)
