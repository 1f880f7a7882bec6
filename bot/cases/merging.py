"""When two cases are the same one, which of them goes on, and until when that can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cases.record import CaseRecord
from bot.cases.states import ENDED
from bot.errors import BotError

UNDO_WITHIN = timedelta(days=1)


class CannotMerge(BotError):
    """Two cases that are not one, or cannot be parted any more."""


def check_merge(one: CaseRecord, other: CaseRecord) -> None:
    """Raise CannotMerge unless both are open and of one owner, as far as LINE can tell.

    What one person said must never be read by another; for two people of one enterprise there is
    its profile.
    """
    if one.number == other.number:
        raise CannotMerge("เลือกอีกเรื่องหนึ่งที่จะรวมด้วย")
    if {one.status, other.status} & ENDED:
        raise CannotMerge("รวมได้เฉพาะเรื่องที่ยังไม่ปิดทั้งสองเรื่อง")
    people = {one.line_user_id, other.line_user_id} - {None}
    if len(people) > 1:
        raise CannotMerge("สองเรื่องนี้มาจากบัญชี LINE คนละคน รวมไม่ได้ ผูกเป็นกิจการเดียวกันแทน")


def check_undo(*, merged_at: datetime, now: datetime) -> None:
    """Raise CannotMerge once a day has passed."""
    if now - merged_at > UNDO_WITHIN:
        raise CannotMerge("รวมมาเกินหนึ่งวันแล้ว แยกไม่ได้ เปิดอีกเรื่องให้เจ้าของเดียวกันแทน")
