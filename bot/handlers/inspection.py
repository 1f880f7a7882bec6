"""Looking at a conversation from outside, in the shape that the command line shows."""

from __future__ import annotations

from typing import Any

from bot.handlers.deps import Deps
from bot.handlers.inbound import asking_in, state_of
from bot.storage.conversations import Conversation


def conversation_view(deps: Deps, conversation: Conversation) -> dict[str, Any]:
    """Return flow, step, the slot asked for, the slots so far, and whether staff hold it."""
    state = state_of(conversation)
    frame = state.frames[-1] if state.frames else None
    return {
        "flow": frame.flow if frame else None,
        "step": frame.step if frame else None,
        "asking": asking_in(deps, state),
        "slots": dict(state.slots),
        "held_by_staff": conversation.held_by_staff,
    }
