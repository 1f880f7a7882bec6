"""The link by which somebody comes into an account: they choose a password, or their LINE."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.handlers import joining, signing_in
from bot.handlers.signing_in import WeakPassword, hash_token
from bot.storage import accounts
from bot.storage.db import reading
from bot.storage.staff import Account
from bot.web.console.context import Console
from bot.web.console.device import device
from bot.web.console.gate import TOKEN
from bot.web.console.line_login import known_by_line, remember_invitation

_GONE = "ลิงก์นี้ใช้ไปแล้วหรือหมดอายุ ขอลิงก์ใหม่จากผู้ดูแลระบบหรือหัวหน้าหน่วย"


class Invitation:
    """The page behind a link."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the page its address."""
        both = ["GET", "POST"]
        routes.add_url_rule("/invitation/<token>", "invitation", self.show, methods=both)

    def show(self, token: str) -> ResponseReturnValue:
        """Ask for a password; let in whoever has chosen one, or has come back from LINE."""
        name = self._invited(token)
        if name is None:
            title = "ลิงก์ใช้ไม่ได้"
            return render_template("console/message.html", title=title, words=_GONE), 410
        known = known_by_line()
        if known:
            return self._let_in(token, joining.Choice(line_user_id=known))
        if request.method == "GET":
            return self._page(token, name)
        password = request.form.get("password", "")
        try:
            signing_in.check_new_password(password, request.form.get("again", ""))
        except WeakPassword as weak:
            return self._page(token, name, why=str(weak)), 400
        return self._let_in(token, joining.Choice(password_hash=signing_in.hash_password(password)))

    def _page(self, token: str, name: str, why: str | None = None) -> str:
        by_line = self._console.app.line_login is not None
        if by_line:
            remember_invitation(token)
        with reading(self._console.app.engine) as connection:
            line = accounts.line(connection, name)
        return render_template("console/invitation.html", line=line, why=why, by_line=by_line)

    def _invited(self, token: str) -> str | None:
        hashed, now = hash_token(token), self._console.now()
        with reading(self._console.app.engine) as connection:
            return accounts.invited(connection, hashed, now=now)

    def _let_in(self, token: str, choice: joining.Choice) -> ResponseReturnValue:
        fresh, here, now = self._console.app.new_key(), device(), self._console.now()

        def join(connection: Connection) -> Account | None:
            account = joining.join(connection, token, choice, now=now)
            if account is not None:
                signing_in.let_in(connection, account, fresh, device=here, now=now)
            return account

        if self._console.run(join) is None:
            title = "ลิงก์ใช้ไม่ได้"
            return render_template("console/message.html", title=title, words=_GONE), 410
        session.clear()
        session[TOKEN] = fresh
        return redirect(url_for("console.desk"))
