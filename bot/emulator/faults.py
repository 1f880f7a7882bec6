"""Faults on demand: what goes wrong with which calls, so many times or so often.

An endpoint is named by its short name (`reply`, `push`, `multicast`, `profile`, `content`, …; the
`endpoint` of each call in the ledger) or `*` for all.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, get_args

Kind = Literal[
    "status", "delay", "rate", "close", "hang", "accept_status", "accept_hang", "accept_close"
]


class BadFault(Exception):
    """A fault was asked for that does not exist; the sentence says what does."""


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong.

    `status` answers with that status and does nothing; `delay` waits `seconds`, then answers;
    `rate` is the 429 for too many requests; `close` and `hang` do nothing and cut the connection
    (at once, after `seconds`). The `accept_` kinds carry the call out first, so that the bot
    does not learn that it was done.
    """

    endpoint: str
    kind: Kind
    times: int | None = 1
    """How many calls it strikes; None for no end."""
    status: int = 500
    seconds: float = 30.0
    probability: float = 1.0
    seed: int = 0
    message: str = "An error occurred in the emulator, as it was told"
    struck: int = 0
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 -- repeatable faults, not secrets

    def strikes(self, endpoint: str) -> bool:
        """Decide whether this call is struck, and count it."""
        if self.endpoint not in {endpoint, "*"} or self.spent:
            return False
        if self._dice.random() >= self.probability:
            return False
        self.struck += 1
        return True

    @property
    def spent(self) -> bool:
        """Tell whether it has struck as often as it should."""
        return self.times is not None and self.struck >= self.times

    @property
    def after(self) -> bool:
        """Tell whether the call is carried out before things go wrong."""
        return self.kind.startswith("accept_")

    def as_json(self) -> dict[str, object]:
        """Return the fault as the control API shows it."""
        shown = asdict(self)
        shown.pop("_dice")
        return shown


def fault_from(wanted: Mapping[str, object]) -> Fault:
    """Read a fault from the control API's JSON, or raise `BadFault`."""
    known = {name for name in Fault.__slots__ if name not in {"_dice", "struck"}}
    unknown = set(wanted) - known
    if unknown:
        raise BadFault(f"A fault has no {sorted(unknown)}; it takes {sorted(known)}.")
    if wanted.get("kind") not in get_args(Kind):
        raise BadFault(f"A fault's kind is one of {', '.join(get_args(Kind))}.")
    if not isinstance(wanted.get("endpoint"), str):
        raise BadFault("A fault needs an endpoint, such as push, or * for all.")
    return Fault(**wanted)  # type: ignore[arg-type]  # the values come from JSON, checked above


class Faults:
    """The faults in force. Not thread-safe by itself: the platform's lock guards it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put a fault in force, after those already there."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Let everything go well again."""
        self._faults.clear()

    def listed(self) -> list[Fault]:
        """Return the faults, spent ones too."""
        return list(self._faults)

    def strike(self, endpoint: str) -> Fault | None:
        """Return the fault that strikes this call, if any."""
        return next((fault for fault in self._faults if fault.strikes(endpoint)), None)
