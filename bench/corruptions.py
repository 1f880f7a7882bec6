"""How much the ways people mistype cost the intent model: one fold held out, typed in 17 ways.

`python -m bench.corruptions` trains on four fifths of the groups (scikit-learn is needed) and
prints the accuracy on the last fifth as written and in each corruption.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from pythainlp.util import thai_to_eng
from sklearn.model_selection import StratifiedGroupKFold

import bot.nlu
from bot.learning import fitting, training
from bot.learning.lines import read_lines
from bot.model.heard import INTENTS
from bot.nlu.features import Sight
from bot.nlu.intents import Model, tfidf
from bot.nlu.normalise import squeeze

DATA = Path(bot.nlu.__file__).parent / "data"
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


def main() -> None:
    """Print one line for each corruption, and the mean drop."""
    lines, eyes = read_lines(DATA), training.sight(DATA)
    labels, groups = [one.intent for one in lines], [one.group for one in lines]
    splitter = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    inner, outer = next(iter(splitter.split(labels, labels, groups)))
    model = fitting.fit([lines[at] for at in inner], eyes, subs=False)
    held = [lines[at] for at in outer]

    def accuracy(corrupt: Corruption) -> float:
        dice = random.Random(7)  # noqa: S311 -- noise, not a secret
        read = [_guess(model, eyes, corrupt(one.text, dice)) for one in held]
        right = [guess == one.intent for guess, one in zip(read, held, strict=True)]
        return right.count(True) / len(held)

    clean = accuracy(lambda text, _: text)
    print(f"{'as written':28}{clean:.3f}   ({len(held)} lines)")
    drops = []
    for name, corrupt in CORRUPTIONS.items():
        drops.append(clean - accuracy(corrupt))
        print(f"{name:28}{clean - drops[-1]:.3f}{-drops[-1]:+.3f}")
    print(f"{'mean drop':28}{sum(drops) / len(drops):.3f}")


def _guess(model: Model, eyes: Sight, text: str) -> str:
    seen = eyes.see(squeeze(text))
    logits = tfidf(seen, model.importance) @ model.weights[seen.buckets] + model.bias
    return INTENTS[int(logits.argmax())]


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

if __name__ == "__main__":
    main()
