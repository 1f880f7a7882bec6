"""How ready a firm is for partners abroad, and why."""

from __future__ import annotations

import pytest

from bot.cases.readiness import MOST, Known, assess

EVERYTHING = {
    "product": "ผ้าไหม",
    "capacity": "500 ผืนต่อเดือน",
    "certificates": "มผช.",
    "experience": "direct",
}


def test_whoever_told_nothing_has_no_point_and_reads_what_is_missing() -> None:
    found = assess(Known(None, registered=False, facts={}))

    assert found.score == 0
    assert len(found.points) == MOST
    assert all("ยังไม่" in point.why for point in found.points)
    assert "ศูนย์ประจำจังหวัด" in found.advice


def test_whoever_has_everything_is_ready() -> None:
    found = assess(Known(None, registered=True, facts=EVERYTHING))

    assert found.score == MOST
    assert [point.why for point in found.points] == [
        "มีเลขทะเบียนนิติบุคคล",
        "ผ้าไหม",
        "500 ผืนต่อเดือน",
        "มผช.",
        "ส่งออกเอง",
    ]
    assert "พร้อมพบคู่ค้า" in found.advice


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        ({"experience": "none"}, False),
        ({"experience": "agent"}, True),
        ({"languages": "อังกฤษ"}, True),
        ({"website": "https://silk.example"}, True),
    ],
)
def test_who_can_be_reached_from_abroad(facts: dict[str, str], *, met: bool) -> None:
    assert assess(Known(None, registered=False, facts=facts)).points[-1].met is met


def test_papers_count_without_a_registration_and_the_case_tells_the_product() -> None:
    found = assess(Known("ผ้าไหม", registered=False, facts={"documents": "แค็ตตาล็อก"}))

    assert [point.met for point in found.points] == [True, True, False, False, False]
    assert "ให้คำปรึกษา" in found.advice
