"""PDF: pypdf's text, page by page, extracted in a process of its own that ends at limits of time and memory."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.dates import date_in_name, iso_date
from retrieval.parsing.outline import Composer, clean, label

_WORKER = Path(__file__).with_name("pdf_worker.py")
_MAX_SECONDS = 60
"""Seconds of computing after which Linux and macOS end the process."""
_CLOCK_FACTOR = 2
"""The process may take this many times as long by the clock, because other processes compute as well."""
_KILLED_STATUSES = {-getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)}
"""Exit statuses of a process that the system ended at its limits."""
_MAX_MEMORY_BYTES = 2 * 1024**3
_MAX_PAGES = 5_000
_MAX_CHARS = 20_000_000

_PARAGRAPH_GAP = 1.35
_HEADING_SIZE_RATIO = 1.15
_MAX_HEADING_CHARS = 120
_SENTENCE_END = re.compile(r"[.!?…:;。！？]['\"’”»)\]]*\s*\Z")
_NOT_A_HEADING = re.compile(r"(?:\. ?){4}|[.!…:;。！]['\"’”»)\]]*\s*\Z")  # dotted leaders mark a table of contents
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—]\s*)?(?:page\s+)?(\d{1,4})(?:\s*(?:/|of)\s*\d{1,4})?(?:\s*[-–—])?\s*", re.IGNORECASE
)
_BULLET = re.compile(r"\s*[•‣▪◦●][ \t]*\S")
# What programs write as a title when the author gave none.
_NOT_A_TITLE = re.compile(
    r"untitled.*|microsoft word - .*|.*\.(?:docx?|odt|indd|tex|dvi|pdf|rtf|pages|qxd)", re.IGNORECASE
)


class _Line(NamedTuple):
    text: str
    y: float
    size: float


class PdfParser:
    """Parses ``.pdf``: the canonical text is pypdf's, with its line ends and hyphens as they are."""

    name = "PDF"
    suffixes: tuple[str, ...] = (".pdf",)
    names: tuple[str, ...] = ()
    version = 1

    def __init__(
        self, *, max_seconds: int = _MAX_SECONDS, max_pages: int = _MAX_PAGES, max_chars: int = _MAX_CHARS
    ) -> None:
        self._max_seconds = max_seconds
        self._max_pages = max_pages
        self._max_chars = max_chars

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return the paragraphs of every page; see ``Parser.parse``. Raises UnreadableFile for a scan without text."""
        if b"%PDF-" not in data[:1024]:
            raise UnreadableFile("damaged, or not a PDF file")
        return self.content(self._run_worker(data), path)

    def content(self, extracted: dict[str, Any], path: PurePosixPath) -> Content:
        """Return the ``Content`` of what the worker extracted, see ``pdf_worker``."""
        pages = [[_Line(clean(line[0]), *line[1:]) for line in page] for page in extracted["pages"]]
        if not any(line.text.strip() for page in pages for line in page):
            raise UnreadableFile("holds no text: probably a scan, which needs text recognition (OCR) first")
        composer = Composer()
        layout = _Layout(pages)
        for number, page in enumerate(pages, 1):
            layout.compose(page, number, composer)
        title = label(extracted.get("title"))
        return composer.content(
            title=layout.title if title is None or _NOT_A_TITLE.fullmatch(title) else title,
            date=iso_date(extracted.get("date") or "") or date_in_name(path),
            author=extracted.get("author"),
        )

    def _run_worker(self, data: bytes) -> dict[str, Any]:
        limits = [str(value) for value in (self._max_seconds, _MAX_MEMORY_BYTES, self._max_pages, self._max_chars)]
        # -P keeps this folder off the worker's path: its html.py would hide that of the standard library.
        command = [sys.executable, "-P", str(_WORKER), *limits]
        try:
            done = subprocess.run(  # noqa: S603  Quoth's own command; the file goes to its stdin
                command, input=data, capture_output=True, timeout=_CLOCK_FACTOR * self._max_seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableFile(f"took longer than {_CLOCK_FACTOR * self._max_seconds} seconds to read") from error
        except OSError as error:
            raise UnreadableFile(f"the process that reads PDF files cannot be started: {error}") from error
        if done.returncode in _KILLED_STATUSES:
            raise UnreadableFile(
                f"needs more than {self._max_seconds} seconds of computing, or more memory than Quoth gives one file"
            )
        try:
            result = json.loads(done.stdout)
        except ValueError as error:
            raise UnreadableFile("damaged, or needs more time or memory than Quoth gives one file") from error
        if "error" in result:
            raise UnreadableFile(str(result["error"]))
        return dict(result)


class _Layout:
    """What a whole document's layout tells: the type sizes of headings, line spacing, running heads, page numbers."""

    def __init__(self, pages: Sequence[Sequence[_Line]]) -> None:
        self._sizes = _heading_sizes(pages)
        self._spacing = _line_spacing(pages)
        self._running = _running_heads(pages)
        self._seen: set[str] = set()
        self._numbered_from = _page_numbering(pages)
        self.title = self._title(pages)

    def compose(self, page: Sequence[_Line], number: int, composer: Composer) -> None:
        """Append one page: its paragraphs and headings as blocks, its running head and number outside of them."""
        written = [index for index, line in enumerate(page) if line.text.strip()]
        edges = {written[0], written[-1]} if written else set()
        paragraph: list[_Line] = []
        level: int | None = None
        for index, line in enumerate(page):
            is_margin = index in edges and self._is_margin(line, number)
            if is_margin or not line.text.strip():
                self._flush(paragraph, level, number, composer)
                if is_margin:
                    composer.add_margin(line.text)
                continue
            its_level = self._level(line)
            if paragraph and (its_level != level or self._begins_paragraph(line, paragraph)):
                self._flush(paragraph, level, number, composer)
            level = its_level
            paragraph.append(line)
        self._flush(paragraph, level, number, composer)

    def _flush(self, paragraph: list[_Line], level: int | None, number: int, composer: Composer) -> None:
        if paragraph:
            composer.add("\n".join(line.text.rstrip() for line in paragraph), level=level, page=number)
            paragraph.clear()

    def _begins_paragraph(self, line: _Line, paragraph: Sequence[_Line]) -> bool:
        """Whether ``line`` begins a new paragraph after ``paragraph``."""
        last = paragraph[-1]
        ended = bool(_SENTENCE_END.search(last.text))
        if _BULLET.match(line.text):
            return True
        if not last.size or not line.size:
            return False
        if not 0.85 < line.size / last.size < 1.18 and abs(last.y - line.y) > 1:
            return True
        gap = (last.y - line.y) / max(last.size, line.size)
        if gap < 0:  # a new column: the paragraph may well go on
            return ended
        if gap > self._spacing * _PARAGRAPH_GAP or (ended and gap > 1.9):
            return True
        widest = max(len(earlier.text) for earlier in paragraph)
        return ended and len(paragraph) > 1 and len(last.text) < 0.7 * widest

    def _level(self, line: _Line) -> int | None:
        size = round(line.size, 1)
        text = line.text.strip()
        is_heading = len(text) <= _MAX_HEADING_CHARS and any(map(str.isalpha, text)) and not _NOT_A_HEADING.search(text)
        return self._sizes.index(size) + 1 if is_heading and size in self._sizes else None

    def _is_margin(self, line: _Line, number: int) -> bool:
        if self._numbered_from is not None and _page_number(line.text) == number + self._numbered_from:
            return True
        key = _margin_key(line.text)
        if key not in self._running:
            return False
        again = key in self._seen  # the first time, it is text like any other
        self._seen.add(key)
        return again

    def _title(self, pages: Sequence[Sequence[_Line]]) -> str | None:
        """Return the first page's heading in the largest type, when nothing else in the document is as large."""
        if not self._sizes:
            return None
        largest = [(number, line) for number, page in enumerate(pages) for line in page if self._level(line) == 1]
        if not 1 <= len(largest) <= 3 or any(number for number, _ in largest):
            return None
        return label("\n".join(line.text for _, line in largest))


def _heading_sizes(pages: Sequence[Sequence[_Line]]) -> list[float]:
    """Return the type sizes of headings, largest first; none when the sizes do not tell headings apart."""
    chars: Counter[float] = Counter()
    for page in pages:
        for line in page:
            chars[round(line.size, 1)] += len(line.text.strip())
    body = max(chars, key=lambda size: chars[size], default=0.0)
    larger = sorted((size for size in chars if size > body * _HEADING_SIZE_RATIO), reverse=True)
    if body <= 0 or sum(chars[size] for size in larger) * 4 > chars.total() or len(larger) > 6:
        return []
    return larger


def _line_spacing(pages: Sequence[Sequence[_Line]]) -> float:
    """Return the distance between the lines of a paragraph, as a multiple of its type size."""
    ratios: list[float] = []
    for page in pages:
        written = [line for line in page if line.text.strip() and line.size]
        for above, below in pairwise(written):
            if above.size == below.size and 0.5 < (ratio := (above.y - below.y) / below.size) < 5:
                ratios.append(ratio)
    ratios.sort()
    return min(max(ratios[len(ratios) * 3 // 10], 1.0), 2.6) if ratios else 1.2


def _running_heads(pages: Sequence[Sequence[_Line]]) -> set[str]:
    """Return the first and last lines, digits aside, of three or more pages and of at least half of all pages."""
    counted: Counter[str] = Counter()
    for page in pages:
        written = [line.text for line in page if line.text.strip()]
        counted.update({_margin_key(written[0]), _margin_key(written[-1])} if len(written) > 1 else ())
    return {key for key, count in counted.items() if count >= max(3, len(pages) / 2)}


def _margin_key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _page_numbering(pages: Sequence[Sequence[_Line]]) -> int | None:
    """Return what to add to a page's position to get its printed number; None when no numbers are printed."""
    offsets: Counter[int] = Counter()
    for position, page in enumerate(pages, 1):
        written = [line.text for line in page if line.text.strip()]
        edges = {written[0], written[-1]} if len(written) > 1 else set()
        offsets.update({printed - position for text in edges if (printed := _page_number(text)) is not None})
    offset, count = offsets.most_common(1)[0] if offsets else (0, 0)
    return offset if count >= max(2, len(pages) / 3) else None


def _page_number(text: str) -> int | None:
    match = _PAGE_NUMBER.fullmatch(text)
    return int(match[1]) if match is not None else None
