"""Word: what a document shows, in order, with headings by style, outline level or looks."""

from __future__ import annotations

from pathlib import PurePosixPath

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.outline import TITLE, Composer, label
from retrieval.parsing.pandoc.blocks import BlockWriter
from retrieval.parsing.parser import VERSIONS
from retrieval.parsing.word.headings import mark_headings
from retrieval.parsing.word.package import WordPackage
from retrieval.parsing.word.properties import office_properties
from retrieval.parsing.word.rewriting import Rewriter
from retrieval.parsing.word.writing import write_drafts


class WordParser:
    """Parses ``.docx``: the canonical text is what a person sees in the document.

    Headers and footers stand once each before the body, under no heading; notes after the block that refers to them.
    """

    name = "Word"
    suffixes: tuple[str, ...] = (".docx",)
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return paragraphs, lists and tables as blocks; see ``Parser.parse``."""
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise UnreadableFile("encrypted, or an old .doc file: save it as .docx without a password")
        package = WordPackage(data)
        composer = Composer()
        rewriter = Rewriter(package, composer)
        body = rewriter.body()
        mark_headings(body)
        told = {" ".join(draft.text.split()) for draft in body}
        margins = [draft for draft in rewriter.margins() if draft.text not in told]
        writer = BlockWriter(composer)
        writer.learn_formulas(rewriter.foreign.read(composer))
        write_drafts(writer, [*margins, *body])
        titles = [label(draft.text) for draft in body if draft.level == TITLE]
        properties = office_properties(package.core_properties())
        return composer.content(
            title=next(iter(titles), None) or properties.get("title"),
            date=properties.get("date") or date_in_name(path),
            author=properties.get("author"),
            language=properties.get("language"),
        )
