"""What a page states about itself: title, author, date, address. No date is ever inferred from its text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from retrieval.languages.codes import declared_code
from retrieval.parsing.dates import iso_date
from retrieval.parsing.markup.elements import inline_text
from retrieval.parsing.markup.line import shown_text
from retrieval.parsing.outline import label
from retrieval.parsing.titles import own_title

if TYPE_CHECKING:
    from lxml.etree import _Element

_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|WebPage|Book")
_META_TITLE = ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title")
_META_AUTHOR = ("author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author")
_META_DATE = (
    "article:published_time",
    "og:article:published_time",
    "citation_publication_date",
    "citation_date",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "publication_date",
    "pubdate",
    "publishdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "date",
)
_META_LANGUAGE = ("og:locale", "dc.language", "dcterms.language", "language")


class PageMetadata:
    """``title``, ``author``, ``date``, ``url`` and ``language`` of a page, None where the page does not state it."""

    def __init__(self, root: _Element) -> None:
        self._named: dict[str, str] = {}
        for meta in root.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            content = label(meta.get("content"))
            if name and content:
                self._named.setdefault(name.lower(), content)
        linked = next(_linked_data(root), {})
        self.title = self._title(root, linked)
        self.author = self._first(_META_AUTHOR, skip_urls=True) or _name(linked.get("author"))
        self.date = self._date(root, linked)
        self.url = self._url(root)
        self.language = self._language(root)

    def _first(self, names: tuple[str, ...], *, skip_urls: bool = False) -> str | None:
        values = (self._named.get(name) for name in names)
        return next((value for value in values if value and not (skip_urls and "://" in value)), None)

    def _title(self, root: _Element, linked: dict[str, Any]) -> str | None:
        headline = linked.get("headline")
        given = self._first(_META_TITLE) or (label(headline) if isinstance(headline, str) else None)
        page = next((text for element in root.iter("title") if (text := label(inline_text(element)))), None)
        given, page = own_title(given), own_title(page)
        headings = [text for each in root.iter("h1") if (text := label(shown_text(each, controls=True)))]
        if len(headings) == 1 and (headings[0] in (given or "") or headings[0] in (page or "")):
            return headings[0]  # without the site's name, which many pages add to the title
        for heading in headings:
            if re.match(re.escape(heading) + r"\s*[-–—|·•:]\s", page or ""):
                return heading
        return given or (headings[0] if len(headings) == 1 else None) or page

    def _date(self, root: _Element, linked: dict[str, Any]) -> str | None:
        stated = [self._named[name] for name in _META_DATE if name in self._named]
        if isinstance(published := linked.get("datePublished"), str):
            stated.append(published)
        for element in root.iter("time"):
            if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
                stated.append(element.get("datetime") or inline_text(element))
        return next((date for value in stated if (date := iso_date(value)) is not None), None)

    def _language(self, root: _Element) -> str | None:
        stated = [each.get(name) for each in root.iter("html", "body") for name in ("lang", "xml:lang")]
        stated += [self._named.get(name) for name in _META_LANGUAGE]
        return next((code for value in stated if (code := declared_code(value)) is not None), None)

    def _url(self, root: _Element) -> str | None:
        links = [link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
        addresses = [*links, self._named.get("og:url")]
        return next((url.strip() for url in addresses if url and re.match(r"\s*https?://", url)), None)


def _linked_data(root: _Element) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects that describe the page itself, outermost first."""
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            queue = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while queue:
            value = queue.pop(0)
            if isinstance(value, list):
                queue += value
            elif isinstance(value, dict):
                if _ARTICLE_TYPE.search(str(value.get("@type", ""))[:200]):
                    yield value
                queue.append(value.get("@graph"))


def _name(value: object) -> str | None:
    if isinstance(value, list):
        return label(", ".join(name for entry in value[:20] if (name := _name(entry))))
    if isinstance(value, dict):
        value = value.get("name")
    return label(value) if isinstance(value, str) and "://" not in value else None
