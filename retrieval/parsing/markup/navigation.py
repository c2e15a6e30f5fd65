"""What of a page is its text, and what only leads through the site: menus, headers, contents, consent banners.

It errs on the side of the text: an element is taken out for what it says it is, or for holding little but links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.parsing.markup.elements import (
    LISTS,
    WORD,
    classes_of,
    clear,
    heading_level,
    headings_of,
    inline_text,
    tag_of,
)
from retrieval.parsing.outline import Composer

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROLES = frozenset(("navigation", "search", "menu", "menubar", "directory"))
_PAGE_ROLES = frozenset(("banner", "contentinfo"))
_CLASS = re.compile(
    r"(?<![a-z])(?:nav(?:bar|header|footer|igation|links?|box)?|(?:main|top|site|page|side|sub)[-_]?(?:nav|menu)|menu|menubar"
    r"|bread-?_?crumbs?|pagination|pager|skip-?_?(?:nav|link|to)[a-z-]*|sphinxsidebar|sidebar|toolbar|tags?-?links"
    r"|social(?:-?media)?|share(?:-?(?:bar|links|buttons))?|site-?(?:header|footer)|page-?footer|footer|prev-?next"
    r"|related-?(?:links|posts|articles)|toc|table-?of-?contents|contents-?list|mw-(?:jump-link|editsection)|catlinks)(?![a-z])"
)
_EDITING_CLASS = re.compile(r"(?:^|\s)(?:mw-editsection|mw-jump-link|skip-?link|skip-nav|skip-to-content)(?:\s|$)")
_CONSENT_CLASS = re.compile(r"cookie|consent|gdpr|ccpa|onetrust")
_CONSENT = re.compile(r"cookie|consent|tracking|datenschutz", re.IGNORECASE)
_BANNERS = frozenset(("div", "section", "aside", "form", "dialog", "footer", "header"))
_SKIP_LINK = re.compile(
    r"(?:skip|jump|go) (?:directly )?to |zum (?:haupt)?inhalt|aller au contenu|(?:ir|saltar) al contenido", re.I
)
_LEGAL = re.compile(r"©|\(c\)|copyright|all rights reserved|imprint|impressum|privacy|powered by", re.IGNORECASE)

_CANDIDATES = (
    "descendant::*[(@class or @id or @role or self::nav or self::header or self::footer or self::ul or self::ol"
    " or self::dl or self::menu or self::dir or (self::a and starts-with(@href, '#')))"
    " and not(self::html or self::head or self::body or self::main)]"
)
_MAX_CONSENT_WORDS = 250
_MAX_LEGAL_WORDS = 80
_NAVIGATION_SHARE = 0.5
_CONTENTS_SHARE = 0.6
_MAIN_SHARE = 0.5
_ARTICLE_SHARE = 0.8
"""An article may be one of several parts of a text, of which the others are sections."""
_WARNED_SHARE = 0.6
_WARNED_LINKS = 15
_MAX_HEADINGS = 500
"""On a page of more headings an entry of its contents must name one in full."""


def remove_navigation(root: _Element, composer: Composer) -> None:
    """Take out of the tree what leads through the site, and say so; nothing, when the page holds little else.

    The tree holds no hidden elements any more.
    """
    found = list(_navigation_in(root))
    if sum(_words(element) for element, _ in found) >= _words(root):
        composer.warn("The page is mostly navigation.")
        return
    for element, what in found:
        if _words(element):
            thing, things, why = _REASONS[what]
            composer.leave_out(thing, why, things=things)
        clear(element)
    links = [_words(link) for link in root.iter("a")]
    if len(links) >= _WARNED_LINKS and sum(links) > _words(root) * _WARNED_SHARE:
        composer.warn("The page is mostly navigation.")


def main_elements(root: _Element, composer: Composer) -> list[_Element]:
    """Return the elements that hold the page's text: its one ``main`` or ``article``, and the title before it."""
    for found, least in ((_mains(root), _MAIN_SHARE), (list(root.iter("article")), _ARTICLE_SHARE)):
        if len(found) != 1:
            continue
        words, inside = _words(root), _words(found[0])
        if not inside or inside < words * least:
            continue
        titles = _titles_before(found[0])
        outside = words - inside - sum(map(_words, titles))
        if outside > 0:
            composer.leave_out("word", "outside the article", count=outside)
        return [*titles, found[0]]
    return [root]


_REASONS = {
    "navigation": ("menu", "menus", "it leads through the site"),
    "contents": ("table of contents", "tables of contents", "it repeats the headings"),
    "footer": ("header or footer", "headers or footers", "it is the same on every page"),
    "consent": ("consent banner", "consent banners", "it is not part of the text"),
}


def _navigation_in(root: _Element) -> Iterator[tuple[_Element, str]]:
    headings = {inline_text(each) for each in headings_of(root)}
    found: set[_Element] = set()
    for element in root.xpath(_CANDIDATES):
        if found and any(above in found for above in element.iterancestors()):
            continue
        if (what := _kind(element, tag_of(element), headings)) is not None and not _holds_the_text(element):
            found.add(element)
            yield element, what


def _kind(element: _Element, tag: str, headings: set[str]) -> str | None:
    role = element.get("role") or ""
    classes = classes_of(element)
    if tag == "nav" or role in _ROLES or _EDITING_CLASS.search(classes):
        return "navigation"
    if tag in ("header", "footer") or role in _PAGE_ROLES:
        return "footer" if _is_page_margin(element, tag, role) else None
    if (role in ("dialog", "alertdialog") or _CONSENT_CLASS.search(classes)) and _is_consent(element, tag):
        return "consent"
    if tag == "a" and (element.get("href") or "").startswith("#") and _SKIP_LINK.match(inline_text(element)):
        return "navigation"
    if (tag in LISTS or tag in ("ol", "dl")) and _is_contents(element, headings):
        return "contents"
    if not (match := _CLASS.search(classes)) or heading_level(element) is not None or tag in ("a", "li", "span", "p"):
        return None
    name = match[0]
    if "toc" in name or "contents" in name:
        return "contents" if _linked_share(element) >= _CONTENTS_SHARE else None
    if "foot" in name and _is_legal(element):
        return "footer"
    return "navigation" if _linked_share(element) >= _NAVIGATION_SHARE or _is_pager(element, name) else None


def _is_page_margin(element: _Element, tag: str, role: str) -> bool:
    """Whether the header or footer of the page, not of an article, says nothing but links and legal notes."""
    if any(tag_of(above) in ("article", "main", "section", "blockquote") for above in element.iterancestors()):
        return False
    if _linked_share(element) >= _NAVIGATION_SHARE:
        return True
    return (tag == "footer" or role == "contentinfo") and _is_legal(element)


def _is_legal(element: _Element) -> bool:
    return _words(element) <= _MAX_LEGAL_WORDS and bool(_LEGAL.search(inline_text(element)))


def _is_pager(element: _Element, name: str) -> bool:
    """Whether the head or foot that a converter puts on each page: links to its neighbours and their titles."""
    return (
        name in ("navheader", "navfooter", "pager", "pagination", "prevnext")
        and next(element.iter("p", "h2"), None) is None
    )


def _is_consent(element: _Element, tag: str) -> bool:
    """Whether a box asks for consent. A part of the text that is about cookies has only an id that says so."""
    if tag not in _BANNERS or _words(element) > _MAX_CONSENT_WORDS or not _CONSENT.search(inline_text(element)):
        return False
    is_named = element.get("role") in ("dialog", "alertdialog") or _CONSENT_CLASS.search(
        (element.get("class") or "").lower()
    )
    controls = ("button", "input", "a") if is_named and tag != "section" else ("button", "input")
    return next(element.iter(*controls), None) is not None


def _is_contents(element: _Element, headings: set[str]) -> bool:
    """Whether a list is a table of contents: links to places on this page, most of which are its headings."""
    links = [link for link in element.iter("a") if link.get("href")]
    if len(links) < 3 or not all((link.get("href") or "").startswith("#") for link in links):
        return False
    return _linked_share(element) > 0.9 and sum(_is_heading(inline_text(link), headings) for link in links) * 2 >= len(
        links
    )


def _is_heading(text: str, headings: set[str]) -> bool:
    if text in headings or len(headings) > _MAX_HEADINGS:
        return text in headings
    return any(each.startswith(text) or each.endswith(text) for each in headings if text)


def _linked_share(element: _Element) -> float:
    """Return which share of an element's words stand in links; 1 where it has none."""
    words = _words(element)
    linked = sum(_words(link) for link in element.iter("a") if link.get("href") is not None)
    return linked / words if words else 1.0


def _holds_the_text(element: _Element) -> bool:
    """Whether an element that seems to be navigation holds the page's own text all the same."""
    if tag_of(element) == "nav" or element.get("role") in _ROLES:
        return next(element.iter("main", "article"), None) is not None
    return next(element.iter("main", "article", "h1"), None) is not None and _linked_share(element) < _NAVIGATION_SHARE


def _mains(root: _Element) -> list[_Element]:
    found = root.xpath("descendant::*[self::main or @role='main']")
    return [each for each in found[:10] if not any(above in found for above in each.iterancestors())]


def _titles_before(main: _Element) -> list[_Element]:
    """Return the ``h1`` before the main element, with the header that it stands in, when that has none itself."""
    if next(main.iter("h1"), None) is not None:
        return []
    before = [each for each in main.xpath("preceding::h1") if inline_text(each)]
    return [next(before[0].iterancestors("header"), before[0])] if len(before) == 1 else []


def _words(element: _Element) -> int:
    return len(WORD.findall(" ".join(element.itertext())))
