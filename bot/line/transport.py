"""HTTP to LINE through the SDK's own client: one per process, with time-outs, without its retries.

Left to itself the SDK waits for ever, retries as it likes and drops what its models do not know.
Its TLS, connection pool and errors are kept; JSON goes through as it is. Which calls there are
must stay out; that is `bot.line.client`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Literal

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, Retry, Timeout
from urllib3.exceptions import HTTPError

from bot.errors import BotError
from bot.line.answers import Answer, refusal_of
from bot.model.sending import Refused

API_HOST = "https://api.line.me"
CONTENT_HOST = "https://api-data.line.me"

HttpMethod = Literal["GET", "POST", "PUT", "DELETE"]

_PIECE = 64 * 1024
_AT_ONCE = 64
"""Connections that are kept: one for each thread that may be sending."""
_NO_RETRIES = Retry(0, redirect=False, respect_retry_after_header=False)


class ContentTooLarge(BotError):
    """A person sent a file larger than we keep."""


@dataclass(frozen=True, slots=True)
class _Host:
    """The connections to a host, and what stands before every path there."""

    pool: HTTPConnectionPool
    prefix: str


@dataclass(frozen=True, slots=True)
class _Sdk:
    """What we use of line-bot-sdk; untyped there.

    Its pools are asked themselves: on the way through its manager a request costs a third more.
    """

    pid: int
    api: _Host
    content: _Host
    headers: Mapping[str, str]


class Transport:
    """Sends requests to LINE's two hosts, or to one stand-in for both. Safe for many threads."""

    def __init__(
        self,
        access_token: str,
        *,
        base_url: str | None,
        connect_timeout: float,
        read_timeout: float,
    ) -> None:
        self._base_url = base_url.rstrip("/") if base_url else None
        self._access_token = access_token
        self._timeout = Timeout(connect=connect_timeout, read=read_timeout)
        self._lock = threading.Lock()
        self._made: _Sdk | None = None

    def make_ready(self) -> None:
        """Load the client now, so that the first call does not wait for it."""
        self._sdk()

    def call(
        self,
        method: HttpMethod,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | Refused:
        """Send UTF-8 JSON, if any, and return LINE's answer, whatever its status.

        `Refused` when none came.
        """

        def work(sdk: _Sdk) -> Answer:
            response = self._request(sdk, sdk.api, method, path, body=body, headers=headers)
            return Answer(response.status, _lower(response.headers), response.data)

        return self._settle(work)

    def upload(self, path: str, content: bytes, content_type: str) -> Answer | Refused:
        """Give a file to the content host; return its answer as `call` does."""

        def work(sdk: _Sdk) -> Answer:
            response = self._request(
                sdk, sdk.content, "POST", path, body=content,
                headers={"Content-Type": content_type},
            )  # fmt: skip
            return Answer(response.status, _lower(response.headers), response.data)

        return self._settle(work)

    def download(self, path: str, into: BinaryIO, *, max_bytes: int) -> Answer | Refused:
        """Write what the content host gives into `into` piece by piece; the answer has no body.

        Nothing is written unless the status is 200. Raises `ContentTooLarge` beyond `max_bytes`;
        then, and when the answer is `Refused`, a part may have been written.
        """

        def work(sdk: _Sdk) -> Answer:
            response = self._request(sdk, sdk.content, "GET", path, stream=True)
            with response:
                if response.status != 200:
                    return Answer(response.status, _lower(response.headers), response.read(_PIECE))
                _copy(response, into, max_bytes)
                return Answer(response.status, _lower(response.headers), b"")

        return self._settle(work)

    def _settle(self, work: Callable[[_Sdk], Answer]) -> Answer | Refused:
        try:
            return work(self._sdk())
        except HTTPError as lost:
            return refusal_of(lost)

    def _request(
        self,
        sdk: _Sdk,
        host: _Host,
        method: HttpMethod,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
    ) -> BaseHTTPResponse:
        kind = {"Content-Type": "application/json"} if body is not None else {}
        return host.pool.urlopen(
            method,
            host.prefix + path,
            headers={**sdk.headers, **kind, **(headers or {})},
            body=body,
            redirect=False,
            preload_content=not stream,
            timeout=self._timeout,
            retries=_NO_RETRIES,
        )

    def _sdk(self) -> _Sdk:
        """Make the client at first use in each process: sockets must not be shared by a fork."""
        with self._lock:
            if self._made is None or self._made.pid != os.getpid():
                self._made = _make(self._access_token, self._base_url)
            return self._made


def _make(access_token: str, base_url: str | None) -> _Sdk:
    # Whoever sends nothing need not wait for the SDK. Its client is the same in each of its
    # packages; the one for messages also loads 300 models, a second and 20 MB that nobody uses.
    from linebot.v3.shop import ApiClient, Configuration  # noqa: PLC0415

    configuration = Configuration(access_token=access_token)
    configuration.connection_pool_maxsize = _AT_ONCE
    client = ApiClient(configuration)
    manager = client.rest_client.pool_manager

    def host(base: str) -> _Host:
        _, slash, rest = base.partition("://")[2].partition("/")
        return _Host(manager.connection_from_url(base), slash + rest)

    return _Sdk(
        os.getpid(),
        host(base_url or API_HOST),
        host(base_url or CONTENT_HOST),
        dict(client.default_headers),
    )


def _copy(response: BaseHTTPResponse, into: BinaryIO, max_bytes: int) -> None:
    size = 0
    for piece in response.stream(_PIECE):
        size += len(piece)
        if size > max_bytes:
            raise ContentTooLarge(
                f"The file is larger than {max_bytes:,} bytes. Ask for a smaller one."
            )
        into.write(piece)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
