"""Of which provinces an officer sees committee and international board, by the table of rights."""

from __future__ import annotations

from datetime import datetime

from bot.cases import rights
from bot.cases.rights import Act
from bot.handlers.deps import StaffDeps
from bot.model.staff import Officer
from bot.model.thai import BANGKOK
from bot.routing.centres import chain


def committee_acts(
    deps: StaffDeps, officer: Officer, province: str, *, now: datetime
) -> frozenset[Act]:
    """Return what an officer may do at a province's committee: as with its office's own cases."""
    home, region = _home_and_region(deps, province, now=now)
    standing = rights.relation(officer, owner=home, helpers=(), region=region)
    return rights.acts(officer.role, standing)


def committees(
    deps: StaffDeps, officer: Officer, act: Act, *, now: datetime
) -> frozenset[str] | None:
    """Return the provinces at whose committees an officer may do that; None for all of them."""
    if act is Act.VIEW and rights.sees_everything(officer.role):
        return None
    return frozenset(
        code for code in deps.map.provinces if act in committee_acts(deps, officer, code, now=now)
    )


def on_the_board(deps: StaffDeps, officer: Officer, *, now: datetime) -> frozenset[str] | None:
    """Return the provinces whose firms an officer sees on the international board; None for all.

    The desk sees them all; a province, which is copied, its own.
    """
    desk = deps.map.international_desk.code
    if rights.sees_everything(officer.role) or _sees(officer, desk, helper=desk, region=None):
        return None
    found = ((code, *_home_and_region(deps, code, now=now)) for code in deps.map.provinces)
    return frozenset(
        code for code, home, region in found if _sees(officer, desk, helper=home, region=region)
    )


def _sees(officer: Officer, desk: str, *, helper: str, region: str | None) -> bool:
    standing = rights.relation(officer, owner=desk, helpers=(helper,), region=region)
    return Act.VIEW in rights.acts(officer.role, standing)


def _home_and_region(deps: StaffDeps, province: str, *, now: datetime) -> tuple[str, str | None]:
    offices = chain(deps.map, province, now.astimezone(BANGKOK).date())
    region = next((unit.code for unit in offices if unit.kind == "ipc"), None)
    return offices[0].code, region
