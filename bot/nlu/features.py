"""What the intent model sees of a text: hashed n-grams of letters, sounds, words and concepts.

Four views, each with buckets of its own so that each can weigh differently: concepts
(see `concepts.py`), words, letters as typed, and the same letters without tone marks and with
like sounds folded, so that «เคื่องจัก» resembles «เครื่องจักร». Greetings and polite particles
are set aside and leave a mark each: a polite message looks like its blunt twin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.nlu.tokens import Words

CONCEPTS = range(4096)
WORDS = range(4096, 16384)
LETTERS = range(16384, 49152)
SOUNDS = range(49152, 65536)
BUCKETS = 65536

LONGEST = 600
"""Letters read; a longer story repeats itself."""
SHORTEST = 6
"""Letters that must remain before a greeting or a particle is set aside."""
MOST_CONCEPTS = 8
"""Concepts that are paired with one another; pairs grow with the square."""

_CODEC = "cp874"  # one byte for each Thai or ASCII character: n-grams are slices of bytes
_EMOJI = str.maketrans(
    {"🙏": "\x01", "👍": "\x02", "👌": "\x02", "❤": "\x03", "😊": "\x04", "😂": "\x05"}
    | {"😭": "\x06", "😢": "\x06", "👋": "\x07"}
)
_LONG_NUMBER = re.compile(r"\d[\d,. -]{3,}\d")
_GREETING = re.compile(
    r"^(?:(?:สวัสดี|สวัดดี|สวัสดิ|หวัดดี|ดีค่ะ|ดีครับ|ดีจ้า|hello|hi |เรียนสอบถาม|"
    r"ขออนุญาต|ขอรบกวน|รบกวน|สอบถามหน่อย|ขอสอบถาม|สอบถาม|แอดมิน|แอด|พี่คะ|พี่ครับ)"
    r"(?:ค่ะ|คะ|ค่า+|ครับ|คับ|จ้า|จ้ะ|หน่อย|นะ|เจ้า|ฮะ|ผม)*[\s,]*)+"
)
_PARTICLE = re.compile(
    r"(?:\s|ค่ะ|คะ|ค่า+|ค้ะ|ครับผม|ครับ|คับ|คร้าบ|ค้าบ|ครัฟ|จ้า|จ้ะ|จ๊ะ|จร้า|นะ|น่ะ|อ่ะ|อะ|"
    r"เด้อ|เจ้า|ฮะ|ฮับ|555+|ๆ|\.|!|\?)+$"
)
_FOLDS = (
    "ค=ขฃคฅฆ ช=ฉชฌ ส=ซศษส ย=ญย ด=ฎด ต=ฏต ท=ฐฑฒถทธ น=ณน พ=ผพภ ฟ=ฝฟ ล=รลฬ ห=หฮ "
    "\u0e34=\u0e34\u0e35\u0e36\u0e37 \u0e38=\u0e38\u0e39 ไ=ใไ เ=เแ"
)
_SILENT = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c".encode(_CODEC)  # tone marks and their kin


def _sound_table() -> bytes:
    table = bytearray(range(256))
    for fold in _FOLDS.split():
        sound, letters = fold.split("=")
        for letter in letters.encode(_CODEC):
            table[letter] = sound.encode(_CODEC)[0]
    return bytes(table)


_SOUND_OF = _sound_table()


@dataclass(frozen=True, slots=True)
class Seen:
    """Hashed counts: `buckets` are unique, `counts` how often each was met."""

    buckets: NDArray[np.int32]
    counts: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sight:
    """Reads squeezed text into hashed counts."""

    words: Words
    concepts: Mapping[str, str]

    def see(self, squeezed: str) -> Seen:
        """Return what there is to see, in all four views."""
        text, marks = core(squeezed[:LONGEST].translate(_EMOJI))
        text = _LONG_NUMBER.sub("0", text)
        letters = b"\x02" + text.encode(_CODEC, "replace") + b"\x03"
        words = self.words(text)
        met: dict[int, int] = {}
        for view in (
            _grams(letters, (2, 3, 4), LETTERS),
            _grams(letters.translate(_SOUND_OF, _SILENT), (3, 4), SOUNDS),
            _of_words((*marks, "^", *words)),
            _of_concepts([self.concepts[word] for word in words if word in self.concepts]),
        ):
            for bucket in view:
                met[bucket] = met.get(bucket, 0) + 1
        buckets = np.fromiter(met, dtype=np.int32, count=len(met))
        return Seen(buckets, np.fromiter(met.values(), dtype=np.float32, count=len(met)))


def core(text: str) -> tuple[str, tuple[str, ...]]:
    """Set greeting and closing particles aside: what is left, and a mark for each kind removed."""
    marks: list[str] = []
    for name, pattern in (("<greeting>", _GREETING), ("<particle>", _PARTICLE)):
        rest = pattern.sub("", text)
        if rest != text and len(rest) >= SHORTEST:
            marks.append(name)
            text = rest
    return text, tuple(marks)


def _bucket(key: bytes, view: range) -> int:
    return view.start + crc32(key) % len(view)


def _grams(letters: bytes, sizes: tuple[int, ...], view: range) -> Iterator[int]:
    start, width = view.start, len(view)
    for size in sizes:
        for at in range(len(letters) - size + 1):
            yield start + crc32(letters[at : at + size]) % width


def _of_words(words: tuple[str, ...]) -> Iterator[int]:
    for before, word in pairwise(words):
        yield _bucket(word.encode(), WORDS)
        yield _bucket(f"{before} {word}".encode(), WORDS)


def _of_concepts(met: list[str]) -> Iterator[int]:
    names = [name for before, name in pairwise(["", *met]) if name != before]
    for name in names:
        yield _bucket(name.encode(), CONCEPTS)
    for before, name in pairwise(["^", *names, "$"]):
        yield _bucket(f"{before} {name}".encode(), CONCEPTS)
    for one, other in combinations(sorted(set(names))[:MOST_CONCEPTS], 2):
        yield _bucket(f"{one}+{other}".encode(), CONCEPTS)
