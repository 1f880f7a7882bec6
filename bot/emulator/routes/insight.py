"""How messages were received, by the unit under which they were sent.

Source: LINE Developers, Messaging API reference, «Get statistics per unit». In this stand-in
everybody who got a message has opened it, and nobody has opened a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Blueprint, Flask, Response, jsonify, request

from bot.emulator.platform import Platform
from bot.emulator.rules import Refused

_FEWEST = 20
"""LINE tells no number that could mean a few people."""
_LONGEST = timedelta(days=30)


def add(app: Flask, line: Platform) -> None:
    """Add the routes under /v2/bot/insight."""
    api = Blueprint("insight", __name__, url_prefix="/v2/bot/insight")

    @api.get("/message/event/aggregation", endpoint="insight-unit")
    def unit() -> Response:
        name = request.args.get("customAggregationUnit", "")
        if not re.fullmatch(r"[A-Za-z0-9_]{1,30}", name):
            raise Refused(400, "The property, 'customAggregationUnit', is invalid")
        first, last = _day("from"), _day("to")
        if not first <= last <= first + _LONGEST:
            raise Refused(400, "'to' must be within 30 days from 'from'")
        people = _opened(line, name)
        overview = {
            "uniqueImpression": people if people >= _FEWEST else None,
            "uniqueClick": None,
            "uniqueMediaPlayed": None,
            "uniqueMediaPlayed100Percent": None,
        }
        return jsonify({"overview": overview, "messages": [], "clicks": []})

    app.register_blueprint(api)


def _day(name: str) -> datetime:
    try:
        return datetime.strptime(request.args.get(name, ""), "%Y%m%d")  # noqa: DTZ007 -- days only
    except ValueError:
        raise Refused(400, f"The property, '{name}', must be a day as yyyyMMdd") from None


def _opened(line: Platform, name: str) -> int:
    with line.lock:
        calls = line.ledger.calls(accepted=True)
        return len({person for call in calls if _of(call.body, name) for person in call.recipients})


def _of(body: object, name: str) -> bool:
    units = body.get("customAggregationUnits") if isinstance(body, Mapping) else None
    return isinstance(units, list) and name in units
