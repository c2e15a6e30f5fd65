"""Markdown: blocks are slices of the source, markup inside included; front matter and headings become context.

Comments are in no block, because readers of the page do not see them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from retrieval.model import BlockKind, Content, Span
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.decoding import decode
from retrieval.parsing.outline import (
    MAX_LABEL_CHARS,
    MAX_LIST_CHARS,
    TITLE,
    Piece,
    label,
    left_out_of,
    outline_of,
    trimmed,
)
from retrieval.parsing.parser import VERSIONS
from retrieval.parsing.plain.admonitions import Plain, plain_boxes
from retrieval.parsing.plain.comments import hidden_spans, without_hidden
from retrieval.parsing.plain.front_matter import front_matter
from retrieval.parsing.plain.line_records import begin_records, kind_of_lines
from retrieval.parsing.plain.markdown_text import (
    SUMMARY_LEVEL,
    is_closing_details,
    is_program,
    is_shown,
    notes_of,
    plain_label,
    shown_span,
    summary_of,
)

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_ATX = re.compile(r"[ \t]*#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\Z")
_KINDS = {
    "bullet_list": BlockKind.LIST,
    "ordered_list": BlockKind.LIST,
    "table": BlockKind.TABLE,
    "code_block": BlockKind.CODE,
    "fence": BlockKind.CODE,
}


_HARD_BREAKS = ("  ", "\\", "<br>", "<br/>", "<br />")


class MarkdownParser:
    """Parses ``.md`` and its dialects: the canonical text is the decoded file, front matter included."""

    name = "Markdown"
    suffixes: tuple[str, ...] = (".md", ".markdown", ".mdx", ".mdown", ".mkd", ".qmd", ".rmd")
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return paragraphs, lists, tables and code as blocks; see ``Parser.parse``."""
        text = decode(data)
        fields, begin = front_matter(text)
        found, code = _pieces(text, begin)
        hidden = hidden_spans(text, begin, code, has_jsx=path.suffix.lower() == ".mdx")
        pieces = list(without_hidden(text, found, hidden))
        title = fields.get("title")
        for index, piece in enumerate(pieces):
            if piece.level == 1:
                name = label(piece.label)
                if title is None or name == title:
                    title = name
                    pieces[index] = Piece(piece.start, piece.end, level=TITLE, label=piece.label)
                break
        blocks, headings = outline_of(text, pieces)
        return Content(
            text,
            blocks,
            title=title,
            date=fields.get("date") or date_in_name(path),
            author=fields.get("author"),
            url=fields.get("url"),
            headings=headings,
            language=fields.get("language"),
            left_out=left_out_of({("comment", "comments", "it is not shown"): len(hidden)} if hidden else {}),
        )


def _pieces(text: str, begin: int) -> tuple[list[Piece], list[Span]]:
    """Return headings, and blocks of every kind, as markdown-it finds them from ``begin`` on, and where code is."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    in_line = MarkdownIt("commonmark")
    by_line = MarkdownIt("commonmark").enable("table")
    by_line.core.ruler.disable("inline")  # only headings need it, and they get it below
    environment: dict[str, object] = {}
    plain = plain_boxes(text, begin)
    tokens = by_line.parse(plain.text, environment)
    source = _Source(text, begin, plain)
    pieces: list[Piece] = []
    for node in SyntaxTreeNode(tokens).children:
        if node.type != "heading":
            found, was_closed = list(source.blocks(node)), source.closes_details
            source.closes_details = is_closing_details(source.html_of(node)) or (was_closed and not found)
            if found and was_closed:
                found[0] = replace(found[0], closes=SUMMARY_LEVEL)
            pieces += found
            continue
        start, end = source.span(node)
        if node.markup.startswith("#"):
            match = _ATX.match(text[start:end])
            inner = (start + match.start(1), start + match.end(1)) if match is not None else (start, start)
        else:
            inner = (start, source.span(node, lines_less=1)[1])
        written = text[slice(*inner)]
        if len(written) > MAX_LABEL_CHARS:  # too long for a heading, and slow to parse
            pieces.append(Piece(*inner))
            continue
        inline = SyntaxTreeNode(in_line.parseInline(written, environment))
        pieces.append(Piece(*inner, level=int(node.tag[1]), label=plain_label(_plain_text(inline))))
    inside = {piece.start for piece in pieces}
    pieces += [Piece(*title) for title in plain.titles if title[0] not in inside]
    code = [source.lines(*token.map) for token in tokens if token.map and token.type in ("fence", "code_block")]
    return sorted(pieces, key=lambda piece: piece.start), code


def _plain_text(node: SyntaxTreeNode) -> str:
    """Return what a person sees of inline markup."""
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if node.type in ("image", "html_inline"):
        return ""
    return "".join(map(_plain_text, node.children)) if node.children else node.content


class _Source:
    """The text after the front matter, addressed by markdown-it's line numbers."""

    def __init__(self, text: str, begin: int, plain: Plain) -> None:
        self._text = text
        self._marks = plain.marks
        self._titles = sorted(start for start, _ in plain.titles)
        self.closes_details = False
        # markdown-it takes a lone carriage return for a line end, too.
        self._starts = [begin, *(match.end() for match in re.compile(r"[\n\r]").finditer(text, begin)), len(text)]

    def lines(self, first: int, behind: int) -> Span:
        """Return the span of the lines from ``first`` up to, but not including, ``behind``."""
        last = len(self._starts) - 1
        return self._starts[min(first, last)], self._starts[min(behind, last)]

    def span(self, node: SyntaxTreeNode, *, lines_less: int = 0) -> Span:
        """Return the span of a node's lines, without the marks that it begins with and the white space at its ends."""
        first, behind = node.map or (0, 0)
        while first in self._marks and first + 1 < behind:
            first += 1
        return trimmed(self._text, *self.lines(first, behind - lines_less))

    def html_of(self, node: SyntaxTreeNode) -> str:
        """Return a block of HTML as it is written; nothing for every other node."""
        return self._text[slice(*self.lines(*node.map))] if node.type == "html_block" and node.map else ""

    def blocks(self, node: SyntaxTreeNode) -> Iterator[Piece]:
        """Yield the block that a node is, or the blocks inside it when it is a long list or quotation."""
        if node.type == "hr" or node.map is None:
            return
        start, end = self.span(node)
        if node.type == "fence":
            start, end = self._inside_fence(node)
        if node.type == "paragraph":
            yield from self._paragraph(start, end)
            return
        if node.type == "html_block":
            if (summary := summary_of(self._text, start, end)) is not None:
                yield summary
                start = summary.end + len("</summary>")
            start, end = shown_span(self._text, start, end)
            if start < end:
                yield Piece(start, end, _kind_of_html(self._text[start:end]))
            return
        if node.type == "blockquote":  # the title of a box is read in one go with its text
            at = bisect_left(self._titles, self.lines(*node.map)[0])
            start = min(start, self._titles[at]) if at < len(self._titles) else start
        is_list = _KINDS.get(node.type) is BlockKind.LIST
        if end - start > MAX_LIST_CHARS and (is_list or node.type == "blockquote"):
            for child in node.children:
                yield from self._part(child, BlockKind.LIST if is_list else BlockKind.PARAGRAPH)
            return
        yield Piece(start, end, _KINDS.get(node.type, BlockKind.PARAGRAPH))

    def _paragraph(self, start: int, end: int) -> Iterator[Piece]:
        """Yield a paragraph, or its footnotes; its lines stay lines when they are records or end in hard breaks."""
        for left, right in notes_of(self._text, start, end):
            left, right = shown_span(self._text, left, right)
            written = self._text[left:right]
            if not is_shown(written) or is_program(written):
                continue
            lines = written.split("\n")
            is_broken = all(line.endswith(_HARD_BREAKS) and begin_records([below]) for line, below in pairwise(lines))
            yield Piece(left, right, BlockKind.LIST if is_broken and len(lines) > 1 else kind_of_lines(lines))

    def _part(self, node: SyntaxTreeNode, kind: BlockKind) -> Iterator[Piece]:
        """Yield an item of a long list, cut further while it is too long and has inner blocks on lines of their own."""
        start, end = self.span(node)
        kind = _KINDS.get(node.type, kind)
        inner = [child for child in node.children if child.map is not None]
        if end - start <= MAX_LIST_CHARS or kind in (BlockKind.TABLE, BlockKind.CODE) or not inner:
            yield Piece(start, end, kind)
            return
        for child in inner:
            yield from self._part(child, kind)

    def _inside_fence(self, node: SyntaxTreeNode) -> tuple[int, int]:
        first, behind = node.map or (0, 0)
        last = bisect_left(self._starts, len(self._text))
        start, end = self._starts[min(first + 1, last)], self._starts[min(behind, last)]
        closing = self._starts[min(max(behind - 1, first + 1), last)]
        if re.fullmatch(rf"[ \t]*{re.escape(node.markup[0])}{{{len(node.markup)},}}\s*", self._text[closing:end]):
            end = closing
        return trimmed(self._text, start, end)


def _kind_of_html(written: str) -> BlockKind:
    """Return what the lines of a block of HTML are: rows and items on lines of their own are read line by line."""
    if re.search(r"<t[rd][\s>]", written, re.IGNORECASE):
        return BlockKind.TABLE
    return BlockKind.LIST if re.search(r"<(?:li|d[td])[\s>]", written, re.IGNORECASE) else BlockKind.PARAGRAPH
