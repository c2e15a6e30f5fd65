"""Word: what a document shows, in order, with headings by style, outline level or looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.outline import TITLE, Composer, label
from retrieval.parsing.pandoc.blocks import BlockWriter
from retrieval.parsing.pandoc.running import Node, read_tree
from retrieval.parsing.word import drafts
from retrieval.parsing.word.drafts import Draft
from retrieval.parsing.word.headings import mark_headings
from retrieval.parsing.word.package import WordPackage, make_package
from retrieval.parsing.word.properties import office_properties
from retrieval.parsing.word.rewriting import Rewriter

_CHUNK_CHARS = 1_000_000


class WordParser:
    """Parses ``.docx``: the canonical text is what a person sees in the document.

    Headers and footers stand once each before the body, under no heading; notes after the block that refers to them.
    """

    name = "Word"
    suffixes: tuple[str, ...] = (".docx",)
    names: tuple[str, ...] = ()
    version = 2

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return paragraphs, lists and tables as blocks; see ``Parser.parse``."""
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise UnreadableFile("encrypted, or an old .doc file: save it as .docx without a password")
        package = WordPackage(data)
        composer = Composer()
        rewriter = Rewriter(package, composer)
        body = rewriter.body()
        mark_headings(body)
        titles = [label(draft.text) for draft in body if draft.style == drafts.TITLE_STYLE]
        told = {" ".join(draft.text.split()) for draft in body}
        margins = [draft for draft in rewriter.margins() if draft.text not in told]
        writer = BlockWriter(composer, on_div=_Writing().write)
        for chunk in _chunks([*margins, *body]):
            made = make_package([draft.written() for draft in chunk], drafts.STYLES)
            writer.write(read_tree(made, "docx+styles", self.name).blocks)
        writer.flush()
        properties = office_properties(package.core_properties())
        return composer.content(
            title=next(iter(titles), None) or properties.get("title"),
            date=properties.get("date") or date_in_name(path),
            author=properties.get("author"),
        )


class _Writing:
    """Writes the divisions that pandoc makes of our own styles."""

    def __init__(self) -> None:
        self._has_title = False

    def write(self, writer: BlockWriter, attributes: dict[str, str], blocks: list[Node]) -> bool:
        style = attributes.get("custom-style", "")
        if style == drafts.CODE:
            writer.add_code("\n".join(writer.text_of(node["c"]) for node in blocks))
            return True
        if style == drafts.NOTE:
            writer.add_note(blocks)
            return True
        if not all(node["t"] in ("Para", "Plain") for node in blocks):
            return False
        for node in blocks:
            if style in (drafts.ITEM, drafts.MORE) and (style == drafts.ITEM or writer.is_in_list):
                writer.add_item(node["c"], is_new=style == drafts.ITEM)
            else:
                writer.add_paragraph(node["c"], level=self._level(style))
        return True

    def _level(self, style: str) -> int | None:
        if style == drafts.TITLE_STYLE:
            level, self._has_title = 1 if self._has_title else TITLE, True
            return level
        return int(style[len(drafts.HEADING) :]) if style.startswith(drafts.HEADING) else None


def _chunks(written: Sequence[Draft]) -> Iterator[list[Draft]]:
    """Yield the drafts in runs that pandoc reads in little memory."""
    chunk: list[Draft] = []
    size = 0
    for draft in written:
        chunk.append(draft)
        size += len(draft.markup)
        if size > _CHUNK_CHARS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
