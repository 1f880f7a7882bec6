"""Names of people and firms that must not stand beside what was said."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.nlu.masking_numbers import MASK, behind
from bot.nlu.names import NICKNAMES

SAYS = (
    "อยาก|ต้อง|ขอ|มี|ไม่|ได้|จะ|กู้|เป็น|ทำ|ขาย|ช่วย|จด|ยัง|เปิด|ปิด|กำลัง|ของ|เรา|ผม|หนู|นี้|อะไร|ที่|ใน"
    "|ไห[มน]|มั้ย|ซ้ำ|เดิม|ใหม่|และ|หรือ|ควร|คือ|ไว้|ใช้|เฮ็ด|เพื่อ|แล้ว|กับ|ไป|มา|ดี|เยอะ|หัก|ก็|ถูก|โดน|เขา|ตัวเอง|เลิก|แจ้ง|ตั้ง"
)
"""Words that no name begins with: where one follows, the sentence goes on."""
_GOES_ON = re.compile(f"{SAYS}|สนใจ|ติดต่อ|โทร|ฝาก|อยู่|เบอร์|บอก|แจ้ง|สอบถาม|เครื่อง")
_LETTERS = "[ก-๎]"
_PARTICLE = re.compile(r"(?:ครับผม|ครับ|คับ|ค้าบ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|จ๊ะ|นะ|ฮะ|เอง|[\s.,!?ๆ])+$")
_TITLED = re.compile(
    rf"(?P<title>นางสาว|น\.ส\.|นาย|นาง|ด\.[ชญ]\.|ดร\.|คุณ|(?<!เ)(?<!ราย)(?<!ลง)ชื่อ"
    rf"|(?P<kin>(?:(?<!{_LETTERS})|(?<=ร้าน))(?:เจ๊|เฮีย|พี่|ป้า|ลุง|น้า|ตา|ยาย|แม่|พ่อ|โก)))\s?"
    rf"(?P<name>{_LETTERS}{{2,20}})(?:\s(?P<last>{_LETTERS}{{3,24}}))?"
)
_IN_LATIN = re.compile(
    r"\b(?P<before>(?i:(?:khun|mr|mrs|ms|miss|dr)\b\.?\s))[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?"
    r"|\b(?P<named>(?i:my name is|my name's|name\s?:|i am called|call me)\s)"
    r"[A-Za-z'-]+(?:\s[A-Z][\w'-]+)?"
)
_TOKEN = re.compile(rf"(?<![^\s,(])(?P<name>{_LETTERS}{{3,24}})(?:\s(?P<last>{_LETTERS}{{3,24}}))?")
_SHOP_OF = re.compile("ร้าน$")
_SHORTEST = 4
"""Letters of a given name that more letters follow: shorter ones begin other words."""

_CALLED = rf"(?!{SAYS})[^\s,]{{2,40}}"
_KINDS = "ร้าน|บริษัท|โรงงาน|แบรนด์|ยี่ห้อ|เพจ|กลุ่ม|วิสาหกิจชุมชน|สหกรณ์|กิจการ|โรงแรม|ไลน์|เฟส|ช่อง"
_FIRMS = (
    re.compile(r"(?P<before>บริษัท\s?)(?!จำกัด)[^\n]{2,40}?(?P<after>\s?(?:\(มหาชน\)|จำกัด))"),
    re.compile(rf"(?P<before>(?:บจก|บมจ|หจก|หสน)\.?\s?){_CALLED}"),
    re.compile(rf"(?P<before>ห้างหุ้นส่วน(?:จำกัด|สามัญ)\s?){_CALLED}"),
    re.compile(rf"(?P<before>(?:{_KINDS})(?:ของ{_LETTERS}{{1,6}})?ชื่อ(?:ว่า|คือ)?\s?:?\s?){_CALLED}"),
    re.compile(
        rf"(?P<before>(?:{_KINDS}|ชื่อ)\s?)[“\"'«\u2018][^”\"'»\u2019\n]{{1,40}}[”\"'»\u2019]"
    ),
    re.compile(
        rf"(?P<before>(?:วิสาหกิจชุมชน|กลุ่มแม่บ้าน)\s?)(?!{SAYS}){_LETTERS}{{3,30}}(?=[\s\d,.]|$)"
    ),
    re.compile(
        r"[A-Z][\w&'-]*(?:\s[A-Z][\w&'-]*){0,3}(?P<after>\s(?:Co\.?,?\s?Ltd|Company\sLimited|Ltd|Inc|Limited)\b\.?)"
    ),
    re.compile(
        r"(?P<before>\b(?i:company|shop|brand|factory|store|restaurant)\s(?:is\s)?(?:called|named)\s)"
        r"[\w&'.-]+(?:\s[A-Z][\w&'.-]*){0,3}"
    ),
)
_SHOP = re.compile("(?P<kind>ร้าน|โรงงาน|ธุรกิจ|กิจการ|ฟาร์ม|สวน|ไร่|อู่|โรงแรม|คลินิก)(?P<called>.+)")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which words are names of people, and which are words like any other."""

    given: AbstractSet[str]
    """Given names; some are ordinary words as well."""
    ordinary: AbstractSet[str]
    """Words of the language."""
    trade: AbstractSet[str]
    """Words of our lexicon: what matters are about."""
    cut: Callable[[str], list[str]]
    """Cuts a text into words (`bot.nlu.tokens`)."""

    def is_plain(self, phrase: str) -> bool:
        """Say whether a phrase is made of ordinary words alone, so that nobody is known by it."""
        return all(word in self.ordinary or word in self.trade for word in self.cut(phrase))

    def is_name(self, word: str) -> bool:
        """Say whether a word is a given name or a nickname."""
        return word in self.given or word in NICKNAMES

    def may_be_surname(self, word: str) -> bool:
        """Say whether what follows a name may be a surname: no word of the trade is in it."""
        return not _GOES_ON.match(word) and not any(one in self.trade for one in self.cut(word))


def firms(text: str) -> str:
    """Mask what firms are called, where a word beside it says that they are."""
    for pattern in _FIRMS:
        text = pattern.sub(behind, text)
    return text


def name_of_firm(business: str, vocabulary: Vocabulary) -> str | None:
    """Return what a firm is called in the phrase of its business; None where that only says what.

    «ร้านกาแฟ» and «น้ำพริก» say what it does; of «ร้านชิวชิวโภชนา» the name stands after the kind.
    """
    match = _SHOP.fullmatch(business)
    if match is None or vocabulary.is_plain(match["called"]):
        return None
    return match["called"]


def people(text: str, vocabulary: Vocabulary) -> str:
    """Mask names behind a title, and given names that stand alone with the surname after them."""
    text = _IN_LATIN.sub(behind, text)
    text = _TITLED.sub(lambda match: _titled(match, vocabulary), text)
    return _TOKEN.sub(lambda match: _alone(match, vocabulary), text)


def _titled(match: re.Match[str], vocabulary: Vocabulary) -> str:
    """Mask the longest name that follows, unless title and name make another word («คุณภาพ»)."""
    title, said = match["title"], match["name"]
    core = _PARTICLE.sub("", said)
    for size in (len(core), *range(len(core) - 1, _SHORTEST - 1, -1)):
        name = core[:size]
        within = (
            size < len(core) and match["kin"] and not _SHOP_OF.search(match.string[: match.start()])
        )
        doubtful = within and name in vocabulary.ordinary
        if doubtful or not vocabulary.is_name(name) or title + name in vocabulary.ordinary:
            continue
        rest = said[size:]
        return f"{title}{MASK}{rest or _last(match['last'], vocabulary)}{_kept(match, rest)}"
    return match[0]


def _kept(match: re.Match[str], rest: str) -> str:
    """Return the word behind, where more than the name stands before it."""
    return f" {match['last']}" if rest and match["last"] else ""


def _last(word: str | None, vocabulary: Vocabulary) -> str:
    """Return the word behind a name as it may be shown."""
    return f" {word}" if word and not vocabulary.may_be_surname(word) else ""


def _alone(match: re.Match[str], vocabulary: Vocabulary) -> str:
    """Mask a given name; one that is a word as well, only before what may be a surname."""
    core, last = _PARTICLE.sub("", match["name"]), match["last"]
    if core not in vocabulary.given:
        return match[0]
    named = last is not None and len(last) > _SHORTEST and vocabulary.may_be_surname(last)
    if core in vocabulary.ordinary and not named:
        return match[0]
    return f"{MASK}{_last(last, vocabulary)}"
