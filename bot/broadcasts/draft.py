"""An announcement as its author writes it: a YAML file, or the console's form made into one.

title: ออกบูธงานของดีภาคอีสาน
message: เปิดรับสมัครร้านค้าออกบูธ 40 ร้าน ไม่มีค่าใช้จ่าย     # or LINE message objects
audience: {province: [TH-30], need: [market]}            # empty: the whole country
source: ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6
closes: 2026-12-15
topic: market                                            # these three may be left out
programme: isan-fair
buttons: [{label: สนใจ, flow: market}]
free: yes                               # and this: it travels on free answers only
urgent: yes                             # and this: it may use what is kept for urgent news
pilot: TH-30                            # and this: it goes there first, and waits to be looked at
image: https://example.go.th/fair.jpg   # and this: a picture before the text, or on the card
layout: card                            # and this: title, picture, text and buttons are one card
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from bot.broadcasts.audience import Audience, from_json
from bot.model.firms import SECTORS, SIZES, TOPICS
from bot.model.heard import NEEDS
from bot.model.limits import (
    BUBBLES_PER_REQUEST,
    FLEX_LABEL,
    LINK,
    TEXT,
    grapheme_length,
    utf16_length,
)
from bot.sheet import BadSheet, Records, line_of

_REQUIRED = ("title", "message", "source", "closes")
_OPTIONAL = (
    "audience",
    "topic",
    "programme",
    "buttons",
    "free",
    "pilot",
    "urgent",
    "image",
    "layout",
)
LISTS = ("province", "region", "sector", "size", "need", "topic", "interest")
LONGEST_TITLE = 120
MOST_BUTTONS = 4
_ROOM_FOR_FOOTER = 600
"""UTF-16 units of a text that the source, the closing day and the word that stops it take."""
LONGEST_TEXT = TEXT - _ROOM_FOR_FOOTER
LONGEST_CARD_TEXT = 1_000
"""UTF-16 units: nobody reads more on a card, and LINE takes no card that is much larger."""
LONGEST_LINK = LINK
TEXT_LAYOUT, CARD_LAYOUT = "text", "card"
_OF_OURS = 2
"""Messages of ours that go with an author's message objects: the footer, and the buttons."""
_LAYOUTS = (TEXT_LAYOUT, CARD_LAYOUT)
_PICTURE_LINK = re.compile(r"https://[!-~]+")

Json = dict[str, Any]


class BadDraft(BadSheet):
    """The announcement cannot be used; every mistake is listed with its line."""


@dataclass(frozen=True, slots=True)
class NewsButton:
    """A button under an announcement: what it says, and which conversation it opens."""

    label: str
    flow: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement as it was written."""

    title: str
    message: str | tuple[Json, ...]
    """A text, or LINE's message objects."""
    audience: Audience
    source: str
    closes: date
    topic: str | None = None
    programme: str | None = None
    buttons: tuple[NewsButton, ...] = ()
    free: bool = False
    """Whether it costs nothing: it travels on free answers to those who write anyway."""
    urgent: bool = False
    """Whether it may use what of the month is kept for urgent announcements."""
    pilot: str | None = None
    """The province to which it goes first; then it waits to be resumed."""
    image: str | None = None
    """A link (https) to a JPEG or PNG: its own message before the text, or on the card."""
    card: bool = False
    """Whether title, picture, text and buttons are one card."""

    def as_json(self) -> Json:
        """Return it as JSON, from which `of_json` makes it again."""
        return {
            "title": self.title,
            "message": self.message if isinstance(self.message, str) else list(self.message),
            "audience": self.audience.as_json(),
            "source": self.source,
            "closes": self.closes.isoformat(),
            "topic": self.topic,
            "programme": self.programme,
            "buttons": [{"label": one.label, "flow": one.flow} for one in self.buttons],
            "free": self.free,
            "pilot": self.pilot,
            "urgent": self.urgent,
            "image": self.image,
            "card": self.card,
        }


@dataclass(frozen=True, slots=True)
class Known:
    """What an announcement may name."""

    provinces: Mapping[str, str]
    """Names by ISO code."""
    regions: Mapping[str, str]
    """Names of the regional centres by code."""
    flows: Collection[str]
    """What a button may open."""
    programmes: Collection[str]


def of_json(told: Mapping[str, Any]) -> Draft:
    """Return the draft that `Draft.as_json` wrote down."""
    message = told["message"]
    return Draft(
        title=told["title"],
        message=message if isinstance(message, str) else tuple(message),
        audience=from_json(told["audience"]),
        source=told["source"],
        closes=date.fromisoformat(told["closes"]),
        topic=told["topic"],
        programme=told["programme"],
        buttons=tuple(NewsButton(one["label"], one["flow"]) for one in told["buttons"]),
        free=told["free"],
        pilot=told["pilot"],
        urgent=told["urgent"],
        image=told.get("image"),
        card=told.get("card", False),
    )


def is_picture_link(link: str) -> bool:
    """Tell whether LINE would take this as a link to a picture; what is there is not looked at."""
    return len(link) <= LONGEST_LINK and _PICTURE_LINK.fullmatch(link) is not None


def load(text: str, name: str, *, known: Known, today: date) -> Draft:
    """Read an announcement; `name` stands before the line numbers of its mistakes.

    Raises BadDraft with every mistake at once.
    """
    sheet = _Sheet(known)
    root = sheet.compose(text)
    draft = sheet.draft(root, today) if root is not None else None
    if draft is None or sheet.mistakes:
        raise BadDraft(name, sheet.mistakes)
    return draft


class _Sheet(Records):
    when_empty = "Write `title:`, `message:`, `source:` and `closes:` into it."

    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known

    def draft(self, root: yaml.Node, today: date) -> Draft | None:
        """Return the announcement as far as it can be read; the mistakes are noted."""
        keys = self.mapping(root, "The announcement", required=_REQUIRED, optional=_OPTIONAL)
        closes = self.day(keys.get("closes"), "'closes'")
        if closes and closes < today:
            line = line_of(keys["closes"])
            self.note(line, f"'closes' is {closes}, which is past.", "Name the last day to apply.")
        title = self.text(keys.get("title"), "'title'")
        if len(title) > LONGEST_TITLE:
            line = line_of(keys["title"])
            self.note(line, f"'title' has {len(title)} letters.", f"Use {LONGEST_TITLE} at most.")
        card = self._one_of(keys.get("layout"), "'layout'", _LAYOUTS) == CARD_LAYOUT
        longest = LONGEST_CARD_TEXT if card else LONGEST_TEXT
        message = self._message(keys["message"], longest) if "message" in keys else ""
        image = self._image(keys.get("image"))
        self._check_form(keys, message, image, card=card)
        return Draft(
            title=title,
            message=message,
            audience=self._audience(keys.get("audience")),
            source=self.text(keys.get("source"), "'source'"),
            closes=closes or today,
            topic=self._one_of(keys.get("topic"), "'topic'", TOPICS),
            programme=self._one_of(keys.get("programme"), "'programme'", self._known.programmes),
            buttons=self._buttons(keys.get("buttons")),
            free=self._free(keys.get("free"), message),
            urgent=self._yes(keys.get("urgent"), "'urgent'"),
            pilot=self._place(keys.get("pilot")),
            image=image,
            card=card,
        )

    def _image(self, node: yaml.Node | None) -> str | None:
        link = self.text(node, "'image'")
        if node is None or not link:
            return None
        if not is_picture_link(link):
            cure = f"Write a link that begins with https://, of {LONGEST_LINK} letters at most."
            self.note(line_of(node), "'image' is no link to a picture.", cure)
        return link

    def _check_form(
        self,
        keys: Mapping[str, yaml.Node],
        message: str | tuple[Json, ...],
        image: str | None,
        *,
        card: bool,
    ) -> None:
        """Note what does not go together."""
        if (card or image) and not isinstance(message, str):
            node = keys["layout" if card else "image"]
            cure = "Write `message:` as a text, or put all of it into the message objects."
            self.note(line_of(node), "Message objects stand for themselves.", cure)
        if image and not card and "free" in keys and self.plain(keys["free"]) is True:
            cure = "Write `layout: card`, or leave `free:` out."
            self.note(line_of(keys["free"]), "A picture travels on no free answer.", cure)

    def _place(self, node: yaml.Node | None) -> str | None:
        places = self._places()
        return places.get(self._one_of(node, "'pilot'", places) or "")

    def _places(self) -> Mapping[str, str]:
        known = self._known.provinces
        return {**{code: code for code in known}, **{name: code for code, name in known.items()}}

    def _free(self, node: yaml.Node | None, message: str | tuple[Json, ...]) -> bool:
        free = self._yes(node, "'free'")
        if free and node is not None and not isinstance(message, str):
            cure = "Write `message:` as a text, or leave `free:` out."
            self.note(line_of(node), "Only a text can travel on free answers.", cure)
        return free

    def _yes(self, node: yaml.Node | None, what: str) -> bool:
        wished = False if node is None else self.plain(node)
        if node is not None and not isinstance(wished, bool):
            self.note(line_of(node), f"{what} is '{wished}'.", "Write yes or no.")
        return wished is True

    def _message(self, node: yaml.Node, longest: int) -> str | tuple[Json, ...]:
        if isinstance(node, yaml.ScalarNode):
            said = str(node.value).strip()
            if not said:
                self.note(line_of(node), "'message' is empty.", "Write what is announced.")
            if utf16_length(said) > longest:
                length = utf16_length(said)
                cure = f"Use {longest} at most."
                self.note(line_of(node), f"'message' has {length} letters.", cure)
            return said
        told = self.plain(node)
        objects, line = told if isinstance(told, list) else [told], line_of(node)
        most = BUBBLES_PER_REQUEST - _OF_OURS
        if not 1 <= len(objects) <= most:
            self.note(line, f"'message' has {len(objects)} objects.", f"Write 1 to {most}.")
        if not all(isinstance(one, dict) and isinstance(one.get("type"), str) for one in objects):
            cure = "Write a text, or LINE message objects, each with a `type`."
            self.note(line, "'message' is neither a text nor message objects.", cure)
        return tuple(one for one in objects if isinstance(one, dict))

    def _audience(self, node: yaml.Node | None) -> Audience:
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return Audience()
        keys = self.mapping(node, "The audience", required=(), optional=(*LISTS, "contact_days"))
        known, places = self._known, self._places()
        there = self._several(keys.get("province"), "A province", places)
        return Audience(
            province=tuple(dict.fromkeys(places[one] for one in there)),
            region=self._several(keys.get("region"), "A region", known.regions),
            sector=self._several(keys.get("sector"), "A sector", SECTORS),
            size=self._several(keys.get("size"), "A size", SIZES),
            need=self._several(keys.get("need"), "A need", NEEDS),
            topic=self._several(keys.get("topic"), "A topic", TOPICS),
            interest=self._several(keys.get("interest"), "A programme", known.programmes),
            contact_days=self._days(keys.get("contact_days")),
        )

    def _several(
        self, node: yaml.Node | None, what: str, known: Collection[str]
    ) -> tuple[str, ...]:
        """Return a list's members, each once; one alone may stand without a list."""
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return ()
        nodes = [node] if isinstance(node, yaml.ScalarNode) else self.items(node, what)
        found = [self._one_of(one, what, known) for one in nodes]
        return tuple(dict.fromkeys(one for one in found if one and one in known))

    def _one_of(self, node: yaml.Node | None, what: str, known: Collection[str]) -> str | None:
        value = self.text(node, what)
        if node is None or not value:
            return None
        if value not in known:
            examples = ", ".join(list(known)[:6]) or "none there are"
            self.note(line_of(node), f"{what} is '{value}'.", f"Write one of: {examples} …")
        return value

    def _days(self, node: yaml.Node | None) -> int | None:
        value = self.shaped(node, "'contact_days'", r"[1-9][0-9]{0,3}", example="90")
        return int(value) if value.isdigit() else None

    def _buttons(self, node: yaml.Node | None) -> tuple[NewsButton, ...]:
        nodes = self.items(node, "'buttons'")
        if len(nodes) > MOST_BUTTONS and node is not None:
            cure = f"Keep {MOST_BUTTONS} at most."
            self.note(line_of(node), f"There are {len(nodes)} buttons.", cure)
        return tuple(self._button(one) for one in nodes)

    def _button(self, node: yaml.Node) -> NewsButton:
        keys = self.mapping(node, "A button", required=("label", "flow"), optional=())
        label = self.text(keys.get("label"), "'label'")
        if grapheme_length(label) > FLEX_LABEL:
            line = line_of(keys["label"])
            self.note(line, f"'{label}' is too long.", f"Use {FLEX_LABEL} letters at most.")
        flow = self._one_of(keys.get("flow"), "'flow'", self._known.flows) or ""
        return NewsButton(label, flow)
