"""The boards beside a case: their links in the bar, for whom they are, and their words."""

from __future__ import annotations

from flask import Blueprint, g

from bot.cases.readiness import TRACKS
from bot.cases.rights import Act
from bot.handlers import provinces
from bot.web.console.committee_pages import CommitteePages
from bot.web.console.committee_panel import WORDS
from bot.web.console.context import Console, officer
from bot.web.console.international_pages import InternationalPages


def add(routes: Blueprint, console: Console) -> None:
    """Put the boards' pages on the blueprint."""
    CommitteePages(console).put_on(routes)
    InternationalPages(console).put_on(routes)

    @routes.app_context_processor
    def words() -> dict[str, object]:
        return {**WORDS, "track_names": TRACKS, "board_links": _links}

    def _links() -> list[tuple[str, str]]:
        if g.get("officer") is None:
            return []
        deps, me, now = console.app.staff_deps, officer(), console.now()
        links = []
        if provinces.committees(deps, me, Act.VIEW, now=now) != frozenset():
            links.append(("console.committee", "คณะกรรมการ"))
        if provinces.on_the_board(deps, me, now=now) != frozenset():
            links.append(("console.international", "โต๊ะต่างประเทศ"))
        return links
