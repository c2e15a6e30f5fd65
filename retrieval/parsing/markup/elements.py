"""What HTML's elements are: which begin a new block, which are never shown, which are hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

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

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HEADINGS_PATH = (
    "descendant::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or @role='heading']"
)
_CHANGES = frozenset(("del", "ins", "s", "strike"))
"""Pages hide these from those who hear the page only, who are told in words that they are an old and a new price."""
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|visuallyhidden|a11y-hidden|offscreen)(?:\s|$)",
    re.IGNORECASE,
)
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:d-none|hidden|hide|is-hidden|u-hidden)(?:\s|$)")
_SHOWN_AT_SOME_WIDTH = re.compile(r"(?:-|:)(?:block|inline|flex|grid|table|initial|inline-block|inline-flex)(?:\s|$)")


def tag_of(element: _Element) -> str:
    """Return an element's name in lower case; empty for comments, processing instructions and entities."""
    tag = element.tag  # in lower case, as the parser wrote it
    return tag if isinstance(tag, str) else ""


def heading_level(element: _Element) -> int | None:
    """Return 1 to 6 for ``h1`` to ``h6``, or what ``role="heading"`` says; None for what is no heading."""
    level = _HEADINGS.get(element.tag)
    role = element.get("role")
    if role == "heading":
        said = element.get("aria-level") or str(level or 2)
        return min(max(int(said[:9]), 1), 6) if said.isascii() and said.isdecimal() else 2
    return None if role in ("presentation", "none") else level


def headings_of(element: _Element) -> list[_Element]:
    """Return the headings inside an element, in order."""
    return [each for each in element.xpath(_HEADINGS_PATH) if heading_level(each) is not None]


def is_hidden(element: _Element) -> bool:
    """Whether a page does not show an element until something opens it."""
    if not element.keys():
        return bool(element.tag == "dialog")
    if element.get("hidden") is not None:
        return bool(element.get("hidden").strip().lower() != "until-found")
    if (element.get("aria-hidden") == "true" and element.tag not in _CHANGES) or _HIDDEN_STYLE.search(
        element.get("style") or ""
    ):
        return True
    if (element.tag == "dialog" and element.get("open") is None) or element.get("popover") is not None:
        return True
    classes = element.get("class")
    if not classes:
        return False
    return bool(_FOR_SCREEN_READERS.search(classes)) or bool(
        _HIDDEN_CLASS.search(classes) and not _SHOWN_AT_SOME_WIDTH.search(classes)
    )


def unhide(element: _Element) -> None:
    """Make an element one that a page shows."""
    for name in ("hidden", "aria-hidden", "style", "class", "popover"):
        element.attrib.pop(name, None)
    if element.tag == "dialog":
        element.set("open", "")


def clear(element: _Element) -> None:
    """Take an element's attributes and inside out of the tree; what stands behind it stays."""
    element.clear(keep_tail=True)


def classes_of(element: _Element) -> str:
    """Return an element's classes and id, as one text in lower case."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def inline_text(element: _Element) -> str:
    """Return what a person sees in ``element`` as one line, without signs."""
    if len(element) == 0:
        return SPACE.sub(" ", element.text or "").strip()
    return SPACE.sub(" ", "".join(_texts(element))).strip()


def _texts(element: _Element) -> Iterator[str]:
    from lxml import etree

    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "start":
            tag = tag_of(each)
            if each is not element and (not tag or tag in UNSEEN or is_hidden(each)):
                walk.skip_subtree()
                continue
            if tag in BREAKS or tag in BLOCKS:
                yield " "
            yield each.text or ""
        elif each is not element:
            if tag_of(each) in BLOCKS:
                yield " "
            yield each.tail or ""
