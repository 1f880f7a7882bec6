"""What operators watch; served at /metrics. Nothing here names a person.

Every figure is drawn in `deploy/grafana/front-door.json` and explained in `docs/operations.md`.
Those that say «as the database has it» are read by every process that sweeps: take the largest.
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

WEBHOOKS = Counter("frontdoor_webhooks", "Webhook requests by how they were answered", ["answer"])
WEBHOOK_SECONDS = Histogram(
    "frontdoor_webhook_seconds",
    "Time from a webhook's last byte to its answer",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
EVENTS = Counter("frontdoor_events", "LINE events received, by kind", ["kind"])
KNOWN_EVENTS = Counter(
    "frontdoor_events_known", "LINE events that were here already: delivered again, or doubled"
)
TURNS = Counter("frontdoor_turns", "Turns taken, by how they ended", ["end"])
TURN_SECONDS = Histogram(
    "frontdoor_turn_seconds",
    "Time to think about and save one turn",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
LINE_CALLS = Counter("frontdoor_line_calls", "Calls to LINE, by method and outcome", [
    "method", "outcome",
])  # fmt: skip
SENT = Counter(
    "frontdoor_sent",
    "Messages that LINE took, by lane, by how they went (reply is free), and why they were pushed",
    ["lane", "by", "why"],
)
TOKEN_AGE = Histogram(
    "frontdoor_reply_token_age_seconds",
    "Age of a reply token, since it came to us, when it was used",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 40, 50),
)
RETRIES = Counter("frontdoor_retries", "Calls to LINE that will be made again", ["method"])
PRESUMED = Counter(
    "frontdoor_presumed", "Answers taken to have arrived though LINE's word for it was lost"
)
DEAD_LETTERS = Counter("frontdoor_dead_letters", "Calls to LINE that were given up")
LETTERS = Gauge(
    "frontdoor_letters",
    "Calls to LINE that are dead or presumed, as the database has it",
    ["status"],
)
INBOX_WAITING = Gauge("frontdoor_inbox_waiting", "Events that wait, as the database has it")
OLDEST_INBOX = Gauge("frontdoor_inbox_oldest_seconds", "Age of the event that waits longest")
OUTBOX_WAITING = Gauge(
    "frontdoor_outbox_waiting", "Calls to LINE that wait, as the database has it", ["lane"]
)
OLDEST_OUTBOX = Gauge(
    "frontdoor_outbox_oldest_seconds", "Age of the call to LINE that waits longest", ["lane"]
)
CONTENTS = Counter(
    "frontdoor_contents", "Files that people sent, by what came of an attempt", ["outcome"]
)
OLDEST_CONTENT = Gauge("frontdoor_content_oldest_seconds", "Age of the file that waits longest")
QUOTA = Gauge(
    "frontdoor_quota_messages",
    "Messages of this month that cost: the plan's limit, used, left; as LINE counts them",
    ["what"],
)
SWITCH_ON = Gauge("frontdoor_switch_on", "Whether an operator's switch is on", ["switch"])
PROCESSES = Gauge("frontdoor_processes", "Processes that live, as the database has it")
OUTAGES = Gauge("frontdoor_outages", "Times when nobody of ours lived, as the database has it")
LAST_OUTAGE = Gauge("frontdoor_last_outage_timestamp_seconds", "When the last such time ended")
DATABASE_DOWN = Gauge("frontdoor_database_down", "Whether this process misses its database")
BROKER_DOWN = Gauge("frontdoor_broker_down", "Whether this process misses the broker (Redis)")
WAKE_FAILURES = Counter("frontdoor_wake_failures", "Wake-ups that could not be handed on")
SWEEPS = Counter("frontdoor_sweeps", "Sweeps by what they found", ["found"])
TAKEOVERS = Counter("frontdoor_takeovers", "Processes found dead, whose work others took over")

# Prometheus tells by how much a counter grew only between two samples of it: one that is born with
# its first count hides that. So what an alarm listens for is there, as nought, from the start.
TURNS.labels("failed")
for _refusal in ("not_stored", "bad_signature"):
    WEBHOOKS.labels(_refusal)
for _method in ("reply", "push", "multicast", "loading", "rich_menu"):
    LINE_CALLS.labels(_method, "unauthorised")
