"""What people sent as files: which are to be fetched from LINE, kept, or deleted again.

A row names the place of its file before the file is written, so no file is ever without its row:
whatever dies in between, the next attempt writes to the same place or deletes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Update,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.model.contents import ContentKind, WhyRefused
from bot.storage import news
from bot.storage.processes import living
from bot.storage.tables import content

LEASE = timedelta(minutes=15)
"""Longer than any attempt takes. Whoever holds a row for longer has lost hold of it."""
LONGEST_WAIT = timedelta(hours=1)
_DEATHS = 5
"""A file that whoever takes it up dies of is, after so many attempts, tried once per lease."""


@dataclass(frozen=True, slots=True)
class NewContent:
    """A file to be fetched."""

    message_id: str
    kind: ContentKind
    file_name: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Parcel:
    """One row that is held: a file to be fetched or, when `unwanted`, to be deleted."""

    message_id: str
    person: str
    kind: ContentKind
    file_name: str | None
    place: str
    attempts: int
    created_at: datetime
    unwanted: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a file once it is kept."""

    content_type: str
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one file stands, for staff and operators."""

    message_id: str
    person: str
    kind: str
    file_name: str | None
    status: str
    place: str | None
    kept: Kept | None
    attempts: int
    created_at: datetime
    error: str | None


def expect(
    connection: Connection, person: str, files: Sequence[NewContent], *, now: datetime
) -> None:
    """Have files fetched soon. Call it for those only who acknowledged the privacy notice."""
    if not files:
        return
    insert_ = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(
        insert_(content).on_conflict_do_nothing(),
        [
            {
                "message_id": one.message_id,
                "person": person,
                "kind": one.kind,
                "file_name": one.file_name.replace("\0", "") if one.file_name else None,
                "status": "waiting",
                "attempts": 0,
                "due_at": now,
                "created_at": one.received_at,
            }
            for one in files
        ],
    )


def claim_next(
    connection: Connection,
    *,
    holder: str,
    now: datetime,
    fresh_place: str,
    deleting_only: bool = False,
) -> Parcel | None:
    """Take hold of the row that has been due longest; None when nothing is, or another was first.

    The attempt is counted here, and the caller commits before it fetches or deletes anything.
    `deleting_only` is for while LINE is down.
    """
    query = (
        select(content)
        .where(_free(now), content.c.status == "unwanted" if deleting_only else true())
        .order_by(content.c.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    place = row["place"] or fresh_place
    unwanted = row["status"] == "unwanted"
    claimed = connection.execute(
        update(content)
        .where(content.c.message_id == row["message_id"])
        .where(content.c.attempts == row["attempts"], content.c.status == row["status"])
        .values(
            status="unwanted" if unwanted else "fetching",
            holder=holder,
            attempts=row["attempts"] + 1,
            due_at=now + LEASE,
            place=place,
        )
    )
    if claimed.rowcount != 1:
        return None
    return Parcel(
        message_id=row["message_id"],
        person=row["person"],
        kind=row["kind"],
        file_name=row["file_name"],
        place=place,
        attempts=row["attempts"] + 1,
        created_at=row["created_at"],
        unwanted=unwanted,
    )


def keep(connection: Connection, parcel: Parcel, kept: Kept, *, now: datetime) -> bool:
    """Note that the file is in the storage. False when it is not ours any more."""
    return _finish(
        connection,
        parcel,
        status="kept",
        content_type=kept.content_type,
        bytes=kept.size,
        sha256=kept.sha256,
        error=None,
        finished_at=now,
    )


def refuse(
    connection: Connection, parcel: Parcel, why: WhyRefused, detail: str, *, now: datetime
) -> bool:
    """Note that the file will not be kept, and why. False when it is not ours any more."""
    error = f"{why}: {detail}"[:300]
    return _finish(connection, parcel, status="refused", error=error, finished_at=now)


def lose(connection: Connection, parcel: Parcel, reason: str, *, now: datetime) -> bool:
    """Note that the file cannot be had any more. False when it is not ours any more."""
    return _finish(connection, parcel, status="lost", error=reason[:300], finished_at=now)


def put_back(connection: Connection, parcel: Parcel, *, due_at: datetime, error: str) -> bool:
    """Try again later. False when it is not ours any more."""
    changed = connection.execute(
        _ours(parcel).values(
            status="unwanted" if parcel.unwanted else "waiting",
            holder=None,
            due_at=due_at,
            error=error[:300],
        )
    )
    return changed.rowcount == 1


def let_go(connection: Connection, parcel: Parcel, *, due_at: datetime) -> bool:
    """Give a row back as if it had not been taken: nothing was tried."""
    changed = connection.execute(
        _ours(parcel).values(
            status="unwanted" if parcel.unwanted else "waiting",
            holder=None,
            due_at=due_at,
            attempts=parcel.attempts - 1,
        )
    )
    return changed.rowcount == 1


def drop(connection: Connection, parcel: Parcel) -> None:
    """Forget a row whose file is deleted."""
    connection.execute(
        delete(content).where(
            content.c.message_id == parcel.message_id, content.c.status == "unwanted"
        )
    )


def unwant(
    connection: Connection,
    person: str,
    *,
    now: datetime,
    message_id: str | None = None,
    before: datetime | None = None,
) -> None:
    """Have files of a person deleted: one, or those sent before a moment, or all.

    What is told of them goes at once; the file and the row go once this is committed. A row that
    is being fetched stays with its holder until that one notices, or dies.
    """
    chosen = [content.c.person == person, content.c.status != "unwanted"]
    if message_id is not None:
        chosen.append(content.c.message_id == message_id)
    if before is not None:
        chosen.append(content.c.created_at < before)
    connection.execute(
        update(content)
        .where(*chosen)
        .values(
            status="unwanted",
            due_at=case((content.c.status == "fetching", content.c.due_at), else_=now),
            finished_at=None,
            file_name=None,
            content_type=None,
            bytes=None,
            sha256=None,
            error=None,
        )
    )


def release_unwanted(connection: Connection, parcel: Parcel, *, now: datetime) -> None:
    """Have a file deleted now that became unwanted while it was fetched.

    Where its row is gone already it comes back, so that the file, if it was written, goes too.
    """
    connection.execute(
        update(content)
        .where(content.c.message_id == parcel.message_id)
        .where(content.c.status == "unwanted", content.c.attempts == parcel.attempts)
        .values(holder=None, due_at=now)
    )
    query = select(content.c.message_id).where(content.c.message_id == parcel.message_id)
    if connection.execute(query).first() is None:
        connection.execute(
            insert(content).values(
                message_id=parcel.message_id,
                person=parcel.person,
                kind=parcel.kind,
                status="unwanted",
                attempts=parcel.attempts,
                due_at=now,
                place=parcel.place,
                created_at=parcel.created_at,
            )
        )


def anything_due(connection: Connection, *, now: datetime) -> bool:
    """Tell whether a file is to be fetched or deleted now."""
    query = select(content.c.message_id).where(_free(now)).limit(1)
    return connection.execute(query).first() is not None


def oldest_waiting(connection: Connection) -> datetime | None:
    """Return when the file came that has waited longest to be fetched."""
    query = select(func.min(content.c.created_at)).where(
        content.c.finished_at.is_(None), content.c.status != "unwanted"
    )
    oldest: datetime | None = connection.execute(query).scalar()
    return oldest


def refused_since(
    connection: Connection, person: str, moment: datetime, *, why: WhyRefused, but: str
) -> bool:
    """Tell whether another file of this person was refused for the same reason since then."""
    query = (
        select(content.c.message_id)
        .where(content.c.person == person, content.c.status == "refused")
        .where(content.c.finished_at >= moment, content.c.message_id != but)
        .where(content.c.error.startswith(f"{why}:"))
        .limit(1)
    )
    return connection.execute(query).first() is not None


def standings(
    connection: Connection,
    *,
    person: str | None = None,
    statuses: Sequence[str] = (),
    limit: int = 100,
) -> list[Standing]:
    """Return files, the newest first: of one person or of all, with one of these statuses."""
    query = select(content).order_by(content.c.created_at.desc()).limit(limit)
    if person is not None:
        query = query.where(content.c.person == person)
    if statuses:
        query = query.where(content.c.status.in_(statuses))
    return [_standing(row) for row in connection.execute(query).mappings()]


def find(connection: Connection, message_id: str) -> Standing | None:
    """Return where one file stands; None when there is none of that message."""
    query = select(content).where(content.c.message_id == message_id)
    row = connection.execute(query).mappings().first()
    return _standing(row) if row is not None else None


def retry(connection: Connection, message_id: str, *, now: datetime) -> bool:
    """Have a file fetched again that was lost or refused, or that waits; False for any other."""
    changed = connection.execute(
        update(content)
        .where(content.c.message_id == message_id)
        .where(content.c.status.in_(["waiting", "refused", "lost"]))
        .values(status="waiting", due_at=now, attempts=0, finished_at=None, error=None)
    )
    return changed.rowcount == 1


def _free(now: datetime) -> ColumnElement[bool]:
    """Due, or held by nobody who lives; a wait is never longer than `LONGEST_WAIT`.

    One that seems longer tells that the clock has been set back since.
    """
    abandoned = and_(content.c.holder.is_not(None), content.c.holder.not_in(living()))
    return and_(
        content.c.finished_at.is_(None),
        or_(
            content.c.due_at <= now,
            content.c.due_at > now + LONGEST_WAIT,
            and_(abandoned, content.c.attempts < _DEATHS),
        ),
    )


def _finish(connection: Connection, parcel: Parcel, **values: Any) -> bool:  # noqa: ANN401 -- one per column
    changed = connection.execute(_ours(parcel).values(holder=None, **values))
    news.note(connection, parcel.person)
    return changed.rowcount == 1


def _ours(parcel: Parcel) -> Update:
    return update(content).where(
        content.c.message_id == parcel.message_id,
        content.c.attempts == parcel.attempts,
        content.c.status == ("unwanted" if parcel.unwanted else "fetching"),
    )


def _standing(row: RowMapping) -> Standing:
    known = row["status"] == "kept"
    return Standing(
        message_id=row["message_id"],
        person=row["person"],
        kind=row["kind"],
        file_name=row["file_name"],
        status=row["status"],
        place=row["place"] if known else None,
        kept=Kept(row["content_type"], row["bytes"], row["sha256"]) if known else None,
        attempts=row["attempts"],
        created_at=row["created_at"],
        error=row["error"],
    )
