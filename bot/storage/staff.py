"""Accounts of officers, and their sessions. Passwords are kept as hashes that others make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from bot.errors import BotError
from bot.model.staff import Officer, Role
from bot.storage.tables import staff, staff_session


class NoSuchAccount(BotError):
    """No account has that name."""


@dataclass(frozen=True, slots=True)
class Account:
    """An officer, with what signing in needs to know."""

    officer: Officer
    password_hash: str
    totp_secret: str | None
    totp_step: int | None
    failures: int
    locked_until: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as it is made."""

    name: str
    display_name: str
    role: Role
    unit: str | None
    password_hash: str


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in."""

    account: Account
    second_factor: bool
    """Whether the second factor was given, too."""
    seen_at: datetime


def add(connection: Connection, new: NewAccount, *, now: datetime) -> None:
    """Make an account. Raises IntegrityError when the name is taken."""
    connection.execute(
        insert(staff).values(
            name=new.name,
            display_name=new.display_name,
            role=new.role,
            unit=new.unit,
            password_hash=new.password_hash,
            failures=0,
            created_at=now,
        )
    )


def find(connection: Connection, name: str) -> Account | None:
    """Return the account of this name, whether it may still be used or not."""
    row = connection.execute(select(staff).where(staff.c.name == name)).mappings().first()
    return _account(row) if row else None


def find_by_line(connection: Connection, line_user_id: str) -> Account | None:
    """Return who has bound this LINE account, if they may still work here."""
    row = (
        connection.execute(
            select(staff).where(staff.c.line_user_id == line_user_id, staff.c.disabled_at.is_(None))
        )
        .mappings()
        .first()
    )
    return _account(row) if row else None


def own_line(connection: Connection, name: str) -> str | None:
    """Return the LINE user id that an account has bound, if any."""
    return connection.scalar(select(staff.c.line_user_id).where(staff.c.name == name))


def everybody(connection: Connection) -> list[Account]:
    """Return all accounts by name."""
    return [
        _account(row) for row in connection.execute(select(staff).order_by(staff.c.name)).mappings()
    ]


def display_names(connection: Connection) -> dict[str, str]:
    """Return what each account's owner is called."""
    return {
        row.name: row.display_name
        for row in connection.execute(select(staff.c.name, staff.c.display_name))
    }


def disable(connection: Connection, name: str, *, now: datetime) -> None:
    """End an account and all its sessions at once; raises NoSuchAccount."""
    _change(connection, name, disabled_at=now, line_user_id=None)


def set_password(connection: Connection, name: str, password_hash: str) -> None:
    """Give an account another password, and let it in again; its sessions end."""
    _change(connection, name, password_hash=password_hash, failures=0, locked_until=None)


def _change(connection: Connection, name: str, **values: object) -> None:
    account = find(connection, name)
    if account is None:
        raise NoSuchAccount(f"There is no account '{name}'. `bot staff list` shows all of them.")
    connection.execute(update(staff).where(staff.c.name == name).values(values))
    connection.execute(delete(staff_session).where(staff_session.c.staff_id == account.officer.id))


def set_second_factor(connection: Connection, name: str, secret: str) -> None:
    """Bind an account to an authenticator."""
    connection.execute(update(staff).where(staff.c.name == name).values(totp_secret=secret))


def use_code(connection: Connection, name: str, step: int) -> bool:
    """Note the time step of a code that was given; False when that, or a later one, was before."""
    used = connection.execute(
        update(staff)
        .where(staff.c.name == name)
        .where(staff.c.totp_step.is_(None) | (staff.c.totp_step < step))
        .values(totp_step=step)
    )
    return used.rowcount == 1


def note_failure(connection: Connection, name: str, *, locked_until: datetime | None) -> None:
    """Count a failed try; with `locked_until` nobody is let in before."""
    failures = staff.c.failures + 1 if locked_until is None else 0
    connection.execute(
        update(staff)
        .where(staff.c.name == name)
        .values(failures=failures, locked_until=locked_until)
    )


def note_success(connection: Connection, name: str) -> None:
    """Forget the failed tries."""
    connection.execute(
        update(staff).where(staff.c.name == name).values(failures=0, locked_until=None)
    )


def begin_session(
    connection: Connection, account: Account, token_hash: str, *, second_factor: bool, now: datetime
) -> None:
    """Let somebody in; only the hash of what their browser holds is kept."""
    connection.execute(
        insert(staff_session).values(
            token_hash=token_hash,
            staff_id=account.officer.id,
            second_factor=second_factor,
            created_at=now,
            seen_at=now,
        )
    )


def find_session(
    connection: Connection, token_hash: str, *, idle_since: datetime
) -> Session | None:
    """Return who is signed in with this; None when it ended, by itself or by hand."""
    row = (
        connection.execute(
            select(staff, staff_session.c.second_factor, staff_session.c.seen_at)
            .join(staff_session, staff_session.c.staff_id == staff.c.id)
            .where(staff_session.c.token_hash == token_hash)
            .where(staff_session.c.seen_at > idle_since, staff.c.disabled_at.is_(None))
        )
        .mappings()
        .first()
    )
    return Session(_account(row), row["second_factor"], row["seen_at"]) if row else None


def touch_session(connection: Connection, token_hash: str, *, now: datetime) -> None:
    """Note that somebody is still there."""
    connection.execute(
        update(staff_session).where(staff_session.c.token_hash == token_hash).values(seen_at=now)
    )


def confirm_session(connection: Connection, token_hash: str) -> None:
    """Note that the second factor was given."""
    connection.execute(
        update(staff_session)
        .where(staff_session.c.token_hash == token_hash)
        .values(second_factor=True)
    )


def end_session(connection: Connection, token_hash: str) -> None:
    """Let somebody go."""
    connection.execute(delete(staff_session).where(staff_session.c.token_hash == token_hash))


def forget_idle_sessions(
    connection: Connection, *, now: datetime, after: timedelta = timedelta(days=1)
) -> None:
    """Clear away sessions that nobody uses."""
    connection.execute(delete(staff_session).where(staff_session.c.seen_at < now - after))


def _account(row: RowMapping) -> Account:
    return Account(
        officer=Officer(
            row["id"], row["name"], row["display_name"], Role(row["role"]), row["unit"]
        ),
        password_hash=row["password_hash"],
        totp_secret=row["totp_secret"],
        totp_step=row["totp_step"],
        failures=row["failures"],
        locked_until=row["locked_until"],
        disabled_at=row["disabled_at"],
    )
