"""Puts Thai right that was typed with the keyboard left on English (`F8ik=` is โคราช).

Nothing but whole messages that are Latin throughout and only make sense as Thai is touched:
English, e-mail addresses, links, plain numbers and receiving numbers stay as they are.
"""

from __future__ import annotations

import re

_KEYS = (
    "`1234567890-="
    "qwertyuiop[]\\"
    "asdfghjkl;'"
    "zxcvbnm,./"
    "~!@#$%^&*()_+"
    "QWERTYUIOP{}|"
    'ASDFGHJKL:"'
    "ZXCVBNM<>?"
)
_KEDMANEE = '_ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ%+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'
_TO_THAI = str.maketrans(_KEYS, _KEDMANEE)

_FOLLOWERS = """
ก กขคงจชซฎฏด-ทน-ผพภ-ลว-หอะ-ีุูเ-ไๆ-้.
ข กจณตทนบภ-ยลวอัาี-ุเ็-้์.
ฃ กขคง-ซณ-ทน-ผพภ-รลวศสหอะ-าิ-ูเ-ไๆ-้์
ค กคงจณ-ตทนบม-รลวสอะ-ีื-ูเ-ไ่้์.
ฅ กขคจชซญณ-ทน-ผพภ-รลวศสหอาเ-ไๆ้์
ฆ กขคจตทน-ปพมรวษ-หอะ-าีเแใไ่้์
ง กขคง-ซด-ทน-ผพภ-รลวศสหอาิเ-ไๆ่.
จ กขคง-ชดตทน-ผพม-รลวสหอะ-ึุูเ-ไ็-๊.
ฉ กงนบพม-รลวะ-าิีืุ่้
ช กคญดตทนบม-รลวสอะ-ีื-ูเ็-้.
ซ กคงดตทน-ปฟมรลวสอะ-าิ-ูเ-โไ็-้์
ฌ กขคฆ-จชดตทนปพมรลวสหอะ-าิุูเแใไ็
ญ กขคจชญด-ผพภ-รลวสหอัาิีเ-ไ่้์.
ฎ กขคจตท-ปพมรวสหอาิีุเแใไ์
ฏ กขคจชฐด-ทน-ผพม-รลวศสหอาิีเ-ไๆ์.
ฐ กขคจชด-ผพม-รลวศสหอาิีเ-ไ์.
ฑ กน-ปรลสะาิีุูเ์
ฒ นิ่
ณ กขคจชซฑด-ผพภ-รลวสหอะาิีุูเ-ไๆ์.
ด กขคงจชซด-ทน-ผพภ-รลวสหอั-ูเ-ไๆ-้์.
ต กขคจต-ทน-ปภ-รลวสหอะ-ีื-ูเแใไ็-๊์.
ถ กขคจดตทน-ผพภ-รลวสหอัาิ-ูเ-ไ่้์.
ท กคดท-บพม-ฤว-หอะ-ึุูเแ่้์.
ธ กคงจทนบภ-รวศสอัาิีุเแใไ่์.
น กขคง-ซด-ผพภ-รลวศสหอะ-ูเ-ไๆ่้์.
บ กขคงจชซด-ผพภ-รลวสหอั-ีื-ูเ-ไๆ่้.
ป กขคจชฏด-ทน-ผพม-รลวสหอะ-าิีื-ูเ-ไ็-้๋์.
ผ งชดนมยลสอัาิีื-ู่้
ฝ งดนรอัาิ-ู่้
พ กขคงจชณ-ตทน-ปพม-ลวศสหอะ-าิ-ูเแใไ่้์.
ฟ กขคจ-ซดตทน-ผพฟม-รลวสหอะ-าิีื-ูเ-ไ่้์.
ภ คชณทพรวอัาิีู์
ม กขคงจชซณ-ทน-ผพภ-รลวศสหอะ-าิีื-ูเ-ไๆ่้.
ย กขคงจชซด-ทน-ผพภ-รลวศสหอะ-าิีื-ูเ-ไๆ-้์.
ร กขคงจชณ-ทน-ผพภ-รลว-หอะ-าิ-ูเ-ไ็-้์.
ฤ กชดตทมศษหาเๅ
ล กขคงจชดตทน-ผพม-รลวสหอะ-ูเแใไ็-้์.
ฦ กขคจชด-ทน-ผพม-รลวสหอาเ-ๆ
ว กขคงจชณ-ทน-ผพม-รลวสหอะ-าิีุเ-ไ่้์.
ศ กขคจชด-ทน-ผพม-รลว-หอัาิ-ึุูเ-ไๆ์.
ษ กขคจชฎฐณ-ตทน-ผพภ-รลวสหอะ-าิีุเ-ไ์.
ส กคงด-ทนบพภ-รลวสหอะ-ูเแไ่้์.
ห กงญตนม-รลวอัาิุู็-้์
ฬ กขคจตทนมสหอาิีุเแใไ
อ กขคงจชด-ผพภ-รลวสหอะ-ีืุเ-ไ่้.
ฮ กขคงจดตทนปพม-รลวสหอฮะ-าิ-ูเ-ไ็-้
ฯ กขคง-ซด-ทน-พภ-รลวศสหอเ-ไๆ.
ะ กขคง-ซด-ผพภ-รลวศสหอเ-ไๆ.
ั กคงจชญฐฒ-ตทนบพมยลวศส่้
า กขคงจชซณ-ผพม-รลว-หอะเ-ไๆ.
ำ กขคงจชซด-ทน-ผพม-รลวสหอเ-ไๆ.
ิ กขคง-ชญด-ปพภ-รลว-หอเ-ไ่้์.
ี กขคจชซด-ทน-ผพภ-รลวสหอเ-ไๆ่้๋.
ึ กงดนม่้
ื ชดนบมอ่้
ุ กขคงจชญฒ-ตท-ผพภ-รลว-หอเ-ไ่-์.
ู กขคงจชญดตทน-ผพมรลวสหอเ-ไ่้.
ฺ กขคจชซด-ทน-ผพภ-รลวสหอเ-ไๆ
เ กขคง-ซด-ผพ-รลวศสหอฮ
แ กขคงจชซด-ทน-ผพฟม-รลวสหอ
โ กขคฆ-ซดตท-ผพ-รลวศสหอฮ
ใ กคจชดตนบสห
ไ กขงซดตทปพฟมรลวสหอ
ๅ กขคจชซด-ทน-ผพม-รลวษ-หอเ-ไๆ
ๆ กขคง-ซด-รลวศสหอเ-ไๆ.
็ กขคงจชด-ทน-ผพม-รลวสหอเ-ไ.
่ กขคงจชซด-ทน-ผพม-รลวสหอะาำเ-ไๆ.
้ กขคงจชซด-ทน-ผพม-รลวสหอาำเ-ไๆ.
๊ กขคงจซดตทน-ปพฟมยวสหอะาเแใไ
๋ กขคงจดตทนปพม-รวสหอาเแใไ
์ กขคง-ซด-รลวศสหอเ-ไๆ.
ํ กขคง-ซด-รลวศสหอเ-ไๆ
. กขคง-ซญฐด-รลวศสหอ-ฯเ-ไๆ
"""
"""After each character the ones that may follow it in Thai; a full stop stands for a word's end.

Pairs rarer than 1 in 500 are left out. Counted over the words of PyThaiNLP's frequency list,
weighted by use, with word joins by the product of their ends' frequencies.
"""

_LEAST_SHARE = 0.85
_LEAST_LATIN = 0.7
_UNTOUCHED = re.compile(
    r"@|://|www\.|\.(?:com|net|org|co|in|go|or|ac|th|me|ly|gle)\b"
    r"|^[\d\s.,+()/#:-]+$|^[\d.,]+\s?[kmb]\s?b?$",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?:^|\s)(?:about|around|need|want|have|the|and|for|with|don't|can't|i'm|it's|i'd|what|how|please)"
    r"(?=$|[\s.,?!])",
    re.IGNORECASE,
)
_UNLIKE_ENGLISH = re.compile(
    r"[a-z][0-9;\[\]'\\=/,.^*&_-][a-z]|[0-9;\[\]\\=/,.^*&-][a-z]"
    r"|[a-z][0-9;\[\]\\=^*&'-]|[a-z][A-Z]|[bcdfghjklmnpqrstvwxz]{4}",
)
_NUMBER = re.compile(r"^\d[\d.,-]*$")


def _pairs() -> frozenset[str]:
    pairs: set[str] = set()
    for line in _FOLLOWERS.strip().splitlines():
        first, _, rest = line.partition(" ")
        rest = re.sub(
            r"(.)-(.)",
            lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))),
            rest,
        )
        pairs.update(first + second for second in rest)
    return frozenset(pairs)


_PAIRS = _pairs()


def repair_layout(text: str) -> str:
    """Return the Thai that was meant, or the text itself when it was not a slip of layout.

    A slip is at least 70 % printable ASCII, has no common English word, has something
    no English has (a bracket or digit in a word, four consonants in a row), and reads as Thai in
    85 % of its letter pairs once decoded.
    """
    if len(text) < 4 or not _mostly_latin(text):
        return text
    if _UNTOUCHED.search(text) or _ENGLISH.search(text) or not _UNLIKE_ENGLISH.search(text):
        return text
    words = [word if _NUMBER.match(word) else word.translate(_TO_THAI) for word in text.split()]
    decoded = " ".join(words)
    return decoded if thai_share(decoded) >= _LEAST_SHARE else text


def thai_share(text: str) -> float:
    """Return the share of letter pairs, word ends included, that are usual in Thai: 0 to 1."""
    marked = [f".{word}." for word in text.split() if not _NUMBER.match(word)]
    pairs = [word[at : at + 2] for word in marked for at in range(len(word) - 1)]
    return sum(pair in _PAIRS for pair in pairs) / max(1, len(pairs))


def _mostly_latin(text: str) -> bool:
    foreign = (
        len(text.encode(errors="replace")) - len(text)
    ) // 2  # Thai takes three bytes a letter
    if foreign > (1 - _LEAST_LATIN) * len(text):
        return False
    return sum("!" <= char <= "~" for char in text) >= _LEAST_LATIN * len(text.replace(" ", ""))
