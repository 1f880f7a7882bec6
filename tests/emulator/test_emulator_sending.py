from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from bot.emulator import Emulator

pytest_plugins = ("tests.emulator.emulator_stage",)

if TYPE_CHECKING:
    from tests.emulator.emulator_stage import Api, Bot

PUSH = "/v2/bot/message/push"
REPLY = "/v2/bot/message/reply"


def hello(text: str = "สวัสดีค่ะ") -> dict[str, Any]:
    return {"type": "text", "text": text}


def test_a_reply_reaches_the_person_and_costs_nothing(
    stand_in: Emulator, caller: Api, anna: str, reply_token: str
) -> None:
    answer = caller.post(REPLY, {"replyToken": reply_token, "messages": [hello("รับทราบค่ะ")]})

    assert answer.status == 200
    assert set(answer.body["sentMessages"][0]) == {"id", "quoteToken"}
    assert [one["text"] for one in stand_in.wait_for_messages(anna)] == ["รับทราบค่ะ"]
    assert stand_in.charged() == 0
    assert [(call.endpoint, call.free) for call in stand_in.ledger()] == [("reply", True)]


def test_every_answer_carries_a_request_id(caller: Api) -> None:
    good, bad = caller.get("/v2/bot/info"), caller.get("/v2/bot/nothing")

    ids = {one.headers["x-line-request-id"] for one in (good, bad)}
    assert len(ids) == 2
    assert all(uuid.UUID(one) for one in ids)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "Authorization header required"),
        ("Bearer wrong", "invalid token"),
        ("Basic the-right-token", "invalid token"),
    ],
)
def test_a_call_without_the_right_bearer_token_is_refused(
    stand_in: Emulator, caller: Api, given: str | None, reason: str
) -> None:
    caller.token = None
    headers = {} if given is None else {"Authorization": given}

    answer = caller.post(PUSH, {}, **headers)

    assert answer.status == 401
    assert answer.body["message"].startswith("Authentication failed due to the following reason:")
    assert reason in answer.body["message"]
    assert stand_in.ledger() == []


def test_a_reply_token_works_once(caller: Api, reply_token: str) -> None:
    caller.post(REPLY, {"replyToken": reply_token, "messages": [hello()]})

    again = caller.post(REPLY, {"replyToken": reply_token, "messages": [hello()]})

    assert (again.status, again.body) == (400, {"message": "Invalid reply token"})


def test_a_reply_token_works_for_one_minute(
    stand_in: Emulator, caller: Api, reply_token: str
) -> None:
    stand_in.shift_clock(61)

    late = caller.post(REPLY, {"replyToken": reply_token, "messages": [hello()]})

    assert (late.status, late.body) == (400, {"message": "Invalid reply token"})


def test_a_reply_token_still_works_just_before_the_minute_is_over(
    stand_in: Emulator, caller: Api, reply_token: str
) -> None:
    stand_in.shift_clock(55)

    assert caller.post(REPLY, {"replyToken": reply_token, "messages": [hello()]}).status == 200


def test_an_unknown_reply_token_is_refused(caller: Api) -> None:
    answer = caller.post(REPLY, {"replyToken": "0" * 32, "messages": [hello()]})

    assert (answer.status, answer.body) == (400, {"message": "Invalid reply token"})


def test_a_refused_reply_leaves_the_token_unspent(caller: Api, reply_token: str) -> None:
    assert caller.post(REPLY, {"replyToken": reply_token, "messages": []}).status == 400

    assert caller.post(REPLY, {"replyToken": reply_token, "messages": [hello()]}).status == 200


def test_a_retry_key_on_reply_is_refused_and_sends_nothing(
    stand_in: Emulator, caller: Api, reply_token: str, anna: str
) -> None:
    body = {"replyToken": reply_token, "messages": [hello()]}

    answer = caller.post(REPLY, body, X_Line_Retry_Key=str(uuid.UUID(int=1)))

    assert answer.status == 400
    assert stand_in.messages(anna) == []


def test_the_same_push_with_the_same_retry_key_is_sent_once(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    key = str(uuid.UUID(int=7))
    body = {"to": anna, "messages": [hello()]}
    first = caller.post(PUSH, body, X_Line_Retry_Key=key)

    again = caller.post(PUSH, body, X_Line_Retry_Key=key)

    assert again.status == 409
    assert again.body["message"] == "The retry key is already accepted"
    assert again.body["sentMessages"] == first.body["sentMessages"]
    accepted = again.headers["x-line-accepted-request-id"]
    assert accepted == first.headers["x-line-request-id"]
    assert again.headers["x-line-request-id"] != accepted
    assert len(stand_in.messages(anna)) == 1
    assert stand_in.charged() == 1


def test_a_multicast_conflict_does_not_repeat_what_was_sent(caller: Api, anna: str) -> None:
    key = str(uuid.UUID(int=8))
    body = {"to": [anna], "messages": [hello()]}
    caller.post("/v2/bot/message/multicast", body, X_Line_Retry_Key=key)

    again = caller.post("/v2/bot/message/multicast", body, X_Line_Retry_Key=key)

    assert (again.status, set(again.body)) == (409, {"message"})


def test_a_retry_key_is_forgotten_after_a_day(stand_in: Emulator, caller: Api, anna: str) -> None:
    key = str(uuid.UUID(int=9))
    body = {"to": anna, "messages": [hello()]}
    caller.post(PUSH, body, X_Line_Retry_Key=key)
    stand_in.shift_clock(24 * 3600 + 1)

    assert caller.post(PUSH, body, X_Line_Retry_Key=key).status == 200
    assert len(stand_in.messages(anna)) == 2


def test_a_retry_key_must_be_a_uuid(caller: Api, anna: str) -> None:
    body = {"to": anna, "messages": [hello()]}

    assert caller.post(PUSH, body, X_Line_Retry_Key="case-17").status == 400


def test_a_retry_key_belongs_to_one_request(stand_in: Emulator, caller: Api, anna: str) -> None:
    key = str(uuid.UUID(int=10))
    caller.post(PUSH, {"to": anna, "messages": [hello("หนึ่ง")]}, X_Line_Retry_Key=key)

    other = caller.post(PUSH, {"to": anna, "messages": [hello("สอง")]}, X_Line_Retry_Key=key)

    assert other.status == 400
    assert len(stand_in.messages(anna)) == 1


def test_a_refused_push_does_not_use_its_retry_key_up(caller: Api, anna: str) -> None:
    key = str(uuid.UUID(int=11))
    caller.post(PUSH, {"to": anna, "messages": []}, X_Line_Retry_Key=key)

    good = caller.post(PUSH, {"to": anna, "messages": [hello()]}, X_Line_Retry_Key=key)

    assert good.status == 200


@pytest.mark.parametrize("count", [0, 6])
def test_a_request_holds_one_to_five_messages(caller: Api, anna: str, count: int) -> None:
    answer = caller.post(PUSH, {"to": anna, "messages": [hello()] * count})

    assert answer.status == 400
    assert answer.body == {
        "message": "The request body has 1 error(s)",
        "details": [{"message": "Size must be between 1 and 5", "property": "messages"}],
    }


def test_a_push_to_what_is_no_id_is_refused(caller: Api) -> None:
    answer = caller.post(PUSH, {"to": "anna", "messages": [hello()]})

    assert answer.status == 400
    assert "'to'" in answer.body["message"]


def test_a_push_to_a_stranger_of_another_provider_fails(caller: Api) -> None:
    answer = caller.post(PUSH, {"to": "U" + "0" * 32, "messages": [hello()]})

    assert (answer.status, answer.body) == (400, {"message": "Failed to send messages"})


def test_a_push_to_somebody_who_blocked_is_dropped_in_silence_and_not_charged(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    stand_in.unfollow(anna)

    answer = caller.post(PUSH, {"to": anna, "messages": [hello()]})

    assert answer.status == 200
    assert stand_in.messages(anna) == []
    assert stand_in.charged() == 0


def test_somebody_who_is_no_friend_is_reached_for_seven_days_after_a_message(
    stand_in: Emulator, caller: Api
) -> None:
    guest = stand_in.person("guest", friend=False)
    body = {"to": guest, "messages": [hello()]}
    caller.post(PUSH, body)
    stand_in.send_text(guest, "สวัสดีค่ะ")
    caller.post(PUSH, body)
    stand_in.shift_clock(8 * 24 * 3600)
    caller.post(PUSH, body)

    assert len(stand_in.messages(guest)) == 1


def test_a_push_to_a_group_is_charged_by_its_members(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    group = stand_in.group("ชมรมน้ำพริก", [anna, stand_in.person("ben"), stand_in.person("chai")])

    assert caller.post(PUSH, {"to": group, "messages": [hello()] * 2}).status == 200

    assert stand_in.charged() == 3
    assert len(stand_in.messages(group)) == 2


def test_a_used_up_month_refuses_paid_messages_but_not_replies(
    stand_in: Emulator, caller: Api, anna: str, reply_token: str
) -> None:
    stand_in.set_quota(1)
    caller.post(PUSH, {"to": anna, "messages": [hello()]})

    paid = caller.post(PUSH, {"to": anna, "messages": [hello()]})
    free = caller.post(REPLY, {"replyToken": reply_token, "messages": [hello()]})

    assert (paid.status, paid.body) == (429, {"message": "You have reached your monthly limit."})
    assert free.status == 200


def test_a_multicast_that_does_not_fit_into_the_month_is_refused_whole(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    stand_in.set_quota(1)
    to = [anna, stand_in.person("ben")]

    answer = caller.post("/v2/bot/message/multicast", {"to": to, "messages": [hello()]})

    assert answer.status == 429
    assert stand_in.messages(anna) == []


def test_the_quota_and_its_consumption_can_be_asked(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    before = caller.get("/v2/bot/message/quota").body
    stand_in.set_quota(300)
    caller.post(PUSH, {"to": anna, "messages": [hello()]})

    assert before == {"type": "none"}
    assert caller.get("/v2/bot/message/quota").body == {"type": "limited", "value": 300}
    assert caller.get("/v2/bot/message/quota/consumption").body == {"totalUsage": 1}


def test_a_new_month_begins_with_a_full_quota(stand_in: Emulator, caller: Api, anna: str) -> None:
    stand_in.set_quota(1)
    caller.post(PUSH, {"to": anna, "messages": [hello()]})
    stand_in.shift_clock(32 * 24 * 3600)

    assert caller.post(PUSH, {"to": anna, "messages": [hello()]}).status == 200


def test_the_sixty_first_broadcast_of_an_hour_is_one_too_many(
    stand_in: Emulator, caller: Api
) -> None:
    stand_in.person("anna")
    statuses = [
        caller.post("/v2/bot/message/broadcast", {"messages": [hello()]}).status for _ in range(60)
    ]
    one_more = caller.post("/v2/bot/message/broadcast", {"messages": [hello()]})
    stand_in.shift_clock(3600)
    an_hour_later = caller.post("/v2/bot/message/broadcast", {"messages": [hello()]})

    assert an_hour_later.status == 200
    assert set(statuses) == {200}
    assert one_more.status == 429
    assert one_more.body == {"message": "The API rate limit has been exceeded. Try again later."}


def test_a_multicast_takes_five_hundred_people_and_no_groups(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    many = [f"U{number:032x}" for number in range(501)]
    path = "/v2/bot/message/multicast"

    assert caller.post(path, {"to": many, "messages": [hello()]}).status == 400
    assert (
        caller.post(path, {"to": [stand_in.group("g", [anna])], "messages": [hello()]}).status
        == 400
    )
    assert caller.post(path, {"to": [anna, *many[:499]], "messages": [hello()]}).status == 200
    assert stand_in.charged() == 1


def test_a_broadcast_reaches_friends_who_have_not_blocked(stand_in: Emulator, caller: Api) -> None:
    anna, ben = stand_in.person("anna"), stand_in.person("ben")
    guest = stand_in.person("guest", friend=False)
    stand_in.unfollow(ben)

    assert caller.post("/v2/bot/message/broadcast", {"messages": [hello()]}).status == 200

    assert [len(stand_in.messages(one)) for one in (anna, ben, guest)] == [1, 0, 0]
    assert stand_in.charged() == 1


def test_a_narrowcast_is_accepted_first_and_its_progress_can_be_asked(
    stand_in: Emulator, caller: Api
) -> None:
    stand_in.person("anna")

    answer = caller.post("/v2/bot/message/narrowcast", {"messages": [hello()]})

    assert answer.status == 202
    request_id = answer.headers["x-line-request-id"]
    progress = caller.get(f"/v2/bot/message/progress/narrowcast?requestId={request_id}")
    assert progress.body["phase"] == "succeeded"
    assert progress.body["successCount"] == 1
    assert caller.get("/v2/bot/message/progress/narrowcast?requestId=x").status == 404


@pytest.mark.parametrize("kind", ["reply", "push", "multicast", "narrowcast", "broadcast"])
def test_messages_can_be_checked_without_sending_them(
    stand_in: Emulator, caller: Api, kind: str
) -> None:
    path = f"/v2/bot/message/validate/{kind}"

    assert caller.post(path, {"messages": [hello()]}).status == 200
    assert caller.post(path, {"messages": [hello("")]}).status == 400
    assert stand_in.ledger() == []


def test_a_mention_may_not_be_sent_to_one_person(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    mention = {"type": "mention", "mentionee": {"type": "user", "userId": anna}}
    message = {"type": "textV2", "text": "{you}", "substitution": {"you": mention}}
    group = stand_in.group("g", [anna])

    assert caller.post(PUSH, {"to": anna, "messages": [message]}).status == 400
    assert caller.post(PUSH, {"to": group, "messages": [message]}).status == 200


def test_a_request_that_is_no_json_is_refused_by_its_type_or_its_form(caller: Api) -> None:
    plain = caller.call("POST", PUSH, data=b"to=anna", headers={"Content-Type": "text/plain"})
    broken = caller.call("POST", PUSH, data=b"{")
    no_object = caller.call("POST", PUSH, data=b"[]")

    assert [one.status for one in (plain, broken, no_object)] == [415, 400, 400]


def test_a_request_over_two_megabytes_is_refused_and_the_connection_lives(
    caller: Api, anna: str
) -> None:
    big = caller.post(PUSH, {"to": anna, "messages": [hello("ก" * 400_000)]})

    assert big.status == 413
    assert caller.post(PUSH, {"to": anna, "messages": [hello()]}).status == 200


def test_an_unknown_path_and_a_wrong_method_get_lines_errors(caller: Api) -> None:
    unknown = caller.get("/v2/bot/nothing")

    assert (unknown.status, unknown.body) == (404, {"message": "Not found"})
    assert caller.get(PUSH).status == 405


def test_what_was_refused_is_in_the_ledger_of_all_calls_only(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    caller.post(PUSH, {"to": anna, "messages": []})
    caller.post(PUSH, {"to": anna, "messages": [hello()]})

    assert [call.status for call in stand_in.ledger(accepted=None)] == [400, 200]
    assert [call.recipients for call in stand_in.ledger(chat=anna)] == [[anna]]
    assert stand_in.ledger(endpoint="reply") == []


def test_unknown_people_in_a_test_are_named(stand_in: Emulator, anna: str, listener: Bot) -> None:
    del listener
    with pytest.raises(Exception, match="There is no person 'nobody' here; there is anna"):
        stand_in.send_text("nobody", "x")
    assert stand_in.about("anna").user_id == anna
