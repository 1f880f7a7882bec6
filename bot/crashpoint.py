"""Named places in the code at which `faults/` may have the process killed, so as not to need luck.

`CRASH_AT=send.after_call:3` kills it, as kill -9 does, when it passes that place for the third
time. Without it, as everywhere else, passing a place costs one look at a constant.
"""

from __future__ import annotations

import itertools
import os
import signal

from bot.config import crash_at

_PLACE, _PASSING = crash_at()
_passed = itertools.count(1)


def crashpoint(place: str) -> None:
    """Die here, if that was asked for and it is the passing that was meant."""
    if _PLACE is not None and place == _PLACE and next(_passed) == _PASSING:
        os.kill(os.getpid(), signal.SIGKILL)
