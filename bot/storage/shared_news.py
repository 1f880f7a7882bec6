"""News between processes, by Redis' publish and subscribe; what Redis loses nobody is told."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError
from typing_extensions import override

from bot.storage.news import News

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import PubSub

_log = structlog.get_logger()

_CHANNEL = "front-door-news"
_BETWEEN = "\n"
_GATHER_SECONDS = 0.05
"""What is told so closely together goes in one message."""
_ASK_AGAIN_SECONDS = 1.0
_LOOK_UP_SECONDS = 0.25
_MOST_WAITING = 1_000


class SharedNews(News):
    """The news of all processes that share a Redis.

    Redis is only talked to by threads of its own, begun when there is something to tell or
    somebody follows. Its client should look after idle connections (`health_check_interval`).
    """

    def __init__(self, redis: Redis) -> None:
        super().__init__()
        self._redis = redis
        self._waiting: queue.Queue[Collection[str]] = queue.Queue(_MOST_WAITING)
        self._starting = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}
        self._connected = threading.Event()
        self._over = threading.Event()

    @property
    @override
    def reaches(self) -> bool:
        """Whether what other processes tell is heard; who asks first waits a moment for it."""
        self._begin("listen", self._listen)
        return self._connected.wait(_ASK_AGAIN_SECONDS)

    @override
    def tell(self, subjects: Collection[str]) -> None:
        """Tell whoever follows one of these, in whichever process."""
        self._begin("publish", self._publish)
        with suppress(queue.Full):
            self._waiting.put_nowait(subjects)

    @override
    def stop(self) -> None:
        """Let go of whoever follows something, and of Redis."""
        super().stop()
        self._over.set()
        with suppress(queue.Full):
            self._waiting.put_nowait(())  # so that the thread looks up
        for thread in list(self._threads.values()):
            thread.join(_ASK_AGAIN_SECONDS)

    def _begin(self, name: str, work: Callable[[], None]) -> None:
        if name in self._threads:
            return
        with self._starting:
            if name not in self._threads:
                thread = threading.Thread(target=work, name=f"news-{name}", daemon=True)
                thread.start()
                self._threads[name] = thread

    def _publish(self) -> None:
        while not self._over.is_set():
            subjects = set(self._waiting.get())
            self._over.wait(_GATHER_SECONDS)
            with suppress(queue.Empty):
                while True:
                    subjects.update(self._waiting.get_nowait())
            with suppress(RedisError):  # pages look again by themselves
                self._redis.publish(_CHANNEL, _BETWEEN.join(subjects))

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                with self._redis.pubsub(  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
                    ignore_subscribe_messages=True
                ) as channel:
                    channel.subscribe(_CHANNEL)
                    self._hear(channel)
            except RedisError as error:
                if self._connected.is_set():
                    _log.warning("news_not_heard", error=type(error).__name__)
                self._connected.clear()
                self._over.wait(_ASK_AGAIN_SECONDS)

    def _hear(self, channel: PubSub) -> None:
        while not self._over.is_set():
            message = channel.get_message(timeout=_LOOK_UP_SECONDS)
            self._connected.set()
            if message:
                super().tell(message["data"].decode().split(_BETWEEN))
