"""Faults injected into the whole service as it runs, judged from outside; `docs/reliability.md`."""
