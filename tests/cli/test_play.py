from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Ran

Bot = Callable[..., Ran]
LOAN = (
    {"text": "อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช"},
    {"text": "ยินยอม"},
    {"text": "5 แสน"},
    {"text": "บุญมา 081 234 5678"},
)


def play(bot: Bot, *lines: dict[str, Any] | str) -> list[dict[str, Any]]:
    typed = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    ran = bot("play", "--json", stdin="\n".join(typed) + "\n")
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def words(turn: dict[str, Any]) -> str:
    return "\n".join(str(one.get("text") or one.get("altText")) for one in turn["replies"])


def test_every_turn_gives_one_object_with_replies_conversation_and_cases(bot: Bot) -> None:
    turns = play(bot, *LOAN, {"text": "ถูกต้อง"})

    assert len(turns) == 5
    assert [turn["conversation"]["asking"] for turn in turns[:4]] == [
        "consent",
        "amount_baht",
        "name",
        "confirm",
    ]
    slots = turns[3]["conversation"]["slots"]
    assert slots["province"] == "TH-30"
    assert slots["amount_baht"] == {"min": 500_000, "max": 500_000}
    assert slots["phone"] == "0812345678"
    (case,) = turns[4]["cases"]
    assert case["centre"]["code"] == "SSRC-30"
    assert case["category"] == "financing"
    assert case["contact"]["name"] == "บุญมา"
    assert case["number"] in words(turns[4])


def test_a_correction_at_the_summary_reaches_the_case(bot: Bot) -> None:
    turns = play(
        bot,
        *LOAN,
        {"text": "เปลี่ยนจังหวัดเป็นสงขลา"},
        {"text": "ไม่ใช่ 5 แสน 2 ล้าน"},
        {"text": "ถูกต้อง"},
    )

    (case,) = turns[-1]["cases"]
    assert case["province"] == "TH-90"
    assert case["centre"]["code"] == "SSRC-90"
    assert case["details"]["amount_baht"] == {"min": 2_000_000, "max": 2_000_000}


def test_everything_in_one_message_needs_only_consent_and_a_yes(bot: Bot) -> None:
    turns = play(
        bot,
        {"text": "ขอสินเชื่อ 8 แสน ทำสกินแคร์ อยู่คลองหลวง ปทุม กานต์ 0651122334"},
        {"text": "ยินยอมค่ะ"},
        {"text": "ถูกต้อง"},
    )

    (case,) = turns[-1]["cases"]
    assert (case["province"], case["district"]) == ("TH-13", "คลองหลวง")
    assert case["details"]["amount_baht"]["max"] == 800_000
    assert case["details"]["business"] == "สกินแคร์"
    assert case["contact"] == {
        "name": "กานต์",
        "phone": "0651122334",
        "email": None,
        "juristic_id": None,
    }


def test_fragments_are_one_turn_and_answered_once(bot: Bot) -> None:
    turns = play(
        bot,
        {"text": "สวัสดีค่ะ", "more": True},
        {"text": "สอบถามค่ะ", "more": True},
        {"text": "อยากกู้เงินซื้อเครื่องซีล ร้านอยู่โคราช"},
    )

    assert len(turns) == 1
    assert turns[0]["conversation"]["slots"]["need"] == "financing"


def test_a_button_is_pressed_by_its_data(bot: Bot) -> None:
    first = play(bot, LOAN[0])[0]
    agree = first["replies"][-1]["quickReply"]["items"][0]["action"]["data"]

    turns = play(bot, LOAN[0], {"postback": agree})

    assert turns[1]["conversation"]["slots"]["consent"] is True


def test_refused_words_are_nowhere_and_nothing_is_filed(bot: Bot) -> None:
    turns = play(bot, LOAN[0], {"text": "ไม่ยินยอม"})

    assert turns[1]["cases"] == []
    assert "summary" not in turns[1]["conversation"]["slots"]
    assert "1358" in words(turns[1])


def test_a_day_without_an_answer_wipes_the_draft(bot: Bot) -> None:
    turns = play(bot, LOAN[0], {"wait": "25h"}, {"text": "ยินยอม"})

    assert turns[1]["conversation"]["slots"].get("summary") is None
    assert turns[1]["conversation"]["asking"] is None
    assert turns[2]["cases"] == []


def test_people_do_not_see_each_others_conversations(bot: Bot) -> None:
    turns = play(bot, *LOAN, {"text": "ถูกต้อง"}, {"user": "b", "text": "เรื่องถึงไหนแล้ว"})

    assert turns[-1]["cases"] == []
    assert turns[4]["cases"][0]["number"] not in words(turns[-1])


def test_the_bot_is_silent_while_staff_hold_the_conversation(bot: Bot) -> None:
    turns = play(
        bot,
        LOAN[0],
        {"staff": "claim"},
        {"text": "ยินยอม"},
        {"staff": "release"},
        {"text": "ยินยอม"},
    )

    assert turns[2]["replies"] == []
    assert turns[2]["conversation"]["held_by_staff"] is True
    assert turns[4]["conversation"]["held_by_staff"] is False
    assert turns[4]["replies"]


def test_bad_lines_are_answered_with_an_error_and_play_goes_on(bot: Bot) -> None:
    turns = play(
        bot,
        "{not json",
        "[]",
        {"txt": "สวัสดี"},
        {"wait": "soon"},
        {"staff": "dance"},
        {"message": 3},
        {},
        {"text": "สวัสดีค่ะ"},
    )

    assert [("error" in turn) for turn in turns] == [True] * 7 + [False]


def test_other_kinds_of_message_break_nothing(bot: Bot) -> None:
    turns = play(
        bot,
        LOAN[0],
        {"message": {"type": "sticker", "packageId": "1", "stickerId": "2"}},
        {"message": {"type": "image"}},
        {"message": {"type": "hologram"}},
        {"message": {"type": "location", "address": "ต.หาดใหญ่ อ.หาดใหญ่ จ.สงขลา 90110",
                     "latitude": 7.0, "longitude": 100.47}},
        {"event": {"type": "unfollow"}},
        {"event": {"type": "follow", "follow": {"isUnblocked": True}}},
    )  # fmt: skip

    assert all("error" not in turn for turn in turns)
    assert turns[4]["conversation"]["slots"]["province"] == "TH-90"


def test_in_the_terminal_a_digit_chooses_a_button(
    bot: Bot,
) -> None:
    ran = bot("play", stdin="สวัสดีค่ะ\n")

    assert ran.code == 0
    assert "บอท:" in ran.out
