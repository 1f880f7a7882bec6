"""What may go before a province's committee, why, and what is decided there. Pure rules."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.cases.record import CaseRecord
from bot.cases.states import ENDED
from bot.errors import BotError
from bot.model.cases import Status
from bot.model.thai import show_baht, western_digits

INVESTMENT_BAHT = 3_000_000
"""From this sum on an investment is worth a look by the committee."""
NEW_JOBS = 10
CLUSTER_FROM = 5
"""So many firms with one problem make it the province's."""
CLUSTER_WITHIN = timedelta(days=90)
DISMISSED = "committee_dismissed"
"""What the history of a case says once somebody waved the suggestion away."""
LONGEST_REASON = 500

REASONS: Mapping[str, str] = {
    "growth": "มีโอกาสเติบโตหรือส่งออก",
    "jobs": "สร้างงานในจังหวัด",
    "strategy": "ตรงกับยุทธศาสตร์จังหวัด",
    "investment": f"ลงทุนตั้งแต่ {show_baht(INVESTMENT_BAHT)}",
}
_INVESTING = frozenset({"fin.invest", "prod.machine", "intl.invest", "intl.jv"})
_SOUND = frozenset({1, 2})
_JOBS = re.compile(
    r"(?:จ้าง|รับ)(?:งาน|คน|พนักงาน|แรงงาน)*เพิ่ม(?:อีก)?\s*(\d{1,4})\s*(?:คน|อัตรา|ตำแหน่ง)"
)
_PHONE = re.compile(r"(?<!\d)(?:0|\+?66)(?:[\s-]*\d){8,9}(?!\d)")


class CannotPropose(BotError):
    """A proposal without a reason, with too many words, or with what it may not tell."""


class WrongResolution(BotError):
    """A resolution, or a task, of which something is missing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case that the rules would bring before the committee."""

    reason: str
    """A key of REASONS."""
    because: str
    """The rule that spoke, in words, without anything personal."""


class Verdict(StrEnum):
    """What a committee may decide."""

    APPROVED = "approved"
    MORE_INFO = "more_info"
    DECLINED = "declined"


VERDICTS: Mapping[Verdict, str] = {
    Verdict.APPROVED: "เห็นชอบ",
    Verdict.MORE_INFO: "ขอข้อมูลเพิ่ม",
    Verdict.DECLINED: "ไม่เห็นชอบ",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that an agency is to do by a day."""

    what: str
    agency: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided about one item; whoever declines gives nobody a duty."""

    verdict: Verdict
    note: str
    duty: Duty | None


def may_be_proposed(record: CaseRecord) -> bool:
    """Tell whether somebody has taken the case, and it has not ended."""
    return record.status is not Status.NEW and record.status not in ENDED


def suggest(record: CaseRecord, sectors: Collection[str]) -> Suggestion | None:
    """Return why the rules would propose a case; `sectors` are its province's strategic ones.

    Only what an officer sorted as sound (triage group 1 or 2) is suggested, and only until
    somebody dismissed it. A suggestion proposes nothing by itself.
    """
    waved_away = any(entry.what == DISMISSED for entry in record.history)
    if record.desk.triage not in _SOUND or waved_away or not may_be_proposed(record):
        return None
    found = (_invests(record), _hires(record), _strategic(record, sectors), _goes_abroad(record))
    return next((one for one in found if one), None)


def read_reason(reason: str, words: str, *, name: str | None) -> tuple[str, str]:
    """Return a proposal's reason and words, trimmed.

    The words go before people outside the service, so that who the owner is may not stand there.
    Raises CannotPropose.
    """
    said = " ".join(words.split())
    if reason not in REASONS:
        raise CannotPropose("เลือกเหตุผลที่เสนอจากรายการ")
    if not said:
        raise CannotPropose("เขียนเหตุผลสั้น ๆ ให้กรรมการเข้าใจว่าเสนอเพราะอะไร")
    if len(said) > LONGEST_REASON:
        raise CannotPropose(f"เหตุผลยาวเกิน {LONGEST_REASON} ตัวอักษร ย่อให้สั้นลง")
    if _PHONE.search(western_digits(said)) or (name and name in said):
        raise CannotPropose("ในเหตุผลมีชื่อหรือเบอร์โทรของเจ้าของเรื่อง ลบออก แล้วเสนออีกครั้ง")
    return reason, said


def read_resolution(form: Mapping[str, str], *, duty: str) -> Resolution:
    """Return what a form says was decided; `duty` is what the agency is then to do.

    Raises WrongResolution unless agency and day are there, where somebody is to act.
    """
    try:
        verdict = Verdict(form.get("verdict", ""))
    except ValueError:
        raise WrongResolution("เลือกมติจากรายการ") from None
    note = " ".join(form.get("note", "").split())
    if verdict is Verdict.DECLINED:
        return Resolution(verdict, note, None)
    return Resolution(verdict, note, read_duty({**form, "what": duty}))


def read_duty(form: Mapping[str, str]) -> Duty:
    """Return a task from a form; raises WrongResolution with everything that is missing."""
    what, agency = (" ".join(form.get(name, "").split()) for name in ("what", "agency"))
    due_on = read_day(form.get("due_on", ""))
    missing = [
        words
        for words, there in (
            ("ใส่งานที่ต้องทำ", what),
            ("ใส่หน่วยงานที่รับผิดชอบ", agency),
            ("ใส่วันกำหนดเสร็จ", due_on),
        )
        if not there
    ]
    if missing or due_on is None:
        raise WrongResolution(" · ".join(missing))
    return Duty(what, agency, due_on)


def read_day(given: str) -> date | None:
    """Return the day that a form gives, also with a Buddhist year; None when it is none."""
    try:
        day = date.fromisoformat(given)
        return day.replace(year=day.year - 543) if day.year > 2400 else day
    except ValueError:
        return None


def is_late(due_on: date, *, done: bool, today: date) -> bool:
    """Tell whether a task should have been done before today."""
    return not done and due_on < today


def cluster_window(held_on: date, *, today: date) -> tuple[date, date]:
    """Return first and last day of which a meeting's clusters count the cases."""
    last = min(held_on, today)
    return last - CLUSTER_WITHIN, last


def _invests(record: CaseRecord) -> Suggestion | None:
    amount = record.details.amount_baht
    wanted = (amount.max or amount.min or 0) if amount else 0
    if record.sub_intent not in _INVESTING or wanted < INVESTMENT_BAHT:
        return None
    return Suggestion("investment", f"แผนลงทุนประมาณ {show_baht(wanted)}")


def _hires(record: CaseRecord) -> Suggestion | None:
    found = _JOBS.search(western_digits(record.summary))
    if not found or int(found[1]) < NEW_JOBS:
        return None
    return Suggestion("jobs", f"คาดว่าจะจ้างงานเพิ่ม {found[1]} คน")


def _strategic(record: CaseRecord, sectors: Collection[str]) -> Suggestion | None:
    told = f"{record.details.business or ''} {record.summary}"
    sector = next((one for one in sectors if one in told), None)
    return Suggestion("strategy", f"อยู่ในสาขายุทธศาสตร์ของจังหวัด: {sector}") if sector else None


def _goes_abroad(record: CaseRecord) -> Suggestion | None:
    if record.track is None and not (record.sub_intent or "").startswith("intl."):
        return None
    return Suggestion("growth", "มีโอกาสขยายตลาดต่างประเทศ")
