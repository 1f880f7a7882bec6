"""One or several people talking with the bot, without LINE: the same inbox, turns and outbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from bot import clock
from bot.app import App
from bot.cases.export import as_dict
from bot.config import read_settings
from bot.errors import BotError
from bot.handlers import handoff
from bot.handlers.inspection import conversation_view
from bot.line.webhook import split
from bot.logs import configure
from bot.storage import cases, conversations, migrate, outbox
from bot.storage.db import reading, transaction
from bot.web.webhook import arrival
from bot.worker.drain import drain
from bot.worker.sweeper import fire_due_jobs, forget_unconsented

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPEECH = ("text", "message", "postback", "event", "wait", "user", "staff")
_SECRET = "play"  # noqa: S105 -- so that the buttons of one play may be pressed in the next
_KNOWN = frozenset({*_SPEECH, "params", "more"})


class BadLine(BotError):
    """A line of input that says nothing we know."""


@dataclass(slots=True)
class ShiftedClock:
    """The real clock, moved on by what the player waited."""

    waited: timedelta = timedelta()

    def now(self) -> datetime:
        """Return the moment it is in the play."""
        return clock.now() + self.waited


@dataclass(slots=True)
class Player:
    """Takes lines of input, and returns what the bot did about each."""

    app: App
    clock: ShiftedClock
    person: str = "Ua"
    events: int = 0
    typing: set[str] = field(default_factory=set)

    @classmethod
    def on_throw_away_database(cls, folder: Path) -> Player:
        """Start on an empty database in a folder that the caller deletes."""
        moved = ShiftedClock()
        settings = read_settings(
            database_url=f"sqlite:///{folder / 'play.db'}",
            data_dir=folder,
            redis_url="",
            line_channel_secret=_SECRET,
            sqlite_synchronous="NORMAL",
            log_level="ERROR",
        )
        configure(settings.log_level)  # stdout belongs to the answers
        app = App(settings, now=moved.now)
        migrate.upgrade(app.engine)
        app.keep_book()
        return cls(app, moved)

    def take(self, given: dict[str, Any]) -> dict[str, Any] | None:
        """Take one line; None while the person goes on typing. Raises BadLine, changing nothing."""
        steps = [*self._steps(given)]
        if not steps:
            raise BadLine(f"This line says nothing. Write one of {', '.join(_SPEECH)}.")
        for step in steps:
            step()
        if given.get("more") is True:
            return None
        self._drain()
        return self._answer()

    def _steps(self, given: dict[str, Any]) -> list[Callable[[], None]]:
        unknown = given.keys() - _KNOWN
        if unknown:
            raise BadLine(
                f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(sorted(_KNOWN))}."
            )
        steps: list[Callable[[], None]] = []
        if "user" in given:
            person = f"U{_text(given, 'user')}"
            steps.append(lambda: setattr(self, "person", person))
        if "wait" in given:
            pause = _duration(given["wait"])
            steps.append(lambda: self._wait(pause))
        if "staff" in given:
            steps.append(self._staff(_text(given, "staff")))
        event = _event(given)
        if event is not None:
            steps.append(lambda: self._receive(event))
        return steps

    def _wait(self, pause: timedelta) -> None:
        self.clock.waited += pause
        self.typing.update(fire_due_jobs(self.app))
        forget_unconsented(self.app)

    def _staff(self, deed: str) -> Callable[[], None]:
        if deed not in {"claim", "release"}:
            raise BadLine('Staff do one of two things: {"staff": "claim"} or {"staff": "release"}.')

        def act() -> None:
            with transaction(self.app.engine) as connection:
                if deed == "claim":
                    now = self.app.now()
                    handoff.claim(connection, self.person, by="เจ้าหน้าที่", now=now)
                else:
                    handoff.release(connection, self.person)

        return act

    def _receive(self, event: dict[str, Any]) -> None:
        self.events += 1
        now = self.app.now()
        whole = {
            "mode": "active",
            "timestamp": int(now.timestamp() * 1000),
            "webhookEventId": f"play-{self.events}",
            "replyToken": f"play-{self.events}",
            "deliveryContext": {"isRedelivery": False},
            "source": {"type": "user", "userId": self.person},
            **event,
        }
        if isinstance(whole.get("message"), dict):
            whole["message"] = {"id": str(self.events), **whole["message"]}
        body = orjson.dumps({"destination": "", "events": [whole]})
        arrivals = [arrival(one, now) for one in split(body).events]
        self.app.writer.record(arrivals)
        self.typing.update(one.person for one in arrivals)

    def _drain(self) -> None:
        for person in sorted(self.typing | {self.person}):
            drain(self.app, person, window_seconds=0)
        self.typing.clear()

    def _answer(self) -> dict[str, Any]:
        replies: list[Any] = []
        now = self.app.now()
        with transaction(self.app.engine) as connection:
            while letter := outbox.claim_next(connection, self.person, holder="play", now=now):
                replies.extend(orjson.loads(letter.messages))
                outbox.mark_sent(connection, letter, by="reply", request_id=None, now=now)
        with reading(self.app.engine) as connection:
            conversation = conversations.find(connection, self.person)
            records = list(cases.records(connection, person=self.person))
        return {
            "replies": replies,
            "conversation": conversation_view(self.app.deps, conversation),
            "cases": [as_dict(record) for record in records],
        }


def _event(given: dict[str, Any]) -> dict[str, Any] | None:
    if "event" in given:
        if not isinstance(given["event"], dict):
            raise BadLine('"event" is a LINE event, as an object.')
        return dict(given["event"])
    if "message" in given:
        if not isinstance(given["message"], dict):
            raise BadLine('"message" is a LINE message object, e.g. {"type": "sticker"}.')
        return {"type": "message", "message": given["message"]}
    if "postback" in given:
        postback = {"data": _text(given, "postback"), **_params(given)}
        return {"type": "postback", "postback": postback}
    if "text" in given:
        return {"type": "message", "message": {"type": "text", "text": _text(given, "text")}}
    return None


def _params(given: dict[str, Any]) -> dict[str, Any]:
    return {"params": given["params"]} if isinstance(given.get("params"), dict) else {}


def _text(given: dict[str, Any], name: str) -> str:
    value = given[name]
    if not isinstance(value, str):
        raise BadLine(f'"{name}" is a text in quotation marks.')
    return value


def _duration(value: object) -> timedelta:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", str(value).strip())
    if found is None:
        raise BadLine('"wait" is a number with s, m, h or d, e.g. {"wait": "3d"}.')
    return timedelta(seconds=float(found[1]) * _UNITS[found[2]])
