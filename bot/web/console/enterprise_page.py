"""The section «กิจการ» of a case, and the page of one enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.cases.enterprise import SIZES, Profile, read
from bot.cases.rights import Act
from bot.handlers import enterprises
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.storage import enterprises as stored
from bot.storage.enterprises import Enterprise
from bot.web.console.context import Console, form_id
from bot.web.console.panel import Deed, Panel


@dataclass(frozen=True, slots=True)
class About:
    """What the section shows."""

    number: str
    enterprise: Enterprise | None
    suggestions: list[Enterprise]
    known: Profile
    """What the case itself says, to begin a profile with."""
    may: bool
    provinces: Mapping[str, str]
    sizes: Mapping[str, str]


def _look(connection: Connection, work: Work, access: Access) -> About | None:
    record, may = access.record, Act.ENTERPRISE in access.acts
    found = stored.of_case(connection, record.number)
    if found is None and not may:
        return None
    return About(
        number=record.number,
        enterprise=found,
        suggestions=[] if found else stored.suggestions(connection, record),
        known=Profile(record.details.business or "", record.contact.juristic_id, record.province),
        may=may,
        provinces=work.deps.map.province_names,
        sizes=SIZES,
    )


def _make() -> Deed:
    form = request.form.to_dict()

    def do(connection: Connection, work: Work) -> None:
        profile = read(form, provinces=work.deps.map.provinces)
        enterprises.make(connection, work, profile)

    return do


def _attach() -> Deed:
    return partial(enterprises.attach, enterprise_id=form_id("enterprise"))


def _detach() -> Deed:
    return enterprises.detach


PANEL = Panel(
    "enterprise",
    _look,
    {"make_enterprise": _make, "attach_enterprise": _attach, "detach_enterprise": _detach},
)


def add(routes: Blueprint, console: Console) -> None:
    """Put the page of an enterprise on the blueprint."""
    place = "/enterprises/<int:enterprise_id>"

    @routes.get(place, endpoint="enterprise")
    def show(enterprise_id: int) -> ResponseReturnValue:
        work = console.work("")
        whole = console.run(lambda connection: enterprises.whole(connection, work, enterprise_id))
        provinces = console.app.map.province_names
        return render_template(
            "console/enterprise.html", whole=whole, sizes=SIZES, provinces=provinces
        )

    @routes.post(place, endpoint="change_enterprise")
    def change(enterprise_id: int) -> ResponseReturnValue:
        work = console.work("")
        profile = read(request.form, provinces=console.app.map.provinces)
        console.run(lambda connection: enterprises.change(connection, work, enterprise_id, profile))
        return redirect(url_for("console.enterprise", enterprise_id=enterprise_id))
