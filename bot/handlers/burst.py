"""People write in fragments: greeting, half a sentence, the rest. One burst is one turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

LONGEST = timedelta(seconds=8)
"""However fast somebody goes on typing, they are answered after this long."""

_OPEN_QUESTIONS = frozenset({None, "need", "summary", "which_need"})
"""What people answer in several messages; a province or a name comes in one."""


def settles_at(
    texts: Sequence[tuple[str, datetime]], *, asking: str | None, window_seconds: float
) -> datetime | None:
    """Return when the burst may be taken as complete; None when there is nothing to wait for.

    `texts` are (kind, received_at) of what waits, oldest first. Only plain words are waited
    for, and only where a story may be told; each new fragment extends the wait.
    """
    if not texts or window_seconds <= 0 or asking not in _OPEN_QUESTIONS:
        return None
    if any(kind != "message:text" for kind, _ in texts):
        return None
    first, last = texts[0][1], texts[-1][1]
    return min(last + timedelta(seconds=window_seconds), first + LONGEST)
