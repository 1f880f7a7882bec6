"""The book of all calls to the API: what was asked, answered, delivered and charged."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass, field

KEPT = 100_000
"""How many calls are remembered, so that a long load test does not fill the memory."""


@dataclass(slots=True)
class Call:
    """One request to the API and its answer."""

    request_id: str
    endpoint: str
    method: str
    path: str
    at: int
    headers: dict[str, str] = field(default_factory=dict)
    body: object = None
    status: int = 0
    response: object = None
    accepted: bool = False
    """A send that LINE took, even when the answer was then lost by a fault."""
    free: bool | None = None
    charged: int = 0
    recipients: list[str] = field(default_factory=list)
    """Chats in which the messages really arrived."""
    fault: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return the call as the control API and the page read it."""
        return asdict(self)


class Ledger:
    """Calls in order. Not thread-safe by itself: the platform's lock guards it."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT)

    def add(self, call: Call) -> None:
        """Write a call down, at its end."""
        self._calls.append(call)

    def find(self, request_id: str) -> Call | None:
        """Find a call by LINE's request id."""
        return next((call for call in reversed(self._calls) if call.request_id == request_id), None)

    def calls(
        self, *, accepted: bool | None = None, chat: str | None = None, endpoint: str | None = None
    ) -> list[Call]:
        """Return the calls that fit, oldest first."""
        return [
            call
            for call in self._calls
            if accepted in {None, call.accepted}
            and endpoint in {None, call.endpoint}
            and (chat is None or chat in call.recipients)
        ]
