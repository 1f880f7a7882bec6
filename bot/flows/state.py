"""What a conversation remembers between turns, and its JSON form.

The JSON carries a version: a form from a newer program, or one that cannot be read, becomes a
fresh state rather than an error, since a person on the other side waits for an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from bot.model.languages import Language
from bot.model.lessons import Lesson

VERSION = 1


@dataclass(frozen=True, slots=True)
class Frame:
    """One flow under way and the step it stands at."""

    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A question that was answered: where to return to, and which slots to ask again."""

    frames: tuple[Frame, ...]
    slots: tuple[str, ...]


@dataclass(frozen=True)
class DialogueState:
    """A conversation between two turns. `slots` holds JSON values only.

    A dataclass without slots, so that `changed` can take all fields over at once.
    """

    frames: tuple[Frame, ...] = ()
    """Innermost last; empty when nothing is being talked about."""
    slots: Mapping[str, object] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    """The person's own words so far about the matter."""
    turn: int = 0
    asked_turn: int = 0
    """The turn that put the pending question: its buttons carry this number."""
    tries: int = 0
    trail: tuple[Mark, ...] = ()
    guesses: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str | None], ...] = ()
    """Places to be confirmed: province code and district."""
    line: str | None = None
    """The line of the summary that is being put right."""
    note: str | None = None
    """Words offered to be attached to an open case."""
    note_sub: str | None = None
    noted: Mapping[str, object] = field(default_factory=dict)
    later: tuple[str, str, str] | None = None
    """A second need said meanwhile: intent, sub-intent, words."""
    number: str | None = None
    """The receiving number just talked about."""
    programme: str | None = None
    """The code of the programme just talked about."""
    firm_anew: bool = False
    """Whether the firm is to be asked about anew: what was known of it was wrong."""
    slipped: bool = False
    refused: bool = False
    filed: bool = False
    """Whether the matter being talked about has its case already."""
    heard_at: str | None = None
    understood: Mapping[str, object] = field(default_factory=dict)
    """How the matter's need was found in words (see `bot.model.effects.OpenCase`)."""
    read: tuple[str, ...] = ()
    """Slots that were read out of words said before they were asked for."""
    sent: tuple[str, ...] = ()
    """LINE's ids of the messages that brought the latest files."""
    sent_turn: int = 0
    revision: str | None = None
    """The flows.yaml that the frames are of (`Book.revision`); None while there are none."""
    language: Language = "th"
    """In which this person is answered."""
    lessons: tuple[Lesson, ...] = ()
    """Words to learn from (`bot.flows.lessons`): not handed over yet, or what they are is open."""
    guessed: Lesson | None = None
    """The words in which the need was found, until its case is filed."""

    def changed(self, **changes: Any) -> DialogueState:  # noqa: ANN401 -- the fields above
        """Return the state with some fields changed, as `dataclasses.replace` does.

        A turn changes it a dozen times, and `replace` sets every field anew: 20 us against 2.
        """
        mine = vars(self)
        if not changes.keys() <= mine.keys():
            raise TypeError(f"a dialogue state has no {', '.join(changes.keys() - mine.keys())}")
        state = object.__new__(DialogueState)
        vars(state).update(mine, **changes)
        return state

    def to_json(self) -> str:
        """Return the state as a JSON text."""
        form = {
            "version": VERSION,
            **{name: getattr(self, name) for name in _PLAIN},
            "slots": dict(self.slots),
            "noted": dict(self.noted),
            "understood": dict(self.understood),
            "lessons": [asdict(one) for one in self.lessons],
            "guessed": asdict(self.guessed) if self.guessed else None,
            "frames": [_pair(frame) for frame in self.frames],
            "trail": [[[_pair(f) for f in mark.frames], mark.slots] for mark in self.trail],
        }
        return orjson.dumps(form).decode()

    @classmethod
    def from_json(cls, text: str) -> DialogueState:
        """Read what `to_json` wrote; a form that cannot be read gives a fresh state."""
        try:
            return _read(orjson.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls()


_PLAIN = (
    "skipped", "said", "turn", "asked_turn", "tries", "guesses", "doubts", "line", "note",
    "note_sub", "later", "number", "programme", "firm_anew", "slipped", "refused", "filed",
    "heard_at", "read", "sent", "sent_turn", "revision", "language",
)  # fmt: skip


def _pair(frame: Frame) -> tuple[str, str]:
    return (frame.flow, frame.step)


def _frames(pairs: list[list[str]]) -> tuple[Frame, ...]:
    return tuple(Frame(flow, step) for flow, step in pairs)


def _read(form: dict[str, Any]) -> DialogueState:
    if form["version"] != VERSION:
        return DialogueState()
    return DialogueState(
        frames=_frames(form["frames"]),
        slots=dict(form["slots"]),
        skipped=tuple(form["skipped"]),
        said=tuple(form["said"]),
        turn=int(form["turn"]),
        asked_turn=int(form["asked_turn"]),
        tries=int(form["tries"]),
        trail=tuple(Mark(_frames(frames), tuple(slots)) for frames, slots in form["trail"]),
        guesses=tuple(form["guesses"]),
        doubts=tuple((code, district) for code, district in form["doubts"]),
        line=form["line"],
        note=form["note"],
        note_sub=form["note_sub"],
        noted=dict(form["noted"]),
        later=tuple(form["later"]) if form["later"] else None,
        number=form["number"],
        programme=form.get("programme"),  # the release before talked about none
        firm_anew=bool(form.get("firm_anew")),
        slipped=bool(form["slipped"]),
        refused=bool(form["refused"]),
        filed=bool(form["filed"]),
        heard_at=form["heard_at"],
        understood=dict(form.get("understood", {})),  # the release before kept neither
        read=tuple(form.get("read", ())),
        sent=tuple(form.get("sent", ())),
        sent_turn=int(form.get("sent_turn", 0)),
        revision=form.get("revision"),  # the release before knew one file only
        language="en" if form.get("language") == "en" else "th",  # the release before had one
        lessons=tuple(Lesson(**one) for one in form.get("lessons", ())),  # nor did it learn
        guessed=Lesson(**form["guessed"]) if form.get("guessed") else None,
    )
