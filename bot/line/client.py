"""The Messaging API calls we make. Everything that leaves for LINE leaves here.

Messages are final JSON objects (see `bot.render`) and are sent as they are. When to send, and what
to do when LINE does not take it, must stay out; that is `bot.delivery`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Literal
from urllib.parse import quote

import orjson

from bot.line.answers import Answer, outcome_of
from bot.line.rich_menus import RichMenus
from bot.line.transport import HttpMethod, Transport
from bot.line.wanted import LineRefused, accepted, ask, need
from bot.model.sending import Outcome

__all__ = ["LARGEST_CONTENT", "Content", "LineClient", "LineRefused", "Opened", "Quota"]

Body = Mapping[str, object] | bytes
"""A JSON object, or the UTF-8 of one as the outbox keeps it."""

SendMethod = Literal["reply", "push", "multicast", "narrowcast", "broadcast"]

LARGEST_CONTENT = 200 * 1024 * 1024
"""What LINE itself lets people send: 200 MB of video."""

_NOT_NOW = frozenset({401, 403, 429})
_SEND = "/v2/bot/message/"
_WEBHOOK = "/v2/bot/channel/webhook/"
_UNIT = "/v2/bot/insight/message/event/aggregation"


@dataclass(frozen=True, slots=True)
class Content:
    """A file that a person sent, as LINE describes it."""

    content_type: str


@dataclass(frozen=True, slots=True)
class Quota:
    """Messages of this month that cost; replies never count."""

    limit: int | None
    """None when the plan sets none."""
    used: int
    """LINE's own count, approximate."""


@dataclass(frozen=True, slots=True)
class Opened:
    """How many of those who got a message opened it, and opened a link in it.

    None below twenty, which LINE does not tell.
    """

    messages: int | None
    links: int | None


class LineClient:
    """One Official Account's access to LINE. Make one per process; it is safe for many threads."""

    def __init__(
        self,
        access_token: str,
        *,
        base_url: str | None,
        connect_timeout: float = 3.0,
        read_timeout: float = 10.0,
    ) -> None:
        """Take a base URL when a stand-in plays both of LINE's hosts; time-outs in seconds."""
        self._transport = Transport(
            access_token,
            base_url=base_url,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
        )

        self.rich_menus = RichMenus(self._transport)

    def make_ready(self) -> None:
        """Load the SDK now, which takes half a second, rather than at the first call."""
        self._transport.make_ready()

    def reply(self, body: Body) -> Outcome:
        """Answer an event: `{"replyToken", "messages"}`. Free; LINE allows no retry key here."""
        return self._send("POST", f"{_SEND}reply", body)

    def push(self, body: Body, retry_key: str) -> Outcome:
        """Write to one person or group: `{"to", "messages"}`; a UUID that every attempt repeats."""
        return self._send("POST", f"{_SEND}push", body, retry_key=retry_key)

    def multicast(self, body: Body, retry_key: str) -> Outcome:
        """Write to up to 500 people: `{"to": [...], "messages"}`."""
        return self._send("POST", f"{_SEND}multicast", body, retry_key=retry_key)

    def start_loading(self, user_id: str, seconds: int = 20) -> Outcome:
        """Show a person, not a group, that an answer is coming; LINE knows 5, 10 … 60 seconds."""
        steps = min(max(-(-seconds // 5), 1), 12)
        body: Body = {"chatId": user_id, "loadingSeconds": steps * 5}
        return self._send("POST", "/v2/bot/chat/loading/start", body)

    def validate(self, kind: SendMethod, messages: Sequence[Mapping[str, object]]) -> Outcome:
        """Ask LINE whether it would take these messages; nothing is sent."""
        return self._send("POST", f"{_SEND}validate/{kind}", {"messages": list(messages)})

    def profile(self, user_id: str) -> dict[str, object] | None:
        """Return `displayName`, `language` …; None when LINE will not tell (blocked, not a friend).

        Raises `LineRefused`, as every call below does.
        """
        return self._ask("give a profile", "GET", f"/v2/bot/profile/{quote(user_id, safe='')}")

    def content(
        self, message_id: str, into: BinaryIO, *, max_bytes: int = LARGEST_CONTENT
    ) -> Content | None:
        """Write the file that came with a message into `into`; None while LINE still prepares it.

        Raises `ContentTooLarge` beyond `max_bytes`. After an error `into` may hold a part.
        """
        path = f"/v2/bot/message/{quote(message_id, safe='')}/content"
        answer = self._transport.download(path, into, max_bytes=max_bytes)
        good = accepted("give a file", answer)
        return None if good.status == 202 else Content(good.headers.get("content-type", ""))

    def quota(self) -> Quota:
        """Return the month's limit and use."""
        limit = self._need("give the quota", "GET", f"{_SEND}quota")
        used = self._need("give the quota's use", "GET", f"{_SEND}quota/consumption")
        return Quota(
            limit=_number(limit.get("value")) if limit.get("type") == "limited" else None,
            used=_number(used.get("totalUsage")),
        )

    def opened(self, unit: str, first: date, last: date) -> Opened:
        """Return how messages sent under a unit (customAggregationUnits) were received.

        Days in Thai time lie at most thirty apart. LINE allows 60 of these an hour, and goes on
        counting for two weeks (Messaging API reference, «Get statistics per unit»).
        """
        asked = f"customAggregationUnit={unit}&from={first:%Y%m%d}&to={last:%Y%m%d}"
        told = self._need("tell who opened a message", "GET", f"{_UNIT}?{asked}")
        overview = told.get("overview")
        counted = overview if isinstance(overview, Mapping) else {}
        return Opened(
            _count_or_none(counted.get("uniqueImpression")),
            _count_or_none(counted.get("uniqueClick")),
        )

    def answers(self) -> bool:
        """Tell whether LINE works for us; asks for nothing that changes or costs anything."""
        found = self._transport.call("GET", "/v2/bot/info")
        return isinstance(found, Answer) and found.status < 500 and found.status not in _NOT_NOW

    def bot_info(self) -> dict[str, object]:
        """Return `userId`, `basicId`, `displayName`, `chatMode` … of the account itself."""
        return self._need("describe the account", "GET", "/v2/bot/info")

    def test_webhook(self, endpoint: str | None = None) -> dict[str, object]:
        """Let LINE call the webhook, or another URL: `success`, `statusCode`, `reason`, `detail`.

        LINE allows 60 of these an hour.
        """
        body = {"endpoint": endpoint} if endpoint else {}
        return self._need("test the webhook", "POST", f"{_WEBHOOK}test", body)

    def webhook_endpoint(self) -> dict[str, object] | None:
        """Return `endpoint` and `active`; None when no webhook is set."""
        return self._ask("tell the webhook's URL", "GET", f"{_WEBHOOK}endpoint")

    def set_webhook_endpoint(self, url: str) -> None:
        """Tell LINE where to call us (HTTPS, up to 500 characters); takes up to a minute."""
        self._need("set the webhook's URL", "PUT", f"{_WEBHOOK}endpoint", {"endpoint": url})

    def _send(
        self, method: HttpMethod, path: str, body: Body, *, retry_key: str | None = None
    ) -> Outcome:
        headers = {"X-Line-Retry-Key": retry_key} if retry_key else None
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        answer = self._transport.call(method, path, body=content, headers=headers)
        return outcome_of(answer) if isinstance(answer, Answer) else answer

    def _ask(self, wish: str, method: HttpMethod, path: str) -> dict[str, object] | None:
        return ask(self._transport, wish, method, path)

    def _need(
        self, wish: str, method: HttpMethod, path: str, body: Mapping[str, object] | None = None
    ) -> dict[str, object]:
        return need(self._transport, wish, method, path, body)


def _count_or_none(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
