"""The formats that Quoth reads, one module each, and the registry that names them all.

To add one, write its parser in a module here (see ``retrieval.parsing.parser``), and name it in ``PARSERS``.

A parser is cheap to create and imports its library only when it parses, so that a folder of plain text never loads a
PDF library.
"""

from __future__ import annotations

from retrieval.parsing.formats.docx import WordParser
from retrieval.parsing.formats.epub import EpubParser
from retrieval.parsing.formats.html import HtmlParser
from retrieval.parsing.formats.markdown import MarkdownParser
from retrieval.parsing.formats.odt import OpenTextParser
from retrieval.parsing.formats.pandoc_formats import MARKUP_PARSERS
from retrieval.parsing.formats.pdf import PdfParser
from retrieval.parsing.formats.pptx import SlidesParser
from retrieval.parsing.formats.text import TextParser
from retrieval.parsing.parser import Parser

PARSERS: tuple[Parser, ...] = (
    TextParser(),
    MarkdownParser(),
    HtmlParser(),
    PdfParser(),
    WordParser(),
    EpubParser(),
    OpenTextParser(),
    SlidesParser(),
    *MARKUP_PARSERS,
)
"""Every format that Quoth reads, in the order in which messages list them."""


def parser_for(path: str) -> Parser | None:
    """Return the parser for a file, by its name or path; None when Quoth does not read that format."""
    name = path.rpartition("/")[2].lower()
    at = name.rfind(".")
    return _BY_SUFFIX.get(name[at:]) if 0 < at < len(name) - 1 else _BY_NAME.get(name)


def suffixes() -> tuple[str, ...]:
    """Return all file name endings that a parser answers to, for messages."""
    return tuple(_BY_SUFFIX)


_BY_SUFFIX = {suffix: parser for parser in PARSERS for suffix in parser.suffixes}
_BY_NAME = {name: parser for parser in PARSERS for name in parser.names}
