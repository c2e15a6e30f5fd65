"""HTML and EPUB → what a person sees of them, from the tree alone: the reference of ``reading.py``.

It shares no code with Quoth's reading, except the list of signs by which text is compared.
"""

from __future__ import annotations

import io
import posixpath
import re
import urllib.parse
import zipfile
from collections.abc import Iterator

from lxml import etree, html

from retrieval.parsing import signs
from tests.benchmarks.reading_words import Facts, words_of

_UNSEEN = frozenset(
    ("script", "style", "noscript", "template", "head", "nav", "select", "datalist", "svg", "iframe", "object")
)
_ROLES = frozenset(("navigation", "search", "contentinfo", "menu", "menubar", "toolbar", "doc-toc"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNITS = frozenset(
    ("p", "li", "td", "th", "dd", "dt", "pre", "blockquote", "figcaption", "caption", "summary", "address")
)
_BLOCKS = _UNITS | frozenset([
    "html", "body", "main", "article", "section", "div", "header", "footer", "aside", "figure", "details", "ul",
    "ol", "dl", "menu", "table", "thead", "tbody", "tfoot", "tr", "form", "fieldset", "legend", "hr", "h1", "h2",
    "h3", "h4", "h5", "h6", "center", "colgroup", "col",
])  # fmt: skip
_HEADING = re.compile(r"h[1-6]")
_MOSTLY_LINKS = 0.9
_MENU_CLASS = re.compile(r"\b(?:nav(?:header|footer|bar|igation)?|breadcrumbs?|toc|contents|sphinxsidebar|related)\b")


def facts_of_page(data: bytes) -> Facts:
    """Return what an HTML page shows."""
    body = _root(data)
    if body is None:
        return Facts("")
    return _facts([body], skip=1)


def facts_of_book(data: bytes) -> Facts:
    """Return what the pages of an EPUB show, in the order of its spine, without its navigation page."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        container = etree.fromstring(book.read("META-INF/container.xml"))
        package_name = container.find(".//{*}rootfile").get("full-path")
        package = etree.fromstring(book.read(package_name))
        items = {item.get("id"): item for item in package.iter("{*}item")}
        bodies = []
        for reference in package.iter("{*}itemref"):
            item = items[reference.get("idref")]
            if "nav" in (item.get("properties") or "").split():
                continue
            name = posixpath.join(posixpath.dirname(package_name), urllib.parse.unquote(item.get("href")))
            bodies.append(_root(book.read(posixpath.normpath(name))))
    return _facts([body for body in bodies if body is not None], skip=1)


def _root(data: bytes) -> html.HtmlElement | None:
    declared = re.search(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", data[:4096], re.IGNORECASE)
    encoding = declared[1].decode() if declared else "utf-8"
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    # lxml's HTML parser takes an empty element of XHTML for an open one.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if "http://www.w3.org/1999/xhtml" in text[:2000]:
        text = re.sub(r"<(?!(?:br|hr|img|meta|link|input|col|area|base)\b)(\w+)((?:\s[^<>]*)?)/>", r"<\1\2></\1>", text)
    page = html.document_fromstring(text) if text.strip() else None
    return page.find("body") if page is not None else None


def _facts(bodies: list[html.HtmlElement], *, skip: int) -> Facts:
    text: list[str] = []
    optional: list[str] = []
    blocks: list[str] = []
    headings: list[str] = []
    rows: list[list[str]] = []
    definitions: list[list[str]] = []
    for body in bodies:
        for unit, run, in_menu in _runs(body):
            (optional if in_menu else text).append(run)
            if unit is not None and not in_menu and words_of(run):
                blocks.append(run)
        for element in _seen(body):
            if _HEADING.fullmatch(element.tag):
                headings.append(_inline(element))
            elif element.tag == "table" and element.find(".//table") is None:
                rows += [[_inline(cell) for cell in row.iter("td", "th")] for row in element.iter("tr")]
            elif element.tag == "dl":
                definitions += _definitions(element)
    return Facts(
        "\n".join(text),
        optional="\n".join(optional),
        blocks=blocks,
        headings=[heading for heading in headings if words_of(heading)][skip:],
        rows=[row for row in rows if sum(bool(words_of(cell)) for cell in row) > 1],
        definitions=definitions,
    )


def _is_seen(element: html.HtmlElement) -> bool:
    return (
        isinstance(element.tag, str)
        and element.tag not in _UNSEEN
        and (element.get("role") or "").lower() not in _ROLES
        and element.get("hidden") is None
        and element.get("aria-hidden") != "true"
        and not _HIDDEN.search(element.get("style") or "")
    )


def _seen(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield an element and those inside it, in order, without what is not seen and without menus."""
    queue = [element]
    while queue:
        current = queue.pop()
        if _is_seen(current) and not _is_menu(current):
            yield current
            queue += reversed(current)


def _runs(body: html.HtmlElement) -> Iterator[tuple[str | None, str, bool]]:
    """Yield (tag of the unit, text between two borders of blocks, whether a menu holds it), in order.

    The tag is None outside all units.
    """
    parts: list[str] = []
    unit: str | None = None
    menus = 0

    def ended() -> Iterator[tuple[str | None, str, bool]]:
        run = "".join(parts).strip()
        parts.clear()
        if run:
            yield unit, run, menus > 0

    stack: list[tuple[str, html.HtmlElement, tuple[str | None, bool]]] = [("open", body, (None, False))]
    while stack:
        step, element, before = stack.pop()
        if step == "tail":
            parts.append(element.tail or "")
        elif step == "close":
            yield from ended()
            unit = before[0]
            menus -= before[1]
        elif not _is_seen(element):
            continue
        elif element.tag in ("sup", "sub"):
            parts.append(_shifted(element))
        elif element.tag == "br":
            parts.append("\n")
        elif element.tag == "img":
            if element.getparent().tag != "a":
                parts.append(signs.picture(element.get("alt") or ""))
        else:
            if element.tag in _BLOCKS:
                yield from ended()
                is_menu = not menus and _is_menu(element)
                stack.append(("close", element, (unit, is_menu)))
                menus += is_menu
                unit = element.tag if element.tag in _UNITS else None if _HEADING.fullmatch(element.tag) else unit
                if element.tag == "li" and (number := _number(element)):
                    yield None, number, menus > 0
            parts.append(element.text or "")
            for child in reversed(element):
                stack += [("tail", child, (None, False)), ("open", child, (None, False))]
    yield from ended()


def _shifted(element: html.HtmlElement) -> str:
    text = "".join(element.itertext())
    if element.tag == "sub":
        return signs.subscript(text)
    link = element.find(".//a") if element.getparent().tag != "a" else element.getparent()
    return signs.note_mark(text) if link is not None else signs.superscript(text)


def _number(item: html.HtmlElement) -> str | None:
    """Return the number that stands before an item of a numbered list, where it is a plain one."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or parent.get("reversed") is not None:
        return None
    number = int(parent.get("start") or 1)
    for before in parent.iterchildren("li"):
        if (before.get("value") or "").isdigit():
            number = int(before.get("value"))
        if before is item:
            break
        number += 1
    kind = parent.get("type") or "1"
    if "none" in (parent.get("style") or "") or kind not in "1aA":
        return None
    return str(number) if kind == "1" else chr(ord(kind) + (number - 1) % 26)


def _inline(element: html.HtmlElement) -> str:
    return " ".join(run for _, run, _ in _runs(element))


def _is_menu(element: html.HtmlElement) -> bool:
    """Whether an element is a table of contents or the way to the next page, so that a reader may leave it out."""
    if _MENU_CLASS.search(element.get("class") or ""):
        return True
    if element.tag not in ("ul", "ol", "dl", "table"):
        return False
    said = sum(len(word) for word in words_of(" ".join(element.itertext())))
    linked = sum(len(word) for link in element.iter("a") for word in words_of(" ".join(link.itertext())))
    return linked > _MOSTLY_LINKS * said


def _definitions(listed: html.HtmlElement) -> Iterator[list[str]]:
    term = ""
    for child in listed.iterchildren("dt", "dd", "div"):
        if child.tag == "div":
            yield from _definitions(child)
        elif child.tag == "dt":
            term = _inline(child)
        else:
            first = next(((unit, run) for unit, run, _ in _runs(child) if words_of(run)), (None, ""))
            if first[0] != "dt":
                yield [term, first[1]]
