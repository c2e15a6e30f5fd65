"""Bytes of a page → its tree of elements. Nothing is ever fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableFile
from retrieval.parsing.decoding import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_TAGS = 1_000_000

_MAX_ATTRIBUTES = 5_000
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_NO_TAG = re.compile(r"<(?![a-zA-Z/!?])")
_XHTML = re.compile(r"\s*<\?xml|<html[^>]*\bxmlns\b", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>", re.IGNORECASE)
_CLOSED_AT_ONCE = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)(\w+)((?:\s[^<>]*)?)/>"
)


def parse_html(data: bytes) -> _Element:
    """Return the root element of a page.

    Raises UnreadableFile when the page has no element, more than 1,000,000 tags, a tag of more than
    5,000 attributes, or elements nested more than 2,000 deep.
    """
    from lxml import etree

    declared = _DECLARED.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared is not None else None)
    # A browser takes these for text, and the library reports each as an error, which costs half a kilobyte.
    text = _NO_TAG.sub("&lt;", text)
    if (tags := text.count("<")) > _MAX_TAGS:
        raise UnreadableFile(f"page of {tags:,} tags, and Quoth reads at most {_MAX_TAGS:,}")
    if any(len(match[0].split()) > _MAX_ATTRIBUTES for match in _LONG_TAG.finditer(text)):
        raise UnreadableFile(f"a tag of more than {_MAX_ATTRIBUTES:,} attributes")
    if _XHTML.search(text[:4096]):
        # An HTML parser takes <title/> and <script/> for opening tags and swallows everything after them.
        text = _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", _XML_DECLARATION.sub("", text, count=1))
    # Without huge_tree the library drops, without a word, what is nested deeper than 256 elements.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise UnreadableFile("holds no text")
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise UnreadableFile("elements nested more than 2,000 deep")
    return root


def remove_programs(root: _Element) -> None:
    """Take out of the tree what is never text: scripts, styles, templates."""
    from lxml import etree

    etree.strip_elements(root, "script", "style", "template", "noscript", "noframes", "noembed", with_tail=False)
