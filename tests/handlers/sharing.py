"""Cases and the colleagues around them, without a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import orjson
from sqlalchemy import Connection, text

from bot.app import App
from bot.cases.record import CaseRecord
from bot.cases.walkin import Walkin
from bot.handlers import filing, signing_in
from bot.handlers.casework import Work
from bot.handlers.walkin import open_at_desk
from bot.model.cases import Category
from bot.model.effects import OpenCase
from bot.model.staff import Officer, Role
from bot.storage import cases, conversations, staff
from bot.storage.db import reading
from bot.storage.staff import NewAccount
from tests.world import HandClock

PHONE = "0812345678"
PASSWORD = "four random words here"


@dataclass
class Office:
    """The centre of นครราชสีมา with ann, ben and their head; a region and others around it."""

    app: App
    clock: HandClock
    people: dict[str, Officer]

    def do(self, number: str, who: str, deed: Callable[..., object], **given: object) -> None:
        work = self.work(number, who)
        self.app.writer.run(lambda connection: deed(connection, work, **given))

    def work(self, number: str, who: str) -> Work:
        return Work(self.app.staff_deps, self.people[who], number, self.app.now())

    def run(self, deed: Callable[[Connection], object]) -> object:
        return self.app.writer.run(deed)

    def on_line(
        self, person: str = "Uanna", *, sub_intent: str = "fin.invest", phone: str = PHONE
    ) -> str:
        """Open a case of somebody on LINE."""
        slots: dict[str, object] = {
            "province": "TH-30",
            "name": "บุญมา",
            "phone": phone,
            "summary": "อยากซื้อเครื่องจักร",
        }
        deps = self.app.staff_deps
        wanted = OpenCase(Category.FINANCING, sub_intent, "normal", slots)

        def open_it(connection: Connection) -> str:
            read = conversations.find(connection, person)
            if read.version == 0:
                conversations.advance(connection, read, state="", now=self.app.now())
            return filing.open_case(connection, deps, person, wanted, now=self.app.now()).number

        return self.app.writer.run(open_it)

    def at_desk(self, once: str = "a", *, phone: str = PHONE) -> str:
        """Open a case of somebody at the counter."""
        told = Walkin(
            "walk_in", "บุญมา", phone, Category.FINANCING, None, "TH-30", "มาถามเรื่องเงินกู้ที่ศูนย์"
        )
        ann, now = self.people["ann"], self.app.now()
        deps = self.app.staff_deps
        return self.app.writer.run(
            lambda connection: (
                open_at_desk(connection, deps, ann, told, once=once, now=now).brief.number
            )
        )

    def record(self, number: str) -> CaseRecord:
        with reading(self.app.engine) as connection:
            found = cases.find_record(connection, number)
        assert found is not None
        return found

    def what(self, number: str) -> list[str]:
        return [entry.what for entry in self.record(number).history]

    def held_by(self, person: str = "Uanna") -> str | None:
        with reading(self.app.engine) as connection:
            return conversations.find(connection, person).held_by

    def owner_reads(self) -> str:
        with reading(self.app.engine) as connection:
            rows = connection.execute(text("SELECT messages FROM outbox ORDER BY id"))
            return "\n".join(one["text"] for row in rows for one in orjson.loads(row[0]))


@cache
def _hashed() -> str:
    return signing_in.hash_password(PASSWORD)


def open_office(app: App, clock: HandClock) -> Office:
    """Make the accounts."""
    hashed = _hashed()
    wanted = [
        ("ann", "แอน", Role.OFFICER, "SSRC-30"),
        ("ben", "เบน", Role.OFFICER, "SSRC-30"),
        ("head", "หัวหน้า", Role.UNIT_HEAD, "SSRC-30"),
        ("far", "ฟ้า", Role.OFFICER, "SSRC-50"),
        ("reg", "ภาค", Role.REGION, "IPC-6"),
        ("hq", "กลาง", Role.HEADQUARTERS, None),
    ]

    def make(connection: Connection) -> dict[str, Officer]:
        for name, display, role, unit in wanted:
            staff.add(connection, NewAccount(name, display, role, unit, hashed), now=app.now())
        return {one.officer.name: one.officer for one in staff.everybody(connection)}

    _ = app.staff_deps  # read before any transaction is open: PostgreSQL ends one that idles
    return Office(app, clock, app.writer.run(make))
