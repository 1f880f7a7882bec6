"""Somebody follows a link into an account, once, and says how they will sign in from now on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers.accounts import note_own
from bot.handlers.signing_in import hash_token
from bot.storage import accounts, groups, staff
from bot.storage.staff import Account


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody will sign in: one of the two."""

    password_hash: str | None = None
    line_user_id: str | None = None


def join(connection: Connection, token: str, choice: Choice, *, now: datetime) -> Account | None:
    """Use a link up and return the account it led into; None when it works no longer."""
    hashed = hash_token(token)
    name = accounts.invited(connection, hashed, now=now)
    if name is None or not accounts.take_invitation(connection, hashed):
        return None
    if choice.password_hash is not None:
        staff.set_password(connection, name, choice.password_hash)
        note_own(connection, name, "password_chosen", now=now)
    if choice.line_user_id is not None:
        groups.bind_officer(connection, name, choice.line_user_id)
        note_own(connection, name, "line_bound", now=now)
    return staff.find(connection, name)
