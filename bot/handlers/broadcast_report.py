"""What became of an announcement: whom it reached, who answered, which cases came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.broadcasts import funnel
from bot.broadcasts.audience import LeftOut
from bot.broadcasts.funnel import Followed, Measure, Steps
from bot.broadcasts.states import State
from bot.handlers import broadcast_funnel, broadcasts
from bot.storage import broadcast_sums, chunks
from bot.storage.chunks import Progress


@dataclass(frozen=True, slots=True)
class Report:
    """One announcement's figures, in people unless they say otherwise."""

    number: int
    title: str
    state: State
    reason: str | None
    matched: int
    bound: int
    progress: Progress
    left_out: Mapping[str, int]
    """Before the approval and at the last moment together."""
    failed: Mapping[str, int]
    followed: Followed
    on_free_answers: int
    """How many were told of it with an answer, for nothing."""
    total: Steps
    provinces: Mapping[str, Steps]
    """By ISO code; "" for people of whom no province is known."""
    approved_by: tuple[str, ...]
    started_at: datetime | None
    finished_at: datetime | None
    erased: bool
    """Whether its recipients are known no more, so that they cannot be told of a mistake."""

    def as_json(self) -> dict[str, object]:
        """Return what operators and tests read."""
        return {
            "id": self.number,
            "title": self.title,
            "state": self.state.value,
            "reason": self.reason,
            "approved_by": list(self.approved_by),
            "matched": self.matched,
            "bound": self.bound,
            "sent": self.sent,
            "on_free_answers": self.on_free_answers,
            "waiting": self.waiting,
            "excluded": {str(why): self.left_out.get(why, 0) for why in LeftOut},
            "failed": dict(self.failed),
            "requests": self.progress.chunks,
            "answered": self.followed.answered,
            "answers": dict(self.followed.by_flow),
            "opted_out": self.followed.opted_out,
            "cases": self.followed.cases,
            "outcomes": dict(self.followed.outcomes),
            "provinces": {code: steps.as_json() for code, steps in self.provinces.items()},
            "started_at": self.started_at,
            "finished_at": self.finished_at,
        }

    @property
    def sent(self) -> int:
        """How many were told of it, whatever the way."""
        return self.progress.sent + self.on_free_answers

    @property
    def waiting(self) -> int:
        """How many are still to be written to."""
        late = sum(self.progress.left_out.values())
        return max(self.bound - self.sent - self.progress.dead - late, 0)


def of(connection: Connection, number: int) -> Report:
    """Return an announcement's report; raises NoSuchBroadcast."""
    one = broadcasts.find(connection, number)
    progress = chunks.progress(connection, number)
    left_out = dict(one.left_out)
    for why, count in progress.left_out.items():
        left_out[why] = left_out.get(why, 0) + count
    agreed = broadcasts.approved_by(connection, number)
    sums = broadcast_sums.look(connection, [one])
    return Report(
        number=number,
        title=one.draft.title,
        state=one.state,
        reason=one.reason,
        matched=one.matched or 0,
        bound=one.bound or 0,
        progress=progress,
        left_out=left_out,
        failed=chunks.failures(connection, number),
        followed=funnel.followed(sums),
        on_free_answers=sum(one.counted for one in sums if one.measure is Measure.RODE),
        total=funnel.total(sums, broadcast_funnel.end_of),
        provinces=broadcast_funnel.by_province(sums),
        approved_by=agreed,
        started_at=one.started_at,
        finished_at=one.finished_at,
        erased=one.recipients_erased_at is not None,
    )
