"""What is unclear over the real webhook is there to learn from; what must not be kept is not."""

from __future__ import annotations

from bot.storage import nlu_review
from bot.storage.db import reading
from tests.journeys.conftest import Service
from tests.journeys.test_service import LOAN, say, words_of
from tests.unclear import shown, unclear


def queued(service: Service) -> list[str]:
    with reading(service.app.engine) as connection:
        return [one.lesson.text for one in nlu_review.latest(connection)]


def test_an_unclear_message_is_queued_masked_and_nothing_else_that_was_said(
    service: Service,
) -> None:
    anna = service.line.person("anna")
    words = unclear(service.app)

    say(service, anna, LOAN, "รับทราบและยินยอม", "ยกเลิก", words)

    assert queued(service) == [shown(words)]


def test_before_the_notice_is_acknowledged_nothing_is_queued(service: Service) -> None:
    anna = service.line.person("anna")

    say(service, anna, unclear(service.app))
    assert queued(service) == []

    say(service, anna, LOAN, "ไม่ยินยอม")
    assert queued(service) == []


def test_despair_is_answered_and_never_queued(service: Service) -> None:
    anna = service.line.person("anna")

    answers = say(service, anna, LOAN, "รับทราบและยินยอม", "ยกเลิก", "ไม่รู้จะทำยังไง ไม่อยากมีชีวิตอยู่แล้ว")

    assert "1323" in words_of(answers)
    assert queued(service) == []
