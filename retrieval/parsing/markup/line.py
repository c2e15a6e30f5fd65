"""The running text inside a block, written with the signs for what plain text has no letters for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from retrieval.parsing.markup.elements import BLOCKS, BREAKS, SPACE, UNSEEN, inline_text, is_hidden, tag_of
from retrieval.parsing.markup.formulas import linear_form
from retrieval.parsing.signs import note_mark, picture, struck, subscript, superscript

if TYPE_CHECKING:
    from lxml.etree import _Element

_Sign = Callable[[str], str]

_SIGNED = frozenset(("sup", "sub", "del", "s", "strike", "q", "rt", "a", "img", "math", "br"))

_NOTE_MARK = re.compile(r"[\[({]?\s*(?:\d{1,4}|[ivxlc]{1,6}|[a-z]|note \d+|[*†‡§¶#]{1,3})\s*[\])}]?", re.IGNORECASE)
_BRACKETED = re.compile(r"\[[^\[\]]{1,40}\]")
_NOTE_CLASS = re.compile(r"\b(?:footnote|endnote|noteref|note-ref|fn-ref|fnref|footref|cite_ref|reference)\b")
_BACK_CLASS = re.compile(r"\b(?:fn-backref|footnote-back(?:ref)?|backlink|reversefootnote|mw-cite-backlink)\b")
_ANCHOR_CLASS = re.compile(
    r"\b(?:headerlink|hash-?link|header-?anchor|heading-?anchor|anchor(?:js-link)?|permalink|anchor-link)\b"
)
_STRUCK_STYLE = re.compile(r"text-decoration[^;]*line-through")
_FILE_NAME = re.compile(r"\S*\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?)", re.IGNORECASE)
_LETTER = re.compile(r"\w")


class Line:
    """Gathers running text; a sign begins with ``open`` and is written when ``close`` ends it."""

    def __init__(self) -> None:
        self._open: list[tuple[_Sign | None, list[str]]] = [(None, [])]

    def add(self, text: str | None) -> None:
        """Append text as it stands in the page; white space counts once."""
        if text:
            self._open[-1][1].append(SPACE.sub(" ", text))

    def end_line(self) -> None:
        """Append a line end."""
        self._open[-1][1].append("\n")

    def open(self, sign: _Sign) -> None:
        """Let ``sign`` write all that is appended until ``close``."""
        self._open.append((sign, []))

    def close(self) -> None:
        """Write what ``open`` began."""
        sign, parts = self._open.pop()
        text = "".join(parts)
        self._open[-1][1].append(sign(text) if sign is not None and text.strip() else text)

    @property
    def quotations(self) -> int:
        """How many quotations are open."""
        return sum(sign in (_quoted, _quoted_within) for sign, _ in self._open)

    def take(self) -> str:
        """Return the lines so far, tidy, and begin anew; a sign that is open goes on."""
        signs = [sign for sign, _ in self._open[1:] if sign is not None]
        while len(self._open) > 1:
            self.close()
        text = "".join(self._open[0][1])
        self._open = [(None, []), *((sign, []) for sign in signs)]
        return tidy(text)


def tidy(text: str) -> str:
    """Leave one space between words, none at line ends, and no empty lines."""
    return "\n".join(line for raw in text.split("\n") if (line := re.sub(r" {2,}", " ", raw).strip(" ")))


def sign_of(element: _Element, line: Line) -> _Sign | None:
    """Return what writes the text inside an element; None when it stands as it is."""
    tag = tag_of(element)
    if tag not in _SIGNED:
        return struck if _STRUCK_STYLE.search(element.get("style") or "") else None
    if tag == "sup":
        return note_mark if _marks_note(element) else superscript
    if tag == "sub":
        return subscript
    if tag in ("del", "s", "strike"):
        return struck
    if tag == "q":
        return _quoted_within if line.quotations % 2 else _quoted
    if tag == "rt":
        before = element.getprevious()
        return None if before is not None and tag_of(before) == "rp" else _in_brackets
    if tag == "a" and _marks_note(element):
        return note_mark
    return None


def replacement(element: _Element) -> str | None:
    """Return what stands for an element that has no text of its own; None when its inside is its text."""
    tag = tag_of(element)
    if tag == "img":
        return picture(description_of(element))
    if tag == "math":
        return linear_form(element)
    if tag == "svg" and element.get("role") == "img":
        return picture(element.get("aria-label") or "")
    if tag == "a" and _is_mere_anchor(element):
        return ""
    return None


def description_of(image: _Element) -> str:
    """Return what an image says that it shows; empty where it says nothing, or only the name of its file."""
    words = " ".join((image.get("alt") or "").split())
    if image.get("role") in ("presentation", "none") or _FILE_NAME.fullmatch(words):
        return ""
    return words.removeprefix("[").removesuffix("]").strip()


def shown_text(element: _Element, *, controls: bool = False) -> str:
    """Return all that a person sees inside an element, with a line end at every border of a block.

    controls: whether the text of buttons counts, as it does inside a heading.
    """
    from lxml import etree

    if len(element) == 0 and tag_of(element) not in _SIGNED:
        return SPACE.sub(" ", element.text or "").strip(" ")
    line = Line()
    opened: set[_Element] = set()
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        tag = tag_of(each)
        if event == "start":
            if each is not element and is_out(each, tag, controls=controls):
                walk.skip_subtree()
                line.add(replacement(each) if tag == "svg" and not is_hidden(each) else None)
                continue
            if (instead := replacement(each)) is not None:
                walk.skip_subtree()
                line.add(instead)
                continue
            if tag in BREAKS or tag in BLOCKS:
                line.end_line()
            if (sign := sign_of(each, line)) is not None:
                opened.add(each)
                line.open(sign)
            line.add(each.text)
        else:
            if each in opened:
                opened.discard(each)
                line.close()
            if tag in BLOCKS:
                line.end_line()
            if each is not element:
                line.add(each.tail)
    return line.take()


def is_out(element: _Element, tag: str, *, controls: bool = False) -> bool:
    """Whether an element shows no text: it is hidden, made for programs, or a control."""
    return not tag or tag in UNSEEN or (tag == "button" and not controls) or is_hidden(element)


def joined_lines(text: str) -> str:
    """Return lines as one."""
    return " ".join(text.split("\n"))


def preformatted(element: _Element) -> str:
    """Return the text of an element whose white space counts."""
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        tag = tag_of(each)
        if event == "start":
            if each is not element and (is_out(each, tag) or _is_mere_anchor(each)):
                walk.skip_subtree()
            else:
                parts.append("\n" if tag == "br" else each.text or "")
        elif each is not element:
            parts.append(each.tail or "")
    return "".join(parts).replace("\r\n", "\n")


def _marks_note(element: _Element) -> bool:
    """Whether a raised text or a link is the mark of a note, and not a power or an ordinary link."""
    kind = f"{element.get('role') or ''} {element.get('epub:type') or ''}"
    if "noteref" in kind:
        return True
    text = inline_text(element)
    if tag_of(element) == "a":
        named = _NOTE_CLASS.search(element.get("class") or "") or _BACK_CLASS.search(element.get("class") or "")
        return bool(named and "#" in (element.get("href") or "") and _NOTE_MARK.fullmatch(text))
    if _BRACKETED.fullmatch(text) or ("noteref" in "".join(_types_inside(element))):
        return True
    if not all(_NOTE_MARK.fullmatch(part.strip()) for part in re.split(r"[,;\s]\s*", text) if part.strip()):
        return False
    parent = element.getparent()
    links = [*element.iter("a"), *([parent] if parent is not None and tag_of(parent) == "a" else [])]
    return any("#" in (link.get("href") or "") for link in links) or bool(
        _NOTE_CLASS.search(element.get("class") or "")
    )


def _types_inside(element: _Element) -> Iterable[str]:
    return (f"{link.get('role') or ''} {link.get('epub:type') or ''}" for link in element.iter("a"))


def _is_mere_anchor(element: _Element) -> bool:
    """Whether a link is only a way to a place: the sign behind a heading, the arrow behind a note."""
    if tag_of(element) != "a":
        return False
    classes = element.get("class") or ""
    kind = f"{element.get('role') or ''} {element.get('epub:type') or ''}"
    if not (_ANCHOR_CLASS.search(classes) or _BACK_CLASS.search(classes) or "backlink" in kind):
        return inline_text(element) in ("↩", "↩︎", "↵", "¶") if "#" in (element.get("href") or "") else False
    return not _LETTER.search(inline_text(element)) or (
        bool(_ANCHOR_CLASS.search(classes))
        and len(element) == 0
        and ((element.text or "").strip() in ("link", "Link", "anchor", "permalink", "Permalink"))
    )


def _quoted(text: str) -> str:
    return f'"{text}"'


def _quoted_within(text: str) -> str:
    return f"'{text}'"


def _in_brackets(text: str) -> str:
    return f"({text})"
