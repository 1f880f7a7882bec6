"""The sections of a case's page that parts of the work bring along, in the order of the page."""

from __future__ import annotations

from bot.web.console import (
    booking_panel,
    committee_panel,
    ending_page,
    enterprise_page,
    international_panel,
    merging_page,
    passing_page,
    referral_page,
    second_page,
)
from bot.web.console.asking_panel import ASKING
from bot.web.console.callback_panel import CALL_BACK
from bot.web.console.clock_panel import CLOCK
from bot.web.console.panel import Panel

PANELS: tuple[Panel, ...] = (
    CALL_BACK,
    ASKING,
    CLOCK,
    ending_page.CALLS,
    booking_panel.PANEL,
    international_panel.PANEL,
    referral_page.PANEL,
    committee_panel.PANEL,
    passing_page.PANEL,
    merging_page.PANEL,
    second_page.PANEL,
    enterprise_page.PANEL,
    ending_page.ENDINGS,
)
