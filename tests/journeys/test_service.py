"""Whole stories: webhook -> inbox -> turn -> outbox -> LINE, over HTTP on both sides."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from bot.handlers import handoff
from bot.storage import cases
from bot.storage.db import reading, transaction
from bot.worker.drain import drain
from tests.journeys.conftest import Service

LOAN = "อยากกู้เงินมาซื้อเครื่องจักรทำน้ำพริกค่ะ อยู่โคราช"


def say(service: Service, user: str, *words: str) -> list[dict[str, Any]]:
    """Write lines one after another; return what the bot said to the last."""
    answers: list[dict[str, Any]] = []
    for word in words:
        service.line.send_text(user, word)
        answers = service.line.wait_for_messages(user)
    return answers


def sends(service: Service, user: str, count: int) -> list[str]:
    """Return by which endpoint each accepted message to somebody went, `count` of them at least."""
    line = service.line.platform
    with line.lock:
        line.lock.wait_for(lambda: len(line.ledger.calls(accepted=True, chat=user)) >= count, 5)
    return [call.endpoint for call in service.line.ledger(chat=user)]


def words_of(messages: list[dict[str, Any]]) -> str:
    return "\n".join(str(one.get("text") or one.get("altText")) for one in messages)


def file_a_loan(service: Service, user: str) -> list[dict[str, Any]]:
    return say(
        service,
        user,
        LOAN,
        "รับทราบและยินยอม",
        "5 แสน",
        "บุญมา 081 234 5678",
        "ถูกต้อง ส่งเรื่อง",
    )


def test_a_loan_request_becomes_a_case_at_the_centre_of_its_province(service: Service) -> None:
    anna = service.line.person("anna")

    answers = file_a_loan(service, anna)

    with reading(service.app.engine) as connection:
        (case,) = cases.records(connection)
    assert case.number in words_of(answers)
    assert "นครราชสีมา" in words_of(answers)
    assert (case.category, case.province, case.centre_code) == ("financing", "TH-30", "SSRC-30")
    assert (case.contact.name, case.contact.phone) == ("บุญมา", "0812345678")
    assert case.details.amount_baht is not None
    assert case.details.amount_baht.max == 500_000
    assert case.line_user_id == anna


def test_every_answer_to_a_message_is_free_and_each_turn_is_one_request(service: Service) -> None:
    anna = service.line.person("anna")

    file_a_loan(service, anna)

    assert sends(service, anna, 5) == ["reply"] * 5
    assert service.line.charged() == 0


def test_an_answer_whose_token_has_died_is_pushed_once_with_a_retry_key(service: Service) -> None:
    anna = service.line.person("anna")
    service.line.fault("reply", "status", status=400, message="Invalid reply token")

    say(service, anna, "สวัสดีค่ะ")

    (call,) = service.line.wait_for_calls("push")
    assert sends(service, anna, 1) == ["push"]
    assert {name.lower() for name in call.headers} >= {"x-line-retry-key"}


def test_a_reply_whose_answer_was_lost_is_never_sent_twice(service: Service) -> None:
    anna = service.line.person("anna")
    service.line.fault("reply", "accept_status", status=500)

    say(service, anna, "สวัสดีค่ะ")
    say(service, anna, "ขอบคุณค่ะ")

    assert sends(service, anna, 2) == ["reply", "reply"]
    with reading(service.app.engine) as connection:
        first = connection.scalar(text("SELECT status FROM outbox ORDER BY id LIMIT 1"))
    assert first == "presumed"


def test_the_same_event_delivered_twice_is_answered_once(service: Service) -> None:
    anna = service.line.person("anna")
    service.line.set_delivery(duplicate=1)

    say(service, anna, "สวัสดีค่ะ")
    service.line.settle()
    say(service, anna, "ขอบคุณค่ะ")

    assert sends(service, anna, 2) == ["reply", "reply"]


def test_a_batch_that_mixes_people_answers_each_of_them_in_their_own_chat(
    service: Service,
) -> None:
    anna, ben = service.line.person("anna"), service.line.person("ben")
    service.line.hold()
    service.line.send_text(anna, LOAN)
    service.line.send_text(ben, "ขอคุยกับเจ้าหน้าที่")
    service.line.release(batch=True)

    to_anna, to_ben = (service.line.wait_for_messages(one) for one in (anna, ben))

    assert "นครราชสีมา" in words_of(to_anna)
    assert "เจ้าหน้าที่" in words_of(to_ben)


def test_while_staff_speak_the_bot_is_silent_and_afterwards_it_goes_on(service: Service) -> None:
    anna = service.line.person("anna")
    say(service, anna, LOAN, "รับทราบและยินยอม")
    with transaction(service.app.engine) as connection:
        handoff.claim(connection, anna, by="สมหญิง", now=service.app.now())
    service.line.send_text(anna, "5 แสน")
    service.line.settle()
    drain(service.app, anna, window_seconds=0)
    with transaction(service.app.engine) as connection:
        handoff.release(connection, anna)

    answers = say(service, anna, "5 แสนบาทค่ะ")

    assert sends(service, anna, 3) == ["reply"] * 3
    assert "500,000" in words_of(answers)


def test_pictures_stickers_and_strange_events_break_nothing(service: Service) -> None:
    anna = service.line.person("anna")
    say(service, anna, LOAN)
    for message in (
        {"type": "image"},
        {"type": "video", "duration": 1000},
        {"type": "audio", "duration": 1000},
        {"type": "file", "fileName": "งบ.pdf", "fileSize": 10},
        {"type": "sticker", "packageId": "1", "stickerId": "1", "stickerResourceType": "STATIC"},
        {"type": "hologram"},
    ):
        service.line.send_message(anna, message)
    service.line.unfollow(anna)
    service.line.follow(anna)
    service.line.settle()

    answers = say(service, anna, "รับทราบและยินยอม")

    assert answers
    with reading(service.app.engine) as connection:
        assert connection.scalars(text("SELECT kind FROM alert")).all() == []


def test_a_message_taken_back_is_forgotten(service: Service) -> None:
    anna = service.line.person("anna")
    say(service, anna, LOAN, "รับทราบและยินยอม")
    sent = str(service.line.sent_by(anna)[0]["id"])

    service.line.unsend(anna, sent)
    service.line.settle()
    say(service, anna, "5 แสน")

    with reading(service.app.engine) as connection:
        rows = connection.execute(
            text("SELECT text, unsent_at FROM message WHERE line_message_id = :id"), {"id": sent}
        ).all()
    assert [(row[0], row[1] is not None) for row in rows] == [(None, True)]


def test_in_a_group_the_bot_says_nothing(service: Service) -> None:
    anna = service.line.person("anna")
    group = service.line.group("ศูนย์โคราช", [anna])

    service.line.send_text(anna, LOAN, group=group)
    service.line.settle()
    say(service, anna, "สวัสดีค่ะ")

    assert service.line.messages(group) == []
