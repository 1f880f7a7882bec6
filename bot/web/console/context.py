"""What the console's pages share: the installation, the present moment, who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar, cast

from flask import g, request
from sqlalchemy import Connection

from bot.app import App
from bot.cases import duties
from bot.cases.duties import Duty
from bot.errors import BotError
from bot.handlers.access import NotAllowed
from bot.handlers.casework import Work
from bot.model.staff import Officer
from bot.model.thai import BANGKOK

T = TypeVar("T")

_KEY_LENGTH = 36
_ID_DIGITS = 18
"""More do not fit into a database's integer."""


@dataclass(frozen=True, slots=True)
class Console:
    """The installation as the console's pages see it."""

    app: App
    send: Callable[[str], None]
    typing: Callable[[str], None]

    def now(self) -> datetime:
        """Return the present moment."""
        return self.app.now()

    def today(self) -> date:
        """Return the day it is in Bangkok."""
        return self.app.now().astimezone(BANGKOK).date()

    def work(self, number: str) -> Work:
        """Return the officer who is signed in, at a case."""
        return Work(self.app.staff_deps, officer(), number, self.now())

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do something in a transaction. It may be in another thread, which has no request."""
        return self.app.writer.run(work)


def once_key() -> str:
    """Return the key that the page gave its forms, so that each counts once."""
    key = request.form.get("once", "")
    if len(key) != _KEY_LENGTH:
        raise BotError("หน้านี้ไม่สมบูรณ์ โหลดใหม่ แล้วลองอีกครั้ง")
    return key


def form_cause() -> str:
    """Return by what a form is known, so that what it leads to is said once."""
    return f"{once_key()}/{request.endpoint}"


def form_id(name: str) -> int:
    """Return the id of a row that a form names; 0, which none has, for what is no id."""
    given = request.form.get(name, "")
    return int(given) if given.isdecimal() and len(given) < _ID_DIGITS else 0


def number_in_link(name: str, otherwise: int) -> int:
    """Return a number that the page's address names; `otherwise` for what is no number."""
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and len(given) < _ID_DIGITS else otherwise


def officer() -> Officer:
    """Return who is signed in; the gate has seen to it that somebody is."""
    return cast("Officer", g.officer)


def on_duty(duty: Duty) -> Officer:
    """Return who is signed in, if they look after that; raises NotAllowed."""
    me = officer()
    if not duties.has(me.role, duty):
        raise NotAllowed("บัญชีของคุณเปิดหน้านี้ไม่ได้ ถ้าต้องใช้ ติดต่อผู้ดูแลระบบ")
    return me
