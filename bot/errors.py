"""The family of our own errors. Every sentence says what happened and what to do."""

from __future__ import annotations


class BotError(Exception):
    """Something the reader of the message can put right."""

    exit_code = 1
