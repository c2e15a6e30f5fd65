"""Formats that pandoc reads nearly as they are: RTF, notebooks, and the markup of manuals, papers and wikis."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.decoding import decode
from retrieval.parsing.outline import TITLE, Composer
from retrieval.parsing.pandoc.blocks import BlockWriter
from retrieval.parsing.pandoc.metadata import meta_blocks, meta_date, meta_label
from retrieval.parsing.pandoc.rich_text import readable_rtf, use_printed_numbers
from retrieval.parsing.pandoc.running import Node, Tree, read_tree
from retrieval.parsing.parser import VERSIONS
from retrieval.parsing.titles import own_title

Preparation = Callable[[str, Composer], str]
"""Takes away, before pandoc reads it, what it would show though a reader does not see it, and notes that."""

_HIDDEN = frozenset(("comment", "annotation", "hidden"))


class PandocParser:
    """Parses one format that pandoc reads; ``name`` is for people, ``input_format`` is pandoc's name."""

    names: tuple[str, ...] = ()

    def __init__(
        self,
        name: str,
        input_format: str,
        *suffixes: str,
        prepared: Preparation = lambda text, _: text,
        finish: Callable[[list[Node]], None] = lambda _: None,
    ) -> None:
        self.name = name
        self.version = VERSIONS[name]
        self.suffixes = suffixes
        self._format = input_format
        self._prepared = prepared
        self._finish = finish

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return what pandoc finds in the text; see ``Parser.parse``."""
        composer = Composer()
        text = self._prepared(decode(data), composer)
        tree = read_tree(text.encode(), self._format, self.name)
        self._finish(tree.blocks)
        return tree_content(tree, composer, path)


def tree_content(tree: Tree, composer: Composer, path: PurePosixPath) -> Content:
    """Return a tree as content: the title, and whatever else stands at the top, before the blocks."""
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


_ADOC_FENCE = re.compile(r"(-{4,}|\.{4,}|\+{4,}|`{3,}|/{4,})\s*")


def _without_asciidoc_comments(text: str, composer: Composer) -> str:
    """Return AsciiDoc without its comments, of which pandoc shows the long ones."""
    kept: list[str] = []
    fence = None
    for line in text.split("\n"):
        match = _ADOC_FENCE.fullmatch(line)
        if fence is None and match is not None:
            fence = match[1]
            if fence.startswith("/"):
                composer.leave_out("comment", "it is not part of the text")
                continue
        elif match is not None and match[1] == fence:
            fence = None
            if match[1].startswith("/"):
                kept.append("")
                continue
        elif fence is None and line.startswith("//") and not line.startswith("///"):
            composer.leave_out("comment", "it is not part of the text")
            continue
        if fence is None or not fence.startswith("/"):
            kept.append(line)
    return "\n".join(kept)


_TEX_COMMAND = re.compile(r"\\(?:begin\b|end\b|.)|[{}]", re.DOTALL)
_TEX_RULE = re.compile(r"\\(?:cline|cmidrule)\s*(?:\([^()\n]*\))?\s*\{[\d-]+\}")
_TEX_BEFORE_NUMBER = re.compile(r"\\(endlastfoot|endfoot|addlinespace)(?=\s*\d)")
_MAX_TEX_OPEN = 10
_OPENING = {"{": 1, "}": -1, "\\begin": 1, "\\end": -1}


def _readable_tex(text: str, _: Composer) -> str:
    """Return LaTeX whose tables pandoc reads in full: it takes a number after some rules for a part of the rule.

    Raises UnreadableFile for text with many unclosed groups, over which pandoc takes time without end.
    """
    opened = sum(_OPENING.get(match[0], 0) for match in _TEX_COMMAND.finditer(text))
    if abs(opened) > _MAX_TEX_OPEN:
        raise UnreadableFile("damaged: its braces or environments do not match")
    return _TEX_BEFORE_NUMBER.sub(r"\\\1{}", _TEX_RULE.sub("", text))


_WIKI_HIDDEN = re.compile(r"<(\w+)[^<>]*display\s*:\s*none[^<>]*>[^<]*(?:<(?!/?\1\b)[^<]*)*</\1\s*>", re.IGNORECASE)
_WIKI_STRUCK = re.compile(r"<(/?)(?:s|strike)>", re.IGNORECASE)
_WIKI_CATEGORY = re.compile(r"\[\[Category:[^\[\]\n]*\]\]\n?", re.IGNORECASE)
_WIKI_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def _shown_wikitext(text: str, composer: Composer) -> str:
    """Return wiki text without what its page hides, and with struck text in the one way that pandoc knows."""
    text, comments = _WIKI_COMMENT.subn("", text)
    if comments:
        composer.leave_out("comment", "it is not part of the text", count=comments)
    text, hidden = _WIKI_HIDDEN.subn("", text)
    if hidden:
        composer.leave_out("hidden part", "it is not shown", count=hidden)
    return _WIKI_STRUCK.sub(r"<\1del>", _WIKI_CATEGORY.sub("", text))


def _with_tables_named(text: str, composer: Composer) -> str:
    """Return a book of FictionBook as it is; pandoc reads no tables in it, which is said."""
    if tables := len(re.findall(r"<table\b", text)):
        composer.leave_out("table", "tables of this format are not read", count=tables)
    return text


MARKUP_PARSERS = (
    PandocParser("RTF", "rtf", ".rtf", prepared=readable_rtf, finish=use_printed_numbers),
    PandocParser("reStructuredText", "rst", ".rst"),
    PandocParser("Org", "org", ".org"),
    PandocParser("AsciiDoc", "asciidoc", ".adoc", ".asciidoc", prepared=_without_asciidoc_comments),
    PandocParser("MediaWiki", "mediawiki", ".mediawiki", ".wiki", prepared=_shown_wikitext),
    PandocParser("LaTeX", "latex", ".tex", prepared=_readable_tex),
    PandocParser("Typst", "typst", ".typ"),
    PandocParser("DocBook", "docbook", ".docbook", ".dbk"),
    PandocParser("FictionBook", "fb2", ".fb2", prepared=_with_tables_named),
    PandocParser("OPML", "opml", ".opml"),
    PandocParser("notebook", "ipynb", ".ipynb"),
)
"""The formats of this module."""
