"""Text inside a paragraph: the inlines of pandoc's tree → characters and signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from retrieval.parsing import signs
from retrieval.parsing.outline import Composer
from retrieval.parsing.pandoc.running import Node

_TRANSPARENT = frozenset(("Emph", "Strong", "Underline", "SmallCaps"))
_SPACES = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
_STRUCK = frozenset(("line-through", "strike", "strikethrough"))
_MARKS = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}


class InlineWriter:
    """Writes inlines as text and gathers the notes that they refer to, which stand after the block.

    ``hidden`` are classes of spans that a reader does not see.
    """

    def __init__(self, composer: Composer, formulas: Mapping[str, str], hidden: frozenset[str] = frozenset()) -> None:
        self._composer = composer
        self._formulas = formulas
        self._hidden = hidden
        self._noted = 0
        self.notes: list[tuple[str, list[Node]]] = []
        """Pairs (mark, blocks of the note) that are not written yet."""

    def write(self, inlines: Iterable[Node]) -> str:
        """Return the inlines as text; a line break is ``\\n``."""
        return "".join(self._inline(node["t"], node.get("c")) for node in inlines)

    def _inline(self, kind: str, inside: Any) -> str:
        if kind == "Str":
            return str(inside)
        if kind in _SPACES:
            return _SPACES[kind]
        if kind in _TRANSPARENT:
            return self.write(inside)
        if kind == "Strikeout":
            return signs.struck(self.write(inside))
        if kind == "Superscript":
            return signs.superscript(self.write(inside))
        if kind == "Subscript":
            return signs.subscript(self.write(inside))
        if kind == "Quoted":
            opening, closing = _MARKS[inside[0]["t"]]
            return f"{opening}{self.write(inside[1])}{closing}"
        if kind in ("Cite", "Link"):
            return self.write(inside[1])
        if kind == "Code":
            return str(inside[1])
        if kind == "Math":
            return self._formulas.get(inside[1], inside[1])
        if kind == "Image":
            return self._picture(inside)
        if kind == "Note":
            return self._note(inside)
        if kind == "Span":
            return self._span(set(inside[0][1]), inside[1])
        if kind == "RawInline":
            leave_out_raw(self._composer)
        return ""

    def _span(self, classes: set[str], inlines: list[Node]) -> str:
        if self._hidden & classes:
            self._composer.leave_out("hidden part", "it is not shown")
            return ""
        text = self.write(inlines)
        return signs.struck(text) if _STRUCK & classes else text

    def _picture(self, inside: Sequence[Any]) -> str:
        written = signs.picture(self.write(inside[1]))
        if not written:
            leave_out_picture(self._composer)
        return written

    def _note(self, blocks: list[Node]) -> str:
        self._noted += 1
        mark = signs.note_mark(str(self._noted))
        self.notes.append((mark, blocks))
        return mark


def leave_out_picture(composer: Composer) -> None:
    """Note that a picture is not in the text."""
    composer.leave_out("picture", "it has no description")


def leave_out_raw(composer: Composer) -> None:
    """Note that a piece of markup of another format is not in the text."""
    composer.leave_out("raw piece", "it is code of another format, which a reader does not see")
