"""What the bot says -> LINE's message JSON; pure."""

from __future__ import annotations

from bot.render.checks import check
from bot.render.request import messages

__all__ = ["check", "messages"]
