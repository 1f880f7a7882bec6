"""HTTP: the webhook, health, metrics."""
