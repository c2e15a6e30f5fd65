"""Faults that tests inject into the REST API."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .failures import KNOWN
from .wire import Json


@dataclass(slots=True)
class Fault:
    """How the next matching requests go wrong; ``served`` counts those that did."""

    method: str
    pattern: re.Pattern[str]
    status: int
    times: float
    via: bool
    retry_after: float
    code: int
    message: str
    is_global: bool
    drop: bool
    delay: float
    applied: bool
    served: int = 0

    @property
    def spent(self) -> bool:
        """Whether it has happened as often as it should."""
        return self.served >= self.times

    @property
    def only_delays(self) -> bool:
        """Whether the request is answered as usual in the end."""
        return not self.drop and not self.status

    def headers(self) -> dict[str, str]:
        """The headers that come with the status."""
        headers = {}
        if self.via:
            headers["Via"] = "1.1 double"
        if self.status == 429:
            headers["Retry-After"] = str(self.retry_after)
            headers["X-RateLimit-Scope"] = "global" if self.is_global else "user"
            if self.is_global:
                headers["X-RateLimit-Global"] = "true"
        return headers

    def body(self) -> Json:
        """The JSON that comes with the status."""
        if self.status == 429:
            return {
                "message": "You are being rate limited.",
                "retry_after": self.retry_after,
                "global": self.is_global,
                "code": self.code,
            }
        return {"message": self.message, "code": self.code}


@dataclass
class Faults:
    """The faults that are waiting; the oldest that matches a request is served."""

    waiting: list[Fault] = field(default_factory=list)

    def add(
        self,
        method: str,
        route: str,
        *,
        status: int = 0,
        times: float = 1,
        via: bool = True,
        retry_after: float = 0.05,
        code: int = 0,
        message: str | None = None,
        is_global: bool = False,
        drop: bool = False,
        delay: float = 0,
        applied: bool = False,
    ) -> Fault:
        """Let the next ``times`` requests that match go wrong (``math.inf``: all).

        method: GET, POST, … or ``*``.
        route: the path below ``/api/v10``, or on the CDN; ``*`` and ``{channel_id}`` stand for one part, ``**`` for
            any number of parts: ``/channels/*/messages``.
        status: the status to answer; 0 with a ``delay`` only makes the answer late.
        via: whether a 429 comes from Discord (with a Via header) or from the proxy in front (without).
        code: the JSON error code (50013, …); it sets the message when Discord's wording is known.
        drop: cut the connection instead of answering.
        delay: seconds to wait first.
        applied: carry the request out and then fail, as when an answer gets lost.
        """
        if not (status or drop or delay):
            raise ValueError("a fault has a status, a delay, or cuts the connection")
        text = message or KNOWN.get(code, "double: injected") if code else message or f"{status}: injected by a test"
        fault = Fault(
            method.upper(),
            _compile(route),
            status,
            times,
            via,
            retry_after,
            code,
            text,
            is_global,
            drop,
            delay,
            applied,
        )
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything work again."""
        self.waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, counted as served."""
        for fault in self.waiting:
            if not fault.spent and fault.method in ("*", method) and fault.pattern.fullmatch(path):
                fault.served += 1
                return fault
        return None


def matches(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern as ``Faults.add`` takes it."""
    return _compile(pattern).fullmatch(path) is not None


def _compile(route: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*|\*|\{\w+\})", route)
    return re.compile("".join(".*" if p == "**" else "[^/]+" if i % 2 else re.escape(p) for i, p in enumerate(parts)))
