"""Accounts as those who look after them see them: who came last, invitations, open sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, exists, func, insert, select, update

from bot.model.staff import Officer, Role
from bot.storage.tables import staff, staff_invitation, staff_session, staff_sign_in

NO_PASSWORD = ""
"""In place of a hash: no password fits it."""


@dataclass(frozen=True, slots=True)
class Line:
    """An account on the list."""

    officer: Officer
    has_password: bool
    has_second_factor: bool
    has_line: bool
    locked_until: datetime | None
    disabled_at: datetime | None
    came_last: datetime | None
    invited_until: datetime | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that is open."""

    token_hash: str
    created_at: datetime
    seen_at: datetime
    device: str | None


def lines(connection: Connection, *, unit: str | None = None) -> list[Line]:
    """Return all accounts, or those of one unit; those who may come in first, then by name."""
    query = _LINES.order_by(staff.c.disabled_at.is_not(None), staff.c.name)
    if unit is not None:
        query = query.where(staff.c.unit == unit)
    return [_line(row) for row in connection.execute(query).mappings()]


def line(connection: Connection, name: str) -> Line | None:
    """Return one account."""
    row = connection.execute(_LINES.where(staff.c.name == name)).mappings().first()
    return _line(row) if row else None


_INVITED_UNTIL = (
    select(func.max(staff_invitation.c.expires_at))
    .where(staff_invitation.c.staff_name == staff.c.name)
    .scalar_subquery()
)
_LINES = select(
    staff, staff_sign_in.c.at.label("came_last"), _INVITED_UNTIL.label("invited_until")
).join(staff_sign_in, staff_sign_in.c.staff_id == staff.c.id, isouter=True)


def _line(row: RowMapping) -> Line:
    return Line(
        officer=Officer(
            row["id"], row["name"], row["display_name"], Role(row["role"]), row["unit"]
        ),
        has_password=row["password_hash"] != NO_PASSWORD,
        has_second_factor=row["totp_secret"] is not None,
        has_line=row["line_user_id"] is not None,
        locked_until=row["locked_until"],
        disabled_at=row["disabled_at"],
        came_last=row["came_last"],
        invited_until=row["invited_until"],
    )


def note_sign_in(connection: Connection, staff_id: int, *, now: datetime) -> None:
    """Note that an officer came in."""
    noted = connection.execute(
        update(staff_sign_in).where(staff_sign_in.c.staff_id == staff_id).values(at=now)
    )
    if noted.rowcount == 0:
        connection.execute(insert(staff_sign_in).values(staff_id=staff_id, at=now))


def invite(connection: Connection, token_hash: str, name: str, *, by: str, until: datetime) -> None:
    """Keep a link into an account; the links before it work no longer."""
    forget_invitations(connection, name)
    connection.execute(
        insert(staff_invitation).values(
            token_hash=token_hash, staff_name=name, made_by=by, expires_at=until
        )
    )


def invited(connection: Connection, token_hash: str, *, now: datetime) -> str | None:
    """Return whose account a link leads into; None when it works no longer."""
    query = (
        select(staff_invitation.c.staff_name)
        .join(staff, staff.c.name == staff_invitation.c.staff_name)
        .where(staff_invitation.c.token_hash == token_hash)
        .where(staff_invitation.c.expires_at > now, staff.c.disabled_at.is_(None))
    )
    return connection.scalar(query)


def take_invitation(connection: Connection, token_hash: str) -> bool:
    """Use a link up; False when somebody was first."""
    taken = connection.execute(
        delete(staff_invitation).where(staff_invitation.c.token_hash == token_hash)
    )
    return taken.rowcount == 1


def forget_invitations(connection: Connection, name: str) -> None:
    """Let no link lead into this account any longer."""
    connection.execute(delete(staff_invitation).where(staff_invitation.c.staff_name == name))


def place(connection: Connection, name: str, role: Role, unit: str | None) -> None:
    """Give an account another role and unit; its sessions end, so that both count at once."""
    connection.execute(update(staff).where(staff.c.name == name).values(role=role, unit=unit))
    end_sessions(connection, name)


def enable(connection: Connection, name: str) -> None:
    """Let somebody in again who was disabled, with nothing to sign in by: they need a link."""
    connection.execute(
        update(staff)
        .where(staff.c.name == name)
        .values(disabled_at=None, password_hash=NO_PASSWORD, totp_secret=None, totp_step=None)
    )


def forget_second_factor(connection: Connection, name: str) -> None:
    """Ask for no code any longer, or for a new authenticator where one must be."""
    connection.execute(
        update(staff).where(staff.c.name == name).values(totp_secret=None, totp_step=None)
    )


def forget_line(connection: Connection, name: str) -> None:
    """Know an officer by their LINE account no longer."""
    connection.execute(update(staff).where(staff.c.name == name).values(line_user_id=None))


def set_password(connection: Connection, name: str, password_hash: str, *, but: str) -> None:
    """Give an account another password; all its sessions end but this one."""
    connection.execute(
        update(staff)
        .where(staff.c.name == name)
        .values(password_hash=password_hash, failures=0, locked_until=None)
    )
    end_sessions(connection, name, but=but)


def sessions(connection: Connection, staff_id: int) -> list[Opened]:
    """Return an officer's sessions, the one used last first."""
    query = (
        select(
            staff_session.c.token_hash,
            staff_session.c.created_at,
            staff_session.c.seen_at,
            staff_session.c.device,
        )
        .where(staff_session.c.staff_id == staff_id)
        .order_by(staff_session.c.seen_at.desc())
    )
    return [Opened(*row) for row in connection.execute(query)]


def end_sessions(connection: Connection, name: str, *, but: str | None = None) -> None:
    """End an officer's sessions, all of them or all but one."""
    theirs = exists().where(staff.c.id == staff_session.c.staff_id, staff.c.name == name)
    ending = delete(staff_session).where(theirs)
    if but is not None:
        ending = ending.where(staff_session.c.token_hash != but)
    connection.execute(ending)


def end_session_of(connection: Connection, staff_id: int, token_hash: str) -> None:
    """End one session, if it is this officer's."""
    connection.execute(
        delete(staff_session).where(
            staff_session.c.staff_id == staff_id, staff_session.c.token_hash == token_hash
        )
    )


def note_device(connection: Connection, token_hash: str, device: str) -> None:
    """Note what a session's browser says it is."""
    connection.execute(
        update(staff_session).where(staff_session.c.token_hash == token_hash).values(device=device)
    )
