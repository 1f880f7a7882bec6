"""A section of a case's page: its template, what it shows, and its forms.

A part of the work that has things of its own to show on a case (a referral, a meeting) is a panel
in a module of its own; `PANELS` in `bot.web.console.panels` is their order on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from bot.handlers.access import Access
from bot.handlers.casework import Work

Deed = Callable[[Connection, Work], None]
"""What a form asks for. It may be done in another thread: it has read its request before."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One section: `console/panels/<name>.html` draws what `look` returns, as `panel`."""

    name: str
    look: Callable[[Connection, Work, Access], Any]
    """Reads, in the page's transaction, what is shown; None leaves the section out."""
    forms: Mapping[str, Callable[[], Deed]] = field(default_factory=dict)
    """By endpoint: reads the request and returns the deed. Its address is under the case's."""
