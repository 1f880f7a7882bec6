"""What the bot does, each deed in words that an officer can read."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model.effects import (
    Alert,
    AnswerNews,
    AskCall,
    CancelCase,
    Card,
    Carousel,
    ChangeCase,
    Choice,
    DropFiles,
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
    TieCase,
)

_KNOWN_ANYWAY = frozenset({"consent", "need"})


def shown(effect: Effect) -> str:
    """Return an effect as text: one line, and more lines for what belongs to it."""
    match effect:
        case Say(text, choices):
            return f"say: {text}{_labels(choices)}"
        case Card():
            rows = "".join(f"\n- {row.label}: {row.value}" for row in effect.rows)
            note = f"\n({effect.note})" if effect.note else ""
            return f"card {effect.kind}: {effect.title}{rows}{note}{_labels(effect.choices)}"
        case Carousel(cards, choices):
            titles = " | ".join(card.title for card in cards)
            return f"cards: {titles}{_labels(choices)}"
        case OpenCase() | ChangeCase() | CancelCase() | ReopenCase() | TieCase():
            return _of_a_case(effect)
        case _:
            return _deed(effect)


def _labels(choices: tuple[Choice, ...]) -> str:
    return f" [{' | '.join(choice.label for choice in choices)}]" if choices else ""


def _of_a_case(effect: OpenCase | ChangeCase | CancelCase | ReopenCase | TieCase) -> str:
    match effect:
        case OpenCase(category, sub, priority, slots):
            told = {key: value for key, value in slots.items() if key not in _KNOWN_ANYWAY}
            return f"open_case: {category} {sub or '-'} {priority}{_listed(told)}"
        case ChangeCase(number, slots, note):
            return f"change_case: {number}{_listed(slots | ({'note': note} if note else {}))}"
        case CancelCase(number):
            return f"cancel_case: {number}"
        case ReopenCase(number, at_region):
            return f"reopen: {number}{' at the region' if at_region else ''}"
        case _:
            return f"tie_case: {effect.code}"


def _listed(slots: Mapping[str, object]) -> str:
    return "".join(f"\n- {name}: {_plain(slots[name])}" for name in sorted(slots))


def _plain(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    low, high = value.get("min"), value.get("max")
    return str(low) if low == high else f"{low or ''}-{high or ''}"


def _deed(effect: Effect) -> str:
    match effect:
        case HandOff(reason):
            return f"hand_off: {reason}"
        case AskCall(number, part, phone):
            return f"ask_call: {number} {part} {phone}"
        case Alert(kind) | Remind(kind):
            return f"{type(effect).__name__.lower()}: {kind}"
        case GiveConsent(version):
            return f"give_consent: {version}"
        case Forget() | DropFiles():
            return _forgotten(effect)
        case _:
            return _noted(effect)


def _forgotten(effect: Forget | DropFiles) -> str:
    if isinstance(effect, Forget):
        return "forget"
    return f"drop_files: {', '.join(effect.message_ids)}"


def _noted(effect: Effect) -> str:
    match effect:
        case Feedback(number, about, value):
            return f"feedback: {number} {about} {value}"
        case SetNews(wanted, topics):
            return f"news: {wanted}{' ' + ', '.join(topics) if topics else ''}"
        case AnswerNews(broadcast, flow):
            return f"answers announcement {broadcast}: {flow}"
        case NoteInterest(code):
            return f"interest: {code}"
        case NoteFirm(about):
            return f"firm: {', '.join(f'{key} = {value}' for key, value in about.items())}"
        case _:
            return str(effect)
