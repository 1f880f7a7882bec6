"""What the form of an announcement sends: its fields, and perhaps a picture."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from flask import request

from bot.broadcasts.draft import LISTS, MOST_BUTTONS
from bot.broadcasts.form import Form
from bot.web import news_pictures
from bot.web.console.context import Console
from bot.web.news_pictures import Picture


def read_form() -> Form:
    """Return what was typed and ticked."""
    told = request.form
    labels, flows = told.getlist("label"), told.getlist("flow")
    return Form(
        title=told.get("title", ""),
        message=told.get("message", ""),
        source=told.get("source", ""),
        closes=told.get("closes", ""),
        topic=told.get("topic", ""),
        programme=told.get("programme", ""),
        buttons=tuple(zip(labels, flows, strict=False))[:MOST_BUTTONS],
        chosen={name: _ticked("topics" if name == "topic" else name) for name in LISTS},
        contact_days=told.get("contact_days", ""),
        free=bool(told.get("free")),
        urgent=bool(told.get("urgent")),
        pilot=told.get("pilot", ""),
        image=told.get("image", ""),
        layout=told.get("layout", ""),
    )


def with_picture(console: Console, form: Form, *, by: str) -> Form:
    """Keep the picture that came with the form, if any, and put its link into the form.

    Raises PictureNotTaken.
    """
    sent = request.files.get("picture")
    if sent is None or not sent.filename:
        return form
    with closing(sent):
        picture = Picture(sent.stream, sent.mimetype, sent.filename)
        return replace(form, image=news_pictures.keep(console.app, picture, by=by))


def _ticked(field: str) -> tuple[str, ...]:
    return tuple(value for value in request.form.getlist(field) if value)
