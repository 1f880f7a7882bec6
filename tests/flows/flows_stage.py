"""A stage for conversations: a small world in which a written talk is played and written down.

A line of a talk says what the person does (`person`, `press`, `old`, `sticker`, `media`, `pin`,
`arrive`, `timeout`, `ended` and `offer`: a button about an ended case, about a programme) and, for
words, what was understood (`heard`). The stage answers with what the bot does. Cases that are
opened become facts of the next turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

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
    Turn,
    Words,
    asking,
    load,
    respond,
)
from bot.model.buttons import NEWS, Button, about_programme, after_end
from bot.model.cases import CaseBrief, Status
from bot.model.centres import Centre, OfficeHours
from bot.model.effects import (
    Alert,
    AnswerNews,
    AskCall,
    CancelCase,
    Card,
    Carousel,
    ChangeCase,
    Choice,
    Effect,
    Feedback,
    Forget,
    GiveConsent,
    HandOff,
    NoteFirm,
    NoteInterest,
    OpenCase,
    Remind,
    ReopenCase,
    Say,
    SetNews,
)
from bot.model.firms import Firm
from bot.model.heard import Amount, Entities, Guess, Heard, Place
from bot.model.programmes import Programme
from bot.model.thai import BANGKOK

ROOT = Path(__file__).parents[2]
BOOK = load((ROOT / "flows.yaml").read_text(encoding="utf-8"), name="flows.yaml")
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=BANGKOK)
NAMES = {"TH-30": "นครราชสีมา", "TH-50": "เชียงใหม่", "TH-90": "สงขลา", "TH-10": "กรุงเทพมหานคร"}
CENTRES = {
    "": Centre("HQ-BKK", "กองรับเรื่อง กรมส่งเสริมอุตสาหกรรม"),
    "TH-30": Centre("SSRC-30", "สำนักงานอุตสาหกรรมจังหวัดนครราชสีมา"),
    "TH-50": Centre("SSRC-50", "สำนักงานอุตสาหกรรมจังหวัดเชียงใหม่", phone="053000000"),
    "TH-90": Centre("SSRC-90", "สำนักงานอุตสาหกรรมจังหวัดสงขลา"),
}
LOAN = Programme(
    code="loan",
    title="สินเชื่อดีพร้อมเปย์",
    owner="กรมส่งเสริมอุตสาหกรรม",
    summary="เงินทุนหมุนเวียนระยะสั้นสำหรับอุตสาหกรรมในครอบครัว",
    needs=("financing",),
    provinces=(),
    valid_from=date(2026, 10, 1),
    valid_to=date(2027, 9, 30),
    source_url="https://www.dip.go.th",
    as_of=date(2026, 11, 1),
    sizes=("micro", "small"),
    sectors=("manufacture", "farm"),
    legal_forms=("person", "community"),
    documents=("สำเนาทะเบียนพาณิชย์ (ถ้ามี)", "รูปถ่ายสถานที่ผลิต"),
)
COURSE = replace(LOAN, code="nec", title="อบรมผู้ประกอบการใหม่", needs=(), valid_to=None)
COURSE = replace(COURSE, sizes=(), sectors=(), legal_forms=(), documents=())
RELIEF = replace(
    COURSE,
    code="relief",
    title="มาตรการช่วยเหลือผู้ประสบอุทกภัย",
    needs=("rescue", "financing"),
    disaster_areas=("TH-90",),
    apply_by=date(2026, 12, 31),
)
CLOSED = replace(LOAN, code="old", title="สินเชื่อปีก่อน", valid_to=date(2026, 9, 30))

_LOAN_WISH = {"intent": "financing", "sure": 0.95, "sub": "fin.invest"}
_PLAIN_ANSWERS: dict[str, tuple[str, dict[str, Any]]] = {
    "consent": ("ยินยอมค่ะ", {"assent": "yes"}),
    "confirm": ("ถูกต้องค่ะ", {"assent": "yes"}),
    "summary": ("เครื่องซีลเสียบ่อย อยากได้เครื่องใหม่", {}),
    "province": ("โคราช", {"province": "TH-30"}),
    "amount_baht": ("สองแสน", {"amount_baht": (200000, 200000)}),
    "name": ("บุญมา 0812345678", {"name": "บุญมา", "phone": "0812345678"}),
    "phone": ("0812345678", {"phone": "0812345678"}),
    "business": ("ทำน้ำพริก", {"business": "น้ำพริก"}),
    "juristic_id": ("ข้าม", {"intent": "cancel", "sub": "skip", "sure": 0.9}),
    "email": ("a@example.com", {"email": "a@example.com"}),
    "deadline": ("30 พ.ย.", {"deadline": "2026-11-30"}),
    "need": ("หาเงินทุน สินเชื่อ", {}),
    "sector": ("ผลิตสินค้า", {}),
    "legal_form": ("ยังไม่จด", {}),
    "employees": ("12 คน", {}),
    "revenue": ("3 ล้าน", {"amount_baht": (3_000_000, 3_000_000)}),
    **dict.fromkeys(("want_case", "want_programme"), ("1", {})),
    "edit": ("จังหวัด", {}),
    **dict.fromkeys(("resume", "attach", "second", "withdraw", "which_need"), ("1", {})),
}


def facts(*cases: CaseBrief, open_now: bool = True, programmes: bool = True) -> Facts:
    """The facts of an ordinary day."""
    return Facts(
        cases=cases,
        centres=CENTRES,
        office=OfficeHours(open_now=open_now, next_opening=date(2026, 11, 26)),
        next_contact=date(2026, 11, 30),
        programmes=(LOAN, COURSE) if programmes else (),
        other_programmes=(CLOSED,),
        province_names=NAMES,
    )


def case(number: str = "30-69-00001-1", **changes: Any) -> CaseBrief:  # noqa: ANN401 - the fields of CaseBrief
    """A case of the person on stage."""
    brief = CaseBrief(
        number=number,
        category="financing",
        status=Status.NEW,
        centre_code="SSRC-30",
        centre_name="สำนักงานอุตสาหกรรมจังหวัดนครราชสีมา",
        opened_at=NOON - timedelta(hours=2),
        last_action_at=NOON - timedelta(hours=2),
        next_contact=date(2026, 11, 30),
        summary="อยากกู้เงินซื้อเครื่องจักร",
    )
    return replace(brief, **changes)


def heard(text: str, **form: Any) -> Heard:  # noqa: ANN401 - as a talk writes it
    """What the understanding would say; `sure` is the confidence, entities stand beside it."""
    entity_names = Entities.__dataclass_fields__
    entities: dict[str, Any] = {key: form.pop(key) for key in list(form) if key in entity_names}
    if "amount_baht" in entities:
        low, high = entities["amount_baht"]
        entities["amount_baht"] = Amount(low, high)
    if "place_doubts" in entities:
        entities["place_doubts"] = tuple(Place(*place) for place in entities["place_doubts"])
    if "problems" in entities:
        entities["problems"] = tuple(entities["problems"])
    return Heard(
        text=text,
        intent=form.get("intent", "out_of_scope"),
        confidence=form.get("sure", 0.3),
        sub_intent=form.get("sub"),
        alternatives=tuple(Guess(*guess) for guess in form.get("or", ())),
        signals=tuple(form.get("signals", ())),
        entities=Entities(**entities),
        assent=form.get("assent"),
        correcting=form.get("correcting", False),
    )


@dataclass
class Stage:
    """One person's conversation in a small world."""

    book: Book = BOOK
    state: DialogueState = field(default_factory=DialogueState)
    facts: Facts = field(default_factory=facts)
    now: datetime = NOON
    shown: list[Choice] = field(default_factory=list)
    old: list[Choice] = field(default_factory=list)
    effects: tuple[Effect, ...] = ()

    def give(self, given: Input) -> tuple[Effect, ...]:
        """Play one turn; the state goes through its JSON form, as in the database."""
        saved = DialogueState.from_json(self.state.to_json())
        assert saved == self.state
        turn: Turn = respond(self.book, saved, given, self.facts, self.now)
        self.state, self.effects = turn.state, turn.effects
        buttons = list(_buttons(turn.effects))
        if buttons:
            self.old, self.shown = [*self.old, *self.shown], buttons
        for effect in turn.effects:
            if isinstance(effect, OpenCase):
                self._open(effect)
            if isinstance(effect, ReopenCase):
                self._reopen(effect.number)
        return turn.effects

    def say(self, text: str, **form: Any) -> tuple[Effect, ...]:  # noqa: ANN401 - as in `heard`
        """The person writes."""
        return self.give(Words(heard(text, **form)))

    def press(self, label: str, *, old: bool = False) -> tuple[Effect, ...]:
        """The person taps a button that is on the screen (or further up)."""
        choices = reversed(self.old) if old else iter(self.shown)
        found = next((c.button for c in choices if c.label == label and c.button), None)
        assert found is not None, f"no button {label!r} in {[c.label for c in self.shown]}"
        return self.give(Pressed(found))

    def cooperate(self) -> tuple[Effect, ...]:
        """The person answers what is asked, the plain way."""
        text, form = _PLAIN_ANSWERS.get(self.asking or "", ("อยากกู้เงินซื้อเครื่องซีล", _LOAN_WISH))
        return self.say(text, **form)

    @property
    def asking(self) -> str | None:
        """What the bot waits for."""
        return asking(self.book, self.state)

    def _open(self, effect: OpenCase) -> None:
        number = f"30-69-{len(self.facts.cases) + 1:05d}-0"
        summary = str(effect.slots.get("summary", ""))
        opened = case(
            number, category=effect.category, opened_at=self.now, last_action_at=self.now,
            summary=summary,
        )  # fmt: skip
        self.facts = replace(self.facts, cases=(*self.facts.cases, opened))

    def _reopen(self, number: str) -> None:
        old = next(one for one in self.facts.cases if one.number == number)
        again = replace(old, status=Status.NEW, reopen_until=None)
        if old.reopen_until is not None and self.now.date() <= old.reopen_until:
            cases = [again if one is old else one for one in self.facts.cases]
        else:
            new = f"30-69-{len(self.facts.cases) + 1:05d}-0"
            cases = [*self.facts.cases, replace(again, number=new, opened_at=self.now)]
        self.facts = replace(self.facts, cases=tuple(cases))


def _buttons(effects: tuple[Effect, ...]) -> list[Choice]:
    found: list[Choice] = []
    for effect in effects:
        if isinstance(effect, Say | Carousel):
            found += effect.choices
        if isinstance(effect, Card):
            found += effect.choices
            fixes = [Choice(f"แก้:{row.label}", row.fix) for row in effect.rows if row.fix]
            found += fixes
    return found


def play(script: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Play a written talk; return it with what the bot does now."""
    stage = Stage(facts=world_facts(script.get("world", {})))
    told = []
    for line in script["talk"]:
        act(stage, line)
        bot = [show(effect) for effect in stage.effects]
        told.append({**line, "bot": bot, "asking": stage.asking})
    return told


def world_facts(world: Mapping[str, Any]) -> Facts:
    """The facts that a golden dialogue begins with: open cases, and some that have ended."""
    cases = [case(number) for number in world.get("cases", ())]
    until = date.fromisoformat(str(world.get("reopen_until", "2026-12-20")))
    cases += [
        case(number, status=Status.CLOSED, reopen_until=until) for number in world.get("ended", ())
    ]
    found = facts(*cases, open_now=world.get("open", True))
    more = (RELIEF,) if world.get("flood") else ()
    firm = Firm(**world.get("firm", {}))
    return replace(found, programmes=(*found.programmes, *more), firm=firm)


def act(stage: Stage, line: Mapping[str, Any]) -> None:
    stage.now += timedelta(hours=line.get("hours", 0), minutes=1)
    kinds: dict[str, Any] = {
        "person": lambda text: stage.say(text, **dict(line.get("heard", {}))),
        "press": stage.press,
        "old": lambda label: stage.press(label, old=True),
        "sticker": lambda _: stage.give(Sticker()),
        "media": lambda kind: stage.give(Media(kind)),
        "pin": lambda pin: stage.give(Pin(Place(*pin["place"]), pin["certain"])),
        "arrive": lambda again: stage.give(Arrived(again == "again")),
        "timeout": lambda kind: stage.give(TimedOut(kind)),
        "ended": lambda told: stage.give(Pressed(after_end(*told))),
        "announced": lambda told: stage.give(Pressed(Button(NEWS, str(told[0]), 0, told[1]))),
        "offer": lambda told: stage.give(Pressed(about_programme(*told))),
    }
    kind = next(key for key in line if key in kinds)
    kinds[kind](line[kind])


def show(effect: Effect) -> str:
    """Write an effect down in one readable line."""
    match effect:
        case Say(text, choices):
            return f"say: {text}{_labels(choices)}"
        case Card():
            rows = "".join(f"\n- {row.label}: {row.value}" for row in effect.rows)
            note = f"\n({effect.note})" if effect.note else ""
            return f"card {effect.kind}: {effect.title}{rows}{note}{_labels(effect.choices)}"
        case Carousel(cards):
            return "cards: " + " | ".join(card.title for card in cards)
        case _:
            return _deed(effect)


def _labels(choices: tuple[Choice, ...]) -> str:
    return f" [{' | '.join(choice.label for choice in choices)}]" if choices else ""


def _deed(effect: Effect) -> str:
    match effect:
        case OpenCase(category, sub, priority, slots):
            told = {key: value for key, value in slots.items() if key not in {"consent", "need"}}
            return f"open_case: {category} {sub} {priority} {told}"
        case ChangeCase(number, slots, note):
            return f"change_case: {number} {slots} {note}"
        case CancelCase(number):
            return f"cancel_case: {number}"
        case HandOff(reason):
            return f"hand_off: {reason}"
        case AskCall(number, part, phone):
            return f"ask_call: {number} {part} {phone}"
        case _:
            return _small_deed(effect)


def _small_deed(effect: Effect) -> str:
    match effect:
        case Alert(kind) | Remind(kind):
            return f"{type(effect).__name__.lower()}: {kind}"
        case GiveConsent(version):
            return f"give_consent: {version}"
        case Forget():
            return "forget"
        case ReopenCase(number, at_region):
            return f"reopen: {number}{' at the region' if at_region else ''}"
        case Feedback(number, about, value):
            return f"feedback: {number} {about} {value}"
        case _:
            return _noted(effect)


def _noted(effect: Effect) -> str:
    match effect:
        case SetNews(wanted, topics):
            return f"news: {wanted}{' ' + ', '.join(topics) if topics else ''}"
        case AnswerNews(broadcast, flow):
            return f"answers announcement {broadcast}: {flow}"
        case NoteInterest(code):
            return f"interest: {code}"
        case NoteFirm(about):
            return f"firm: {dict(about)}"
        case _:
            raise AssertionError(effect)


__all__ = ["BOOK", "Button", "Stage", "act", "case", "facts", "heard", "play", "show"]
