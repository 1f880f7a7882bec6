"""The lists behind the numbers of the director-general's page: what a link asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.cases.categories import TRACKS, Reporting
from bot.cases.figures import Petitioner
from bot.errors import BotError
from bot.model.cases import Status


class What(StrEnum):
    """Which matters are listed."""

    MATTERS = "matters"
    """Received in the period."""
    COMPLETED = "completed"
    """Of those, completed by now."""
    CONTACTED = "contacted"
    """Of those, whose owner the office has spoken with."""
    ENDED = "ended"
    """Completed in the period, whenever received."""
    LOANS = "loans"
    """Ended in the period with a loan approved."""
    LATE = "late"
    """Open now, and promised for a day that is past."""


WORDS: Mapping[What, str] = {
    What.MATTERS: "เรื่องที่รับในช่วงนี้",
    What.COMPLETED: "เรื่องที่รับในช่วงนี้และเสร็จสิ้นแล้ว",
    What.CONTACTED: "เรื่องที่รับในช่วงนี้และติดต่อเจ้าของเรื่องแล้ว",
    What.ENDED: "เรื่องที่เสร็จสิ้นในช่วงนี้",
    What.LOANS: "เรื่องที่ได้รับอนุมัติสินเชื่อในช่วงนี้",
    What.LATE: "เรื่องที่เกินกำหนด ณ วันนี้",
}


class WrongList(BotError):
    """A link that the page did not make."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list; what is None does not matter."""

    what: What
    reporting: Reporting | None = None
    status: Status | None = None
    track: str | None = None
    province: str | None = None
    petitioner: Petitioner | None = None


def read(asked: Mapping[str, str]) -> Listing:
    """Return the list that a link asks for; raises WrongList."""
    try:
        listing = Listing(
            what=What(asked.get("what", What.MATTERS)),
            reporting=Reporting(asked["reporting"]) if asked.get("reporting") else None,
            status=Status(asked["status"]) if asked.get("status") else None,
            track=asked.get("track") or None,
            province=asked.get("province") or None,
            petitioner=Petitioner[asked["petitioner"]] if asked.get("petitioner") else None,
        )
    except (ValueError, KeyError):
        raise WrongList("ลิงก์นี้ไม่ถูกต้อง กลับไปหน้ารายงาน แล้วกดตัวเลขอีกครั้ง") from None
    if listing.track not in {None, *TRACKS}:
        raise WrongList("ไม่มีช่องทางเชื่อมโยงต่างประเทศนี้ กลับไปหน้ารายงาน แล้วกดตัวเลขอีกครั้ง")
    return listing
