"""The web server under the stand-in, spoken to in raw bytes."""

from __future__ import annotations

import socket
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from bot.emulator import Emulator, add_personas
from bot.emulator.contents import sample
from bot.emulator.webhooks import post

pytest_plugins = ("tests.emulator.emulator_stage",)

if TYPE_CHECKING:
    from tests.emulator.emulator_stage import Api

HEAD = b"Host: x\r\nAuthorization: Bearer the-right-token\r\nContent-Type: application/json\r\n"


def speak(line: Emulator, request: bytes) -> bytes:
    """Send one request and read until the server closes or has answered."""
    host, port = line.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_a_body_of_unknown_length_is_not_taken(stand_in: Emulator) -> None:
    start = b"POST /v2/bot/message/push HTTP/1.1\r\n" + HEAD

    chunked = speak(stand_in, start + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    absurd = speak(stand_in, start + b"Content-Length: many\r\n\r\n")

    assert chunked.split()[1] == b"411"
    assert absurd.split()[1] == b"413"


def test_a_client_that_asks_first_is_told_to_go_on(stand_in: Emulator) -> None:
    start = b"POST /v2/bot/message/validate/push HTTP/1.1\r\n" + HEAD

    answer = speak(stand_in, start + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}")

    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 ")


def test_a_head_request_gets_no_body(stand_in: Emulator) -> None:
    answer = speak(stand_in, b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert body == b""


def test_two_requests_share_a_connection(stand_in: Emulator) -> None:
    ask = b"GET /v2/bot/info HTTP/1.1\r\n" + HEAD + b"\r\n"

    answer = speak(stand_in, ask + ask)

    assert answer.count(b"HTTP/1.1 200 ") == 2


def test_the_demo_begins_with_three_people(caller: Api, stand_in: Emulator) -> None:
    ids = add_personas(stand_in)

    people = caller.get("/_emulator/state").body["people"]
    assert [one["user_id"] for one in people] == ids
    assert [one["display_name"] for one in people] == ["ป้านงลักษณ์", "คุณต้น", "ผู้จัดการแพร"]
    assert all(one["about"] for one in people)


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("image", b"\x89PNG\r\n"),
        ("audio", b"RIFF"),
        ("video", b"\x00\x00\x00\x18ftyp"),
        ("file", b"%PDF-"),
    ],
)
def test_a_made_up_content_is_of_its_kind(kind: str, start: bytes) -> None:
    assert sample(kind).data.startswith(start)


def test_a_bot_that_speaks_nonsense_is_unclassified() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        waiting = _answer_once(server, b"SMTP 220 hello\r\n\r\n")
        answer = post(f"http://127.0.0.1:{port}/hook?x=1", b"{}", "signature")
        waiting.join()

    assert answer.outcome == "unclassified"
    assert not answer.ok


def test_a_bot_url_of_no_form_is_unclassified() -> None:
    assert post("http://127.0.0.1:port/", b"{}", None).outcome == "unclassified"


def _answer_once(server: socket.socket, answer: bytes) -> Thread:
    def run() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    thread = Thread(target=run)
    thread.start()
    return thread
