"""The ways people mistype: 17 of them, to see how much each costs the understanding."""

from __future__ import annotations

import random
import re
import statistics
from collections.abc import Callable, Mapping, Sequence

from pythainlp.util import thai_to_eng

from bot.learning.guessing import Guesser
from bot.learning.lines import Line

TONES = "่้๊๋"
SLANG = {
    "ครับ": "คับ",
    "ค่ะ": "คร่า",
    "ไหม": "มั้ย",
    "อะไร": "ไร",
    "อย่างไร": "ยังไง",
    "แล้ว": "แร้ว",
    "ก็": "ก้อ",
}
LATIN = {
    "กู้": "kuu",
    "เงิน": "ngern",
    "ขาย": "khai",
    "ร้าน": "ran",
    "ตลาด": "talad",
    "โรงงาน": "rongngan",
}
Corruption = Callable[[str, random.Random], str]


def accuracies(guess: Guesser, lines: Sequence[Line]) -> dict[str, float]:
    """Return the share of lines that is understood as written, and in each corruption."""

    def accuracy(corrupt: Corruption) -> float:
        dice = random.Random(7)  # noqa: S311 -- noise, not a secret
        right = [guess(corrupt(one.text, dice)).intent == one.intent for one in lines]
        return right.count(True) / len(lines)

    return {
        name: accuracy(corrupt) for name, corrupt in (("as written", _same), *CORRUPTIONS.items())
    }


def mean_drop(found: Mapping[str, float]) -> float:
    """Return how much is lost on average over the corruptions."""
    clean = found["as written"]
    return statistics.mean(clean - found[name] for name in CORRUPTIONS)


def _same(text: str, _: random.Random) -> str:
    return text


def _typos(many: Callable[[str], int]) -> Corruption:
    def corrupt(text: str, dice: random.Random) -> str:
        letters = list(text)
        for _ in range(many(text)):
            at = dice.randrange(len(letters))
            match dice.randrange(3):
                case 0 if len(letters) > 1:
                    del letters[at]
                case 1 if at + 1 < len(letters):
                    letters[at], letters[at + 1] = letters[at + 1], letters[at]
                case _:
                    letters.insert(at, dice.choice("กดเหสวงาีร่"))
        return "".join(letters)

    return corrupt


def _swapped(table: dict[str, str], share: float = 1.0) -> Corruption:
    pattern = re.compile("|".join(table))
    return lambda text, dice: pattern.sub(
        lambda met: table[met[0]] if dice.random() < share else met[0], text
    )


def _dropped(share: float) -> Corruption:
    return lambda text, dice: "".join(
        char for char in text if char not in TONES or dice.random() >= share
    )


def _spaced(text: str, dice: random.Random) -> str:
    return "".join(char + " " * (dice.random() < 0.15) for char in text)


def _mixed(text: str, dice: random.Random) -> str:
    return _typos(lambda _: 1)(_dropped(0.5)(_spaced(text, dice), dice), dice) + "คับบบ"


CORRUPTIONS: dict[str, Corruption] = {
    "one slip": _typos(lambda _: 1),
    "two slips": _typos(lambda _: 2),
    "a slip every ten letters": _typos(lambda text: len(text) // 10),
    "half of the tone marks": _dropped(0.5),
    "no tone marks": _dropped(1.0),
    "stretched": lambda text, _: text + text[-1] * 4,
    "sara am in two": lambda text, _: text.replace("ำ", "ํา"),
    "tone before vowel": lambda text, _: re.sub(rf"([ัิีึืุู])([{TONES}])", r"\2\1", text),
    "two sara e": lambda text, _: text.replace("แ", "เเ"),
    "stray spaces": _spaced,
    "no spaces": lambda text, _: text.replace(" ", ""),
    "greeting and particles": lambda text, _: f"สวัสดีค่ะ ขอสอบถามหน่อยค่ะ {text} ขอบคุณค่ะ",
    "slang": _swapped(SLANG),
    "Latin letters": _swapped(LATIN, 0.5),
    "first 70 %": lambda text, _: text[: max(2, int(len(text) * 0.7))],
    "keyboard left on English": lambda text, _: thai_to_eng(text),
    "all at once": _mixed,
}
