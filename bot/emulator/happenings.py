"""What people do in LINE, and the webhook events it makes.

Every function holds the platform's lock while it changes the world, hands the events to the
postman and returns the event's id.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.emulator.clock import new_token
from bot.emulator.contents import Content, sample
from bot.emulator.platform import Platform
from bot.emulator.webhooks import event
from bot.emulator.world import Json, Unknown

_WITH_CONTENT = frozenset({"image", "video", "audio", "file"})
_QUOTABLE = frozenset({"text", "image", "video", "sticker"})


def send_message(
    line: Platform,
    name: str,
    message: Json,
    *,
    content: Content | None = None,
    group_id: str | None = None,
) -> str:
    """Let somebody send a message: what LINE adds to it (id, quote token, …) is added here."""
    with line.lock:
        full = _complete(line, message, content)
        chat_id = group_id or line.world.person(name).user_id
        return _happen(
            line, name, "message", {"message": full}, group_id=group_id, shown=full, chat_id=chat_id
        )


def _complete(line: Platform, message: Json, content: Content | None) -> Json:
    kind = str(message.get("type"))
    full: Json = {"type": kind, "id": line.world.next_message_id()}
    if kind in _QUOTABLE:
        full["quoteToken"] = new_token()
    full["markAsReadToken"] = new_token()
    if kind in _WITH_CONTENT:
        found = content or sample(kind)
        line.contents.keep(str(full["id"]), found)
        full |= _described(kind, found)
    if kind == "sticker":
        full["stickerResourceType"] = "STATIC"
    return full | message


def _described(kind: str, content: Content) -> Json:
    if kind == "file":
        return {"fileName": "เอกสาร.pdf", "fileSize": len(content.data)}
    provider: Json = {"contentProvider": {"type": "line"}}
    return provider if kind == "image" else provider | {"duration": 3000}


def press(
    line: Platform,
    name: str,
    data: str,
    *,
    params: Mapping[str, str] | None = None,
    display_text: str | None = None,
) -> str:
    """Let somebody press a postback button; what it shows stands in the chat, as in LINE."""
    payload: Json = {"data": data} | ({"params": dict(params)} if params else {})
    shown: Json | None = {"type": "text", "text": display_text} if display_text else None
    with line.lock:
        return _happen(line, name, "postback", {"postback": payload}, shown=shown)


def follow(line: Platform, name: str) -> str:
    """Let somebody add the account as a friend, or lift their block."""
    with line.lock:
        person = line.world.person(name)
        returning = person.blocked
        person.friend, person.blocked = True, False
        shown: Json = {"type": "notice", "text": "เลิกบล็อกแล้ว" if returning else "เพิ่มเพื่อนแล้ว"}
        line.feed.tell("people", None)
        return _happen(line, name, "follow", {"follow": {"isUnblocked": returning}}, shown=shown)


def block(line: Platform, name: str) -> str:
    """Let somebody block the account: what it sends is dropped from now on."""
    with line.lock:
        person = line.world.person(name)
        event_id = _happen(
            line, name, "unfollow", {}, token=False, shown={"type": "notice", "text": "บล็อกบัญชีนี้แล้ว"}
        )
        person.blocked = True
        line.feed.tell("people", None)
        return event_id


def unsend(line: Platform, name: str, message_id: str) -> str:
    """Let somebody take a message back."""
    with line.lock:
        entry = line.world.find_message(message_id)
        if entry is None or entry.sender != "person":
            raise Unknown(f"No person sent a message {message_id!r} that could be taken back.")
        entry.unsent = True
        line.contents.forget(message_id)
        line.feed.tell("entry", entry.as_json())
        group_id = entry.chat_id if entry.chat_id in line.world.groups else None
        return _happen(
            line,
            name,
            "unsend",
            {"unsend": {"messageId": message_id}},
            token=False,
            group_id=group_id,
        )


def happen(
    line: Platform,
    name: str,
    kind: str,
    payload: Json,
    *,
    group_id: str | None = None,
    token: bool = True,
) -> str:
    """Send any other event about a person or a group (beacon, accountLink, join, …)."""
    with line.lock:
        return _happen(line, name, kind, payload, group_id=group_id, token=token)


def _happen(
    line: Platform,
    name: str,
    kind: str,
    payload: Json,
    *,
    group_id: str | None = None,
    shown: Json | None = None,
    token: bool = True,
    chat_id: str | None = None,
) -> str:
    person = line.world.person(name) if name else None
    if person and person.blocked:
        raise Unknown(f"{person.key} has blocked the account; let them unblock it first.")
    chat = chat_id or group_id or (person.user_id if person else "")
    speaker = person.user_id if person else None
    made = _event(line, kind, payload, _source(line, chat, speaker), chat, token=token)
    if person and kind == "message" and not group_id:
        person.spoke_at = line.clock.now()
    if shown is not None:
        _show(line, chat, shown, made)
    line.postman.send([made])
    return str(made["webhookEventId"])


def _event(
    line: Platform, kind: str, payload: Json, source: Json, chat_id: str, *, token: bool
) -> Json:
    now = line.clock.now()
    reply_token = line.tokens.issue(chat_id, now) if token else None
    return event(kind, source, at_ms=line.clock.now_ms(), reply_token=reply_token, payload=payload)


def _source(line: Platform, chat_id: str, user_id: str | None) -> Json:
    group = line.world.groups.get(chat_id)
    if group is not None:
        return group.source(user_id)
    return {"type": "user", "userId": user_id}


def _show(line: Platform, chat_id: str, shown: Json, made: Json) -> None:
    sender = "system" if shown["type"] == "notice" else "person"
    source = made["source"]
    entry = line.world.write(
        chat_id,
        "system" if sender == "system" else "person",
        shown,
        line.clock.now_ms(),
        user_id=source.get("userId") if isinstance(source, dict) else None,
        event_id=made["webhookEventId"],
    )
    line.feed.tell("entry", entry.as_json())
