"""A message of Discord → the text of its file: front matter, the question that it answers, and the message as it is.

What the message says is never changed; names and questions become single lines, so that they cannot pass for anything
else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

MAX_TITLE_CHARS = 200
MAX_QUESTION_CHARS = 300
"""A longer question is left out: over the answer, it would be no more than another text."""

_FENCE, _HEADING = "---\n", "## "


@dataclass(frozen=True, slots=True)
class Wording:
    """What the file of a message holds. ``url`` is the message's link, ``at`` when it was written or edited last."""

    title: str
    at: datetime
    url: str
    content: str
    question: str | None = None


def file_text(wording: Wording) -> str:
    """Return the text of a message's file."""
    title = json.dumps(single_line(wording.title)[:MAX_TITLE_CHARS] or "Discord", ensure_ascii=False)
    head = f"{_FENCE}title: {title}\ndate: {wording.at.date().isoformat()}\nurl: {wording.url}\n{_FENCE}\n"
    asked = single_line(wording.question or "")
    over = f"{_HEADING}{asked}\n\n" if 0 < len(asked) <= MAX_QUESTION_CHARS else ""
    return head + over + wording.content.replace("\r\n", "\n").replace("\r", "\n") + "\n"


def without_question(text: str) -> str:
    """Return the text of such a file, which has a question over the message, without that."""
    end = text.index(_FENCE, len(_FENCE)) + len(_FENCE) + 1
    head, rest = text[:end], text[end:]
    return head + rest.partition("\n\n")[2] if rest.startswith(_HEADING) else text


def single_line(text: str) -> str:
    """Return a text on one line, without signs that nobody sees."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
