"""The sections of a case's page that parts of the work bring along, in the order of the page."""

from __future__ import annotations

from bot.web.console import booking_panel
from bot.web.console.panel import Panel

PANELS: tuple[Panel, ...] = (booking_panel.PANEL,)
