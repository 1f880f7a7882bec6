"""Leases: one of several processes does a job at a time, and another takes over when it dies."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, or_, update
from sqlalchemy.exc import IntegrityError

from bot.storage.tables import lease


def hold(connection: Connection, name: str, *, holder: str, now: datetime, seconds: float) -> bool:
    """Take or renew a lease; False while another holder's has not run out."""
    until = now + timedelta(seconds=seconds)
    renewed = connection.execute(
        update(lease)
        .where(lease.c.name == name)
        .where(or_(lease.c.holder == holder, lease.c.expires_at < now))
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
