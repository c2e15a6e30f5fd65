"""The blocks of pandoc's tree → pieces of a ``Composer``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from retrieval.model import BlockKind, ContextKind, ContextSpan
from retrieval.parsing.outline import Composer, is_visible
from retrieval.parsing.pandoc.formulas import linear_forms
from retrieval.parsing.pandoc.inlines import InlineWriter, leave_out_raw
from retrieval.parsing.pandoc.numbers import item_signs
from retrieval.parsing.pandoc.running import Node
from retrieval.parsing.pandoc.tables import Cell, header_row_count, is_frame, table_rows
from retrieval.parsing.signs import CELL_SEPARATOR, picture

_LEAVES = frozenset(("Str", "Code", "CodeBlock", "Math", "Image", "Note", "RawInline", "RawBlock"))
_MAX_REPEATED_CHARS = 200
"""A longer cell that spans rows is written in the first of them only."""


class BlockWriter:
    """Writes blocks of the tree into ``composer``, in order; every block but an item ends the list before it.

    ``hidden`` are classes that a reader does not see.
    """

    def __init__(self, composer: Composer, *, hidden: frozenset[str] = frozenset()) -> None:
        self.composer = composer
        self._hidden = hidden
        self._formulas: dict[str, str] = {}
        self._inlines = InlineWriter(composer, self._formulas, hidden)
        self._items: list[list[str]] = []
        self._code: list[str] = []
        self._depth = 0

    def write(self, blocks: Sequence[Node]) -> None:
        """Write blocks, one after the other; call ``flush`` after the last ones."""
        self.learn_formulas(blocks)
        self.write_inside(blocks)

    def learn_formulas(self, nodes: Sequence[Node]) -> None:
        """Find out how the equations in ``nodes`` are written, all at once."""
        self._formulas.update(linear_forms(list(_formulas_in(nodes))))

    def write_inside(self, blocks: Iterable[Node]) -> None:
        """Write blocks of a block."""
        for node in blocks:
            self._block(node["t"], node.get("c"))

    def flush(self) -> None:
        """Write the list that was gathered, and then the notes that were referred to."""
        code, self._code = self._code, []
        self.composer.add("\n".join(code), BlockKind.CODE)
        items, self._items = self._items, []
        self.composer.add_items(items)
        self._write_notes()

    def add_paragraph(
        self, inlines: Iterable[Node], kind: BlockKind = BlockKind.PARAGRAPH, *, level: int | None = None
    ) -> None:
        """Write a paragraph, or with a ``level`` a heading, which becomes one line."""
        self.flush()
        text = self._inlines.write(inlines)
        self.composer.add(text if level is None else " ".join(text.split()), kind, level=level)
        self._write_notes()

    def add_item(self, inlines: Iterable[Node], sign: str = "", *, is_new: bool = True) -> None:
        """Gather a line of a list: that of a new item, or of the item before it."""
        if is_new or not self._items:
            self._items.append([])
        self._items[-1] += f"{sign}{self._inlines.write(inlines).strip()}".split("\n")

    def add_code(self, inlines: Iterable[Node], *, is_new: bool = True) -> None:
        """Gather a line of code: that of a new listing, or one more of the listing before it."""
        if is_new or not self._code:
            self.flush()
        self._code.append(self._inlines.write(inlines))

    def add_table(self, rows: Sequence[Sequence[Cell]], header_rows: int = 0) -> None:
        """Write a table, one line for each row in which something begins; the first ``header_rows`` are its header."""
        self.flush()
        known: dict[int, str] = {}
        lines: list[str] = []
        header = 0
        for number, row in enumerate(rows):
            if number == header_rows:
                header = len("\n".join(lines))
            written = []
            for cell in row:
                key = id(cell.blocks)
                if not cell.is_repeated:
                    known[key] = self._flat(cell.blocks)
                elif len(known[key]) > _MAX_REPEATED_CHARS:
                    known[key] = ""
                written.append(known[key])
            if any(text for text, cell in zip(written, row, strict=True) if not cell.is_repeated):
                lines.append(CELL_SEPARATOR.join(written))
        self._add("\n".join(lines), BlockKind.TABLE, ContextKind.HEADER, header)

    def add_note(self, blocks: list[Node]) -> None:
        """Write a note that begins with its own mark, after the list that was gathered, if there is one."""
        self._inlines.notes.append(("", blocks))
        if not self._items:
            self.flush()

    @property
    def is_in_list(self) -> bool:
        """Whether items were gathered that are not written yet."""
        return bool(self._items)

    def _block(self, kind: str, inside: Any) -> None:
        if kind in ("Para", "Plain"):
            if self._depth:
                self.add_item(inside, is_new=False)
            else:
                self.add_paragraph(inside)
        elif kind == "Header":
            self.add_paragraph(inside[2], level=max(1, inside[0]))
        elif kind == "LineBlock":
            self.flush()
            self._add("\n".join(self._inlines.write(line) for line in inside), BlockKind.LIST)
        elif kind == "CodeBlock":
            self.flush()
            self._add(inside[1], BlockKind.CODE)
        elif kind == "BlockQuote":
            self.write_inside(inside)
        elif kind == "BulletList":
            self._list(item_signs(None, len(inside)), inside)
        elif kind == "OrderedList":
            self._list(item_signs(inside[0], len(inside[1])), inside[1])
        elif kind == "LabelledList":  # not pandoc's: its items begin with what is printed before them
            self._list([""] * len(inside), inside)
        elif kind == "DefinitionList":
            self._definitions(inside)
        elif kind == "Table":
            self._table(inside)
        elif kind == "Figure":
            self._figure(inside)
        elif kind == "Div":
            self._div(inside)
        elif kind == "RawBlock":
            leave_out_raw(self.composer)

    def _add(self, text: str, kind: BlockKind, leading: ContextKind | None = None, chars: int = 0) -> None:
        """Write a piece whose first ``chars`` characters are a term or a header over the rest."""
        is_led = leading is not None and text[:chars].strip() and not text[:1].isspace()
        self.composer.add(text, kind, leads=[ContextSpan(leading, 0, chars)] if leading is not None and is_led else ())
        self._write_notes()

    def _div(self, inside: Sequence[Any]) -> None:
        (_, classes, _), blocks = inside
        if self._hidden & set(classes):
            self.composer.leave_out("hidden part", "it is not shown")
        else:
            self.write_inside(blocks)

    def _list(self, numbers: Iterable[str], items: Sequence[list[Node]]) -> None:
        if not self._depth:
            self.flush()
        self._depth += 1
        for sign, blocks in zip(numbers, items, strict=True):
            first = blocks[0] if blocks and blocks[0]["t"] in ("Para", "Plain") else None
            self.add_item(first["c"] if first else [], sign, is_new=self._depth == 1)
            self.write_inside(blocks[1:] if first else blocks)
        self._depth -= 1
        if not self._depth:
            self.flush()

    def _definitions(self, entries: Sequence[Sequence[Any]]) -> None:
        for term, definitions in entries:
            if not self._depth:
                self.flush()
            self._depth += 1
            self.add_item(term, is_new=self._depth == 1)
            term_chars = len("\n".join(filter(is_visible, self._items[-1])))
            for blocks in definitions:
                self.write_inside(blocks)
            self._depth -= 1
            if not self._depth:
                lines = [line for item in self._items for line in item if is_visible(line)]
                self._items = []
                # One piece, so that a definition stands by its term.
                self._add("\n".join(lines), BlockKind.LIST, ContextKind.TERM, term_chars)

    def _table(self, inside: Sequence[Any]) -> None:
        self.flush()
        if caption := self._flat(inside[1][1]):
            self.composer.add(caption)
        if is_frame(inside):
            for row in table_rows(inside):
                for cell in row:
                    self.write_inside([] if cell.is_repeated else cell.blocks)
            return
        self.add_table(table_rows(inside), header_row_count(inside))

    def _figure(self, inside: Sequence[Any]) -> None:
        self.flush()
        _, (_, caption), blocks = inside
        words = self._flat(caption)
        for node in blocks:
            alone = self._flat([node]) if node["t"] in ("Para", "Plain") else None
            if alone is None:
                self.write_inside([node])
            elif alone != picture(words):  # a description that is the caption is shown once
                self.composer.add(alone)
        self.composer.add(words)
        self._write_notes()

    def _write_notes(self) -> None:
        notes, self._inlines.notes = self._inlines.notes, []
        depth, self._depth = self._depth, 0
        for mark, blocks in notes:
            while len(blocks) > 1 and _is_empty(blocks[0]):
                blocks = blocks[1:]  # RTF has some before a note in a table
            first = blocks[0] if blocks and blocks[0]["t"] in ("Para", "Plain") else None
            self.add_paragraph([{"t": "Str", "c": f"{mark} " if mark else ""}, *(first["c"] if first else [])])
            self.write_inside(blocks[1:] if first else blocks)
            self.flush()
        self._depth = depth

    def _flat(self, blocks: Iterable[Node]) -> str:
        """Return blocks as one line, for a cell or a caption."""
        return " ".join(word for part in self._parts(blocks) for word in part.split())

    def _parts(self, blocks: Iterable[Node]) -> Iterator[str]:
        for node in blocks:
            kind = node["t"]
            inside: Any = node.get("c")
            if kind in ("Para", "Plain"):
                yield self._inlines.write(inside)
            elif kind == "Header":
                yield self._inlines.write(inside[2])
            elif kind == "LineBlock":
                yield from map(self._inlines.write, inside)
            elif kind == "CodeBlock":
                yield inside[1]
            elif kind == "BlockQuote":
                yield from self._parts(inside)
            elif kind in ("BulletList", "OrderedList"):
                items = inside if kind == "BulletList" else inside[1]
                signs = item_signs(None if kind == "BulletList" else inside[0], len(items))
                for sign, item in zip(signs, items, strict=True):
                    yield sign
                    yield from self._parts(item)
            elif kind == "LabelledList":
                for item in inside:
                    yield from self._parts(item)
            elif kind == "DefinitionList":
                for term, definitions in inside:
                    yield self._inlines.write(term)
                    for definition in definitions:
                        yield from self._parts(definition)
            elif kind == "Table":
                yield from self._parts(inside[1][1])
                for row in table_rows(inside):
                    yield from self._parts(node for cell in row if not cell.is_repeated for node in cell.blocks)
            elif kind == "Figure":
                yield from self._parts(inside[2])
                yield from self._parts(inside[1][1])
            elif kind == "Div" and not self._hidden & set(inside[0][1]):
                yield from self._parts(inside[1])


def _is_empty(block: Node) -> bool:
    waiting: list[Any] = [block]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting += here
        elif isinstance(here, dict):
            if here.get("t") in _LEAVES and here["c"] != "":
                return False
            waiting += here.values()
    return True


def _formulas_in(blocks: Sequence[Node]) -> Iterator[str]:
    waiting: list[Any] = [blocks]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting += reversed(here)
        elif isinstance(here, dict):
            if here.get("t") == "Math":
                yield here["c"][1]
            elif "c" in here:
                waiting.append(here["c"])
