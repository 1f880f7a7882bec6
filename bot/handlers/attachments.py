"""Files that owners sent, opened by officers: through the door to their case, and on record."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers.casework import Work
from bot.storage import access_log, contents
from bot.storage.contents import Standing

_OPENED = "file"


class NoSuchFile(BotError):
    """The owner of this case sent no such file, or it is not kept."""


def open_file(connection: Connection, work: Work, message_id: str) -> Standing:
    """Return a file that the case's owner sent; whoever opens it is written down.

    Raises NoSuchFile for one that is somebody else's, or is not kept (any more).
    """
    access = work.access(connection, Act.VIEW)
    if not access.in_hand:
        access = work.access(connection, Act.REVEAL)
    found = contents.find(connection, message_id)
    if found is None or found.kept is None or found.person != access.record.line_user_id:
        raise NoSuchFile("ไม่พบไฟล์นี้ในเรื่องนี้ เจ้าของเรื่องอาจลบไปแล้ว")
    name = work.officer.name
    access_log.note(connection, work.number, staff_name=name, act=_OPENED, now=work.now)
    return found
