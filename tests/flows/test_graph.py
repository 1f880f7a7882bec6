"""Flows as Mermaid text."""

from __future__ import annotations

import pytest

from bot.flows.graph import mermaid
from tests.flows.flows_stage import BOOK


def test_a_flow_is_drawn_with_its_questions_and_ways() -> None:
    drawn = mermaid(BOOK, "financing").splitlines()

    assert drawn[0] == "flowchart TD"
    assert '  consent[["consent: consent"]]' in drawn
    assert '  contact[/"contact: name + phone"/]' in drawn
    assert "  contact --> check" in drawn
    assert "  file --> card" in drawn
    assert '  over(["over: all"])' in drawn


def test_choices_are_drawn_with_their_labels() -> None:
    drawn = mermaid(BOOK, "consent")

    assert 'agree -->|"รับทราบและยินยอม"| given' in drawn
    assert 'agree -->|"give up"| waiting' in drawn
    assert 'known -->|"consent"| done' in drawn
    assert 'known -->|"else"| hello' in drawn
    assert '"given: consent = True"' in drawn


@pytest.mark.parametrize("name", BOOK.flows)
def test_every_arrow_leads_from_a_step_to_a_step(name: str) -> None:
    steps = BOOK.flows[name].steps
    arrows = [line.split() for line in mermaid(BOOK, name).splitlines() if "-->" in line]

    assert all(arrow[0] in steps and arrow[-1] in steps for arrow in arrows)


def test_all_flows_are_drawn_each_in_its_frame() -> None:
    drawn = mermaid(BOOK)

    assert drawn.count("subgraph") == len(BOOK.flows)
    assert "financing.contact --> financing.check" in drawn


def test_an_unknown_flow_has_no_picture() -> None:
    with pytest.raises(KeyError):
        mermaid(BOOK, "gone")
