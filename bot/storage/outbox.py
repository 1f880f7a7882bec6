"""The outbox: one row per call to LINE, its final messages and retry key fixed from the start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

import orjson
from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    update,
)

from bot.crashpoint import crashpoint
from bot.model.limits import BUBBLES_PER_REQUEST
from bot.storage import tokens
from bot.storage.conversations import Overtaken
from bot.storage.prepared import Prepared, insert_of
from bot.storage.processes import living
from bot.storage.tables import outbox
from bot.storage.tokens import Ticket

TokenLoss = Literal["token expired", "token refused"]

TALK = ("live", "staff", "scheduled")
"""Lanes that share one order: what is said to a person comes in the order it was said."""
BULK = ("bulk",)
"""Announcements have an order of their own, so that they never hold up an answer."""


_NEW = (
    "cause",
    "person",
    "lane",
    "messages",
    "reply_token",
    "token_expires_at",
    "retry_key",
    "case_number",
    "status",
    "holder",
    "attempts",
    "unknown_attempts",
    "first_attempt_at",
    "due_at",
    "created_at",
)
_ADD = Prepared(insert_of(outbox, _NEW).returning(outbox.c.id))
_UNFINISHED = (
    select(outbox)
    .where(outbox.c.person == bindparam("who"), outbox.c.finished_at.is_(None))
    .order_by(outbox.c.person, outbox.c.id)
)
_IS_BULK = outbox.c.lane == literal_column("'bulk'")
_UNFINISHED_TALK = Prepared(_UNFINISHED.where(~_IS_BULK))
_UNFINISHED_BULK = Prepared(_UNFINISHED.where(_IS_BULK))
_OLDEST = _UNFINISHED.add_columns(outbox.c.holder.in_(living()).label("held")).limit(1)
_OLDEST_TALK = Prepared(_OLDEST.where(~_IS_BULK))
_OLDEST_BULK = Prepared(_OLDEST.where(_IS_BULK))
_STILL_OURS = update(outbox).where(
    outbox.c.id == bindparam("which"),
    outbox.c.attempts == bindparam("attempts_before"),
    outbox.c.finished_at.is_(None),
)
_CLAIM = Prepared(
    _STILL_OURS.values(
        status="sending",
        holder=bindparam("by"),
        reply_token=bindparam("token"),
        token_expires_at=bindparam("token_ends"),
        attempts=bindparam("attempts_now"),
        unknown_attempts=bindparam("unknown"),
        first_attempt_at=bindparam("first_at"),
    )
)
_PUT_BACK = Prepared(
    _STILL_OURS.values(
        status="due",
        holder=null(),
        due_at=bindparam("at"),
        unknown_attempts=bindparam("unknown"),
        error=bindparam("why"),
    )
)
_LET_GO = Prepared(
    _STILL_OURS.values(
        status="due",
        holder=null(),
        attempts=bindparam("attempts_now"),
        first_attempt_at=bindparam("first_at"),
    )
)
_DROP_TOKEN = Prepared(
    _STILL_OURS.values(
        status="due",
        holder=null(),
        due_at=bindparam("at"),
        reply_token=null(),
        token_expires_at=null(),
        error=bindparam("why"),
        # The next is a new request: its 24 hours and its attempts begin with it.
        attempts=0,
        unknown_attempts=0,
        first_attempt_at=null(),
    )
)
_FINISHED = {
    "sent_by": bindparam("by"),
    "request_id": bindparam("line_id"),
    "finished_at": bindparam("at"),
    "holder": null(),
}
_PRESUME = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("which"), outbox.c.finished_at.is_(None))
    .values(_FINISHED | {"status": literal_column("'presumed'")})
)
_SENT = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("which"))
    .where(or_(outbox.c.finished_at.is_(None), outbox.c.status == literal_column("'presumed'")))
    .values(_FINISHED | {"status": literal_column("'sent'"), "case_number": null()})
)
# Written out, not bound: SQLite takes a partial index only for the words it was made with.
_IN_DOUBT = text("status IN ('presumed', 'dead')")
_NUMBER_IN_DOUBT = Prepared(
    select(outbox.c.case_number)
    .where(outbox.c.person == bindparam("who"), _IN_DOUBT, outbox.c.case_number.is_not(None))
    .order_by(outbox.c.person, outbox.c.id.desc())
    .limit(1)
)
_NUMBER_TOLD = Prepared(
    update(outbox).where(outbox.c.person == bindparam("who"), _IN_DOUBT).values(case_number=null())
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One call to LINE that is to be made."""

    id: int
    person: str
    messages: str
    reply_token: str | None
    token_expires_at: datetime | None
    retry_key: str
    attempts: int
    unknown_attempts: int
    first_attempt_at: datetime | None
    lane: str
    token_loss: TokenLoss | None = None
    """Why it has no reply token, if it had one."""


@dataclass(frozen=True, slots=True)
class NewLetter:
    """One call to LINE as it is put into the outbox."""

    person: str
    messages: str
    """The JSON array of LINE's message objects."""
    cause: str
    """What makes it be said, once and only once."""
    retry_key: str
    ticket: Ticket | None = None
    lane: str = "live"
    case_number: str | None = None
    """The number that it tells its reader, if any."""


def add(
    connection: Connection, new: NewLetter, *, now: datetime, holder: str | None = None
) -> Letter | None:
    """Put one LINE call into the outbox, in the transaction of what caused it.

    With a `holder` (the process that will send it as soon as this is committed) it counts as
    attempted from the start and is returned, unless earlier ones must go first; then, and without
    a holder, it waits to be claimed. What is waiting for want of a token goes along with a call
    that has one. Raises Overtaken when such a row is claimed just now: begin again.
    """
    waiting = _unfinished(connection, new.person, new.lane)
    if waiting and new.ticket is not None:
        new, waiting = _take_along(connection, new, waiting, now=now)
    at_once = holder is not None and not waiting
    values = {
        "cause": new.cause,
        "person": new.person,
        "lane": new.lane,
        "messages": new.messages,
        "reply_token": new.ticket.token if new.ticket else None,
        "token_expires_at": new.ticket.expires_at if new.ticket else None,
        "retry_key": new.retry_key,
        "case_number": new.case_number,
        "status": "sending" if at_once else "due",
        "holder": holder if at_once else None,
        "attempts": int(at_once),
        "unknown_attempts": 0,
        "first_attempt_at": now if at_once else None,
        "due_at": now,
        "created_at": now,
    }
    made = _ADD.one_value(connection, **values)
    return _letter({**values, "id": made}) if at_once else None


def claim_next(
    connection: Connection,
    person: str,
    *,
    holder: str,
    now: datetime,
    lanes: Sequence[str] = TALK,
) -> Letter | None:
    """Claim the person's oldest unfinished row if it is due; its attempt is counted here.

    `lanes` is TALK or BULK, each of which has its own order.

    None while that row waits or a living process is sending it: later ones must not overtake it.
    The caller commits before calling LINE, so that a death in between leaves the attempt on
    record. A row that was never tried looks for a reply token first.
    """
    row = _oldest(connection, person, lanes)
    if row is None or not _claimable(row, now):
        return None
    letter = _letter(row, dead_sender=row["status"] == "sending")
    if letter.reply_token is None and row["attempts"] == 0:
        ticket = tokens.take(connection, person, now=now)
        if ticket is not None:
            letter = replace(letter, reply_token=ticket.token, token_expires_at=ticket.expires_at)
    letter = replace(
        letter, attempts=row["attempts"] + 1, first_attempt_at=row["first_attempt_at"] or now
    )
    claimed = _CLAIM.run(
        connection,
        which=letter.id,
        attempts_before=row["attempts"],
        by=holder,
        token=letter.reply_token,
        token_ends=letter.token_expires_at,
        attempts_now=letter.attempts,
        unknown=letter.unknown_attempts,
        first_at=letter.first_attempt_at,
    )
    return letter if claimed == 1 else None


def mark_sent(
    connection: Connection,
    letter: Letter,
    *,
    by: str,
    request_id: str | None,
    now: datetime,
    presumed: bool = False,
) -> None:
    """LINE took it; or, `presumed`, very probably did before its answer was lost.

    A presumption gives way when LINE's answer to an earlier attempt comes in after all.
    """
    finished = _PRESUME if presumed else _SENT
    finished.run(connection, which=letter.id, by=by, line_id=request_id, at=now)
    crashpoint("record.before_commit")


def give_up(
    connection: Connection, letter: Letter, *, error: str, now: datetime, unknown: bool = False
) -> None:
    """Stop trying; the row stays visible as dead, with the reason.

    `unknown` when LINE may have taken it this time without our hearing of it.
    """
    connection.execute(
        update(outbox)
        .where(outbox.c.id == letter.id, outbox.c.finished_at.is_(None))
        .values(
            status="dead",
            finished_at=now,
            error=error[:300],
            holder=None,
            unknown_attempts=letter.unknown_attempts + int(unknown),
        )
    )


def put_back(
    connection: Connection, letter: Letter, *, due_at: datetime, unknown: bool, error: str
) -> None:
    """Try again later; `unknown` when LINE may have taken it without our hearing of it."""
    _PUT_BACK.run(
        connection,
        which=letter.id,
        attempts_before=letter.attempts,
        at=due_at,
        unknown=letter.unknown_attempts + int(unknown),
        why=_with_loss(letter.token_loss, error),
    )
    crashpoint("put_back.before_commit")


def drop_token(
    connection: Connection, letter: Letter, *, now: datetime, because: TokenLoss
) -> None:
    """Its reply token is worthless and nothing was sent: another token, or a push, may do."""
    _DROP_TOKEN.run(
        connection, which=letter.id, attempts_before=letter.attempts, at=now, why=because
    )


def let_go(connection: Connection, letter: Letter) -> None:
    """Give a claimed row back as if it had not been claimed: LINE was not called."""
    before = letter.attempts - 1
    _LET_GO.run(
        connection,
        which=letter.id,
        attempts_before=letter.attempts,
        attempts_now=before,
        first_at=letter.first_attempt_at if before else None,
    )


def held_by(connection: Connection, holder: str) -> dict[int, str]:
    """Return the rows that a process is sending, as it stands here, and to whom."""
    query = select(outbox.c.id, outbox.c.person).where(
        outbox.c.finished_at.is_(None), outbox.c.holder == holder
    )
    return {row.id: row.person for row in connection.execute(query)}


def put_back_slipped(
    connection: Connection, rows: Iterable[int], *, holder: str, now: datetime
) -> None:
    """Put back rows that this process holds without knowing of it; LINE may have been called."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(list(rows)), outbox.c.holder == holder)
        .where(outbox.c.finished_at.is_(None))
        .values(
            status="due",
            holder=None,
            due_at=now,
            unknown_attempts=outbox.c.unknown_attempts + 1,
            error="slipped out of hand",
        )
    )


def overdue(
    connection: Connection, *, now: datetime, lanes: Sequence[str] = TALK, limit: int = 500
) -> list[str]:
    """Return the people for whom something is due, or was being sent by a process that died."""
    free = or_(
        and_(outbox.c.status == "due", outbox.c.due_at <= now),
        and_(outbox.c.status == "sending", outbox.c.holder.not_in(living())),
        and_(outbox.c.status == "sending", outbox.c.holder.is_(None)),
    )
    query = (
        select(outbox.c.person)
        .where(outbox.c.finished_at.is_(None), outbox.c.lane.in_(lanes), free)
        .distinct()
        .limit(limit)
    )
    return list(connection.scalars(query))


def next_due(
    connection: Connection, person: str, *, lanes: Sequence[str] = TALK
) -> datetime | None:
    """Return when the person's oldest row may be tried; None when nothing waits for a time."""
    row = _oldest(connection, person, lanes)
    return row["due_at"] if row is not None and row["status"] == "due" else None


def all_due_now(connection: Connection, *, now: datetime) -> None:
    """Forget every wait: the clock was set back, and the waits would last by as much longer."""
    connection.execute(
        update(outbox)
        .where(outbox.c.finished_at.is_(None), outbox.c.due_at > now)
        .values(due_at=now)
    )


def oldest_unfinished(connection: Connection) -> datetime | None:
    """Return when the row that waits longest was made."""
    query = select(func.min(outbox.c.created_at)).where(outbox.c.finished_at.is_(None))
    oldest: datetime | None = connection.execute(query).scalar()
    return oldest


def take_presumed_number(connection: Connection, person: str) -> str | None:
    """Return a case number that this person may never have got, once; None when there is none."""
    told = _NUMBER_IN_DOUBT.first(connection, who=person)
    if told is None:
        return None
    _NUMBER_TOLD.run(connection, who=person)
    number: str = told.case_number
    return number


def wipe(connection: Connection, person: str, *, before: datetime | None = None) -> None:
    """Forget what a person's answers said: all so far, or those made before a moment.

    Those not sent yet are not sent any more.
    """
    older = [outbox.c.person == person, outbox.c.messages.is_not(None)]
    if before is not None:
        older.append(outbox.c.created_at < before)
    connection.execute(
        update(outbox)
        .where(*older, outbox.c.status == "due")
        .values(
            status="dropped", error="wiped at the person's wish", finished_at=outbox.c.created_at
        )
    )
    connection.execute(update(outbox).where(*older).values(messages=None, reply_token=None))


def _unfinished(connection: Connection, person: str, lane: str) -> list[Mapping[str, Any]]:
    unfinished = _UNFINISHED_TALK if lane in TALK else _UNFINISHED_BULK
    return [row._asdict() for row in unfinished.all(connection, who=person)]


def _take_along(
    connection: Connection, new: NewLetter, waiting: list[Mapping[str, Any]], *, now: datetime
) -> tuple[NewLetter, list[Mapping[str, Any]]]:
    """Put before the new messages those that wait and certainly never arrived, if all have room.

    An answer that waits for the month's quota, or whose token ran out while LINE was down, then
    arrives now and for free.
    """
    older = [orjson.loads(row["messages"] or "[]") for row in waiting]
    messages = [message for row in older for message in row] + orjson.loads(new.messages)
    if len(messages) > BUBBLES_PER_REQUEST or not all(_never_arrived(row, now) for row in waiting):
        return new, waiting
    merged = connection.execute(
        update(outbox)
        .where(outbox.c.id.in_([row["id"] for row in waiting]), outbox.c.status == "due")
        .values(status="merged", finished_at=now, error=f"said along with {new.cause}"[:300])
    )
    if merged.rowcount != len(waiting):
        raise Overtaken("what waited was claimed in the meantime")
    numbers = [row["case_number"] for row in waiting if row["case_number"]]
    number = new.case_number or (numbers[-1] if numbers else None)
    return replace(new, messages=orjson.dumps(messages).decode(), case_number=number), []


def _never_arrived(row: Mapping[str, Any], now: datetime) -> bool:
    token_gone = row["reply_token"] is None or row["token_expires_at"] <= now
    return bool(row["status"] == "due" and row["unknown_attempts"] == 0 and token_gone)


def _oldest(connection: Connection, person: str, lanes: Sequence[str]) -> Mapping[str, Any] | None:
    """Return the row that must go first; `held` says whether a living process is sending it."""
    oldest = _OLDEST_BULK if lanes == BULK else _OLDEST_TALK
    row = oldest.first(connection, who=person)
    return None if row is None else row._asdict()


def _claimable(row: Mapping[str, Any], now: datetime) -> bool:
    if row["status"] == "sending":
        return not row["held"]
    due: datetime = row["due_at"]
    return row["status"] == "due" and due <= now


def _letter(row: Mapping[Any, Any], *, dead_sender: bool = False) -> Letter:
    return Letter(
        id=row["id"],
        person=row["person"],
        messages=row["messages"] or "[]",
        reply_token=row["reply_token"],
        token_expires_at=row["token_expires_at"],
        retry_key=row["retry_key"],
        attempts=row["attempts"],
        unknown_attempts=row["unknown_attempts"] + int(dead_sender),
        first_attempt_at=row["first_attempt_at"],
        lane=row["lane"],
        token_loss=_loss(row.get("error")),
    )


def _loss(error: str | None) -> TokenLoss | None:
    """Return why its token was lost, as its last error begins; see `_with_loss`."""
    return next((one for one in get_args(TokenLoss) if (error or "").startswith(one)), None)


def _with_loss(loss: TokenLoss | None, error: str) -> str:
    return f"{loss}, {error}"[:300] if loss else error[:300]
