"""The floor: a Flask echo bot as line-bot-sdk's documentation shows it, without its reply.

It checks the signature and parses the events with the SDK, and stores nothing. Its reply is left
out, in its favour: a call to LINE on the request path would dominate everything.
"""

from __future__ import annotations

import os

from flask import Flask, abort, request
from linebot.v3 import WebhookHandler
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.webhooks import MessageEvent, TextMessageContent

app = Flask(__name__)
handler = WebhookHandler(os.environ["LINE_CHANNEL_SECRET"])


@app.post("/line/webhook")
def callback() -> str:
    body = request.get_data(as_text=True)
    try:
        handler.handle(body, request.headers["X-Line-Signature"])
    except InvalidSignatureError:
        abort(400)
    return "OK"


@handler.add(MessageEvent, message=TextMessageContent)  # type: ignore[untyped-decorator]  # the SDK is untyped
def echo(event: MessageEvent) -> None:
    _ = event.message.text
