"""How often one person may do something in one server: a limited number of times in any minute."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_SECONDS = 60.0
BUTTONS_PER_MINUTE = 30
"""Enough for who reads on and on; each press looks up quotes."""
COMPLETIONS_PER_MINUTE = 120
"""Enough for who types without a pause; each searches the names of all documents."""

_MAX_PEOPLE = 10_000
"""Beyond this many people, the one who asked longest ago is forgotten."""

_Key = tuple[int | None, int]


class Cooldown:
    """A sliding window for every person in every server, kept in memory only."""

    def __init__(self, per_minute: int, *, now: Callable[[], float] = time.monotonic) -> None:
        """Allow ``per_minute`` turns a minute; ``now`` returns seconds."""
        self._per_minute = per_minute
        self._now = now
        self._asked: OrderedDict[_Key, deque[float]] = OrderedDict()
        self._told: set[_Key] = set()

    def take_turn(self, person: int, server: int | None = None) -> int:
        """Count a turn and return 0, or count nothing and return in how many whole seconds the person may have one.

        server: None in direct messages. What somebody does in one server takes no turn from them in another.
        """
        now, key = self._now(), (server, person)
        asked = self._asked.setdefault(key, deque(maxlen=self._per_minute))
        self._asked.move_to_end(key)
        while len(self._asked) > _MAX_PEOPLE:
            self._told.discard(self._asked.popitem(last=False)[0])
        if len(asked) == self._per_minute and now - asked[0] < WINDOW_SECONDS:
            return math.ceil(WINDOW_SECONDS - (now - asked[0]))
        asked.append(now)
        self._told.discard(key)
        return 0

    def note_refusal(self, person: int, server: int | None = None) -> bool:
        """Note a refusal, and return whether it is the person's first there since they could last have a turn."""
        key = (server, person)
        if key in self._told:
            return False
        self._told.add(key)
        return True


class Cooldowns:
    """One for each thing that people do: who presses many buttons may still ask."""

    def __init__(self, questions_per_minute: int) -> None:
        """Allow so many questions; the other numbers are the same everywhere."""
        self.questions = Cooldown(questions_per_minute)
        self.buttons = Cooldown(BUTTONS_PER_MINUTE)
        self.completions = Cooldown(COMPLETIONS_PER_MINUTE)
