"""What operators watch; served at /metrics. Nothing here names a person."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

WEBHOOKS = Counter("frontdoor_webhooks", "Webhook requests by how they were answered", ["answer"])
EVENTS = Counter("frontdoor_events", "LINE events received, by kind", ["kind"])
TURNS = Counter("frontdoor_turns", "Turns taken, by how they ended", ["end"])
TURN_SECONDS = Histogram(
    "frontdoor_turn_seconds",
    "Time to think about and save one turn",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
LINE_CALLS = Counter("frontdoor_line_calls", "Calls to LINE, by method and outcome", [
    "method", "outcome",
])  # fmt: skip
OLDEST_INBOX = Gauge("frontdoor_inbox_oldest_seconds", "Age of the event that waits longest")
OLDEST_OUTBOX = Gauge("frontdoor_outbox_oldest_seconds", "Age of the answer that waits longest")
WAKE_FAILURES = Counter("frontdoor_wake_failures", "Wake-ups that could not be handed on")
CONTENTS = Counter(
    "frontdoor_contents", "Files that people sent, by what came of an attempt", ["outcome"]
)
OLDEST_CONTENT = Gauge("frontdoor_content_oldest_seconds", "Age of the file that waits longest")
SWEEPS = Counter("frontdoor_sweeps", "Sweeps by what they found", ["found"])
TAKEOVERS = Counter("frontdoor_takeovers", "Processes found dead, whose work others took over")
