"""How officers prove who they are: a password, a lock after wrong ones, a second factor.

A refusal says the same whether the name, the password or the account is at fault. What takes a
connection is in one transaction of the caller's, which is committed on a refusal too: it counts.
Hashing is slow on purpose, so it is done before: nobody waits for it behind an open transaction.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine

from bot.errors import BotError
from bot.model.staff import SECOND_FACTOR
from bot.storage import accounts, staff
from bot.storage.db import reading
from bot.storage.staff import Account

SHORTEST_PASSWORD = 12
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
STEP_SECONDS = 30
"""RFC 6238: how long a code lives; the one before and the one after are taken too."""

_WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ลองใหม่ หรือติดต่อผู้ดูแลระบบ"
_LOCKED = "ใส่รหัสผ่านผิดหลายครั้ง บัญชีพักไว้ 15 นาที แล้วลองใหม่ได้"
_WRONG_CODE = "รหัส 6 หลักไม่ถูกต้องหรือใช้ไปแล้ว รอรหัสถัดไปในแอป แล้วลองใหม่"


class WeakPassword(BotError):
    """A password that is too easy to guess."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class NotLetIn:
    """Why somebody is not let in, in words for them."""

    why: str
    wait: timedelta | None = None
    """How long until they may try again, where they tried too often."""


def hash_password(password: str) -> str:
    """Return what is kept of a password; raises WeakPassword."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(
            f"A password needs {SHORTEST_PASSWORD} characters or more; four random words do well."
        )
    return _hasher().hash(password)


def hash_token(token: str) -> str:
    """Return what is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Tried:
    """A name and a password that somebody typed, compared with what is kept of that account's."""

    name: str
    kept: str | None
    right: bool


def compare(engine: Engine, name: str, password: str) -> Tried:
    """Compare a password with that of an account, slowly; there may be no such account."""
    name = name.strip().lower()
    with reading(engine) as connection:
        account = staff.find(connection, name)
    kept = account.password_hash if account else None
    return Tried(name, kept, _matches(kept or _decoy(), password))


def check_password(connection: Connection, tried: Tried, *, now: datetime) -> Account | NotLetIn:
    """Return the account, if this is its password and it may be used."""
    account = staff.find(connection, tried.name)
    right = tried.right and account is not None and account.password_hash == tried.kept
    if account is None or account.disabled_at is not None:
        return NotLetIn(_WRONG)
    if account.locked_until is not None and account.locked_until > now:
        return NotLetIn(_LOCKED)
    if not right:
        return _refuse(connection, account, _WRONG, now=now)
    staff.note_success(connection, account.officer.name)
    return account


def check_new_password(password: str, again: str) -> None:
    """Raise WeakPassword, in words for whoever chose it, unless it will do."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(
            f"รหัสผ่านต้องยาวอย่างน้อย {SHORTEST_PASSWORD} ตัวอักษร ใช้คำสี่คำที่ไม่เกี่ยวกันต่อกันก็ได้"
        )
    if password != again:
        raise WeakPassword("รหัสผ่านสองช่องไม่ตรงกัน พิมพ์ใหม่ให้เหมือนกัน")


def let_in(
    connection: Connection, account: Account, token: str, *, device: str, now: datetime
) -> None:
    """Begin a session for a browser that holds this token; a second factor may still be due."""
    hashed = hash_token(token)
    staff.begin_session(connection, account, hashed, second_factor=False, now=now)
    accounts.note_device(connection, hashed, device)
    accounts.note_sign_in(connection, account.officer.id, now=now)


def needs_second_factor(account: Account) -> bool:
    """Tell whether a password alone does not let this account in."""
    return account.officer.role in SECOND_FACTOR or account.totp_secret is not None


def check_code(
    connection: Connection, account: Account, secret: str, code: str, *, now: datetime
) -> NotLetIn | None:
    """Take a six-digit code of this secret, once; None when it is right."""
    name = account.officer.name
    if account.locked_until is not None and account.locked_until > now:
        return NotLetIn(_LOCKED)
    step = _step_of(secret, code, now=now)
    if step is None or not staff.use_code(connection, name, step):
        return _refuse(connection, account, _WRONG_CODE, now=now)
    staff.note_success(connection, name)
    return None


def _refuse(connection: Connection, account: Account, why: str, *, now: datetime) -> NotLetIn:
    """Count a failed try; with the last one allowed the account rests."""
    locked = now + LOCKED_FOR if account.failures + 1 >= TRIES else None
    staff.note_failure(connection, account.officer.name, locked_until=locked)
    return NotLetIn(_LOCKED if locked else why)


def new_secret() -> str:
    """Return a secret for an authenticator."""
    return pyotp.random_base32()


def authenticator_link(account: Account, secret: str) -> str:
    """Return the otpauth link that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret, name=account.officer.name, issuer="Front Door").provisioning_uri()


def _step_of(secret: str, code: str, *, now: datetime) -> int | None:
    given = "".join(code.split())
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), given.encode()):
            return step
    return None


def _matches(kept: str, password: str) -> bool:
    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    # OWASP's smallest for argon2id: 19 MiB and two passes, so that many may sign in at once.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _decoy() -> str:
    """Return a hash to compare with where there is no account: it takes as long as a real one."""
    return _hasher().hash("nobody's password")
