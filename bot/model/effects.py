"""What a turn of the dialogue wants done. Imperative; `bot.handlers.effects` does them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.model.buttons import Button


@dataclass(frozen=True, slots=True)
class Choice:
    """One quick reply, or a card's button: a postback that shows `label` in the chat.

    With `action` "location" LINE opens its map instead, with "link" (on cards only) the page
    `url`; then `button` is None.
    """

    label: str
    button: Button | None
    action: Literal["postback", "location", "link"] = "postback"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """One text bubble. `{case.*}` placeholders are filled once the case exists."""

    text: str
    choices: tuple[Choice, ...] = ()
    by_officer: bool = False
    """Whether an officer wrote it to this person."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled line of a card, e.g. «จังหวัด» / «นครราชสีมา»."""

    label: str
    value: str
    fix: Button | None = None
    """Pressed to put this line right."""
    fix_word: str = "แก้ไข"
    """What stands on that button."""


@dataclass(frozen=True, slots=True)
class Card:
    """One Flex bubble; `text` is its whole content in words, for LINE's altText and for readers."""

    kind: Literal["summary", "case", "status", "programme", "centre"]
    title: str
    rows: tuple[Row, ...]
    buttons: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()
    note: str | None = None
    body: str | None = None
    """Words above the rows."""
    picture: str | None = None
    """A link (https) to a picture below the title, of 1024 pixels at most; a tap opens it."""


@dataclass(frozen=True, slots=True)
class Carousel:
    """Several cards side by side (several cases, several programmes); twelve at the most."""

    cards: tuple[Card, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenCase:
    """File the matter. Slots are read from the state as JSON values (see `bot.flows.state`)."""

    category: str
    sub_intent: str | None
    priority: str
    slots: dict[str, object] = field(default_factory=dict)
    understood: dict[str, object] = field(default_factory=dict)
    """How the need was found in words, empty when it was chosen: `intent`, `sub_intent`, `sure`
    (a calibrated probability), and `others`, pairs of an intent and its probability."""
    read: tuple[str, ...] = ()
    """Slots that were read out of words said before they were asked for."""


@dataclass(frozen=True, slots=True)
class ChangeCase:
    """Change or add to a case of this person; the old value stays in its history."""

    number: str
    slots: dict[str, object] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TieCase:
    """Make the case of a receiving slip this person's."""

    code: str


@dataclass(frozen=True, slots=True)
class CancelCase:
    """Withdraw a case at its owner's wish."""

    number: str


@dataclass(frozen=True, slots=True)
class ReopenCase:
    """Take an ended case up again at its owner's wish; after thirty days a new one follows it."""

    number: str
    at_region: bool = False
    """At the regional centre behind its office, where there is one."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the owner of an ended case says of its end."""

    number: str
    about: Literal["confirmed", "rating", "words", "helped"]
    value: str


@dataclass(frozen=True, slots=True)
class HandOff:
    """A person is asked for; the bot goes on acknowledging until staff claim the conversation."""

    reason: str


@dataclass(frozen=True, slots=True)
class AskCall:
    """The owner of a case wants to be called, in a part of the day (`bot.cases.callbacks`)."""

    number: str
    part: Literal["morning", "afternoon", "any"]
    phone: str | None
    """National digits; None for the number that the case has."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Somebody must look at once: despair, danger in a disaster."""

    kind: Literal["crisis", "danger", "fraud_alert"]


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """The person acknowledged the privacy notice of this version; the words so far may be kept."""

    notice_version: str


@dataclass(frozen=True, slots=True)
class DropFiles:
    """Delete files of this person's, by the ids of the messages that brought them."""

    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forget:
    """Wipe every word of this draft: the inbox rows, the answers that echo them, the state."""


@dataclass(frozen=True, slots=True)
class SetNews:
    """Turn news of programmes on or off for this person: all of it, or only these topics."""

    wanted: bool
    topics: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class AnswerNews:
    """This person pressed a button of an announcement, which opens a conversation."""

    broadcast: int
    flow: str


@dataclass(frozen=True, slots=True)
class NoteInterest:
    """The person wants to hear of a programme; kept of those who acknowledged the notice."""

    programme: str
    """Its code."""


@dataclass(frozen=True, slots=True)
class NoteFirm:
    """What the person said of their firm; kept of those who acknowledged the notice."""

    about: Mapping[str, str]
    """Any of `province`, `sector`, `size`, `legal_form`."""


Timer = Literal["consent_timeout", "draft_warning", "draft_timeout"]


@dataclass(frozen=True, slots=True)
class Remind:
    """Wake this conversation after some hours unless something else happens first."""

    kind: Timer
    after_hours: int


@dataclass(frozen=True, slots=True)
class SettleReferral:
    """The person answered whether their data may go to an agency."""

    question: int
    given: bool


@dataclass(frozen=True, slots=True)
class SettleBoard:
    """The person answered whether a board may know who they are."""

    purpose: str
    """``committee`` or ``international``."""
    number: str
    """Of their case."""
    given: bool


Bubble = Say | Card | Carousel
CaseEffect = (
    OpenCase
    | ChangeCase
    | TieCase
    | CancelCase
    | ReopenCase
    | Feedback
    | AskCall
    | SettleReferral
    | SettleBoard
)
PersonEffect = HandOff | Alert | GiveConsent | Forget | SetNews | AnswerNews | Remind
FriendEffect = NoteInterest | NoteFirm
Effect = Bubble | CaseEffect | PersonEffect | FriendEffect | DropFiles
