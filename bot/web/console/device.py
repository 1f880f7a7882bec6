"""What a browser says it is, in two words, so that an officer knows their own sessions again."""

from __future__ import annotations

from flask import request

# The first that is named counts: nearly all call themselves Safari, and most Chrome.
_BROWSERS = {"Line/": "LINE", "Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def device() -> str:
    """Return e.g. ``Chrome · Android``."""
    said = request.headers.get("User-Agent", "")
    browser = _first(_BROWSERS, said) or ("Safari" if "Safari" in said else "เบราว์เซอร์")
    system = _first(_SYSTEMS, said)
    return f"{browser} · {system}" if system else browser


def _first(names: dict[str, str], said: str) -> str | None:
    return next((name for sign, name in names.items() if sign in said), None)
