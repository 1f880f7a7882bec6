"""The two written forms every part of the understanding reads.

`normalise` mends how Thai was typed and keeps its spacing for readers; `squeeze` is the form to
match against. What words mean stays out.
"""

from __future__ import annotations

import re

from bot.nlu.layout import repair_layout

_EXOTIC_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_EXOTIC_SPACES += "\u2028\u2029\u202f\u205f\u3000\t\r\x0b\x0c\x85"
_UNSEEN = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_UNSEEN += "\u2060\u2061\u2062\u2063\u2066\u2067\u2068\u2069\ufeff\ufffc"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"

_CHARACTERS: dict[int, str | None] = {
    **{ord(char): " " for char in _EXOTIC_SPACES},
    **dict.fromkeys(map(ord, _UNSEEN)),
    **{ord(char): "-" for char in _DASHES},
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0D},
    **{0x0E50 + digit: str(digit) for digit in range(10)},
}
_STRANGE = re.compile(
    "[" + "".join(re.escape(chr(code)) for code in sorted(_CHARACTERS)) + "]",
)

_TONES = "่้๊๋"
_ABOVE_BELOW = "ัิีึืฺุู็์ํ๎"
_MARKS = _TONES + _ABOVE_BELOW
_VOWELS_AFTER = "ะาำๅ"
_VOWELS_BEFORE = "เแโใไ"
_CONSONANT = "ก-ฮ"
_SUSPECT = re.compile(
    rf"[{_TONES}][{_MARKS}]|[{_ABOVE_BELOW}][{_ABOVE_BELOW}]|ํ[{_TONES}า]|[ะาำ][{_TONES}]"
    rf"| [{_MARKS}ะาำ]|เเ|แแ|โโ|ใใ|ไไ|ะะ|าา|ำำ|ๆๆ|ฯฯ|ๅ| \s|[\n\x1c-\x1f]|([ก-ฮ])\1\1",
)
"""Letters side by side that the slow road below may want to mend; few messages have any.

A branch that begins with a letter or a set is passed over at a glance, a group is not: so the
doubled letters are written out, and the one group stands last.
"""

_ORDER = (
    (re.compile("เเ"), "แ"),
    (re.compile(rf" +(?=[{_MARKS}])"), ""),
    (re.compile(rf"(?<=[{_CONSONANT}{_TONES}]) +(?=[ะาำ])"), ""),
    (re.compile(rf"([{_MARKS}])\1+"), r"\1"),
    (re.compile(rf"([{_TONES}])([{_ABOVE_BELOW}])"), r"\2\1"),
    (re.compile(r"([ัิีึืุู])[ัิีึืุู]+"), r"\1"),
    (re.compile(rf"([{_TONES}])[{_TONES}]+"), r"\1"),
    (re.compile(rf"ํ([{_TONES}]?)า"), r"\1ำ"),
    (re.compile(rf"(?<=[{_CONSONANT}])([ะาำ]+)([{_TONES}])"), r"\2\1"),
    (re.compile(r"(?<![ฤฦ])ๅ"), "า"),
    (re.compile(rf"([{_VOWELS_AFTER}{_VOWELS_BEFORE}ๆ])\1+"), r"\1"),
    (re.compile(r"ฯ{2,}"), "ฯ"),
    (re.compile(r"[^\S\n]+"), " "),
    (re.compile(r" ?\n[\s]*"), "\n"),
)
_STRETCHED = re.compile(rf"([{_CONSONANT}])\1{{2,}}(?=(.?))", re.DOTALL)
_BASED = frozenset(_MARKS + _VOWELS_AFTER)
_NEEDS_TWO = frozenset(_VOWELS_BEFORE + "ะ")
"""Before a run, what leaves one consonant too few for a syllable: แบบ, แดด, ระบบ."""

GAP = re.compile(r"\s(?<=[\u0e01-\u0e4e]\s)\s*(?=[\u0e01-\u0e4e])")
"""Space between Thai letters. The pattern begins with it, so that letters are passed over."""


def normalise(text: str) -> str:
    """Return the text as it was meant to be typed, its spacing kept for reading.

    Mends zero-width and full-width characters, exotic spaces and dashes, decomposed sara am, เเ,
    marks out of order or doubled, stretched letters (มากกกก), Thai digits, and Thai typed with
    the keyboard left on English. Idempotent.
    """
    mended = _mend(text)
    while mended != text:  # one mend may uncover the next: a mark before a doubled vowel
        text, mended = mended, _mend(mended)
    return mended


def squeeze(text: str) -> str:
    """Return the form to match against: normalised, lower case, no space between Thai letters."""
    return squeeze_normal(normalise(text))


def squeeze_normal(normal: str) -> str:
    """Return what `squeeze` does for a text that `normalise` has gone over already."""
    tight = tighten(normal)
    return (tight if tight == normal else _settle(tight)).lower()


def tighten(text: str) -> str:
    """Return a text without the spaces between its Thai letters."""
    return GAP.sub("", text)


def _settle(text: str) -> str:
    """Mend until nothing changes: a join or one mend may uncover the next."""
    mended = _mend(text)
    while mended != text:
        text, mended = mended, tighten(_mend(mended))
    return mended


def _mend(text: str) -> str:
    text = repair_layout(text)
    if _STRANGE.search(text):
        text = text.translate(_CHARACTERS)
    text = text.strip()
    if not _SUSPECT.search(text):
        return text
    for wrong, right in _ORDER:
        text = wrong.sub(right, text)
    return _STRETCHED.sub(_unstretched, text)


def _unstretched(run: re.Match[str]) -> str:
    """Shorten a run of one consonant; a run of three inside Thai may be two words (แดดดี)."""
    letter, following = run[1], run[2]
    inside = "ก" <= following <= "๎"
    if inside and len(run[0]) == 3:
        return run[0]
    before = run.string[run.start() - 1] if run.start() else " "
    doubles = before in _NEEDS_TWO or before.isspace() or before + letter == "ถน"
    return letter * (1 + doubles + (following in _BASED))
