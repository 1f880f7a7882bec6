"""`bot demo`: the whole thing on this machine, with a phone in the browser instead of LINE."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event
from types import FrameType

import click

from bot.config import environment_with, read_settings, shipped_flows
from bot.emulator import Emulator, LoginChannel, add_personas

_PATIENCE_SECONDS = 60


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of both servers.")
@click.option("--port", default=8000, show_default=True, help="Port of the bot; 0 takes any.")
@click.option("--phone-port", default=9000, show_default=True, help="Port of the phone page.")
def demo(host: str, port: int, phone_port: int) -> None:
    """Talk with the bot on a phone page: no LINE account, nothing kept afterwards."""
    signal.signal(signal.SIGTERM, _leave)
    secret, token = secrets.token_hex(16), secrets.token_hex(32)
    login = LoginChannel("1650000000", secrets.token_hex(16))
    try:
        line = Emulator(
            channel_secret=secret,
            access_token=token,
            host=host,
            port=phone_port,
            redelivery=True,
            login_channel=login,
        )
    except OSError as error:
        raise click.ClickException(
            f"Port {phone_port} cannot be used ({error.strerror}). Choose another: --phone-port."
        ) from None
    with line, tempfile.TemporaryDirectory(prefix="frontdoor-demo-") as folder:
        add_personas(line)
        bot_port = port or _free_port(host)
        line.webhook_url = f"http://{host}:{bot_port}/line/webhook"
        settings = {
            "line_channel_secret": secret,
            "line_channel_access_token": token,
            "line_api_base_url": line.base_url,
            "line_basic_id": line.platform.account.basic_id,
            "line_login_channel_id": login.channel_id,
            "line_login_channel_secret": login.secret,
            "line_login_base_url": line.base_url,
            "data_dir": folder,
            "database_url": "",
            "redis_url": "",
            "log_level": "WARNING",
            "console_over_http": "true",
        }
        click.echo("กำลังเปิดระบบ … (starting)")
        with suppress(KeyboardInterrupt):
            _serve(host, bot_port, settings, phone=line.base_url)


def _serve(host: str, port: int, settings: dict[str, str], *, phone: str) -> None:
    """Run the bot, anew whenever the conversations are changed, until it ends."""
    file = read_settings().flows_file or shipped_flows()
    taken = file.read_bytes()  # before the bot reads it: what is saved from here on is a change
    with _bot(host, port, settings) as process:
        from bot.cli import demo_stage as stage  # noqa: PLC0415 -- heavy: while the bot starts

        conversations = stage.WatchedFlows(file, taken)
        _wait_until_ready(host, port, process)
        password = stage.furnish(settings)
        click.echo(f"\n  เปิดหน้าโทรศัพท์ได้ที่  {phone}")
        click.echo(f"  หน้าเจ้าหน้าที่โคราช    http://{host}:{port}/console/")
        click.echo(f"  ชื่อผู้ใช้ {stage.OFFICER}      รหัสผ่าน {password}\n")
        click.echo("  (the phone page, the officers' console; stop with Ctrl-C, nothing is kept)")
        changed = conversations.wait_while_running(process)
    while changed:
        with _bot(host, port, settings) as process:
            _wait_until_ready(host, port, process)
            stage.turn_over(settings)
            click.echo("  ใช้บทสนทนาที่แก้แล้ว (the conversations are read anew)")
            changed = conversations.wait_while_running(process)


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End as by Ctrl-C: the bot that we started must not outlive us and keep its port."""
    raise SystemExit(0)


@contextmanager
def _bot(host: str, port: int, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    environment = environment_with(**settings)
    command = [sys.executable, "-m", "bot", "serve", "--host", host, "--port", str(port)]
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 -- our own command
        try:
            yield process
        finally:
            process.terminate()


def _wait_until_ready(host: str, port: int, process: subprocess.Popen[bytes]) -> None:
    url = f"http://{host}:{port}/readyz"
    pause = Event()
    for _ in range(_PATIENCE_SECONDS * 10):
        if process.poll() is not None:
            raise click.ClickException("The bot did not start; its own words are above.")
        with suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(url, timeout=1).close()
            return
        pause.wait(0.1)
    raise click.ClickException(f"The bot did not answer within {_PATIENCE_SECONDS} seconds.")


def _free_port(host: str) -> int:
    import socket  # noqa: PLC0415 -- only for --port 0

    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
