"""«ผู้ใช้»: who may sign in, invitations, roles, and letting somebody out in one step."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from bot.cases import duties, rights
from bot.cases.duties import Duty
from bot.handlers import accounts
from bot.handlers.access import NotAllowed
from bot.handlers.accounts import Invited, Manager, WrongAccount
from bot.model.staff import AT_A_UNIT, Role
from bot.storage import accounts as stored
from bot.storage import cases
from bot.storage.accounts import Line
from bot.storage.db import reading
from bot.web.console.context import Console, on_duty

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class UserPages:
    """The list of accounts, and one account."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        routes.add_url_rule("/users", "users", self.everybody)
        routes.add_url_rule("/users", "invite", self.invite, methods=["POST"])
        place = "/users/<name>"
        routes.add_url_rule(place, "user", self.show)
        forms: dict[str, Callable[[str], ResponseReturnValue]] = {
            "link": self.renew_link,
            "enable": self.enable,
            "disable": lambda name: self.change(accounts.disable, name),
            "second-factor": lambda name: self.change(accounts.reset_second_factor, name),
            "place": self.place,
        }
        for path, form in forms.items():
            endpoint = f"user_{path.replace('-', '_')}"
            routes.add_url_rule(f"{place}/{path}", endpoint, form, methods=["POST"])

    def everybody(self) -> ResponseReturnValue:
        """Show the accounts that this officer looks after."""
        return self._list({})

    def invite(self) -> ResponseReturnValue:
        """Make an account, and show the link to hand over."""
        manager, token = self._manager(), self._console.app.new_key()
        try:
            new = self._invited(request.form)
            self._console.run(lambda connection: accounts.invite(connection, manager, new, token))
        except WrongAccount as wrong:
            return self._list(request.form, why=str(wrong)), 400
        return self._one(new.name, token)

    def show(self, name: str) -> ResponseReturnValue:
        """Show one account, with the cases in its officer's hands."""
        return self._one(name)

    def renew_link(self, name: str) -> ResponseReturnValue:
        """Make another link for somebody who cannot come in."""
        manager, token = self._manager(), self._console.app.new_key()
        self._console.run(lambda connection: accounts.renew_link(connection, manager, name, token))
        return self._one(name, token)

    def enable(self, name: str) -> ResponseReturnValue:
        """Take back that an account was disabled."""
        manager, token = self._manager(), self._console.app.new_key()
        self._console.run(lambda connection: accounts.enable(connection, manager, name, token))
        return self._one(name, token)

    def place(self, name: str) -> ResponseReturnValue:
        """Give somebody another role or unit."""
        role, unit = self._role_and_unit(request.form)

        def change(connection: Connection, manager: Manager, name: str) -> None:
            accounts.change_place(connection, manager, name, role, unit)

        return self.change(change, name)

    def change(self, do: accounts.Change, name: str) -> ResponseReturnValue:
        """Do something to an account, and show it as it is now."""
        manager = self._manager()
        self._console.run(lambda connection: do(connection, manager, name))
        return redirect(url_for("console.user", name=name))

    def _list(self, form: object, why: str | None = None) -> str:
        me = on_duty(Duty.ACCOUNTS)
        unit = me.unit if me.role is Role.UNIT_HEAD else None
        with reading(self._console.app.engine) as connection:
            lines = stored.lines(connection, unit=unit)
        theirs = [line for line in lines if _mine(self._manager(), line)]
        return render_template(
            "console/users.html", lines=theirs, form=form, why=why, **self._choices()
        )

    def _one(self, name: str, token: str | None = None) -> str:
        manager = self._manager()
        with reading(self._console.app.engine) as connection:
            line = stored.line(connection, name)
            left = cases.open_of_officer(connection, name)
        if line is None or not _mine(manager, line):
            raise NotAllowed("ไม่พบบัญชีนี้ในบัญชีที่คุณดูแล กลับไปเลือกจากรายการผู้ใช้")
        link = self._link(token) if token else None
        return render_template(
            "console/user.html",
            line=line,
            cases=left,
            link=link,
            now=manager.now,
            opens_cases=rights.works_on_cases(on_duty(Duty.ACCOUNTS).role),
            **self._choices(),
        )

    def _choices(self) -> dict[str, object]:
        me = on_duty(Duty.ACCOUNTS)
        units = [rows[-1] for rows in self._console.app.map.units.values()]
        if me.role is Role.UNIT_HEAD:
            units = [unit for unit in units if unit.code == me.unit]
        return {"grantable": duties.roles_to_grant(me), "units": units}

    def _manager(self) -> Manager:
        return Manager(on_duty(Duty.ACCOUNTS), self._console.now())

    def _invited(self, form: MultiDict[str, str]) -> Invited:
        name = form.get("name", "").strip().lower()
        if not _NAME.fullmatch(name):
            raise WrongAccount("ชื่อผู้ใช้ใช้ตัวอักษรอังกฤษ ตัวเลข จุด หรือขีด 2-40 ตัว เช่น somsri.k")
        shown = form.get("display_name", "").strip()
        if not shown:
            raise WrongAccount("ใส่ชื่อที่เพื่อนร่วมงานเรียก")
        return Invited(name, shown[:80], *self._role_and_unit(form))

    def _role_and_unit(self, form: MultiDict[str, str]) -> tuple[Role, str | None]:
        try:
            role = Role(form.get("role", ""))
        except ValueError:
            raise WrongAccount("เลือกบทบาทจากรายการ") from None
        unit = form.get("unit") or None
        if role not in AT_A_UNIT:
            return role, None
        if unit is None or self._console.app.map.unit(unit) is None:
            raise WrongAccount("บทบาทนี้ต้องอยู่ที่หน่วยงานใดหน่วยงานหนึ่ง เลือกหน่วยงาน")
        return role, unit

    def _link(self, token: str) -> str:
        path = url_for("console.invitation", token=token)
        public = self._console.app.settings.public_url
        return f"{public or request.host_url.rstrip('/')}{path}"


def _mine(manager: Manager, line: Line) -> bool:
    about = line.officer
    return manager.may(about.name, about.role, about.unit)
