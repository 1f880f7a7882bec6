"""The live parts of a case's page: the conversation, what an answer costs, who else is there."""

from __future__ import annotations

import hashlib

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.cases.rights import Act
from bot.handlers import canned
from bot.handlers.access import Access
from bot.storage import conversations, presence, staff
from bot.web.console import conversation
from bot.web.console.context import Console, number_in_link
from bot.web.console.conversation import Chat, Draft, Moment

_UNCHANGED = ("", 204)
"""A page that gets this keeps what it shows, and where its reader has scrolled to."""


class TalkPages:
    """Pieces of the page that are fetched again while it is open."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pieces their addresses."""
        place = "/cases/<number>"
        routes.add_url_rule(f"{place}/talk", "talk", self.talk)
        routes.add_url_rule(f"{place}/now", "now", self.now)
        routes.add_url_rule(f"{place}/preview", "preview", self.preview, methods=["POST"])
        routes.add_url_rule(f"{place}/canned/<key>", "insert", self.insert, methods=["POST"])

    def talk(self, number: str) -> ResponseReturnValue:
        """Show the conversation, unless it is what the page shows already."""
        work, reveal = self._console.work(number), asks_to_reveal()

        def read(connection: Connection) -> tuple[Access, Chat, dict[str, str]]:
            access = conversation.enter(connection, work, reveal=reveal)
            chat = conversation.look(connection, access, reveal=reveal)
            return access, chat, staff.display_names(connection)

        access, chat, names = self._console.run(read)
        mark = mark_of(chat)
        if request.args.get("mark") == mark:
            return _UNCHANGED
        return render_template(
            "console/_talk_again.html",
            number=number,
            chat=chat,
            mark=mark,
            names=names,
            acts={act.value for act in access.acts},
            once=self._console.app.new_key(),
            reveal=reveal,
        )

    def now(self, number: str) -> ResponseReturnValue:
        """Show what an answer costs now, and which colleagues are there."""
        work, reveal = self._console.work(number), asks_to_reveal()

        def read(connection: Connection) -> tuple[Moment, dict[str, str]]:
            access = conversation.enter(connection, work, reveal=reveal)
            moment = conversation.moment(connection, work, access, reveal=reveal)
            return moment, staff.display_names(connection)

        moment, names = self._console.run(read)
        return render_template(
            "console/_now.html",
            number=number,
            moment=moment,
            names=names,
            reveal=reveal,
            seen=number_in_link("seen", moment.entries),
        )

    def preview(self, number: str) -> ResponseReturnValue:
        """Show an answer as LINE will, and let colleagues know that it is being typed."""
        work, words = self._console.work(number), request.form.get("words", "")

        def note(connection: Connection) -> str | None:
            person = work.access(connection, Act.ANSWER).record.line_user_id
            me = work.officer.name
            began = presence.note_typing(connection, number, me, now=work.now)
            if not began or person is None:
                return None
            return person if conversations.find(connection, person).held_by == me else None

        person = self._console.run(note)
        if person:  # while the bot has the word, it would seem to be the bot who writes
            self._console.typing(person)
        return render_template("console/_preview.html", preview=Draft(words).preview)

    def insert(self, number: str, key: str) -> ResponseReturnValue:
        """Put a canned reply into the answer box, after what is there."""
        work, typed = self._console.work(number), request.form.get("words", "").rstrip()
        filled = self._console.run(lambda connection: canned.fill(connection, work, key))
        words = f"{typed}\n{filled}" if typed else filled
        return render_template(
            "console/_composer.html", number=number, draft=Draft(words), focused=True
        )


def mark_of(chat: Chat) -> str:
    """Return a mark by which a page tells what it shows of a conversation."""
    held_by = chat.conversation.held_by if chat.conversation else None
    shown = repr((chat.talk, chat.files, chat.held, held_by))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def asks_to_reveal() -> bool:
    """Tell whether the page is shown with its owner uncovered."""
    return request.args.get("reveal") == "1"
