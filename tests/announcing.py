"""Friends of the account, and announcements to them, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert

from bot.app import App
from bot.broadcasts.budget import Budget, Kept
from bot.broadcasts.draft import Draft, load
from bot.broadcasts.states import State
from bot.handlers import broadcasts
from bot.model.staff import Officer, Role
from bot.storage import broadcasts as stored
from bot.storage import chunks
from bot.storage.chunks import Taken
from bot.storage.db import transaction
from bot.storage.tables import conversation, friend
from bot.worker import announcing

ANN = Officer(1, "ann", "Ann", Role.BROADCAST, None)
BOB = Officer(2, "bob", "Bob", Role.HEADQUARTERS, None)
CAT = Officer(3, "cat", "Cat", Role.HEADQUARTERS, None)
UNLIMITED = Budget(None, 0, 0, Kept(40))
FAIR = """
title: ออกบูธงานของดีภาคอีสาน
message: เปิดรับสมัครร้านค้าออกบูธ 40 ร้าน
source: ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6
closes: 2026-12-15
"""


def someone(number: int) -> str:
    """Return the LINE id of the so manieth person."""
    return f"U{number:032x}"


def add_friends(
    connection: Connection,
    numbers: Sequence[int],
    *,
    now: datetime,
    news: bool = True,
    following: bool = True,
    province: str | None = None,
    topics: int | None = None,
    needs: int = 0,
    sector: str | None = None,
    size: str | None = None,
    seen_days_ago: float = 1,
) -> None:
    """Add people who talk with the account."""
    seen = now - timedelta(days=seen_days_ago)
    connection.execute(
        insert(conversation),
        [
            {
                "person": someone(number),
                "version": 1,
                "state": "",
                "news": news,
                "following": following,
                "held_by_staff": False,
                "created_at": seen,
                "updated_at": seen,
            }
            for number in numbers
        ],
    )
    if province or topics is not None or needs or sector or size:
        about = {
            "province": province or "",
            "topics": topics,
            "needs": needs,
            "sector": sector,
            "size": size,
        }
        rows = [{"person": someone(number), **about} for number in numbers]
        connection.execute(insert(friend), rows)


def write(app: App, text: str = FAIR) -> Draft:
    """Return an announcement as it would be read from a file."""
    now = app.now()
    known = broadcasts.known(app.staff_deps, app.programmes.latest(), now)
    return load(text, "news.yaml", known=known, today=now.date())


def agree(
    connection: Connection, app: App, officer: Officer, number: int, budget: Budget = UNLIMITED
) -> int:
    """Have somebody agree to a draft; return how many must still."""
    now = app.now()
    counted = broadcasts.reach_at_most(connection, app.staff_deps, number, now)
    return broadcasts.approve(connection, officer, number, counted, budget, now=now)


def approved(app: App, text: str = FAIR, *, corrects: int | None = None) -> int:
    """Write an announcement, have it approved by all who must, freeze it."""
    now, draft = app.now(), write(app, text)
    with transaction(app.engine) as connection:
        number = broadcasts.create(
            connection, app.staff_deps, ANN, draft, now=now, corrects=corrects
        )
    for officer in (BOB, CAT):
        with transaction(app.engine) as connection:
            if broadcasts.find(connection, number).state is State.DRAFT:
                agree(connection, app, officer, number)
    announcing.freeze(app, number)
    return number


def started(
    app: App, text: str = FAIR, *, at_once: bool = True, corrects: int | None = None
) -> int:
    """Have an announcement go out from now on."""
    number = approved(app, text, corrects=corrects)
    with transaction(app.engine) as connection:
        broadcasts.start(connection, number, at_once=at_once, now=app.now())
    return number


def state_of(app: App, number: int) -> State:
    """Return where an announcement stands."""
    with transaction(app.engine) as connection:
        return stored.standing(connection, number)[0]


def send_all(app: App, number: int) -> None:
    """Have LINE take every chunk of an announcement that is due, and end it when all are sent."""
    with transaction(app.engine) as connection:
        one, now = broadcasts.find(connection, number), app.now()
        rules = broadcasts.rules(app.staff_deps, one.draft, now, capped=False)
        while claimed := chunks.claim(connection, number, rules, holder="me", most=None):
            chunks.mark_sent(connection, [Taken(one, "r") for one in claimed], now=now)
        stored.move(connection, number, State.SENDING, State.SENT, finished_at=now)


def sent(app: App, text: str = FAIR, *, corrects: int | None = None) -> int:
    """Have an announcement go out to all its recipients, and end."""
    number = started(app, text, corrects=corrects)
    send_all(app, number)
    return number
