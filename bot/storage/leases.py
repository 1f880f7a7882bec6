"""Leases: one of several processes does a job at a time, and another takes over when it dies."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, or_, update
from sqlalchemy.exc import IntegrityError

from bot.storage.processes import living
from bot.storage.tables import lease

_FOR_THE_RELEASE_BEFORE = timedelta(seconds=5)
"""It goes by the clock instead of by who lives; kept up while the two may run side by side."""


def hold(connection: Connection, name: str, *, holder: str, now: datetime) -> bool:
    """Take or renew a lease; False while another process holds it that is still on the list."""
    until = now + _FOR_THE_RELEASE_BEFORE
    renewed = connection.execute(
        update(lease)
        .where(lease.c.name == name)
        .where(or_(lease.c.holder == holder, lease.c.holder.not_in(living())))
        .values(holder=holder, expires_at=until)
    )
    if renewed.rowcount == 1:
        return True
    try:
        with connection.begin_nested():
            connection.execute(insert(lease).values(name=name, holder=holder, expires_at=until))
    except IntegrityError:
        return False
    return True
