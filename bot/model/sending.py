"""What became of a request to LINE, in words that deciding and recording share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Failure(StrEnum):
    """Why LINE did not answer a request with success."""

    ALREADY_ACCEPTED = "already_accepted"
    """409: an earlier request with this retry key went through; nothing to do."""
    INVALID_REPLY_TOKEN = "invalid_reply_token"  # noqa: S105 -- a name, not a secret
    """400: the token was used, is too old or was never LINE's."""
    RATE_LIMITED = "rate_limited"
    """429: too many requests a second; later it will do."""
    QUOTA_USED_UP = "quota_used_up"
    """429: the month's paid messages are spent, or reserved by a running narrowcast."""
    PERSON_FLOODED = "person_flooded"
    """429: too many messages to one person."""
    UNAUTHORISED = "unauthorised"
    """401 or 403: the access token or the account's plan; an operator must mend it."""
    REFUSED = "refused"
    """Another 4xx: the same request will never be taken."""
    LINE_BROKEN = "line_broken"
    """5xx: LINE may or may not have done it."""
    UNKNOWN = "unknown"
    """The answer never came; LINE may or may not have done it."""
    UNREACHABLE = "unreachable"
    """No connection was made, so LINE cannot have done it."""

    @property
    def leaves_doubt(self) -> bool:
        """Tell whether LINE may have delivered in spite of this failure."""
        return self in {Failure.UNKNOWN, Failure.LINE_BROKEN}


@dataclass(frozen=True, slots=True)
class Accepted:
    """LINE took the request. It is silent about people who blocked the account."""

    request_id: str
    """LINE's `x-line-request-id`; "" when the header was missing."""
    message_ids: tuple[str, ...] = ()
    """One per message object, in the order sent; empty for multicast."""

    @property
    def counted_as(self) -> str:
        """What operators' figures call it."""
        return "accepted"


@dataclass(frozen=True, slots=True)
class Refused:
    """LINE did not take the request, or we cannot know."""

    failure: Failure
    status: int | None
    """HTTP status; None when no answer came."""
    message: str
    """LINE's words with the properties it names, or those of the network; no personal data."""
    request_id: str
    """LINE's id; with `ALREADY_ACCEPTED` the id of the request that went through."""

    @property
    def counted_as(self) -> str:
        """What operators' figures call it."""
        return self.failure.value


Outcome = Accepted | Refused
