"""What only pandoc can read of a Word document: equations, and the letters of symbol fonts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from retrieval.errors import UnreadableFile
from retrieval.parsing.outline import Composer
from retrieval.parsing.pandoc.running import Node, read_tree
from retrieval.parsing.word.package import make_package

_BATCH = 500_000
"""So many characters of markup are given to pandoc at once, which bounds its memory."""


class Foreign:
    """Equations and symbols, each with a node that stands for it, which is empty until ``read``."""

    def __init__(self) -> None:
        self._nodes: dict[str, list[Node]] = {}

    def formula(self, element: Any) -> Node:
        """Return the node of an equation."""
        from lxml import etree

        return self._noted(etree.tostring(element, encoding="unicode", with_tail=False))

    def symbol(self, font: str, character: str) -> Node:
        """Return the node of a character, given in hexadecimal, of a symbol font."""
        return self._noted(f"<w:r><w:sym w:font={quoteattr(font)} w:char={quoteattr(character)}/></w:r>")

    def read(self, composer: Composer) -> list[Node]:
        """Fill all nodes by one run of pandoc or a few, and return what they hold."""
        found: list[Node] = []
        for batch in _batches(list(self._nodes)):
            for markup, inlines in zip(batch, _read(batch), strict=True):
                if not inlines:
                    composer.leave_out(*_UNREAD[markup.startswith("<w:r>")], count=len(self._nodes[markup]))
                found += inlines
                for node in self._nodes[markup]:
                    node.update({"t": "Span", "c": [["", [], []], inlines]})
        return found

    def _noted(self, markup: str) -> Node:
        node: Node = {"t": "Str", "c": ""}
        self._nodes.setdefault(markup, []).append(node)
        return node


_UNREAD = {True: ("symbol", "nobody knows what its font shows"), False: ("equation", "it cannot be read")}


def _batches(markups: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for markup in markups:
        batch.append(markup)
        size += len(markup)
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read(batch: Sequence[str]) -> list[list[Node]]:
    """Return the inlines of each markup; it stands in a paragraph of its own behind its number."""
    numbered = [f'<w:p><w:r><w:t xml:space="preserve">{n} </w:t></w:r>{each}</w:p>' for n, each in enumerate(batch)]
    found: list[list[Node]] = [[] for _ in batch]
    try:
        blocks = read_tree(make_package(numbered), "docx", "Word").blocks
    except UnreadableFile:
        return found
    for block in blocks:
        inlines = block.get("c")
        if block["t"] == "Para" and inlines and inlines[0]["t"] == "Str" and inlines[0]["c"].isdecimal():
            number = int(inlines[0]["c"])
            if number < len(found):
                found[number] = [node for node in inlines[1:] if node["t"] != "Space" and not _is_private(node)]
    return found


def _is_private(node: Node) -> bool:
    return node["t"] == "Str" and any("\ue000" <= sign <= "\uf8ff" for sign in node["c"])
