"""Whose figures an officer may see: headquarters everybody's, a unit those of its own area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.cases import rights
from bot.cases.figures import UNKNOWN
from bot.handlers.access import NotAllowed
from bot.handlers.deps import StaffDeps
from bot.model.staff import Officer
from bot.routing.areas import provinces_of


@dataclass(frozen=True, slots=True)
class Scope:
    """An area, by the name that the page gives it."""

    code: str
    """A unit, a province, or nothing for the country."""
    name: str
    areas: frozenset[str] | None


def scope(deps: StaffDeps, officer: Officer, asked: str, *, today: date) -> Scope:
    """Return the area of the page; `asked` is headquarters' choice. Raises NotAllowed."""
    if not rights.works_on_cases(officer.role) and not rights.sees_everything(officer.role):
        raise NotAllowed("บัญชีนี้ไม่มีหน้ารายงาน ใช้บัญชีของศูนย์หรือของส่วนกลาง")
    if not rights.sees_everything(officer.role):
        return _of_unit(deps, officer.unit or "", today)
    if not asked:
        return Scope("", "ทั่วประเทศ", None)
    if asked in deps.map.provinces:
        return Scope(asked, deps.province(asked), frozenset({asked}))
    return _of_unit(deps, asked, today)


def _of_unit(deps: StaffDeps, unit: str, today: date) -> Scope:
    areas, centre = provinces_of(deps.map, unit, today), deps.map.centre(unit)
    if centre is None or not areas:
        raise NotAllowed("หน่วยงานนี้ไม่มีจังหวัดในความดูแล จึงไม่มีหน้ารายงานของตัวเอง")
    if unit == deps.map.intake_desk.code:
        areas |= {UNKNOWN}  # it takes what is of no known province
    return Scope(unit, centre.name_th, areas)
