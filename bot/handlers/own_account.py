"""What officers change about their own accounts; each change leaves a line in the record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.errors import BotError
from bot.handlers.accounts import note_own
from bot.handlers.signing_in import NotLetIn, Tried, check_code, check_password
from bot.model.staff import Officer
from bot.storage import accounts, groups, staff
from bot.storage.accounts import NO_PASSWORD
from bot.storage.staff import Account


def change_password(
    connection: Connection, name: str, old: Tried, hashed: str, *, session: str, now: datetime
) -> NotLetIn | None:
    """Set another password (its hash), if the one before is right; other sessions end.

    Who came by LINE, and has no password yet, need not know one.
    """
    if _mine(connection, name).password_hash != NO_PASSWORD:
        came = check_password(connection, old, now=now)
        if isinstance(came, NotLetIn):
            return NotLetIn("รหัสผ่านเดิมไม่ถูกต้อง ลองใหม่ ถ้าลืม ขอลิงก์ใหม่จากผู้ดูแลระบบ")
    accounts.set_password(connection, name, hashed, but=session)
    note_own(connection, name, "password_changed", now=now)
    return None


def second_factor_off(
    connection: Connection, name: str, code: str, *, now: datetime
) -> NotLetIn | None:
    """Ask for no code any longer; a last one shows that it is not a passer-by at the screen."""
    account = _mine(connection, name)
    if account.totp_secret is None:
        return None
    refused = check_code(connection, account, account.totp_secret, code, now=now)
    if refused is None:
        accounts.forget_second_factor(connection, name)
        note_own(connection, name, "second_factor_off", now=now)
    return refused


def bind_line(connection: Connection, name: str, line_user_id: str, *, now: datetime) -> None:
    """Know an officer by their LINE account from now on."""
    groups.bind_officer(connection, name, line_user_id)
    note_own(connection, name, "line_bound", now=now)


def unbind_line(connection: Connection, name: str, *, now: datetime) -> None:
    """Know an officer by LINE no longer; raises BotError where it is their only way in."""
    if _mine(connection, name).password_hash == NO_PASSWORD:
        raise BotError("บัญชีนี้ยังไม่มีรหัสผ่าน ตั้งรหัสผ่านก่อน แล้วจึงเลิกผูก LINE")
    accounts.forget_line(connection, name)
    note_own(connection, name, "line_unbound", now=now)


def end_sessions(connection: Connection, name: str, *, now: datetime) -> None:
    """Sign an officer out everywhere."""
    accounts.end_sessions(connection, name)
    note_own(connection, name, "signed_out_everywhere", now=now)


def end_session(
    connection: Connection, officer: Officer, token_hash: str, *, now: datetime
) -> None:
    """Sign an officer out at one device, which they may have lost."""
    accounts.end_session_of(connection, officer.id, token_hash)
    note_own(connection, officer.name, "signed_out_there", now=now)


def _mine(connection: Connection, name: str) -> Account:
    account = staff.find(connection, name)
    if account is None:
        raise BotError("ไม่พบบัญชีนี้ เข้าสู่ระบบใหม่")
    return account
