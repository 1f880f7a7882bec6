"""The command line.

Exit codes: 0 well, 1 something that was checked is wrong, 2 wrong usage or settings, 3 something
that is needed cannot be reached.
"""

from __future__ import annotations

import importlib
import sys

import click
from typing_extensions import override

from bot.errors import BotError

COMMANDS = {
    "serve": "bot.cli.serving:serve",
    "worker": "bot.cli.running:worker",
    "migrate": "bot.cli.running:migrate",
    "demo": "bot.cli.demo:demo",
    "doctor": "bot.cli.doctor:doctor",
    "flows": "bot.cli.flows:flows",
    "nlu": "bot.cli.nlu:nlu",
    "play": "bot.cli.play:play",
    "cases": "bot.cli.cases:cases",
    "centres": "bot.cli.centres:centres",
    "conversations": "bot.cli.conversations:conversations",
    "contents": "bot.cli.contents:contents",
    "outbox": "bot.cli.outbox:outbox",
    "broadcast": "bot.cli.broadcast:broadcast",
    "richmenu": "bot.cli.richmenu:richmenu",
    "staff": "bot.cli.staff:staff",
    "search": "bot.cli.search:search",
    "switch": "bot.cli.switches:switch",
    "backup": "bot.cli.backup:backup",
    "restore": "bot.cli.backup:restore",
    "seed": "bot.cli.seed:seed",
}


class _Commands(click.Group):
    """Loads a command's module only when it is called, so that `--help` is quick."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="front-door", prog_name="bot")
def _bot() -> None:
    """Front Door: a LINE front door through which Thailand's small firms ask the state for help.

    Exit codes: 0 well · 1 something checked is wrong · 2 wrong usage or settings · 3 something
    needed cannot be reached.
    """


def main() -> None:
    """Run the command line; our own errors become a sentence and an exit code."""
    try:
        _bot(prog_name="bot")
    except BotError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # whoever was reading has gone, which is no mistake
        sys.exit(0)
