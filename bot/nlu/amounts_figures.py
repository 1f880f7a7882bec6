"""Finds every figure in a text and what it is worth: digits, Thai words, shorthand, ranges.

Whether a figure is the money a case is about is decided in `bot.nlu.amounts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

MOST: Final = 10**12
"""Larger figures are slips; no firm asks for a trillion baht."""

_DIGIT_WORDS = {
    "ศูนย์": 0, "หนึ่ง": 1, "นึง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4,
    "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9,
}  # fmt: skip
_UNITS = {
    "สิบ": 10, "ร้อย": 100, "พัน": 1000, "หมื่น": 10**4, "หมืน": 10**4, "แสน": 10**5, "ล้าน": 10**6,
    "ลาน": 10**6, "ลบ.": 10**6, "ลบ": 10**6, "ล.": 10**6, "mb": 10**6, "m": 10**6, "k": 1000,
    "million": 10**6, "millions": 10**6, "mil": 10**6, "thousand": 1000,
}  # fmt: skip
_MILLION = 10**6
_NO_DIGIT = re.compile(r"[ะ-ฺ็-๎]|แคว|แถว|แยก|พราน|ล้อ|ล้ม|ง|ชั้น|มิติ")
"""What follows a word that only begins like a digit: สองแถว, สี่แยก, สามารถ."""
_SPOKEN = "|".join(_DIGIT_WORDS)
_NOT_A_TENTH = re.compile(r"[.):/-]|\s?(?:ธนาคาร|บริษัท|แบงก์|แบงค์|ฉบับ|สัญญา|บัญชี|โครงการ|ร้าน|โรงงาน)")
"""What follows a number that counts or lists something: «2 ล้าน 3 ธนาคาร», «5 แสน 3. …»."""
_TENTH_ENDS = re.compile(
    r"\s*(?:$|บาท|ครับ|คับ|ค่ะ|คะ|นะ|ผ่อน|ได้|พอ|เพื่อ|ไป|มา|ซื้อ|ทำ|ขยาย|จาก|ค้ำ|กับ|แต่|และ|ไว้|เอา|ใช้|ให้"
    r"|ถ้า|เลย|ก็|จะ|กว่า)"
)
_DOTTED = re.compile(
    r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.,])(?!\s?(?:ล้าน|แสน|หมื่น|พัน|ลบ|ล\."
    r"|[mk]|thousand))"
)
"""Full stops between thousands, as some type them: 100.000 is a hundred thousand."""
_NUMBERED = (
    "(?:(?<=[0-9])|(?<=[0-9] )|(?<=นึง)|(?<=สอง)|(?<=สาม)|(?<=สี่)|(?<=ห้า)"
    "|(?<=หก)|(?<=เจ็ด)|(?<=แปด)|(?<=เก้า))"
)
_TOKEN = re.compile(
    rf"(?P<spoken>(?:{_SPOKEN}|\d+)\s?จุด\s?(?:{_SPOKEN})+)"
    r"|(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)"
    rf"|(?P<unit>ล้าน|{_NUMBERED}แสน|แสน(?!ดี|จะ|สาหัส|สบาย|สุข|รู้|แพง|ยาก|เหนื่อย|เข็ญ|ลำบาก|เศร้า)|หมื่น|หมืน|พัน(?!ธ|ๆ"
    r"|แผล)|(?<=[งมี่าดดกต])ร้อย(?!ๆ)|ร้อย(?!เอ็ด|ๆ)|สิบ|ลบ\.?(?![ก-๎])|ล\.(?![ก-๎])"
    r"|(?<=\d)\s?ลาน(?![ก-๎]))"
    r"|(?P<latin>(?:millions?|mil|thousand|mb|[km])(?![a-z0-9]))"
    r"|(?P<word>หนึ่ง|นึง|เอ็ด|สอง|ยี่|สาม|สี่|ห้า(?!ง|ม(?!ื))|หก(?!ล้ม)|เจ็ด|แปด|เก้า(?!อี้)|ศูนย์)"
    r"|(?P<half>ครึ่ง)"
    r"|(?P<over>กว่า(?=\s?(?:ล้าน|แสน|หมื่น|พัน|สิบ|ร้อย)))"
)
_ANY = re.compile(r"[0-9]|ล้าน|แสน|หมื่น|หมืน|พัน|ร้อย|สิบ|ครึ่ง")
_RANGE = re.compile(r"\s*(?:บาท)?\s*(?:-|~|ถึง|หรือ|to|จนถึง|ไปจนถึง)\s*")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its span; `low` and `high` are equal unless it is a range."""

    start: int
    end: int
    low: int
    high: int
    unit: int = 1
    """The last unit that was said: 100,000 in «3 แสน», 1 in bare digits."""
    bare: bool = False
    """Digits alone, without a unit of thousands or more."""
    over: bool = False
    """«10 กว่าล้าน»: more than `low`."""
    lonely: bool = False
    """A unit without a number before it (แสน, ล้าน): a figure only where the context says so."""
    word: bool = False
    """One small number word (สอง): only ever the lower end of a range."""
    metres: bool = False
    """The unit was a bare «m», which may as well mean metres."""
    coefficient: float = 1
    """What stood before the last unit: 3 in «3 แสน»."""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    kind: str
    value: float


def figures(text: str) -> list[Figure]:
    """Return the figures of a normalised text, from left to right, ranges joined."""
    if not _ANY.search(text):
        return []
    text = _DOTTED.sub(lambda match: match[0].replace(".", ","), text)
    found = [figure for run in _runs(text) for figure in _read(run, text)]
    return _ranges(found, text)


def _runs(text: str) -> Iterator[list[_Token]]:
    """Yield runs of number tokens that touch or have one space between them."""
    run: list[_Token] = []
    for match in _TOKEN.finditer(text):
        if run and text[run[-1].end : match.start()] not in {"", " "}:
            yield run
            run = []
        run.append(_token(match))
    if run:
        yield run


def _token(match: re.Match[str]) -> _Token:
    kind = match.lastgroup or ""
    said = match[0].strip()
    if kind == "digits":
        value = float(said.replace(",", ""))
    elif kind == "spoken":
        kind, value = "digits", _spoken(said)
    elif kind == "word":
        value = _DIGIT_WORDS[said]
    else:
        value = _UNITS.get(said, 0.5)
    return _Token(match.start(), match.end(), "unit" if kind == "latin" else kind, value)


def _goes_on(token: _Token, following: _Token) -> bool:
    """Tell whether the next token belongs to the same number: «แสนห้าหมื่น», not «แสนห้า 2 ปี»."""
    return following.kind in {"unit", "over"} or token.end == following.start


def _spoken(said: str) -> float:
    """Return «สองจุดห้า» as 2.5."""
    whole, _, rest = said.partition("จุด")
    digits = "".join(str(_DIGIT_WORDS[word]) for word in re.findall(_SPOKEN, rest))
    whole = whole.strip()
    return float(f"{_DIGIT_WORDS.get(whole, whole)}.{digits}")


def _read(run: Sequence[_Token], text: str) -> Iterator[Figure]:
    """Split a run into figures: a new one starts where the units no longer fall."""
    at = 0
    while at < len(run):
        reader = _Reader(run, at, text)
        figure = reader.figure()
        at = reader.at
        if figure is not None:
            yield figure


class _Reader:
    """Reads one figure from a run of tokens; `at` is the first token it did not take."""

    def __init__(self, run: Sequence[_Token], at: int, text: str) -> None:
        self.run = run
        self.at = at
        self.first = at
        self.text = text
        self.total = 0.0
        self.smallest = 10.0**13
        self.unit = 1
        self.coefficient = 1.0
        self.over = False
        self.high: float | None = None
        self.lonely = False
        self.lone_word = True

    def figure(self) -> Figure | None:
        while self.at < len(self.run) and self._step():
            pass
        if self.at == self.first:
            self.at += 1
            return None
        start, end = self.run[self.first].start, self.run[self.at - 1].end
        if not 0 <= self.total < MOST - 0.5 or (self.high or 0) >= MOST:  # may be infinite
            return None
        low = round(self.total)
        high = low
        if self.high is not None:  # «ร้อยร้อยแสน»: an end below its start is no telling
            high = round(self.high) if self.high > low else -1
        return Figure(
            start,
            end,
            low,
            high,
            unit=self.unit,
            bare=self.unit == 1,
            over=self.over,
            lonely=self.lonely,
            coefficient=self.coefficient,
            word=self.lone_word,
            metres=self.text[end - 1] == "m",
        )

    def _step(self) -> bool:
        token = self.run[self.at]
        if token.kind == "half":
            return self._half()
        if token.kind == "over":
            return False
        if self.at > self.first and self._ellipsis(token):
            return True
        return self._term()

    def _half(self) -> bool:
        """«ครึ่งล้าน» is half of it, «ล้านครึ่ง» half more."""
        if self.at > self.first:
            if self.unit < 1000:
                return False
            self.total += self.unit / 2
            self.lonely = False
            self.at += 1
            self.smallest = 0
            return True
        following = self.run[self.at + 1] if self.at + 1 < len(self.run) else None
        if following is None or following.kind != "unit":
            return False
        self._take(0.5, int(following.value), 2)
        return True

    def _ellipsis(self, token: _Token) -> bool:
        """«แสนห้า» is 150,000 and «2 ล้าน 5» 2,500,000; «ล้านนึง» is one million."""
        if self.unit < 100 or self.smallest < 100 or not self._is_tenth(token):
            return False
        if not (self.lonely and token.value == 1):
            self.total += token.value * self.unit / 10
        self.lonely = False
        self.smallest = 0
        self.at += 1
        return True

    def _is_tenth(self, token: _Token) -> bool:
        """Tell whether a digit after a unit means tenths of it and neither counts nor lists."""
        if token.kind not in {"word", "digits"} or token.value not in range(1, 10):
            return False
        following = self.run[self.at + 1] if self.at + 1 < len(self.run) else None
        if following is not None and _goes_on(token, following):
            return False
        text, end = self.text, token.end
        if _NOT_A_TENTH.match(text, end) or _NO_DIGIT.match(text, end) or counted(text, end):
            return False
        apart = text[token.start - 1] == " " and token.kind == "digits"
        return not apart or _TENTH_ENDS.match(text, end) is not None

    def _term(self) -> bool:
        """Take a coefficient and its unit: «5 แสน», «ยี่สิบห้าล้าน», «แสน», «500,000»."""
        coefficient, used, high = self._coefficient()
        after = self.at + used
        over = after < len(self.run) and self.run[after].kind == "over"
        after += over
        if (
            after < len(self.run)
            and self.run[after].kind == "unit"
            and self.run[after].value >= 1000
        ):
            unit = int(self.run[after].value)
            count = after - self.at + 1
            more = self.run[after + 1] if after + 1 < len(self.run) else None
            if unit < _MILLION and more and more.kind == "unit" and more.value == _MILLION:
                unit, count = unit * _MILLION, count + 1  # พันล้าน
            if unit >= self.smallest:
                return False
            if high is not None:
                self.high = self.total + high * unit
            self.over = self.over or over
            self.lonely = used == 0 and self.at == self.first
            if used == 0 and self.at > self.first:
                return False
            self._take(coefficient, unit, count)
            return True
        if self.at > self.first and (
            used == 0 or coefficient >= self.smallest or self.smallest < 1000
        ):
            return False
        return self._plain(coefficient, used)

    def _plain(self, coefficient: float, used: int) -> bool:
        """Take a number without a large unit: bare digits, or the rest of a spelt one."""
        if used == 0 or (self.at > self.first and coefficient < 10):
            return False
        first = self.run[self.at]
        spaced = self.text[first.start - 1 : first.start] == " "
        if self.at > self.first and (first.kind == "digits" or spaced):
            return False
        self.total += coefficient
        spelt = first.kind == "word" and used > 1
        self.lone_word = self.lone_word and first.kind != "digits" and not spelt
        self.smallest = 0
        self.at += used
        return True

    def _take(self, coefficient: float, unit: int, count: int) -> None:
        self.total += coefficient * unit
        self.unit = unit
        self.coefficient = coefficient
        self.smallest = unit
        self.lone_word = False
        self.at += count

    def _coefficient(self) -> tuple[float, int, float | None]:
        """Return the number before a unit, how many tokens it took, and «สามสี่»'s second."""
        first = self.run[self.at]
        if first.kind == "digits":
            return first.value, 1, None
        total, used, digit = 0.0, 0, 0.0
        high: float | None = None
        for token in self.run[self.at :]:
            if token.kind == "word":
                if digit and token.value == digit + 1 and used == 1:
                    high, used = token.value, used + 1
                    break
                if digit:
                    break
                digit = token.value
            elif token.kind == "unit" and token.value in {10, 100}:
                if total % (token.value * 10) >= token.value:  # สิบยี่สิบล้าน: from ten to twenty
                    return total, used + 1, (digit or 1) * token.value
                total += (digit or 1) * token.value
                digit = 0
            else:
                break
            used += 1
        return (total + digit) if used else 1, used, high


_COUNTERS = re.compile(
    r"\s?(?:คน(?!ละ|โกง|กู้|ค้ำ)|ชิ้น|ตัว(?!แทน|เอง|อาคาร)|เครื่อง(?!จักร|เสีย|มือ|พัง)|ปี(?!นี้|หน้า|ก่อน|ที่"
    r"|\s?\d)|เดือน(?!หน้า|นี้|ก่อน|ที่|[มกพสตธเ])|วัน(?!นี้|ที่|จัน|อัง|พุธ|พฤ|ศุก|เสา|อา|ก่อน)|ราย(?!ได้|ละ)"
    r"|ลูก(?!ค้า|จ้าง|หนี้)|ต้น(?!ทุน|เดือน|ปี)|ไร่|ตัน|กิโล|กก|โล|ลิตร|ขวด|กล่อง|แพ็ค|แพค|ถุง|ซอง|ใบ(?!เสนอ|อนุ"
    r"|รับ|แจ้ง)"
    r"|อัน|คู่(?!ค้า|กรณี)|โหล"
    r"|เมตร|ตร\.?|ตาราง|หลัง(?!จาก|น้ำ|โค)|ห้อง|คัน|แห่ง|สาขา|%|เปอร์|เท่า(?!ไ|นั้น|นี้|กับ)|แรง(?!งาน)|hp"
    r"|kw|วัตต์|ครั้ง(?!ก่อน|ที่|แรก)|นาที|ชั่วโมง|ชม|โมง|ทุ่ม"
    r"|องศา|หุ้น|หน่วย|ออเดอร์"
    r"|ออร์เดอร์|ยูนิต|ดอล|เหรียญ|usd|หยวน|เยน|ยูโร|ข้อ|หน้า(?!ร้าน)|ฟอง|มัด|ลัง|กระสอบ|เม็ด|แผ่น|ผืน|ชุด|เล่ม"
    r"|ล็อต|ล๊อต|แกลลอน|คิว|ซีซี"
    r"|ml|g\b|kg|ton|pcs|follow|ฟอล|ผู้ติดตาม|view|วิว|ไลค์|หมู่|ตำแหน่ง|อัตรา|รอบ|เจ้า(?!หนี้|หน้า|ของ)"
    r"|กลุ่ม(?!แม่|เรา)|โรง(?!งาน|แรม|เรียน|สี|พยา)|หัว(?!หน้า|หิน|ใจ)|ตู้"
    r"|คอนเทน|งวด|เส้น|ด้าม|จังหวัด"
    r"|อำเภอ|สัปดาห์|อาทิตย์|ไตรมาส|ที่(?:นั่ง|แรก)|กรัม|ขีด|นิ้ว|ฟุต|ซม|cm|mm|km|กม|km|จุด|เฮิร|ไมล์|แคล|วา"
    r"|ตันต่อ|คลิป|โพสต์|ออเดอ|รายการ|บูธ|มื้อ|เซต"
    r"|เซ็ต|ก้อน|แท่ง|ม้วน|หลา|พวง|หวี|ดอก(?!เบี้ย|ร้อย|เดือน|เท่า|แพง|\s?\d)|ครัวเรือน|ครอบครัว|ชนิด|สูตร|แบบ|รุ่น|ขั้น(?!ต่ำ)|ชั้น"
    r"|ทาง(?!ธนา|เรา|ร้าน)|ฝ่าย|เรื่อง(?!นี้|เงิน|หนี้))"
)


def counted(text: str, end: int) -> bool:
    """Tell whether the figure that ends here counts things or time, not money."""
    return _COUNTERS.match(text, end) is not None


def _ranges(found: Sequence[Figure], text: str) -> list[Figure]:
    joined: list[Figure] = []
    for figure in found:
        last = joined[-1] if joined else None
        if last and _idiom(last, figure):
            joined[-1] = replace(figure, start=last.start, low=last.low)
            continue
        if last and _RANGE.fullmatch(text, last.end, figure.start):
            both = _range(last, figure)
            if both:
                joined[-1] = both
                continue
        joined.append(figure)
    return [figure for figure in joined if not figure.word]


def _idiom(low: Figure, high: Figure) -> bool:
    """Tell whether two figures side by side span a range: «แสนสองแสน», one to two of them."""
    touch = low.lonely and low.end == high.start and low.unit == high.unit
    return touch and low.low < high.low == high.high


def _range(low: Figure, high: Figure) -> Figure | None:
    """Join two figures; the first may borrow the unit: «3-5 แสน»."""
    first = low
    if low.bare and not high.bare and low.low < 1000:
        if low.low >= high.coefficient:
            return replace(high, start=low.start, low=0, high=-1)  # «5-1 ล้าน»: no telling
        first = replace(low, low=low.low * high.unit, high=low.low * high.unit)
    if not first.low < high.high or (low.bare and not high.bare and low.low >= 1000):
        return None
    return replace(high, start=low.start, low=first.low, high=high.high, lonely=False)
