"""All that the stand-in remembers, behind one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.emulator.clock import Clock, new_hex, system_now
from bot.emulator.contents import Contents
from bot.emulator.deliveries import Postman
from bot.emulator.faults import Faults
from bot.emulator.feed import Feed
from bot.emulator.ledger import Ledger
from bot.emulator.login import LoginChannel, Logins
from bot.emulator.quota import Quota, Rates
from bot.emulator.retry_keys import RetryKeys
from bot.emulator.rich_menus import RichMenus
from bot.emulator.tokens import ReplyTokens
from bot.emulator.world import World


@dataclass(slots=True)
class Account:
    """The official account the bot speaks for."""

    channel_secret: str
    access_token: str
    display_name: str = "ดีพร้อม ประตูหน้า (จำลอง)"
    basic_id: str = "@frontdoor"
    user_id: str = field(default_factory=lambda: "U" + new_hex())


class Platform:
    """LINE, as far as one account can see it.

    Whoever reads or changes `world`, `tokens`, `retry_keys`, `quota`, `rates`, `faults`,
    `ledger`, `contents`, `rich_menus` or `feed` holds `lock` (a condition: it is notified
    whenever something arrived).
    """

    world: World
    tokens: ReplyTokens
    retry_keys: RetryKeys
    rates: Rates
    faults: Faults
    ledger: Ledger
    logins: Logins
    contents: Contents
    rich_menus: RichMenus

    def __init__(
        self,
        account: Account,
        now: Callable[[], datetime] = system_now,
        login_channel: LoginChannel | None = None,
    ) -> None:
        self.account = account
        self.login_channel = login_channel
        self.lock = threading.Condition()
        self.clock = Clock(now)
        self.closing = threading.Event()
        """Set when the server goes down, so that nothing waits any longer."""
        self.feed = Feed()
        self.quota = Quota()
        self.begin_anew()
        self.postman = Postman(
            secret=account.channel_secret,
            destination=account.user_id,
            clock=self.clock,
            lock=self.lock,
            told=self.tell,
            renew=lambda token: self.tokens.renew(token, self.clock.now()),
        )

    def begin_anew(self) -> None:
        """Forget everybody and everything that happened; the month's limit stays."""
        with self.lock:
            self.world = World()
            self.tokens = ReplyTokens()
            self.retry_keys = RetryKeys()
            self.quota = Quota(self.quota.limit)
            self.rates = Rates()
            self.faults = Faults()
            self.ledger = Ledger()
            self.logins = Logins()
            self.contents = Contents()
            self.rich_menus = RichMenus()

    def tell(self, kind: str, data: object) -> None:
        """Tell the phone pages that something happened."""
        with self.lock:
            self.feed.tell(kind, data)

    def wait(self, seconds: float) -> None:
        """Let time pass in the answering of a call, but not past the end of the server."""
        self.closing.wait(seconds)

    def close(self) -> None:
        """Let go of all waiting calls and stop sending webhooks."""
        self.closing.set()
        with self.lock:
            self.feed.close()
        self.postman.close()
