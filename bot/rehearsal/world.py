"""The small world that golden dialogues are played in: four provinces, a few programmes, a day.

It is fixed, so that a dialogue goes the same way whatever the directories and the catalogue of
today say. A dialogue's `world:` adds cases, closes the offices, or tells of the firm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.flows import Facts
from bot.model.cases import CaseBrief, Status
from bot.model.centres import Centre, OfficeHours
from bot.model.firms import Firm
from bot.model.programmes import Programme
from bot.model.thai import BANGKOK

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=BANGKOK)
"""A Wednesday, 25 November 2569: the first line is said one minute later."""
NAMES = {
    "TH-10": "กรุงเทพมหานคร", "TH-24": "ฉะเชิงเทรา", "TH-30": "นครราชสีมา", "TH-42": "เลย",
    "TH-50": "เชียงใหม่", "TH-90": "สงขลา",
}  # fmt: skip
ENGLISH_NAMES = {
    "กรุงเทพมหานคร": "Bangkok", "ฉะเชิงเทรา": "Chachoengsao", "นครราชสีมา": "Nakhon Ratchasima",
    "เลย": "Loei", "เชียงใหม่": "Chiang Mai", "สงขลา": "Songkhla", "ปากช่อง": "Pak Chong",
    "หาดใหญ่": "Hat Yai",
}  # fmt: skip
CENTRES = {
    "": Centre("HQ-BKK", "กองรับเรื่อง กรมส่งเสริมอุตสาหกรรม"),
    "TH-30": Centre("SSRC-30", "สำนักงานอุตสาหกรรมจังหวัดนครราชสีมา"),
    "TH-50": Centre("SSRC-50", "สำนักงานอุตสาหกรรมจังหวัดเชียงใหม่", phone="053000000"),
    "TH-90": Centre("SSRC-90", "สำนักงานอุตสาหกรรมจังหวัดสงขลา"),
}
LOAN = Programme(
    code="loan",
    title="สินเชื่อดีพร้อมเปย์",
    owner="กรมส่งเสริมอุตสาหกรรม",
    summary="เงินทุนหมุนเวียนระยะสั้นสำหรับอุตสาหกรรมในครอบครัว",
    needs=("financing",),
    provinces=(),
    valid_from=date(2026, 10, 1),
    valid_to=date(2027, 9, 30),
    source_url="https://www.dip.go.th",
    as_of=date(2026, 11, 1),
    sizes=("micro", "small"),
    sectors=("manufacture", "farm"),
    legal_forms=("person", "community"),
    documents=("สำเนาทะเบียนพาณิชย์ (ถ้ามี)", "รูปถ่ายสถานที่ผลิต"),
)
COURSE = replace(
    LOAN, code="nec", title="อบรมผู้ประกอบการใหม่", needs=(), valid_to=None,
    sizes=(), sectors=(), legal_forms=(), documents=(),
)  # fmt: skip
RELIEF = replace(
    COURSE,
    code="relief",
    title="มาตรการช่วยเหลือผู้ประสบอุทกภัย",
    needs=("rescue", "financing"),
    disaster_areas=("TH-90",),
    apply_by=date(2026, 12, 31),
)
CLOSED = replace(LOAN, code="old", title="สินเชื่อปีก่อน", valid_to=date(2026, 9, 30))


def facts(*cases: CaseBrief, open_now: bool = True, programmes: bool = True) -> Facts:
    """Return the facts of an ordinary day."""
    return Facts(
        cases=cases,
        centres=CENTRES,
        office=OfficeHours(open_now=open_now, next_opening=date(2026, 11, 26)),
        next_contact=date(2026, 11, 30),
        programmes=(LOAN, COURSE) if programmes else (),
        other_programmes=(CLOSED,),
        province_names=NAMES,
        english_names=ENGLISH_NAMES,
    )


def case(number: str = "30-69-00001-1", **changes: Any) -> CaseBrief:  # noqa: ANN401 -- the fields of CaseBrief
    """Return a case of the person on stage, opened two hours ago."""
    brief = CaseBrief(
        number=number,
        category="financing",
        status=Status.NEW,
        centre_code="SSRC-30",
        centre_name="สำนักงานอุตสาหกรรมจังหวัดนครราชสีมา",
        opened_at=NOON - timedelta(hours=2),
        last_action_at=NOON - timedelta(hours=2),
        next_contact=date(2026, 11, 30),
        summary="อยากกู้เงินซื้อเครื่องจักร",
    )
    return replace(brief, **changes)


def of(world: Mapping[str, Any]) -> Facts:
    """Return the facts that a dialogue begins with; its keys are those of `forms.World`.

    `cases` and `ended` are receiving numbers, `age_hours` how long ago the cases were opened,
    `reopen_until` the last day on which the ended ones may be taken up again, `open` whether the
    offices are, `flood` whether relief is offered, `firm` what is known of it, `programmes` how
    many are open (two when it is left out).
    """
    opened = NOON - timedelta(hours=world.get("age_hours", 2))
    mine = [
        case(number, opened_at=opened, last_action_at=opened) for number in world.get("cases", ())
    ]
    until = date.fromisoformat(str(world.get("reopen_until", "2026-12-20")))
    mine += [
        case(number, status=Status.CLOSED, reopen_until=until) for number in world.get("ended", ())
    ]
    found = facts(*mine, open_now=world.get("open", True))
    return replace(
        found,
        programmes=_open(world),
        firm=Firm(**world.get("firm", {})),
    )


def _open(world: Mapping[str, Any]) -> tuple[Programme, ...]:
    count = world.get("programmes", 2)
    more = (replace(COURSE, code=f"more-{n}", title=f"อบรมรุ่นที่ {n}") for n in range(3, count + 1))
    flood = (RELIEF,) if world.get("flood") else ()
    return (*(LOAN, COURSE)[:count], *more, *flood)
