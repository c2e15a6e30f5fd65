"""Everything that can be refused: API errors as Discord words them, and what tests get when a person cannot act.

Exception
├── ApiError            an answer of the API that is not 2xx
└── AssertionError
    ├── Impossible      a person tried what Discord's client would not let them do
    ├── Unanswered      a wait ran out of time; the message says what there is instead
    └── InteractionFailed   the person sees "This interaction failed"
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .wire import Json

KNOWN = {
    0: "401: Unauthorized",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10011: "Unknown Role",
    10013: "Unknown User",
    10014: "Unknown Emoji",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    20012: "You are not authorized to perform this action on this application",
    40005: "Request entity too large",
    40060: "Interaction has already been acknowledged.",
    40094: "This interaction has hit the maximum number of follow up messages",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel",
    50013: "Missing Permissions",
    50021: "Cannot execute action on a system message",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    50109: "The request body contains invalid JSON.",
    160002: "Cannot reply without permission to read message history",
    160004: "A thread has already been created for this message",
    160005: "Thread is locked",
}
"""Discord's wording of its JSON error codes."""

STATUS = {0: 401, 40005: 413, 50001: 403, 50005: 403, 50007: 403, 50013: 403, 50021: 403, 50027: 401, 160005: 403}


class ApiError(Exception):
    """An answer that is not 2xx; ``violation`` says that a correct client would never have asked."""

    def __init__(
        self,
        code: int,
        message: str | None = None,
        *,
        status: int | None = None,
        errors: Json | None = None,
        violation: bool = False,
    ) -> None:
        self.code = code
        self.message = message or KNOWN.get(code, "Unknown error")
        self.status = status or STATUS.get(code) or (404 if 10000 <= code < 20000 else 400)
        self.errors = errors
        self.violation = violation
        super().__init__(f"{self.status} (code {code}): {self.message}")

    def body(self) -> Json:
        """The JSON that the client receives."""
        answer: Json = {"message": self.message, "code": self.code}
        return answer if self.errors is None else answer | {"errors": self.errors}


class Problems:
    """Collects what is wrong with one request body and raises it as one 50035."""

    def __init__(self) -> None:
        self.found: list[tuple[tuple[str | int, ...], str, str]] = []

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        """Note that the field at ``path`` breaks the rule ``code``."""
        self.found.append((path, code, message))

    def too_long(self, path: tuple[str | int, ...], limit: int, actual: int) -> None:
        """Note a text that exceeds its limit."""
        self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length. (It is {actual}.)")

    def out_of_range(self, path: tuple[str | int, ...], low: int, high: int, actual: int) -> None:
        """Note a length or a count outside its limits."""
        self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length. (It is {actual}.)")

    def require(self, path: tuple[str | int, ...], value: Any, low: int, high: int) -> None:
        """Check that ``value``, already measured, lies within its limits."""
        if not low <= value <= high:
            self.out_of_range(path, low, high, value)

    def raise_any(self) -> None:
        """Raise what was noted, if anything was."""
        if not self.found:
            return
        errors: Json = {}
        for path, code, message in self.found:
            node = errors
            for step in path:
                node = node.setdefault(str(step), {})
            node.setdefault("_errors", []).append({"code": code, "message": message})
        raise ApiError(50035, errors=errors, violation=True)


@dataclass(frozen=True, slots=True)
class Violation:
    """A request that a correct client would not have made."""

    method: str
    path: str
    reason: str
    body: Any = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.reason}"


class Impossible(AssertionError):
    """What a person tried cannot be done in Discord's client: the button is disabled, the command is not offered, …"""


class Unanswered(AssertionError):
    """What a test waited for did not come in time."""


class InteractionFailed(AssertionError):
    """Nobody acknowledged the interaction within 3 seconds: the person sees "This interaction failed"."""
