"""While an announcement is being typed: how it will look, and the picture that goes with it."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from bot.broadcasts import form as typed
from bot.broadcasts.form import Form
from bot.cases.duties import Duty
from bot.web import news_pictures
from bot.web.console.broadcast_fields import read_form, with_picture
from bot.web.console.broadcast_phone import Shown, shown
from bot.web.console.context import Console, on_duty
from bot.web.news_pictures import PictureNotTaken

_NO_NUMBER = 0


class BroadcastTyping:
    """Pieces of the form that change while it is filled in."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pieces their addresses."""
        post = ["POST"]
        routes.add_url_rule("/broadcasts/look", "broadcast_look", self.look, methods=post)
        routes.add_url_rule("/broadcasts/picture", "broadcast_picture", self.take, methods=post)

    def look(self) -> ResponseReturnValue:
        """Show what has been typed so far as LINE will show it."""
        on_duty(Duty.ANNOUNCE)
        bubbles = as_it_looks(self._console, read_form())
        return render_template("console/_broadcast_phone.html", bubbles=bubbles)

    def take(self) -> ResponseReturnValue:
        """Keep a picture at once, and show the field with its link."""
        me, why = on_duty(Duty.ANNOUNCE), None
        link = request.form.get("image", "")
        try:
            link = with_picture(self._console, read_form(), by=me.name).image
        except PictureNotTaken as error:
            why = str(error)
        field = render_template(
            "console/_broadcast_picture.html",
            image=link,
            why=why,
            can_upload=news_pictures.may_be_kept(self._console.app),
        )
        return Response(field, headers={"HX-Trigger-After-Swap": "picture"})


def as_it_looks(console: Console, form: Form) -> list[Shown]:
    """Return what a form's announcement looks like, for `_broadcast_phone.html`."""
    draft = typed.sketch(form, today=console.today())
    return shown(draft, _NO_NUMBER, console.app.book.phrases)
