"""How often one person may ask: so many questions in any minute."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW = 60.0
"""Seconds."""
_PEOPLE = 10_000
"""People of whom questions are counted at most; who asked longest ago is forgotten first."""


class Cooldown:
    """A sliding window for every person; nothing of it is stored."""

    def __init__(self, per_minute: int, *, now: Callable[[], float] = time.monotonic) -> None:
        """Allow so many questions a minute."""
        self._most = per_minute
        self._now = now
        self._asked: OrderedDict[int, deque[float]] = OrderedDict()
        self._told: set[int] = set()

    def wait(self, person: int) -> int:
        """Count a question and return 0, or return the whole seconds until the person may ask again."""
        now = self._now()
        asked = self._asked.setdefault(person, deque(maxlen=self._most))
        self._asked.move_to_end(person)
        while len(self._asked) > _PEOPLE:
            self._told.discard(self._asked.popitem(last=False)[0])
        if len(asked) == self._most and now - asked[0] < WINDOW:
            return math.ceil(WINDOW - (now - asked[0]))
        asked.append(now)
        self._told.discard(person)
        return 0

    def is_first_refusal(self, person: int) -> bool:
        """Return whether a person has to be told to wait: once is enough until they may ask again."""
        if person in self._told:
            return False
        self._told.add(person)
        return True
