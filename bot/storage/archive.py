"""Done rows leave the hot tables after a day, so that these stay small however long we run.

An event moves in two steps a minute apart: it is noted in `inbox_done`, and later dropped from
`inbox`. An insert of its double that began before the note was committed still finds it in the
inbox. That is why no statement may run for a minute (see `bot.storage.db`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, TextClause, bindparam, delete, insert, select, text

from bot.storage.tables import DONE, Moment, outbox, outbox_done

A_DAY = timedelta(days=1)
BETWEEN_THE_STEPS = timedelta(minutes=1)
UNKNOWN_KEPT = timedelta(days=30)
"""Events of kinds we do not know stay whole for a month, for whoever teaches us the kind."""
_AT_A_TIME = 2000

_NOTE = f"""
    INSERT INTO inbox_done (event_id, seq, person, kind, received_at, moved_at)
    SELECT event_id, seq, person, kind, received_at, :now FROM inbox
    WHERE status = {DONE} AND received_at < :old AND (raw IS NULL OR received_at < :ancient)
    AND NOT EXISTS (SELECT 1 FROM inbox_done WHERE inbox_done.event_id = inbox.event_id)
    ORDER BY seq LIMIT {_AT_A_TIME}
    ON CONFLICT DO NOTHING
"""  # noqa: S608 -- only our own constants are put in
_DROP = f"""
    DELETE FROM inbox WHERE seq IN (
        SELECT inbox.seq FROM inbox JOIN inbox_done ON inbox_done.event_id = inbox.event_id
        WHERE inbox.status = {DONE} AND inbox_done.moved_at < :noted
        ORDER BY inbox.seq LIMIT {_AT_A_TIME}
    )
"""  # noqa: S608
# A presumed row stays until the number it may not have told has been told again.
_FIND_SENT = f"""
    SELECT id FROM outbox
    WHERE finished_at < :old AND status IN ('sent', 'presumed', 'merged', 'dropped')
    AND (case_number IS NULL OR status <> 'presumed')
    ORDER BY id LIMIT {_AT_A_TIME}
"""  # noqa: S608


def note_done_events(connection: Connection, *, now: datetime) -> None:
    """First step: note events that were done with a day ago, so that their doubles are known."""
    connection.execute(
        _with_moments(_NOTE, "now", "old", "ancient"),
        {"now": now, "old": now - A_DAY, "ancient": now - UNKNOWN_KEPT},
    )


def drop_noted_events(connection: Connection, *, now: datetime) -> None:
    """Second step: drop from the inbox what was noted a minute ago."""
    connection.execute(_with_moments(_DROP, "noted"), {"noted": now - BETWEEN_THE_STEPS})


def move_sent(connection: Connection, *, now: datetime) -> None:
    """Move finished calls to LINE, without their words; dead ones stay for somebody to look at."""
    found = connection.execute(_with_moments(_FIND_SENT, "old"), {"old": now - A_DAY})
    ids = list(found.scalars())
    if not ids:
        return
    kept = [outbox.c[column.name] for column in outbox_done.c]
    chosen = select(*kept).where(outbox.c.id.in_(ids))
    connection.execute(insert(outbox_done).from_select([one.name for one in kept], chosen))
    connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))


def _with_moments(statement: str, *names: str) -> TextClause:
    return text(statement).bindparams(*(bindparam(name, type_=Moment) for name in names))
