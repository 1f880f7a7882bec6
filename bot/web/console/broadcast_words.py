"""What the pages about announcements say in Thai: states, conversations, audiences."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

from bot.broadcasts import names, states
from bot.broadcasts.audience import Audience
from bot.broadcasts.draft import Draft
from bot.cases import duties
from bot.cases.duties import Duty
from bot.handlers import broadcast_sheets, broadcasts
from bot.model.firms import SECTORS, SIZES, TOPICS
from bot.model.heard import NEEDS
from bot.model.staff import Role
from bot.web.console.context import Console
from bot.web.console.wording import CATEGORIES

AUDIENCE: Mapping[str, str] = {
    "province": "จังหวัด",
    "region": "ศูนย์ภาค",
    "sector": "ประเภทกิจการ",
    "size": "ขนาดกิจการ",
    "need": "เรื่องที่เคยขอให้ช่วย",
    "topic": "ข่าวที่ขอรับ",
    "interest": "โครงการที่สนใจ",
}
"""The lists of an audience."""
_OPENED_BY_BUTTONS = (*NEEDS, "start_up", "human", "programmes")
"""Conversations that make sense behind a button of an announcement."""


def add(routes: Blueprint, console: Console) -> None:
    """Give the templates their words."""

    def opened_by(flow: str) -> str:
        return broadcast_sheets.opened_by(console.app.staff_deps, flow)

    def programme_title(code: str) -> str:
        found = console.app.programmes.latest().find(code)
        return found.title if found else code

    def audience_words(wished: Audience) -> list[tuple[str, str]]:
        choices = {**audience_choices(console), "interest": {}}
        found = [
            (label, ", ".join(choices[name].get(one, programme_title(one)) for one in chosen))
            for name, label in AUDIENCE.items()
            if (chosen := getattr(wished, name))
        ]
        lately = [("ติดต่อมาใน", f"{wished.contact_days} วัน")] if wished.contact_days else []
        return found + lately

    for one in (opened_by, programme_title, audience_words, announces):
        routes.add_app_template_filter(one, one.__name__)
    routes.add_app_template_filter(states.name, "broadcast_state")
    routes.add_app_template_filter(names.why_held, "why_held")
    routes.app_context_processor(
        lambda: {
            "left_out_words": names.LEFT_OUT,
            "news_topics": TOPICS,
            "audience_lists": AUDIENCE,
        }
    )


def announces(role: Role) -> bool:
    """Tell whether somebody of this role looks after announcements."""
    return duties.has(role, Duty.ANNOUNCE)


def audience_choices(console: Console) -> dict[str, Mapping[str, str]]:
    """Return what there is to choose from for each list of an audience."""
    app = console.app
    known = broadcasts.known(app.staff_deps, app.programmes.latest(), console.now())
    return {
        "province": known.provinces,
        "region": known.regions,
        "sector": SECTORS,
        "size": SIZES,
        "need": {need: CATEGORIES[need] for need in NEEDS},
        "topic": TOPICS,
        "interest": programmes(console),
    }


def programmes(console: Console) -> dict[str, str]:
    """Return the titles of the programmes that are open, by code."""
    app = console.app
    catalogue = app.programmes.latest()
    known = broadcasts.known(app.staff_deps, catalogue, console.now())
    return {one.code: one.title for one in catalogue.programmes if one.code in known.programmes}


def flow_choices(console: Console, written: Draft | None) -> dict[str, str]:
    """Return what a button may open, by its name; what a draft has already is among them."""
    deps = console.app.staff_deps
    own = [one.flow for one in written.buttons] if written else []
    there = [one for one in _OPENED_BY_BUTTONS if one in deps.book.flows]
    return {one: broadcast_sheets.opened_by(deps, one) for one in dict.fromkeys((*there, *own))}
