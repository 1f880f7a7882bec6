"""One person's visit as the service would carry it out: timers, cases, officers, all in memory.

What `bot.handlers` does with a turn in the database is done here with a few dicts, so that a
hundred thousand turns take minutes: timers are kept and fire when time passes, filed matters
become cases, officers take a conversation over, and what is said becomes LINE's own messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.flows import (
    Arrived,
    Book,
    DialogueState,
    Facts,
    Input,
    Media,
    Pin,
    Pressed,
    Sticker,
    TimedOut,
    Words,
    asking,
)
from bot.flows.inputs import Slip
from bot.flows.state import Frame
from bot.model.buttons import MENU, NEWS, Button, about_programme, after_end
from bot.model.cases import Status
from bot.model.effects import (
    Card,
    Carousel,
    Effect,
    Forget,
    GiveConsent,
    NoteFirm,
    OpenCase,
    Remind,
    ReopenCase,
    Row,
    Say,
    Timer,
)
from bot.model.firms import Firm
from bot.model.heard import Heard, Place
from bot.model.seals import Seals
from bot.rehearsal.moves import Move
from bot.rehearsal.stage import Stage
from bot.rehearsal.world import CLOSED, COURSE, LOAN, RELIEF, case, facts
from bot.render import messages
from bot.render.actions import Json

Ears = Callable[[str, str | None, date], Heard]
"""(words, the slot asked for, the day) -> what is understood."""
_PERSON = "U" + "0" * 32
_SEALS = Seals.of([b"one visit"])
_WITHOUT_CONSENT = timedelta(hours=24)
_REOPENABLE = timedelta(days=30)
_OPENED: Mapping[str, str] = {
    "{case.number}": "30-69-00001-1",
    "{case.centre}": "สำนักงานอุตสาหกรรมจังหวัดพระนครศรีอยุธยา",
    "{case.next_contact}": "วันจันทร์ที่ 30 พฤศจิกายน 2569",
    "{case.phone}": "0 4424 2031",
    "{case.status}": "รับเรื่องแล้ว รอเจ้าหน้าที่เปิดอ่าน",
}
_ENDED = {
    "closed": Status.CLOSED,
    "cancelled": Status.CANCELLED,
    "unreachable": Status.UNREACHABLE,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One turn of the engine, and what the service made of it."""

    move: Move
    given: Input
    before: DialogueState
    after: DialogueState
    facts: Facts
    """What was true when the turn began."""
    now: datetime
    effects: tuple[Effect, ...]
    steps: tuple[Frame, ...]
    messages: tuple[Json, ...]
    """What LINE would be sent."""
    consented: bool
    """Whether the notice had been acknowledged when the turn ended."""
    timers: frozenset[Timer]
    """Those that run when the turn has ended."""


@dataclass
class Visit:
    """One person, from the first message on."""

    book: Book
    ears: Ears
    stage: Stage = field(init=False)
    timers: dict[Timer, datetime] = field(default_factory=dict)
    consented: bool = False
    held: bool = False
    """Whether an officer holds the conversation, so that the bot is silent."""
    touched_at: datetime = field(init=False)
    """When the last turn was."""

    def __post_init__(self) -> None:
        """Begin on an ordinary day, with every kind of programme."""
        day = replace(facts(), programmes=(LOAN, COURSE, RELIEF), other_programmes=(CLOSED,))
        self.stage = Stage(self.book, facts=day)
        self.touched_at = self.stage.now

    def make(self, move: Move) -> Iterator[Moment]:
        """Make a move; yield each turn it leads to: those of timers that fire before it, its own.

        Moves that change the world around the talk, or that nobody answers, lead to none.
        """
        yield from self._pass(move, timedelta(minutes=move.minutes))
        if move.kind == "timer":
            soonest = min(self.timers.values(), default=self.stage.now)
            yield from self._pass(move, max(soonest - self.stage.now, timedelta()))
            return
        given = INPUTS[move.kind](self, move.value)
        if given is None or (self.held and not _despairs(given)):
            return
        before = self.stage.state
        yield self._turn(move, given)
        if self.held:
            self.stage.state = before  # the bot remembers where it was

    def _pass(self, move: Move, pause: timedelta) -> Iterator[Moment]:
        """Let time pass; timers that come due fire in their order."""
        until = self.stage.now + pause
        while due := [(at, kind) for kind, at in self.timers.items() if at <= until]:
            self.stage.now, kind = min(due)
            del self.timers[kind]
            if self.held:
                self._remember_timer(kind)
            else:
                yield self._turn(move, TimedOut(kind))
        self.stage.now = until
        if not self.consented and self.touched_at < until - _WITHOUT_CONSENT:
            self.stage.state = DialogueState()  # as the sweeper does, whoever holds the talk

    def _remember_timer(self, kind: Timer) -> None:
        """Let it come again, as the service does while an officer holds the talk."""
        hours = self.book.policy.resume_hours
        self.timers[kind] = self.stage.now + timedelta(hours=hours)

    def _turn(self, move: Move, given: Input) -> Moment:
        stage = self.stage
        before, known = stage.state, stage.facts
        self.touched_at = stage.now
        sent = (f"m{before.turn}",) if isinstance(given, Media) else ()
        effects = self._carried_out(stage.give(given, sent=sent))
        stage.facts = replace(stage.facts, slip=None)
        bubbles = [one for one in effects if isinstance(one, Say | Card | Carousel)]
        return Moment(
            move,
            given,
            before,
            stage.state,
            known,
            stage.now,
            effects,
            stage.steps,
            tuple(messages(_SEALS.sealed(bubbles, _PERSON))),
            self.consented,
            frozenset(self.timers),
        )

    def _carried_out(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """Do what is wanted; return the effects with what is known of the case just opened."""
        opened = False
        done: list[Effect] = []
        for effect in effects:
            opened = opened or isinstance(effect, OpenCase | ReopenCase)
            self._note(effect)
            if opened and isinstance(effect, Say | Card):  # no programmes are shown with a number
                done.append(_filled(effect))
            else:
                done.append(effect)
        return tuple(done)

    def _note(self, effect: Effect) -> None:
        match effect:
            case Remind(kind, hours):
                self.timers[kind] = self.stage.now + timedelta(hours=hours)
            case GiveConsent():
                self.consented = True
                self.timers.pop("consent_timeout", None)
            case Forget():
                self.timers.clear()
            case OpenCase():
                self._stop_draft_timers()
            case NoteFirm(about) if self.consented:
                self._know_firm(about)
            case _:
                return

    def _stop_draft_timers(self) -> None:
        for kind in ("draft_warning", "draft_timeout"):
            self.timers.pop(kind, None)

    def _know_firm(self, about: Mapping[str, str]) -> None:
        firm = self.stage.facts.firm
        known = replace(
            firm,
            province=about.get("province", firm.province),
            sector=about.get("sector", firm.sector),
            sizes=(about["size"],) if "size" in about else firm.sizes,
            legal_form=about.get("legal_form", firm.legal_form),
        )
        self.stage.facts = replace(self.stage.facts, firm=known)

    # -- what moves are to the engine ------------------------------------------------------------

    def hear(self, text: str) -> Input:
        """Understand words as the service does."""
        stage = self.stage
        return Words(self.ears(text, asking(self.book, stage.state), stage.now.date()))

    def tap(self, value: str, *, old: bool = False) -> Input | None:
        """Find a button on the screen, or further up; None where there is none."""
        stage = self.stage
        shown = [one.button for one in (stage.old if old else stage.shown) if one.button]
        return Pressed(shown[int(value) % len(shown)]) if shown else None

    def after_end(self, value: str) -> Input:
        """Press what an officer's news of an ended case offers; its number may be nobody's."""
        pattern, _, which = value.partition(":")
        mine = [*(one.number for one in self.stage.facts.cases), "30-69-99999-9"]
        return Pressed(after_end(pattern, mine[int(which) % len(mine)]))

    def show_slip(self, value: str) -> Input:
        """Send the code on a receiving slip."""
        code, number = "BCDF-GHJK-LMNP", f"30-69-{90000 + len(self.stage.facts.cases):05d}-0"
        found = case(number, opened_at=self.stage.now) if value == "known" else None
        self.stage.facts = replace(self.stage.facts, slip=None if self.held else Slip(code, found))
        return self.hear(code)

    def follow(self, value: str) -> Input:
        """Add the account, or come back to it."""
        return Arrived(again=value == "again")

    def staff(self, value: str) -> None:
        """Let an officer take the conversation over, or give it back."""
        self.held = value == "claim"

    def change_world(self, value: str) -> None:
        """Let something change beside the talk."""
        _WORLD.get(value, Visit.end_case)(self, value)

    def end_case(self, value: str) -> None:
        """Let the newest case end, or go on, as the name says."""
        mine = self.stage.facts.cases
        if mine:
            until = (self.stage.now + _REOPENABLE).date() if value == "closed" else None
            status = _ENDED.get(value, Status.ADVISING)
            self.stage.change_case(
                mine[-1].number, status=status, reopen_until=until, last_action_at=self.stage.now
            )

    def merge(self, _: str) -> None:
        """Let the oldest case go on under the number of the newest."""
        first, *others = self.stage.facts.cases or (None,)
        if first is not None and others:
            merged = {**self.stage.facts.merged, first.number: others[-1].number}
            self.stage.facts = replace(self.stage.facts, cases=tuple(others), merged=merged)

    def turn_the_hours(self, _: str) -> None:
        """Open the offices, or close them."""
        office = self.stage.facts.office
        now_open = replace(office, open_now=not office.open_now)
        self.stage.facts = replace(self.stage.facts, office=now_open)

    def turn_the_catalogue(self, _: str) -> None:
        """Close the programmes that are open, and open the others."""
        known = self.stage.facts
        self.stage.facts = replace(
            known, programmes=known.other_programmes, other_programmes=known.programmes
        )

    def meet_the_firm(self, _: str) -> None:
        """Know of the firm from elsewhere."""
        self.stage.facts = replace(
            self.stage.facts, firm=Firm(province="TH-30", sector="manufacture", needs=("market",))
        )

    def revise(self, _: str) -> None:
        """Start a release in which the step that the talk stands at is gone."""
        frames = self.stage.state.frames
        if frames:
            gone = (*frames[:-1], Frame(frames[-1].flow, "revised_away"))
            self.stage.state = replace(self.stage.state, frames=gone)


_WORLD: Mapping[str, Callable[[Visit, str], None]] = {
    "office": Visit.turn_the_hours,
    "programmes": Visit.turn_the_catalogue,
    "merged": Visit.merge,
    "firm": Visit.meet_the_firm,
    "revised": Visit.revise,
}


def _pin(value: str) -> Pin:
    code, _, rest = value.partition(":")
    district, _, sure = rest.partition(":")
    return Pin(Place(code, district or None) if code else None, certain=sure == "sure")


def _foreign(value: str) -> Pressed:
    flow, step, turn, answer = value.split("|")
    return Pressed(Button(flow, step, int(turn), answer))


def _about_programme(value: str) -> Pressed:
    return Pressed(about_programme(*value.split(":")))


def _announced(value: str) -> Pressed:
    number, _, flow = value.partition(":")
    return Pressed(Button(NEWS, number, 0, flow))


INPUTS: Mapping[str, Callable[[Visit, str], Input | None]] = {
    "words": Visit.hear,
    "despair": Visit.hear,
    "press": Visit.tap,
    "old": lambda visit, value: visit.tap(value, old=True),
    "tile": lambda _, value: Pressed(Button(MENU, "tile", 0, value)),
    "sticker": lambda _visit, _value: Sticker(),
    "media": lambda _, kind: Media(kind),  # type: ignore[arg-type]  # one of the four
    "pin": lambda _, value: _pin(value),
    "follow": Visit.follow,
    "unfollow": lambda _visit, _value: None,
    "ended": Visit.after_end,
    "announced": lambda _, value: _announced(value),
    "offer": lambda _, value: _about_programme(value),
    "foreign": lambda _, value: _foreign(value),
    "garbage": lambda _, value: Pressed(Button("", "", 0, value)),
    "slip": Visit.show_slip,
    "staff": Visit.staff,
    "world": Visit.change_world,
}
"""What each kind of move is to the engine; None where nobody answers."""


def _despairs(given: Input) -> bool:
    """Say whether the bot answers though an officer holds the conversation."""
    return isinstance(given, Words) and "crisis" in given.heard.signals


def _filled(bubble: Say | Card) -> Say | Card:
    if isinstance(bubble, Say):
        return replace(bubble, text=_put(bubble.text))
    rows = tuple(Row(_put(row.label), _put(row.value), row.fix) for row in bubble.rows)
    note = _put(bubble.note or "") or None
    return replace(bubble, title=_put(bubble.title), rows=rows, note=note)


def _put(text: str) -> str:
    for placeholder, value in _OPENED.items():
        text = text.replace(placeholder, value)
    return text
