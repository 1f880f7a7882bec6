"""What owners do with programmes in the chat: what is kept of it, and of whom nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from bot.handlers import going_out, handoff, programmes
from bot.model.buttons import about_programme
from bot.model.programmes import Programme
from bot.model.staff import Officer, Role
from bot.storage import friends
from bot.storage.db import reading, transaction
from bot.storage.friends import Friend
from bot.storage.tables import outbox
from tests.handlers.conftest import Talk

HQ = Officer(1, "hq", "ส่วนกลาง", Role.HEADQUARTERS, None)
GRANT = Programme(
    code="grant",
    title="เงินช่วยซื้อเครื่องจักร",
    owner="กรมส่งเสริมอุตสาหกรรม",
    summary="ช่วยซื้อเครื่องจักร",
    needs=("technology",),
    provinces=("TH-30", "TH-31"),
    valid_from=date(2026, 11, 1),
    valid_to=date(2026, 12, 31),
    source_url="https://www.dip.go.th",
    as_of=date(2026, 11, 20),
    sizes=("micro", "small"),
    sectors=("manufacture",),
    documents=("ใบเสนอราคาเครื่องจักร",),
)


@pytest.fixture(autouse=True)
def grant(talk: Talk) -> None:
    keep(talk, GRANT)


def keep(talk: Talk, programme: Programme) -> None:
    app = talk.app
    with transaction(app.engine) as connection:
        programmes.keep(connection, app.shipped_programmes, HQ, programme, new=False, now=app.now())
    talk.clock.move(seconds=2)


def press(talk: Talk, pattern: str, code: str = "grant") -> str:
    return talk.press(about_programme(pattern, code))


def known(talk: Talk) -> Friend:
    with reading(talk.app.engine) as connection:
        return friends.find(connection, talk.person)


def test_interest_is_kept_once_the_notice_is_acknowledged(talk: Talk) -> None:
    assert "ขอบคุณที่สนใจ “เงินช่วยซื้อเครื่องจักร”" in press(talk, "interested")
    assert known(talk).interests == (), "nobody has agreed to anything yet"

    assert "จดไว้แล้วค่ะว่าสนใจ" in talk.say("ยินยอม")
    assert known(talk).interests == ("grant",)


def test_of_somebody_who_refuses_nothing_is_kept(talk: Talk) -> None:
    press(talk, "eligible")
    for words in ("โคราช", "ผลิตสินค้า", "4 คน"):
        talk.say(words)
    assert "ตรงกับเงื่อนไขเบื้องต้น" in talk.say("1 ล้าน")
    assert known(talk) == Friend()

    talk.say("สนใจ")
    talk.say("ไม่ยินยอม")
    assert known(talk) == Friend()


def test_what_was_said_of_the_firm_is_kept_with_the_consent_that_came_later(talk: Talk) -> None:
    press(talk, "eligible")
    for words in ("โคราช", "ผลิตสินค้า", "4 คน", "1 ล้าน", "สนใจ", "ยินยอม"):
        talk.say(words)

    found = known(talk)
    assert (found.province, found.sector, found.size) == ("TH-30", "manufacture", "micro")
    assert found.interests == ("grant",)


def test_a_case_tells_officers_of_which_programme_it_is(talk: Talk) -> None:
    press(talk, "interested")
    talk.say("ยินยอม")
    talk.say("ให้ติดต่อกลับ")
    for words in ("เครื่องซีลเสียบ่อย อยากได้เครื่องใหม่", "โคราช", "บุญมา 081 234 5678", "ถูกต้อง"):
        talk.say(words)

    (case,) = talk.cases()
    assert case.category == "technology"
    assert case.details.more["programme"] == "grant"
    told = {one.label: one.value for one in going_out.fields_of(talk.app.deps, case)}
    assert told["โครงการ"] == "เงินช่วยซื้อเครื่องจักร"


def test_what_was_asked_for_before_stands_first(talk: Talk) -> None:
    talk.file_a_loan()
    talk.say("ขอบคุณค่ะ")

    shown_first = titles(talk)

    with reading(talk.app.engine) as connection:
        assert friends.firm_of(connection, talk.person).needs == ("financing",)
    assert shown_first.index("สินเชื่อดีพร้อมเปย์ (DIPROM Pay)") < shown_first.index(GRANT.title)


def test_what_is_known_from_before_is_not_asked_again(talk: Talk) -> None:
    with transaction(talk.app.engine) as connection:
        about = {"province": "TH-30", "sector": "manufacture", "size": "small"}
        friends.note_about(connection, talk.person, about)

    assert "ตรงกับเงื่อนไขเบื้องต้น" in press(talk, "eligible")


def shown(talk: Talk) -> list[Any]:
    """Return the cards of what the bot said last."""
    newest = select(outbox.c.messages).order_by(outbox.c.id.desc())
    with reading(talk.app.engine) as connection:
        said = orjson.loads(connection.scalars(newest).first() or "[]")
    flex = [one["contents"] for one in said if one["type"] == "flex"]
    assert all(len(one["contents"]) <= 12 for one in flex)
    return [card for one in flex for card in one["contents"]]


def titles(talk: Talk) -> list[str]:
    talk.say("มีโครงการอะไรบ้าง")
    return [card["header"]["contents"][0]["text"] for card in shown(talk)]


def test_each_card_has_its_buttons_its_day_and_its_source(talk: Talk) -> None:
    assert titles(talk)[0] == GRANT.title
    card = shown(talk)[0]

    actions = [button["action"] for button in card["footer"]["contents"]]

    told = [action["label"] for action in actions]
    assert told == ["สนใจ", "เข้าเงื่อนไขไหม", "เอกสารที่ต้องเตรียม", "ดูแหล่งข้อมูล"]
    assert actions[-1]["uri"] == GRANT.source_url
    assert "ข้อมูล ณ วันที่ 20 พ.ย. 2569" in orjson.dumps(card).decode()


def test_what_does_not_fit_this_person_is_not_among_the_programmes_shown(talk: Talk) -> None:
    assert GRANT.title in titles(talk)

    with transaction(talk.app.engine) as connection:
        friends.note_about(connection, talk.person, {"province": "TH-50"})

    assert len(titles(talk)) > 5
    assert GRANT.title not in titles(talk)


def test_while_an_officer_has_the_word_interest_is_noted_in_silence(talk: Talk) -> None:
    talk.file_a_loan()
    with transaction(talk.app.engine) as connection:
        handoff.claim(connection, talk.person, by="วราพร", now=talk.app.now())

    assert press(talk, "interested") == ""
    assert press(talk, "papers") == ""
    assert press(talk, "interested", "flood-relief-2024") == ""

    assert known(talk).interests == ("grant",)


def test_a_closed_programme_vanishes_everywhere_at_once(talk: Talk) -> None:
    assert "ใบเสนอราคาเครื่องจักร" in press(talk, "papers")

    keep(talk, replace(GRANT, valid_to=date(2026, 11, 24)))

    assert GRANT.title not in titles(talk)
    for pattern in ("interested", "eligible", "papers"):
        assert "ขณะนี้ “เงินช่วยซื้อเครื่องจักร” ไม่ได้เปิดรับค่ะ" in press(talk, pattern)
    assert known(talk) == Friend()
