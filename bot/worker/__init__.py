"""Draining the inbox and the outbox, and the sweeper that guarantees it."""
