"""All tables. The same schema serves SQLite and PostgreSQL; migrations must match it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.engine import Dialect
from typing_extensions import override


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, always with its time zone; SQLite keeps it without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# What comes from outside is Text without a limit: PostgreSQL would refuse what is longer, and an
# event that cannot be stored is delivered again for ever. Our own codes have their lengths.

# SQLite numbers rows by itself only when the key is INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")

PENDING = 0
DONE = 1

inbox = Table(
    "inbox",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=True),
    Column("event_id", Text, nullable=False, unique=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("message_id", Text),
    Column("reply_token", Text),
    Column("occurred_at_ms", BigInteger, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("is_redelivery", Boolean, nullable=False),
    Column("status", SmallInteger, nullable=False, default=PENDING),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("raw", Text),  # the event's JSON; NULL once wiped or kept elsewhere
    # Written before its author acknowledged the privacy notice: to be wiped when they refuse.
    Column("unconsented", Boolean, nullable=False, default=True),
    # Partial: done rows never slow down the search for work, however many there are.
    Index(
        "ix_inbox_pending",
        "person",
        "seq",
        sqlite_where=Column("status", SmallInteger) == PENDING,
        postgresql_where=Column("status", SmallInteger) == PENDING,
    ),
    # One message is one event, under whatever event id it comes.
    Index("ix_inbox_message_id", "message_id", unique=True),
    Index(
        "ix_inbox_unconsented",
        "person",
        "received_at",
        sqlite_where=Column("raw", Text).is_not(None),
        postgresql_where=Column("raw", Text).is_not(None),
    ),
)

# Where done events go after a day: out of the hot table, still remembered against doubles.
inbox_done = Table(
    "inbox_done",
    metadata,
    Column("event_id", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False),
)

# Rights to answer for free that nobody has used yet; taking one deletes it.
reply_token = Table(
    "reply_token",
    metadata,
    Column("token", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_reply_token_person", "person", "expires_at"),
)

conversation = Table(
    "conversation",
    metadata,
    Column("person", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("held_by_staff", Boolean, nullable=False, default=False),
    Column("held_by", Text),
    Column("held_since", Moment),
    Column("following", Boolean, nullable=False, default=True),
    Column("news", Boolean, nullable=False, default=False),
    Column("consent_version", Text),
    Column("consent_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index(
        "ix_conversation_held",
        "held_since",
        sqlite_where=Column("held_since", Moment).is_not(None),
        postgresql_where=Column("held_since", Moment).is_not(None),
    ),
)

consent = Table(
    "consent",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("person", Text, nullable=False, index=True),
    Column("purpose", String(40), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("version", Text),
    Column("at", Moment, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("person", Text, nullable=False),
    Column("direction", String(8), nullable=False),  # in | out (bot) | staff
    Column("kind", Text, nullable=False),
    Column("line_message_id", Text, index=True),
    Column("text", Text),  # NULL for what is not text, and once unsent
    Column("at", Moment, nullable=False),
    Column("unsent_at", Moment),
    Index("ix_message_person_id", "person", "id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    # What caused it, once and only once: «event id / ordinal».
    Column("cause", Text, nullable=False, unique=True),
    Column("person", Text, nullable=False),
    Column("lane", String(12), nullable=False, default="live"),  # live|staff|scheduled|bulk
    Column("messages", Text),  # the final JSON array for LINE; NULL once wiped
    Column("reply_token", Text),
    Column("token_expires_at", Moment),
    Column("retry_key", String(36), nullable=False),
    # due | sending | sent | presumed | dead | dropped
    Column("status", String(12), nullable=False, default="due"),
    Column("holder", String(36)),  # the process that is sending it
    Column("case_number", String(24)),  # told by this row, until it is known to have arrived
    Column("sent_by", String(12)),  # reply | push
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("unknown_attempts", SmallInteger, nullable=False, default=0),
    Column("first_attempt_at", Moment),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("request_id", Text),
    Column("error", Text),
    Index(
        "ix_outbox_unfinished",
        "person",
        "id",
        sqlite_where=Column("finished_at", Moment).is_(None),
        postgresql_where=Column("finished_at", Moment).is_(None),
    ),
    Index(
        "ix_outbox_due",
        "lane",
        "due_at",
        sqlite_where=Column("finished_at", Moment).is_(None),
        postgresql_where=Column("finished_at", Moment).is_(None),
    ),
    # The few that somebody must look at, or that the next answer makes good.
    Index(
        "ix_outbox_doubtful",
        "person",
        "id",
        sqlite_where=Column("status", String(12)).in_(["presumed", "dead"]),
        postgresql_where=Column("status", String(12)).in_(["presumed", "dead"]),
    ),
    Index("ix_outbox_person_id", "person", "id"),
)

# What became of the calls to LINE, without their words; finished rows come here after a day.
outbox_done = Table(
    "outbox_done",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("cause", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("lane", String(12), nullable=False),
    Column("status", String(12), nullable=False),
    Column("sent_by", String(12)),
    Column("attempts", SmallInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=False),
    Column("request_id", Text),
    Column("error", Text),
    Index("ix_outbox_done_person_id", "person", "id"),
)

content = Table(
    "content",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("kind", String(12), nullable=False),  # image | video | audio | file
    Column("file_name", Text),  # as its sender named it
    # waiting | fetching | kept | refused (size, type) | lost (LINE has it no more)
    # | unwanted (its file and then it itself are deleted)
    Column("status", String(12), nullable=False, default="waiting"),
    Column("holder", String(36)),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("due_at", Moment, nullable=False),
    Column("place", Text),  # where the private storage keeps it
    Column("content_type", Text),
    Column("bytes", BigInteger),
    Column("sha256", String(64)),
    Column("error", Text),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Index(
        "ix_content_unfinished",
        "due_at",
        sqlite_where=Column("finished_at", Moment).is_(None),
        postgresql_where=Column("finished_at", Moment).is_(None),
    ),
)

# Whose menu below the chat may have to change. An id is never used twice: what a process saw before
# it stood still is not what is there now.
menu_due = Table(
    "menu_due",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("person", Text, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    sqlite_autoincrement=True,
)

flow_revision = Table(
    "flow_revision",
    metadata,
    Column("revision", String(12), primary_key=True),
    Column("text", Text, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("superseded_at", Moment),
    Column("retired_at", Moment),
)

scheduled_job = Table(
    "scheduled_job",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("dedupe", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
)

# What a desk is ordered and filtered by, so that its indexes need no row.
_SHOWN_ON_A_DESK = (
    "next_contact",
    "number",
    "status",
    "category",
    "triage",
    "priority",
    "province",
    "assigned_to",
)

case = Table(
    "case_record",
    metadata,
    Column("number", String(24), primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("category", String(20), nullable=False),
    Column("sub_intent", String(40)),
    Column("track", String(12)),
    Column("priority", String(10), nullable=False),
    Column("province", String(5)),
    Column("district", Text),
    Column("centre_code", String(12), nullable=False),
    Column("centre_name", Text, nullable=False),
    Column("helpers", Text, nullable=False),  # JSON array of unit codes
    Column("why_centre", Text, nullable=False),
    Column("contact_name", Text),
    Column("phone", Text),
    Column("email", Text),
    Column("juristic_id", String(13)),
    Column("amount_min", BigInteger),
    Column("amount_max", BigInteger),
    Column("details", Text, nullable=False),  # JSON object
    Column("summary", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("last_action_at", Moment, nullable=False),
    Column("next_contact", Date),
    Column("assigned_to", String(40)),  # the name of a staff account
    Column("triage", SmallInteger),  # 1 | 2 | 3
    Column("first_contact_at", Moment),
    Column("owner_told_at", Moment),  # when its owner last heard of it
    Column("reminded_at", Moment),
    Column("escalated_to", String(12), index=True),
    Column("escalations", SmallInteger),
    Column("clock_at", Moment),  # when its clock is looked at next; NULL: now
    Column("ended_at", Moment),
    Column("outcome", String(40)),
    Index("ix_case_record_centre_status", "centre_code", "status"),
    Index("ix_case_record_province_opened", "province", "opened_at"),
    # All desks together.
    Index(
        "ix_case_record_desks",
        *_SHOWN_ON_A_DESK,
        sqlite_where=Column("ended_at", Moment).is_(None),
        postgresql_where=Column("ended_at", Moment).is_(None),
    ),
    Index(
        "ix_case_record_mine",
        "assigned_to",
        "next_contact",
        "number",
        sqlite_where=text("ended_at IS NULL AND assigned_to IS NOT NULL"),
        postgresql_where=text("ended_at IS NULL AND assigned_to IS NOT NULL"),
    ),
    Index(
        "ix_case_record_asked",
        "escalated_to",
        "next_contact",
        "number",
        sqlite_where=text("ended_at IS NULL AND escalated_to IS NOT NULL"),
        postgresql_where=text("ended_at IS NULL AND escalated_to IS NOT NULL"),
    ),
    Index(
        "ix_case_record_first_contact",
        "first_contact_at",
        sqlite_where=Column("first_contact_at", Moment).is_not(None),
        postgresql_where=Column("first_contact_at", Moment).is_not(None),
    ),
    Index(
        "ix_case_record_phone",
        "phone",
        sqlite_where=Column("ended_at", Moment).is_(None),
        postgresql_where=Column("ended_at", Moment).is_(None),
    ),
    Index(
        "ix_case_record_juristic_id",
        "juristic_id",
        sqlite_where=Column("juristic_id", String(13)).is_not(None),
        postgresql_where=Column("juristic_id", String(13)).is_not(None),
    ),
    # The provinces behind which a regional centre stands.
    Index(
        "ix_case_record_province",
        "province",
        "opened_at",
        sqlite_where=Column("ended_at", Moment).is_(None),
        postgresql_where=Column("ended_at", Moment).is_(None),
    ),
    Index(
        "ix_case_record_promised",
        "province",
        "next_contact",
        "number",
        "status",
        sqlite_where=Column("ended_at", Moment).is_(None),
        postgresql_where=Column("ended_at", Moment).is_(None),
    ),
    Index(
        "ix_case_record_clock",
        "clock_at",
        sqlite_where=Column("ended_at", Moment).is_(None),
        postgresql_where=Column("ended_at", Moment).is_(None),
    ),
    # One desk: open cases only, by what was promised, however many have ended.
    Index(
        "ix_case_record_desk",
        "centre_code",
        *_SHOWN_ON_A_DESK,
        sqlite_where=Column("ended_at", Moment).is_(None),
        postgresql_where=Column("ended_at", Moment).is_(None),
    ),
)

case_history = Table(
    "case_history",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("what", String(40), nullable=False),
    Column("by", Text, nullable=False),
    Column("detail", Text),  # JSON object: what it was before, a note
)

case_counter = Table(
    "case_counter",
    metadata,
    Column("series", String(8), primary_key=True),  # «30-69»: province code and Buddhist year
    Column("last", Integer, nullable=False),
)

alert = Table(
    "alert",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("person", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),  # crisis | danger | fraud_alert | hand_off
    Column("reason", Text),
    Column("at", Moment, nullable=False),
    Column("seen_at", Moment),
    Index(
        "ix_alert_unseen",
        "person",
        sqlite_where=Column("seen_at", Moment).is_(None),
        postgresql_where=Column("seen_at", Moment).is_(None),
    ),
)

staff = Table(
    "staff",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("unit", String(12), index=True),  # NULL for headquarters
    Column("password_hash", Text, nullable=False),
    Column("totp_secret", Text),  # NULL until the second factor is set up
    Column("totp_step", BigInteger),  # of the last code accepted: each works once
    Column("failures", SmallInteger, nullable=False, default=0),
    Column("locked_until", Moment),
    Column("line_user_id", Text, unique=True),  # NULL until they have bound their LINE
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", BigInteger, ForeignKey("staff.id"), nullable=False, index=True),
    Column("second_factor", Boolean, nullable=False, default=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("device", Text),  # what browser it said it was, for its owner to know it again
)

# LINE groups of the centres, and what each has been told.
staff_group = Table(
    "staff_group",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("unit", String(12), nullable=False, index=True),
    Column("bound_by", String(40), nullable=False),
    Column("bound_at", Moment, nullable=False),
    Column("told_until", Moment, nullable=False),
    Column("last_card_at", Moment),
    Column("digest_on", Date),
)

# Codes that bind a group to a unit, or a LINE account to an officer; each works once.
staff_code = Table(
    "staff_code",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("kind", String(8), nullable=False),  # group | officer
    Column("unit", String(12), nullable=False),
    Column("staff_name", String(40), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# Codes on receiving slips: whoever sends one is the owner of the case, once.
slip = Table(
    "slip",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("case_number", String(24), nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

# Every look at personal data: who, whose, when, and by what right.
access_log = Table(
    "access_log",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("staff_name", String(40), nullable=False),
    Column("act", String(20), nullable=False),
    Column("case_number", String(24), nullable=False, index=True),
    Index("ix_access_log_staff_name", "staff_name", "id"),
    Index("ix_access_log_at", "at"),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(80), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# The processes that live: each counts up its own row; a count that stands still is a dead one.
process = Table(
    "process",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("beats", BigInteger, nullable=False),
    Column("beat_at", Moment, nullable=False),
    Column("started_at", Moment, nullable=False),
)

# Times when no process of ours lived, told from the last beat before and the first one after.
outage = Table(
    "outage",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=False, index=True),
)

switch = Table(
    "switch",
    metadata,
    Column("name", String(20), primary_key=True),  # maintenance | pause_bot | stop_sends
    Column("on", Boolean, nullable=False),
    Column("note", Text),
    Column("by", Text, nullable=False),
    Column("since", Moment, nullable=False),
)

# What headquarters changed in the directory of agencies; the last row of a code holds.
agency_change = Table(
    "agency_change",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("code", String(20), nullable=False, index=True),
    Column("what", String(12), nullable=False),  # added | changed | retired | restored
    Column("agency", Text, nullable=False),  # JSON object: all of it, as it is from now on
    Column("at", Moment, nullable=False),
    Column("by", String(40), nullable=False),
)

# What headquarters changed in the list of programmes, over the shipped file.
programme_change = Table(
    "programme_change",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("code", String(40), nullable=False, index=True),
    Column("programme", Text, nullable=False),  # JSON object: all of it, as it is from now on
    Column("at", Moment, nullable=False),
    Column("by", String(40), nullable=False),
)

# Where officers put right what the bot took a case to be about.
relabel = Table(
    "relabel",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(40), nullable=False),
    Column("category_before", String(16), nullable=False),
    Column("sub_intent_before", String(40)),
    Column("category", String(16), nullable=False),
    Column("sub_intent", String(40)),
    Column("sure", Float),  # how sure the bot was; NULL where the owner chose
    Column("queued_at", Moment, index=True),  # when it was looked at for nlu_review
)

# What the understanding may learn from, masked, with nobody's id: a text stands here once.
nlu_review = Table(
    "nlu_review",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),  # the last time
    Column("reason", String(12), nullable=False),  # unclear | corrected | relabelled
    Column("text", Text, nullable=False, unique=True),
    Column("times", Integer, nullable=False),
    # Topics: intent, or intent/sub_intent.
    Column("guess", String(60), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("second", String(16)),
    Column("corrected_to", String(60)),
    Column("label", String(60)),
    Column("labelled_at", Moment),
    sqlite_autoincrement=True,  # an id that was dropped never means another row
)

# Cases that were passed on to an agency, or are to be.
referral = Table(
    "referral",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("agency", String(20), nullable=False),
    Column("agency_name", Text, nullable=False),  # as it was called then
    Column("kind", String(8), nullable=False),  # forward | join
    # draft | sent | accepted | declined | done | cancelled | received
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False),  # why once more, to the same agency
    Column("request", Text, nullable=False),  # what the agency is asked for
    Column("fields", Text, nullable=False),  # JSON array of names
    Column("told", Text),  # JSON array of [label, value]: what went out, word for word
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(40), nullable=False),
    Column("sent_at", Moment),
    Column("sent_by", String(40)),
    Column("letter_number", Text),  # of the e-saraban system
    Column("letter_date", Date),
    Column("answered_at", Moment),
    Column("answer", Text),
    Column("remind_on", Date),
    Column("reminders", SmallInteger, nullable=False, default=0),
    Index(
        "ix_referral_waiting",
        "state",
        "remind_on",
        sqlite_where=Column("state", String(10)).in_(["sent", "accepted"]),
        postgresql_where=Column("state", String(10)).in_(["sent", "accepted"]),
    ),
)

# What owners were asked about passing on their data, word for word, and what they said.
referral_question = Table(
    "referral_question",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("referral_id", BigInteger, ForeignKey("referral.id"), nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("fields", Text, nullable=False),  # JSON array of names
    Column("words", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("given", Boolean),  # NULL until they have answered
    Column("answered_at", Moment),
    Column("how", String(10)),  # line | phone | in_person | paper
    Index(
        "ix_referral_question_open",
        "person",
        sqlite_where=Column("given", Boolean).is_(None),
        postgresql_where=Column("given", Boolean).is_(None),
    ),
)

# What the account said in officers' groups, by LINE's id: officers command by quoting it.
group_message = Table(
    "group_message",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("group_id", Text, nullable=False),
    Column("cases", Text, nullable=False),  # running numbers that it names, e.g. «12 13»
    Column("at", Moment, nullable=False, index=True),
)
# What LINE said last of the month's quota: one row, or none while it has not been asked.
line_quota = Table(
    "line_quota",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("used", BigInteger, nullable=False),
    Column("most", BigInteger),  # NULL: without a limit
    Column("at", Moment, nullable=False),
)

# Canned replies as units have changed them; what is not here is as it was shipped.
canned_reply = Table(
    "canned_reply",
    metadata,
    Column("unit", String(12), primary_key=True),  # "" for every unit
    Column("key", String(36), primary_key=True),  # of a shipped one, or a fresh UUID
    Column("category", String(20), nullable=False),  # "" for every category
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("by", String(40), nullable=False),
    Column("at", Moment, nullable=False),
)

# Answers that wait for their owner's next message, with which they go out for free.
held_answer = Table(
    "held_answer",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("cause", Text, nullable=False, unique=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("words", Text),  # NULL once it is finished: what was said is in `message`
    Column("by", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("status", String(12), nullable=False),  # waiting | sent | withdrawn
    Column("finished_at", Moment),
    Index(
        "ix_held_answer_waiting",
        "person",
        "id",
        sqlite_where=Column("finished_at", Moment).is_(None),
        postgresql_where=Column("finished_at", Moment).is_(None),
    ),
)

# Who has a case open now, who types, who answered last; forgotten after a day.
case_presence = Table(
    "case_presence",
    metadata,
    Column("case_number", String(24), primary_key=True),
    Column("staff_name", String(40), primary_key=True),
    Column("seen_at", Moment, nullable=False, index=True),
    Column("typing_at", Moment),
    Column("answered_at", Moment),
)

# Owners who want to be called, and how often that was tried.
call_request = Table(
    "call_request",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("part", String(12), nullable=False),  # morning | afternoon | any
    Column("asked_at", Moment, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("tried_at", Moment),
    Column("status", String(12), nullable=False),  # waiting | done | not_reached | replaced
    Column("finished_at", Moment),
    Index(
        "ix_call_request_waiting",
        "day",
        sqlite_where=Column("finished_at", Moment).is_(None),
        postgresql_where=Column("finished_at", Moment).is_(None),
    ),
)
# Who was spoken to in a case's history, by name or because it was given to them.
mention = Table(
    "mention",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("history_id", BigInteger, ForeignKey("case_history.id"), nullable=False),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False),
    Column("staff_name", String(40), nullable=False),
    Column("seen_at", Moment),
    Index("ix_mention_staff_name", "staff_name", "id"),
)

# Days on which an officer is away, both counted, and who stands in.
staff_leave = Table(
    "staff_leave",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("staff_name", String(40), nullable=False),
    Column("substitute", String(40), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False, index=True),
    Column("made_by", String(40), nullable=False),
    Column("made_at", Moment, nullable=False),
)

# A case that turned out to be another one, which goes on for both.
case_merge = Table(
    "case_merge",
    metadata,
    Column("number", String(24), ForeignKey("case_record.number"), primary_key=True),
    Column("into", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("by", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("before", Text, nullable=False),  # JSON object: what taking it back restores
)

enterprise = Table(
    "enterprise",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("juristic_id", String(13), unique=True),
    Column("province", String(5)),
    Column("size", String(8)),  # micro | small | medium | large
    Column("made_by", String(40), nullable=False),
    Column("made_at", Moment, nullable=False),
)

enterprise_case = Table(
    "enterprise_case",
    metadata,
    Column("case_number", String(24), ForeignKey("case_record.number"), primary_key=True),
    Column("enterprise_id", BigInteger, ForeignKey("enterprise.id"), nullable=False, index=True),
    Column("by", String(40), nullable=False),
    Column("at", Moment, nullable=False),
)

# What goes before the provinces' committees: meetings, agendas, and who does what afterwards.
committee_meeting = Table(
    "committee_meeting",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("province", String(5), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("created_by", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("once", String(80), nullable=False, unique=True),  # the form that made it
    Column("cancelled_at", Moment),
    Index("ix_committee_meeting_province_day", "province", "held_on"),
)

committee_item = Table(
    "committee_item",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("province", String(5), nullable=False, index=True),
    Column("meeting_id", BigInteger, ForeignKey("committee_meeting.id"), index=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), index=True),
    Column("topic", String(40)),  # of a cluster, which has no case: its sub-intent
    Column("reason", String(20)),
    Column("words", Text),
    Column("named", Boolean, nullable=False, default=False),  # if the owner's consent stands
    Column("proposed_by", String(40), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("verdict", String(12)),  # approved | more_info | declined
    Column("note", Text),
    Column("resolved_by", String(40)),
    Column("resolved_at", Moment),
    UniqueConstraint("meeting_id", "topic"),
    # A case is proposed once at a time: again only after it was withdrawn or decided.
    Index(
        "ix_committee_item_live",
        "case_number",
        unique=True,
        sqlite_where=text("withdrawn_at IS NULL AND verdict IS NULL"),
        postgresql_where=text("withdrawn_at IS NULL AND verdict IS NULL"),
    ),
)

committee_task = Table(
    "committee_task",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("item_id", BigInteger, ForeignKey("committee_item.id"), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("from_verdict", Boolean, nullable=False, default=False),
    Column("done_at", Moment),
    Column("done_by", String(40)),
    Column("once", String(80), nullable=False, unique=True),
)

# What the international desk knows of a firm beyond its case, and what of it may be shown.
intl_profile = Table(
    "intl_profile",
    metadata,
    Column("case_number", String(24), ForeignKey("case_record.number"), primary_key=True),
    Column("facts", Text, nullable=False),  # JSON object of texts
    Column("allowed", Text, nullable=False),  # JSON array of field names
    Column("updated_by", String(40), nullable=False),
    Column("updated_at", Moment, nullable=False),
)

intl_meeting = Table(
    "intl_meeting",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("held_on", Date, nullable=False),
    Column("counterpart", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("next_step", Text),
    Column("noted_by", String(40), nullable=False),
    Column("noted_at", Moment, nullable=False),
    Column("once", String(80), nullable=False, unique=True),
)

# Links by which somebody comes into an account, or back into it; each works once.
staff_invitation = Table(
    "staff_invitation",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_name", String(40), nullable=False, index=True),
    Column("made_by", String(40), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# When each officer last came in.
staff_sign_in = Table(
    "staff_sign_in",
    metadata,
    Column("staff_id", BigInteger, ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

# Failed tries to sign in, under keyed hashes of address and name; a quarter of an hour old at most.
sign_in_try = Table(
    "sign_in_try",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index("ix_sign_in_try_key", "key", "at"),
)

# What was changed about accounts, the map and the calendar: who, when, what. Only ever added to.
admin_log = Table(
    "admin_log",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("by", String(40), nullable=False),
    Column("what", String(40), nullable=False),
    Column("about", String(80), nullable=False),
    Column("detail", Text, nullable=False),  # JSON object
)

# Rows that stand in place of those of a routing file about the same thing; none: it is left out.
map_row = Table(
    "map_row",
    metadata,
    Column("file", String(30), primary_key=True),
    Column("about", String(40), primary_key=True),
    Column("rows", Text, nullable=False),  # JSON array of objects, by column
    Column("changed_by", String(40), nullable=False),
    Column("changed_at", Moment, nullable=False),
)

# How each case ended, what its owner says of it, and whether it was taken up again.
case_ending = Table(
    "case_ending",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("centre_code", String(12), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("amount_baht", BigInteger),
    Column("detail", Text),
    Column("ended_at", Moment, nullable=False),
    Column("ended_by", String(40), nullable=False),  # the name of a staff account
    Column("asks", SmallInteger, nullable=False, default=0),
    Column("confirmed", Boolean),  # NULL until its owner has answered
    Column("answered_at", Moment),
    Column("rating", SmallInteger),  # 1 to 5
    Column("rating_words", Text),
    Column("helped_asked_at", Moment),
    Column("helped", String(8)),  # yes | partly | no
    Column("reopened_at", Moment),
    Index("ix_case_ending_centre_ended", "centre_code", "ended_at"),
)

# Calls that nobody took.
call_attempt = Table(
    "call_attempt",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(40), nullable=False),
    Column("note", Text),
)

# In how many working days each centre reached its owners lately; what new owners are promised.
centre_promise = Table(
    "centre_promise",
    metadata,
    Column("centre_code", String(12), primary_key=True),  # «» is the note of the last count
    Column("days", SmallInteger, nullable=False),
    Column("contacts", Integer, nullable=False),
    Column("counted_on", Date, nullable=False),
)

# Cases by their words. On SQLite the words stand in a line, and triggers keep the full-text table
# `case_words` (FTS5) over them; on PostgreSQL they are a vector of their own.
case_search = Table(
    "case_search",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column(
        "case_number",
        String(24),
        ForeignKey("case_record.number", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
    Column("due", Boolean, nullable=False),  # to be read anew
    Column("wipes", Integer, nullable=False, default=0),  # so often were its words taken out
    Index(
        "ix_case_search_due",
        "id",
        sqlite_where=Column("due", Boolean).is_(True),
        postgresql_where=Column("due", Boolean).is_(True),
    ),
    Index("ix_case_search_words", "words", postgresql_using="gin").ddl_if(dialect="postgresql"),
)

# How far the index has read in `message` and `case_history`; what was there at `seen_at` at least.
search_mark = Table(
    "search_mark",
    metadata,
    Column("source", String(16), primary_key=True),
    Column("upto", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

# Filters of the desk that an officer has named.
staff_view = Table(
    "staff_view",
    metadata,
    Column("staff_id", BigInteger, ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("name", String(40), primary_key=True),
    Column("query", Text, nullable=False),
    Column("first", Boolean, nullable=False, default=False),  # what the desk opens with
)

# What is counted of each case, narrow: the lists behind the director-general's page, and what to
# take off the totals when a case changes. Days are Bangkok's.
figure_fact = Table(
    "figure_fact",
    metadata,
    Column("number", String(24), primary_key=True),
    Column("day", Date, nullable=False),
    Column("area", String(5), nullable=False),  # a province, or «-»
    Column("petitioner", BigInteger, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("reporting", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("track", String(12)),
    Column("promised", Date),
    Column("contact_days", Integer),
    Column("close_days", Integer),
    Column("ended_day", Date),
    Column("loan_baht", BigInteger),
    Index("ix_figure_fact_day", "day", "number"),
    # In the petitioners' order, and with all that counting them takes: no sorting, no table.
    Index("ix_figure_fact_petitioner", "petitioner", "day", "area", "kind"),
    Index(
        "ix_figure_fact_ended",
        "ended_day",
        "number",
        sqlite_where=Column("ended_day", Date).is_not(None),
        postgresql_where=Column("ended_day", Date).is_not(None),
    ),
    Index(
        "ix_figure_fact_promised",
        "promised",
        "number",
        sqlite_where=Column("promised", Date).is_not(None),
        postgresql_where=Column("promised", Date).is_not(None),
    ),
)

# The sum over the facts, day by day; «*» is the whole country.
figure_day = Table(
    "figure_day",
    metadata,
    Column("area", String(5), primary_key=True),
    Column("measure", String(16), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("key", String(20), primary_key=True),
    Column("count", BigInteger, nullable=False),
)

# Up to which line of the cases' history the facts are true. One row.
figure_mark = Table(
    "figure_mark",
    metadata,
    Column("name", String(12), primary_key=True),
    Column("history_id", BigInteger, nullable=False),
    Column("turn", BigInteger, nullable=False),
)

# Technical help that is booked on a case: one row is one booking, whoever counts it.
booking = Table(
    "booking",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    # Once and only once, however often a browser sends the form.
    Column("cause", Text, nullable=False, unique=True),
    Column("case_number", String(24), ForeignKey("case_record.number"), nullable=False, index=True),
    Column("unit", String(12), nullable=False),  # which gives the help
    Column("kind", String(12), nullable=False),  # visit | itc | laboratory | diagnosis
    Column("at", Moment, nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("expert", Text, nullable=False),
    Column("state", String(12), nullable=False),  # planned | done | cancelled
    Column("result", Text),
    Column("by", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)


# What is known of a friend of the account for choosing whom a programme is announced to; whether
# they want news at all is `conversation.news`. `needs` and `topics` are sums of powers of two.
friend = Table(
    "friend",
    metadata,
    # Province by province, the order in which announcements go out: where SQLite keeps the rows in
    # it, five hundred who are told together lie together.
    Column("province", String(5), primary_key=True, default=""),
    Column("person", Text, primary_key=True),
    Column("sector", String(12)),
    Column("size", String(8)),
    Column("legal_form", String(12)),
    Column("needs", SmallInteger, nullable=False, default=0),
    Column("topics", SmallInteger),  # NULL: all there are; 0: said no to news
    Column("announced_at", Moment),  # when the last announcement went out to them
    UniqueConstraint("person"),
    sqlite_with_rowid=False,
)

# Who wants to hear of a programme, or to join it.
programme_interest = Table(
    "programme_interest",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Index("ix_programme_interest_person", "person"),
)

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("title", Text, nullable=False),
    Column("draft", Text, nullable=False),  # JSON object: as its author wrote it
    Column("messages", Text, nullable=False),  # the final JSON array for LINE
    # draft | approved | sending | paused | held | stopped | sent
    Column("state", String(12), nullable=False),
    Column("reason", Text),  # why it is held
    Column("author", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("nationwide", Boolean, nullable=False),
    # Whether it travels on free answers to those who write, instead of being sent.
    Column("free", Boolean, nullable=False, default=False),
    Column("urgent", Boolean, nullable=False, default=False),
    Column("corrects", BigInteger, ForeignKey("broadcast.id")),
    Column("pilot", String(5)),  # the province to which alone it goes for now
    Column("send_after", Moment),
    Column(
        "at_once", Boolean, nullable=False, default=False
    ),  # whatever the hour, no cap, no waves
    Column("approved_at", Moment),
    # Its recipients at the most, frozen chunk by chunk after the approval; NULL until all are.
    Column("bound", BigInteger),
    Column("frozen_upto", Text),  # JSON: how far the freezing has come
    Column("matched", BigInteger),
    Column("left_out", Text),  # JSON object: how many were not frozen, by reason
    Column("started_at", Moment),
    Column("finished_at", Moment),
    # What happened after its end: its people were counted by province; the ids of its recipients,
    # and of those who answered, were erased.
    Column("counted_at", Moment),
    Column("recipients_erased_at", Moment),
    Column("answers_erased_at", Moment),
    Index(
        "ix_broadcast_remembered",
        "finished_at",
        sqlite_where=Column("answers_erased_at", Moment).is_(None),
        postgresql_where=Column("answers_erased_at", Moment).is_(None),
    ),
    Index(
        "ix_broadcast_under_way",
        "state",
        sqlite_where=Column("state", String(12)).in_(["approved", "sending", "held"]),
        postgresql_where=Column("state", String(12)).in_(["approved", "sending", "held"]),
    ),
)

broadcast_approval = Table(
    "broadcast_approval",
    metadata,
    Column("broadcast_id", BigInteger, ForeignKey("broadcast.id"), primary_key=True),
    Column("staff_name", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)

# One multicast each: whom it is meant for, frozen; and from its first attempt on to whom it goes.
broadcast_chunk = Table(
    "broadcast_chunk",
    metadata,
    Column("broadcast_id", BigInteger, ForeignKey("broadcast.id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("people", Text, nullable=False),  # JSON array of LINE user ids
    Column("provinces", Text, nullable=False),  # JSON array of codes
    Column("retry_key", String(36), nullable=False),
    Column("recipients", Text),  # JSON array; NULL until its first attempt
    Column("count", SmallInteger),
    Column("left_out", Text),  # JSON object: how many were left out at the last moment, by reason
    # waiting | sending | due | sent | dead | empty
    Column("status", String(8), nullable=False, default="waiting"),
    Column("holder", String(36)),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("unknown_attempts", SmallInteger, nullable=False, default=0),
    Column("first_attempt_at", Moment, index=True),
    Column("due_at", Moment),
    Column("finished_at", Moment),
    Column("request_id", Text),
    Column("error", Text),
    # How far an announcement is, told without its thousands of ids.
    Index("ix_broadcast_chunk_progress", "broadcast_id", "status", "count", "left_out"),
    Index(
        "ix_broadcast_chunk_unfinished",
        "broadcast_id",
        "n",
        sqlite_where=Column("finished_at", Moment).is_(None),
        postgresql_where=Column("finished_at", Moment).is_(None),
    ),
)

# Who was told of an announcement along with a free answer.
broadcast_ride = Table(
    "broadcast_ride",
    metadata,
    Column("broadcast_id", BigInteger, ForeignKey("broadcast.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

# Who pressed a button of an announcement, the first time.
broadcast_answer = Table(
    "broadcast_answer",
    metadata,
    Column("broadcast_id", BigInteger, ForeignKey("broadcast.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("flow", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_broadcast_answer_person", "person"),
)
# Pictures for announcements, which anybody may look at; the files lie with those people sent.
broadcast_picture = Table(
    "broadcast_picture",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("kind", String(12), nullable=False),  # image/jpeg | image/png
    Column("made_by", String(40), nullable=False),
    Column("made_at", Moment, nullable=False),
)
broadcast_sum = Table(
    "broadcast_sum",
    metadata,
    Column("broadcast_id", BigInteger, ForeignKey("broadcast.id"), primary_key=True),
    Column("province", String(5), primary_key=True),  # "": none is known
    Column("measure", String(12), primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("counted", BigInteger, nullable=False),
)
