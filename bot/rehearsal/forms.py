"""What a dialogue's file may hold: one model for each part, so that a slip of the pen is told."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.model.effects import Timer
from bot.model.heard import INTENTS, SIGNALS

KINDS = (
    "person", "press", "old", "tile", "sticker", "media", "pin", "arrive", "timeout", "ended",
    "announced", "offer",
)  # fmt: skip
"""What a person may do in a line; each line has one of them."""
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]
PlaceForm = Annotated[list[str | None], Field(min_length=2, max_length=2)]
Sum = Annotated[list[int | None], Field(min_length=2, max_length=2)]
Sure = Annotated[float, Field(ge=0, le=1)]
Intent = Literal[INTENTS]  # type: ignore[valid-type]  # the ten, as they are listed there
Signal = Literal[SIGNALS]  # type: ignore[valid-type]  # likewise


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Hearing(_Form):
    """What was understood of the words: intents first, then what was said."""

    intent: Intent | None = None
    sure: Sure | None = None
    sub: str | None = None
    others: list[Annotated[list[str | float], Field(min_length=2, max_length=2)]] = Field(
        default=[], alias="or"
    )
    signals: list[Signal] = []
    assent: Literal["yes", "no"] | None = None
    correcting: bool = False
    province: str | None = None
    district: str | None = None
    amount_baht: Sum | None = None
    phone: str | None = None
    juristic_id: str | None = None
    email: str | None = None
    name: str | None = None
    business: str | None = None
    deadline: str | None = None
    case_number: str | None = None
    place_doubts: list[PlaceForm] = []
    problems: list[str] = []


class World(_Form):
    """What the day begins with, where it is not an ordinary one."""

    cases: list[str] = []
    ended: list[str] = []
    reopen_until: date | None = None
    age_hours: int = 2
    open: bool = True
    flood: bool = False
    programmes: Annotated[int, Field(ge=0, le=20)] = 2
    firm: dict[str, str] = {}


class PinForm(_Form):
    """A shared place: `[province, district]`, and whether its address names the province."""

    place: PlaceForm | None = None
    certain: bool = False


class Line(_Form):
    """One thing that the person does, what happened before it, and what the bot did about it."""

    person: str | None = None
    press: str | None = None
    old: str | None = None
    tile: str | None = None
    sticker: bool | None = None
    media: Literal["image", "video", "audio", "file"] | None = None
    pin: PinForm | None = None
    arrive: Literal["new", "again"] | None = None
    timeout: Timer | None = None
    ended: Pair | None = None
    announced: Annotated[list[int | str], Field(min_length=2, max_length=2)] | None = None
    offer: Pair | None = None
    heard: Hearing | None = None
    hours: int | None = None
    closed: list[str] | None = None
    slip: str | None = None
    revised: bool | None = None
    bot: list[str] | None = None
    asking: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_deed(cls, given: Any) -> Any:  # noqa: ANN401 -- whatever was written
        done = [key for key in KINDS if isinstance(given, dict) and key in given]
        if len(done) != 1:
            raise ValueError(f"a line has exactly one of {', '.join(KINDS)}")
        return given


class Script(_Form):
    """A whole dialogue."""

    about: str
    world: World | None = None
    talk: Annotated[list[Line], Field(min_length=1)]
