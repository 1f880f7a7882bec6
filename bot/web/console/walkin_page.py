"""«รับเรื่องที่ศูนย์»: a case from the counter or the telephone, and the slip its owner takes home."""

from __future__ import annotations

import segno
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bot.cases import walkin
from bot.cases.walkin import CHANNELS, IncompleteForm
from bot.handlers.walkin import Slip, open_at_desk, print_again
from bot.model import slips as slip_codes
from bot.model.cases import Category
from bot.storage import cases
from bot.storage.db import reading
from bot.web.console.context import Console, officer, once_key


class WalkinPages:
    """The form and the slip."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the form its address."""
        routes.add_url_rule("/new", "new", self.show)
        routes.add_url_rule("/new", "open_new", self.open, methods=["POST"])
        routes.add_url_rule("/cases/<number>/slip", "slip", self.show_slip)

    def show(self) -> ResponseReturnValue:
        """Show an empty form."""
        return self._form({"province": self._own_province()})

    def open(self) -> ResponseReturnValue:
        """Open the case, unless something is missing, or the number is known and nobody said so."""
        form, app = request.form, self._console.app
        try:
            told = walkin.read(form, topics=app.book.topics, provinces=app.map.provinces)
        except IncompleteForm as missing:
            return self._form(form, why=str(missing)), 400
        me, once, now = officer(), once_key(), self._console.now()
        with reading(app.engine) as connection:
            known = cases.open_with_phone(connection, told.phone, unit=me.unit)
            opened = cases.briefs(connection, f"{cases.AT_THE_DESK}{once}")
        if known and not opened and form.get("another") != "yes":
            return self._form(form, known=known), 409
        return self._slip(
            self._console.run(
                lambda connection: open_at_desk(
                    connection, app.staff_deps, me, told, once=once, now=now
                )
            )
        )

    def show_slip(self, number: str) -> ResponseReturnValue:
        """Show the slip of a case from the counter once more."""
        work = self._console.work(number)
        return self._slip(self._console.run(lambda connection: print_again(connection, work)))

    def _slip(self, slip: Slip) -> str:
        app = self._console.app
        basic_id = app.settings.line_basic_id
        address = slip_codes.link(basic_id, slip.code) if basic_id else None
        return render_template(
            "console/slip.html",
            brief=slip.brief,
            centre=app.map.centre(slip.brief.centre_code),
            message=slip_codes.message_with(slip.code),
            qr=segno.make(address, micro=False).svg_data_uri(scale=4) if address else None,
        )

    def _form(self, form: object, **more: object) -> str:
        app = self._console.app
        return render_template(
            "console/new.html",
            form=form,
            channels=CHANNELS,
            categories=[*Category],
            topics=app.book.topics,
            provinces=app.map.province_names,
            once=self._console.app.new_key(),
            **more,
        )

    def _own_province(self) -> str | None:
        unit = self._console.app.map.unit(officer().unit or "")
        return unit.province if unit else None
