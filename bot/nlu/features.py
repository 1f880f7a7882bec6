"""What the intent model sees of a text: hashed n-grams of letters, sounds, words and concepts.

Four views, each with buckets of its own so that each can weigh differently: concepts
(see `concepts.py`), words, letters as typed, and the same letters without tone marks and with
like sounds folded, so that «เคื่องจัก» resembles «เครื่องจักร». Greetings, thanks and polite
particles are set aside without a trace: a polite message looks like its blunt twin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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

EDITION = 1
"""Raised whenever the same text may give other buckets: models taught before are refused."""

LONGEST = 600
"""Letters read; a longer story repeats itself."""
SHORTEST = 6
"""Letters that must remain before a greeting or a particle is set aside."""
MOST_CONCEPTS = 8
"""Concepts that are paired with one another; pairs grow with the square."""

_SPREAD = np.uint32(2654435761)
_SHIFTS = {len(view): np.uint32(33 - len(view).bit_length()) for view in (LETTERS, SOUNDS)}
_FOUR_BYTES = np.dtype(">u4")
_CODEC = "cp874"  # one byte for each Thai or ASCII character: n-grams are slices of bytes
_EMOJI = str.maketrans(
    {"🙏": "\x01", "👍": "\x02", "👌": "\x02", "❤": "\x03", "😊": "\x04", "😂": "\x05"}
    | {"😭": "\x06", "😢": "\x06", "👋": "\x07"}
)
_FACE = re.compile("[" + "".join(map(chr, _EMOJI)) + "]")
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
_THANKS = re.compile(
    r"(?:(?:ขอ|กราบ|ขอกราบ)?ขอบ(?:พระ)?(?:คุณ|คุน)|ขอบใจ|thank(?:s| you)|\x01)"
    r"(?:มาก|ล่วงหน้า|หลาย|จ้า|นะ|ๆ|เด้อ|ไว้|ณ|ที่นี้|ด้วย|\s)*$"
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


_WRAPPINGS = (_GREETING, _PARTICLE, _THANKS, _PARTICLE)


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

    @property
    def fingerprint(self) -> int:
        """What a model must have been taught with to be read through these eyes."""
        return crc32(repr((EDITION, sorted(self.concepts.items()))).encode())

    def see(self, squeezed: str) -> Seen:
        """Return what there is to see, in all four views."""
        text = core(_faced(squeezed[:LONGEST]))
        text = _LONG_NUMBER.sub("0", text)
        letters = b"\x02" + text.encode(_CODEC, "replace") + b"\x03"
        words = self.words(text)
        concepts = [self.concepts[word] for word in words if word in self.concepts]
        named = [*_of_words(("^", *words)), *_of_concepts(concepts)]
        return _counted(
            (
                _grams(letters, LETTERS, pairs=True),
                _grams(letters.translate(_SOUND_OF, _SILENT), SOUNDS, pairs=False),
                np.array(named, dtype=np.uint32),
            )
        )


def _faced(text: str) -> str:
    """Return the text with one letter for each face and hand; most texts have none."""
    return text.translate(_EMOJI) if _FACE.search(text) else text


def core(text: str) -> str:
    """Return what is left without greeting, thanks and particles, where enough is left."""
    for pattern in _WRAPPINGS:
        rest = pattern.sub("", text)
        if len(rest) >= SHORTEST:
            text = rest
    return text


def _bucket(key: bytes, view: range) -> int:
    return view.start + crc32(key) % len(view)


def _grams(letters: bytes, view: range, *, pairs: bool) -> NDArray[np.uint32]:
    """Return a bucket for every run of three and of four letters, and of two when wanted.

    The code of a run is its bytes; multiplying by a large odd number (Knuth) spreads the codes,
    and the upper bits are the bucket. The size of the view must be a power of two.
    """
    # From each letter on, four bytes are read as one number; a run of three is its upper part.
    padded = letters + bytes(3)
    four = np.ndarray(len(letters), _FOUR_BYTES, padded, strides=(1,)).astype(np.uint32)
    three, two = four[:-2] >> 8, four[:-1] >> 16
    codes = np.concatenate((two, three, four[:-3]) if pairs else (three, four[:-3]))
    codes *= _SPREAD
    codes >>= _SHIFTS[len(view)]
    codes += np.uint32(view.start)
    return codes


def _counted(views: Iterable[NDArray[np.uint32]]) -> Seen:
    buckets = np.concatenate(tuple(views))
    buckets.sort()
    begins = np.ones(len(buckets) + 1, dtype=np.bool_)
    np.not_equal(buckets[1:], buckets[:-1], out=begins[1:-1])
    (edges,) = begins.nonzero()
    counts = edges[1:] - edges[:-1]
    return Seen(buckets[edges[:-1]].astype(np.int32), counts.astype(np.float32))


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
