"""What somebody does in a talk that nobody wrote: moves drawn by dice, each a line of plain data.

A move holds no button and no state: «the third button on the screen» is found when it is made, so
that any part of a talk can be left out and the rest be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.flows import Book, aftercare, offers
from bot.flows.book import ChooseStep, Option
from bot.model.heard import INTENTS

_Thing = TypeVar("_Thing")
LONGEST_TEXT = 5000
"""Letters of one message, as LINE takes them from a person."""
NOISE = (
    "", " ", "\n\n", ".", "?", "55555", "🙏",
    "👨‍👩‍👧‍👦🇹🇭👍🏽", "😭😭😭", "\u200b", "\u200b\u200d\ufeff",
    "ก", "ๆๆๆ", "่้๊๋", "ำ", "x" * 40, "{number}", "{case.number} {office.phone}", "%s {} {0}",
    "<b>x</b>", "f=check&s=look&t=3&v=yes", "null", "0", "-1", "999999999999999999999", "๑๒๓",
    "081 234 5678", "0812345", "1323", "021234567", "บุญมา 0812345678",
    "ชื่อบุญมา เบอร์ 081-234-5678",
    "1103700012345", "0105536112014", "a@example.com", "a@", "30-69-00001-1", "30690000110",
    "30-69-00001-2", "15 ธ.ค.", "วันศุกร์นี้", "31 กุมภาพันธ์", "2 แสน", "สองล้านห้า",
    "ไม่เกิน 1 ล้าน",
    "12 คน", "โคราช", "หาดใหญ่", "บางกะปิ", "เมือง", "10110", "99999", "เปลี่ยนจังหวัดเป็นสงขลา",
    "แก้ชื่อเป็นสมหญิง", "แก้เบอร์", "ไม่ใช่บางกะปิ ลาดพร้าว", "จริงๆ แล้วอยากหาตลาดด้วยค่ะ",
)  # fmt: skip
"""Short things that people, keyboards and other programs send."""
CONTROLS = (
    "ยกเลิก", "ข้าม", "ย้อนกลับ", "เมนู", "เมนูหลัก", "คุยกับเจ้าหน้าที่", "ทำต่อ", "เริ่มใหม่",
    "ใช่", "ไม่ใช่",
    "1", "2", "3", "ยินยอม", "ไม่ยินยอม", "ถูกต้อง", "ส่งเรื่อง", "แก้ไข", "ถึงไหนแล้ว", "ไม่",
    "ขอบคุณค่ะ", "สวัสดีค่ะ",
    "ข้อมูลของฉัน", "รับข่าว", "หยุดรับข่าว", "เพิ่มข้อมูล", "ขอให้โทรกลับ",
)  # fmt: skip
ANSWERS = (
    "รับทราบและยินยอม", "อยากกู้เงินซื้อเครื่องซีลสุญญากาศ ทำน้ำพริกขาย อยู่โคราช",
    "เครื่องซีลเสียบ่อย อยากได้เครื่องใหม่",
    "โคราช", "สองแสน", "บุญมา 081 234 5678", "ทำน้ำพริก", "ถูกต้อง ส่งเรื่อง",
    "น้ำท่วมโรงงาน เครื่องจักรเสียหายหมด ที่หาดใหญ่",
    "ได้หมายศาล ถูกฟ้องเรื่องหนี้บัตรเครดิตของร้าน", "อยากส่งออกผลไม้อบแห้งไปญี่ปุ่น",
    "อยากขอ อย. น้ำพริก", "มีโครงการอะไรบ้าง",
    "อยากเปิดร้านขนมที่บ้าน", "จะร้องเรียนเจ้าหน้าที่ไม่รับสายเลย",
)  # fmt: skip
"""What leads a talk on, deep into the flows."""
_JUMPS = (20, 7 * 60, 25 * 60, 3 * 1440, 4 * 1440, 28 * 1440, 31 * 1440, 62 * 1440)
"""Minutes: past the hours after which a talk is resumed, a notice, a draft runs out."""
_SPRINKLED = ("\u200b", "\u200d", "\ufeff", "🙏", " ", "\n", "่", "😭")
_PLACES = ("TH-30:", "TH-90:หาดใหญ่", "TH-10:บางกะปิ", "TH-99:", ":")
_OFFERED = ("loan", "nec", "relief", "old", "gone")
_FOREIGN = ("", "menu", "check", "consent", "financing", "gone", "attach", "resume", "f" * 90)
_STEPS = ("look", "tile", "agree", "ask", "gone", "")
_VALUES = (
    "yes", "no", "skip", "fix:phone", "fix:consent", "fix:the_line", "place:TH-30:", "place:",
    "place:x", "-", "-100000", "x", "", "anew", "new", "financing", "region", "\u0e01" * 80,
)  # fmt: skip
WORLD = (
    "office", "programmes", "closed", "cancelled", "unreachable", "advising", "merged", "firm",
    "revised",
)  # fmt: skip
"""What may change beside the talk: the hours, the catalogue, a case, the firm, flows.yaml."""


class Dice(Protocol):
    """What a draw needs of chance; `random.Random(seed)` is one."""

    def random(self) -> float:
        """Return a number from 0 to below 1."""
        ...

    def randrange(self, stop: int, /) -> int:
        """Return a whole number from 0 to below `stop`."""
        ...


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that is done; `value` says what about, in a form of its kind's own."""

    kind: str
    value: str = ""
    minutes: int = 1
    """How long after the move before it."""

    def told(self) -> str:
        """Return the move as a line for people."""
        pause = f" (after {self.minutes} minutes)" if self.minutes > 1 else ""
        value = self.value if len(self.value) <= 200 else f"{self.value[:200]}… ({len(self.value)})"
        return f"{self.kind} {value!r}{pause}"


@dataclass(frozen=True, slots=True)
class Sayings:
    """What words are drawn from."""

    plain: tuple[str, ...]
    """Sentences as people write them."""
    despair: tuple[str, ...]
    """Sentences that must be met by help at once."""
    book: tuple[str, ...] = ()
    """Labels and words that flows.yaml knows."""


def words_of(book: Book) -> tuple[str, ...]:
    """Return every label and word of flows.yaml that somebody may type."""
    return tuple(dict.fromkeys(_words(book)))


def _words(book: Book) -> Iterator[str]:
    yield from _of_options((*book.menu, *book.menu_while_open))
    yield from book.policy.repeat_words
    for slot in book.slots.values():
        yield from (*slot.words, *slot.skip_words)
        yield from _of_options(slot.choices)
    for flow in book.flows.values():
        yield from (*flow.words, *(topic.replace("+", "") + "ไหมคะ" for topic in flow.about))
        for step in flow.steps.values():
            if isinstance(step, ChooseStep):
                yield from _of_options(step.options)


def _of_options(options: Sequence[Option]) -> Iterator[str]:
    for option in options:
        yield from (option.label, *option.words)


def draw(dice: Dice, sayings: Sayings) -> Move:
    """Draw one move."""
    kind, value = _weighed(dice, _KINDS)
    minutes = _one(dice, _JUMPS) if dice.random() < _SHARE_OF_JUMPS else 1
    return Move(kind, value(dice, sayings), minutes)


_SHARE_OF_JUMPS = 0.06


def _one(dice: Dice, things: Sequence[_Thing]) -> _Thing:
    return things[dice.randrange(len(things))]


def _weighed(dice: Dice, things: Sequence[tuple[int, _Thing]]) -> _Thing:
    left = dice.randrange(sum(weight for weight, _ in things))
    for weight, thing in things[:-1]:
        left -= weight
        if left < 0:
            return thing
    return things[-1][1]


def _text(dice: Dice, sayings: Sayings) -> str:
    return _weighed(dice, _TEXTS)(dice, sayings)[:LONGEST_TEXT]


def _mixed(dice: Dice, sayings: Sayings) -> str:
    """Join pieces of sentences, words of the book and noise."""
    sources = (sayings.plain, sayings.book or NOISE, NOISE, CONTROLS, ANSWERS)
    pieces = [_one(dice, _one(dice, sources)) for _ in range(2 + dice.randrange(3))]
    cut = [piece[: 1 + dice.randrange(len(piece) + 1)] for piece in pieces]
    return _one(dice, ("", " ", "\n", " แล้วก็ ")).join(cut)


def _sprinkled(dice: Dice, sayings: Sayings) -> str:
    """Put signs that nobody sees, or that say nothing, among the letters."""
    letters = list(_one(dice, sayings.plain))
    for _ in range(1 + dice.randrange(6)):
        letters.insert(dice.randrange(len(letters) + 1), _one(dice, _SPRINKLED))
    return "".join(letters)


def _long(dice: Dice, sayings: Sayings) -> str:
    piece = _one(dice, (*NOISE, *ANSWERS, _one(dice, sayings.plain))) or "ก"
    length = _one(dice, (300, 1000, 2600, LONGEST_TEXT))
    return (piece * (length // len(piece) + 1))[:length]


_Draw = Callable[[Dice, Sayings], str]
_TEXTS: tuple[tuple[int, _Draw], ...] = (
    (30, lambda dice, sayings: _one(dice, sayings.plain)),
    (16, lambda dice, _: _one(dice, ANSWERS)),
    (14, lambda dice, _: _one(dice, CONTROLS)),
    (12, lambda dice, sayings: _one(dice, sayings.book or CONTROLS)),
    (12, _mixed),
    (9, lambda dice, _: _one(dice, NOISE)),
    (5, _sprinkled),
    (2, _long),
)


def _despair(dice: Dice, sayings: Sayings) -> str:
    sentence = _one(dice, sayings.despair)
    around = _one(dice, ("", "", "\n", " 🙏", "\u200b"))
    return f"{around}{sentence}{around}"


def _foreign(dice: Dice, _: Sayings) -> str:
    turn = _one(dice, ("0", "1", "2", "5", "400", "999999999"))
    return "|".join([_one(dice, _FOREIGN), _one(dice, _STEPS), turn, _one(dice, _VALUES)])


def _number(most: int) -> _Draw:
    return lambda dice, _: str(dice.randrange(most))


def _among(*values: str) -> _Draw:
    return lambda dice, _: _one(dice, values)


_KINDS: tuple[tuple[int, tuple[str, _Draw]], ...] = (
    (44, ("words", _text)),
    (30, ("press", _number(14))),
    (5, ("old", _number(60))),
    (5, ("tile", lambda dice, _: _one(dice, (*INTENTS, "add_more", "call_back", "menu", "gone")))),
    (3, ("sticker", _among(""))),
    (4, ("media", _among("image", "video", "audio", "file"))),
    (3, ("pin", lambda dice, _: f"{_one(dice, _PLACES)}:{_one(dice, ('sure', ''))}")),
    (1, ("despair", _despair)),
    (1, ("follow", _among("new", "again"))),
    (1, ("unfollow", _among(""))),
    (1, ("ended", lambda dice, _: f"{_one(dice, aftercare.PATTERNS)}:{dice.randrange(4)}")),
    (1, ("announced", lambda dice, _: f"7:{_one(dice, (*INTENTS, 'gone', 'financing/loan'))}")),
    (2, ("offer", lambda dice, _: f"{_one(dice, offers.PATTERNS)}:{_one(dice, _OFFERED)}")),
    (3, ("foreign", _foreign)),
    (1, ("garbage", lambda dice, _: _one(dice, NOISE))),
    (1, ("slip", _among("known", "unknown"))),
    (2, ("staff", _among("claim", "release", "release"))),
    (3, ("world", lambda dice, _: _one(dice, WORLD))),
    (1, ("timer", _among(""))),
)
"""How often each kind is drawn, and what about."""
KINDS = tuple(kind for _, (kind, _draw) in _KINDS)
