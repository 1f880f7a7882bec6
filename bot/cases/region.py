"""Which cases of its provinces a regional centre should look at, and why."""

from __future__ import annotations

from datetime import date

from bot.model.cases import Status


def why_help(
    status: Status,
    *,
    asked: bool,
    next_contact: date | None,
    assigned: bool,
    age: int,
    today: date,
) -> list[str]:
    """Return why a case needs help, in Thai; an empty list when it does not.

    `asked` says that the clock has asked for help, `age` is in working days. What waits for its
    owner is nobody's to hurry.
    """
    if status is Status.WAITING_OWNER:
        return []
    late = (today - next_contact).days if next_contact is not None else 0
    found = []
    if asked:
        found.append("หน่วยงานช้าเกินกำหนด ระบบขอให้ช่วย")
    if late > 0:
        found.append(f"เลยวันที่สัญญากับเจ้าของเรื่อง {late} วัน")
    if found and not assigned:
        found.append(f"ยังไม่มีผู้ดูแล รับเรื่องมาแล้ว {age} วันทำการ")
    return found
