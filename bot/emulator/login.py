"""LINE Login's side of a sign-in: codes that work once and for ten minutes, and signed ID tokens.

As LINE does for web logins, tokens are signed with the channel secret (HS256).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.emulator.clock import new_hex
from bot.emulator.rules import Refused

ISSUER = "https://access.line.me"
CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LoginChannel:
    """A LINE Login channel."""

    channel_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class _Granted:
    user_id: str
    redirect_uri: str
    nonce: str | None
    challenge: str | None
    at: datetime


class Logins:
    """Sign-ins under way. Not thread-safe by itself: the platform's lock guards it."""

    def __init__(self) -> None:
        self._granted: dict[str, _Granted] = {}

    def grant(self, asked: Mapping[str, str], user_id: str, now: datetime) -> str:
        """Return the code with which the site may ask who signed in."""
        code = new_hex()
        self._granted[code] = _Granted(
            user_id, asked["redirect_uri"], asked.get("nonce"), asked.get("code_challenge"), now
        )
        return code

    def token(
        self,
        channel: LoginChannel,
        form: Mapping[str, str],
        names: Mapping[str, str],
        now: datetime,
    ) -> dict[str, object]:
        """Exchange a code for tokens; raises Refused with OAuth's own error names."""
        given = form.get("client_id", ""), form.get("client_secret", "")
        if given != (channel.channel_id, channel.secret):
            raise _refused(401, "invalid_client")
        granted = self._granted.pop(form.get("code", ""), None)
        if granted is None or now - granted.at > CODE_LIFE or not _same_browser(granted, form):
            raise _refused(400, "invalid_grant")
        claims: dict[str, object] = {
            "iss": ISSUER,
            "sub": granted.user_id,
            "aud": channel.channel_id,
            "exp": int((now + TOKEN_LIFE).timestamp()),
            "iat": int(now.timestamp()),
            "amr": ["linesso"],
            "name": names.get(granted.user_id, ""),
        }
        if granted.nonce is not None:
            claims["nonce"] = granted.nonce
        return {
            "access_token": new_hex(),
            "expires_in": 2_592_000,
            "id_token": sign(claims, channel.secret),
            "refresh_token": new_hex(),
            "scope": "openid",
            "token_type": "Bearer",
        }


def verified(channel: LoginChannel, form: Mapping[str, str], now: datetime) -> dict[str, object]:
    """Return what an ID token claims, if it is ours and holds; raises Refused as LINE words it."""
    head, _, signature = form.get("id_token", "").rpartition(".")
    if not hmac.compare_digest(_signature(head, channel.secret), signature.encode()):
        raise Refused(400, "Invalid IdToken.")
    body = head.partition(".")[2]
    claims: dict[str, object] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if form.get("client_id") != claims["aud"]:
        raise Refused(400, "Invalid IdToken Audience.")
    if int(str(claims["exp"])) < now.timestamp():
        raise Refused(400, "IdToken expired.")
    if "nonce" in form and form["nonce"] != claims.get("nonce"):
        raise Refused(400, "Invalid IdToken Nonce.")
    return claims


def sign(claims: Mapping[str, object], secret: str) -> str:
    """Return an ID token."""
    parts = ({"typ": "JWT", "alg": "HS256"}, claims)
    head = ".".join(_base64(json.dumps(part).encode()).decode() for part in parts)
    return f"{head}.{_signature(head, secret).decode()}"


def _refused(status: int, error: str) -> Refused:
    return Refused(status, error, more={"error": error})


def _same_browser(granted: _Granted, form: Mapping[str, str]) -> bool:
    if form.get("redirect_uri") != granted.redirect_uri:
        return False
    if granted.challenge is None:
        return True
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return hmac.compare_digest(_base64(digest), granted.challenge.encode())


def _signature(head: str, secret: str) -> bytes:
    return _base64(hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest())


def _base64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
