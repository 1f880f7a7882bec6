"""Officers are let in by a link, changed, and let out; each change is on record."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.app import App
from bot.handlers import accounts, joining, own_account, signing_in, throttle
from bot.handlers.access import NotAllowed
from bot.handlers.accounts import Invited, Manager, WrongAccount
from bot.handlers.joining import Choice
from bot.handlers.signing_in import NotLetIn
from bot.handlers.throttle import PER_ADDRESS, PER_NAME, WINDOW, Trier
from bot.model.staff import Officer, Role
from bot.storage import accounts as stored
from bot.storage import admin_log, staff
from bot.storage.accounts import Line
from bot.storage.db import reading
from bot.storage.staff import Account
from tests.world import HandClock

PASSWORD = "four random words here"
ANN = Invited("ann", "แอน", Role.OFFICER, "SSRC-30")
HEAD = Officer(9, "head", "Head", Role.UNIT_HEAD, "SSRC-30")


def admin(app: App) -> Manager:
    return Manager(Officer(8, "root", "Root", Role.ADMIN, None), app.now())


def invite(app: App, new: Invited = ANN, *, by: Manager | None = None) -> None:
    manager = by or admin(app)
    token = "token" if new is ANN else f"token of {new.name}"
    app.writer.run(lambda connection: accounts.invite(connection, manager, new, token))


def join(app: App, choice: Choice, link: str = "token") -> Account | None:
    now = app.now()
    return app.writer.run(lambda connection: joining.join(connection, link, choice, now=now))


def chosen(password: str) -> Choice:
    return Choice(password_hash=signing_in.hash_password(password))


def try_password(app: App, password: str = PASSWORD) -> bool:
    now = app.now()
    tried = signing_in.compare(app.engine, "ann", password)
    came = app.writer.run(lambda connection: signing_in.check_password(connection, tried, now=now))
    return isinstance(came, Account)


def line(app: App, name: str = "ann") -> Line:
    with reading(app.engine) as connection:
        found = stored.line(connection, name)
    assert found is not None
    return found


def changes(app: App) -> list[tuple[str, str, str]]:
    with reading(app.engine) as connection:
        return [(one.by, one.what, one.about) for one in admin_log.latest(connection)]


def test_somebody_invited_chooses_a_password_and_the_link_works_once(app: App) -> None:
    invite(app)
    assert not try_password(app, "")

    assert join(app, chosen(PASSWORD)) is not None

    assert try_password(app)
    assert join(app, chosen("another password")) is None
    assert changes(app) == [("ann", "password_chosen", "ann"), ("root", "invited", "ann")]


def test_a_link_works_for_seven_days(app: App, clock: HandClock) -> None:
    invite(app)
    clock.move(days=7, seconds=1)

    assert join(app, chosen(PASSWORD)) is None


def test_a_new_link_ends_the_one_before_and_the_password(app: App) -> None:
    invite(app)
    join(app, chosen(PASSWORD))
    for token in ("second", "third"):
        app.writer.run(partial(accounts.renew_link, manager=admin(app), name="ann", token=token))

    assert not try_password(app)
    assert join(app, chosen(PASSWORD), "second") is None
    assert join(app, chosen(PASSWORD), "third") is not None


def test_an_invitation_is_accepted_by_line_without_a_password(app: App) -> None:
    invite(app)

    join(app, Choice(line_user_id="Uann"))

    with reading(app.engine) as connection:
        found = staff.find_by_line(connection, "Uann")
    assert found is not None
    assert found.officer.name == "ann"
    with pytest.raises(Exception, match="ตั้งรหัสผ่านก่อน"):
        app.writer.run(lambda connection: own_account.unbind_line(connection, "ann", now=app.now()))


def test_a_name_is_given_once(app: App) -> None:
    invite(app)

    with pytest.raises(WrongAccount, match="ตั้งชื่ออื่น"):
        invite(app)


def test_a_unit_head_looks_after_the_officers_of_their_own_unit_alone(app: App) -> None:
    head = Manager(HEAD, app.now())
    invite(app, by=head)
    far = Invited("far", "ไกล", Role.OFFICER, "SSRC-50")
    invite(app, far)

    with pytest.raises(NotAllowed):
        invite(app, Invited("bob", "บ๊อบ", Role.UNIT_HEAD, "SSRC-30"), by=head)
    with pytest.raises(NotAllowed):
        app.writer.run(lambda connection: accounts.disable(connection, head, "far"))
    with pytest.raises(NotAllowed):
        app.writer.run(
            lambda connection: accounts.change_place(
                connection, head, "ann", Role.OFFICER, "SSRC-50"
            )
        )


def test_another_role_ends_the_sessions_and_says_from_what_to_what(app: App) -> None:
    invite(app)
    account, now, by = join(app, chosen(PASSWORD)), app.now(), admin(app)
    assert account is not None
    app.writer.run(
        lambda connection: signing_in.let_in(connection, account, "x", device="Chrome", now=now)
    )
    assert line(app).came_last == now

    app.writer.run(
        lambda connection: accounts.change_place(connection, by, "ann", Role.REGION, "IPC-6")
    )

    assert (line(app).officer.role, line(app).officer.unit) == (Role.REGION, "IPC-6")
    with reading(app.engine) as connection:
        assert stored.sessions(connection, account.officer.id) == []
        [change] = [one for one in admin_log.latest(connection) if one.what == "placed"]
    assert change.detail == {"before": ["officer", "SSRC-30"], "after": ["region", "IPC-6"]}


def test_a_role_at_a_unit_needs_one(app: App) -> None:
    with pytest.raises(WrongAccount, match="เลือกหน่วยงาน"):
        invite(app, Invited("bob", "บ๊อบ", Role.OFFICER, None))


def test_who_was_disabled_comes_back_by_a_new_link_alone(app: App) -> None:
    invite(app)
    join(app, chosen(PASSWORD))
    by = admin(app)
    app.writer.run(lambda connection: accounts.disable(connection, by, "ann"))
    with pytest.raises(WrongAccount, match="เปิดบัญชีอีกครั้ง"):
        app.writer.run(lambda connection: accounts.reset_second_factor(connection, by, "ann"))

    app.writer.run(lambda connection: accounts.enable(connection, by, "ann", "again"))

    assert not try_password(app)
    assert join(app, chosen(PASSWORD), "again") is not None
    assert try_password(app)


def test_a_link_into_an_account_that_was_disabled_leads_nowhere(app: App) -> None:
    invite(app)
    by = admin(app)
    app.writer.run(lambda connection: accounts.disable(connection, by, "ann"))

    assert join(app, chosen(PASSWORD)) is None


def test_ones_own_password_is_changed_by_who_knows_it_and_other_sessions_end(app: App) -> None:
    invite(app)
    account, now = join(app, chosen(PASSWORD)), app.now()
    assert account is not None
    for token in ("here", "there"):
        app.writer.run(
            partial(signing_in.let_in, account=account, token=token, device="Chrome", now=now)
        )
    here = signing_in.hash_token("here")

    def change(old: str) -> NotLetIn | None:
        tried = signing_in.compare(app.engine, "ann", old)
        hashed = signing_in.hash_password("other words altogether")
        return app.writer.run(
            lambda connection: own_account.change_password(
                connection, "ann", tried, hashed, session=here, now=now
            )
        )

    assert isinstance(change("wrong"), NotLetIn)
    assert change(PASSWORD) is None
    assert try_password(app, "other words altogether")
    with reading(app.engine) as connection:
        open_now = stored.sessions(connection, account.officer.id)
    assert [one.token_hash for one in open_now] == [here]


# --- too many tries ---


def note_failures(app: App, count: int, trier: Trier) -> None:
    now = app.now()
    for _ in range(count):
        app.writer.run(lambda connection: throttle.note_failure(connection, trier, now=now))


def waiting(app: App, trier: Trier) -> timedelta | None:
    with reading(app.engine) as connection:
        return throttle.wait(connection, trier, now=app.now())


def trier(address: str = "192.0.2.1", name: str = "ann") -> Trier:
    return Trier.of(b"key", address=address, name=name)


def test_a_name_that_was_tried_too_often_waits_wherever_from(app: App, clock: HandClock) -> None:
    note_failures(app, PER_NAME - 1, trier())
    assert waiting(app, trier()) is None
    clock.move(minutes=5)
    note_failures(app, 1, trier(address="192.0.2.2"))

    assert waiting(app, trier(address="192.0.2.3")) == WINDOW - timedelta(minutes=5)
    assert waiting(app, trier(name="bob")) is None
    clock.move(minutes=10, seconds=1)
    assert waiting(app, trier()) is None


def test_an_address_that_tried_many_names_waits_whatever_name_comes_next(app: App) -> None:
    for count in range(PER_ADDRESS):
        note_failures(app, 1, trier(name=f"name-{count}"))

    assert waiting(app, trier(name="yet another")) == WINDOW


def test_who_gets_in_at_last_is_not_held_to_earlier_mistakes(app: App) -> None:
    note_failures(app, PER_NAME, trier())

    app.writer.run(lambda connection: throttle.note_success(connection, trier()))

    assert waiting(app, trier()) is None


@pytest.mark.parametrize(("seconds", "told"), [(1, "1 นาที"), (61, "2 นาที"), (900, "15 นาที")])
def test_how_long_to_wait_is_told_in_minutes(seconds: int, told: str) -> None:
    assert told in throttle.in_words(timedelta(seconds=seconds))
