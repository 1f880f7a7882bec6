"""What is asked of the index in whose name."""

from __future__ import annotations

import pytest

from bot.cases.finding import All, Document, Either, Word, in_what_is_shown, question
from bot.cases.rights import RIGHTS, Act, Relation, acts
from bot.model.staff import AT_A_UNIT, Officer, Role

AREA = ("TH-30", "TH-36")


def asked(role: Role, unit: str | None = "IPC-6") -> object:
    return question(Officer(1, "ann", "Ann", role, unit), ["น้ำพริก"], AREA)


WORDS = All((Word("น้ำพริก"),))
MARKED = All((Word("=น้ำพริก"),))
AT_THE_UNIT = All((Either((Word("@ipc-6"),)), WORDS))


@pytest.mark.parametrize("role", [*Role])
def test_nobody_asks_beyond_the_table_of_rights(role: Role) -> None:
    found = asked(role, "IPC-6" if role in AT_A_UNIT else None)

    if Act.REVEAL in acts(role, Relation.ELSEWHERE):
        assert found == WORDS
    elif Act.VIEW in acts(role, Relation.AREA):
        area = Either((Word("@th-30"), Word("@th-36")))
        assert found == Either((AT_THE_UNIT, All((area, MARKED))))
    elif Act.VIEW in acts(role, Relation.OWN):
        assert found == AT_THE_UNIT
    else:
        assert found is None


def test_who_sees_everything_but_uncovers_nothing_asks_for_what_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sees = {standing: frozenset({Act.VIEW}) for standing in Relation}
    monkeypatch.setitem(RIGHTS, Role.BROADCAST, sees)

    assert asked(Role.BROADCAST, None) == MARKED


def test_a_short_number_may_be_a_running_number() -> None:
    assert in_what_is_shown(["00012"]) == All((Either((Word("=00012"), Word("=#12"))),))
    assert in_what_is_shown(["123456"]) == All((Word("=123456"),))


def test_a_document_holds_each_word_once_and_marks_what_is_shown() -> None:
    document = Document("30-69-00012-4", ("SSRC-30", "TH-30"), ("กาแฟ",), ("บุญมา", "กาแฟ"))

    words = document.words()

    assert len(words) == len(set(words))
    assert {"@ssrc-30", "@th-30", "กาแฟ", "=กาแฟ", "บุญมา", "306900012", "#12", "=#12"} <= {*words}
    assert "=บุญมา" not in words
