"""Two numbers for one matter; a second matter; one enterprise with several people."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.cases.enterprise import Profile, WrongProfile
from bot.cases.merging import CannotMerge
from bot.cases.second import Matter
from bot.errors import BotError
from bot.handlers import casework, enterprises, merging, second_matter
from bot.handlers.access import NoSuchCase
from bot.handlers.enterprises import NoSuchEnterprise
from bot.model.cases import Category, Status
from bot.storage import access_log, cases, merges
from bot.storage import enterprises as stored
from bot.storage.db import reading
from tests.handlers.conftest import Talk
from tests.handlers.sharing import Office, open_office
from tests.world import HandClock

JURISTIC = "0105536112014"


@pytest.fixture
def office(app: App, clock: HandClock) -> Office:
    return open_office(app, clock)


def merge(office: Office, number: str, other: str, survivor: str) -> None:
    office.do(number, "ann", merging.merge, other=other, survivor=survivor)


def change(office: Office, who: str, enterprise_id: int, profile: Profile) -> None:
    work = office.work("", who)
    office.run(lambda connection: enterprises.change(connection, work, enterprise_id, profile))


def test_doubles_are_found_by_telephone_and_by_line(office: Office) -> None:
    first, second = office.on_line(), office.on_line(phone="0899999999")
    desk, stranger = office.at_desk(), office.at_desk("b", phone="0866666666")

    with reading(office.app.engine) as connection:
        found = merges.candidates(connection, first)
        assert merges.candidates(connection, stranger) == {}

    assert found == {second: ["บัญชี LINE เดียวกัน"], desk: ["เบอร์โทรเดียวกัน"]}


def test_the_case_that_goes_on_takes_owner_promise_and_haste(office: Office) -> None:
    line = office.on_line(sub_intent="disaster.flood")
    office.clock.move(days=2)
    desk = office.at_desk()
    merge(office, desk, line, survivor=desk)

    gone, on = office.record(line), office.record(desk)
    assert (gone.status, on.status) == (Status.CLOSED, Status.NEW)
    assert on.line_user_id == "Uanna", "whoever came over LINE is answered there"
    assert on.desk.next_contact == gone.desk.next_contact
    assert on.priority == gone.priority == "urgent"
    assert office.what(line)[-1] == office.what(desk)[-1] == "merged"
    with reading(office.app.engine) as connection:
        assert [one.number for one in merges.merged_into(connection, desk)] == [line]


def test_taken_back_within_a_day_both_are_as_they_were(office: Office) -> None:
    line, desk = office.on_line(), office.at_desk()
    merge(office, line, desk, survivor=desk)
    office.do(desk, "ann", merging.part, gone=line)

    assert office.record(line).status is Status.NEW
    assert office.record(line).line_user_id == "Uanna"
    assert office.record(desk).line_user_id is None
    with pytest.raises(CannotMerge, match="ไม่ได้รวม"):
        office.do(desk, "ann", merging.part, gone=line)


def test_after_a_day_it_stays(office: Office) -> None:
    line, desk = office.on_line(), office.at_desk()
    merge(office, line, desk, survivor=line)
    office.clock.move(hours=25)

    with pytest.raises(CannotMerge, match="หนึ่งวัน"):
        office.do(line, "ann", merging.part, gone=desk)


def test_a_merged_case_is_not_opened_again(office: Office) -> None:
    line, desk = office.on_line(), office.at_desk()
    merge(office, line, desk, survivor=line)

    with pytest.raises(BotError, match=line):
        office.do(desk, "ann", casework.reopen)


def test_only_what_is_one_and_ours_is_merged(office: Office) -> None:
    mine, theirs = office.on_line(), office.on_line("Ubob")
    for other, survivor, told in (
        (mine, mine, "อีกเรื่องหนึ่ง"),
        (theirs, mine, "คนละคน"),
        (office.at_desk(), "30-69-99999-9", "เลขที่จะใช้ต่อ"),
    ):
        with pytest.raises(CannotMerge, match=told):
            merge(office, mine, other, survivor)
    with pytest.raises(NoSuchCase):
        office.do(mine, "far", merging.merge, other=theirs, survivor=mine)


def test_comparing_uncovers_both_and_is_on_record(office: Office) -> None:
    line, desk = office.on_line(), office.at_desk()
    pair = office.run(
        lambda connection: merging.compare(connection, office.work(line, "ann"), desk)
    )

    assert [one.record.number for one in pair] == [line, desk]  # type: ignore[attr-defined]  # a pair
    with reading(office.app.engine) as connection:
        assert "reveal" in {look.act for look in access_log.of_case(connection, desk)}


def test_an_owner_who_asks_with_the_old_number_hears_of_the_case_that_goes_on(
    office: Office, talk: Talk
) -> None:
    old = talk.file_a_loan().number
    new = office.on_line(phone="0899999999")
    later = office.at_desk()
    merge(office, old, new, survivor=new)
    office.do(later, "ann", merging.merge, other=new, survivor=later)

    answer = talk.say(f"เรื่อง {old} ถึงไหนแล้ว")

    assert later in answer


def test_a_second_matter_asks_for_nothing_twice(office: Office) -> None:
    first = office.on_line()
    matter = Matter(Category.MARKET, None, "อยากออกบูธ")
    for _ in range(2):
        office.do(first, "ann", second_matter.open_second, matter=matter, once="once")

    with reading(office.app.engine) as connection:
        numbers = [one.number for one in cases.briefs(connection, "Uanna")]
    assert len(numbers) == 2, "a form sent twice opens one case"
    second = office.record(next(number for number in numbers if number != first))
    assert second.contact == office.record(first).contact
    assert (second.province, second.category, second.summary) == ("TH-30", "market", "อยากออกบูธ")
    assert second.number in office.owner_reads()


def test_a_second_matter_at_the_counter_is_told_by_nobody(office: Office) -> None:
    first = office.at_desk()
    stored_profile = Profile("ร้านบุญมา")
    office.do(first, "ann", enterprises.make, profile=stored_profile)
    matter = Matter(Category.MARKET, None, "อยากออกบูธ")
    office.do(first, "ann", second_matter.open_second, matter=matter, once="once")

    assert office.owner_reads() == ""
    with reading(office.app.engine) as connection:
        about = stored.of_case(connection, first)
        assert about is not None
        assert len(stored.numbers(connection, about.id)) == 2, "it is about the same enterprise"


def test_an_enterprise_is_suggested_to_its_other_people(office: Office) -> None:
    first, second = office.on_line(), office.on_line("Ubob")
    stranger = office.at_desk(phone="0866666666")
    office.do(
        first, "ann", enterprises.make, profile=Profile("บจก. บุญมา", JURISTIC, "TH-30", "small")
    )
    with reading(office.app.engine) as connection:
        suggested = stored.suggestions(connection, office.record(second))
        assert stored.suggestions(connection, office.record(stranger)) == []
    assert [one.profile.name for one in suggested] == ["บจก. บุญมา"]

    office.do(second, "ann", enterprises.attach, enterprise_id=suggested[0].id)
    whole = office.run(
        lambda connection: enterprises.whole(connection, office.work("", "ann"), suggested[0].id)
    )
    assert whole.people == 2  # type: ignore[attr-defined]  # a Whole
    with reading(office.app.engine) as connection:
        assert merges.candidates(connection, first)[second] == ["กิจการเดียวกัน", "เบอร์โทรเดียวกัน"]

    office.do(second, "ann", enterprises.detach)
    with reading(office.app.engine) as connection:
        assert stored.of_case(connection, second) is None


def test_a_juristic_number_is_one_enterprise(office: Office) -> None:
    first, second = office.on_line(), office.at_desk()
    for number, name in ((first, "บจก. บุญมา"), (second, "บริษัทบุญมา")):
        office.do(number, "ann", enterprises.make, profile=Profile(name, JURISTIC))

    with reading(office.app.engine) as connection:
        one, other = stored.of_case(connection, first), stored.of_case(connection, second)
    assert one == other
    third = office.at_desk("c")
    office.do(third, "ann", enterprises.make, profile=Profile("ร้านอื่น"))
    with reading(office.app.engine) as connection:
        shop = stored.of_case(connection, third)
    assert shop is not None
    with pytest.raises(WrongProfile, match="กิจการอื่น"):
        change(office, "ann", shop.id, Profile("ร้านอื่น", JURISTIC))
    change(office, "ann", shop.id, Profile("ร้านใหม่"))
    with reading(office.app.engine) as connection:
        changed = stored.find(connection, shop.id)
    assert changed is not None
    assert changed.profile.name == "ร้านใหม่"


def test_strangers_see_no_enterprise_and_lookers_on_change_none(office: Office) -> None:
    number = office.on_line()
    office.do(number, "ann", enterprises.make, profile=Profile("ร้านบุญมา"))
    with reading(office.app.engine) as connection:
        about = stored.of_case(connection, number)
    assert about is not None

    for who, told in (("far", "ไม่พบ"), ("hq", "แก้ข้อมูล")):
        with pytest.raises(NoSuchEnterprise, match=told):
            change(office, who, about.id, Profile("ของฉัน"))
    with pytest.raises(NoSuchEnterprise, match="จากรายการ"):
        office.do(office.at_desk(phone="0866666666"), "ann", enterprises.attach, enterprise_id=99)
