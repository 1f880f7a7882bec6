"""Operators hold the service up, and let it go on, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Ran

Bot = Callable[..., Ran]


def listed(bot: Bot) -> dict[str, dict[str, object]]:
    rows = [json.loads(line) for line in bot("switch", "list", "--json").out.splitlines()]
    return {row["name"]: row for row in rows}


def test_every_switch_is_off_until_it_is_turned(bot: Bot) -> None:
    assert {name: row["on"] for name, row in listed(bot).items()} == {
        "maintenance": False,
        "pause_bot": False,
        "stop_sends": False,
    }


def test_who_turned_it_since_when_and_why_is_on_record(bot: Bot) -> None:
    ran = bot("switch", "on", "stop_sends", "--note", "LINE ล่ม", "--by", "สมหญิง")

    assert ran.code == 0
    assert "nothing leaves for LINE" in ran.out
    row = listed(bot)["stop_sends"]
    assert (row["on"], row["by"], row["note"]) == (True, "สมหญิง", "LINE ล่ม")
    assert "by สมหญิง: LINE ล่ม" in bot("switch", "list").out


def test_turning_on_again_changes_the_note_and_not_the_beginning(bot: Bot) -> None:
    bot("switch", "on", "pause_bot", "--note", "one")
    since = listed(bot)["pause_bot"]["since"]

    bot("switch", "on", "pause_bot", "--note", "two")

    row = listed(bot)["pause_bot"]
    assert (row["since"], row["note"]) == (since, "two")


def test_the_operator_reads_what_people_will_read(bot: Bot) -> None:
    with_note = bot("switch", "on", "maintenance", "--note", "เปิดอีกครั้ง 14:00 น.").out
    without = bot("switch", "on", "maintenance").out

    assert "เมื่อระบบกลับมา เปิดอีกครั้ง 14:00 น. เรื่องด่วนโทร 1358" in with_note
    assert "เมื่อระบบกลับมา เรื่องด่วนโทร 1358" in without


def test_turning_off_what_is_off_says_so(bot: Bot) -> None:
    bot("switch", "on", "pause_bot")

    assert "pause_bot is off" in bot("switch", "off", "pause_bot").out
    assert "was not on" in bot("switch", "off", "pause_bot").out


@pytest.mark.parametrize("words", [["on"], ["on", "everything"], ["off", "maintenence"]])
def test_a_name_that_is_no_switch_is_wrong_usage(bot: Bot, words: list[str]) -> None:
    assert bot("switch", *words).code == 2


def test_the_doctor_tells_of_a_switch_that_is_on(bot: Bot) -> None:
    bot("switch", "on", "stop_sends", "--by", "สมหญิง")

    out = bot("doctor").out

    assert "note  stop_sends is on since" in out
    assert "`bot switch off stop_sends`" in out
