"""On whose behalf something is asked, and what they may read.

What one person sees is checked against that person; what many see, against all of them. Whoever cannot be told is taken
for everybody: they get what no rule limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.access.rules import Rule


class Access(Protocol):
    """What somebody may read. Equal ones may read the same; they are hashable."""

    def admits(self, rules: Sequence[Rule]) -> bool:
        """Return whether a document may be read that all of these rules limit; none of them: an open one."""
        ...


@dataclass(frozen=True, slots=True)
class Unlimited:
    """May read everything: the operator, at the terminal."""

    def admits(self, rules: Sequence[Rule]) -> bool:  # noqa: ARG002, D102 - see Access
        return True


@dataclass(frozen=True, slots=True)
class Person:
    """One person in one place.

    ``server`` is None in a direct message, and ``roles`` are those in that server. On Discord, the role of all members
    bears the server's id. ``channels`` are the channel's id and those of what it belongs to: a thread's channel,
    the category. ``views`` are the channels that they can read, as far as rules name them.
    """

    person: int | None = None
    roles: frozenset[int] = frozenset()
    server: int | None = None
    channels: frozenset[int] = frozenset()
    views: frozenset[int] = frozenset()

    def admits(self, rules: Sequence[Rule]) -> bool:  # noqa: D102 - see Access
        return all(self._is_admitted_by(rule) for rule in rules)

    def _is_admitted_by(self, rule: Rule) -> bool:
        if rule.is_closed or not rule.holds_in(self.server, self.channels):
            return False
        if not rule.says_who or self.server in rule.roles or not self.views.isdisjoint(rule.viewers):
            return True
        return self.person in rule.people or not self.roles.isdisjoint(rule.roles)


@dataclass(frozen=True, slots=True)
class Audience:
    """All who can see a place: what they get to see, each of them may read.

    ``is_everyone``: everybody in the server sees it; otherwise those with one of the ``roles`` do, and the ``people``.
    ``server`` and ``channels``: see ``Person``. ``views`` are the channels that each of them can surely read.
    """

    server: int | None = None
    channels: frozenset[int] = frozenset()
    is_everyone: bool = True
    roles: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    views: frozenset[int] = frozenset()

    def admits(self, rules: Sequence[Rule]) -> bool:  # noqa: D102 - see Access
        return all(self._is_admitted_by(rule) for rule in rules)

    def _is_admitted_by(self, rule: Rule) -> bool:
        if rule.is_closed or not rule.holds_in(self.server, self.channels):
            return False
        if not rule.says_who or self.server in rule.roles or not self.views.isdisjoint(rule.viewers):
            return True
        return not self.is_everyone and self.roles <= rule.roles and self.people <= rule.people


UNLIMITED = Unlimited()
PUBLIC = Audience()
"""Anybody, anywhere: they may read what no rule limits."""
