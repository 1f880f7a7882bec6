"""LINE Login: who somebody is, by their LINE account. OpenID Connect with state, nonce and PKCE.

LINE signs the ID token of a web login with the channel secret (HS256), not with a published key:
https://developers.line.biz/en/docs/line-login/verify-id-token/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from requests import RequestException

from bot.errors import BotError

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

ISSUER = "https://access.line.me"
_AUTHORISE = "/oauth2/v2.1/authorize"
_TOKEN = "/oauth2/v2.1/token"  # noqa: S105 -- a path
_TIMEOUT_SECONDS = 5
_SKEW_SECONDS = 60


class NotKnownByLine(BotError):
    """LINE did not say who it is, or what it said does not hold."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that somebody has been sent to LINE with; kept with their browser until then."""

    address: str
    """Where to send them."""
    state: str
    nonce: str
    verifier: str


class LineLogin:
    """One LINE Login channel; `base_url` stands in for both of LINE's hosts, if given."""

    def __init__(
        self, channel_id: str, secret: str, *, base_url: str = "", now: Callable[[], datetime]
    ) -> None:
        self._channel_id = channel_id
        self._secret = secret
        self._authorise = f"{base_url or ISSUER}{_AUTHORISE}"
        self._token = f"{base_url or 'https://api.line.me'}{_TOKEN}"
        self._now = now

    def begin(self, back: str) -> Begun:
        """Begin a sign-in that comes back to an address registered with the channel."""
        nonce, verifier = token_urlsafe(24), token_urlsafe(48)
        with self._session(back) as session:
            address, state = session.create_authorization_url(
                self._authorise, nonce=nonce, code_verifier=verifier
            )
        return Begun(address, state, nonce, verifier)

    def finish(self, begun: Begun, code: str, back: str) -> str:
        """Return the LINE user id of whoever came back with this code; raises NotKnownByLine."""
        from authlib.integrations.base_client import OAuthError  # noqa: PLC0415 -- loads much, few need it

        try:
            with self._session(back) as session:
                answer = session.fetch_token(
                    self._token, code=code, code_verifier=begun.verifier, timeout=_TIMEOUT_SECONDS
                )
            return self._user(str(answer["id_token"]), begun.nonce)
        except (OAuthError, RequestException, JoseError, KeyError, ValueError):
            raise NotKnownByLine("LINE ยืนยันตัวตนไม่สำเร็จ ลองเข้าสู่ระบบด้วย LINE อีกครั้ง") from None

    def _user(self, id_token: str, nonce: str) -> str:
        key = OctKey.import_key(self._secret)
        claims: Mapping[str, Any] = jwt.decode(id_token, key, algorithms=["HS256"]).claims
        jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            leeway=_SKEW_SECONDS,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": self._channel_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        ).validate(dict(claims))
        return str(claims["sub"])

    def _session(self, back: str) -> OAuth2Session:
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 -- loads much, few need it

        return OAuth2Session(
            self._channel_id,
            self._secret,
            scope="openid",
            redirect_uri=back,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 -- a method's name
            code_challenge_method="S256",
        )
