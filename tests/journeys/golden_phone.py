"""A golden dialogue as it goes over HTTP: what the person does at LINE, what the phone shows.

The service is the real one. Fixed is only what a golden dialogue fixes: the day, the programmes,
and what was understood of the words. Receiving numbers, and what is known once a case exists, are
compared by their place and not by their letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, cast

import orjson
from sqlalchemy import text

from bot.app import App
from bot.emulator import Emulator
from bot.handlers import filing
from bot.handlers.deps import Deps
from bot.model.buttons import MENU, NEWS, Button, about_programme, after_end
from bot.model.centres import HOTLINE
from bot.model.effects import OpenCase
from bot.model.heard import Heard, Place
from bot.model.thai import show_phone
from bot.nlu.pipeline import Understanding
from bot.nlu.places_pin import Located
from bot.programmes.catalogue import Catalogue
from bot.rehearsal import world
from bot.rehearsal.dialogue import Dialogue
from bot.rehearsal.forms import KINDS
from bot.rehearsal.hearing import heard
from bot.routing.centres import public_centres
from bot.storage import cases, conversations, friends, jobs, slips
from bot.storage.db import reading, transaction
from bot.worker.drain import drain
from bot.worker.runtime import Runtime
from bot.worker.sweeper import fire_due_jobs
from tests.world import HandClock

Line = Mapping[str, Any]
Json = dict[str, Any]
PATIENCE = 5.0
_SLIP = "BCDF-GHJK-LMNP"
_NUMBER = re.compile(r"\d\d-\d\d-\d{5}-\d")
_CASE = re.compile(r"\\\{case\\?\.\w+\\\}")
_LABELS = re.compile(r"^(.*?)(?: \[([^\[\]]*)\])?$", re.DOTALL)
_BUBBLES = ("say: ", "card ", "cards: ")


@dataclass(eq=False)  # as the real one
class ScriptedEars:
    """Understands the words of the line that is played as the golden dialogue says."""

    real: Understanding
    line: Line = field(default_factory=dict)

    def understand(self, words: str, *, asking: str | None, today: date) -> Heard:
        del asking, today
        return heard(words, self.line.get("heard", {}))

    def locate(self, address: str | None, latitude: float, longitude: float) -> Located:
        del address, latitude, longitude
        pin = self.line["pin"]
        place = Place(*pin["place"]) if pin.get("place") else None
        return Located(place, certain=pin.get("certain", False))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else an understanding has
        return getattr(self.real, name)


class GoldenApp(App):
    """The service, with the ears and the programmes of the dialogue that is played."""

    @cached_property
    def deps(self) -> Deps:  # type: ignore[explicit-override]  # `override` needs 3.12
        deps: Deps = App.deps.func(self)  # type: ignore[attr-defined]  # of cached_property
        ears = cast(Understanding, ScriptedEars(deps.understanding))
        return replace(deps, understanding=ears, catalogue=lambda: self.shown)

    shown = Catalogue(())

    @property
    def ears(self) -> ScriptedEars:
        return cast(ScriptedEars, self.deps.understanding)


@dataclass
class Phone:
    """One person with a phone, to whom a dialogue happens."""

    line: Emulator
    app: GoldenApp
    runtime: Runtime
    clock: HandClock
    person: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    """Receiving numbers of the dialogue -> those of the service."""
    hour: int = 12
    """When the dialogue begins; offices are closed in the evening."""
    got: list[list[Json]] = field(default_factory=list)
    """The answers that had buttons, oldest first."""

    def play(self, script: Dialogue) -> Iterator[str]:
        """Play a dialogue; yield a sentence for each line that the phone shows otherwise."""
        self.hour = 12 if script.world.get("open", True) else 18
        self.clock.moment = world.NOON.replace(hour=self.hour).astimezone(UTC)
        self.person = self.line.person(script.name)
        self._prepare(script.world)
        for number, line in enumerate(script.talk, start=1):
            self._meanwhile(line)
            self.app.ears.line = {**line, "heard": self._with_numbers(line.get("heard", {}))}
            answer = self._answer(line)
            if wrong := [*self._otherwise(line, answer)]:
                kind = next(key for key in line if key in KINDS)
                yield "\n".join([f"line {number}, {kind}: {line[kind]}", *wrong])

    # -- the world ---------------------------------------------------------------------------------

    def _prepare(self, given: Mapping[str, Any]) -> None:
        facts = world.of(given)
        known = (*facts.programmes, *facts.other_programmes)
        object.__setattr__(self.app, "shown", Catalogue(known))
        opened = world.NOON - timedelta(hours=given.get("age_hours", 2))
        for number in (*given.get("cases", ()), *given.get("ended", ())):
            self.numbers[number] = self._file(self.person, opened)
        until = given.get("reopen_until", "2026-12-20")
        for number in given.get("ended", ()):
            self._end(number, date.fromisoformat(str(until)) - timedelta(days=30))
        if "firm" in given:
            with transaction(self.app.engine) as connection:
                friends.note_about(connection, self.person, given["firm"])

    def _file(self, person: str, at: datetime) -> str:
        wanted = OpenCase(
            "financing", None, "normal",
            {"province": "TH-30", "summary": "อยากกู้เงินซื้อเครื่องจักร"},
        )  # fmt: skip
        with transaction(self.app.engine) as connection:
            deps = self.app.deps
            return filing.open_case(connection, deps, person, wanted, now=at).number

    def _end(self, number: str, on: date) -> None:
        ended = datetime(on.year, on.month, on.day, 5, tzinfo=UTC).isoformat()
        with transaction(self.app.engine) as connection:
            connection.execute(
                text("UPDATE case_record SET status = 'closed', ended_at = :at WHERE number = :n"),
                {"at": ended, "n": self.numbers[number]},
            )

    def _meanwhile(self, line: Line) -> None:
        self.clock.move(hours=line.get("hours", 0), minutes=1)
        for number in line.get("closed", ()):
            self._actual(number)
            self._end(number, self.clock.now().date())
        if line.get("slip", "unknown") != "unknown":
            number = self._file("desk", self.clock.now())
            self.numbers[line["slip"]] = number
            with transaction(self.app.engine) as connection:
                slips.print_one(connection, number, fresh=_SLIP, now=self.clock.now())
        if line.get("revised"):
            self._revise()

    def _revise(self) -> None:
        """Let the saved step be one that flows.yaml has no more."""
        with transaction(self.app.engine) as connection:
            found = conversations.find(connection, self.person)
            state = orjson.loads(found.state)
            state["frames"][-1][1] = "revised_away"
            connection.execute(
                text("UPDATE conversation SET state = :state WHERE person = :person"),
                {"state": orjson.dumps(state).decode(), "person": self.person},
            )

    # -- what the person does ------------------------------------------------------------------

    def _answer(self, line: Line) -> list[Json]:
        """Do what the line says, and return what the phone shows then."""
        kind = next(key for key in line if key in KINDS)
        wanted = sum(deed.startswith(_BUBBLES) for deed in line["bot"])
        if kind == "timeout":
            self._time_out(line[kind])
        else:
            getattr(self, f"_{kind}")(line[kind])
        self.line.settle()
        answer = self.line.wait_for_messages(self.person, wanted, PATIENCE) if wanted else []
        if any(True for one in answer for _ in _actions(one)):
            self.got.append(answer)
        return answer

    def _person(self, words: str) -> None:
        said = _NUMBER.sub(lambda found: self._actual(found[0]), words)
        self.line.send_text(self.person, said)

    def _press(self, label: str) -> None:
        self._tap(label, self.got[-1:])

    def _old(self, label: str) -> None:
        self._tap(label, self.got[-2::-1])

    def _tap(self, label: str, answers: Sequence[Sequence[Json]]) -> None:
        """Press the first button of this label in these answers."""
        label = _NUMBER.sub(lambda found: self._actual(found[0]), label)
        labels = {label, label.replace("แก้:", "แก้ไข")}
        actions = (one for answer in answers for message in answer for one in _actions(message))
        found = next((one for one in actions if one["label"] in labels), None)
        assert found is not None, f"«{label}» is not on the phone"
        self.line.press(self.person, found["data"])

    def _tile(self, value: str) -> None:
        self.line.press(self.person, Button(MENU, "tile", 0, value).pack())

    def _sticker(self, _: bool) -> None:  # noqa: FBT001 -- as the line has it
        sticker = {"type": "sticker", "packageId": "1", "stickerId": "2"}
        self.line.send_message(self.person, sticker)

    def _media(self, kind: str) -> None:
        named = {"fileName": "a.pdf", "fileSize": 9} if kind == "file" else {}
        self.line.send_message(self.person, {"type": kind, **named})

    def _pin(self, _: Mapping[str, Any]) -> None:
        place = {"type": "location", "address": "ที่นี่", "latitude": 14.9, "longitude": 102.1}
        self.line.send_message(self.person, place)

    def _arrive(self, again: str) -> None:
        if again == "again":
            self.line.unfollow(self.person)
            self.line.settle()
        self.line.follow(self.person)

    def _ended(self, told: list[str]) -> None:
        self._sealed(after_end(told[0], self._actual(told[1])), self.person)

    def _offer(self, told: list[str]) -> None:
        self._sealed(about_programme(*told), self.person)

    def _announced(self, told: list[Any]) -> None:
        self._sealed(Button(NEWS, str(told[0]), 0, told[1]))

    def _sealed(self, button: Button, person: str = "") -> None:
        self.line.press(self.person, self.app.seals.seal(button, person).pack())

    def _time_out(self, kind: str) -> None:
        """Let this timer come due now, and no other."""
        now = self.clock.now()
        with transaction(self.app.engine) as connection:
            for one in ("consent_timeout", "draft_warning", "draft_timeout"):
                jobs.cancel(connection, self.person, one)
            jobs.schedule(connection, self.person, kind, due_at=now)
        fire_due_jobs(self.app)
        drain(self.app, self.person, window_seconds=0)
        self.runtime.engine.wake_sender(self.person)

    # -- what is compared ----------------------------------------------------------------------

    def _actual(self, number: str) -> str:
        """Return the service's number for one of the dialogue: the newest that is not known yet."""
        if number not in self.numbers:
            with reading(self.app.engine) as connection:
                mine = [one.number for one in cases.briefs(connection, self.person)]
            new = [one for one in mine if one not in self.numbers.values()]
            if not new:
                return number
            self.numbers[number] = new[-1]
        return self.numbers[number]

    def _with_numbers(self, form: Mapping[str, Any]) -> Mapping[str, Any]:
        if "case_number" not in form:
            return form
        return {**form, "case_number": self._actual(form["case_number"])}

    def _otherwise(self, line: Line, answer: Sequence[Json]) -> Iterator[str]:
        wanted = [deed for deed in line["bot"] if deed.startswith(_BUBBLES)]
        if len(wanted) != len(answer):
            yield f"  {len(wanted)} messages are written, {len(answer)} were received"
            return
        for deed, message in zip(wanted, answer, strict=True):
            said, labels = _parted(deed)
            shown = str(message.get("text") or message.get("altText"))
            yield from self._texts_otherwise(said, shown, orjson.dumps(message).decode())
            if labels and labels != _labels(answer):
                told = [self._put(one) for one in labels]
                if told != _labels(answer):
                    yield f"  buttons {told} are written, {_labels(answer)} were received"

    def _texts_otherwise(self, said: str, shown: str, whole: str) -> Iterator[str]:
        kind, _, words = said.partition(": ")
        if kind == "say":
            if not self._pattern(words).fullmatch(shown):
                yield f"  - {words}\n  + {shown}"
        elif kind == "cards":
            yield from (f"  no card «{one}»" for one in words.split(" | ") if one not in whole)
        else:
            lines = shown.splitlines()
            for row in _rows(words):
                if not any(self._pattern(row).fullmatch(one) for one in lines):
                    yield f"  - {row}\n  + {shown}"

    def _put(self, words: str) -> str:
        """Return words of the dialogue with the numbers and the offices of the service."""
        for code, centre in public_centres(self.app.map, on=self.clock.now().date()).items():
            golden = world.CENTRES.get(code)
            if golden is not None:
                words = words.replace(golden.name_th, centre.name_th)
            if golden is not None and golden.phone is not None:
                phone = centre.phone or HOTLINE
                words = words.replace(show_phone(golden.phone), phone).replace(golden.phone, phone)
        words = words.replace("เวลา 12:", f"เวลา {self.hour}:").replace(
            "6, 12:", f"6, {self.hour}:"
        )
        return _NUMBER.sub(lambda found: self._actual(found[0]), words)

    def _pattern(self, words: str) -> re.Pattern[str]:
        return re.compile(_CASE.sub(".+", re.escape(self._put(words))), re.DOTALL)


def _parted(deed: str) -> tuple[str, list[str]]:
    """Part «say: words [a | b]» into the words and the labels."""
    found = _LABELS.match(deed)
    assert found is not None
    said, labels = found.groups()
    return (said, labels.split(" | ")) if labels else (said, [])


def _rows(words: str) -> Iterator[str]:
    for row in words.splitlines():
        yield row.removeprefix("- ") if row.startswith("- ") else row.strip("()")


def _labels(answer: Sequence[Json]) -> list[str]:
    items = answer[-1].get("quickReply", {}).get("items", [])
    return [item["action"]["label"] for item in items]


def _actions(part: object) -> Iterator[Json]:
    """Yield every postback action of a message, wherever it stands."""
    if isinstance(part, dict):
        if part.get("type") == "postback":
            yield part
        for inner in part.values():
            yield from _actions(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _actions(inner)
