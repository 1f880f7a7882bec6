"""HTTP: the webhook, health, metrics."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from bot.app import App
from bot.web import health, webhook


def create_app(app: App, wake: Callable[[str], None]) -> Flask:
    """Return the web application; `wake` is told who has written, once it is committed."""
    flask = Flask(__name__)
    flask.register_blueprint(webhook.blueprint(app, wake))
    flask.register_blueprint(health.blueprint(app))
    return flask
