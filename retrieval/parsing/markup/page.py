"""Bytes of a page → its tree of elements. Nothing is ever fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableFile
from retrieval.parsing.decoding import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_TAGS = 2_000_000
_MAX_DEPTH = 2_000
"""Under the depth at which the library, without a word, drops the rest of a page."""

_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_NO_TAG = re.compile(r"<(?![a-zA-Z/!?])")
_XHTML = re.compile(r"\s*<\?xml|<html[^>]*\bxmlns\b", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>", re.IGNORECASE)
_CLOSED_AT_ONCE = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)(\w+)((?:\s[^<>]*)?)/>"
)


def parse_html(data: bytes) -> HtmlElement:
    """Return the root element of a page.

    Raises UnreadableFile when the page has no element, more than 2,000,000 tags, or elements nested 2,000 deep.
    """
    from lxml import etree, html

    declared = _DECLARED.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared is not None else None)
    # A browser takes these for text, and the library reports each as an error, which costs half a kilobyte.
    text = _NO_TAG.sub("&lt;", text)
    if (tags := text.count("<")) > _MAX_TAGS:
        raise UnreadableFile(f"page of {tags:,} tags, and Quoth reads at most {_MAX_TAGS:,}")
    if _XHTML.search(text[:4096]):
        # An HTML parser takes <title/> and <script/> for opening tags and swallows everything after them.
        text = _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", _XML_DECLARATION.sub("", text, count=1))
    # Without huge_tree the library drops, without a word, what is nested deeper than 256 elements.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableFile("holds no text") from error
    if tags > _MAX_DEPTH and _is_deep(root):
        raise UnreadableFile(f"elements nested more than {_MAX_DEPTH:,} deep")
    return root


def _is_deep(root: HtmlElement) -> bool:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            return True
    return False
