from __future__ import annotations

import pytest

from bot.config import BadSettings, environment_with, read_settings


def test_serving_needs_the_secret_and_the_token_and_nothing_else() -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings(serving=True)

    assert "LINE_CHANNEL_SECRET is missing" in str(caught.value)
    assert "LINE_CHANNEL_ACCESS_TOKEN is missing" in str(caught.value)
    read_settings(serving=True, line_channel_secret="s", line_channel_access_token="t")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("database_url", "mysql://x/y", "speaks sqlite and postgresql"),
        ("database_url", "not a url", "is not a database URL"),
        ("database_url", "sqlite://", "in memory"),
        ("database_url", "sqlite:///:memory:", "in memory"),
        ("redis_url", "localhost:6379", "REDIS_URL"),
        ("line_api_base_url", "api.line.me", "LINE_API_BASE_URL"),
        ("line_channel_access_token", "โทเคน", "copy it once more"),
        ("burst_window_seconds", "60", "BURST_WINDOW_SECONDS"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name.upper(), value)

    with pytest.raises(BadSettings, match=sentence):
        read_settings()


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d"])
def test_postgresql_is_spoken_to_through_psycopg(given: str) -> None:
    assert read_settings(database_url=given).database == "postgresql+psycopg://u@h/d"


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINE_CHANNEL_SECRET", "old-one, new-one")

    settings = read_settings(line_channel_access_token="very-secret")

    assert settings.secrets == ("old-one", "new-one")
    for secret in ("old-one", "new-one", "very-secret"):
        assert secret not in repr(settings)


def test_a_child_process_is_given_settings_by_the_environment() -> None:
    assert environment_with(port="1")["PORT"] == "1"
