"""Writing an announcement: a new one, a draft once more, a correction of one that went out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.broadcasts import form as typed
from bot.broadcasts import states
from bot.broadcasts.draft import (
    LONGEST_CARD_TEXT,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_BUTTONS,
    Draft,
)
from bot.broadcasts.form import Form, IncompleteDraft
from bot.broadcasts.states import FINISHED, State, WrongState
from bot.cases.duties import Duty
from bot.handlers import broadcasts
from bot.handlers.forgetting_recipients import check_correctable
from bot.model.limits import FLEX_LABEL
from bot.storage.broadcasts import Broadcast
from bot.storage.db import reading
from bot.web import news_pictures
from bot.web.console import broadcast_words
from bot.web.console.broadcast_fields import read_form, with_picture
from bot.web.console.broadcast_typing_page import as_it_looks
from bot.web.console.broadcasts_page import number_of
from bot.web.console.context import Console, on_duty
from bot.web.news_pictures import PictureNotTaken


class BroadcastForms:
    """The form and what it is sent to."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        post, one = ["POST"], "/broadcasts/<announcement>"
        routes.add_url_rule("/broadcasts/new", "new_broadcast", self.new)
        routes.add_url_rule("/broadcasts", "add_broadcast", self.add, methods=post)
        routes.add_url_rule(f"{one}/edit", "edit_broadcast", self.edit)
        routes.add_url_rule(f"{one}/edit", "keep_broadcast", self.keep, methods=post)
        routes.add_url_rule(f"{one}/correct", "correct_broadcast", self.correct)
        routes.add_url_rule(f"{one}/correct", "add_correction", self.add_correction, methods=post)

    def new(self) -> ResponseReturnValue:
        """Show an empty form."""
        on_duty(Duty.ANNOUNCE)
        return self._page(Form(), url_for("console.add_broadcast"))

    def add(self) -> ResponseReturnValue:
        """Keep a new draft, or show the form again with what is missing."""
        return self._keep(None, corrects=None)

    def edit(self, announcement: str) -> ResponseReturnValue:
        """Show a draft as a form."""
        on_duty(Duty.ANNOUNCE)
        one = self._draft(announcement)
        to = url_for("console.keep_broadcast", announcement=one.id)
        return self._page(typed.of_draft(one.draft), to, one=one)

    def keep(self, announcement: str) -> ResponseReturnValue:
        """Put other words in the place of a draft's."""
        on_duty(Duty.ANNOUNCE)
        return self._keep(self._draft(announcement), corrects=None)

    def correct(self, announcement: str) -> ResponseReturnValue:
        """Show what went out as a form, to be put right."""
        on_duty(Duty.ANNOUNCE)
        wrong = self._gone_out(announcement)
        to = url_for("console.add_correction", announcement=wrong.id)
        before = typed.of_draft(wrong.draft)
        shown = replace(before, title=f"แก้ข่าว: {before.title}"[:LONGEST_TITLE])
        return self._page(shown, to, corrects=wrong)

    def add_correction(self, announcement: str) -> ResponseReturnValue:
        """Keep the draft of a correction."""
        on_duty(Duty.ANNOUNCE)
        return self._keep(None, corrects=self._gone_out(announcement))

    def _keep(self, one: Broadcast | None, *, corrects: Broadcast | None) -> ResponseReturnValue:
        me, app, now = on_duty(Duty.ANNOUNCE), self._console.app, self._console.now()
        known = broadcasts.known(app.staff_deps, app.programmes.latest(), now)
        form, wrong = read_form(), dict[str, str]()
        try:
            form = with_picture(self._console, form, by=me.name)
        except PictureNotTaken as error:
            wrong["image"] = str(error)
        try:
            written = typed.read(form, known=known, today=self._console.today())
        except IncompleteDraft as missing:
            wrong = {**missing.mistakes, **wrong}
        if wrong:
            return self._page(form, request.path, one, corrects=corrects, wrong=wrong), 400
        written = self._for_the_same(written, one, corrects)
        deps, old = app.staff_deps, one
        if old is not None:
            self._console.run(
                lambda connection: broadcasts.rewrite(
                    connection, deps, me, old.id, written, now=now
                )
            )
            return redirect(url_for("console.broadcast", announcement=old.id))
        mistaken = corrects.id if corrects else None
        number = self._console.run(
            lambda connection: broadcasts.create(
                connection, deps, me, written, now=now, corrects=mistaken
            )
        )
        return redirect(url_for("console.broadcast", announcement=number))

    def _for_the_same(
        self, written: Draft, one: Broadcast | None, corrects: Broadcast | None
    ) -> Draft:
        """Return a correction for the audience of what it corrects, whatever was chosen."""
        if corrects is not None:
            return replace(written, audience=corrects.draft.audience, free=False, pilot=None)
        if one is not None and one.corrects is not None:
            return replace(written, audience=one.draft.audience, free=False, pilot=None)
        return written

    def _page(
        self,
        form: Form,
        to: str,
        one: Broadcast | None = None,
        *,
        corrects: Broadcast | None = None,
        wrong: Mapping[str, str] | None = None,
    ) -> str:
        written = one or corrects
        filled = [place for place, row in enumerate(form.buttons, 1) if any(row)]
        return render_template(
            "console/broadcast_form.html",
            form=form,
            to=to,
            one=one,
            corrects=corrects,
            for_all=corrects is None and (one is None or one.corrects is None),
            wrong=wrong or {},
            choices=broadcast_words.audience_choices(self._console),
            programmes=broadcast_words.programmes(self._console),
            flows=broadcast_words.flow_choices(self._console, written.draft if written else None),
            today=self._console.today(),
            shown=max(filled, default=1),
            buttons=[*form.buttons, *[("", "")] * MOST_BUTTONS][:MOST_BUTTONS],
            longest={
                "title": LONGEST_TITLE,
                "text": LONGEST_TEXT,
                "card": LONGEST_CARD_TEXT,
                "label": FLEX_LABEL,
            },
            can_upload=news_pictures.may_be_kept(self._console.app),
            bubbles=as_it_looks(self._console, form),
        )

    def _find(self, announcement: str) -> Broadcast:
        with reading(self._console.app.engine) as connection:
            return broadcasts.find(connection, number_of(announcement))

    def _draft(self, announcement: str) -> Broadcast:
        one = self._find(announcement)
        if one.state is not State.DRAFT:
            raise WrongState(f"ประกาศนี้{states.name(one.state)} จึงแก้ไม่ได้แล้ว")
        if not isinstance(one.draft.message, str):
            raise WrongState("ประกาศนี้มีรูปแบบเฉพาะของ LINE แก้ในหน้านี้ไม่ได้ ให้ผู้ที่เตรียมไฟล์แก้ให้")
        return one

    def _gone_out(self, announcement: str) -> Broadcast:
        one = self._find(announcement)
        if one.state not in FINISHED or one.started_at is None:
            raise WrongState("แก้ข่าวได้เมื่อส่งครบหรือยุติแล้ว ถ้ากำลังส่งอยู่ ให้ยุติก่อน")
        with reading(self._console.app.engine) as connection:
            check_correctable(connection, one.id)
        return one
