"""The tree that a message's text becomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "text", "strong", "em", "underline", "strike", "spoiler", "code", "codeblock", "quote", "heading", "subtext",
    "list", "item", "link", "mention", "emoji", "timestamp", "invite", "break", "ambiguous",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a message: a leaf shows its ``text``, a branch shows its ``children``.

    ``source`` is a link's address, a code block's language, a list item's marker, or — for what Discord replaces by
    something else, a mention say — the characters it was written as. ``level`` is a heading's, 1 to 3.
    """

    kind: Kind
    text: str = ""
    children: tuple[Node, ...] = ()
    source: str = ""
    level: int = 0


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node of the tree, parents before their children."""
    for node in nodes:
        yield node
        yield from walk(node.children)
