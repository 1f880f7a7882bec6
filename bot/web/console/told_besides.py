"""What an owner told besides the usual: the programme, and what the firm is."""

from __future__ import annotations

from bot.cases.record import CaseRecord
from bot.handlers import going_out
from bot.handlers.deps import StaffDeps

_SHOWN = ("programme", "sector", "legal_form", "employees", "revenue")


def told_besides(deps: StaffDeps, record: CaseRecord) -> list[tuple[str, str]]:
    """Return label and words of each such thing that the case holds."""
    found = {field.name: field for field in going_out.fields_of(deps, record)}
    return [(found[name].label, found[name].value) for name in _SHOWN if name in found]
