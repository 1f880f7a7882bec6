"""What a supervisor asks: are you alive, can you serve, how are you doing."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.app import App
from bot.storage.db import DatabaseUnusable, check_usable
from bot.storage.migrate import is_current


def blueprint(app: App) -> Blueprint:
    """Return /healthz, /readyz and /metrics."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def alive() -> ResponseReturnValue:
        return jsonify(status="ok")

    @routes.get("/readyz")
    def ready() -> ResponseReturnValue:
        try:
            check_usable(app.engine)
        except DatabaseUnusable as error:
            return jsonify(status="not ready", why=str(error)), 503
        if not is_current(app.engine):
            return jsonify(status="not ready", why="The schema is old. Run `bot migrate`."), 503
        return jsonify(status="ok")

    @routes.get("/metrics")
    def figures() -> ResponseReturnValue:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return routes
