"""PDF: pdfium reads the pages' words, and Quoth their layout (``retrieval.parsing.pdf``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableFile
from retrieval.languages.codes import declared_code
from retrieval.model import Content
from retrieval.parsing.dates import date_in_name, iso_date
from retrieval.parsing.outline import Composer, label
from retrieval.parsing.parser import VERSIONS
from retrieval.parsing.pdf.bookmarks import Bookmark, Bookmarks
from retrieval.parsing.pdf.flow import flow_of, write_flow
from retrieval.parsing.pdf.headings import mark_title, set_levels, title_of
from retrieval.parsing.pdf.paragraphs import Paragraph, Role
from retrieval.parsing.pdf.words import PageWords, read_page

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MAX_PAGES = 5_000
_MAX_CHARS = 20_000_000
_MAX_BOOKMARKS = 20_000
_MAX_TAG_CHARS = 50
_UNKNOWN_SHARE = 0.1
"""A page on which more characters than this are unknown is named in a warning."""
# What programs write as a title when the author gave none.
_NOT_A_TITLE = re.compile(
    r"untitled.*|no title|unbenannt.*|microsoft (?:word|powerpoint|excel) - .*|(?:document|presentation|slide) ?\d*"
    r"|(?:powerpoint|word) (?:presentation|document)|print(?:ing)?"
    r"|.*\.(?:docx?|odt|indd|tex|dvi|pdf|rtf|pages|qxd|pptx?|xlsx?|html?|txt|md)",
    re.IGNORECASE,
)
_NOT_AN_AUTHOR = re.compile(
    r"python-docx|anonymous|unknown|\(?unspecified\)?|user|admin(?:istrator)?|owner|default|root", re.IGNORECASE
)
_DATE = re.compile(r"\s*(?:D:)?(\d{4})-?(\d{2})?-?(\d{2})?")


class PdfParser:
    """Parses ``.pdf``: the canonical text holds what the pages show, with line ends and hyphens as they are.

    A paragraph that goes on over a page is one block; running heads, page numbers and notes stand after it.
    """

    name = "PDF"
    suffixes: tuple[str, ...] = (".pdf",)
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def __init__(self, *, max_pages: int = _MAX_PAGES, max_chars: int = _MAX_CHARS) -> None:
        self._max_pages = max_pages
        self._max_chars = max_chars

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return the paragraphs of every page; see ``Parser.parse``. Raises UnreadableFile for a scan without text."""
        if b"%PDF-" not in data[:1024]:
            raise UnreadableFile("damaged, or not a PDF file")
        document = _opened(data)
        try:
            pages = self._pages(document)
            bookmarks = Bookmarks(_bookmarks(document))
            language = declared_code(_stated_language(document))
            information = {key: label(value) for key, value in document.get_metadata_dict().items()}
        finally:
            document.close()
        composer = Composer()
        _tell(pages, composer)
        flow, measures = flow_of(pages, bookmarks)
        paragraphs = [part for part in flow if isinstance(part, Paragraph) and part.role is not Role.NOTE]
        set_levels(paragraphs, bookmarks, measures)
        title = information.get("Title")
        if title is None or _NOT_A_TITLE.fullmatch(title):
            title = title_of(paragraphs, measures)
        mark_title(paragraphs, title)
        write_flow(flow, composer)
        author = information.get("Author")
        return composer.content(
            title=title,
            date=_date(information.get("CreationDate")) or date_in_name(path),
            author=None if author is None or _NOT_AN_AUTHOR.fullmatch(author) else author,
            language=language,
        )

    def _pages(self, document: PdfDocument) -> list[PageWords]:
        count = len(document)
        if count > self._max_pages:
            raise UnreadableFile(f"{count:,} pages, and Quoth reads at most {self._max_pages:,}")
        pages = []
        chars = damaged = 0
        for index in range(count):
            page = read_page(document.raw, index)
            damaged += page is None  # one damaged page does not cost the others
            pages.append(page or PageWords())
            chars += pages[-1].chars
            if chars > self._max_chars:
                raise UnreadableFile(f"{chars:,} characters or more, and Quoth reads at most {self._max_chars:,}")
        if damaged == count:
            raise UnreadableFile("damaged: no page can be read")
        return pages


def _stated_language(document: PdfDocument) -> str:
    """Return the tag of the language that a document is in as its catalog states, or ""."""
    import ctypes

    import pypdfium2.raw as pdfium

    buffer = (ctypes.c_ushort * _MAX_TAG_CHARS)()
    size = pdfium.FPDFCatalog_GetLanguage(document.raw, buffer, ctypes.sizeof(buffer))
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace") if 2 < size <= ctypes.sizeof(buffer) else ""


def _opened(data: bytes) -> PdfDocument:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFile("encrypted: it needs a password") from error
        if code == pdfium.FPDF_ERR_SECURITY:
            raise UnreadableFile("encrypted in a way that cannot be read here: save it without encryption") from error
        raise UnreadableFile("damaged, or not a PDF file") from error


def _bookmarks(document: PdfDocument) -> Iterator[Bookmark]:
    """Yield the entries of the file's outline."""
    for count, item in enumerate(document.get_toc()):
        if count >= _MAX_BOOKMARKS:
            return
        destination = item.get_dest()
        page = None if destination is None else destination.get_index()
        title = label(item.get_title())
        if page is not None and title is not None:
            yield Bookmark(title, item.level + 1, page + 1)


def _tell(pages: list[PageWords], composer: Composer) -> None:
    """Note what the pages hold that is not read. Raises UnreadableFile when nothing is read at all."""
    total = f"{len(pages):,} page{'s' if len(pages) > 1 else ''}"
    unknown = sum(page.unknown > _UNKNOWN_SHARE * page.chars for page in pages)
    if not any(page.words or page.turned for page in pages):
        if unknown:
            raise UnreadableFile(
                "its fonts do not say which characters they draw: it needs text recognition (OCR) first"
            )
        raise UnreadableFile("holds no text: probably a scan, which needs text recognition (OCR) first")
    scans = sum(page.has_picture and not page.words and not page.turned for page in pages)
    if scans:
        what = (
            "holds no text: it is probably a scan, which needs"
            if scans == 1
            else "hold no text: they are probably scans, which need"
        )
        composer.warn(f"{scans:,} of {total} {what} text recognition (OCR) first.")
    if unknown:
        composer.warn(
            f"{unknown:,} of {total} {'holds' if unknown == 1 else 'hold'} characters that may be read wrongly, or not "
            "at all, because their fonts do not say what they are."
        )
    for thing, why, count in (
        ("word", "outside of what the page shows", sum(page.outside for page in pages)),
        ("word", "white on white", sum(page.unseen for page in pages)),
        ("comment", "not part of the document's text", sum(page.comments for page in pages)),
    ):
        if count:
            composer.leave_out(thing, why, count=count)


def _date(value: str | None) -> str | None:
    match = _DATE.match(value or "")
    return iso_date("-".join(filter(None, match.groups()))) if match else None
