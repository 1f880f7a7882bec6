"""The section «เรื่องซ้ำ» of a case, and the page that compares two before they become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.cases.merging import UNDO_WITHIN
from bot.cases.record import HistoryEntry
from bot.cases.rights import Act
from bot.cases.states import ENDED
from bot.errors import BotError
from bot.handlers import merging
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.model import receiving_number
from bot.storage import cases, merges
from bot.storage.merges import Merge
from bot.web.console.context import Console
from bot.web.console.panel import Deed, Panel


@dataclass(frozen=True, slots=True)
class Twins:
    """What the section shows."""

    number: str
    into: Merge | None
    merged: list[tuple[Merge, tuple[HistoryEntry, ...]]]
    """What was merged into this case, with its own history."""
    candidates: Mapping[str, list[str]]
    may: bool
    offers: bool
    """Whether another case may be merged with it now."""
    now: datetime

    def may_part(self, one: Merge) -> bool:
        """Tell whether a merge may still be taken back."""
        return self.may and self.now - one.at <= UNDO_WITHIN


def _look(connection: Connection, work: Work, access: Access) -> Twins | None:
    record, may = access.record, Act.MERGE in access.acts
    into, here = merges.find(connection, record.number), []
    for one in merges.merged_into(connection, record.number):
        gone = cases.find_record(connection, one.number)
        here.append((one, gone.history if gone else ()))
    offers = may and record.status not in ENDED
    if not (into or here or offers):
        return None
    candidates = merges.candidates(connection, record.number) if offers else {}
    return Twins(record.number, into, here, candidates, may, offers, work.now)


def _merge() -> Deed:
    form = request.form
    return partial(merging.merge, other=form.get("other", ""), survivor=form.get("survivor", ""))


def _part() -> Deed:
    return partial(merging.part, gone=request.form.get("gone", ""))


PANEL = Panel("merging", _look, {"merge": _merge, "part": _part})


def add(routes: Blueprint, console: Console) -> None:
    """Put the page that compares two cases on the blueprint."""

    @routes.get("/cases/<number>/compare", endpoint="compare")
    def show(number: str) -> ResponseReturnValue:
        work = console.work(number)
        found = receiving_number.find(request.args.get("other", ""))
        if found is None or not found.valid:
            raise BotError("ใส่เลขรับเรื่องของอีกเรื่องให้ครบ เช่น 30-69-00012-4")
        other = found.number
        pair = console.run(lambda connection: merging.compare(connection, work, other))
        once = console.app.new_key()
        return render_template("console/compare.html", number=number, pair=pair, once=once)
