"""The process that opens a PDF file: hostile files burn time and memory, and a process can be killed.

It is run by its path, so that it imports only pypdf and the standard library. It takes bytes on stdin and writes one
JSON object to stdout, either
``{"error": reason}`` or ``{"pages": [[[line, y, size], …], …], "title": …, "author": …, "date": …}``.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import warnings
from typing import Any


def extract(data: bytes, *, max_pages: int, max_chars: int) -> dict[str, Any]:
    """Return metadata and each page's lines with their height on the page and type size, or ``{"error": reason}``."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "encrypted: it needs a password"}
        count = len(reader.pages)
    except (pypdf.errors.FileNotDecryptedError, pypdf.errors.DependencyError, NotImplementedError):
        return {"error": "encrypted in a way that cannot be read here: save it without encryption"}
    except MemoryError:
        raise
    except Exception:  # pypdf raises nearly anything on damaged files
        return {"error": "damaged, or not a PDF file"}
    if count > max_pages:
        return {"error": f"{count:,} pages, and Quoth reads at most {max_pages:,}"}
    pages: list[list[tuple[str, float, float]]] = []
    chars = damaged = 0
    for index in range(count):
        try:
            lines = _lines(reader.pages[index])
        except MemoryError:
            raise
        except Exception:  # one damaged page does not cost the others
            lines, damaged = [], damaged + 1
        chars += sum(len(line) for line, _, _ in lines)
        if chars > max_chars:
            return {"error": f"{chars:,} characters or more, and Quoth reads at most {max_chars:,}"}
        pages.append(lines)
    if damaged == count:
        return {"error": "damaged: no page can be read"}
    return {"pages": pages, **_metadata(reader)}


def _lines(page: Any) -> list[tuple[str, float, float]]:
    pieces: list[tuple[str, float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text:
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = ((tm[2] * cm[0] + tm[3] * cm[2]) ** 2 + (tm[2] * cm[1] + tm[3] * cm[3]) ** 2) ** 0.5
            pieces.append((text, float(y), float(size) * scale))

    page.extract_text(visitor_text=visit)
    lines: list[tuple[str, float, float]] = []
    text, y, largest = "", 0.0, 0.0
    for piece, height, size in pieces:
        for index, part in enumerate(piece.split("\n")):
            if index:
                lines.append((text, y, largest))
                text, largest = "", 0.0
            if part.strip():
                y = height if not text.strip() else y
                largest = max(largest, size)
            text += part
    lines.append((text, y, largest))
    return lines


def _metadata(reader: Any) -> dict[str, str | None]:
    found: dict[str, str | None] = {"title": None, "author": None, "date": None}
    with contextlib.suppress(Exception):
        information = reader.metadata
        found["title"] = str(information.title) if information.title else None
        found["author"] = str(information.author) if information.author else None
        found["date"] = information.creation_date.date().isoformat() if information.creation_date else None
    return found


def _set_limits(seconds: int, memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # not a POSIX system: only the caller's time limit holds
        return
    for limit, value in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory_bytes)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def main(arguments: list[str]) -> None:
    """Read stdin and write to stdout; the arguments are limits: seconds, bytes of memory, pages, characters."""
    seconds, memory_bytes, max_pages, max_chars = map(int, arguments)
    _set_limits(seconds, memory_bytes)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    output, sys.stdout = sys.stdout, sys.stderr
    try:
        result = extract(sys.stdin.buffer.read(), max_pages=max_pages, max_chars=max_chars)
    except MemoryError:
        result = {"error": "needs more memory than Quoth gives one file"}
    except RecursionError:
        result = {"error": "damaged: nested without end"}
    json.dump(result, output)


if __name__ == "__main__":
    main(sys.argv[1:])
