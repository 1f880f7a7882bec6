from __future__ import annotations

from bot.nlu.clauses import clauses


def test_a_message_is_parted_where_wishes_are_joined() -> None:
    assert clauses("อยากกู้เงินแล้วก็หาตลาดด้วย") == ["อยากกู้เงิน", "หาตลาดด้วย"]
    assert clauses("อยากทำฉลากกับอยากกู้เงิน") == ["อยากทำฉลาก", "อยากกู้เงิน"]


def test_nouns_of_a_list_are_no_clauses() -> None:
    assert clauses("ซื้อเครื่องจักรกับวัตถุดิบ") == []
    assert clauses("อยากขอ อย. และ gmp") == []
    assert clauses("อยากกู้เงิน") == []
