"""A queue in which nobody's flood makes others wait: servers take turns, and in each of them people do."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True, eq=False)
class Place(Generic[T]):
    """A place in the queue: what waits there, for whom. ``server`` is None for all direct messages together."""

    server: int | None
    person: int
    item: T


@dataclass(slots=True)
class _Server(Generic[T]):
    """Those of one server who wait, the next one first, each with what they asked, the oldest first."""

    people: dict[int, deque[Place[T]]] = field(default_factory=dict)
    waiting: int = 0


class FairQueue(Generic[T]):
    """Servers take turns, whoever has fewest waiting as often as who has most; in a server people do, in the same way.

    What one person asked keeps its order. All direct messages together count as one server: if each person there was
    one, two hundred of them would get two hundred times the turns of a server, and accounts are easier to come by than
    servers are. Threads may share a queue; every call takes microseconds.
    """

    def __init__(self) -> None:
        self._servers: dict[int | None, _Server[T]] = {}  # a dict keeps the order of the turns: the next one is first
        self._waiting = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._waiting

    def put(self, server: int | None, person: int, item: T) -> tuple[Place[T], int]:
        """Put something at the end of a person's own line; return its place and how many come before it as of now."""
        place = Place(server, person, item)
        with self._lock:
            theirs = self._servers.setdefault(server, _Server())
            theirs.people.setdefault(person, deque()).append(place)
            theirs.waiting += 1
            self._waiting += 1
            lines = {each: len(line) for each, line in theirs.people.items()}
            before = _before(lines, person, lines[person] - 1)
            return place, _before({each: other.waiting for each, other in self._servers.items()}, server, before)

    def take(self, most: int) -> list[Place[T]]:
        """Take up to ``most`` of what waits, in turn, and return it in the order in which it is due."""
        taken: list[Place[T]] = []
        with self._lock:
            while self._servers and len(taken) < most:
                server, theirs = next(iter(self._servers.items()))
                person, line = next(iter(theirs.people.items()))
                taken.append(line.popleft())
                del theirs.people[person], self._servers[server]  # and to the end, if more of theirs waits
                if line:
                    theirs.people[person] = line
                self._count_out(theirs)
                if theirs.waiting:
                    self._servers[server] = theirs
        return taken

    def remove(self, place: Place[T]) -> bool:
        """Take back what waits at a place, at no one's cost; return False if it waits no longer."""
        with self._lock:
            theirs = self._servers.get(place.server)
            line = theirs.people.get(place.person) if theirs else None
            if theirs is None or line is None or place not in line:
                return False
            line.remove(place)
            if not line:
                del theirs.people[place.person]
            self._count_out(theirs)
            if not theirs.waiting:
                del self._servers[place.server]
            return True

    def _count_out(self, theirs: _Server[T]) -> None:
        theirs.waiting -= 1
        self._waiting -= 1


def _before(waiting: Mapping[K, int], own: K, before: int) -> int:
    """Return how many come before one who has ``before`` of their own before them.

    waiting: how many each of those who take turns has, in the order of the turns.
    """
    total, is_earlier = before, True
    for each, number in waiting.items():
        if each == own:
            is_earlier = False
        else:
            total += min(number, before + is_earlier)
    return total
