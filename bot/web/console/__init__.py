"""The officers' console: server-rendered, Thai, made for a telephone first.

Each page is a small module that puts its routes on one blueprint. `entry` lets people in, `gate`
stands before every page, `desk` and `case` are the work.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFProtect

from bot.app import App
from bot.web.console import (
    admin_page,
    announcements,
    boards,
    bookings_page,
    desk,
    ending_page,
    enterprise_page,
    labels_page,
    line_page,
    mentions_page,
    merging_page,
    referrals_page,
    region_page,
    search_page,
    team_page,
    views_page,
    wording,
)
from bot.web.console.agencies_page import AgencyPages
from bot.web.console.calendar_page import CalendarPage
from bot.web.console.canned_page import CannedPages
from bot.web.console.case import CasePages
from bot.web.console.context import Console
from bot.web.console.entry import Entry
from bot.web.console.figures_page import FiguresPages
from bot.web.console.files_page import FilePages
from bot.web.console.gate import Gate
from bot.web.console.invitation_page import Invitation
from bot.web.console.line_login import LineEntry
from bot.web.console.live_page import LivePages
from bot.web.console.looks_page import LooksPage
from bot.web.console.map_page import MapPages
from bot.web.console.me_page import MePages
from bot.web.console.programmes_page import ProgrammePages
from bot.web.console.programmes_table_page import ProgrammeTablePages
from bot.web.console.referral_page import ReferralPages
from bot.web.console.register_page import RegisterPages
from bot.web.console.talk_pages import TalkPages
from bot.web.console.users_page import UserPages
from bot.web.console.walkin_page import WalkinPages


def install(
    flask: Flask, app: App, send: Callable[[str], None], typing: Callable[[str], None]
) -> None:
    """Put the console under /console.

    `send` is told to whom something is to be sent, `typing` to whom an officer begins to write.
    """
    console = Console(app, send, typing)
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
    entry = Entry(console)
    for pages in (
        entry,
        LineEntry(console, entry),
        Invitation(console),
        MePages(console),
        UserPages(console),
        MapPages(console),
        CalendarPage(console),
        ProgrammeTablePages(console),
        LooksPage(console),
    ):
        pages.put_on(routes)
    CasePages(console).put_on(routes)
    TalkPages(console).put_on(routes)
    LivePages(console).put_on(routes)
    WalkinPages(console).put_on(routes)
    RegisterPages(console).put_on(routes)
    ReferralPages(console).put_on(routes)
    AgencyPages(console).put_on(routes)
    ProgrammePages(console).put_on(routes)
    CannedPages(console).put_on(routes)
    FilePages(console).put_on(routes)
    boards.add(routes, console)
    FiguresPages(console).put_on(routes)
    bookings_page.add(routes, console)
    desk.add(routes, console)
    referrals_page.add(routes, console)
    admin_page.add(routes, console)
    search_page.add(routes, console)
    views_page.add(routes, console)
    line_page.add(routes, console)
    for page in (labels_page, mentions_page, merging_page, enterprise_page, team_page, region_page):
        page.add(routes, console)
    for part in (ending_page, announcements):
        part.add(routes, console)
    wording.add(routes, console)
    flask.register_blueprint(routes)
