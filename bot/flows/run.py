"""The loop: from the step a conversation stands at to the next question, or to the end."""

from __future__ import annotations

from datetime import date

from bot.flows import aftercare, cards, conditions, lessons, offers
from bot.flows.actions import ACTIONS, CONTACT, keep_only
from bot.flows.book import (
    AskStep,
    CallStep,
    ChooseStep,
    DoStep,
    EndStep,
    HandOffStep,
    OpenCaseStep,
    SayStep,
    SetStep,
    WhenStep,
)
from bot.flows.conditions import Value
from bot.flows.filling import summarise
from bot.flows.options import menu, missing
from bot.flows.posing import pose, understood
from bot.flows.talk import Talk
from bot.flows.texts import fill
from bot.model.effects import HandOff, OpenCase, Remind, Say
from bot.model.heard import NEEDS, Heard
from bot.model.thai import BANGKOK

MOST_STEPS = 80
MOST_FRAMES = 8
_OTHERS = 2
_WORTH_TELLING = 0.05


def play(talk: Talk, flow: str, step: str | None = None) -> None:
    """Enter a flow or pattern on top of what is talked about, and run."""
    talk.push(flow, step)
    run(talk)


def replace_all(talk: Talk, flow: str, step: str | None = None) -> None:
    """Leave everything under way and begin this flow."""
    talk.become(frames=(), tries=0, trail=(), line=None)
    play(talk, flow, step)


def begin(
    talk: Talk,
    need: str,
    sub_intent: str | None = None,
    *,
    flow: str | None = None,
    heard: Heard | None = None,
) -> None:
    """Begin a matter: what fits of the last one stays, and only what is missing is asked.

    `heard` are the words that it was found in, if it was.
    """
    lessons.settle(talk, need, sub_intent)
    if heard is not None:
        lessons.guess(talk, heard)
    found = flow or flow_for(talk, need, sub_intent)
    group, _, track = (sub_intent or "").partition(".")
    slots: dict[str, object] = {**talk.state.slots, "need": need}
    slots.pop("sub_intent", None)
    slots.pop("track", None)
    if sub_intent:
        slots["sub_intent"] = sub_intent
    if group == "intl" and track in {"partner", "jv", "invest", "export", "coop"}:
        slots["track"] = track
    for name in talk.book.flows[found].forgets:
        slots.pop(name, None)
    if not offers.serves(talk, slots.get("programme"), need):
        slots.pop("programme", None)
    talk.become(slots=slots, skipped=(), understood=_understood(talk, need, heard))
    summarise(talk)
    if talk.slot("consent") is True:  # else the notice, once acknowledged, asks for it
        talk.do(Remind("draft_warning", talk.book.policy.draft_warning_hours))
    talk.echoes.insert(0, "need")
    replace_all(talk, found)


def _understood(talk: Talk, need: str, heard: Heard | None) -> dict[str, object]:
    """Return how the need was found; begun again without new words, it is as it was."""
    if heard is None:
        before = dict(talk.state.understood)
        return before if before.get("intent") == need else {}
    others = [
        [one.intent, round(one.confidence, 2)]
        for one in heard.alternatives
        if one.intent in NEEDS and one.confidence >= _WORTH_TELLING
    ]
    return {
        "intent": heard.intent,
        "sub_intent": heard.sub_intent,
        "sure": round(heard.confidence, 2),
        "others": others[:_OTHERS],
    }


def flow_for(talk: Talk, intent: str, sub_intent: str | None) -> str:
    """Return the flow or pattern that begins on an intent; the finer rule wins."""
    group = (sub_intent or "").partition(".")[0]
    for rule in (f"{intent}/{sub_intent}", f"{intent}/{group}", intent):
        for flow in talk.book.flows.values():
            if rule in flow.starts_on:
                return flow.name
    return "clarify"


def run(talk: Talk) -> None:
    """Take steps until a question waits or nothing is left; never without an end."""
    for _ in range(MOST_STEPS):
        if not talk.state.frames or not advance(talk):
            return
    talk.become(frames=())
    talk.say(fill(talk, talk.book.phrases["lost"]), menu(talk))


def advance(talk: Talk) -> bool:
    """Take one step; False when the turn is over."""
    step = talk.step()
    if step is None or len(talk.state.frames) > MOST_FRAMES:
        talk.become(frames=())
        talk.say(fill(talk, talk.book.phrases["lost"]), menu(talk))
        return False
    if not isinstance(step, AskStep) or missing(talk, step):
        talk.taken.append(talk.state.frames[-1])
    match step:
        case AskStep():
            return _ask(talk, step)
        case ChooseStep():
            pose(talk, step)
            return False
        case EndStep():
            return _end(talk, step)
        case CallStep(flow=flow):
            talk.push(flow)
        case WhenStep():
            _branch(talk, step)
        case _:
            _act(talk, step)
            talk.go(step.go)
    return True


def _ask(talk: Talk, step: AskStep) -> bool:
    if missing(talk, step):
        pose(talk, step)
        return False
    move_on(talk, step.go)
    return True


def move_on(talk: Talk, step: str) -> None:
    """Leave an answered question."""
    talk.become(tries=0)
    talk.go(step)


def _branch(talk: Talk, step: WhenStep) -> None:
    ways = (b.go for b in step.branches if conditions.holds(b.condition, lambda n: value(talk, n)))
    talk.go(next(ways, step.branches[-1].go))


def _end(talk: Talk, step: EndStep) -> bool:
    if step.how in {"all", "restart"}:
        _close(talk, again=step.how == "restart")
        return False
    talk.become(frames=talk.state.frames[:-1])
    below = talk.step()
    if isinstance(below, CallStep):
        talk.go(below.go)
        return True
    return step.how == "back" and below is not None


def _close(talk: Talk, *, again: bool) -> None:
    """Leave the matter: what a second one need not ask again stays, if it was consented to."""
    need, sub = talk.slot("need"), talk.slot("sub_intent")
    talk.become(frames=(), trail=(), tries=0, line=None)
    if again and need in NEEDS:
        begin(talk, str(need), str(sub) if sub else None)
    else:
        keep_only(talk, CONTACT if talk.slot("consent") is True else ())


def _act(talk: Talk, step: SayStep | SetStep | DoStep | OpenCaseStep | HandOffStep) -> None:
    match step:
        case SayStep():
            _say(talk, step)
        case SetStep(values=values):
            talk.become(slots={**talk.state.slots, **values})
        case DoStep(action=action):
            ACTIONS[action](talk)
        case OpenCaseStep():
            _open_case(talk, step)
        case _:
            talk.do(HandOff(fill(talk, step.reason)))


def _say(talk: Talk, step: SayStep) -> None:
    choices = menu(talk) if step.menu else ()
    text = fill(talk, step.text, understood=understood(talk))
    if "{understood}" in step.text:
        talk.echoes.clear()
    if step.card:
        talk.do(cards.written(talk, step, choices))
    elif text:
        talk.do(Say(text, choices))


def _open_case(talk: Talk, step: OpenCaseStep) -> None:
    need = str(talk.slot("need") or "")
    category = step.category
    if category == "need":
        category = need if need in NEEDS else "other"
    priority = next(
        (
            rule.priority
            for rule in step.priority
            if conditions.holds(rule.condition, lambda n: value(talk, n))
        ),
        "normal",
    )
    if "summary" not in talk.state.slots and talk.state.said:
        talk.become(slots={**talk.state.slots, "summary": " ".join(talk.state.said)[:1000]})
    sub = talk.slot("sub_intent")
    state = talk.state
    read = tuple(name for name in state.read if name in state.slots)
    talk.do(
        OpenCase(
            category,
            str(sub) if sub else None,
            priority,
            dict(state.slots),
            dict(state.understood),
            read,
        )
    )
    talk.become(filed=True, trail=(), guessed=None)


def value(talk: Talk, name: str) -> Value:
    """Return the value of a name in a condition; None when it is missing."""
    known = {
        "cases": lambda: len(talk.facts.cases),
        "has_open_case": lambda: talk.newest_open() is not None,
        "case_number": lambda: talk.state.number,
        "number_is_theirs": lambda: talk.asked_about() in {c.number for c in talk.facts.cases},
        "number_slipped": lambda: talk.state.slipped,
        "deadline_days": lambda: _days_left(talk),
        "filed": lambda: talk.state.filed,
        "refused": lambda: talk.state.refused,
        "office_open": lambda: talk.facts.office.open_now,
        "sent_files": lambda: bool(talk.state.sent),
        "recent_case": lambda: talk.recent() is not None,
        "something_pending": lambda: len(talk.state.frames) > 1,
        "programmes": lambda: len(cards.fitting(talk)),
        "sub_group": lambda: str(talk.slot("sub_intent") or "").partition(".")[0] or None,
        "later": lambda: talk.state.later[0] if talk.state.later else None,
        "consent": lambda: talk.slot("consent") is True,
        "ended_cases": lambda: len(aftercare.ended_cases(talk)),
        "case_ended": lambda: aftercare.at_hand(talk) is not None,
        "may_reopen": lambda: aftercare.may_reopen(talk),
        "draft_pending": lambda: offers.draft_pending(talk),
        "programme_open": lambda: offers.is_open(talk),
        "programme_asks": lambda: offers.asks(talk),
        "programme_conditions": lambda: offers.has_conditions(talk),
        "programme_fits": lambda: offers.verdict(talk).fits,
        "programme_checks": lambda: bool(offers.verdict(talk).to_check),
        "programme_papers": lambda: bool((found := offers.at_hand(talk)) and found.documents),
    }
    if name in known:
        found: Value = known[name]()  # type: ignore[no-untyped-call]  # lambdas of this table
        return found
    slot = talk.slot(name)
    return None if slot is None else str(slot)


def _days_left(talk: Talk) -> int | None:
    try:
        day = date.fromisoformat(str(talk.slot("deadline")))
    except ValueError:
        return None
    return (day - talk.now.astimezone(BANGKOK).date()).days
