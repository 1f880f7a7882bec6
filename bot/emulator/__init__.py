"""A stand-in for LINE. Imports nothing else of the bot, so that it cannot share its mistakes.

`Emulator` runs it inside a test or the demo; `serve` runs it until Ctrl-C. The HTTP side is
described in `bot/emulator/server.py`.
"""

from __future__ import annotations

from bot.emulator.demo import add_personas, serve
from bot.emulator.login import LoginChannel
from bot.emulator.observer import NoAnswer
from bot.emulator.stand_in import Emulator

__all__ = ["Emulator", "LoginChannel", "NoAnswer", "add_personas", "serve"]
