"""Which programmes fit a firm, and why one does not, by what is known of the firm.

What is not known never excludes: it becomes a question. Nothing here is a promise: whether a firm
is taken is for the office that owns the programme to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.model.firms import Firm
from bot.model.programmes import Programme

CONDITIONS = ("province", "disaster_area", "sector", "legal_form", "size")
"""What a programme may demand of a firm, in the order in which it is asked and told."""

Fits = Literal["yes", "open", "no"]
_Found = Literal["met", "unknown", "against"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a programme's conditions say of a firm; each field holds some of `CONDITIONS`."""

    against: tuple[str, ...]
    """Not met."""
    unknown: tuple[str, ...]
    """Too little is known of the firm."""
    to_check: tuple[str, ...]
    """Met as far as can be told here; only the office can see the rest."""

    @property
    def fits(self) -> Fits:
        """Whether the firm fits: one condition that is not met is enough."""
        if self.against:
            return "no"
        return "open" if self.unknown else "yes"


def judge(programme: Programme, firm: Firm) -> Verdict:
    """Return which conditions of a programme a firm meets."""
    found = {
        "province": _among(programme.provinces, firm.province),
        "disaster_area": _among(programme.disaster_areas, firm.province),
        "sector": _among(programme.sectors, firm.sector),
        "legal_form": _among(programme.legal_forms, firm.legal_form),
        "size": _size(programme.sizes, firm.sizes),
    }
    struck = programme.disaster_areas and found["disaster_area"] == "met"
    return Verdict(
        against=tuple(name for name in CONDITIONS if found[name] == "against"),
        unknown=tuple(name for name in CONDITIONS if found[name] == "unknown"),
        to_check=("disaster_area",) if struck else (),
    )


def accepted(programme: Programme, condition: str) -> tuple[str, ...]:
    """Return the codes that meet one condition of a programme; none where it has no such one."""
    return {
        "province": programme.provinces,
        "disaster_area": programme.disaster_areas,
        "sector": programme.sectors,
        "legal_form": programme.legal_forms,
        "size": programme.sizes,
    }[condition]


def fitting(
    programmes: Iterable[Programme], firm: Firm, *, need: str | None = None
) -> tuple[Programme, ...]:
    """Return the programmes that nothing known of a firm speaks against.

    With `need` only those that serve it. What its owner asked for before excludes none, but what
    serves it comes first; then what has a last day, for it will not be there for long.
    """
    found = [
        one
        for one in programmes
        if (need is None or not one.needs or need in one.needs) and not judge(one, firm).against
    ]
    return tuple(sorted(found, key=lambda one: (_beside(one, firm), one.last_day is None)))


def _beside(programme: Programme, firm: Firm) -> bool:
    """Say whether a programme is for something else than what was asked for before."""
    for_all = not programme.needs or not firm.needs
    return not for_all and set(programme.needs).isdisjoint(firm.needs)


def _among(wanted: tuple[str, ...], known: str | None) -> _Found:
    if not wanted:
        return "met"
    if known is None:
        return "unknown"
    return "met" if known in wanted else "against"


def _size(wanted: tuple[str, ...], possible: tuple[str, ...]) -> _Found:
    if not wanted:
        return "met"
    inside = set(possible) & set(wanted)
    if possible and not inside:
        return "against"
    return "met" if possible and len(inside) == len(possible) else "unknown"
