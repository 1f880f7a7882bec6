"""The actions that `do:` may name; each one is a few lines of effects and state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from bot.flows import adding, aftercare, announced, cards, offers
from bot.flows.filling import fill as put
from bot.flows.state import DialogueState
from bot.flows.talk import Talk
from bot.model.effects import (
    Alert,
    AskCall,
    CancelCase,
    ChangeCase,
    DropFiles,
    Forget,
    GiveConsent,
    Remind,
)

CONTACT = ("consent", "name", "phone", "province", "district", "business", "juristic_id", "email")
"""What a second matter need not ask again."""


def keep_only(talk: Talk, names: tuple[str, ...]) -> None:
    """Drop the matter but keep these slots; the place in the conversation stays."""
    slots = {key: value for key, value in talk.state.slots.items() if key in names}
    fresh = DialogueState(
        frames=talk.state.frames,
        slots=slots,
        turn=talk.state.turn,
        asked_turn=talk.state.asked_turn,
        refused=talk.state.refused,
        heard_at=talk.state.heard_at,
        language=talk.state.language,
        sent=talk.state.sent,
        sent_turn=talk.state.sent_turn,
    )
    talk.state = fresh
    talk.echoes.clear()


def forget(talk: Talk, *, refused: bool) -> None:
    """Wipe the draft everywhere; only the place in the conversation is left."""
    keep_only(talk, ())
    talk.become(refused=refused, heard_at=None, sent=())
    talk.do(Forget())


def _give_consent(talk: Talk) -> None:
    """Take the notice as acknowledged; where it also waits beneath, it need not be put again."""
    *below, here = talk.state.frames
    frames = (*(frame for frame in below if frame.flow != "consent"), here)
    talk.become(refused=False, frames=frames)
    talk.do(GiveConsent(talk.book.notice_version))
    talk.do(Remind("draft_warning", talk.book.policy.draft_warning_hours))
    offers.note_firm(talk)


def _remind_consent(talk: Talk) -> None:
    if talk.slot("consent") is not True:
        talk.do(Remind("consent_timeout", talk.book.policy.consent_hours))


def _refuse(talk: Talk) -> None:
    forget(talk, refused=True)


def _forget(talk: Talk) -> None:
    forget(talk, refused=False)


def _make_urgent(talk: Talk) -> None:
    case = talk.latest()
    if case is not None:
        talk.do(ChangeCase(case.number, slots={"priority": "urgent"}))


def _drop(talk: Talk) -> None:
    if talk.slot("consent") is True:
        keep_only(talk, ("consent",))
    else:
        forget(talk, refused=talk.state.refused)


def _alert_crisis(talk: Talk) -> None:
    talk.do(Alert("crisis"))


def _alert_danger(talk: Talk) -> None:
    talk.do(Alert("danger"))


def _alert_fraud(talk: Talk) -> None:
    talk.do(Alert("fraud_alert"))


def _call(talk: Talk, part: Literal["morning", "afternoon", "any"]) -> None:
    case = talk.newest_open()
    phone = talk.slot("phone")
    if case is not None:
        talk.do(AskCall(case.number, part, phone if isinstance(phone, str) else None))


def _call_morning(talk: Talk) -> None:
    _call(talk, "morning")


def _call_afternoon(talk: Talk) -> None:
    _call(talk, "afternoon")


def _call_any(talk: Talk) -> None:
    _call(talk, "any")


def _show_case(talk: Talk) -> None:
    number = talk.asked_about()
    case = next((c for c in talk.facts.cases if c.number == number), talk.latest())
    if case is not None:
        talk.do(cards.status(talk, case))
    talk.become(number=None, slipped=False)


def _show_programmes(talk: Talk) -> None:
    talk.do(cards.programmes(talk))


def _take_programme(talk: Talk) -> None:
    """Make the programme part of the matter that begins now, with the need it is filed under."""
    programme = offers.at_hand(talk)
    if programme is None:
        return
    need = offers.need_for(talk, programme)
    if talk.state.filed:
        keep_only(talk, CONTACT)
    kept = {key: value for key, value in talk.state.slots.items() if key not in _OF_A_NEED}
    begun = {"programme": programme.code} | ({"need": need} if need else {})
    talk.become(slots={**kept, **begun}, programme=None, firm_anew=False)


_OF_A_NEED = ("need", "sub_intent", "track")


def _show_centre(talk: Talk) -> None:
    talk.do(cards.centre(talk))


def _attach(talk: Talk) -> None:
    case = talk.recent()
    if case is not None:
        talk.do(ChangeCase(case.number, slots=dict(talk.state.noted), note=talk.state.note))
    contact = {key: value for key, value in talk.state.noted.items() if key in CONTACT}
    talk.become(slots={**talk.state.slots, **contact})
    _drop_note(talk)


def _drop_note(talk: Talk) -> None:
    talk.become(note=None, note_sub=None, noted={})


def _start_anew(talk: Talk) -> None:
    kept = {key: talk.slot(key) for key in ("need", "sub_intent", "track")}
    keep_only(talk, ("consent",))
    put(talk, {key: value for key, value in kept.items() if value is not None})
    talk.echoes.clear()


def _drop_sent(talk: Talk) -> None:
    talk.do(DropFiles(talk.state.sent))
    talk.become(sent=())


def _withdraw(talk: Talk) -> None:
    case = talk.recent()
    if case is not None:
        talk.do(CancelCase(case.number))


ACTIONS: dict[str, Callable[[Talk], None]] = {
    "give_consent": _give_consent,
    "remind_consent": _remind_consent,
    "refuse": _refuse,
    "drop": _drop,
    "alert_crisis": _alert_crisis,
    "alert_danger": _alert_danger,
    "alert_fraud": _alert_fraud,
    "call_morning": _call_morning,
    "call_afternoon": _call_afternoon,
    "call_any": _call_any,
    "show_case": _show_case,
    "show_programmes": _show_programmes,
    "show_centre": _show_centre,
    "attach": _attach,
    "make_urgent": _make_urgent,
    "forget": _forget,
    "drop_note": _drop_note,
    "drop_sent": _drop_sent,
    "start_anew": _start_anew,
    "withdraw": _withdraw,
    "take_programme": _take_programme,
    **adding.ACTIONS,
    **aftercare.ACTIONS,
    **announced.ACTIONS,
    **offers.ACTIONS,
}
