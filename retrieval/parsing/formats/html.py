"""HTML: the main text of a page without its navigation, as trafilatura finds it; nothing is ever fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.dates import date_in_name, iso_date
from retrieval.parsing.markup import compose, inline_text, parse_html
from retrieval.parsing.outline import Composer, label

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_BYTES = 16 * 1024 * 1024
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


class HtmlParser:
    """Parses ``.html``: the canonical text is what the extractor keeps of the page."""

    name = "HTML"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    names: tuple[str, ...] = ()
    version = 1

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return headings, paragraphs, lists and tables of the main text; see ``Parser.parse``."""
        if len(data) > _MAX_BYTES:
            raise UnreadableFile(f"page of {len(data):,} bytes, and Quoth reads at most {_MAX_BYTES:,}")
        root = parse_html(data)
        metadata = _Metadata(root)
        composer = Composer()
        body = _main_text(root)
        if body is not None:
            compose(body, composer)
        if body is None or _has_collapsed(root, composer):
            composer = Composer()
            compose(_main_element(root), composer, skipped=frozenset(("footer",)))
        return composer.content(
            title=metadata.title, date=metadata.date or date_in_name(path), author=metadata.author, url=metadata.url
        )


def _main_text(root: HtmlElement) -> HtmlElement | None:
    """Return the main text as trafilatura's elements; None when it finds none."""
    from copy import deepcopy

    import trafilatura

    root = deepcopy(root)
    for pre in list(root.iter("pre")):
        if pre.find(".//code") is None:  # otherwise trafilatura takes it for a quotation
            code = pre.makeelement("code")
            code.text, pre.text = pre.text, None
            for child in list(pre):
                code.append(child)
            pre.append(code)
    try:
        found = trafilatura.bare_extraction(
            root, include_comments=False, include_formatting=True, favor_recall=True, with_metadata=False
        )
    except Exception:  # an extractor that fails has found nothing; the plain walk takes over
        return None
    body = getattr(found, "body", None)
    return body if body is not None and "".join(body.itertext()).strip() else None


def _main_element(root: HtmlElement) -> HtmlElement:
    """Return the element to walk when the extractor fails: the only article or main element, or the whole page."""
    for tag in ("article", "main"):
        found = list(root.iter(tag))
        if len(found) == 1 and inline_text(found[0]):
            return found[0]
    return root


def _has_collapsed(root: HtmlElement, composer: Composer) -> bool:
    """Whether the extractor, as a last resort, merged a page of several paragraphs into one."""
    paragraphs = sum(
        bool(inline_text(element)) for element in _main_element(root).iter("p", "h1", "h2", "h3", "li", "td")
    )
    return len(composer.pieces) <= 1 < paragraphs


class _Metadata:
    """What the page states about itself; no date is ever inferred from its text."""

    def __init__(self, root: HtmlElement) -> None:
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

    def _first(self, names: tuple[str, ...], *, skip_urls: bool = False) -> str | None:
        values = (self._named.get(name) for name in names)
        return next((value for value in values if value and not (skip_urls and "://" in value)), None)

    def _title(self, root: HtmlElement, linked: dict[str, Any]) -> str | None:
        headline = linked.get("headline")
        given = self._first(_META_TITLE) or (label(headline) if isinstance(headline, str) else None)
        page = next((text for element in root.iter("title") if (text := label(inline_text(element)))), None)
        headings = [text for element in root.iter("h1") if (text := label(inline_text(element)))]
        if len(headings) == 1 and (headings[0] in (given or "") or headings[0] in (page or "")):
            return headings[0]  # without the site's name, which many pages add to the title
        for heading in headings:
            if re.match(re.escape(heading) + r"\s*[-–—|·•:]\s", page or ""):
                return heading
        return given or (headings[0] if len(headings) == 1 else None) or page

    def _date(self, root: HtmlElement, linked: dict[str, Any]) -> str | None:
        stated = [self._named[name] for name in _META_DATE if name in self._named]
        if isinstance(published := linked.get("datePublished"), str):
            stated.append(published)
        for element in root.iter("time"):
            if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
                stated.append(element.get("datetime") or inline_text(element))
        return next((date for value in stated if (date := iso_date(value)) is not None), None)

    def _url(self, root: HtmlElement) -> str | None:
        links = [link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
        addresses = [*links, self._named.get("og:url")]
        return next((url.strip() for url in addresses if url and re.match(r"\s*https?://", url)), None)


def _linked_data(root: HtmlElement) -> Iterator[dict[str, Any]]:
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
