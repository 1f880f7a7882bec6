"""Signing in and out: a password, and a second factor where the role asks for one."""

from __future__ import annotations

import segno
from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.handlers import accounts, signing_in, throttle
from bot.handlers.signing_in import NotLetIn, Tried
from bot.handlers.throttle import Trier
from bot.storage import staff
from bot.storage.db import reading
from bot.storage.staff import Account
from bot.web.console.context import Console
from bot.web.console.device import device
from bot.web.console.gate import TOKEN

_NEW_SECRET = "new_secret"  # noqa: S105 -- the name of a cookie's field


class Entry:
    """The pages through which officers come and go."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        both = ["GET", "POST"]
        routes.add_url_rule("/sign-in", "sign_in", self.sign_in, methods=both)
        routes.add_url_rule("/sign-out", "sign_out", self.sign_out, methods=["POST"])
        routes.add_url_rule("/second-factor", "second_factor", self.second_factor, methods=both)

    def sign_in(self) -> ResponseReturnValue:
        """Ask for name and password, and let in who has them."""
        if request.method == "GET":
            return self.sign_in_page()
        name, password = request.form.get("name", ""), request.form.get("password", "")
        token, here = self._console.app.new_key(), device()
        address = request.remote_addr or ""
        trier = Trier.of(self._console.app.signing_key, address=address, name=name.strip().lower())
        with reading(self._console.app.engine) as connection:
            waiting = throttle.wait(connection, trier, now=self._console.now())
        if waiting is not None:  # before the slow comparison, which would wear us out
            return self._refuse(NotLetIn(throttle.in_words(waiting), waiting), name)
        tried = signing_in.compare(self._console.app.engine, name, password)
        came = self._console.run(
            lambda connection: self._let_in(connection, trier, tried, token=token, device=here)
        )
        if isinstance(came, NotLetIn):
            return self._refuse(came, name)
        session.clear()
        session[TOKEN] = token
        return redirect(_inside(request.args.get("next")))

    def sign_in_page(self, **more: object) -> str:
        """Show where one signs in."""
        by_line = self._console.app.line_login is not None
        return render_template("console/sign_in.html", by_line=by_line, **more)

    def _refuse(self, came: NotLetIn, name: str) -> ResponseReturnValue:
        page = self.sign_in_page(why=came.why, name=name)
        if came.wait is None:
            return page, 401
        return page, 429, {"Retry-After": str(int(came.wait.total_seconds()) + 1)}

    def sign_out(self) -> ResponseReturnValue:
        """End the session, here and in the database."""
        token = session.get(TOKEN)
        if isinstance(token, str):
            hashed = signing_in.hash_token(token)
            self._console.run(lambda connection: staff.end_session(connection, hashed))
        session.clear()
        return redirect(url_for("console.sign_in"))

    def second_factor(self) -> ResponseReturnValue:
        """Ask for a code; the first time, show what an authenticator needs to make some."""
        account: Account = g.account
        secret = account.totp_secret or session.setdefault(_NEW_SECRET, signing_in.new_secret())
        why = None
        if request.method == "POST":
            code, token = request.form.get("code", ""), signing_in.hash_token(session[TOKEN])
            came = self._console.run(
                lambda connection: self._confirm(connection, account, secret, code, token)
            )
            if came is None:
                session.pop(_NEW_SECRET, None)
                return redirect(url_for("console.desk"))
            why = came.why
        picture = None
        if account.totp_secret is None:
            link = signing_in.authenticator_link(account, secret)
            picture = segno.make(link).svg_data_uri(scale=4)
        shown = {"why": why, "picture": picture, "secret": secret}
        return render_template("console/second_factor.html", **shown), 401 if why else 200

    def _let_in(
        self,
        connection: Connection,
        trier: Trier,
        tried: Tried,
        *,
        token: str,
        device: str,
    ) -> Account | NotLetIn:
        now = self._console.now()
        waiting = throttle.wait(connection, trier, now=now)
        if waiting is not None:
            return NotLetIn(throttle.in_words(waiting), waiting)
        came = signing_in.check_password(connection, tried, now=now)
        if isinstance(came, NotLetIn):
            throttle.note_failure(connection, trier, now=now)
            return came
        throttle.note_success(connection, trier)
        signing_in.let_in(connection, came, token, device=device, now=now)
        return came

    def _confirm(
        self, connection: Connection, account: Account, secret: str, code: str, token_hash: str
    ) -> NotLetIn | None:
        came = signing_in.check_code(connection, account, secret, code, now=self._console.now())
        if came is not None:
            return came
        if account.totp_secret is None:
            name, now = account.officer.name, self._console.now()
            staff.set_second_factor(connection, name, secret)
            accounts.note_own(connection, name, "second_factor_on", now=now)
        staff.confirm_session(connection, token_hash)
        return None


def _inside(wanted: str | None) -> str:
    """Return where somebody wanted to go, if it is a page of the console's."""
    if wanted and wanted.startswith("/console/") and "\\" not in wanted and "//" not in wanted:
        return wanted
    return url_for("console.desk")
