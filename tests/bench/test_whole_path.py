"""The people of the measurement know the conversations of flows.yaml, buttons included."""

from __future__ import annotations

from bench import whole_path


def test_the_measurement_is_answered_as_it_was_in_rehearsal() -> None:
    embedded = whole_path.FORMS[0]

    with whole_path.running(embedded) as pair:
        assert pair is not None
        figures = whole_path.crowd(*pair, people=8, messages=160)  # or it raises WrongAnswers

    assert figures["messages"] >= 160
    assert 0.08 < figures["cards"] < 0.17
