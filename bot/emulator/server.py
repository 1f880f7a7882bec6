"""The stand-in as one Flask app: LINE's API, the control API and the phone page.

LINE's two hosts (api and api-data) are one here. What is served under `/v2/bot`: `message/{reply,
push,multicast,narrowcast,broadcast}`, `message/validate/…`, `message/quota[/consumption]`,
`message/progress/narrowcast`, `message/{id}/content[/transcoding|/preview]`, `profile/{id}`,
`insight/message/event/aggregation`, `info`, `group|room/…`, `chat/loading/start`,
`chat/markAsRead`, `channel/webhook/{endpoint,test}`,
`richmenu…` and `user/{id}/richmenu…`. Under `/oauth2/v2.1`, for a LINE Login channel:
`authorize` (asks which of the people it is), `token`, `verify`. Anything else is LINE's `404 Not
found`.

The control API, JSON in and out, errors as `{"message": …}`:

    GET    /_emulator/state                     people, groups, settings, quota, faults, time
    PUT    /_emulator/settings                  {webhook_url, active, redelivery, redelivery_after,
                                                 limit, duplicate, forge, quota_limit}
    POST   /_emulator/people                    {key?, display_name?, language?, about?}
    POST   /_emulator/people/NAME/message       {message: {type, …}, group_id?}
    POST   /_emulator/people/NAME/media?type=image|audio|video|file&name=…     the bytes
    POST   /_emulator/people/NAME/press         {data, params?, display_text?}
    POST   /_emulator/people/NAME/follow | unblock | block
    POST   /_emulator/people/NAME/unsend        {message_id}
    GET    /_emulator/chats/CHAT                everything in a chat, oldest first
    GET    /_emulator/media/MESSAGE_ID          what somebody sent
    GET    /_emulator/rich_menus/ID/picture     the picture of a menu below the chat
    POST   /_emulator/events                    {events: […], signature?}   exactly these, in one
    POST   /_emulator/hold                      keep events back …
    POST   /_emulator/release                   {batch?, order?, seed?}: as_happened,
                                                 reversed or shuffled
    GET, POST, DELETE /_emulator/faults         {endpoint, kind, times?, status?, seconds?,
                                                 probability?, seed?, message?}
    GET    /_emulator/ledger?accepted=&chat=&endpoint=      calls of the bot, oldest first
    GET    /_emulator/calls/REQUEST_ID          one call
    GET    /_emulator/deliveries?event=         webhooks, and what the bot answered
    POST   /_emulator/clock                     {seconds}: LINE's time moves on
    POST   /_emulator/reset                     forget everything but the settings
    GET    /_emulator/stream                    Server-Sent Events: entry, delivery, call, loading,
                                                 people

NAME is a person's user id or short name, CHAT also a group's id.
"""

from __future__ import annotations

from flask import Flask

from bot.emulator.platform import Platform
from bot.emulator.routes import (
    channel,
    control,
    gate,
    insight,
    login,
    messages,
    page,
    people,
    rich_menus,
)


def create_app(line: Platform) -> Flask:
    """Build the app that serves one platform."""
    app = Flask("bot.emulator", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default JSON provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # likewise
    gate.add(app, line)
    messages.add(app, line)
    insight.add(app, line)
    people.add(app, line)
    channel.add(app, line)
    rich_menus.add(app, line)
    login.add(app, line)
    control.add(app, line)
    page.add(app)
    return app
