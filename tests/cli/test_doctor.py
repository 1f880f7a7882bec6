from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.emulator import Emulator
from tests.cli.conftest import Ran

Bot = Callable[..., Ran]


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with Emulator(channel_secret="secret", access_token="token", quota_limit=300) as line:
        monkeypatch.setenv("LINE_CHANNEL_SECRET", "secret")
        monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "token")
        monkeypatch.setenv("LINE_API_BASE_URL", line.base_url)
        yield line


def test_without_settings_it_says_what_is_missing(bot: Bot) -> None:
    ran = bot("doctor")

    assert ran.code == 1
    assert "LINE_CHANNEL_SECRET is missing" in ran.out
    assert "conversations are in order" in ran.out


@pytest.mark.usefixtures("line")
def test_it_shows_what_is_set_but_never_a_secret(bot: Bot) -> None:
    out = bot("doctor").out

    assert "LINE_CHANNEL_ACCESS_TOKEN is set" in out
    assert "token" not in out.replace("ACCESS_TOKEN", "").lower()
    assert "300 left of 300" in out


def test_a_webhook_that_line_cannot_reach_is_told(bot: Bot, line: Emulator) -> None:
    line.webhook_url = "http://127.0.0.1:9/line/webhook"

    ran = bot("doctor")

    assert ran.code == 1
    assert "could not use" in ran.out


@pytest.mark.usefixtures("line")
def test_no_webhook_at_all_says_how_to_set_one(bot: Bot) -> None:
    ran = bot("doctor")

    assert ran.code == 1
    assert "Use webhook" in ran.out


@pytest.mark.usefixtures("line")
def test_a_wrong_token_is_told(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "other")

    ran = bot("doctor")

    assert ran.code == 1
    assert "BAD" in ran.out


def test_a_redis_that_does_not_answer_and_an_old_schema_are_told(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("DATABASE_URL", postgres_url)

    out = bot("doctor").out

    assert "REDIS_URL" in out


def test_broken_data_files_are_told(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("empty")
    monkeypatch.setenv("ROUTING_DIR", str(folder))
    monkeypatch.setenv("FLOWS_FILE", str(folder / "none.yaml"))

    ran = bot("doctor")

    assert ran.code == 1
    assert "centres.csv" in ran.out
    assert "none.yaml" in ran.out
