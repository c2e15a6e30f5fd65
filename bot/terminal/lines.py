"""Text of documents, names and errors → text that a terminal shows as text, and that cannot pass for another line.

Only a quote has lines, each of which gets a bar, and so has what stands above it, with a thinner one; whatever else is
printed is one line.
"""

from __future__ import annotations

import logging
import re

BAR = "▌ "
THIN_BAR = "▏ "

_CONTROL: dict[int, str] = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"}
_CONTROL |= {0x7F: "␡", 0x85: "␤", 0x2028: "␤", 0x2029: "␤"}
_CONTROL |= dict.fromkeys((*range(0x80, 0x85), *range(0x86, 0xA0)), "�")
_CONTROL |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)), "�")
_OUTSIDE_QUOTES = {**_CONTROL, 0x0A: "␊", 0x09: "␉", 0x200E: "", 0x200F: "", 0x061C: ""}
_OUTSIDE_QUOTES |= {ord(BAR[0]): "|", ord(THIN_BAR[0]): "|"}
_WIDE_GAP = re.compile(r"\s{4,}")


def visible(text: str) -> str:
    """Return the text with symbols for control characters, which could move the cursor or reverse the line.

    Each character stays one character. Line breaks and tabs stay as they are.
    """
    return text.translate(_CONTROL)


class OneLine(logging.Formatter):
    """Writes each log message as one line of text; only a traceback, which is asked for, may follow in lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the message as ``one_line`` does."""
        return one_line(super().formatMessage(record))


def one_line(text: object) -> str:
    """Return a name, a title or a sentence as one line in which nothing can be mistaken for the next line, or a quote.

    Line breaks are shown as symbols, and gaps so wide that a terminal could wrap there are narrowed.
    """
    return _WIDE_GAP.sub("   ", str(text).translate(_OUTSIDE_QUOTES))
