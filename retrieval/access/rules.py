"""A rules file of the seeds folder → the rule that it states.

The file is named ``.quothaccess``, is written in YAML, and limits its folder and everything below it::

    servers: [734189527480320000]          # where it may be read: in this server,
    channels: [734189527480320011]         # or in this channel, in its threads, or in the channels of this category
    roles: [734189527480320022]            # and by whom: people with this role,
    people: [80351110224678912]            # or this person
    viewers: [734189527480320033]          # or all who can read this channel, as Discord has it at that moment

All are Discord's ids. With servers and channels, one of them is enough; with roles, people and viewers, too. A file
that names places and persons needs both. ``everyone: true``, alone, says that the folder is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from retrieval.errors import MISFITS, SeedsError, reason_not_yaml

RULES_FILE = ".quothaccess"

MAX_RULES_BYTES = 100_000
"""A rules file that is larger is none."""

MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rules file says.

    ``servers`` and ``channels`` say where, ``roles``, ``people`` and ``viewers`` say who; an empty set says nothing.
    ``viewers`` are channels: whoever can read one of them. ``is_closed``: it could not be understood, or nobody but the
    operator may read what it limits.
    """

    servers: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    viewers: frozenset[int] = frozenset()
    is_closed: bool = False

    @property
    def says_where(self) -> bool:
        """Whether it limits the places."""
        return bool(self.servers or self.channels)

    @property
    def says_who(self) -> bool:
        """Whether it limits the persons."""
        return bool(self.roles or self.people or self.viewers)

    def holds_in(self, server: int | None, channels: frozenset[int]) -> bool:
        """Return whether it admits a place. channels: the channel, and whatever it belongs to."""
        return not self.says_where or server in self.servers or not self.channels.isdisjoint(channels)

    def is_within(self, other: Rule) -> bool:
        """Return whether it surely admits nobody, and nowhere, that ``other`` does not."""
        if self.is_closed:
            return True
        if other.is_closed:
            return False
        where = not other.says_where or (
            self.says_where and self.servers <= other.servers and self.channels <= other.channels
        )
        who = not other.says_who or (
            self.says_who
            and self.roles <= other.roles
            and self.people <= other.people
            and self.viewers <= other.viewers
        )
        return where and who

    def __str__(self) -> str:
        if self.is_closed:
            return "nobody"
        parts = [
            " or ".join(f"{name} {', '.join(map(str, sorted(ids)))}" for name, ids in pair if ids)
            for pair in (
                (("server", self.servers), ("channel", self.channels)),
                (("role", self.roles), ("person", self.people), ("viewers of channel", self.viewers)),
            )
        ]
        return "; ".join(part for part in parts if part) or "everyone"

    def as_dict(self) -> dict[str, Any]:
        """Return the rule for JSON; ``from_dict`` reads it."""
        ids = {name: sorted(getattr(self, name)) for name in _LISTS if getattr(self, name)}
        return {**ids, "closed": True} if self.is_closed else ids

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Rule:
        """Return the rule that ``as_dict`` described."""
        return cls(
            **{name: frozenset(stored.get(name, ())) for name in _LISTS}, is_closed=bool(stored.get("closed", False))
        )


_LISTS = tuple(field.name for field in fields(Rule) if field.name != "is_closed")

CLOSED = Rule(is_closed=True)
"""Admits nobody but those who may read everything."""


def parse_rule(data: bytes, name: str) -> Rule:
    """Return what a rules file says.

    name: the file's path, for the error. Raises SeedsError when it cannot be understood: no key may be unknown, no list
    empty, and no id anything but a positive whole number.
    """
    import yaml

    if len(data) > MAX_RULES_BYTES:
        raise _rules_error(name, f"it has {len(data):,} bytes, and at most {MAX_RULES_BYTES:,} are read", None)
    try:
        stated = yaml.load(data, _loader())  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError, *MISFITS) as error:
        raise _rules_error(name, f"it is not YAML: {reason_not_yaml(error)}", None) from error
    if not isinstance(stated, dict) or not stated:
        raise _rules_error(name, 'it needs lines such as "roles: [123]"', stated)
    if "everyone" in stated:
        if stated != {"everyone": True}:
            raise _rules_error(name, '"everyone: true" stands alone', stated)
        return Rule()
    if unknown := [key for key in stated if key not in _LISTS]:
        raise _rules_error(name, f"{unknown[0]!r} is none of {', '.join(_LISTS)}, everyone", unknown[0])
    return Rule.from_dict({key: _ids(name, key, value) for key, value in stated.items()})


def _ids(name: str, key: str, value: object) -> frozenset[int]:
    ids = value if isinstance(value, list) else [value]
    if not ids:
        raise _rules_error(name, f"{key} is empty: leave it out, or name an id", value)
    for each in ids:
        if not isinstance(each, int) or isinstance(each, bool) or not 0 < each <= MAX_ID:
            raise _rules_error(name, f"{each!r} in {key} is no id: ids are numbers, without quotation marks", each)
    return frozenset(ids)


def _rules_error(name: str, problem: str, found: object) -> SeedsError:
    return SeedsError(f"{name} cannot be understood ({problem})", "correct it", path=name, found=found)


@cache
def _loader() -> type[Any]:
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML's safe subset, without a key that stands twice: the first one would not hold."""

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
            if len({*map(str, keys)}) < len(keys):
                raise yaml.YAMLError("a key stands twice")
            return super().construct_mapping(node, deep)

    return Loader
