"""«บัญชีของฉัน»: password, second factor, LINE, and where else one is signed in."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.errors import BotError
from bot.handlers import own_account, signing_in
from bot.handlers.signing_in import NotLetIn
from bot.model.staff import SECOND_FACTOR
from bot.storage import accounts
from bot.storage.db import reading
from bot.web.console.context import Console, officer
from bot.web.console.gate import TOKEN
from bot.web.console.line_login import known_by_line


class MePages:
    """An officer's own account."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        routes.add_url_rule("/me", "me", self.show)
        routes.add_url_rule("/me/line", "me_line", self.bind_line)
        forms = {
            "password": self.change_password,
            "second-factor-off": self.second_factor_off,
            "line-off": self.unbind_line,
            "sign-out-there": self.sign_out_there,
            "sign-out-everywhere": self.sign_out_everywhere,
        }
        for path, form in forms.items():
            endpoint = f"me_{path.replace('-', '_')}"
            routes.add_url_rule(f"/me/{path}", endpoint, form, methods=["POST"])

    def show(self) -> ResponseReturnValue:
        """Show what there is."""
        return self._page()

    def change_password(self) -> ResponseReturnValue:
        """Set another password, for whoever knows the one before; all other sessions end."""
        form, here = request.form, _here()
        new = form.get("password", "")
        try:
            signing_in.check_new_password(new, form.get("again", ""))
        except BotError as error:
            return self._page(why=str(error)), 400
        name, now = officer().name, self._console.now()
        old = signing_in.compare(self._console.app.engine, name, form.get("old", ""))
        hashed = signing_in.hash_password(new)

        def change(connection: Connection) -> NotLetIn | None:
            return own_account.change_password(connection, name, old, hashed, session=here, now=now)

        refused = self._console.run(change)
        if refused is not None:
            return self._page(why=refused.why), 400
        return self._page(done="เปลี่ยนรหัสผ่านแล้ว เครื่องอื่นที่เข้าระบบไว้ออกหมดแล้ว")

    def second_factor_off(self) -> ResponseReturnValue:
        """Ask for no code any longer, where none must be."""
        if officer().role in SECOND_FACTOR:
            raise BotError("บทบาทของคุณต้องใช้ยืนยันตัวตนขั้นที่สอง ปิดไม่ได้")
        name, code, now = officer().name, request.form.get("code", ""), self._console.now()
        refused = self._console.run(
            lambda connection: own_account.second_factor_off(connection, name, code, now=now)
        )
        if refused is not None:
            return self._page(why=refused.why), 400
        return redirect(url_for("console.me"))

    def bind_line(self) -> ResponseReturnValue:
        """Bind the LINE account with which somebody has just come back from LINE."""
        known, name, now = known_by_line(), officer().name, self._console.now()
        if known is not None:
            self._console.run(
                lambda connection: own_account.bind_line(connection, name, known, now=now)
            )
        return redirect(url_for("console.me"))

    def unbind_line(self) -> ResponseReturnValue:
        """Be known by LINE no longer."""
        name, now = officer().name, self._console.now()
        self._console.run(lambda connection: own_account.unbind_line(connection, name, now=now))
        return redirect(url_for("console.me"))

    def sign_out_there(self) -> ResponseReturnValue:
        """End one session, at a device that is lost or somebody else's."""
        me, now, there = officer(), self._console.now(), request.form.get("session", "")
        self._console.run(
            lambda connection: own_account.end_session(connection, me, there, now=now)
        )
        return redirect(url_for("console.me"))

    def sign_out_everywhere(self) -> ResponseReturnValue:
        """End all sessions, this one too."""
        name, now = officer().name, self._console.now()
        self._console.run(lambda connection: own_account.end_sessions(connection, name, now=now))
        session.clear()
        return redirect(url_for("console.sign_in"))

    def _page(self, **told: str) -> str:
        me = officer()
        with reading(self._console.app.engine) as connection:
            line, opened = accounts.line(connection, me.name), accounts.sessions(connection, me.id)
        return render_template(
            "console/me.html",
            line=line,
            sessions=opened,
            here=_here(),
            demanded=g.account.officer.role in SECOND_FACTOR,
            by_line=self._console.app.line_login is not None,
            **told,
        )


def _here() -> str:
    return signing_in.hash_token(session[TOKEN])
