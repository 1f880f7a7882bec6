"""What the understanding made of one utterance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

INTENTS = (
    "financing",
    "technology",
    "market",
    "rescue",
    "status",
    "human",
    "programme",
    "smalltalk",
    "cancel",
    "out_of_scope",
)
NEEDS = ("financing", "technology", "market", "rescue")
SIGNALS = ("crisis", "danger", "fraud_alert", "consent_manage", "news_stop", "factory_complaint")

Problem = Literal[
    "phone_wrong_length",
    "phone_hotline",
    "juristic_wrong_length",
    "juristic_wrong_check_digit",
    "citizen_number",
    "email_malformed",
    "case_number_slip",
]
"""Why something that looks like an identifier was not taken."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Baht; one figure sets both ends, «ไม่เกิน» only `max`, «กว่า/อย่างน้อย» only `min`."""

    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A province as ISO 3166-2:TH code, and the official district name without อำเภอ/เขต."""

    province: str
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Entities:
    """What was said. Absent things are None; nothing here was guessed silently."""

    province: str | None = None
    district: str | None = None
    amount_baht: Amount | None = None
    phone: str | None = None
    """National digits, no extension."""
    juristic_id: str | None = None
    email: str | None = None
    name: str | None = None
    """A person's name, when one is offered («ชื่อบุญมา») or when the text answers that question."""
    business: str | None = None
    """What the firm makes or does, when it is offered («ทำสกินแคร์»)."""
    deadline: str | None = None
    """ISO date, only when a reference day was given to the understanding."""
    case_number: str | None = None
    """A receiving number in canonical form, its check digit right."""
    place_doubts: tuple[Place, ...] = ()
    """Places that a person must confirm before they count; empty when `province` is set."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """One of the ten intents with its calibrated probability."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance, understood."""

    text: str
    """As normalised for reading (never with a citizen's number in it; those digits are masked)."""
    intent: str
    confidence: float
    """Calibrated probability that `intent` is right."""
    sub_intent: str | None = None
    alternatives: tuple[Guess, ...] = ()
    """The other intents, falling."""
    scores: dict[str, float] = field(default_factory=dict)
    """Sums to 1 over the ten intents."""
    signals: tuple[str, ...] = ()
    """Of SIGNALS; recognised before and beside the intents."""
    entities: Entities = Entities()
    assent: Literal["yes", "no"] | None = None
    """Whether the words say yes or no («ตกลงค่ะ», «ไม่เอา»); None when they do neither."""
    correcting: bool = False
    """Whether the words put something right («ไม่ใช่ … เป็น …», «เปลี่ยน…», «แก้…»)."""
