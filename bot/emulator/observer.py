"""What the bot did, seen from LINE: for tests that wait for an answer and look at it."""

from __future__ import annotations

import json

from bot.emulator.deliveries import Delivery
from bot.emulator.ledger import Call
from bot.emulator.platform import Platform
from bot.emulator.world import Json


class NoAnswer(TimeoutError):
    """The bot did not send what a test waited for; the message tells what happened instead."""


class Observer:
    """Reads a platform; each method takes the lock itself."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._taken: dict[str, int] = {}

    def messages(self, chat: str) -> list[Json]:
        """Return all messages the bot sent into a chat, oldest first."""
        with self.platform.lock:
            return self._messages(chat)

    def sent_by(self, chat: str) -> list[Json]:
        """Return all messages people sent into a chat, with their ids, oldest first."""
        with self.platform.lock:
            entries = self.platform.world.chats.get(self._chat(chat), [])
            return [one.message for one in entries if one.sender == "person"]

    def wait_for_messages(self, chat: str, count: int = 1, timeout: float = 5.0) -> list[Json]:
        """Wait until the bot sent at least so many new messages, and return all new ones.

        New are those no earlier call returned. Raises `NoAnswer` (seconds given) with the webhooks
        and the refused calls, which usually say why.
        """
        lock = self.platform.lock
        with lock:
            chat_id = self._chat(chat)
            seen = self._taken.get(chat_id, 0)
            if not lock.wait_for(lambda: len(self._messages(chat_id)) >= seen + count, timeout):
                raise NoAnswer(self._why_silent(chat_id, count, timeout))
            fresh = self._messages(chat_id)[seen:]
            self._taken[chat_id] = seen + len(fresh)
            return fresh

    def wait_for_calls(self, endpoint: str, count: int = 1, timeout: float = 5.0) -> list[Call]:
        """Wait until an endpoint was called so often in all (refused calls count too)."""
        lock, ledger = self.platform.lock, self.platform.ledger
        with lock:
            if not lock.wait_for(lambda: len(ledger.calls(endpoint=endpoint)) >= count, timeout):
                found = len(ledger.calls(endpoint=endpoint))
                raise NoAnswer(f"{endpoint} was called {found} times, not {count}, in {timeout} s.")
            return ledger.calls(endpoint=endpoint)

    def ledger(
        self, *, chat: str | None = None, endpoint: str | None = None, accepted: bool | None = True
    ) -> list[Call]:
        """Return the sends LINE accepted, in order; `accepted=None` gives all calls of any kind."""
        with self.platform.lock:
            chat_id = None if chat is None else self._chat(chat)
            return self.platform.ledger.calls(accepted=accepted, chat=chat_id, endpoint=endpoint)

    def charged(self) -> int:
        """Return what the month's messages came to, counted by recipients."""
        with self.platform.lock:
            return self.platform.quota.used(self.platform.clock.now())

    def deliveries(self, event_id: str | None = None) -> list[Delivery]:
        """Return the webhooks sent, with the bot's answers; of one event, if given."""
        return self.platform.postman.deliveries(event_id)

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until every webhook, redeliveries too, has its outcome."""
        if not self.platform.postman.settle(timeout):
            raise NoAnswer(f"Webhooks are still under way after {timeout} s.")

    def _chat(self, name: str) -> str:
        world = self.platform.world
        return name if name in world.groups else world.person(name).user_id

    def _messages(self, chat: str) -> list[Json]:
        entries = self.platform.world.chats.get(self._chat(chat), [])
        return [one.message for one in entries if one.sender == "bot"]

    def _why_silent(self, chat_id: str, count: int, timeout: float) -> str:
        webhooks = [f"{one.outcome} {one.status or ''}" for one in self.deliveries()[-5:]]
        refused = [
            f"{call.endpoint} {call.status} {json.dumps(call.response, ensure_ascii=False)}"
            for call in self.platform.ledger.calls(accepted=False)
            if call.status >= 400
        ]
        return (
            f"{count} new messages were expected in {chat_id[:9]}… within {timeout} s. "
            f"Last webhooks: {webhooks or 'none'}. Refused calls: {refused[-5:] or 'none'}."
        )
