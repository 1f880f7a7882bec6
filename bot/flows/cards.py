"""The cards a conversation shows: the summary, a case, its status, programmes, an office."""

from __future__ import annotations

from collections.abc import Mapping

from bot.flows import offers
from bot.flows.book import ChooseStep, SayStep
from bot.flows.options import buttons, fix_button, menu
from bot.flows.talk import DONE, Talk
from bot.flows.texts import clip, fill, office, office_name, place, shown
from bot.model.buttons import about_programme, after_end
from bot.model.cases import CaseBrief
from bot.model.effects import Card, Carousel, Choice, Row
from bot.model.heard import NEEDS
from bot.model.languages import Language
from bot.model.limits import CAROUSEL_BUBBLES
from bot.model.programmes import Programme
from bot.model.thai import BANGKOK, show_phone
from bot.programmes import eligibility

_VALUE_LETTERS = 500
_FIX: Mapping[Language, str] = {"th": "แก้ไข", "en": "Edit"}


def summary(talk: Talk, step: ChooseStep, text: str) -> Card:
    """Return what is known, line by line, each with its way to put it right."""
    names = [n for n in step.rows if talk.slot(n) is not None or n in talk.state.skipped]
    rows = tuple(
        Row(
            talk.book.slots[n].label,
            clip(line_text(talk, n), _VALUE_LETTERS),
            fix_button(talk, n),
            _FIX[talk.book.language],
        )
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
    last = case.last_action_at.astimezone(BANGKOK).date()
    rows = [
        Row(words["row_number"], case.number),
        Row(words["row_about"], clip(case.summary or words["unsaid"], 120)),
        Row(words["row_status"], talk.book.statuses.get(case.status.value, case.status.value)),
        Row(words["row_centre"], office_name(talk, case.centre_name)),
        Row(
            words["row_last_action"],
            talk.showing.plain_date(last),
        ),
    ]
    if case.status in DONE:
        again = Choice(words["end_reopen"], after_end("reopen", case.number))
        return Card("status", case.number, tuple(rows), choices=(again, *menu(talk)))
    if case.next_contact is not None:
        rows.append(Row(words["row_next"], talk.showing.day(case.next_contact)))
    return Card("status", case.number, tuple(rows), choices=menu(talk))


def fitting(talk: Talk) -> tuple[Programme, ...]:
    """Return the programmes open today that nothing known of the need and the firm speaks against.

    What serves what this person asked for before comes first.
    """
    need = str(talk.slot("need")) if talk.slot("need") in NEEDS else None
    return eligibility.fitting(talk.facts.programmes, offers.firm(talk), need=need)


def programmes(talk: Talk) -> Carousel:
    """Return the first fitting programmes side by side, each with its day and its buttons."""
    shown = fitting(talk)[:CAROUSEL_BUBBLES]
    return Carousel(tuple(programme(talk, found) for found in shown))


def programme(talk: Talk, found: Programme) -> Card:
    """Return one programme; its buttons may be pressed at any time, also days later."""
    words = talk.book.phrases
    until = talk.showing.plain_date(found.last_day) if found.last_day else words["no_end"]
    rows = (
        Row(words["row_about"], clip(found.summary, 200)),
        Row(words["row_owner"], office_name(talk, found.owner)),
        Row(words["row_open_until"], until),
        Row(words["row_source"], found.source_url),
    )
    title, note = clip(found.title, 100), offers.as_of(talk, found)
    return Card("programme", title, rows, buttons=_offers(talk, found), note=note)


def _offers(talk: Talk, found: Programme) -> tuple[Choice, ...]:
    words = talk.book.phrases
    wanted = ["interested", "eligible", *(["papers"] if found.documents else [])]
    pressed = [Choice(words[f"offer_{one}"], about_programme(one, found.code)) for one in wanted]
    return (*pressed, Choice(words["offer_source"], None, "link", found.source_url))


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
    return Card("centre", office_name(talk, found.name_th), rows)
