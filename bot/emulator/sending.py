"""What the account sends: reply, push, multicast, narrowcast, broadcast.

Each function holds the platform's lock, does all or nothing, and returns the answer's body. The
call's line in the ledger is filled in on the way. Blocked people and strangers get nothing and
the bot is not told, as with LINE.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from bot.emulator.clock import new_token
from bot.emulator.ledger import Call
from bot.emulator.messages import QUOTABLE, mentions_someone, refuse_bad
from bot.emulator.platform import Platform
from bot.emulator.retry_keys import Accepted
from bot.emulator.rules import Refused, invalid_property, is_chat_id

Json = dict[str, object]
Body = Mapping[str, object]
MOST_RECIPIENTS = 500
RETRY_HEADER = "X-Line-Retry-Key"


def reply(line: Platform, body: Body, call: Call) -> Json:
    """Answer a webhook: free, once per token, within its minute."""
    if RETRY_HEADER in call.headers:
        raise Refused(400, f"{RETRY_HEADER} is not supported by this endpoint")
    messages = refuse_bad(body)
    with line.lock:
        token = body.get("replyToken")
        chat_id = line.tokens.chat_of(token, line.clock.now())
        if chat_id is None:
            raise Refused(400, "Invalid reply token")
        _refuse_private_mentions(messages, chat_id)
        line.tokens.spend(str(token))
        sent = _sent(line, messages)
        call.accepted, call.free = True, True
        _hand_over(line, _present(line, [chat_id]), messages, sent, call)
        return {"sentMessages": sent}


def push(line: Platform, body: Body, call: Call) -> Json:
    """Write to one person, group or room; every member of a group is charged."""
    messages = refuse_bad(body)
    to = body.get("to")
    if not is_chat_id(to):
        raise invalid_property("to")
    with line.lock:
        _refuse_private_mentions(messages, str(to))
        return _once(line, body, call, lambda: _push(line, str(to), messages, call))


def _push(line: Platform, to: str, messages: list[Json], call: Call) -> Json:
    if to not in line.world.people and to not in line.world.groups:
        raise Refused(400, "Failed to send messages")
    if to in line.world.groups and not line.world.groups[to].bot_inside:
        raise Refused(400, "Failed to send messages")
    present = _present(line, [to])
    _charge(line, present, call)
    sent = _sent(line, messages)
    _hand_over(line, present, messages, sent, call)
    return {"sentMessages": sent}


def multicast(line: Platform, body: Body, call: Call) -> Json:
    """Write to up to 500 people; ids this account does not know are passed over in silence."""
    messages = refuse_bad(body)
    to = body.get("to")
    if not isinstance(to, list) or not 1 <= len(to) <= MOST_RECIPIENTS:
        raise Refused(400, f"The property, 'to', must hold 1 to {MOST_RECIPIENTS} user ids")
    if not all(is_chat_id(one, "U") for one in to):
        raise invalid_property("to")
    with line.lock:
        return _once(line, body, call, lambda: _to_many(line, dict.fromkeys(to), messages, call))


def broadcast(line: Platform, body: Body, call: Call) -> Json:
    """Write to all friends."""
    messages = refuse_bad(body)
    with line.lock:
        return _once(line, body, call, lambda: _to_friends(line, messages, call))


def narrowcast(line: Platform, body: Body, call: Call) -> Json:
    """Write to all friends: in this stand-in a narrowcast's filters choose everybody."""
    return broadcast(line, body, call)


def _to_friends(line: Platform, messages: list[Json], call: Call) -> Json:
    friends = [one.user_id for one in line.world.people.values() if one.friend]
    return _to_many(line, friends, messages, call)


def _to_many(line: Platform, to: Iterable[str], messages: list[Json], call: Call) -> Json:
    present = _present(line, to)
    _charge(line, present, call)
    _hand_over(line, present, messages, _sent(line, messages), call)
    return {}


def _once(line: Platform, body: Body, call: Call, act: Callable[[], Json]) -> Json:
    """Carry a request out unless its retry key was accepted before."""
    key = call.headers.get(RETRY_HEADER)
    now = line.clock.now()
    request = f"{call.endpoint} {json.dumps(body, sort_keys=True)}"
    line.retry_keys.check(key, request, now)
    answer = act()
    sent = answer.get("sentMessages")
    repeated = sent if isinstance(sent, list) else None
    line.retry_keys.accept(key, Accepted(call.request_id, request, repeated, now))
    call.accepted, call.free = True, False
    return answer


def _present(line: Platform, to: Iterable[str]) -> list[str]:
    """Return the chats in which a message arrives."""
    now = line.clock.now()
    world = line.world
    return [
        one
        for one in to
        if (one in world.groups and world.groups[one].bot_inside)
        or (one in world.people and world.people[one].reachable(now))
    ]


def _charge(line: Platform, present: Iterable[str], call: Call) -> None:
    groups = line.world.groups
    heads = sum(len(groups[one].members) if one in groups else 1 for one in present)
    line.quota.charge(heads, line.clock.now())
    call.charged = heads


def _sent(line: Platform, messages: list[Json]) -> list[Json]:
    return [_about_sent(line, str(one["type"])) for one in messages]


def _about_sent(line: Platform, kind: str) -> Json:
    about: Json = {"id": line.world.next_message_id()}
    return about | ({"quoteToken": new_token()} if kind in QUOTABLE else {})


def _hand_over(
    line: Platform, present: list[str], messages: list[Json], sent: list[Json], call: Call
) -> None:
    for chat_id in present:
        call.recipients.append(chat_id)
        line.feed.tell("loading", {"chat_id": chat_id, "seconds": 0})
        for message, about in zip(messages, sent, strict=True):
            entry = line.world.write(
                chat_id,
                "bot",
                {**message, "id": about["id"]},
                line.clock.now_ms(),
                request_id=call.request_id,
                free=call.endpoint == "reply",
            )
            line.feed.tell("entry", entry.as_json())
    line.lock.notify_all()


def _refuse_private_mentions(messages: list[Json], chat_id: str) -> None:
    if chat_id.startswith("U") and mentions_someone(messages):
        raise Refused(400, "Mentions can only be used in group chats and multi-person chats")
