"""Where the business stands: province and district out of a sentence, an answer or a pin.

A place is never guessed in silence: what is unsure becomes a doubt for a person to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from bot.model.heard import Place
from bot.nlu.normalise import tighten
from bot.nlu.places_repair import Repaired, Repairer
from bot.nlu.places_roles import ELSEWHERE, PLAIN, WEIGHTS, role
from bot.nlu.places_table import Name, PlaceTable
from bot.nlu.places_text import Spelling, bare_answer, without_particles

ASKED: Final = frozenset({"province", "district"})

_LONGEST = 26
"""Longer words between spaces are sentences, no names."""
_HANGING = frozenset("ะัาำิีึืฺุู็่้๊๋์ํ๎ๅ")
_CLOSING = _HANGING | {"ไ", "ใ"}
_LEADING = frozenset("เแโใไ")
_STRICT = re.compile(
    r"(?P<mark>จังหวัด|จว\.?|(?<![ก-๎.])จ\.?|(?<=[\s)])จ\.?|(?<=อยู่)[จอ]\.|(?<=ที่)[จอ]\.|(?<=เมือง)จ\."
    r"|อำเภอ|กิ่งอ\.|(?<![ก-๎.])อ\.?"
    r"|เขต)\s*[:-]?\s*(?P<town>เมือง)?\s*$"
)
_MARK_ENDS = frozenset("ดวจอตง.:-")
"""The letters with which what `_STRICT` finds may end."""
_TOWN = re.compile(r"(?<!ใน)(?<!เข้า)(?<!กลาง)(?<!ตัว)(?<!นอก)(?<!พล)(?<!ชาว)(?<!คน)(?<!บ้าน)เมือง\s*$")
_BLUR = re.compile(
    r"(?:ต่าง|ทุก|หลาย|คนละ|ข้าม|แต่ละ|เดียว|ไม่[ก-๎]{0,18}|ยัง[ก-๎]{0,14})(?:จังหวัด|อำเภอ|เขต|เมือง)\s*$"
)
_CUE = re.compile(
    r"(?:อยู่(?:ที่|แถวๆ?|ใน|ตรง)?|แถวๆ?|ตั้งที่|พื้นที่|ที่|ใน|มา|จาก|สาขา|เมือง|คน|ย้ายไป|เป็น|คือ)\s*$"
)
_PLACED = re.compile(
    r"(?:อยู่(?:ที่|แถว|ใน)|(?:ร้าน|โรงงาน|กิจการ|บริษัท|บ้าน|ฟาร์ม|สวน|ไร่)(?:ผม|หนู|เรา|พี่|ดิฉัน"
    r"|ฉัน)?(?:ตั้ง)?อยู่|(?:^|\s)(?:ผม|หนู|เรา|เฮา|ข่อย|ดิฉัน|ฉัน|กระผม)อยู่|ย้ายมาอยู่|^อยู่|\sอยู่)\s*$"
)
_NOT_HERE = re.compile(
    r"(?:ถนน|ถนน[ก-๎]{2,14}\s?-|(?<![ก-๎])ถ\.|ซอย|(?<![ก-๎])ซ\.|ตำบล|(?<![ก-๎])ต\.|แขวง|มหาวิทยาลัย|วิทยาลัย|มหาลัย|ราชภัฏ"
    r"|ทีม|สโมสร|คุณ|นาย|นางสาว|นาง|น\.ส\.|ด\.ช\."
    r"|ชื่อ|นามสกุล|พี่|น้อง|ลุง|ป้า|น้า|อาจารย์|แยก|สะพาน|แม่น้ำ|ภาษา|หลวงพ่อ|(?<![ก-๎])ณ)\s*$"
)
_PERSONAL = re.compile(
    r"(?:ชื่อ|คุณ|นาย|นาง|นางสาว|น\.ส\.|พี่|ป้า|ลุง|น้า|แบรนด์|ยี่ห้อ|ร้าน|บริษัท|หจก\.?)\s?[ก-๎]*\s*$"
)
_BUSINESS = re.compile(
    r"ขอ|กู้|สินเชื่อ|ทำ|ขาย|ผลิต|ปลูก|เลี้ยง|แปรรูป|มผช|มาตรฐาน|อย\.|ฮาลาล|หนี้|ส่งออก|เครื่อง|ต้องการ|อยาก|ท่วม|ไข่|ผ้า"
    r"|ปลา|ขนม|น้ำพริก|กล้วย|ข้าว"
)
_BORDER = re.compile(
    r"\s|$|[^ก-๎a-z0-9]|(?:ครับ|คับ|ค้าบ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|นะ|ฮะ|เด้อ|เน้อ|แต่|และ|อยาก|ต้องการ|ทำ|เปิด|ขาย"
    r"|เบอร์|โทร|ชื่อ|มี|ไม่|เป็น|จะ|ขอ|กับ"
    r"|จังหวัด|จ\.|อำเภอ|อ\.|โดน|น้ำ|เจอ|ส่ง|ร้าน|โรงงาน|ที่|เรา|ผม|หนู|แล้ว|ก็|ปี|ตอนนี้|ติดต่อ|สนใจ|หน่อย|ด้วย"
    r"|ตั้งแต่|ย้าย|ใช่|หรือ|ถ้า|เพราะ|กู้|ปลูก|ผลิต|มา|ได้|ๆ|อ่ะ|อะ)"
)
_JOIN = re.compile(r"^(?:[\s,/()]|ครับ|คับ|ค่ะ|คะ|นะ|จ้า)*(?:อำเภอ|อ\.|เขต|จังหวัด|จ\.|ใน)?\s*$")
_AND = re.compile(r"^\s*(?:กับ|และ|หรือ|แล้วก็|[,/&+])\s*(?:ที่|จังหวัด|จ\.|อำเภอ|อ\.)?\s*$")
_TOWN_AFTER = re.compile(r"^\s*(?:อำเภอ|อ\.)\s*เมือง(?:\s|$|[^ก-๎]|ครับ|ค่ะ|คะ|นะ)")
_TOWN_BEFORE = re.compile(r"(?:อำเภอ|(?<![ก-๎])อ\.?)\s*เมืองฯ?\s*[,]?\s*(?:จังหวัด|จ\.?)?\s*$")
_POSTCODE = re.compile(r"[1-9](?<![\d.,-][1-9])\d{4}(?![\d,-]|\.\d)")
_POST = re.compile(r"(?:ไปรษณีย์|ไปรษณี|ปณ\.?|ป\.ณ\.?|จังหวัด|อำเภอ|อยู่|รหัส)\s*:?\s*$")
_GUESSABLE = re.compile(
    r"(?P<sure>จังหวัด|(?<![ก-๎])จ\.|อำเภอ|(?<![ก-๎])อ\.|เขต)\s*|(?P<likely>อยู่(?:ที่|แถว|ใน)?|แถว)\s*"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a sentence says of the place; `doubts` are empty when `place` is set."""

    place: Place | None = None
    doubts: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in the text: where, which places it may mean there, and how it stands."""

    start: int
    end: int
    name: Name
    places: tuple[Place, ...]
    sure: bool
    role: str = PLAIN


class Places:
    """Reads places; built once from its table."""

    def __init__(
        self,
        table: PlaceTable,
        *,
        given: AbstractSet[str] = frozenset(),
        words: AbstractSet[str] = frozenset(),
    ) -> None:
        """Build from a table.

        `given` are given names: a district's name after one is a surname. `words` are those of a
        dictionary: none of them misspells a name.
        """
        self._table = table
        self._given = given
        self._repairer = Repairer(table.names.values(), words)

    def read(self, tight: str, spaced: str, *, asking: str | None = None) -> Found:
        """Return the place of the business.

        `spaced` is the normalised text in lower case, `tight` the same without spaces between
        Thai letters. With `asking` "province" or "district" the whole text may be the name.
        """
        asked = asking in ASKED
        if asked and (answer := self._answer(spaced, least=5)):
            return answer
        text = Spelling(tight, spaced)
        hits = self._hits(text, asked=asked)
        if hits and (found := self._decided(hits, text)) != Found():
            return found
        return self._postcode(spaced, asking) or self._guess(text, hits, asked=asked)

    def name_at(self, tight: str, at: int) -> Name | None:
        """Return the longest name that starts here and is not cut out of a longer word."""
        lengths, names = self._table.lengths, self._table.names
        for length in lengths.get(tight[at : at + 3]) or lengths.get(tight[at : at + 2], ()):
            end = at + length
            name = names.get(tight[at:end])
            if name and len(tight) >= end and _stands_alone(tight, at, end):
                return name
        return None

    def is_name(self, squeezed: str) -> bool:
        """Say whether a text is the name of a place and nothing else: «อยู่จังหวัดเลยค่ะ»."""
        return tighten(bare_answer(squeezed)) in self._table.names

    def _answer(self, spaced: str, *, least: int) -> Found | None:
        core = bare_answer(spaced)
        for text in dict.fromkeys((tighten(core), tighten(without_particles(spaced)))):
            name = self._table.names.get(text)
            if name and name.places:
                return _found(name.places)
        if re.fullmatch(r"\d{5}", core):
            return _found(tuple(map(Place, self._table.postcodes.get(core, ()))))
        if " " in core and not self._repairer.whole(core, least=9):
            return None
        if len(core) > _LONGEST:
            return None
        repaired = None if self._scan_any(core) else self._repairer.whole(core, least=least)
        return _found(repaired.name.places) if repaired else None

    def _scan_any(self, text: str) -> bool:
        tight = tighten(text)
        names = (self.name_at(tight, at) for at in range(len(tight)))
        return any(name is not None and name.grade == "free" for name in names)

    def _hits(self, text: Spelling, *, asked: bool) -> list[Hit]:
        hits: list[Hit] = []
        tight, taken = text.tight, 0
        begun = self._table.lengths
        for at in [
            at
            for at in range(len(tight) - 1)
            if tight[at : at + 3] in begun or tight[at : at + 2] in begun
        ]:
            name = self.name_at(tight, at) if at >= taken else None
            if name is None:
                continue
            hit = self._admitted(text, at, name, hits, asked=asked)
            if hit:
                hits.append(hit)
            taken = at + (len(name.text) if hit or name.grade in {"free", "none", "weak"} else 1)
        return hits

    def _admitted(
        self, text: Spelling, at: int, name: Name, earlier: Sequence[Hit], *, asked: bool
    ) -> Hit | None:
        if name.grade == "answer" and not earlier and not _may_be_marked(text.tight, at):
            return None
        end = at + len(name.text)
        before, after = text.before(at), text.after(end)
        if not name.places or _NOT_HERE.search(before):
            return None
        mark = _STRICT.search(before)
        places = self._meant(name, mark)
        sure = Hit(at, end, name, places, sure=True)
        if earlier and self._belongs(earlier[-1], sure, text):
            return sure
        if mark and not (name.grade == "strict" and _BLUR.search(before)):
            return sure if _marked_well(mark["mark"], name, after) else None
        if name.grade == "free" or (
            name.grade in {"marked", "strict"} and self._next_to(text, sure)
        ):
            return sure
        found = _by_cue(sure, before, after, asked=asked)
        return found or self._closing(sure, before, after)

    def _closing(self, hit: Hit, before: str, after: str) -> Hit | None:
        """Take a bare district that ends a message of business: «ขอ มผช. ไข่เค็ม ไชยา».

        After a given name it may be a surname, alone it may be anything: then it is none.
        """
        bare = hit.name.grade == "marked" and _has_district(hit)
        if not bare or without_particles(after) or before[-1:].strip():
            return None
        words = before.split()
        if not _BUSINESS.search(before) or _PERSONAL.search(before) or words[-1] in self._given:
            return None
        return replace(hit, sure=len(hit.places) == 1)

    def _meant(self, name: Name, mark: re.Match[str] | None) -> tuple[Place, ...]:
        """Narrow a shared name by its marker: อำเภอ wants a district, จังหวัด a province."""
        places = name.places
        if mark is None:
            return places
        wants_district = mark["mark"] not in {"จังหวัด", "จ.", "จ", "จว", "จว."}
        narrowed = tuple(one for one in places if (one.district is not None) == wants_district)
        narrowed = narrowed or places
        if len(narrowed) > 1 and wants_district:
            bangkok = mark["mark"] == "เขต"
            alike = tuple(one for one in narrowed if (one.province == "TH-10") == bangkok)
            narrowed = alike or narrowed
        if mark["town"] or (wants_district and name.text.startswith("เมือง")):
            seats = self._table.seats
            return tuple(
                Place(one.province, one.district or seats.get(one.province)) for one in narrowed
            )
        return narrowed

    def _belongs(self, last: Hit, hit: Hit, text: Spelling) -> bool:
        """Tell whether two names side by side are a district and its own province."""
        between = text.between(last.end, hit.start)
        if not _JOIN.match(between) or last.name.text == hit.name.text:
            return False
        if not between and hit.name.grade == "strict":
            return False
        shared = _provinces(last.places) & _provinces(hit.places)
        return bool(shared) and (_has_district(last) != _has_district(hit))

    def _next_to(self, text: Spelling, hit: Hit) -> bool:
        """Tell whether the province follows at once: «ปัว น่าน», «พล จ.ขอนแก่น»."""
        if not _has_district(hit):
            return False
        rest = text.after(hit.end)
        gap = re.match(r"\s*(?:จังหวัด|จ\.)\s*|\s+", rest)
        if not gap:
            return False
        tight = tighten(rest[gap.end() : gap.end() + 24])
        name = self.name_at(tight, 0)
        return name is not None and bool(_provinces(name.places) & _provinces(hit.places))

    def _decided(self, hits: Sequence[Hit], text: Spelling) -> Found:
        groups = self._grouped(self._with_roles(hits, text), text)
        sure = [group for group in groups if group.sure and WEIGHTS[group.role] > 0]
        if not sure:
            doubts = [hit for hit in groups if WEIGHTS[hit.role] > 0]
            return _found((one for hit in doubts for one in hit.places), certain=False)
        best = max(WEIGHTS[hit.role] for hit in sure)
        leading = [hit for hit in sure if WEIGHTS[hit.role] == best]
        shared = frozenset.intersection(*(_provinces(hit.places) for hit in leading))
        if not shared:
            return _found((place for hit in leading for place in hit.places), certain=False)
        return self._settled(shared, leading, groups)

    def _settled(
        self, shared: frozenset[str], leading: Sequence[Hit], groups: Sequence[Hit]
    ) -> Found:
        others = [hit for hit in groups if WEIGHTS[hit.role] > 0 and hit not in leading]
        for hit in others:
            shared = (shared & _provinces(hit.places)) or shared
        if len(shared) > 1:
            places = (one for hit in leading for one in hit.places if one.province in shared)
            return _found(places, certain=False)
        (province,) = shared
        districts = [
            one.district
            for hit in (*leading, *others)
            for one in hit.places
            if one.province == province and one.district
        ]
        return Found(Place(province, districts[0] if districts else None))

    def _with_roles(self, hits: Sequence[Hit], text: Spelling) -> list[Hit]:
        done: list[Hit] = []
        for hit in hits:
            last = done[-1] if done else None
            before = text.between(last.end, hit.start) if last else text.before(hit.start)
            beside = (
                last and _JOIN.match(before) and _provinces(last.places) & _provinces(hit.places)
            )
            refused = last and last.role == "not" and _has_district(last) == _has_district(hit)
            if last and not refused and (beside or _joined(last, before)):
                done.append(replace(hit, role=last.role))
                continue
            found = role(
                before[-60:], text.after(hit.end)[:24], previous=last.role if last else None
            )
            done.append(replace(hit, role=found))
        return done

    def _grouped(self, hits: Sequence[Hit], text: Spelling) -> list[Hit]:
        """Join a district and its province that stand side by side, and add «อ.เมือง»."""
        groups: list[Hit] = []
        for raw in hits:
            hit = self._with_town(raw, text)
            last = groups[-1] if groups else None
            joined = (
                last and last.role == hit.role and _JOIN.match(text.between(last.end, hit.start))
            )
            both = _provinces(last.places) & _provinces(hit.places) if last and joined else None
            if last is None or not both:
                groups.append(hit)
                continue
            places = [one for one in (*last.places, *hit.places) if one.province in both]
            detailed = tuple(one for one in places if one.district) or tuple(places)
            groups[-1] = replace(last, end=hit.end, places=detailed, sure=last.sure or hit.sure)
        return groups

    def _with_town(self, hit: Hit, text: Spelling) -> Hit:
        town = _TOWN_AFTER.match(text.after(hit.end)) or _TOWN_BEFORE.search(text.before(hit.start))
        if _has_district(hit) or not town:
            return hit
        seats = self._table.seats
        return replace(hit, places=tuple(Place(p.province, seats[p.province]) for p in hit.places))

    def _postcode(self, spaced: str, asking: str | None) -> Found | None:
        if asking == "amount_baht":
            return None
        for match in _POSTCODE.finditer(spaced):
            places = tuple(map(Place, self._table.postcodes.get(match[0], ())))
            alone = match[0] == bare_answer(spaced)
            if places and (alone or _POST.search(spaced[: match.start()])):
                return _found(places, certain=not (alone and match[0].endswith("000")))
        return None

    def _guess(self, text: Spelling, hits: Sequence[Hit], *, asked: bool) -> Found:
        """Look for a misspelt name after a word of place, or standing alone between spaces."""
        if hits and not asked:
            return Found()
        tight = text.tight
        for cue in _GUESSABLE.finditer(tight):
            least = 5 if cue["sure"] or asked else 6
            repaired = self._repairer.start(tight[cue.end() : cue.end() + 24], least=least)
            if repaired and self._plausible(text, cue, repaired, asked=asked):
                return _found(repaired.name.places)
        for word in text.spaced.split():
            far = self._alone(word) if 8 <= len(word) <= _LONGEST else None
            if far:
                return _found(far.name.places)
        return Found()

    def _alone(self, word: str) -> Repaired | None:
        """Return the place that a long word between spaces misspells, begun right."""
        core = bare_answer(word)
        if len(core) < 8 or core[:2] not in self._table.starts or not self._repairer.likely(core):
            return None
        far = self._repairer.whole(core, least=8)
        near = far is not None and (far.slips <= 1 or len(core) >= 12)
        return far if near and far and far.name.text[0] == core[0] else None

    def _plausible(
        self, text: Spelling, cue: re.Match[str], repaired: Repaired, *, asked: bool
    ) -> bool:
        end = cue.end() + repaired.end
        before = text.before(cue.end())
        stands = WEIGHTS[role(before[-60:], text.after(end)[:24], previous=None)] > 0
        ends = _BORDER.match(text.after(end)) is not None
        return stands and (bool(cue["sure"]) or asked or ends)


def _stands_alone(tight: str, start: int, end: int) -> bool:
    first = tight[start]
    if first < "ก":  # Latin: whole words only
        around = tight[max(0, start - 1) : start] + tight[end : end + 1]
        return not any("a" <= letter <= "z" or letter.isdecimal() for letter in around)
    if end < len(tight) and tight[end] in _HANGING:
        return False
    before = tight[start - 1] if start else " "
    if before in _LEADING:
        return False
    if tight.startswith("นครศรี", start) and tight.endswith("พระ", 0, start):
        return False  # พระนครศรีอยุธยา, however it is misspelt, is no นครศรีธรรมราช
    # The ก of จาก and the ป of ไป belong to their own syllables: «จากระยอง» is no «กระ».
    closes = start > 1 and tight[start - 2] in _CLOSING
    return closes or not (tight.startswith("ระ", start) and before in "กตปพค")


def _may_be_marked(tight: str, at: int) -> bool:
    """Tell at a glance whether a marker may stand before: many words hold a two-letter code."""
    return tight[:at].rstrip()[-1:] in _MARK_ENDS


def _marked_well(mark: str, name: Name, after: str) -> bool:
    """เขต marks districts of Bangkok alone; the two-letter codes follow จ. alone.

    Codes and shared names must end there: «จังหวัดนครปธม» is no «จังหวัดนคร».
    """
    if mark == "เขต" and name.grade != "free":
        return any(place.province == "TH-10" for place in name.places)
    if name.grade != "answer" and len(name.places) == 1:
        return True
    ends = _BORDER.match(after) is not None
    return ends and (name.grade != "answer" or mark in {"จ.", "จังหวัด", "จ"})


def _by_cue(hit: Hit, before: str, after: str, *, asked: bool) -> Hit | None:
    grade = hit.name.grade
    ends = _BORDER.match(after) is not None
    if grade == "weak":
        return replace(hit, sure=ends and bool(_CUE.search(before)) and len(hit.places) == 1)
    opens = asked and not before.strip()
    if grade == "marked":
        return hit if ends and (opens or _CUE.search(before) or _TOWN.search(before)) else None
    if grade == "strict":
        placed = _PLACED.search(before) or (_TOWN.search(before) and not _BLUR.search(before))
        alone = opens and _BORDER.match(after) and not after[:1].isalpha()
        return hit if alone or (ends and placed) else None
    return None


def _joined(last: Hit, between: str) -> bool:
    """Tell whether «กับ», «และ» … carry the role of one place over to the next."""
    listed = last.role == ELSEWHERE and not between.strip()
    return listed or _AND.match(between) is not None


def _has_district(hit: Hit) -> bool:
    return any(place.district for place in hit.places)


def _provinces(places: Iterable[Place]) -> frozenset[str]:
    return frozenset(place.province for place in places)


def _found(places: Iterable[Place], *, certain: bool = True) -> Found:
    distinct = tuple(dict.fromkeys(places))
    if certain and len(distinct) == 1:
        return Found(distinct[0])
    return Found(doubts=distinct)
