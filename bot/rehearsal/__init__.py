"""Golden dialogues: whole conversations, written down by people and played against flows.yaml.

Pure: a dialogue is text in, what the bot does is text out. Callers use `dialogue.read`,
`rehearse.play`, `coverage.of`.
"""

from __future__ import annotations
