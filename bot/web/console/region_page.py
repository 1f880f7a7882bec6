"""«จังหวัดในความดูแล»: a regional centre's provinces, what lies there, and what needs help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bot.cases.desk import Pile, count_piles
from bot.cases.region import why_help
from bot.handlers.access import NotAllowed
from bot.model.staff import Role
from bot.model.thai import BANGKOK
from bot.routing.hours import working_days_between
from bot.routing.table import in_force
from bot.storage import region as stored
from bot.storage import staff
from bot.storage.db import reading
from bot.storage.desk import PAGE
from bot.storage.region import Counted, Watched
from bot.web.console.context import Console, officer
from bot.web.console.paging import place_after, place_in_link


@dataclass(frozen=True, slots=True)
class Load:
    """What lies in one province."""

    province: str
    new: int
    late: int
    open: int
    median_age: int | None
    """Working days; None where nothing is open."""


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a list, and why it needs help."""

    case: Watched
    reasons: list[str]


def add(routes: Blueprint, console: Console) -> None:
    """Put the pages on the blueprint."""

    @routes.get("/region", endpoint="region")
    def show() -> ResponseReturnValue:
        unit, today = _unit(), console.today()
        provinces = _provinces(console, unit)
        with reading(console.app.engine) as connection:
            counted = stored.count(connection, provinces)
            open_cases = {
                code: sum(one.count for one in counted if one.province == code)
                for code in provinces
            }
            middles = stored.median_opening(connection, open_cases)
            helped = stored.need_help(connection, provinces, unit=unit, today=today)
            names = staff.display_names(connection)
        loads = [_load(console, code, counted, middles.get(code)) for code in provinces]
        rows = [_row(console, unit, one) for one in helped]
        return render_template("console/region.html", loads=loads, rows=rows, names=names)

    @routes.get("/region/<province>", endpoint="region_province")
    def show_province(province: str) -> ResponseReturnValue:
        unit = _unit()
        if province not in _provinces(console, unit):
            raise NotAllowed("จังหวัดนี้ไม่ได้อยู่ในความดูแลของคุณ")
        with reading(console.app.engine) as connection:
            place = place_after(datetime.fromisoformat, back="หน้าจังหวัดในความดูแล")
            found = stored.of_province(connection, province, after=place)
            names = staff.display_names(connection)
        more = place_in_link(found[-1].opened_at, found[-1].number) if len(found) == PAGE else None
        return render_template(
            "console/region_province.html",
            province=province,
            rows=[_row(console, unit, one) for one in found],
            names=names,
            more=more,
        )


def _unit() -> str:
    me = officer()
    if me.role is not Role.REGION or me.unit is None:
        raise NotAllowed("หน้านี้สำหรับศูนย์ภาค")
    return me.unit


def _provinces(console: Console, unit: str) -> list[str]:
    today = console.today()
    areas = {code: in_force(rows, today) for code, rows in console.app.map.areas.items()}
    return [code for code, area in areas.items() if area is not None and area.unit == unit]


def _load(
    console: Console, province: str, counted: Sequence[Counted], middle: datetime | None
) -> Load:
    mine = [one for one in counted if one.province == province]
    dated = [(one.status, one.next_contact, one.count) for one in mine if one.next_contact]
    piles = count_piles(dated, today=console.today())
    return Load(
        province=province,
        new=piles[Pile.NEW],
        late=piles[Pile.LATE],
        open=sum(one.count for one in mine),
        median_age=_age(console, middle) if middle is not None else None,
    )


def _row(console: Console, unit: str, one: Watched) -> Row:
    reasons = why_help(
        one.status,
        asked=one.escalated_to == unit,
        next_contact=one.next_contact,
        assigned=one.assigned_to is not None,
        age=_age(console, one.opened_at),
        today=console.today(),
    )
    return Row(one, reasons)


def _age(console: Console, opened_at: datetime) -> int:
    opened = opened_at.astimezone(BANGKOK).date()
    return working_days_between(console.app.calendar, opened, console.today())
