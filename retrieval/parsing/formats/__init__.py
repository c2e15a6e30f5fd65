"""The formats that Quoth reads, one module each, and the registry that names them all.

To add one, write its parser in a module here, give it a version (see ``retrieval.parsing.parser`` for both), and name
it in ``PARSERS``.

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
from retrieval.parsing.formats.records.delimited import DelimitedParser
from retrieval.parsing.formats.records.json_lines import JsonLinesParser
from retrieval.parsing.formats.records.json_records import JsonParser
from retrieval.parsing.formats.records.mail import MailParser
from retrieval.parsing.formats.records.subtitles import SubtitleParser
from retrieval.parsing.formats.records.workbook import OpenDocumentSheetParser, WorkbookParser
from retrieval.parsing.formats.text import TextParser
from retrieval.parsing.parser import Parser

PARSERS: tuple[Parser, ...] = (
    TextParser(),
    MarkdownParser(),
    HtmlParser(),
    PdfParser(),
    WordParser(),
    EpubParser(),
    WorkbookParser(),
    OpenDocumentSheetParser(),
    DelimitedParser(),
    JsonParser(),
    JsonLinesParser(),
    MailParser(),
    SubtitleParser(),
    OpenTextParser(),
    SlidesParser(),
    *MARKUP_PARSERS,
)
"""Every format that Quoth reads, in the order in which messages list them."""


ENDINGS_BEFORE_THEY_WERE_STORED = frozenset(
    (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".epub")
)
"""What was read by the versions of Quoth that did not store it in the catalog."""


def parser_for(path: str) -> Parser | None:
    """Return the parser for a file, by its name or path; None when Quoth does not read that format."""
    return _BY_ENDING.get(ending_of(path))


def ending_of(path: str) -> str:
    """Return what tells a file's format, in lower case: its suffix with the dot, or its whole name if it has none."""
    name = path.rpartition("/")[2].lower()
    at = name.rfind(".")
    return name[at:] if 0 < at < len(name) - 1 else name


def endings() -> tuple[str, ...]:
    """Return every suffix and every whole name that a parser answers to."""
    return tuple(_BY_ENDING)


def suffixes() -> tuple[str, ...]:
    """Return all file name endings that a parser answers to, for messages."""
    return tuple(ending for ending in _BY_ENDING if ending.startswith("."))


def format_names() -> str:
    """Return the names of all formats in one text, for messages: ``"text, Markdown, HTML"``."""
    return ", ".join(parser.name for parser in PARSERS)


def format_named(word: str) -> Parser | None:
    """Return the parser of a format that a person names: ``"PDF"``, ``"pdf"`` or ``".pdf"``."""
    word = word.lower()
    by_name = {parser.name.lower(): parser for parser in PARSERS}
    return by_name.get(word) or _BY_ENDING.get(word) or _BY_ENDING.get(f".{word}")


_BY_ENDING = {ending: parser for parser in PARSERS for ending in (*parser.suffixes, *parser.names)}
