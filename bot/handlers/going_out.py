"""What a case could tell an agency, its codes put into words."""

from __future__ import annotations

from bot.cases import disclosure
from bot.cases.disclosure import Field, Names
from bot.cases.record import CaseRecord
from bot.handlers.deps import StaffDeps


def fields_of(deps: StaffDeps, record: CaseRecord) -> tuple[Field, ...]:
    """Return everything that a case could tell an agency."""
    slots = deps.book.slots
    names = Names(
        topic=deps.topic(record.sub_intent, record.category),
        province=deps.province(record.province),
        slots={name: slot.label for name, slot in slots.items()},
        values={
            **{
                name: {one.value: one.label for one in slot.choices} for name, slot in slots.items()
            },
            "programme": {one.code: one.title for one in deps.catalogue().programmes},
        },
    )
    return disclosure.fields_of(record, names)
