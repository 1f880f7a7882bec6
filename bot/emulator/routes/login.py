"""LINE Login: the page on which somebody consents, and what the site asks afterwards.

Where LINE knows who holds the telephone, this page asks which of its people it is.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as Answer

from bot.emulator.login import ISSUER, LoginChannel, verified
from bot.emulator.platform import Platform
from bot.emulator.rules import Refused

_PATH = "/oauth2/v2.1"
_PAGE = """<!doctype html>
<html lang="th"><head><meta charset="utf-8"><title>LINE Login (จำลอง)</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/phone/fonts.css"><style>body {{ font: 18px Sarabun; max-width: 24rem;
margin: 2rem auto; padding: 1rem }}
li {{ margin: .75rem 0 }}</style></head>
<body><main><h1>เข้าสู่ระบบด้วย LINE (จำลอง)</h1><p>คุณคือใคร</p><ul>{people}</ul>
<p><a href="{cancel}">ยกเลิก</a></p></main></body></html>"""


def add(app: Flask, line: Platform) -> None:
    """Add the routes of LINE Login; without a login channel each is not found."""

    @app.get(f"{_PATH}/authorize", endpoint="login-page")
    def ask() -> Response:
        _check_asked(_channel(line))
        with line.lock:
            people = [(one.user_id, one.display_name) for one in line.world.people.values()]
        rows = "".join(
            f'<li><a href="{_link(user=user_id)}">{escape(name)}</a></li>'
            for user_id, name in people
        )
        return Response(_PAGE.format(people=rows, cancel=_link()), mimetype="text/html")

    @app.get(f"{_PATH}/authorize/answer", endpoint="login-answer")
    def answer() -> Answer:
        _check_asked(_channel(line))
        asked, user_id = request.args.to_dict(), request.args.get("user", "")
        if not user_id:
            told = {"error": "access_denied", "error_description": "The resource owner denied"}
        else:
            with line.lock:
                person = line.world.person(user_id)
                told = {"code": line.logins.grant(asked, person.user_id, line.clock.now())}
        query = urlencode({**told, "state": asked["state"]})
        return redirect(f"{asked['redirect_uri']}?{query}")

    @app.post(f"{_PATH}/token", endpoint="login-token")
    def token() -> Response:
        with line.lock:
            names = {one.user_id: one.display_name for one in line.world.people.values()}
            form, now = request.form.to_dict(), line.clock.now()
            return jsonify(line.logins.token(_channel(line), form, names, now))

    @app.post(f"{_PATH}/verify", endpoint="login-verify")
    def verify() -> Response:
        return jsonify(verified(_channel(line), request.form.to_dict(), line.clock.now()))

    @app.get("/.well-known/openid-configuration", endpoint="login-discovery")
    def discovery() -> Response:
        base = request.host_url.rstrip("/") + _PATH
        return jsonify(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "response_types_supported": ["code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["HS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )


def _channel(line: Platform) -> LoginChannel:
    if line.login_channel is None:
        raise Refused(404, "Not found")
    return line.login_channel


def _check_asked(channel: LoginChannel) -> None:
    asked = request.args
    if asked.get("response_type") != "code" or asked.get("client_id") != channel.channel_id:
        raise Refused(400, "Bad Request: client_id and response_type must be right")
    if not asked.get("state") or not asked.get("redirect_uri"):
        raise Refused(400, "Bad Request: state and redirect_uri are required")


def _link(**more: str) -> str:
    query = urlencode({**request.args.to_dict(), **more})
    return escape(f"{_PATH}/authorize/answer?{query}")
