"""Words that may not be kept: without an acknowledged notice they live for a day at the most."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.storage import contents, conversations, inbox, outbox

WITHOUT_CONSENT = timedelta(hours=24)


def people_to_forget(connection: Connection, *, now: datetime) -> list[str]:
    """Return the people some of whose unconsented words have outlived their day."""
    return inbox.people_unconsented_before(connection, now - WITHOUT_CONSENT)


def forget(connection: Connection, person: str, *, now: datetime) -> None:
    """Wipe those words from the inbox, the answers that echo them, and the idle draft."""
    before = now - WITHOUT_CONSENT
    inbox.wipe(connection, person, before=before)
    outbox.wipe(connection, person, before=before)
    if not conversations.find(connection, person).consented:
        contents.unwant(connection, person, before=before, now=now)
    conversations.forget_draft(connection, person, before=before)
