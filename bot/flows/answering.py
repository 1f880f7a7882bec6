"""Taking an answer: into its slot, out of the question, on to the next step. And trying again."""

from __future__ import annotations

from bot.flows import filling, lessons
from bot.flows.actions import CONTACT, keep_only
from bot.flows.answers import Answer, Filled
from bot.flows.book import AskStep, ChooseStep, Option, Question
from bot.flows.options import missing
from bot.flows.posing import how_often, pose
from bot.flows.run import begin, flow_for, move_on, play, run
from bot.flows.state import Mark
from bot.flows.talk import Talk
from bot.flows.vocabulary import SUB_GROUPS
from bot.model.heard import NEEDS

_LONGEST_TRAIL = 12


def take(talk: Talk, step: Question, answer: Answer) -> bool:
    """Take an answer; False when the question cannot be skipped."""
    match answer:
        case Filled(values, skipped):
            talk.become(skipped=(*talk.state.skipped, *skipped))
            return isinstance(step, AskStep) and _filled(talk, step, values)
        case Option():
            return _option(talk, step, answer)
        case _:
            return isinstance(step, AskStep) and _skip(talk, step)


def _option(talk: Talk, step: Question, option: Option) -> bool:
    if isinstance(step, AskStep):
        return _filled_by_button(talk, step, option.value)
    if option.start is not None or step.source == "menu":
        _start(talk, step, option.start or option.value)
        return True
    if step.source == "lines":
        talk.become(line=option.value)
    if step.source in {"cases", "ended"}:
        talk.become(number=option.value)
    move_on(talk, option.go or step.go or "?")
    run(talk)
    return True


def _start(talk: Talk, step: ChooseStep, value: str) -> None:
    talk.become(tries=0)
    if step.source == "later" and talk.state.later:
        _start_later(talk, talk.state.later)
        return
    if value in {"noted", "guessed"}:
        value = _noted(talk) if value == "noted" else next(iter(talk.state.guesses), "need")
        talk.become(refused=False)
    if value in NEEDS:
        keep_other(talk, step, value)
        filling.summarise(talk)
        begin(talk, value, _noted_sub(talk, value) or _sub_for(talk, value))
        talk.become(note_sub=None)
        return
    frames = talk.state.frames[:-1]
    talk.become(frames=frames, guesses=())
    if value == "need":
        play(talk, "clarify", "tiles")
        return
    lessons.settle(talk, value)
    play(talk, flow_for(talk, value, None))


def keep_other(talk: Talk, step: Question | None, need: str) -> None:
    """Of two needs told at once, keep the one not chosen for after the number."""
    if isinstance(step, ChooseStep) and step.source == "both":
        others = [name for name in talk.state.guesses if name != need]
        talk.become(later=(others[0], "", " ".join(talk.state.said)) if others else None)


def _start_later(talk: Talk, later: tuple[str, str, str]) -> None:
    need, sub, words = later
    keep_only(talk, CONTACT)
    talk.become(said=(words,), later=None)
    begin(talk, need, sub or None)


def _noted(talk: Talk) -> str:
    """Let the words that were to be attached begin a matter of their own."""
    note, noted, guesses = talk.state.note, talk.state.noted, talk.state.guesses
    sub, filed = talk.state.note_sub, talk.state.filed
    said = () if filed else talk.state.said
    keep_only(talk, CONTACT if filed else tuple(talk.state.slots))
    talk.become(said=(*said, note) if note else said, note_sub=sub)
    filling.fill(talk, {key: value for key, value in noted.items() if talk.slot(key) is None})
    return next(iter(guesses), "need")


def _noted_sub(talk: Talk, need: str) -> str | None:
    """Take the finer topic that was understood, when it belongs to the need chosen."""
    sub = talk.state.note_sub or ""
    return sub if sub.partition(".")[0] in SUB_GROUPS[need] else None


def _sub_for(talk: Talk, need: str) -> str | None:
    """Keep the finer topic when the need stays what it was."""
    return str(talk.slot("sub_intent")) if talk.slot("need") == need else None


def _filled_by_button(talk: Talk, step: AskStep, value: str) -> bool:
    if value.startswith("place:") or value == "no":
        return _place(talk, step, value)
    slot = talk.book.slots[missing(talk, step)[0]]
    if slot.type == "amount":
        low, _, high = value.partition("-")
        amount = {"min": int(low) if low else None, "max": int(high) if high else None}
        return _filled(talk, step, {slot.name: amount})
    return _filled(talk, step, {slot.name: value})


def _place(talk: Talk, step: AskStep, value: str) -> bool:
    talk.become(doubts=())
    if value == "no":
        pose(talk, step, help_text=talk.book.phrases["place_none"])
        return True
    _, code, district = value.split(":", 2)
    return _filled(talk, step, {"province": code, "district": district or None})


def _filled(talk: Talk, step: AskStep, values: dict[str, object]) -> bool:
    if values.get("need") in NEEDS:
        need = str(values["need"])
        sub = _sub_for(talk, need)
        if talk.state.filed:
            keep_only(talk, CONTACT)
        begin(talk, need, sub)
        return True
    mark = talk.mark or _mark(talk, step)
    fixing = step.slots == ("the_line",)
    if "summary" in values:
        values = {**values, "summary": _joined(talk, str(values["summary"]), fixing=fixing)}
    if "track" in values:
        values = {**values, "sub_intent": f"intl.{values['track']}"}
    if "case_number" in values:
        talk.become(number=str(values.pop("case_number")), slipped=False)
    talk.corrected = talk.corrected or fixing
    filling.fill(talk, values)
    talk.become(line=None, tries=0)
    return _onward(talk, step, mark)


def _joined(talk: Talk, words: str, *, fixing: bool) -> str:
    if fixing:
        talk.become(said=())
    filling.remember(talk, words)
    return " ".join(talk.state.said)[: filling.SUMMARY_LETTERS]


def _mark(talk: Talk, step: AskStep) -> Mark:
    return Mark(talk.state.frames, missing(talk, step))


def _onward(talk: Talk, step: AskStep, mark: Mark) -> bool:
    if step.slots != ("the_line",):
        talk.become(trail=(*talk.state.trail, mark)[-_LONGEST_TRAIL:])
    if step.slots == ("case_number",):
        move_on(talk, step.go)
    run(talk)
    return True


def _skip(talk: Talk, step: AskStep) -> bool:
    wanted = missing(talk, step)
    if not wanted or not all(talk.book.slots[name].skippable for name in wanted):
        return False
    mark = talk.mark or _mark(talk, step)
    slots = {k: v for k, v in talk.state.slots.items() if k not in wanted}
    talk.become(skipped=_left_open(talk, wanted), slots=slots, tries=0, line=None, slipped=False)
    return _onward(talk, step, mark)


def _left_open(talk: Talk, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is not asked again; a receiving number is, whenever one is needed."""
    new = (n for n in names if n not in talk.state.skipped and n != "case_number")
    return (*talk.state.skipped, *new)


def try_again(talk: Talk, step: Question) -> None:
    """Ask again, more helpfully each time; when the ways of asking run out, give up kindly."""
    talk.become(tries=talk.state.tries + 1, doubts=())
    if talk.state.tries <= how_often(talk, step):
        pose(talk, step)
        return
    give_up(talk, step)


def give_up(talk: Talk, step: Question) -> None:
    """Leave a question unanswered, the way that it names for this."""
    talk.become(tries=0, line=None)
    if isinstance(step, AskStep):
        talk.become(skipped=_left_open(talk, missing(talk, step)))
    talk.go(step.give_up or "?")
    run(talk)
