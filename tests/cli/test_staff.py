"""The administrator lets officers in and out from the command line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cli.conftest import Ran

Bot = Callable[..., Ran]
PASSWORD = "four random words here"


def add(bot: Bot, name: str = "ann", *more: str) -> Ran:
    chosen = more or ("--role", "officer", "--unit", "SSRC-30")
    return bot("staff", "add", name, *chosen, stdin=f"{PASSWORD}\n")


def test_an_account_is_made_listed_and_disabled(bot: Bot) -> None:
    assert add(bot, "Ann").code == 0
    assert bot("staff", "list").out.split("\t")[:4] == ["ann", "officer", "SSRC-30", "active"]

    assert bot("staff", "disable", "ann").code == 0

    assert bot("staff", "list").out.split("\t")[3] == "disabled"


def test_another_password_is_set(bot: Bot) -> None:
    add(bot)

    assert "another password" in bot("staff", "password", "ann", stdin=f"{PASSWORD} 2\n").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--role", "officer"), "add --unit"),
        (("--role", "officer", "--unit", "SSRC-99"), "no office SSRC-99"),
        (("--role", "officer", "--unit", "SSRC-30", "--password", "short"), "12 characters"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    bot: Bot, words: tuple[str, ...], told: str
) -> None:
    ran = add(bot, "ann", *words)

    assert ran.code == 2
    assert told in ran.err


def test_somebody_is_invited_by_a_link(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://sme.example")
    words = ("staff", "invite", "ann", "--role", "officer", "--unit", "SSRC-30")

    assert bot(*words).out.startswith("https://sme.example/console/invitation/")
    again = bot(*words)

    assert (again.code, "already" in again.err) == (2, True)


def test_a_name_is_given_once(bot: Bot) -> None:
    add(bot)

    ran = add(bot)

    assert (ran.code, "already" in ran.err) == (2, True)


@pytest.mark.parametrize("words", [("disable", "bob"), ("password", "bob")])
def test_who_is_not_there_is_told_so(bot: Bot, words: tuple[str, ...]) -> None:
    ran = bot("staff", *words, stdin=f"{PASSWORD}\n")

    assert ran.code == 1
    assert "bot staff list" in ran.err
