"""A page of HTML → what it says about itself to those who fetch it: its links, and whether it is to be kept."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml import etree, html

from bot.origins.web.client import Page

HTML = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = frozenset({*HTML, "text/plain", "text/markdown", "text/csv"})
_DECLARED = re.compile(rb"<meta[^>]+charset|<\?xml[^>]+encoding", re.IGNORECASE)
_LOOKED_AT_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Outlinks:
    """What a page names: ``links`` to follow, without duplicates, and ``canonical``, where it says that it belongs.

    ``is_kept``: it does not ask to be left out of indexes.
    """

    links: tuple[str, ...] = ()
    canonical: str | None = None
    is_kept: bool = True


def outlinks(page: Page) -> Outlinks:
    """Return what a page of HTML names, as absolute addresses; nothing of a page that cannot be parsed."""
    told = page.robots
    if page.kind not in HTML:
        return Outlinks(is_kept=not _says(told, "noindex"))
    try:
        root = html.document_fromstring(page.data, parser=html.HTMLParser(encoding=_known(page.charset)))
    except (etree.LxmlError, LookupError, ValueError):
        return Outlinks(is_kept=not _says(told, "noindex"))
    for name in ("robots", "quoth"):
        told += "," + ",".join(
            each.get("content", "").lower() for each in root.iter("meta") if each.get("name", "").lower() == name
        )
    base = next((each.get("href") for each in root.iter("base") if each.get("href")), "")
    at = _joined(page.url, base) or page.url
    canonical = next(
        (each.get("href") for each in root.iter("link") if "canonical" in each.get("rel", "").lower().split()), None
    )
    links = []
    if not _says(told, "nofollow"):
        links = [
            _joined(at, each.get("href", ""))
            for each in root.iter("a", "area")
            if each.get("href") and "nofollow" not in each.get("rel", "").lower().split()
        ]
    found = tuple(dict.fromkeys(each for each in links if each))
    return Outlinks(found, _joined(at, canonical) if canonical else None, not _says(told, "noindex"))


def as_copy(page: Page) -> bytes:
    """Return the bytes of a page's copy: those that came, unless only the server said in which encoding they are.

    Then they are in UTF-8, and begin by saying so.
    """
    if page.kind not in _TEXTS or page.charset is None or _declares(page.data):
        return page.data
    encoding = _known(page.charset)
    if encoding is None:
        return page.data
    return codecs.BOM_UTF8 + page.data.decode(encoding, "replace").encode()


def _declares(data: bytes) -> bool:
    begins = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))
    return begins or _DECLARED.search(data[:_LOOKED_AT_BYTES]) is not None


def _known(charset: str | None) -> str | None:
    try:
        name = codecs.lookup(charset or "").name
    except (LookupError, ValueError):
        return None
    return (
        "cp1252" if name in ("iso8859-1", "ascii") else name
    )  # as browsers read them (https://encoding.spec.whatwg.org)


def _says(told: str, word: str) -> bool:
    return any(each.strip().rpartition(":")[2].strip() in (word, "none") for each in told.split(","))


def _joined(base: str, link: str) -> str | None:
    try:
        return urldefrag(urljoin(base, link.strip())).url
    except ValueError:
        return None
