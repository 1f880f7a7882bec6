"""How large a firm is by the ministerial regulation on SMEs, B.E. 2562.

The number of employees and the yearly revenue each give a class, and the larger one governs.
Firms that make things have limits of their own; all others have those of services and trade.
"""

from __future__ import annotations

from bisect import bisect_left

from bot.model.firms import SIZES

_CLASSES = tuple(SIZES)
_LARGEST = len(_CLASSES) - 1
_Limits = tuple[tuple[int, int, int], tuple[int, int, int]]
_MAKING: _Limits = ((5, 50, 200), (1_800_000, 100_000_000, 500_000_000))
"""The most employees, and the most baht a year, of each class but the last."""
_OTHERS: _Limits = ((5, 30, 100), (1_800_000, 50_000_000, 300_000_000))
_MAKERS = frozenset({"manufacture", "farm"})


def possible_sizes(
    sector: str | None, employees: int | None, revenue: int | None
) -> tuple[str, ...]:
    """Return the classes that a firm may be in, the smallest first; all while nothing is known.

    `revenue` is in baht a year.
    """
    if sector is None:
        found = _range(_MAKING, employees, revenue) | _range(_OTHERS, employees, revenue)
    else:
        found = _range(_MAKING if sector in _MAKERS else _OTHERS, employees, revenue)
    return tuple(_CLASSES[place] for place in sorted(found))


def size_of(sector: str | None, employees: int | None, revenue: int | None) -> str | None:
    """Return the class of a firm; None while more than one is possible: it is never guessed."""
    possible = possible_sizes(sector, employees, revenue)
    return possible[0] if len(possible) == 1 else None


def _range(limits: _Limits, employees: int | None, revenue: int | None) -> set[int]:
    """Return the places of the classes that one rule leaves open."""
    told = zip(limits, (employees, revenue), strict=True)
    known = [bisect_left(most, value) for most, value in told if value is not None]
    least = max(known, default=0)
    return {least} if len(known) == len(limits) else set(range(least, _LARGEST + 1))
