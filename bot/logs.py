"""Structured logs on stderr. People appear only as a keyed hash; what they wrote never appears."""

from __future__ import annotations

import hashlib
import hmac
import logging
import sys

import structlog


def configure(level: str = "INFO") -> None:
    """Send JSON lines to stderr, from our own code and from the libraries."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(message)s")
    for chatty in ("alembic", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns of every set of worker threads after the first; ours serve different queues.
    logging.getLogger("dramatiq").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: _Stderr(),
        cache_logger_on_first_use=True,
    )


class _Stderr:
    """Writes to whatever stderr is at the time, so that a redirected one is never written late."""

    def msg(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 -- this is where logs come out

    debug = info = warning = error = critical = msg


class Pseudonyms:
    """Turns a LINE user id into a short token that only this installation can make again."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, person: str) -> str:
        """Return the token that stands for this person in logs."""
        return hmac.new(self._key, person.encode(), hashlib.sha256).hexdigest()[:12]
