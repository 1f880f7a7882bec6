"""Whoever has the password, and the code where one is asked for, is let in; nobody else."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from bot.app import App
from bot.handlers import signing_in
from bot.handlers.signing_in import LOCKED_FOR, TRIES, NotLetIn, WeakPassword
from bot.model.staff import Role
from bot.storage import staff
from bot.storage.db import reading
from bot.storage.staff import Account, NewAccount
from tests.world import HandClock

PASSWORD = "four random words here"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make(app: App, name: str = "ann", role: Role = Role.OFFICER) -> Account:
    new = NewAccount(name, "แอน", role, "SSRC-30", signing_in.hash_password(PASSWORD))
    app.writer.run(lambda connection: staff.add(connection, new, now=app.now()))
    return account(app, name)


def account(app: App, name: str = "ann") -> Account:
    with reading(app.engine) as connection:
        found = staff.find(connection, name)
    assert found is not None
    return found


def try_password(app: App, password: str, name: str = "ann") -> Account | NotLetIn:
    tried = signing_in.compare(app.engine, name, password)
    return app.writer.run(
        lambda connection: signing_in.check_password(connection, tried, now=app.now())
    )


def try_code(app: App, code: str) -> NotLetIn | None:
    now = app.now()
    return app.writer.run(
        lambda connection: signing_in.check_code(connection, account(app), SECRET, code, now=now)
    )


def test_the_right_password_lets_in_under_a_name_in_any_spelling(app: App) -> None:
    make(app)

    assert isinstance(try_password(app, PASSWORD, " Ann "), Account)


def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(app: App) -> None:
    make(app)

    refused = [try_password(app, "something else"), try_password(app, PASSWORD, "nobody")]

    assert isinstance(refused[0], NotLetIn)
    assert refused[0] == refused[1]


def test_after_five_wrong_ones_the_right_one_waits_a_quarter_of_an_hour(
    app: App, clock: HandClock
) -> None:
    make(app)
    for _ in range(TRIES - 1):
        try_password(app, "something else")
    told = try_password(app, "something else")
    assert isinstance(told, NotLetIn)
    assert "15 นาที" in told.why

    assert isinstance(try_password(app, PASSWORD), NotLetIn)
    clock.move(seconds=LOCKED_FOR.total_seconds() + 1)
    assert isinstance(try_password(app, PASSWORD), Account)


def test_who_has_left_is_not_let_in(app: App) -> None:
    make(app)
    app.writer.run(lambda connection: staff.disable(connection, "ann", now=app.now()))

    assert isinstance(try_password(app, PASSWORD), NotLetIn)


def test_a_short_password_is_refused() -> None:
    with pytest.raises(WeakPassword, match="12 characters"):
        signing_in.hash_password("short")


def test_a_code_works_once_and_for_a_minute(app: App, clock: HandClock) -> None:
    make(app)
    code = pyotp.TOTP(SECRET).at(clock.now())

    assert try_code(app, f"{code[:3]} {code[3:]}") is None
    assert isinstance(try_code(app, code), NotLetIn)
    clock.move(minutes=2)
    assert isinstance(try_code(app, code), NotLetIn)


def test_wrong_codes_lock_as_wrong_passwords_do(app: App, clock: HandClock) -> None:
    make(app)
    for _ in range(TRIES):
        try_code(app, "000000")

    told = try_code(app, pyotp.TOTP(SECRET).at(clock.now()))

    assert isinstance(told, NotLetIn)
    assert "15 นาที" in told.why


@pytest.mark.parametrize(("role", "needed"), [(Role.OFFICER, False), (Role.DPO, True)])
def test_who_sees_beyond_one_office_needs_a_second_factor(
    app: App, role: Role, *, needed: bool
) -> None:
    assert signing_in.needs_second_factor(make(app, role=role)) is needed


def test_a_session_ends_when_nobody_uses_it(app: App, clock: HandClock) -> None:
    somebody, token = make(app), signing_in.hash_token("token")
    app.writer.run(
        lambda connection: staff.begin_session(
            connection, somebody, token, second_factor=False, now=app.now()
        )
    )
    clock.move(hours=3)

    with reading(app.engine) as connection:
        idle_since = app.now() - timedelta(hours=2)
        assert staff.find_session(connection, token, idle_since=idle_since) is None
        idle_since = app.now() - timedelta(hours=4)
        assert staff.find_session(connection, token, idle_since=idle_since) is not None
