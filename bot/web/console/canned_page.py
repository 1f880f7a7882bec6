"""«ข้อความสำเร็จรูป»: the replies of one's office, changed by its head, or for all by headquarters."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.cases import canned as rules
from bot.cases.canned import Canned, WrongCanned
from bot.handlers import canned
from bot.handlers.canned import Change
from bot.model.cases import Category
from bot.storage.db import reading
from bot.web.console.context import Console, officer


class CannedPages:
    """The list, and a form for each reply."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        routes.add_url_rule("/canned", "canned", self.show)
        routes.add_url_rule("/canned", "keep_canned", self.keep, methods=["POST"])
        routes.add_url_rule("/canned/hide", "hide_canned", self.hide, methods=["POST"])
        routes.add_url_rule("/canned/restore", "restore_canned", self.restore, methods=["POST"])

    def show(self) -> ResponseReturnValue:
        """Show every reply of one's office."""
        return self._page()

    def keep(self) -> ResponseReturnValue:
        """Keep a reply as it was written; with a mistake it comes back as it was."""
        form, me, now = request.form, officer(), self._console.now()
        fields = (form.get(name, "") for name in ("key", "category", "title", "words"))
        wanted = Change(*fields)
        try:
            self._console.run(lambda connection: canned.change(connection, me, wanted, now=now))
        except WrongCanned as mistake:
            return self._page(wanted, why=str(mistake)), 400
        return redirect(url_for("console.canned"))

    def hide(self) -> ResponseReturnValue:
        """Take a reply off the list."""
        me, key, now = officer(), request.form.get("key", ""), self._console.now()
        self._console.run(lambda connection: canned.hide(connection, me, key, now=now))
        return redirect(url_for("console.canned"))

    def restore(self) -> ResponseReturnValue:
        """Have a reply as it was before the change."""
        me, key = officer(), request.form.get("key", "")
        self._console.run(lambda connection: canned.restore(connection, me, key))
        return redirect(url_for("console.canned"))

    def _page(self, wanted: Change | None = None, *, why: str | None = None) -> str:
        me = officer()
        with reading(self._console.app.engine) as connection:
            replies = canned.of_unit(connection, me.unit)
        fresh = Canned(self._console.app.new_key(), rules.ANY_CATEGORY, "", "")
        return render_template(
            "console/canned.html",
            replies=[one for one in replies if not one.hidden],
            hidden=[one for one in replies if one.hidden],
            fresh=fresh,
            wanted=wanted,
            why=why,
            mine=rules.may_change_for(me),
            categories={one: self._console.app.book.topics.get(one, "เรื่องอื่น") for one in Category},
            placeholders=rules.PLACEHOLDERS,
        )
