"""What HTML's elements are: which begin a new block, which are never shown, which are hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SPACE = re.compile(r"[ \t\n\r\f]+")
WORD = re.compile(r"\w+")

_UNSEEN = """script style template head title meta link base noscript noframes noembed
select input textarea datalist option optgroup progress meter
svg iframe frame frameset object embed applet canvas audio video map"""
_BLOCKS = """html body main article section div p header footer aside address blockquote figure figcaption caption
details summary form fieldset legend center table thead tbody tfoot tr h1 h2 h3 h4 h5 h6 hgroup search
dialog nav li dl dt dd"""

UNSEEN = frozenset(_UNSEEN.split())
"""Elements whose text a page does not show, or shows only to be filled in."""

BREAKS = frozenset(("br", "hr"))
LISTS = frozenset(("ul", "ol", "menu", "dir"))
CELLS = frozenset(("td", "th"))
PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
BLOCKS = frozenset(_BLOCKS.split()) | LISTS | CELLS | PREFORMATTED

_HEADING = re.compile(r"h([1-6])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|visuallyhidden|a11y-hidden|offscreen)(?:\s|$)",
    re.IGNORECASE,
)
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:d-none|hidden|hide|is-hidden|u-hidden)(?:\s|$)")
_SHOWN_AT_SOME_WIDTH = re.compile(r"(?:-|:)(?:block|inline|flex|grid|table|initial|inline-block|inline-flex)(?:\s|$)")


def tag_of(element: HtmlElement) -> str:
    """Return an element's name in lower case; empty for comments, processing instructions and entities."""
    tag = element.tag
    return tag.lower() if isinstance(tag, str) else ""


def heading_level(element: HtmlElement) -> int | None:
    """Return 1 to 6 for ``h1`` to ``h6``, or what ``role="heading"`` says; None for what is no heading."""
    match = _HEADING.fullmatch(tag_of(element))
    if element.get("role") == "heading":
        said = element.get("aria-level") or (match[1] if match else "2")
        return min(max(int(said), 1), 6) if said.isdecimal() else 2
    return int(match[1]) if match is not None and element.get("role") not in ("presentation", "none") else None


def is_hidden(element: HtmlElement) -> bool:
    """Whether a page does not show an element until something opens it."""
    if element.get("hidden") is not None:
        return bool(element.get("hidden").strip().lower() != "until-found")
    if element.get("aria-hidden") == "true" or _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    if (element.tag == "dialog" and element.get("open") is None) or element.get("popover") is not None:
        return True
    classes = element.get("class")
    if not classes:
        return False
    return bool(_FOR_SCREEN_READERS.search(classes)) or bool(
        _HIDDEN_CLASS.search(classes) and not _SHOWN_AT_SOME_WIDTH.search(classes)
    )


def unhide(element: HtmlElement) -> None:
    """Make an element one that a page shows."""
    for name in ("hidden", "aria-hidden", "style", "class", "popover"):
        element.attrib.pop(name, None)
    if element.tag == "dialog":
        element.set("open", "")


def clear(element: HtmlElement) -> None:
    """Take an element's attributes and inside out of the tree; what stands behind it stays."""
    element.clear(keep_tail=True)


def classes_of(element: HtmlElement) -> str:
    """Return an element's classes and id, as one text in lower case."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def inline_text(element: HtmlElement) -> str:
    """Return what a person sees in ``element`` as one line, without signs."""
    return SPACE.sub(" ", "".join(_texts(element))).strip()


def _texts(element: HtmlElement) -> Iterator[str]:
    from lxml import etree

    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "start":
            tag = tag_of(each)
            if each is not element and (not tag or tag in UNSEEN or is_hidden(each)):
                walk.skip_subtree()
            elif tag in BREAKS or tag in BLOCKS:
                yield " "
                yield each.text or ""
            else:
                yield each.text or ""
        elif each is not element:
            if tag_of(each) in BLOCKS:
                yield " "
            yield each.tail or ""
