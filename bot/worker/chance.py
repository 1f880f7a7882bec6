"""A little chance, so that those who failed together do not all come back together."""

from __future__ import annotations

import random


def jitter() -> float:
    """Return a number from 0 to 1."""
    return random.random()  # noqa: S311 -- spreads retries; guards nothing
