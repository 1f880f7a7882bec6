"""Words that the bot has to ask about, whatever it has been taught meanwhile."""

from __future__ import annotations

from bot.app import App

_REACHED = "คุณสมหญิง 081-234-5678"
_CANDIDATES = (
    "มันเป็นอย่างนี้มาพักใหญ่",
    "แบบนั้นแหละ ฝากดูหน่อย",
    "ตรงนั้นกับตรงโน้นมันเหมือนกัน",
    "ก็ว่ากันไปตามเรื่องตามราว",
)
_UNSURE = 0.55


def unclear(app: App) -> str:
    """Return a message with a name and a telephone number of which the bot is not sure."""
    found = [words for words in _CANDIDATES if _is_unclear(app, f"{words} {_REACHED}")]
    assert found, "the bot understands all of it by now: think of something more obscure"
    return f"{found[0]} {_REACHED}"


def _is_unclear(app: App, text: str) -> bool:
    heard = app.deps.understanding.understand(text)
    aside = heard.intent in {"smalltalk", "cancel"} or heard.signals
    return heard.confidence < _UNSURE and not aside


def shown(text: str) -> str:
    """Return what of that message may be kept."""
    return text.replace("สมหญิง 081-234-5678", "•••")
