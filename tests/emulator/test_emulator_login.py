"""LINE Login as the stand-in speaks it: codes once, PKCE held, tokens signed and verified."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.emulator import Emulator, LoginChannel

CHANNEL = LoginChannel("1650000000", "5" * 32)
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
ASKED = {
    "response_type": "code",
    "client_id": CHANNEL.channel_id,
    "redirect_uri": "http://site.example/back",
    "state": "abc",
    "nonce": "n-1",
    "scope": "openid",
    "code_challenge": CHALLENGE.decode(),
    "code_challenge_method": "S256",
}


@pytest.fixture
def line() -> Iterator[Emulator]:
    with Emulator(channel_secret="s", access_token="t", login_channel=CHANNEL) as line:
        yield line


def call(line: Emulator, path: str, **form: str) -> tuple[int, str, str]:
    """GET, or with a form POST; return status, body and where it leads."""
    connection = HTTPConnection(urlsplit(line.base_url).netloc)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    if form:
        connection.request("POST", path, urlencode(form), kind)
    else:
        connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.headers.get("Location", "")


def code_for(line: Emulator, user: str) -> str:
    query = urlencode({**ASKED, "user": user})
    _, _, back = call(line, f"/oauth2/v2.1/authorize/answer?{query}")
    told = parse_qs(urlsplit(back).query)
    assert told["state"] == ["abc"]
    return told["code"][0]


def exchange(line: Emulator, code: str, **other: str) -> tuple[int, dict[str, Any]]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": ASKED["redirect_uri"],
        "client_id": CHANNEL.channel_id,
        "client_secret": CHANNEL.secret,
        "code_verifier": VERIFIER,
        **other,
    }
    status, body, _ = call(line, "/oauth2/v2.1/token", **form)
    return status, json.loads(body)


def verify(line: Emulator, token: str, **other: str) -> tuple[int, dict[str, Any]]:
    form = {"id_token": token, "client_id": CHANNEL.channel_id, **other}
    status, body, _ = call(line, "/oauth2/v2.1/verify", **form)
    return status, json.loads(body)


def test_a_code_is_exchanged_once_for_a_token_that_holds(line: Emulator) -> None:
    user = line.person("ann", display_name="แอน")
    status, page, _ = call(line, f"/oauth2/v2.1/authorize?{urlencode(ASKED)}")
    assert (status, "แอน" in page) == (200, True)
    code = code_for(line, user)

    status, told = exchange(line, code)

    assert status == 200
    status, claims = verify(line, told["id_token"], nonce="n-1")
    assert status == 200
    assert (claims["sub"], claims["aud"], claims["nonce"]) == (user, CHANNEL.channel_id, "n-1")
    assert exchange(line, code)[0] == 400


@pytest.mark.parametrize(
    ("other", "status", "error"),
    [
        ({"code_verifier": "w" * 43}, 400, "invalid_grant"),
        ({"redirect_uri": "http://elsewhere.example"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
    ],
)
def test_a_code_is_for_the_browser_and_the_site_that_asked(
    line: Emulator, other: dict[str, str], status: int, error: str
) -> None:
    told = exchange(line, code_for(line, line.person("ann")), **other)

    assert (told[0], told[1]["error"]) == (status, error)


def test_a_code_lives_ten_minutes_and_a_token_an_hour(line: Emulator) -> None:
    user = line.person("ann")
    old = code_for(line, user)
    line.shift_clock(601)
    assert exchange(line, old)[0] == 400
    token = exchange(line, code_for(line, user))[1]["id_token"]
    line.shift_clock(3601)

    assert verify(line, token)[0] == 400


@pytest.mark.parametrize("wrong", ["signature", "client", "nonce"])
def test_a_token_that_is_not_for_who_asks_is_refused(line: Emulator, wrong: str) -> None:
    token = exchange(line, code_for(line, line.person("ann")))[1]["id_token"]
    other = {
        "signature": {"id_token": f"{token[:-2]}xx"},
        "client": {"client_id": "another"},
        "nonce": {"nonce": "another"},
    }[wrong]

    assert verify(line, token, **other)[0] == 400


def test_who_says_no_is_sent_back_with_that(line: Emulator) -> None:
    _, _, back = call(line, f"/oauth2/v2.1/authorize/answer?{urlencode(ASKED)}")

    assert "error=access_denied" in back


@pytest.mark.parametrize("left_out", ["client_id", "state"])
def test_a_sign_in_that_lacks_something_is_refused(line: Emulator, left_out: str) -> None:
    asked = {name: value for name, value in ASKED.items() if name != left_out}

    assert call(line, f"/oauth2/v2.1/authorize?{urlencode(asked)}")[0] == 400


def test_the_discovery_document_names_the_addresses(line: Emulator) -> None:
    _, body, _ = call(line, "/.well-known/openid-configuration")

    assert json.loads(body)["token_endpoint"] == f"{line.base_url}/oauth2/v2.1/token"


def test_without_a_login_channel_nothing_is_there() -> None:
    with Emulator(channel_secret="s", access_token="t") as line:
        assert call(line, f"/oauth2/v2.1/authorize?{urlencode(ASKED)}")[0] == 404
