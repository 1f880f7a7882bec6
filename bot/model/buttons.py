"""What a button of ours carries, so that an old one is known when it is pressed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote_plus

SEAL_BYTES = 9
LONGEST_SEAL = "A" * (SEAL_BYTES * 4 // 3)
_quoted = lru_cache(maxsize=4096)(quote_plus)


@dataclass(frozen=True, slots=True)
class Button:
    """A choice belongs to one question of one turn.

    `flow`, `step` and `turn` say which; `value` is the answer. A button that may be pressed at
    any time (a menu tile) has `turn` 0. The seal is put on when it is shown (`bot.model.seals`).
    """

    flow: str
    step: str
    turn: int
    value: str
    seal: str = ""

    def pack(self) -> str:
        """Return the postback data, e.g. ``f=market&s=ask_amount&t=4&v=500000&g=Xq3v0aZ-_w91``."""
        flow, step, value = _quoted(self.flow), _quoted(self.step), _quoted(self.value)
        data = f"f={flow}&s={step}&t={self.turn}&v={value}"
        return f"{data}&g={self.seal}" if self.seal else data


MENU = "menu"
"""The flow of a tile of the menu: it may be pressed at any time, and opens a conversation."""
NEWS = "news"
"""The flow of a button under an announcement, whose number is its step: may be pressed any time."""
AFTER = "after"
"""The flow of a button about a case that has ended: it may be pressed at any time."""


def after_end(pattern: str, number: str) -> Button:
    """Return the button that plays a pattern about an ended case of its owner's."""
    return Button(AFTER, pattern, 0, number)


SENT = "sent"
"""The flow of a button that deletes what its turn's person had just sent."""
PROGRAMME = "programme"
"""The flow of a button about a programme: it may be pressed at any time, also days later."""


def about_programme(pattern: str, code: str) -> Button:
    """Return the button that plays a pattern about a programme, e.g. ``interested``."""
    return Button(PROGRAMME, pattern, 0, code)


def unpack(data: str) -> Button | None:
    """Read a postback's data; None when it is not of our making."""
    parts = dict(parse_qsl(data, keep_blank_values=True))
    turn = parts.get("t", "")
    if not {"f", "s", "v"} <= parts.keys() or not re.fullmatch(r"[0-9]{1,9}", turn):
        return None
    return Button(parts["f"], parts["s"], int(turn), parts["v"], parts.get("g", ""))
