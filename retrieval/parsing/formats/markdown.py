"""Markdown: blocks are slices of the source, markup inside included; front matter and headings become context."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from retrieval.model import BlockKind, Content
from retrieval.parsing.dates import date_in_name, iso_date
from retrieval.parsing.decoding import decode
from retrieval.parsing.outline import MAX_LABEL_CHARS, MAX_LIST_CHARS, TITLE, Piece, label, outline_of, trimmed

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FRONT_MATTER_CHARS = 65_536
_KEY_LINE = re.compile(r"^(title|date|author|url|link|source)[ \t]*:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_ATX = re.compile(r"[ \t]*#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\Z")
_INVISIBLE = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_MEDIA = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])")
_EMPTY_LINK = re.compile(r"\[\s*\](?:\([^()]*\)|\[[^\[\]]*\])")
_KINDS = {
    "bullet_list": BlockKind.LIST,
    "ordered_list": BlockKind.LIST,
    "table": BlockKind.TABLE,
    "code_block": BlockKind.CODE,
    "fence": BlockKind.CODE,
}


class MarkdownParser:
    """Parses ``.md``: the canonical text is the decoded file, front matter included."""

    name = "Markdown"
    suffixes: tuple[str, ...] = (".md", ".markdown")
    names: tuple[str, ...] = ()
    version = 1

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return paragraphs, lists, tables and code as blocks; see ``Parser.parse``."""
        text = decode(data)
        fields, begin = _front_matter(text)
        pieces = list(_pieces(text, begin))
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
        )


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the front matter's fields and where the text after it begins; ``---`` may also be a horizontal rule."""
    match = _FRONT_MATTER.match(text)
    if match is None or len(match[1]) > _FRONT_MATTER_CHARS:
        return {}, 0
    import yaml

    try:
        loaded = yaml.safe_load(match[1])
    except Exception:  # YAML fails in many ways (dates, depth, keys), and none of them may cost the document
        if not re.match(r"\s*(?:#.*\s+)*[\w-]+[ \t]*:", match[1]):
            return {}, 0
        loaded = {key.lower(): value.strip("'\"") for key, value in _KEY_LINE.findall(match[1])}
    if loaded is None and not match[1].strip():
        return {}, match.end()
    if not isinstance(loaded, dict):
        return {}, 0
    values = {str(key).lower(): value for key, value in loaded.items() if isinstance(key, str)}
    found = {
        "title": _first(values, "title"),
        "author": _first(values, "author", "authors", "by"),
        "url": _first(values, "url", "link", "source", "canonical"),
        "date": iso_date(_first(values, "date", "published", "created") or ""),
    }
    if found["url"] is not None and not found["url"].startswith(("http://", "https://")):
        found["url"] = None
    return {key: value for key, value in found.items() if value is not None}, match.end()


def _first(values: dict[str, object], *keys: str) -> str | None:
    for key in keys:
        value = values.get(key)
        if isinstance(value, list):
            value = ", ".join(name for name in value if isinstance(name, str))
        if isinstance(value, datetime | date):
            value = value.isoformat()
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            try:
                written = label(str(value))
            except ValueError:  # an integer too long to print
                continue
            if written is not None:
                return written
    return None


def _pieces(text: str, begin: int) -> Iterator[Piece]:
    """Yield headings, and blocks of every kind, as markdown-it finds them from ``begin`` on."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    in_line = MarkdownIt("commonmark")
    by_line = MarkdownIt("commonmark").enable("table")
    by_line.core.ruler.disable("inline")  # only headings need it, and they get it below
    environment: dict[str, object] = {}
    tree = SyntaxTreeNode(by_line.parse(text[begin:], environment))
    source = _Source(text, begin)
    for node in tree.children:
        if node.type != "heading":
            yield from source.blocks(node)
            continue
        start, end = source.span(node)
        if node.markup.startswith("#"):
            match = _ATX.match(text[start:end])
            inner = (start + match.start(1), start + match.end(1)) if match is not None else (start, start)
        else:
            inner = (start, source.span(node, lines_less=1)[1])
        written = text[slice(*inner)]
        if len(written) > MAX_LABEL_CHARS:  # too long for a heading, and slow to parse
            yield Piece(*inner)
            continue
        inline = SyntaxTreeNode(in_line.parseInline(written, environment))
        yield Piece(*inner, level=int(node.tag[1]), label=_plain_text(inline))


def _plain_text(node: SyntaxTreeNode) -> str:
    """Return what a person sees of inline markup."""
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if node.type in ("image", "html_inline"):
        return ""
    return "".join(map(_plain_text, node.children)) if node.children else node.content


class _Source:
    """The text after the front matter, addressed by markdown-it's line numbers."""

    def __init__(self, text: str, begin: int) -> None:
        self._text = text
        # markdown-it takes a lone carriage return for a line end, too.
        self._starts = [begin, *(match.end() for match in re.compile(r"[\n\r]").finditer(text, begin)), len(text)]

    def span(self, node: SyntaxTreeNode, *, lines_less: int = 0) -> tuple[int, int]:
        """Return the span of a node's lines, without the white space at its ends."""
        first, behind = node.map or (0, 0)
        last = len(self._starts) - 1
        return trimmed(self._text, self._starts[min(first, last)], self._starts[min(behind - lines_less, last)])

    def blocks(self, node: SyntaxTreeNode) -> Iterator[Piece]:
        """Yield the block that a node is, or the blocks inside it when it is a long list or quotation."""
        if node.type == "hr" or node.map is None:
            return
        start, end = self.span(node)
        if node.type == "fence":
            start, end = self._inside_fence(node)
        written = self._text[start:end]
        if node.type in ("paragraph", "html_block") and not _is_visible(written):
            return
        is_list = _KINDS.get(node.type) is BlockKind.LIST
        if len(written) > MAX_LIST_CHARS and (is_list or node.type == "blockquote"):
            for child in node.children:
                yield from self._part(child, BlockKind.LIST if is_list else BlockKind.PARAGRAPH)
            return
        yield Piece(start, end, _KINDS.get(node.type, BlockKind.PARAGRAPH))

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


def _is_visible(written: str) -> bool:
    """Whether a block shows any text besides its comments, tags and pictures."""
    if "<" not in written and "![" not in written:
        return True
    left = _EMPTY_LINK.sub("", _MEDIA.sub("", _INVISIBLE.sub("", written)))
    return any(character.isalnum() for character in left)
