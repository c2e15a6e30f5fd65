"""The address of a page → the name of its copy: always the same, and safe on every system."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from retrieval.parsing.formats import parser_for

MAX_NAME_BYTES = 120
"""Of a file's or folder's name; file systems take 255."""

_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".xhtml", "text/plain": ".txt", "text/markdown": ".md",
    "application/pdf": ".pdf", "application/epub+zip": ".epub", "text/csv": ".csv", "application/json": ".json",
    "application/rtf": ".rtf", "text/rtf": ".rtf", "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip
_PROGRAMS = frozenset({".php", ".asp", ".aspx", ".jsp", ".cgi", ".do", ".cfm", ".pl"})
"""Endings that say how a page is made, and not what it is."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z", re.IGNORECASE)


def folder_of(site: str) -> str:
    """Return the path of the folder that a site's address means, with slashes around it.

    An address that ends in a file's name means the folder of that file, any other one what is below it.
    """
    path = urlsplit(site).path or "/"
    above, _, last = path.rpartition("/")
    return f"{above}/" if not last or "." in last else f"{path}/"


def copy_name(url: str, site: str, kind: str, taken: Collection[str]) -> str | None:
    """Return the path of a page's copy below those of its site, or None when Quoth reads nothing of its kind.

    kind: its media type. taken: the names of other pages, folded as ``casefold`` does.
    """
    parts = urlsplit(url)
    base = unicodedata.normalize("NFC", unquote(folder_of(site), errors="replace"))
    path = unicodedata.normalize("NFC", unquote(parts.path, errors="replace"))
    below = "" if f"{path}/" == base else path.removeprefix(base).lstrip("/")
    *folders, name = below.split("/")
    stem, suffix = _parted(name or "index")
    ending = _SUFFIXES.get(kind)
    known = parser_for(f"x{suffix}") if suffix else None
    if ending is None or (kind == "text/plain" and known is not None):
        ending = suffix if known is not None else None
    elif known is not None and known is parser_for(f"x{ending}"):
        ending = suffix
    elif suffix and suffix.lower() not in _PROGRAMS and known is None:
        stem += suffix  # a dot in a name, such as that of a version
    if ending is None:
        return None
    if parts.query:
        stem += f"-{_digest(parts.query)}"
    made = "/".join([*(_safe(folder) for folder in folders if folder), _safe(stem) + ending])
    return made if made.casefold() not in taken else f"{made.removesuffix(ending)}-{_digest(url)}{ending}"


def may_be_read(url: str) -> bool:
    """Return whether Quoth may read what lies at an address, as far as its ending says."""
    _, suffix = _parted(urlsplit(url).path.rpartition("/")[2])
    is_ending = re.fullmatch(r"\.[A-Za-z][A-Za-z0-9]{1,4}", suffix) is not None
    return not is_ending or suffix.lower() in _PROGRAMS or parser_for(f"x{suffix}") is not None


def _parted(name: str) -> tuple[str, str]:
    suffix = PurePosixPath(name).suffix
    return name.removesuffix(suffix), suffix


def _safe(part: str) -> str:
    made = _UNSAFE.sub("_", part).strip(" ")
    made = f"_{made}" if made.startswith((".", "~$")) or not made or _RESERVED.match(made) else made
    made = made.rstrip(".") or "_"
    encoded = made.encode()
    if len(encoded) <= MAX_NAME_BYTES:
        return made
    return f"{encoded[:MAX_NAME_BYTES].decode(errors='ignore').rstrip('. ')}-{_digest(part)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
