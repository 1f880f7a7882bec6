from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from bench.line_sink import ACCESS_TOKEN, LineSink, Loop, Messages
from bench.serving import free_port

TEXT = {"type": "text", "text": "สวัสดีค่ะ"}


class Bot:
    """A bot that talks with the stand-in over one connection."""

    def __init__(self, loop: Loop, port: int) -> None:
        self.loop = loop
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(0.01)

    def call(self, *pieces: bytes, answers: int = 1) -> list[tuple[int, dict[str, object]]]:
        got = b""
        for piece in pieces:
            self.socket.sendall(piece)
            for _ in range(3):
                self.loop.turn(0.01)
                try:
                    got += self.socket.recv(65_536)
                except TimeoutError:
                    continue
        found = [_parsed(one) for one in got.split(b"HTTP/1.1 ")[1:]]
        assert len(found) == answers
        return found


def _parsed(answer: bytes) -> tuple[int, dict[str, object]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head[:3]), json.loads(body)


def _call(path: str, body: object, bearer: str = ACCESS_TOKEN) -> bytes:
    payload = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nAuthorization: Bearer {bearer}\r\n"
    return f"{head}Content-Length: {len(payload)}\r\n\r\n".encode() + payload


def _reply(token: str, messages: int = 1) -> bytes:
    return _call("/v2/bot/message/reply", {"replyToken": token, "messages": [TEXT] * messages})


@pytest.fixture
def bot() -> Iterator[Bot]:
    """A bot beside a stand-in that knows one reply token, good for once: `t`."""
    loop, port, good = Loop(), free_port(), {"t"}

    def replied(token: str, _messages: Messages, _length: int) -> bool:
        known = token in good
        good.discard(token)
        return known

    LineSink(loop, port, replied)
    with closing(loop):
        bot = Bot(loop, port)
        with closing(bot.socket):
            yield bot


def test_a_reply_token_works_once(bot: Bot) -> None:
    first, second = bot.call(_reply("t", 2), answers=1) + bot.call(_reply("t"))

    assert first[0] == 200
    assert len(first[1]["sentMessages"]) == 2  # type: ignore[arg-type]  # a list, or it fails
    assert second == (400, {"message": "Invalid reply token"})


def test_a_call_that_comes_in_pieces_is_one_call(bot: Bot) -> None:
    whole = _reply("t")

    assert [status for status, _ in bot.call(whole[:20], whole[20:90], whole[90:])] == [200]


def test_two_calls_that_come_at_once_are_two(bot: Bot) -> None:
    answers = bot.call(_reply("t") + _reply("never given"), answers=2)

    assert [status for status, _ in answers] == [200, 400]


def test_nobody_without_the_access_token_is_served(bot: Bot) -> None:
    body = {"replyToken": "t", "messages": [TEXT]}
    answers = bot.call(_call("/v2/bot/message/reply", body, "stolen"))

    assert answers[0][0] == 401
    assert bot.call(_reply("t"))[0][0] == 200
