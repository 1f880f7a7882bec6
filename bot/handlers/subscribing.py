"""Yes and no to news of programmes; every word is kept as a consent of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.model.effects import SetNews
from bot.storage import conversations, friends


def set_news(connection: Connection, person: str, wished: SetNews, *, now: datetime) -> None:
    """Turn news on or off from this moment; what waits to be sent is asked about again then.

    Who wants no more of the last topic left wants no news at all.
    """
    if wished.wanted:
        friends.set_topics(connection, person, wished.topics)
        conversations.set_news(connection, person, wanted=True, now=now)
        return
    left: tuple[str, ...] = ()
    for topic in wished.topics or ():
        left = friends.drop_topic(connection, person, topic)
    if not left:
        friends.set_topics(connection, person, ())
        conversations.set_news(connection, person, wanted=False, now=now)
