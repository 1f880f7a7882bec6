"""The switches and the figures in the whole service, over HTTP on both sides."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from prometheus_client import REGISTRY
from sqlalchemy import text

from bot.storage import switches
from bot.storage.db import reading, transaction
from bot.storage.switches import MAINTENANCE, STOP_SENDS
from tests.journeys.conftest import Service
from tests.journeys.test_service import say, sends, words_of

_NEVER = threading.Event()


def eventually(holds: Callable[[], bool]) -> bool:
    """Look again and again, for ten seconds."""
    return any(holds() or _NEVER.wait(0.05) for _ in range(200))


def turn(service: Service, name: str, *, on: bool) -> None:
    now = service.app.now()
    with transaction(service.app.engine) as connection:
        if on:
            switches.turn_on(connection, name, by="me", note="เปิดอีกครั้งบ่ายสอง", now=now)
        else:
            switches.turn_off(connection, name, by="me", now=now)
    assert eventually(lambda: (name in service.app.switches.latest()) is on)


def figure(name: str, labels: Mapping[str, str] | None = None) -> float | None:
    return REGISTRY.get_sample_value(name, dict(labels or {}))


def test_while_sends_are_stopped_nothing_reaches_line_and_afterwards_all_of_it_does(
    service: Service,
) -> None:
    anna = service.line.person("anna")
    turn(service, STOP_SENDS, on=True)
    service.line.send_text(anna, "สวัสดีค่ะ")
    with reading(service.app.engine) as connection:
        count = text("SELECT count(*) FROM outbox WHERE status = 'due' AND attempts = 0")
        assert eventually(lambda: connection.scalar(count) == 1)
    assert service.line.ledger() == []

    turn(service, STOP_SENDS, on=False)

    assert service.line.wait_for_messages(anna)
    assert sends(service, anna, 1) == ["reply"], "the token was still good"


def test_in_a_maintenance_people_are_told_for_free_and_answered_when_it_is_over(
    service: Service,
) -> None:
    anna = service.line.person("anna")
    turn(service, MAINTENANCE, on=True)

    told = say(service, anna, "อยากกู้เงินมาซื้อเครื่องจักรทำน้ำพริกค่ะ อยู่โคราช")
    turn(service, MAINTENANCE, on=False)
    answer = service.line.wait_for_messages(anna)

    assert "กำลังปรับปรุงระบบ" in words_of(told)
    assert "เปิดอีกครั้งบ่ายสอง" in words_of(told)
    assert "กำลังปรับปรุงระบบ" not in words_of(answer)
    assert sends(service, anna, 2)[0] == "reply"


def test_what_waits_what_is_switched_and_what_is_left_of_the_quota_is_shown(
    service: Service,
) -> None:
    turn(service, STOP_SENDS, on=True)
    service.line.send_text(service.line.person("anna"), "สวัสดีค่ะ")

    stopped = {"switch": "stop_sends"}
    assert eventually(lambda: figure("frontdoor_switch_on", stopped) == 1)
    assert eventually(lambda: figure("frontdoor_outbox_waiting", {"lane": "live"}) == 1)
    assert eventually(lambda: figure("frontdoor_quota_messages", {"what": "used"}) == 0)
    assert figure("frontdoor_processes") == 1
    assert figure("frontdoor_letters", {"status": "dead"}) == 0
