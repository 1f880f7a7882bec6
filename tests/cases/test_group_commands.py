"""What officers type in their group, as they type it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cases.cards import BETWEEN_CARDS, may_tell_of_new
from bot.cases.group_commands import Command, Verb, named, parse
from tests.world import WEDNESDAY_MORNING as NOW


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("งาน", Command(Verb.LIST)),
        (" งาน ", Command(Verb.LIST)),
        ("คำสั่ง", Command(Verb.HELP)),
        ("/HELP", Command(Verb.HELP)),
        ("/ลงทะเบียน ABCD2345", Command(Verb.BIND_GROUP, words="ABCD2345")),
        ("/ผูก ABCD2345", Command(Verb.BIND_OFFICER, words="ABCD2345")),
        ("รับ 12", Command(Verb.CLAIM, "12")),
        ("รับ12", Command(Verb.CLAIM, "12")),
        ("รับ #12", Command(Verb.CLAIM, "12")),
        ("รับ ๑๒", Command(Verb.CLAIM, "12")),
        ("รับเรื่อง 30-69-00012-4", Command(Verb.CLAIM, "30-69-00012-4")),
        ("ตอบ 12 ใช้ 2 ใบ\nนะคะ ๕", Command(Verb.ANSWER, "12", "ใช้ 2 ใบ\nนะคะ ๕")),
        ("ตอบ 12", Command(Verb.ANSWER, "12")),
        ("โน้ต 12 โทรแล้ว", Command(Verb.NOTE, "12", "โทรแล้ว")),
        ("โน๊ต 12 โทรแล้ว", Command(Verb.NOTE, "12", "โทรแล้ว")),
        ("คืน 12", Command(Verb.GIVE_BACK, "12")),
        ("ปิด 12", Command(Verb.CLOSE, "12")),
        ("ปิดเรื่อง 12 3", Command(Verb.CLOSE, "12", "3")),
    ],
)
def test_a_command_is_read(line: str, command: Command) -> None:
    assert parse(line) == command


@pytest.mark.parametrize(
    "line",
    [
        "",
        "งานเยอะมากวันนี้",
        "รับทราบค่ะ",
        "รับ 12-13 คน",
        "รับของ 12 ชิ้น",
        "ตอบ 123456 เบอร์อะไร",
        "ปิดประตูด้วย",
        "พรุ่งนี้รับ 12",
        "ตอบ12คนแล้ว",
    ],
)
def test_what_colleagues_say_to_each_other_is_theirs(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize(
    ("urgent", "open_now", "since", "told"),
    [
        (True, False, timedelta(0), True),
        (False, False, None, False),
        (False, True, None, True),
        (False, True, BETWEEN_CARDS, True),
        (False, True, BETWEEN_CARDS - timedelta(seconds=1), False),
    ],
)
def test_when_a_group_is_told_of_new_cases(
    *, urgent: bool, open_now: bool, since: timedelta | None, told: bool
) -> None:
    last = None if since is None else NOW - since

    assert may_tell_of_new(urgent=urgent, open_now=open_now, last_card_at=last, now=NOW) is told


@pytest.mark.parametrize(
    ("line", "quoted", "command"),
    [
        ("รับ", ("12",), Command(Verb.CLAIM, "12")),
        ("ตอบ 3 วันทำการค่ะ", ("12",), Command(Verb.ANSWER, "12", "3 วันทำการค่ะ")),
        ("โน้ต รอธนาคาร", ("12",), Command(Verb.NOTE, "12", "รอธนาคาร")),
        ("ปิด 3", ("12",), Command(Verb.CLOSE, "12", "3")),
        ("ส่งต่อ ธพว.", ("12",), Command(Verb.REFER, "12", "ธพว.")),
        ("รับ", ("12", "13"), Command(Verb.CLAIM, "")),
        ("รับ ๑๓", ("12", "13"), Command(Verb.CLAIM, "13")),
        ("รับ 30-69-00099-1", ("12",), Command(Verb.CLAIM, "30-69-00099-1")),
        ("งาน", ("12",), Command(Verb.LIST)),
        ("รับทราบค่ะ", ("12",), None),
        ("ส่งต่อให้ด้วยนะ", ("12",), None),
        ("รับ", (), None),
    ],
)
def test_a_reply_to_a_card_needs_no_number(
    line: str, quoted: tuple[str, ...], command: Command | None
) -> None:
    assert parse(line, quoted=quoted) == command


def test_a_card_names_its_cases_each_once() -> None:
    assert named("ด่วน #12 น้ำท่วม\n#13 ตลาด · #12") == ("12", "13")


def test_referring_names_an_agency_or_none() -> None:
    assert parse("ส่งต่อ 12") == Command(Verb.REFER, "12")
    assert parse("ส่งต่อ 12 ธพว.") == Command(Verb.REFER, "12", "ธพว.")
