"""The letters of a paragraph of Word → plain runs: what is shown, without what is hidden, deleted or commented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from retrieval.parsing.outline import Composer, clean
from retrieval.parsing.pandoc.inlines import leave_out_picture, leave_out_reading_aid
from retrieval.parsing.pandoc.running import Node
from retrieval.parsing.signs import note_mark, picture
from retrieval.parsing.word.foreign import Foreign
from retrieval.parsing.word.package import M, W
from retrieval.parsing.word.styles import Looks, Styles, is_on, looks_of, value_of

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_SKIPPED = frozenset(
    f"{W}{name}" for name in ("pPr", "rPr", "instrText", "delText", "delInstrText", "sdtPr", "sdtEndPr", "ffData")
)
_SYMBOL_FONTS = frozenset(("symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"))
_PAGE_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES"))


@dataclass(slots=True)
class Line:
    """What the runs of one paragraph are rewritten into, and what hangs on it.

    ``spans`` are stretches of one look: (looks that are kept, inlines).
    """

    spans: list[tuple[tuple[str, ...], list[Node]]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    sizes: int = 0
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, Any]] = field(default_factory=list)
    has_page_number: bool = False

    def inlines(self) -> list[Node]:
        """Return the runs as inlines of pandoc's tree."""
        written: list[Node] = []
        for kept, nodes in self.spans:
            for kind in kept:
                nodes = [{"t": kind, "c": nodes}]
            written += nodes
        return written


class RunWriter:
    """Rewrites the runs of paragraphs; ``find_note`` returns (mark, element of the note) for a reference to one.

    Equations and symbols are noted in ``foreign``, and stand where they belong once pandoc has read them.
    """

    def __init__(
        self, composer: Composer, styles: Styles, find_note: Callable[[Any, str], tuple[str, Any] | None]
    ) -> None:
        self.find_note = find_note
        self.composer = composer
        self.styles = styles
        self.foreign = Foreign()

    def line_of(self, paragraph: Any, looks: Looks) -> Line:
        """Return the runs of a paragraph whose style gives its letters these ``looks``."""
        return _Walk(self, looks).line_of(paragraph)


class _Walk:
    def __init__(self, writer: RunWriter, looks: Looks) -> None:
        self._composer = writer.composer
        self._styles = writer.styles
        self._find_note = writer.find_note
        self._foreign = writer.foreign
        self._base = looks
        self._line = Line()
        self._looks = looks
        self._kept: tuple[str, ...] = ()
        self._fields: list[list[str]] = []  # the instructions of the fields that are open, each in pieces
        self._in_result: list[bool] = []
        self._has_hidden = False

    def line_of(self, paragraph: Any) -> Line:
        self._inside(paragraph)
        if self._has_hidden:
            self._composer.leave_out("piece of hidden text", "it is not shown", things="pieces of hidden text")
        return self._line

    def _inside(self, element: Any) -> None:
        for child in element:
            self._element(child, child.tag)

    def _element(self, child: Any, tag: Any) -> None:
        if tag == f"{W}r":
            self._run(child)
        elif tag == f"{W}t":
            self._letters(child.text or "")
        elif tag in _SKIPPED or not isinstance(tag, str):
            if tag == f"{W}instrText" and self._fields:
                self._fields[-1].append(child.text or "")
        elif tag == f"{W}rt":
            leave_out_reading_aid(self._composer)
        elif tag in (f"{W}del", f"{W}moveFrom"):
            if tag == f"{W}del" and child.find(f".//{W}delText") is not None:
                self._composer.leave_out("tracked deletion", "it is deleted")
        elif tag.startswith(M):
            self._formula(child)
        elif tag == f"{MC}AlternateContent":
            chosen = child.find(f"{MC}Choice")
            self._inside(chosen if chosen is not None else child)
        elif tag == f"{W}fldSimple":
            self._simple_field(child)
        elif tag == f"{W}fldChar":
            self._complex_field(child, child.get(f"{W}fldCharType"))
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            self._drawing(child)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            self._reference(child)
        elif tag == f"{W}commentReference":
            self._composer.leave_out("comment", "it is not part of the text")
        elif tag == f"{W}sym":
            self._symbol(child.get(f"{W}font") or "", child.get(f"{W}char") or "")
        elif tag.startswith(W) and tag[len(W) :] in _SIGNS:
            if self._shows():
                name = tag[len(W) :]
                self._add(_text_node(_SIGNS[name]), _SIGNS[name])
        else:
            self._inside(child)

    def _run(self, run: Any) -> None:
        properties = run.find(f"{W}rPr")
        looks = self._base
        if properties is not None:
            style = value_of(properties, "rStyle")
            if style is not None:
                looks = self._styles.looks_of_letters(style).over(looks)
            looks = looks_of(properties).over(looks)
        before, self._looks = self._looks, looks
        before_kept, self._kept = self._kept, _kept(looks)
        self._inside(run)
        self._looks, self._kept = before, before_kept

    def _shows(self) -> bool:
        if self._looks.hidden:
            self._has_hidden = True
            return False
        if any(not result for result in self._in_result):
            return False
        if any(_instruction(parts) in _PAGE_FIELDS for parts in self._fields):
            self._line.has_page_number = True
            return False
        return True

    def _letters(self, text: str) -> None:
        if not text or not self._shows():
            return
        if (self._looks.font or "").lower() in _SYMBOL_FONTS and any("\uf000" <= sign <= "\uf0ff" for sign in text):
            for sign in text:
                self._symbol(self._looks.font or "", f"{ord(sign):04X}")
            return
        text = clean(text)
        self._count(text)
        self._add(_text_node(text), text)

    def _count(self, text: str) -> None:
        count = len(text) - text.count(" ")
        self._line.letters += count
        self._line.bold += count if self._looks.bold else 0
        self._line.sizes += count * (self._looks.size or 0)

    def _symbol(self, font: str, character: str) -> None:
        if not self._shows():
            return
        self._count("x")
        self._add(self._foreign.symbol(font, character), "x")

    def _plain(self, text: str) -> None:
        if text and self._shows():
            kept, self._kept = self._kept, ()
            self._add(_text_node(clean(text)), text)
            self._kept = kept

    def _add(self, node: Node, text: str) -> None:
        spans = self._line.spans
        if not spans or spans[-1][0] != self._kept:
            spans.append((self._kept, []))
        spans[-1][1].append(node)
        self._line.text.append(text)

    def _formula(self, element: Any) -> None:
        if self._shows():
            words = "".join(each.text or "" for each in element.iter(f"{M}t"))
            self._count(words)
            self._add(self._foreign.formula(element), words)

    def _simple_field(self, element: Any) -> None:
        if _instruction([element.get(f"{W}instr") or ""]) in _PAGE_FIELDS:
            self._line.has_page_number = True
        else:
            self._inside(element)

    def _complex_field(self, element: Any, kind: str | None) -> None:
        if kind == "begin":
            if (choices := element.find(f"{W}ffData/{W}ddList")) is not None:
                self._letters(_chosen(choices))
            elif element.find(f"{W}ffData/{W}checkBox") is not None:
                self._composer.leave_out("check box", "it is drawn, not written", things="check boxes")
            self._fields.append([])
            self._in_result.append(False)
        elif kind == "separate" and self._in_result:
            self._in_result[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()
            self._in_result.pop()

    def _reference(self, element: Any) -> None:
        if not self._shows():
            return
        kind = element.tag[len(W) : -len("Reference")]
        if (found := self._find_note(element, kind)) is None:
            return
        mark, note = found
        if is_on(element, f"{W}customMarkFollows"):
            run = element.getparent()
            letters = [child for child in run if child.tag == f"{W}t"]
            mark = note_mark("".join(child.text or "" for child in letters)) or mark
            for child in letters:
                child.text = None
        self._plain(mark)
        self._line.notes.append((mark, note))

    def _drawing(self, element: Any) -> None:
        if not self._shows():
            return
        for box in _outermost(element, f"{W}txbxContent"):
            self._line.boxes.append(box)
        described = element.find(f".//{_WP}docPr")
        whole = (described.get("descr") or described.get("title")) if described is not None else None
        pictures = [each for each in element.iter(f"{_PIC}pic") if not _is_fallback(each, element)]
        for each in pictures:
            own = each.find(f"{_PIC}nvPicPr/{_PIC}cNvPr")
            self._picture((own.get("descr") if own is not None else None) or (whole if len(pictures) == 1 else None))
        for shape in [*element.iter(f"{_V}imagedata")]:
            parent = shape.getparent()
            self._picture(parent.get("alt") or shape.get("{urn:schemas-microsoft-com:office:office}title"))
        for shape in element.iter(f"{_V}textpath"):
            self._plain(shape.get("string") or "")
        if element.find(f".//{_CHART}") is not None:
            self._composer.leave_out("chart", "it is drawn, not written")
        if element.find(f".//{_DIAGRAM}") is not None:
            self._composer.leave_out("diagram", "it is drawn, not written")
        if element.tag == f"{W}object":
            self._composer.leave_out("embedded object", "it belongs to another program")

    def _picture(self, description: str | None) -> None:
        if written := picture(description or ""):
            self._plain(written)
        else:
            leave_out_picture(self._composer)


def _outermost(element: Any, tag: str) -> Iterator[Any]:
    """Yield the descendants of a tag that are in no other one, and not in the copy for old programs."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == f"{MC}AlternateContent":
            chosen = child.find(f"{MC}Choice")
            yield from _outermost(chosen if chosen is not None else child, tag)
        elif isinstance(child.tag, str):
            yield from _outermost(child, tag)


def _is_fallback(element: Any, top: Any) -> bool:
    for above in element.iterancestors():
        if above is top:
            return False
        if above.tag in (f"{MC}Fallback", f"{W}txbxContent"):
            return True
    return False


def _kept(looks: Looks) -> tuple[str, ...]:
    """Return the looks that have a sign, as the kinds of pandoc's inlines, the innermost first."""
    raised = {"superscript": ("Superscript",), "subscript": ("Subscript",)}.get(looks.raised or "", ())
    return (*raised, "Strikeout") if looks.struck else raised


def _chosen(choices: Any) -> str:
    """Return the entry of a drop-down list of a form that is chosen: the first one where nobody chose."""
    entries = [entry.get(f"{W}val") or "" for entry in choices.findall(f"{W}listEntry")]
    number = value_of(choices, "result") or value_of(choices, "default") or "0"
    return entries[int(number)] if number in map(str, range(len(entries))) else ""


def _text_node(text: str) -> Node:
    return {"t": "Str", "c": text}


def _instruction(parts: list[str]) -> str:
    words = "".join(parts).split(maxsplit=1)
    return words[0].upper() if words else ""
