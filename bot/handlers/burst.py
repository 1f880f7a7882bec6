"""People write in fragments: greeting, half a sentence, the rest. One burst is one turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.handlers.files import taken_back
from bot.model.events import ButtonPressed, FileReceived, StickerReceived, TextReceived

if TYPE_CHECKING:
    from bot.handlers.inbound import Taken

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


def files_of(taken: Sequence[Taken]) -> tuple[str, ...]:
    """Return the ids of the messages that brought files, but for those taken back at once."""
    events = [one.event for one in taken]
    gone = taken_back(events)
    brought = [event.message_id for event in events if isinstance(event, FileReceived)]
    return tuple(one for one in brought if one not in gone)


def worth_answering(taken: Sequence[Taken]) -> list[Taken]:
    """Join the words of a burst; pictures and stickers among words need no answer of their own."""
    kept: list[Taken] = []
    spoken = any(isinstance(one.event, TextReceived | ButtonPressed) for one in taken)
    for one in taken:
        if spoken and isinstance(one.event, FileReceived | StickerReceived):
            continue
        before = kept[-1].event if kept else None
        if isinstance(one.event, TextReceived) and isinstance(before, TextReceived):
            joined = TextReceived(f"{before.text}\n{one.event.text}", one.event.message_id)
            kept[-1] = replace(one, event=joined)
        elif not (isinstance(one.event, FileReceived) and isinstance(before, FileReceived)):
            kept.append(one)
    return kept
