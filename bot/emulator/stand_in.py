"""The stand-in for Python callers: tests, the demo and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from bot.emulator import happenings
from bot.emulator.clock import system_now
from bot.emulator.contents import Content
from bot.emulator.deliveries import as_events
from bot.emulator.faults import Fault, Kind
from bot.emulator.http_server import LineServer
from bot.emulator.login import LoginChannel
from bot.emulator.observer import Observer
from bot.emulator.platform import Account, Platform
from bot.emulator.server import create_app
from bot.emulator.world import Person


class Emulator(Observer):
    """A stand-in for LINE that runs in threads of this process, from `with` to the end of it."""

    def __init__(  # noqa: PLR0913 -- the settings of a channel, all by keyword
        self,
        *,
        channel_secret: str,
        access_token: str,
        webhook_url: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        now: Callable[[], datetime] = system_now,
        redelivery: bool = False,
        redelivery_after: Sequence[float] = (1.0, 5.0, 30.0),
        quota_limit: int | None = None,
        webhook_limit: float = 2.0,
        login_channel: LoginChannel | None = None,
    ) -> None:
        account = Account(channel_secret, access_token)
        super().__init__(Platform(account, now, login_channel))
        settings = self.platform.postman.settings
        settings.webhook_url, settings.redelivery = webhook_url, redelivery
        settings.redelivery_after, settings.limit = tuple(redelivery_after), webhook_limit
        self.platform.quota.limit = quota_limit
        self._server = LineServer(host, port, create_app(self.platform))

    # -- life ----------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything; calls that still hang are cut."""
        self._server.close(self.platform.close)

    def serve_forever(self) -> None:
        """Serve in this thread until `close` is called from another, or Ctrl-C."""
        self._server.serve()

    @property
    def base_url(self) -> str:
        """Return what the bot's `LINE_API_BASE_URL` should be; the phone page is at its root."""
        return f"http://{self._server.host}:{self._server.port}"

    @property
    def webhook_url(self) -> str | None:
        """Return where webhooks go; may be set at any time."""
        return self.platform.postman.settings.webhook_url

    @webhook_url.setter
    def webhook_url(self, url: str | None) -> None:
        self.platform.postman.settings.webhook_url = url

    @property
    def bot_user_id(self) -> str:
        """Return the account's own user id, the `destination` of webhooks."""
        return self.platform.account.user_id

    # -- people --------------------------------------------------------------------------------

    def person(
        self,
        key: str,
        *,
        display_name: str | None = None,
        friend: bool = True,
        language: str = "th",
        about: str = "",
    ) -> str:
        """Add somebody (a friend already, no event sent) and return the user id.

        The same key again returns the same person.
        """
        with self.platform.lock:
            return self.platform.world.add_person(
                key,
                display_name=display_name or key,
                friend=friend,
                language=language,
                about=about,
            ).user_id

    def group(self, name: str, members: Sequence[str], *, kind: str = "group") -> str:
        """Add a group (or `kind="room"`) of these people and the account; returns its id."""
        with self.platform.lock:
            world = self.platform.world
            ids = [world.person(one).user_id for one in members]
            return world.add_group(name, ids, kind=kind).group_id

    def about(self, user: str) -> Person:
        """Return somebody as LINE knows them (read it, do not change it)."""
        with self.platform.lock:
            return self.platform.world.person(user)

    # -- what people do; each returns the webhookEventId ------------------------------------------

    def send_text(self, user: str, text: str, *, group: str | None = None) -> str:
        """Let somebody write."""
        return self.send_message(user, {"type": "text", "text": text}, group=group)

    def send_message(
        self,
        user: str,
        message: Mapping[str, object],
        *,
        content: bytes | None = None,
        content_type: str = "application/octet-stream",
        group: str | None = None,
    ) -> str:
        """Let somebody send a message of any kind; ids and tokens are added.

        For image, video, audio and file, `content` is what the content endpoint gives back; a
        small sample is made up when there is none.
        """
        kept = None if content is None else Content(content, content_type)
        return happenings.send_message(
            self.platform, user, dict(message), content=kept, group_id=group
        )

    def press(
        self,
        user: str,
        data: str,
        params: Mapping[str, str] | None = None,
        *,
        display_text: str | None = None,
    ) -> str:
        """Let somebody press a postback button."""
        return happenings.press(self.platform, user, data, params=params, display_text=display_text)

    def follow(self, user: str) -> str:
        """Let somebody add the account as a friend (or lift the block)."""
        return happenings.follow(self.platform, user)

    unblock = follow

    def unfollow(self, user: str) -> str:
        """Let somebody block the account."""
        return happenings.block(self.platform, user)

    block = unfollow

    def unsend(self, user: str, message_id: str) -> str:
        """Let somebody take back a message."""
        return happenings.unsend(self.platform, user, message_id)

    def happen(
        self,
        user: str,
        kind: str,
        payload: Mapping[str, object],
        *,
        group: str | None = None,
        token: bool = True,
    ) -> str:
        """Send an event of any other type, such as `beacon` or `join`."""
        return happenings.happen(
            self.platform, user, kind, dict(payload), group_id=group, token=token
        )

    # -- trouble -------------------------------------------------------------------------------

    def deliver(self, events: Sequence[Mapping[str, object]], signature: str | None = None) -> None:
        """Send exactly these events in one webhook; signed rightly unless told otherwise."""
        self.platform.postman.send_raw(as_events(list(events)), signature)

    def hold(self) -> None:
        """Keep events back until `release`."""
        self.platform.postman.hold()

    def release(self, *, batch: bool = True, order: str = "as_happened", seed: int = 0) -> None:
        """Send the held events, as one webhook or one each; order also `reversed`, `shuffled`."""
        self.platform.postman.release(batch=batch, order=order, seed=seed)

    def set_delivery(self, **settings: object) -> None:
        """Change any of `bot.emulator.deliveries.Settings`, for instance `duplicate=1`."""
        with self.platform.lock:
            for name, value in settings.items():
                setattr(self.platform.postman.settings, name, value)

    def fault(self, endpoint: str, kind: Kind, **about: object) -> Fault:
        """Let calls go wrong; see `bot.emulator.faults`. Returns the fault, which counts."""
        fault = Fault(endpoint, kind, **about)  # type: ignore[arg-type]  # Fault's own fields
        with self.platform.lock:
            self.platform.faults.add(fault)
        return fault

    def heal(self) -> None:
        """End all faults."""
        with self.platform.lock:
            self.platform.faults.clear()

    def shift_clock(self, seconds: float) -> None:
        """Let LINE's time move on."""
        with self.platform.lock:
            self.platform.clock.shift(seconds)

    def set_quota(self, limit: int | None) -> None:
        """Set how many paid messages the month has."""
        with self.platform.lock:
            self.platform.quota.limit = limit

    def still_preparing(self, message_id: str, times: int = 1) -> None:
        """Let the content of a message be answered with 202 so many times."""
        with self.platform.lock:
            self.platform.contents.get(message_id).preparing = times
