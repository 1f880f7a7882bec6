"""The command line."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Front Door: a LINE front door for Thailand's small firms."""
