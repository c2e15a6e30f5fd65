"""OpenDocument text: what a document of LibreOffice shows, in order."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.languages.codes import declared_code
from retrieval.model import Content
from retrieval.parsing.archive import open_opendocument, read_member
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.opendocument.rewriting import TextRewriter
from retrieval.parsing.opendocument.styles import OFFICE, TextStyles
from retrieval.parsing.outline import TITLE, Composer, label
from retrieval.parsing.pandoc.blocks import BlockWriter
from retrieval.parsing.parser import VERSIONS, reason_damaged
from retrieval.parsing.word.headings import mark_headings
from retrieval.parsing.word.package import parsed_part
from retrieval.parsing.word.properties import own_properties
from retrieval.parsing.word.writing import write_drafts

_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"


class OpenTextParser:
    """Parses ``.odt``; headers, footers and notes stand as in Word documents."""

    name = "OpenDocument"
    suffixes: tuple[str, ...] = (".odt",)
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return headings, paragraphs, lists and tables as blocks; see ``Parser.parse``."""
        archive = open_opendocument(data, self.name)

        def part(name: str) -> Any | None:
            found = read_member(archive, name)
            return parsed_part(found, self.name) if found is not None else None

        def formula(link: str) -> Any | None:
            root = part(posixpath.normpath(posixpath.join(link, "content.xml")))
            return root if root is not None and root.tag.endswith("}math") else None

        root, styles = part("content.xml"), part("styles.xml")
        text = root.find(f"{OFFICE}body/{OFFICE}text") if root is not None else None
        if text is None:
            raise UnreadableFile(reason_damaged(self.name))
        composer = Composer()
        rewriter = TextRewriter(TextStyles(styles, root), composer, formula)
        body = list(rewriter.blocks(text))
        mark_headings(body)
        told = {" ".join(draft.text.split()) for draft in body}
        margins = [draft for draft in rewriter.margins(styles) if draft.text not in told]
        write_drafts(BlockWriter(composer), [*margins, *body])
        titles = [label(draft.text) for draft in body if draft.level == TITLE]
        meta = part("meta.xml")
        properties = own_properties(
            _first_text(meta, f"{_DC}title"),
            _first_text(meta, f"{_META}initial-creator", f"{_DC}creator"),
            [_first_text(meta, f"{_META}creation-date"), _first_text(meta, f"{_DC}date")],
        )
        return composer.content(
            title=next(iter(titles), None) or properties.get("title"),
            date=properties.get("date") or date_in_name(path),
            author=properties.get("author"),
            language=declared_code(_first_text(meta, f"{_DC}language")),
        )


def _first_text(meta: Any | None, *names: str) -> str | None:
    texts = (meta.findtext(f".//{name}") for name in names) if meta is not None else ()
    return next(filter(None, texts), None)
