"""Which model serves: the shipped one, or a later one that proved not to be worse.

A model taken over lies in `DATA_DIR/nlu`, under its own fingerprint; `current` names all that ever
served here, the last line the one that does. Needs nothing of the development extra.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError

SIGNIFICANT = 0.05
SHIPPED = "shipped"
"""Stands in `current` for the model that came with the release."""


class NotBetter(BotError):
    """The new model is worse than the one that serves; nothing was changed."""

    exit_code = 1


class NothingBefore(BotError):
    """There is no earlier model to go back to."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models over the same lines (McNemar 1947, the exact form)."""

    lines: int
    right_before: int
    right_now: int
    gained: int
    """Lines only the new model has right."""
    lost: int
    """Lines only the old model has right."""
    p_worse: float
    """How likely so many losses are if the two are equally good."""

    @property
    def worse(self) -> bool:
        """Whether the new model is worse by more than chance explains."""
        return self.lost > self.gained and self.p_worse < SIGNIFICANT


def compare(before: Sequence[bool], now: Sequence[bool]) -> Comparison:
    """Compare what two models had right of the same lines, in the same order."""
    pairs = list(zip(before, now, strict=True))
    gained, lost = pairs.count((False, True)), pairs.count((True, False))
    differing = gained + lost
    tail = sum(math.comb(differing, k) for k in range(lost, differing + 1))
    return Comparison(len(pairs), sum(before), sum(now), gained, lost, tail / 2**differing)


def folder(data_dir: Path) -> Path:
    """Return where an installation keeps the models it took over."""
    return data_dir / "nlu"


def promote(model: Path, room: Path) -> str:
    """Make a model file the one that serves from the next start on; return its name."""
    room.mkdir(parents=True, exist_ok=True)
    content = model.read_bytes()
    name = f"intents-{hashlib.sha256(content).hexdigest()[:12]}.npz"
    _write(room / name, content)
    _settle(room, [*history(room), name])
    return name


def rollback(room: Path) -> str:
    """Let the model serve that served before; return its name. Raises NothingBefore."""
    names = history(room)
    if len(names) < 2:
        raise NothingBefore("The shipped model serves; there is none before it.")
    _settle(room, names[:-1])
    return names[-2]


def history(room: Path) -> list[str]:
    """Return the names of the models that served, the shipped one first, the current one last."""
    current = room / "current"
    return current.read_text(encoding="utf-8").split() if current.is_file() else [SHIPPED]


def serving(room: Path) -> Path | None:
    """Return the file of the promoted model that serves; None where it is the shipped one."""
    name = history(room)[-1]
    return None if name == SHIPPED else room / name


def _settle(room: Path, names: Sequence[str]) -> None:
    _write(room / "current", "".join(f"{name}\n" for name in names).encode())


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: a service may start at this moment."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)
