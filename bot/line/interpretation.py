"""One raw event of LINE's -> one of our own; what needs no answer becomes `Ignored`.

Nothing here raises: an event with a missing or absurd field is ignored under `broken:<kind>`,
so that it is counted and the people behind it in the queue are still served.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from bot.line.fields import degrees, identifier, inner, texts, words
from bot.line.kinds import kind_of
from bot.model.events import (
    ButtonPressed,
    Event,
    FileReceived,
    Followed,
    GroupJoined,
    GroupLeft,
    GroupSaid,
    Ignored,
    LocationReceived,
    StickerReceived,
    TextReceived,
    Unfollowed,
    Unsent,
)

_FileKind = Literal["image", "video", "audio", "file"]
_Reader = Callable[[Mapping[str, object]], Event | None]


def interpret(raw: Mapping[str, object]) -> Event:
    """Return what happened. `raw` is one event of a webhook.

    In standby mode another system answers this chat, so the bot ignores everything.
    """
    if raw.get("mode") == "standby":
        return Ignored("standby")
    kind = kind_of(raw)
    read = _READERS.get(kind)
    if read is None:
        return Ignored(kind)
    return read(raw) or Ignored(f"broken:{kind}")


def interpret_group(raw: Mapping[str, object]) -> Event:
    """Return what happened in a group or room; `raw` is one event of a webhook."""
    if raw.get("mode") == "standby":
        return Ignored("standby")
    match kind_of(raw):
        case "message:text":
            text = words(inner(raw, "message"), "text")
            sender = identifier(inner(raw, "source"), "userId")
            quoted = identifier(inner(raw, "message"), "quotedMessageId")
            return Ignored("broken:group") if text is None else GroupSaid(text, sender, quoted)
        case "join":
            return GroupJoined()
        case "leave":
            return GroupLeft()
        case _:
            return Ignored("group")


def _text(raw: Mapping[str, object]) -> Event | None:
    message = inner(raw, "message")
    text, message_id = words(message, "text"), identifier(message, "id")
    return TextReceived(text, message_id) if text is not None and message_id else None


def _sticker(raw: Mapping[str, object]) -> Event | None:
    message = inner(raw, "message")
    message_id = identifier(message, "id")
    return StickerReceived(message_id, texts(message, "keywords")) if message_id else None


def _location(raw: Mapping[str, object]) -> Event | None:
    message = inner(raw, "message")
    message_id = identifier(message, "id")
    latitude = degrees(message, "latitude", limit=90)
    longitude = degrees(message, "longitude", limit=180)
    if not message_id or latitude is None or longitude is None:
        return None
    title, address = words(message, "title"), words(message, "address")
    return LocationReceived(message_id, title, address, latitude, longitude)


def _file(kind: _FileKind) -> _Reader:
    def read(raw: Mapping[str, object]) -> Event | None:
        message = inner(raw, "message")
        message_id = identifier(message, "id")
        return FileReceived(kind, message_id, words(message, "fileName")) if message_id else None

    return read


def _postback(raw: Mapping[str, object]) -> Event | None:
    postback = inner(raw, "postback")
    data = words(postback, "data")
    if data is None:
        return None
    params = inner(postback, "params")
    chosen = {name: words(params, name) for name in params}
    return ButtonPressed(data, {name: value for name, value in chosen.items() if value is not None})


def _unsend(raw: Mapping[str, object]) -> Event | None:
    message_id = identifier(inner(raw, "unsend"), "messageId")
    return Unsent(message_id) if message_id else None


def _follow(raw: Mapping[str, object]) -> Event:
    return Followed(again=inner(raw, "follow").get("isUnblocked") is True)


def _unfollow(_raw: Mapping[str, object]) -> Event:
    return Unfollowed()


_READERS: Mapping[str, _Reader] = {
    "message:text": _text,
    "message:image": _file("image"),
    "message:video": _file("video"),
    "message:audio": _file("audio"),
    "message:file": _file("file"),
    "message:location": _location,
    "message:sticker": _sticker,
    "postback": _postback,
    "unsend": _unsend,
    "follow": _follow,
    "unfollow": _unfollow,
}
