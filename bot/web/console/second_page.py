"""The section «เรื่องอื่นของเจ้าของเดียวกัน» of a case, and the form that opens another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import request
from sqlalchemy import Connection

from bot.cases.rights import Act
from bot.cases.second import Matter, read
from bot.handlers import second_matter
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.model.cases import CaseBrief, Category
from bot.storage import cases
from bot.web.console.context import once_key
from bot.web.console.panel import Deed, Panel


@dataclass(frozen=True, slots=True)
class Others:
    """What the section shows."""

    number: str
    others: list[CaseBrief]
    topics: Mapping[str, str]
    categories: tuple[Category, ...] = tuple(Category)


def _look(connection: Connection, work: Work, access: Access) -> Others | None:
    if Act.SECOND not in access.acts:
        return None
    key = cases.owner_key(connection, access.record.number)
    others = [one for one in cases.briefs(connection, key) if one.number != access.record.number]
    return Others(access.record.number, others, work.deps.book.topics)


def _second() -> Deed:
    form, once = request.form.to_dict(), once_key()
    return partial(_open, form=form, once=once)


def _open(connection: Connection, work: Work, *, form: Mapping[str, str], once: str) -> None:
    matter: Matter = read(form, topics=work.deps.book.topics)
    second_matter.open_second(connection, work, matter, once=once)


PANEL = Panel("second", _look, {"second": _second})
