"""The words flows.yaml may use: names in conditions, actions, placeholders, slot types, phrases.

The engine gives them their meaning; `tests/flows` sees to it that both lists are the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.flows.conditions import Kind

SLOT_TYPES = (
    "text", "name", "phone", "province", "district", "amount", "number_13", "email", "date",
    "case_number", "flag", "need", "code", "choice", "band",
    "programme",
)  # fmt: skip

CONDITION_NAMES: Mapping[str, Kind] = {
    "cases": "number",
    "has_open_case": "flag",
    "case_number": "text",
    "number_is_theirs": "flag",
    "number_slipped": "flag",
    "deadline_days": "number",
    "filed": "flag",
    "refused": "flag",
    "office_open": "flag",
    "recent_case": "flag",
    "sent_files": "flag",
    "something_pending": "flag",
    "programmes": "number",
    "sub_group": "text",
    "later": "text",
    "consent": "flag",
    "ended_cases": "number",
    "case_ended": "flag",
    "may_reopen": "flag",
    "draft_pending": "flag",
    "programme_open": "flag",
    "programme_asks": "text",
    "programme_conditions": "flag",
    "programme_fits": "text",
    "programme_checks": "flag",
    "programme_papers": "flag",
}
"""Beside the slots of flows.yaml, each of which is a text here."""

SOURCES = ("guesses", "both", "lines", "cases", "ended", "menu", "later")
STARTS = ("guessed", "noted", "need", "financing", "technology", "market", "rescue")
CARDS = ("summary", "case", "status", "programme", "centre")
ENDINGS = ("back", "quiet", "all", "restart")
ENTRY_STEPS: Mapping[str, tuple[str, ...]] = {
    "clarify": ("tiles",), "correct": ("fix",), "which_need": ("first",),
}  # fmt: skip
"""Steps at which the engine itself enters a pattern."""
NEEDED_SLOTS = (
    "consent", "need", "sub_intent", "track", "summary", "name", "phone", "province", "district",
    "amount_baht", "business", "juristic_id", "email", "deadline", "case_number",
    "rating", "rating_words", "still_missing", "more", "programme", "sector", "legal_form",
    "employees", "revenue",
)  # fmt: skip
SUB_GROUPS: Mapping[str, tuple[str, ...]] = {
    "financing": ("fin",),
    "technology": ("prod", "std", "mgmt"),
    "market": ("mkt", "intl"),
    "rescue": ("rescue", "disaster", "legal"),
}
"""The first parts of the sub-intents of each need."""
PRIORITIES = ("normal", "high", "urgent")
CATEGORIES = ("financing", "technology", "market", "rescue", "other", "need")
CASE_PLACEHOLDERS = ("case.number", "case.centre", "case.next_contact", "case.phone", "case.status")
PLACEHOLDERS = (
    *CASE_PLACEHOLDERS,
    "office.name", "office.phone", "office.next_opening", "next_contact", "now", "topic",
    "guess", "recap", "note", "number", "place", "latest.number", "ended.number", "understood",
    "later", "programme.title", "programme.owner", "programme.as_of", "programme.papers",
    "programme.reasons", "programme.unknown",
)  # fmt: skip
"""Beside the slots of flows.yaml."""

REQUIRED_PATTERNS = (
    "consent", "clarify", "which_need", "correct", "cancel", "cancel_idle", "cancel_check", "stale",
    "sticker",
    "image", "video", "audio", "file", "pin_unknown", "crisis", "danger", "fraud_alert",
    "factory_complaint", "consent_manage", "news_stop", "welcome", "welcome_back", "status",
    "programmes", "consent_timeout", "draft_warning", "draft_timeout", "resume", "attach", "moved",
    "greet", "greet_again", "thanks", "thanks_filed", "out_of_scope", "cannot_skip",
    "cannot_go_back", "refused_again", "menu", "switch_later", "slip", "slip_unknown", "end_helped",
    "end_not_done", "reopen", "reopened", "helped_yes", "helped_partly", "helped_no",
    "news_stop_topic",
    "interested", "eligible", "papers", "drop_sent",
)  # fmt: skip
"""The engine plays these by name."""

PHRASES = (
    "menu_bar",
    "echo", "corrected", "added", "place_one", "place_many", "place_none", "skip", "yes", "no",
    "other", "elsewhere", "location", "fix", "unsaid", "later_yes", "later_no", "sum_exact",
    "sum_max", "sum_min", "sum_range", "row_number", "row_status", "row_centre",
    "row_last_action", "row_next", "row_about", "row_owner", "row_open_until", "row_source",
    "row_phone", "row_email", "row_website", "row_address", "as_of", "no_end", "lost",
    "citizen_number", "drop_sent", "still_here", "sorry", "file_too_large", "file_not_opened",
    "maintenance", "outage", "late", "number_again", "given_back", "closed_by_staff",
    "still_new", "still_working", "still_referred",
    "refer_ask", "refer_ask_fields", "refer_ask_forward", "refer_ask_join", "refer_yes", "refer_no",
    "refer_agreed", "refer_refused", "refer_too_late", "refer_gone", "refer_sent_forward",
    "refer_sent_join", "refer_accepted_forward", "refer_accepted_join", "refer_declined",
    "refer_result",
    "from_officer", "transferred", "second_opened",
    "consent_title", "committee_consent", "committee_agreed", "committee_refused",
    "international_consent", "international_agreed", "international_refused",
    "committee_agenda", "committee_postponed",
    "committee_approved", "committee_more_info", "committee_declined",
    "ended_by_staff", "ask_again", "ask_helped", "end_helped",
    "end_not_done", "end_reopen", "helped_yes", "helped_partly", "helped_no", "slipped",
    "booking_made", "booking_changed", "booking_cancelled",
    "news_source", "news_footer", "news_footer_topic",
    "offer_interested", "offer_eligible", "offer_papers", "offer_source", "this_programme",
    "its_owner", "condition_province", "condition_disaster_area", "condition_sector",
    "condition_legal_form", "condition_size", "and_more",
)  # fmt: skip

BUTTON_PHRASES = (
    "skip", "yes", "no", "other", "elsewhere", "location", "later_yes", "later_no",
    "offer_interested", "offer_eligible", "offer_papers", "offer_source", "end_helped",
    "end_not_done", "end_reopen", "helped_yes", "helped_partly", "helped_no", "refer_yes",
    "refer_no",
)  # fmt: skip
"""Phrases that stand on buttons; `fix` is cut to fit."""

PHRASE_PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "echo": ("understood",),
    "corrected": ("understood",),
    "place_one": ("place",),
    "fix": ("label",),
    "sum_exact": ("amount",),
    "sum_max": ("amount",),
    "sum_min": ("amount",),
    "sum_range": ("low", "high"),
    "as_of": ("date",),
    "file_too_large": ("limit",),
    "maintenance": ("note",),
    "outage": ("since", "until"),
    "late": ("since",),
    "number_again": ("number",),
    "news_footer": ("source", "closes"),
    "news_footer_topic": ("topic",),
    "given_back": ("number",),
    "closed_by_staff": ("number", "outcome"),
    "ended_by_staff": ("number", "outcome"),
    "ask_again": ("number",),
    "ask_helped": ("number",),
    "slipped": ("number", "office", "date"),
    "still_new": ("number", "office", "date"),
    "still_working": ("number", "office", "date"),
    "still_referred": ("number", "agency", "office", "date"),
    "refer_ask": ("number", "agency"),
    "refer_ask_forward": ("agency", "office"),
    "refer_ask_join": ("agency", "office"),
    "refer_agreed": ("number", "agency", "office"),
    "refer_refused": ("number", "agency", "office"),
    "refer_too_late": ("number", "agency", "office"),
    "refer_gone": ("office",),
    "refer_sent_forward": ("number", "agency", "office", "date"),
    "refer_sent_join": ("number", "agency", "office", "date"),
    "refer_accepted_forward": ("number", "agency", "contact", "result"),
    "refer_accepted_join": ("number", "agency", "office", "result"),
    "refer_declined": ("number", "agency", "office", "reason", "date"),
    "refer_result": ("number", "agency", "result"),
    "from_officer": ("number",),
    "transferred": ("number", "office", "date"),
    "second_opened": ("number", "topic", "office", "date"),
    "consent_title": ("number",),
    "committee_consent": ("number",),
    "committee_agreed": ("number",),
    "committee_refused": ("number",),
    "international_consent": ("number",),
    "international_agreed": ("number",),
    "international_refused": ("number",),
    "committee_agenda": ("number", "date"),
    "committee_postponed": ("number",),
    "committee_approved": ("number", "agency", "date"),
    "committee_more_info": ("number", "date"),
    "committee_declined": ("number",),
    "booking_made": ("number", "what", "expert", "when", "place"),
    "booking_changed": ("number", "what", "expert", "when", "place"),
    "booking_cancelled": ("number", "what", "when"),
    "condition_province": ("accepted",),
    "condition_disaster_area": ("accepted", "until"),
    "condition_sector": ("accepted",),
    "condition_legal_form": ("accepted",),
    "condition_size": ("accepted",),
    "and_more": ("count",),
}
