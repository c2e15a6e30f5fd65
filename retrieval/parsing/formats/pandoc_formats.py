"""Formats that pandoc reads as they are: OpenDocument, slides, notebooks and the markup of manuals and wikis."""

from __future__ import annotations

from pathlib import PurePosixPath

from retrieval.model import Content
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.decoding import decode
from retrieval.parsing.outline import TITLE, Composer
from retrieval.parsing.pandoc.blocks import BlockWriter
from retrieval.parsing.pandoc.metadata import meta_blocks, meta_date, meta_label, own_title
from retrieval.parsing.pandoc.running import Tree, read_tree

_HIDDEN = frozenset(("comment", "annotation"))


class PandocParser:
    """Parses one format that pandoc reads; ``name`` is for people, ``input_format`` is pandoc's name."""

    names: tuple[str, ...] = ()
    version = 1

    def __init__(self, name: str, input_format: str, *suffixes: str) -> None:
        self.name = name
        self.suffixes = suffixes
        self._format = input_format

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return what pandoc finds in the text; see ``Parser.parse``."""
        return content_of(read_tree(decode(data).encode(), self._format, self.name), path)


def content_of(tree: Tree, path: PurePosixPath) -> Content:
    """Return a tree as content: the title, and whatever else stands at the top, before the blocks."""
    composer = Composer()
    writer = BlockWriter(composer, hidden=_HIDDEN)
    title = own_title(meta_label(tree.meta, "title"))
    if title is not None:
        composer.add(title, level=TITLE)
    for part in ("subtitle", "abstract"):
        writer.write(meta_blocks(tree.meta, part))
    writer.write(tree.blocks)
    writer.flush()
    return composer.content(
        title=title,
        date=meta_date(tree.meta) or date_in_name(path),
        author=meta_label(tree.meta, "author"),
    )
