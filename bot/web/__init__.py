"""HTTP: the webhook, health, metrics."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from bot.app import App
from bot.web import health, webhook
from bot.web.webhook import Webhook


def create_app(app: App, wake: Callable[[str], None]) -> Flask:
    """Return the web application; `wake` is told who has written, once it is committed."""
    flask = Flask(__name__)
    hook = Webhook(app, wake)
    flask.register_blueprint(webhook.blueprint(hook))
    flask.register_blueprint(health.blueprint(app))
    # As Flask's documentation has it; the test client goes this way too.
    flask.wsgi_app = webhook.ahead_of(flask.wsgi_app, hook)  # type: ignore[assignment, method-assign]
    return flask
