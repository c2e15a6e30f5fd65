"""Accordions and tabs: what a visible heading or control opens is read under it; what nothing opens is not read.

Each panel gets the text of what opens it as a ``summary`` of its own, as if it were written with ``details``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from retrieval.parsing.markup.elements import (
    UNSEEN,
    WORD,
    classes_of,
    clear,
    heading_level,
    headings_of,
    inline_text,
    is_hidden,
    tag_of,
    unhide,
)
from retrieval.parsing.outline import MAX_LABEL_CHARS, Composer

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_CONTROLS = 5_000
_MAX_TAB_LISTS = 300
_MAX_PANELS = 10_000
_MAX_TEXTS = 100
_TARGETS = ("aria-controls", "data-target", "data-bs-target", "data-collapse", "popovertarget", "commandfor")
_TOGGLES = ("data-toggle", "data-bs-toggle")
_PERHAPS_CONTROL = (
    "descendant::*[self::button or @aria-controls or @aria-expanded or @role or @data-toggle or @data-bs-toggle"
    " or (self::a and starts-with(@href, '#'))]"
)
_PERHAPS_HIDDEN = "descendant::*[self::dialog or @hidden or @aria-hidden or @style or @class or @popover]"
_CONTROL_CLASS = re.compile(r"accordion|collaps|toggle|trigger|expand|question|faq|panel-?title|tab(?:s|-|_|\b)")
_ROWS = "table thead tbody tfoot tr ul ol dl dd dt menu p"
_BOXES = "div section p ul ol dl dd article aside table blockquote form li span figure"
_HOLDS_NO_SUMMARY = frozenset(_ROWS.split())
_PANELS = frozenset(_BOXES.split())


def open_panels(root: _Element, composer: Composer) -> None:
    """Show in the tree what a visible control or heading opens, under it, and take out all else that is hidden."""
    _show_the_text(root)
    named: dict[str, _Element] = {}
    for element in root.xpath("descendant::*[@id]"):
        named.setdefault(element.get("id"), element)
    opened: set[_Element] = set()
    for control, target in _controls(root, named):
        if target not in opened and control.getparent() is not None and _is_shown(control) and not _is_menu(target):
            opened.add(target)
            _head(target, control)
    for element in root.xpath(_PERHAPS_HIDDEN):
        if element.getparent() is None or tag_of(element) in ("", *UNSEEN) or not is_hidden(element):
            continue
        heading = None if element.get("aria-hidden") == "true" and _is_inline(element) else _heading_of(element, named)
        if heading is not None and not _is_menu(element):
            _head(element, heading)
        elif inline_text(element):
            composer.leave_out("hidden part", "nothing that the page shows opens it")
            clear(element)


def _show_the_text(root: _Element) -> None:
    """Show what a program of the page shows at once, and what an open dialog hides from those who hear the page.

    A button that is all of a term is the term.
    """
    for element in root.iter("html", "body"):
        unhide(element)
    for text in root.xpath("descendant::*[self::main or self::article or @role='main']")[:_MAX_TEXTS]:
        for element in (text, *text.iterancestors()):
            if element.get("aria-hidden") == "true":
                element.attrib.pop("aria-hidden")
    for button in root.iter("button"):
        if any(tag_of(above) == "dt" for above in islice(button.iterancestors(), 3)):
            button.tag = "span"


def _controls(root: _Element, named: dict[str, _Element]) -> Iterator[tuple[_Element, _Element]]:
    """Yield the controls of a page, each with the one panel that it opens."""
    found = 0
    tabs = _panels_of_tabs(root)
    for element in root.xpath(_PERHAPS_CONTROL):
        if not tag_of(element) or not _is_control(element):
            continue
        if _has_target(element):
            target = _target(element, named)
        elif element.get("role") == "tab":
            target = tabs.get(element)
        else:
            target = _behind(element)
        if target is None or target is element or tag_of(target) in ("html", "body", "main"):
            continue
        if any(above is target for above in element.iterancestors()):
            continue
        found += 1
        if found > _MAX_CONTROLS:
            return
        yield element, target


def _is_control(element: _Element) -> bool:
    tag = tag_of(element)
    if element.get("aria-controls") or element.get("aria-expanded") is not None or element.get("role") == "tab":
        return tag not in ("input", "select", "textarea")
    if any(element.get(name) in ("collapse", "tab", "pill") for name in _TOGGLES):
        return True
    if tag == "a":
        return (element.get("href") or "").startswith("#") and len(element.get("href") or "") > 1
    return (tag == "button" or element.get("role") == "button") and (
        _has_target(element) or bool(_CONTROL_CLASS.search(classes_of(element))) or inline_text(element).endswith("?")
    )


def _has_target(element: _Element) -> bool:
    return any(element.get(name) for name in _TARGETS) or (element.get("href") or "").startswith("#")


def _target(element: _Element, named: dict[str, _Element]) -> _Element | None:
    for name in (*_TARGETS, "href"):
        value = (element.get(name) or "").strip().removeprefix("#")
        if value and " " not in value and (target := named.get(value)) is not None:
            plain = tag_of(element) == "a" and name == "href" and not _is_marked(element)
            return target if not plain or is_hidden(target) else None
    return _behind(element) if element.get("aria-expanded") is not None else None


def _panels_of_tabs(root: _Element) -> dict[_Element, _Element]:
    """Return the panels of tabs that name none: as many as there are tabs, in the same order, beside the tabs."""
    found: dict[_Element, _Element] = {}
    budget = _MAX_PANELS
    for tabs in root.xpath("descendant::*[@role='tablist']")[:_MAX_TAB_LISTS]:
        around = tabs.getparent()
        each_tab = tabs.xpath("descendant::*[@role='tab']")
        all_panels = around.xpath("descendant::*[@role='tabpanel']")
        budget -= len(all_panels)
        if budget < 0:
            break
        panels = [
            panel
            for panel in all_panels
            if not any(above.get("role") == "tabpanel" for above in _between(panel, around))
        ]
        if len(panels) == len(each_tab):
            found.update(zip(each_tab, panels, strict=True))
    return found


def _between(element: _Element, end: _Element) -> Iterator[_Element]:
    """Yield the elements around one, up to ``end``."""
    for above in element.iterancestors():
        if above is end:
            return
        yield above


def _is_marked(element: _Element) -> bool:
    """Whether a link says that it is a control."""
    return element.get("role") in ("tab", "button") or any(
        element.get(name) is not None for name in (*_TARGETS, *_TOGGLES, "aria-expanded")
    )


def _behind(control: _Element) -> _Element | None:
    """Return the element right behind a control, or behind what holds nothing else."""
    element = control
    for _ in range(4):
        if (element.tail or "").strip():
            return None
        following = element.getnext()
        if following is not None:
            return following if tag_of(following) in _PANELS and inline_text(following) else None
        above = element.getparent()
        if above is None or len(above) > 1 or tag_of(above) in ("body", "main", "td", "li", "details"):
            return None
        element = above
    return None


def _heading_of(panel: _Element, named: dict[str, _Element]) -> _Element | None:
    """Return what heads a hidden element: what it says labels it, or the heading or control right before it."""
    labels = (panel.get("aria-labelledby") or "").split()
    if labels and (label := named.get(labels[0])) is not None and _is_shown(label):
        return label
    before = panel.getprevious()
    while before is not None and tag_of(before) in ("", "br", "hr", "script", "style"):
        before = before.getprevious()
    if (
        before is None
        or before.get("role") == "tabpanel"
        or (before.tail or "").strip()
        or not _is_shown(before)
        or not 0 < len(inline_text(before)) <= MAX_LABEL_CHARS
    ):
        return None
    if tag_of(before) in ("summary", "button", "dt") or heading_level(before) is not None or _holds_heading(before):
        return before
    return before if _CONTROL_CLASS.search(classes_of(before)) or _CONTROL_CLASS.search(classes_of(panel)) else None


def _holds_heading(element: _Element) -> bool:
    return bool(headings_of(element)) or next(element.iter("button", "b", "strong"), None) is not None


def _head(panel: _Element, control: _Element) -> None:
    """Show a panel; the text of a control that is no heading moves into it, to head it."""
    from lxml import etree

    title = inline_text(control)
    unhide(panel)
    around = [control, *control.iterancestors()]
    is_heading = any(heading_level(each) is not None or tag_of(each) in ("summary", "dt") for each in around[:8])
    is_plain_link = tag_of(control) == "a" and not _is_marked(control) and not _is_all_of_item(control)
    if is_heading or is_plain_link or not title or len(title) > MAX_LABEL_CHARS or _starts_with(panel, title):
        return
    if tag_of(panel) in _HOLDS_NO_SUMMARY or panel.get("role") == "row":
        wrapper = panel.makeelement("div")
        above = panel.getparent()
        if tag_of(panel) in ("tr", "dd", "dt", "tbody", "thead", "tfoot") or above is None:
            return
        above.replace(panel, wrapper)
        wrapper.tail, panel.tail = panel.tail, None
        wrapper.append(panel)
        panel = wrapper
    summary = etree.SubElement(panel, "summary")
    summary.text, summary.tail, panel.text = title, panel.text, None
    panel.insert(0, summary)
    clear(control)


def _starts_with(panel: _Element, title: str) -> bool:
    return any(inline_text(each) == title for each in panel.iter("h1", "h2", "h3", "h4", "h5", "h6"))


def _is_all_of_item(link: _Element) -> bool:
    """Whether a link is all that an item of a list holds, as the tabs of a page are."""
    item = link.getparent()
    return item is not None and tag_of(item) == "li" and inline_text(item) == inline_text(link)


def _is_shown(element: _Element) -> bool:
    return not any(is_hidden(each) or tag_of(each) in UNSEEN for each in (element, *element.iterancestors()))


def _is_inline(element: _Element) -> bool:
    return tag_of(element) in ("span", "i", "b", "em", "small", "a", "abbr", "strong", "sup", "sub")


def _is_menu(panel: _Element) -> bool:
    """Whether a panel holds little but links or controls: a menu is no text."""
    if "menu" in (panel.get("role") or "") or tag_of(panel) == "nav":
        return True
    words = len(WORD.findall(inline_text(panel)))
    linked = sum(len(WORD.findall(inline_text(link))) for link in panel.iter("a"))
    return linked > 0 and linked * 10 >= words * 9
