"""The sections of a case's page that parts of the work bring along, in the order of the page."""

from __future__ import annotations

from bot.web.console import ending_page
from bot.web.console.panel import Panel

PANELS: tuple[Panel, ...] = (ending_page.CALLS, ending_page.ENDINGS)
