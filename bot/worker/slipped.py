"""Answers that slipped out of hand: the database says that we send them, and nobody does.

A connection may break just when it commits. Then we are told that nothing was saved, while the
turn is, with its answer held by us; and nobody takes from a living process what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

SECONDS = 2.0
"""An answer that was just saved is in hand long before."""


class Slipped:
    """Tells them by looking again and again. `ticks` is a clock that only goes forward."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._since: dict[int, float] = {}

    def look(self, held: Mapping[int, str], in_hand: Collection[int]) -> dict[int, str]:
        """Return the rows, of those held, that have not been in hand for some time."""
        now = self._ticks()
        loose = [one for one in held if one not in in_hand]
        self._since = {one: self._since.get(one, now) for one in loose}
        return {one: held[one] for one, since in self._since.items() if now - since >= SECONDS}
