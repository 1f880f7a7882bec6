"""The pages about announcements, and the words they share."""

from __future__ import annotations

from flask import Blueprint

from bot.web.console import broadcast_words
from bot.web.console.broadcast_deeds_page import BroadcastDeeds
from bot.web.console.broadcast_form_page import BroadcastForms
from bot.web.console.broadcast_funnel_page import BroadcastFunnel
from bot.web.console.broadcast_report_page import BroadcastReports
from bot.web.console.broadcast_typing_page import BroadcastTyping
from bot.web.console.broadcasts_page import BroadcastPages
from bot.web.console.context import Console


def add(routes: Blueprint, console: Console) -> None:
    """Put the pages on the blueprint."""
    BroadcastPages(console).put_on(routes)
    BroadcastForms(console).put_on(routes)
    BroadcastDeeds(console).put_on(routes)
    BroadcastReports(console).put_on(routes)
    BroadcastFunnel(console).put_on(routes)
    BroadcastTyping(console).put_on(routes)
    broadcast_words.add(routes, console)
