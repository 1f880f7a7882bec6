"""The month's messages, as an announcement may use them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.broadcasts.budget import Budget, Kept
from bot.broadcasts.draft import Draft
from bot.errors import BotError
from bot.model.thai import BANGKOK
from bot.storage import chunks, quota
from bot.storage.quota import Count


class TooExpensive(BotError):
    """The month's messages would not last for the cases."""


class QuotaUnknown(BotError):
    """LINE has not said lately how many messages of the month are left."""


def as_told(
    connection: Connection, now: datetime, *, kept: Kept, urgent: bool = False
) -> Budget | None:
    """Return the month so far, as LINE told it last; None when that is long ago.

    What was announced since then counts as used; `urgent` tells which announcement asks.
    """
    told, at = quota.latest(connection, now=now), quota.told_at(connection)
    if told is None or at is None:
        return None
    since = chunks.announced_since(connection, at + timedelta(microseconds=1)).people
    return so_far(connection, Count(told.used + since, told.most), now, kept=kept, urgent=urgent)


def so_far(
    connection: Connection, told: Count, now: datetime, *, kept: Kept, urgent: bool = False
) -> Budget:
    """Return the month so far, its use as LINE tells it."""
    local = now.astimezone(BANGKOK)
    began = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    announced = chunks.announced_since(connection, began)
    return Budget(told.most, told.used, announced.people, kept, announced.urgently, urgent)


def budget_for(connection: Connection, draft: Draft, now: datetime, *, kept: Kept) -> Budget:
    """Return the month in which an announcement is approved; what is free needs none of it.

    Raises QuotaUnknown while nothing is known of the month.
    """
    if draft.free:
        return Budget(None, 0, 0, kept)
    found = as_told(connection, now, kept=kept, urgent=draft.urgent)
    if found is None:
        raise QuotaUnknown(
            "ยังไม่ทราบว่าเดือนนี้เหลือข้อความเท่าใด จึงยังอนุมัติไม่ได้ "
            "ระบบถาม LINE ทุกสิบนาที รอสักครู่แล้วลองอีกครั้ง ถ้ายังไม่ได้ แจ้งผู้ดูแลระบบ"
        )
    return found


def check(budget: Budget, recipients: int) -> None:
    """Raise TooExpensive where so many would eat what is kept for cases."""
    if not budget.allows(recipients):
        raise TooExpensive(
            f"ผู้รับ {recipients:,} คน แต่เดือนนี้ส่งประกาศได้อีก {budget.left or 0:,} ข้อความ "
            f"(กันไว้ตอบเรื่องและเรื่องด่วน {budget.kept:,} ข้อความ) "
            "ลดกลุ่มผู้รับ แบ่งส่งเดือนหน้า หรือขอเพิ่มแพ็กเกจข้อความ"
        )
