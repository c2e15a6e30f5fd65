"""PDF: pypdf's text, page by page, extracted in a process of its own that time and memory limits can end."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from statistics import median
from typing import NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.reading.dates import date_in_name, iso_date
from retrieval.reading.outline import Composer, clean, label

_WORKER = Path(__file__).with_name("pdf_worker.py")
_SECONDS = 60
_MEMORY = 2 * 1024**3
_MAX_PAGES = 5_000
_MAX_CHARS = 20_000_000

_GAP = 1.35
_HEADING_SIZE = 1.15
_HEADING_CHARS = 120
_SENTENCE_END = re.compile(r"[.!?…:;。！？]['\"’”»)\]]*\s*\Z")
_PAGE_NUMBER = re.compile(r"\s*(?:[-–—]\s*)?(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?(?:\s*[-–—])?\s*", re.IGNORECASE)
# What programs write for a title when the author gave none.
_NO_TITLE = re.compile(r"untitled.*|microsoft word - .*|.*\.(?:docx?|odt|indd|tex|dvi|pdf|rtf|pages|qxd)", re.IGNORECASE)


class _Line(NamedTuple):
    text: str
    y: float
    size: float


class PdfReader:
    """Reads ``.pdf``: the canonical text is pypdf's, lines as it gives them, nothing de-hyphenated."""

    name = "PDF"
    suffixes = (".pdf",)
    version = 1

    def __init__(self, *, seconds: int = _SECONDS, max_pages: int = _MAX_PAGES, max_chars: int = _MAX_CHARS) -> None:
        self._seconds = seconds
        self._max_pages = max_pages
        self._max_chars = max_chars

    def read(self, data: bytes, path: PurePosixPath) -> Content:
        """Return the paragraphs of every page; see ``Reader.read``. Raises UnreadableFile for a scan without text."""
        if b"%PDF-" not in data[:1024]:
            raise UnreadableFile("damaged, or not a PDF file")
        told = self._extracted(data)
        pages = [[_Line(clean(line[0]), *line[1:]) for line in page] for page in told["pages"]]
        if not any(line.text.strip() for page in pages for line in page):
            raise UnreadableFile("holds no text: probably a scan, which needs text recognition (OCR) first")
        composer = Composer()
        margins = _margins(pages)
        sizes = _heading_sizes(pages)
        for number, page in enumerate(pages, 1):
            _compose_page(composer, _without_margins(page, margins), number, sizes)
        title = label(told.get("title"))
        return composer.content(
            title=None if title is None or _NO_TITLE.fullmatch(title) else title,
            date=iso_date(told.get("date") or "") or date_in_name(path),
            author=told.get("author"),
        )

    def _extracted(self, data: bytes) -> dict[str, list[list[tuple[str, float, float]]]] | dict[str, str | None]:
        limits = [str(value) for value in (self._seconds, _MEMORY, self._max_pages, self._max_chars)]
        # -P keeps this folder, whose html.py hides the standard library's, off the worker's path.
        command = [sys.executable, "-P", str(_WORKER), *limits]
        try:
            done = subprocess.run(command, input=data, capture_output=True, timeout=self._seconds, check=False)
        except subprocess.TimeoutExpired as error:
            raise UnreadableFile(f"took longer than {self._seconds} seconds to read") from error
        except OSError as error:
            raise UnreadableFile(f"the process that reads PDF files cannot be started: {error}") from error
        try:
            result = json.loads(done.stdout)
        except ValueError as error:
            raise UnreadableFile("damaged, or needs more time or memory than Quoth gives one file") from error
        if "error" in result:
            raise UnreadableFile(str(result["error"]))
        return dict(result)
