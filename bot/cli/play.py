"""`bot play`: talk with the bot in the terminal, on a database that is thrown away afterwards."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson

from bot.cli.player import BadLine, Player


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, in and out.")
def play(*, as_json: bool) -> None:
    """Talk with the bot. Nothing is kept and nothing leaves this machine.

    With --json each line is {"text": …}, {"message": {LINE message}}, {"postback": "data"},
    {"event": {LINE event}}, {"wait": "3d"}, {"user": "b"} or {"staff": "claim"|"release"};
    "more": true says that the person goes on typing.
    """
    with tempfile.TemporaryDirectory(prefix="frontdoor-play-") as folder:
        player = Player.on_throw_away_database(Path(folder))
        if as_json:
            for answer in _json_turns(player):
                sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
                sys.stdout.buffer.flush()
        else:
            _chat(player)


def _json_turns(player: Player) -> Iterator[dict[str, Any]]:
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            answer = player.take(_parse(line))
        except BadLine as error:
            yield {"error": str(error)}
        else:
            if answer is not None:
                yield answer


def _parse(line: bytes) -> dict[str, Any]:
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadLine(f'This line is not JSON ({error}). Write e.g. {{"text": "สวัสดี"}}') from None
    if not isinstance(given, dict):
        raise BadLine('A line is one JSON object, e.g. {"text": "สวัสดี"}')
    return given


def _chat(player: Player) -> None:
    click.echo("พิมพ์ได้เลยค่ะ (จบด้วย Ctrl-D; ตัวเลขเลือกปุ่ม)")
    choices: list[dict[str, Any]] = []
    while True:
        try:
            said = input("คุณ: ").strip()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if not said:
            continue
        chosen = _chosen(said, choices)
        answer = player.take({"postback": chosen} if chosen else {"text": said})
        choices = _show(answer["replies"] if answer else [])


def _chosen(said: str, choices: list[dict[str, Any]]) -> str | None:
    if said.isdecimal() and 1 <= int(said) <= len(choices):
        return str(choices[int(said) - 1].get("data") or "") or None
    return None


def _show(replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    choices: list[dict[str, Any]] = []
    for reply in replies:
        click.secho(f"บอท: {reply.get('text') or reply.get('altText')}", fg="green")
        items = (reply.get("quickReply") or {}).get("items", [])
        choices = [item["action"] for item in items]
    for number, choice in enumerate(choices, start=1):
        click.secho(f"     [{number}] {choice['label']}", fg="cyan")
    return choices
