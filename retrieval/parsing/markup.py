"""A tree of HTML elements → pieces of text; shared by the HTML and the EPUB parser.

It knows HTML's own tags and those of trafilatura's result (``head``, ``list``, ``row``, ``lb`` …).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind
from retrieval.parsing.decoding import decode
from retrieval.parsing.outline import Composer

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SPACE = re.compile(r"[ \t\n\r\f]+")
_HEADING = re.compile(r"h([1-6])")
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XHTML = re.compile(r"\s*<\?xml|<html[^>]*\bxmlns\b", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>", re.IGNORECASE)
_CLOSED_AT_ONCE = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)(\w+)((?:\s[^<>]*)?)/>"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "select",
        "button",
        "input",
        "textarea",
        "datalist",
        "title",
        "nav",
        "graphic",
    ]
)
_BREAKS = frozenset(("br", "lb", "hr"))
_LISTS = frozenset(("ul", "ol", "dl", "menu", "list"))
_ITEMS = frozenset(("li", "item", "dt", "dd"))
_ROWS = frozenset(("tr", "row"))
_CELLS = frozenset(("td", "th", "cell"))
_BLOCKS = (
    frozenset(
        [
            "html",
            "body",
            "main",
            "article",
            "section",
            "div",
            "p",
            "header",
            "footer",
            "aside",
            "address",
            "blockquote",
            "quote",
            "figure",
            "figcaption",
            "caption",
            "details",
            "summary",
            "form",
            "fieldset",
            "legend",
            "center",
            "table",
            "thead",
            "tbody",
            "tfoot",
            "pre",
            "head",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hgroup",
            "search",
            "dialog",
            "optgroup",
            "option",
        ]
    )
    | _LISTS
    | _ITEMS
    | _ROWS
    | _CELLS
)


def parse_html(data: bytes) -> HtmlElement:
    """Return the root element of a page; nothing is fetched. Raises UnreadableFile when the page has no element."""
    from lxml import etree, html

    declared = _DECLARED.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared is not None else None)
    if _XHTML.search(text[:4096]):
        # An HTML parser takes <title/> and <script/> for opening tags and swallows everything after them.
        text = _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", _XML_DECLARATION.sub("", text, count=1))
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableFile("holds no text") from error


def compose(element: HtmlElement, composer: Composer, *, skipped: frozenset[str] = frozenset()) -> None:
    """Append to ``composer`` all that a person sees in ``element``; ``skipped`` names further tags to skip."""
    _Walk(composer, _SKIPPED | skipped).walk(element)


def inline_text(element: HtmlElement) -> str:
    """Return what a person sees in ``element`` as one line."""
    return _SPACE.sub(" ", _text_of(element, _SKIPPED - {"title"})).strip()


class _Walk:
    """Visits the elements in order; ``_line`` gathers the text that does not belong to a block yet."""

    def __init__(self, composer: Composer, skipped: frozenset[str]) -> None:
        self._composer = composer
        self._skipped = skipped
        self._line: list[str] = []

    def walk(self, element: HtmlElement) -> None:
        self._visit(element)
        self._flush()

    def _flush(self) -> None:
        self._composer.add(_tidy("".join(self._line)))
        self._line.clear()

    def _visit(self, element: HtmlElement) -> None:
        tag = _tag(element)
        if tag is None or tag in self._skipped or _is_hidden(element):
            return
        if tag in _BREAKS:
            self._line.append("\n")
        elif (level := _heading_level(element)) is not None:
            self._flush()
            self._composer.add(_SPACE.sub(" ", _text_of(element, self._skipped)), level=level)
        elif tag == "pre" or (tag == "code" and _is_block_of_code(element)):
            self._flush()
            self._composer.add(_preformatted(element), BlockKind.CODE)
        elif tag in _LISTS and not _holds_blocks(element):
            self._flush()
            self._composer.add_items([self._lines_of(item) for item in _items_of(element)])
        elif tag == "table" and (rows := self._rows_of(element)) is not None:
            self._flush()
            self._composer.add("\n".join(rows), BlockKind.TABLE)
        elif tag in _BLOCKS:
            self._flush()
            self._visit_children(element)
            self._flush()
        else:
            self._visit_children(element)

    def _visit_children(self, element: HtmlElement) -> None:
        self._line.append(_SPACE.sub(" ", element.text or ""))
        for child in element:
            self._visit(child)
            self._line.append(_SPACE.sub(" ", child.tail or ""))

    def _lines_of(self, item: HtmlElement | str) -> list[str]:
        written = item if isinstance(item, str) else _text_of(item, self._skipped)
        return [line for line in _tidy(written).split("\n") if line.strip()]

    def _rows_of(self, table: HtmlElement) -> list[str] | None:
        """Return the rows of a table of data, cells joined by `` | ``; None when it only lays out other blocks."""
        if any(_tag(inner) == "table" or _heading_level(inner) for inner in table.iterdescendants()):
            return None
        rows = [[self._cell_text(cell) for cell in row if _tag(cell) in _CELLS] for row in table.iter(*_ROWS)]
        if max(map(len, rows), default=0) < 2:
            return None
        captions = [self._cell_text(caption) for caption in table.iter("caption")]
        return captions + [" | ".join(row) for row in rows if any(row)]

    def _cell_text(self, cell: HtmlElement) -> str:
        return _SPACE.sub(" ", _text_of(cell, self._skipped)).strip()


def _tag(element: HtmlElement) -> str | None:
    tag = element.tag  # a function for comments and entities
    return tag.lower() if isinstance(tag, str) else None


def _heading_level(element: HtmlElement) -> int | None:
    tag = _tag(element)
    name = element.get("rend", "h2") if tag == "head" else tag
    match = _HEADING.fullmatch(name or "")
    return int(match[1]) if match is not None else None


def _is_hidden(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
    )


def _is_block_of_code(element: HtmlElement) -> bool:
    return "\n" in "".join(element.itertext()).strip() or any(_tag(child) == "code" for child in element)


def _holds_blocks(element: HtmlElement) -> bool:
    """Whether a list arranges articles or tables rather than listing short text."""
    return any(
        _tag(inner) in ("table", "pre")
        or _heading_level(inner) is not None
        or (_tag(inner) == "code" and len(inner) > 0)
        for inner in element.iterdescendants()
    )


def _items_of(element: HtmlElement) -> Iterator[HtmlElement | str]:
    if (element.text or "").strip():
        yield _SPACE.sub(" ", element.text or "")
    for child in element:
        yield child
        if (child.tail or "").strip():
            yield _SPACE.sub(" ", child.tail or "")


def _text_of(element: HtmlElement, skipped: frozenset[str]) -> str:
    """Return all text inside, with a line end at every border of a block."""
    tag = _tag(element)
    if tag is None or tag in skipped or _is_hidden(element):
        return ""
    if tag in _BREAKS:
        return "\n"
    parts = [_SPACE.sub(" ", element.text or "")]
    for child in element:
        parts += (_text_of(child, skipped), _SPACE.sub(" ", child.tail or ""))
    inside = "".join(parts)
    return f"\n{inside}\n" if tag in _BLOCKS else inside


def _preformatted(element: HtmlElement) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += ("\n" if _tag(child) in _BREAKS else _preformatted(child), child.tail or "")
    return "".join(parts).replace("\r\n", "\n")


def _tidy(text: str) -> str:
    """Leave one space between words, none at line ends, and no more than one blank line in a row."""
    text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()
