"""The metadata of pandoc's tree: the title, authors and date that a document gives itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from retrieval.parsing.dates import iso_date
from retrieval.parsing.outline import label
from retrieval.parsing.pandoc.running import Node


def meta_blocks(meta: Mapping[str, Node], name: str) -> list[Node]:
    """Return a value of the metadata as blocks, to be written into the document's text."""
    return list(_blocks(meta.get(name)))


def meta_label(meta: Mapping[str, Node], name: str) -> str | None:
    """Return a value of the metadata as one line; several values, such as authors, are joined by commas."""
    node = meta.get(name)
    values = node["c"] if node is not None and node["t"] == "MetaList" else [node]
    words = (label("".join(_words(value))) for value in values)
    return label(", ".join(filter(None, words)))


def meta_date(meta: Mapping[str, Node]) -> str | None:
    """Return the date that the metadata states, in ISO 8601."""
    return iso_date(meta_label(meta, "date") or "")


def _blocks(node: Node | None) -> Iterator[Node]:
    if node is None:
        return
    inside = node.get("c")
    if node["t"] == "MetaBlocks":
        yield from inside or []
    elif node["t"] == "MetaInlines":
        yield {"t": "Para", "c": inside}
    elif node["t"] == "MetaString":
        yield {"t": "Para", "c": [{"t": "Str", "c": inside}]}
    elif node["t"] == "MetaList":
        for each in inside or []:
            yield from _blocks(each)


def _words(node: Any) -> Iterator[str]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting += reversed(here)
        elif isinstance(here, dict):
            kind = here.get("t")
            if kind in ("Str", "MetaString"):
                yield here["c"]
            elif kind in ("Space", "SoftBreak", "LineBreak", "Para", "Plain"):
                yield " "
            if kind not in ("Str", "MetaString", "Note", "RawInline") and "c" in here:
                waiting.append(here["c"])
