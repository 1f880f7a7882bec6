"""The officers' console: server-rendered, Thai, made for a telephone first.

Each page is a small module that puts its routes on one blueprint. `entry` lets people in, `gate`
stands before every page, `desk` and `case` are the work.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFProtect

from bot.app import App
from bot.web.console import bookings_page, desk, line_page, wording
from bot.web.console.case import CasePages
from bot.web.console.context import Console
from bot.web.console.entry import Entry
from bot.web.console.figures_page import FiguresPages
from bot.web.console.gate import Gate
from bot.web.console.walkin_page import WalkinPages


def install(flask: Flask, app: App, send: Callable[[str], None]) -> None:
    """Put the console under /console; `send` is told to whom something is to be sent."""
    console = Console(app, send)
    routes = Blueprint(
        "console",
        __name__,
        url_prefix="/console",
        template_folder="templates",
        static_folder="static",
    )
    flask.config.update(
        SECRET_KEY=app.signing_key,
        SESSION_COOKIE_NAME="front_door",
        SESSION_COOKIE_PATH="/console",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not app.settings.console_over_http,
        WTF_CSRF_CHECK_DEFAULT=False,  # LINE signs its requests; the gate protects the console's
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    Gate(console, CSRFProtect(flask)).put_before(routes)
    Entry(console).put_on(routes)
    CasePages(console).put_on(routes)
    WalkinPages(console).put_on(routes)
    FiguresPages(console).put_on(routes)
    bookings_page.add(routes, console)
    desk.add(routes, console)
    line_page.add(routes, console)
    wording.add(routes, console)
    flask.register_blueprint(routes)
