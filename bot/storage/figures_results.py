"""What parts of the work with tables of their own tell the director-general's page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy import case as either

from bot.storage.tables import case, case_ending, committee_item, referral

Areas = Collection[str] | None
"""Provinces, and «-» for the unknown one; None for the whole country."""
_WAITS, _ON_AGENDA = "รอเข้าประชุม", "อยู่ในวาระ"
_VERDICTS = {"approved": "เห็นชอบ", "more_info": "ขอข้อมูลเพิ่ม", "declined": "ไม่เห็นชอบ"}


def approved_baht(connection: Connection, numbers: Collection[str]) -> Mapping[str, int]:
    """Return the sum that was approved in each of these cases, as the officer closed it."""
    query = (
        select(case_ending.c.case_number, case_ending.c.amount_baht)
        .where(
            case_ending.c.case_number.in_(numbers),
            case_ending.c.reopened_at.is_(None),
            case_ending.c.amount_baht.is_not(None),
        )
        .order_by(case_ending.c.id)
    )
    return dict(connection.execute(query).tuples().all())


def referrals_by_agency(
    connection: Connection, areas: Areas, since: datetime, until: datetime
) -> Mapping[str, int]:
    """Return how many referrals went out in the period, by the agency's name, the most first."""
    count = func.count()
    query = (
        select(referral.c.agency_name, count)
        .join(case, case.c.number == referral.c.case_number)
        .where(referral.c.sent_at >= since, referral.c.sent_at < until)
        .group_by(referral.c.agency_name)
        .order_by(count.desc(), referral.c.agency_name)
    )
    return dict(connection.execute(_in_areas(query, case.c.province, areas)).tuples().all())


def committee_pipeline(
    connection: Connection, areas: Areas, since: datetime, until: datetime
) -> Mapping[str, int]:
    """Return where what was proposed to the committees in the period stands, step by step."""
    step = func.coalesce(
        committee_item.c.verdict,
        either((committee_item.c.meeting_id.is_(None), ""), else_="agenda"),
    )
    query = (
        select(step, func.count())
        .where(
            committee_item.c.proposed_at >= since,
            committee_item.c.proposed_at < until,
            committee_item.c.withdrawn_at.is_(None),
        )
        .group_by(step)
    )
    found = dict(
        connection.execute(_in_areas(query, committee_item.c.province, areas)).tuples().all()
    )
    names = {"": _WAITS, "agenda": _ON_AGENDA, **_VERDICTS}
    return {name: found[code] for code, name in names.items() if code in found}


def _in_areas(query: Select[Any], province: Any, areas: Areas) -> Select[Any]:  # noqa: ANN401 -- a column
    return query if areas is None else query.where(func.coalesce(province, "-").in_(areas))
