"""How often one person may ask: a limited number of questions in any minute."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_SECONDS = 60.0
_MAX_PEOPLE = 10_000
"""Beyond this many people, the one who asked longest ago is forgotten."""


class Cooldown:
    """A sliding window for every person, kept in memory only."""

    def __init__(self, per_minute: int, *, now: Callable[[], float] = time.monotonic) -> None:
        """Allow ``per_minute`` questions a minute; ``now`` returns seconds."""
        self._per_minute = per_minute
        self._now = now
        self._asked: OrderedDict[int, deque[float]] = OrderedDict()
        self._told: set[int] = set()

    def take_turn(self, person: int) -> int:
        """Count a question and return 0, or count nothing and return in how many whole seconds the person may ask."""
        now = self._now()
        asked = self._asked.setdefault(person, deque(maxlen=self._per_minute))
        self._asked.move_to_end(person)
        while len(self._asked) > _MAX_PEOPLE:
            self._told.discard(self._asked.popitem(last=False)[0])
        if len(asked) == self._per_minute and now - asked[0] < WINDOW_SECONDS:
            return math.ceil(WINDOW_SECONDS - (now - asked[0]))
        asked.append(now)
        self._told.discard(person)
        return 0

    def note_refusal(self, person: int) -> bool:
        """Note a refusal, and return whether it is the person's first since they could last ask."""
        if person in self._told:
            return False
        self._told.add(person)
        return True
