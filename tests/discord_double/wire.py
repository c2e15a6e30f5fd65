"""What everything that crosses the wire shares: the JSON type, time stamps, lengths as Discord counts them, uploads."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]
"""A JSON object, decoded."""

GATEWAY_HOSTS = ("gateway.discord.gg", "gateway-resume.discord.gg")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart request; ``index`` is the n of its ``files[n]``."""

    index: int
    name: str
    content: bytes


def iso(moment: datetime) -> str:
    """``moment`` as Discord writes it."""
    return moment.isoformat()


def length(text: str) -> int:
    """The length of ``text`` in UTF-16 code units: the stricter of the two ways in which Discord's parts count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def file_name(name: str) -> str:
    """``name`` as Discord stores it: no folders, and nothing beside letters, digits, dot, dash and underscore."""
    name = name.replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[^\w.\-]", "", re.sub(r"\s+", "_", name)).strip(".") or "unknown"


def content_type(name: str) -> str:
    """The media type that Discord would announce for a file of that name."""
    guess = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{guess}; charset=utf-8" if guess.startswith("text/") else guess
