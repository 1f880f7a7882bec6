"""Calls whose answer we cannot do without: JSON comes back, or `LineRefused` says why not."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from bot.errors import BotError
from bot.line.answers import Answer, outcome_of
from bot.line.transport import HttpMethod, Transport
from bot.model.sending import Refused


class LineRefused(BotError):
    """LINE did not give what we asked for; `refused` says why."""

    def __init__(self, wish: str, refused: Refused) -> None:
        super().__init__(
            f"LINE did not {wish}: {refused.message} ({refused.failure}, HTTP status "
            f"{refused.status}, request id {refused.request_id or 'none'}). "
            "Run `bot doctor` to see what is wrong."
        )
        self.refused = refused


def need(
    transport: Transport,
    wish: str,
    method: HttpMethod,
    path: str,
    body: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return LINE's answer; `wish` says in an error what LINE did not do."""
    content = None if body is None else orjson.dumps(body)
    return accepted(wish, transport.call(method, path, body=content)).json()


def ask(transport: Transport, wish: str, method: HttpMethod, path: str) -> dict[str, object] | None:
    """Return LINE's answer, None where it knows no such thing (404)."""
    answer = transport.call(method, path)
    if isinstance(answer, Answer) and answer.status == 404:
        return None
    return accepted(wish, answer).json()


def accepted(wish: str, answer: Answer | Refused) -> Answer:
    """Return an answer that LINE gave and meant well; raise LineRefused for any other."""
    if isinstance(answer, Refused):
        raise LineRefused(wish, answer)
    outcome = outcome_of(answer)
    if isinstance(outcome, Refused):
        raise LineRefused(wish, outcome)
    return answer
