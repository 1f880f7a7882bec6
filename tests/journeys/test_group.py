"""The relay over HTTP: an owner's case, a card in the centre's group, a free answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.handlers.signing_in import hash_password
from bot.model.staff import Role
from bot.storage import endings, groups, staff
from bot.storage.db import reading, transaction
from bot.storage.staff import NewAccount
from bot.storage.tables import group_message
from tests.journeys.conftest import Service
from tests.journeys.test_holding_up import eventually
from tests.journeys.test_service import say, sends, words_of

FLOOD = (
    "น้ำท่วมโรงงาน เครื่องจักรเสียหายค่ะ อยู่โคราช",
    "รับทราบและยินยอม",
    "บุญมา 081 234 5678",
    "ถูกต้อง ส่งเรื่อง",
)


def bound_group(service: Service) -> tuple[str, str]:
    """Return a group of the centre of นครราชสีมา, and an officer in it, both bound by codes."""
    now = service.app.now()
    new = NewAccount("ann", "แอน", Role.OFFICER, "SSRC-30", hash_password("a long password"))
    with transaction(service.app.engine) as connection:
        staff.add(connection, new, now=now)
        for kind, code in (("group", "GROUP234"), ("officer", "ANN23456")):
            groups.make_code(
                connection,
                code,
                "group" if kind == "group" else "officer",
                unit="SSRC-30",
                staff_name="ann",
                now=now,
            )
    officer = service.line.person("ann")
    group = service.line.group("ศูนย์โคราช", [officer, service.line.person("ben")])
    assert "นครราชสีมา" in words_of(said(service, group, officer, "/ลงทะเบียน GROUP234"))
    assert "ผูกบัญชี" in words_of(said(service, group, officer, "/ผูก ANN23456"))
    return group, officer


def said(service: Service, group: str, officer: str, words: str) -> list[dict[str, Any]]:
    service.line.send_text(officer, words, group=group)
    return service.line.wait_for_messages(group)


def test_an_owner_and_the_centre_s_group_speak_with_each_other(service: Service) -> None:
    group, officer = bound_group(service)
    owner = service.line.person("anna")

    number = words_of(say(service, owner, *FLOOD))
    card = words_of(service.line.wait_for_messages(group, timeout=20))

    assert "ด่วน #1" in card
    assert "บุญมา" not in card
    assert "30-" in number
    assert "แอน รับ #1" in words_of(said(service, group, officer, "รับ 1"))
    before = len(service.line.ledger(chat=owner))
    service.line.send_text(owner, "น้ำลดแล้วค่ะ ทำอย่างไรต่อดี")
    assert "ส่งถึงเจ้าของเรื่อง" in words_of(said(service, group, officer, "ตอบ 1 พรุ่งนี้เราเข้าไปดูค่ะ"))
    assert "พรุ่งนี้เราเข้าไปดูค่ะ" in words_of(service.line.wait_for_messages(owner))
    assert set(sends(service, owner, before + 1)) == {"reply"}, "all of it was free"
    assert "ปิด #1 แล้ว" in words_of(said(service, group, officer, "ปิด 1 3"))
    assert "เสร็จสิ้นแล้วค่ะ" in words_of(service.line.wait_for_messages(owner))

    assert "พอใจกับการช่วยเหลือ" in words_of(say(service, owner, "ได้รับความช่วยเหลือแล้ว"))
    assert "อยากบอกศูนย์ฯ" in words_of(say(service, owner, "5 พอใจมาก"))
    with reading(service.app.engine) as connection:
        yesterday = service.app.now() - timedelta(days=1)
        heard = endings.opinion(connection, ["SSRC-30"], since=yesterday)
    assert (heard.confirmed, heard.average) == (1, 5.0)


def test_an_officer_replies_to_a_card_without_a_number(service: Service) -> None:
    group, officer = bound_group(service)
    say(service, service.line.person("anna"), *FLOOD)
    assert "ด่วน #1" in words_of(service.line.wait_for_messages(group, timeout=20))
    card: list[str] = []

    def card_is_known() -> bool:
        with reading(service.app.engine) as connection:
            card.extend(connection.scalars(select(group_message.c.message_id)))
        return bool(card)

    assert eventually(card_is_known)
    reply = {"type": "text", "text": "รับ", "quotedMessageId": card[0]}
    service.line.send_message(officer, reply, group=group)

    assert "แอน รับ #1" in words_of(service.line.wait_for_messages(group))
