"""HTTP: the webhook, health, metrics, and the officers' console."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.app import App
from bot.web import console, health, news_pictures, webhook
from bot.web.webhook import Webhook


def create_app(
    app: App,
    wake: Callable[[str], None],
    send: Callable[[str], None] = lambda _: None,
    typing: Callable[[str], None] = lambda _: None,
) -> Flask:
    """Return the web application.

    Once it is committed, `wake` is told who has written, and `send` to whom an officer has; without
    `send` the sweeper finds out. `typing` is told to whom an officer begins to write.
    """
    flask = Flask(__name__, static_folder=None)
    hook = Webhook(app, wake)
    flask.register_blueprint(webhook.blueprint(hook))
    flask.register_blueprint(health.blueprint(app))
    flask.register_blueprint(news_pictures.blueprint(app))
    console.install(flask, app, send, typing)
    # As Flask's documentation has it; the test client goes this way too.
    proxies = app.settings.trusted_proxies
    routing = ProxyFix(flask.wsgi_app, x_for=proxies, x_proto=proxies)
    flask.wsgi_app = webhook.ahead_of(routing, hook)  # type: ignore[assignment, method-assign]
    return flask
