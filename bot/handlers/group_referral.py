"""«ส่งต่อ 12» in a centre's group: which agencies fit, or a draft with the way to its page.

Nothing is sent from the group: what goes out is looked at, and its owner asked, in the console.
"""

from __future__ import annotations

from sqlalchemy import Connection

from bot.cases.rights import Act
from bot.handlers import directory, referring
from bot.handlers.casework import Work
from bot.model.agencies import Agency
from bot.routing.agencies import families_of, fitting

_OFFERED = 12


def begin(connection: Connection, work: Work, words: str, *, name: str) -> str:
    """Return the short names to choose from; given one, begin a draft and say where it is."""
    agencies = directory.all_of_them(connection, now=work.now)
    if not words:
        return _offer(connection, work, list(agencies.values()), name=name)
    short, _, reason = words.partition(" ")
    chosen = [one for one in agencies.values() if _plain(one.short) == _plain(short)]
    if not chosen:
        offered = _offer(connection, work, list(agencies.values()), name=name)
        return f"ไม่มีหน่วยงานชื่อย่อ {short} ในทะเบียน\n{offered}"
    which = referring.draft(connection, work, chosen[0].code, reason=reason)
    page = f"/console/cases/{work.number}/referrals/{which}"
    where = f"{work.deps.public_url}{page}" if work.deps.public_url else "หน้าเจ้าหน้าที่"
    return (
        f"ร่างส่งต่อ {name} ให้{chosen[0].short}แล้ว ยังไม่ได้ส่งข้อมูล"
        f" ตรวจข้อมูล ถามความยินยอม และออกหนังสือที่ {where}"
    )


def _offer(connection: Connection, work: Work, agencies: list[Agency], *, name: str) -> str:
    record = work.access(connection, Act.REFER).record
    fits = fitting(
        agencies,
        sub_intent=record.sub_intent,
        families=families_of(record.category, record.sub_intent),
        province=record.province,
    )
    shown = " · ".join(one.short for one in fits[:_OFFERED]) or "ยังไม่มีในทะเบียน"
    return f"ส่งต่อ {name} ให้หน่วยงานใด พิมพ์ ส่งต่อ {name[1:]} ตามด้วยชื่อย่อ\n{shown}"


def _plain(short: str) -> str:
    return short.replace(".", "").replace(" ", "").lower()
