"""A conversation in this process: real understanding, real flows, real database, a hand clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from bot.app import App
from bot.cases.record import CaseRecord
from bot.model.buttons import Button
from bot.storage import cases, outbox
from bot.storage.db import reading, transaction
from bot.storage.inbox import Arrival
from bot.worker.drain import drain
from tests.world import HandClock


@dataclass
class Talk:
    """One person who writes, and what the bot answers."""

    app: App
    clock: HandClock
    person: str = "Uanna"
    events: int = field(default=0)
    happening_ms: int = 0
    """When LINE says that events happen; 0 leaves it out."""

    def say(self, text: str) -> str:
        return self.happen("message:text", message={"type": "text", "text": text})

    def press(self, button: Button) -> str:
        """Press a button that was sent to this person."""
        data = self.app.seals.seal(button, self.person).pack()
        return self.happen("postback", postback={"data": data})

    def happen(self, kind: str, **fields: Any) -> str:  # noqa: ANN401 -- LINE's own JSON
        self.events += 1
        name = f"{self.person}-{self.events}"
        event = {"type": kind.partition(":")[0], "source": {"type": "user"}, **fields}
        if "message" in event:
            event["message"] = {"id": name, **event["message"]}
        arrival = Arrival(
            event_id=name,
            person=self.person,
            kind=kind,
            occurred_at_ms=self.happening_ms,
            received_at=self.app.now(),
            raw=orjson.dumps(event).decode(),
            message_id=name,
            reply_token=name,
            is_redelivery=fields.get("deliveryContext", {}).get("isRedelivery", False),
        )
        self.app.writer.record([arrival])
        return self.answer()

    def answer(self) -> str:
        drain(self.app, self.person, window_seconds=0)
        said: list[str] = []
        now = self.app.now()
        with transaction(self.app.engine) as connection:
            while letter := outbox.claim_next(connection, self.person, holder="me", now=now):
                said += [
                    str(one.get("text") or one.get("altText"))
                    for one in orjson.loads(letter.messages)
                ]
                outbox.mark_sent(connection, letter, by="reply", request_id=None, now=now)
        return "\n".join(said)

    def cases(self) -> list[CaseRecord]:
        with reading(self.app.engine) as connection:
            return list(cases.records(connection, person=self.person))

    def file_a_loan(self) -> CaseRecord:
        for words in (
            "อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช",
            "ยินยอม",
            "5 แสน",
            "บุญมา 081 234 5678",
            "ถูกต้อง",
        ):
            self.say(words)
        return self.cases()[-1]


@pytest.fixture
def talk(app: App, clock: HandClock) -> Talk:
    return Talk(app, clock)
