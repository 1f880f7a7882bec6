"""Before every page: who is it, and was this form ours? After every page: what a browser may do."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from bot.errors import BotError
from bot.handlers.access import NoSuchCase, NotAllowed
from bot.handlers.broadcasts import NoSuchBroadcast
from bot.handlers.signing_in import hash_token, needs_second_factor
from bot.storage import staff
from bot.storage.db import reading
from bot.storage.staff import Session
from bot.web.console.context import Console

TOKEN = "token"  # noqa: S105 -- the name of a cookie's field
_OPEN = frozenset(
    {
        "console.static",
        "console.sign_in",
        "console.sign_out",
        "console.invitation",
        "console.line_login",
        "console.line_login_back",
    }
)
_HALF_OPEN = "console.second_factor"
_SEEN_EVERY = timedelta(minutes=1)
_STALE = "หน้านี้เปิดทิ้งไว้นานเกินไป กลับไปหน้าก่อนหน้า โหลดใหม่ แล้วลองอีกครั้ง"
_PICTURES = "img-src 'self' data:;"
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; script-src 'self'; style-src 'self'; {_PICTURES}"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


class Gate:
    """Stands before the console's pages."""

    def __init__(self, console: Console, csrf: CSRFProtect) -> None:
        self._console = console
        self._csrf = csrf

    def put_before(self, routes: Blueprint) -> None:
        """Let nobody past."""
        routes.before_request(self.check)
        routes.after_request(guard)
        routes.register_error_handler(BotError, explain)
        routes.register_error_handler(CSRFError, stale)

    def check(self) -> ResponseReturnValue | None:
        """Find out who is there; send them to sign in unless somebody is, with all factors."""
        self._csrf.protect()
        if request.endpoint in _OPEN:
            return None
        found = self._session()
        if found is None:
            session.clear()
            return _to_sign_in()
        g.account, g.officer = found.account, found.account.officer
        unfinished = needs_second_factor(found.account) and not found.second_factor
        if unfinished and request.endpoint != _HALF_OPEN:
            return redirect(url_for(_HALF_OPEN))
        return None

    def _session(self) -> Session | None:
        token = session.get(TOKEN)
        if not isinstance(token, str):
            return None
        now, hashed = self._console.now(), hash_token(token)
        idle = timedelta(minutes=self._console.app.settings.console_idle_minutes)
        with reading(self._console.app.engine) as connection:
            found = staff.find_session(connection, hashed, idle_since=now - idle)
        if found is not None and now - found.seen_at > _SEEN_EVERY and not _by_itself():
            self._console.run(lambda connection: staff.touch_session(connection, hashed, now=now))
        return found


def guard(response: Response) -> Response:
    """Tell the browser to run nothing but our own files, and to keep no page."""
    response.headers.update(_HEADERS)
    if request.path.startswith("/console/broadcasts"):  # they show pictures from other places
        policy = _HEADERS["Content-Security-Policy"]
        wider = policy.replace(_PICTURES, "img-src 'self' data: https:;")
        response.headers["Content-Security-Policy"] = wider
    if request.endpoint != "console.static":
        response.headers["Cache-Control"] = "no-store"
    return response


def explain(error: BotError) -> ResponseReturnValue:
    """Show what cannot be done, and why."""
    status = {NoSuchCase: 404, NoSuchBroadcast: 404, NotAllowed: 403}.get(type(error), 409)
    title = "ทำรายการไม่ได้"
    return render_template("console/message.html", title=title, words=str(error)), status


def stale(_error: CSRFError) -> ResponseReturnValue:
    """Show that a form is not of this session."""
    return render_template("console/message.html", title="หน้านี้หมดอายุ", words=_STALE), 400


def _to_sign_in() -> ResponseReturnValue:
    if _is_stream():
        return "", 204  # the page then asks by itself, and is sent to sign in
    if _by_itself():
        return Response(headers={"HX-Redirect": url_for("console.sign_in")})
    return redirect(url_for("console.sign_in", next=request.full_path.rstrip("?")))


def _by_itself() -> bool:
    """Tell whether a page refreshed itself: nobody clicked."""
    return "HX-Request" in request.headers or _is_stream()


def _is_stream() -> bool:
    return request.accept_mimetypes.best == "text/event-stream"
