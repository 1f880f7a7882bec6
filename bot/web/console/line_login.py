"""Signing in, joining, and binding an account, by LINE Login.

What comes back from LINE is put into the signed session, and whoever asked for it uses it once.
"""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from bot.handlers import signing_in
from bot.line.login import Begun, LineLogin, NotKnownByLine
from bot.storage import staff
from bot.storage.db import reading
from bot.web.console.context import Console
from bot.web.console.device import device
from bot.web.console.entry import Entry
from bot.web.console.gate import TOKEN

_BEGUN = "line_begun"
_KNOWN = "line_known"
_INVITATION = "invitation"
_WHY_UNKNOWN = (
    "LINE นี้ยังไม่ผูกกับบัญชีเจ้าหน้าที่ เข้าด้วยรหัสผ่าน แล้วผูก LINE ในหน้าบัญชีของฉัน หรือขอลิงก์เชิญจากผู้ดูแลระบบ"
)


def known_by_line() -> str | None:
    """Return, once, the LINE user id of whoever has just come back from LINE."""
    known: str | None = session.pop(_KNOWN, None)
    return known


def remember_invitation(token: str) -> None:
    """Remember the invitation that somebody is about to accept by LINE."""
    session[_INVITATION] = token


class LineEntry:
    """The way to LINE and back."""

    def __init__(self, console: Console, entry: Entry) -> None:
        self._console = console
        self._entry = entry

    def put_on(self, routes: Blueprint) -> None:
        """Give the way its addresses."""
        routes.add_url_rule("/line-login", "line_login", self.begin)
        routes.add_url_rule("/line-login/back", "line_login_back", self.back)

    def begin(self) -> ResponseReturnValue:
        """Send somebody to LINE."""
        begun = self._line().begin(self._back())
        session[_BEGUN] = {**asdict(begun), "wanted": request.args.get("for", "")}
        return redirect(begun.address)

    def back(self) -> ResponseReturnValue:
        """Take somebody back from LINE, to where they wanted to go."""
        kept = session.pop(_BEGUN, None)
        code, state = request.args.get("code"), request.args.get("state")
        if not kept or not code or state != kept["state"]:
            return self._entry.sign_in_page(why="เข้าสู่ระบบด้วย LINE ไม่สำเร็จ ลองอีกครั้ง"), 401
        wanted = kept.pop("wanted")
        try:
            known = self._line().finish(Begun(**kept), code, self._back())
        except NotKnownByLine as error:
            return self._entry.sign_in_page(why=str(error)), 401
        if wanted == "":
            return self._let_in(known)
        session[_KNOWN] = known
        invitation = session.pop(_INVITATION, None)
        if wanted == "invitation" and invitation:
            return redirect(url_for("console.invitation", token=invitation))
        return redirect(url_for("console.me_line"))

    def _let_in(self, known: str) -> ResponseReturnValue:
        with reading(self._console.app.engine) as connection:
            account = staff.find_by_line(connection, known)
        if account is None:
            return self._entry.sign_in_page(why=_WHY_UNKNOWN), 401
        token, here, now = self._console.app.new_key(), device(), self._console.now()
        self._console.run(
            lambda connection: signing_in.let_in(connection, account, token, device=here, now=now)
        )
        session.clear()
        session[TOKEN] = token
        return redirect(url_for("console.desk"))

    def _line(self) -> LineLogin:
        line = self._console.app.line_login
        if line is None:
            raise NotKnownByLine("ระบบนี้ไม่ได้เปิดให้เข้าด้วย LINE ใช้ชื่อผู้ใช้และรหัสผ่าน")
        return line

    def _back(self) -> str:
        public = self._console.app.settings.public_url
        if public:
            return public + url_for("console.line_login_back")
        return url_for("console.line_login_back", _external=True)
