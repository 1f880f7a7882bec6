"""The stage of the golden dialogues, on the project's own flows.yaml, as tests use it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.flows import Book, Input, load
from bot.flows.state import DialogueState
from bot.model.effects import Effect
from bot.model.heard import Heard
from bot.rehearsal import hearing, stage
from bot.rehearsal.shown import shown as show
from bot.rehearsal.world import CLOSED, COURSE, LOAN, NOON, RELIEF, case, facts

ROOT = Path(__file__).parents[2]
BOOK = load((ROOT / "flows.yaml").read_text(encoding="utf-8"), name="flows.yaml")

_LOAN_WISH = {"intent": "financing", "sure": 0.95, "sub": "fin.invest"}
_PLAIN_ANSWERS: dict[str, tuple[str, dict[str, Any]]] = {
    "consent": ("ยินยอมค่ะ", {"assent": "yes"}),
    "confirm": ("ถูกต้องค่ะ", {"assent": "yes"}),
    "summary": ("เครื่องซีลเสียบ่อย อยากได้เครื่องใหม่", {}),
    "province": ("โคราช", {"province": "TH-30"}),
    "amount_baht": ("สองแสน", {"amount_baht": (200000, 200000)}),
    "name": ("บุญมา 0812345678", {"name": "บุญมา", "phone": "0812345678"}),
    "phone": ("0812345678", {"phone": "0812345678"}),
    "business": ("ทำน้ำพริก", {"business": "น้ำพริก"}),
    "juristic_id": ("ข้าม", {"intent": "cancel", "sub": "skip", "sure": 0.9}),
    "email": ("a@example.com", {"email": "a@example.com"}),
    "deadline": ("30 พ.ย.", {"deadline": "2026-11-30"}),
    "need": ("หาเงินทุน สินเชื่อ", {}),
    "sector": ("ผลิตสินค้า", {}),
    "legal_form": ("ยังไม่จด", {}),
    "employees": ("12 คน", {}),
    "revenue": ("3 ล้าน", {"amount_baht": (3_000_000, 3_000_000)}),
    **dict.fromkeys(("want_case", "want_programme"), ("1", {})),
    "edit": ("จังหวัด", {}),
    **dict.fromkeys(("resume", "attach", "second", "withdraw", "which_need"), ("1", {})),
}


def heard(text: str, **form: Any) -> Heard:  # noqa: ANN401 - as a talk writes it
    """What the understanding would say; `sure` is the confidence, entities stand beside it."""
    return hearing.heard(text, form)


@dataclass
class Stage(stage.Stage):
    """One person's conversation on our own flows.yaml."""

    book: Book = BOOK

    def give(  # type: ignore[explicit-override]  # 3.12
        self, given: Input, *, sent: tuple[str, ...] = ()
    ) -> tuple[Effect, ...]:
        """Play one turn, and see that nothing of the state is lost in its JSON form."""
        assert DialogueState.from_json(self.state.to_json()) == self.state
        return super().give(given, sent=sent)

    def cooperate(self) -> tuple[Effect, ...]:
        """The person answers what is asked, the plain way."""
        text, form = _PLAIN_ANSWERS.get(self.asking or "", ("อยากกู้เงินซื้อเครื่องซีล", _LOAN_WISH))
        return self.say(text, **form)


__all__ = [
    "BOOK", "CLOSED", "COURSE", "LOAN", "NOON", "RELIEF", "ROOT", "Stage", "case", "facts",
    "heard", "show",
]  # fmt: skip
