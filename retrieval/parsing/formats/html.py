"""HTML: the text of a page without its navigation; nothing is ever fetched."""

from __future__ import annotations

from pathlib import PurePosixPath

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.markup import compose, parse_html
from retrieval.parsing.markup.metadata import PageMetadata
from retrieval.parsing.markup.navigation import main_elements, remove_navigation
from retrieval.parsing.markup.page import remove_programs
from retrieval.parsing.markup.panels import open_panels
from retrieval.parsing.outline import Composer
from retrieval.parsing.parser import VERSIONS

_MAX_BYTES = 16 * 1024 * 1024


class HtmlParser:
    """Parses ``.html``: the canonical text is what a person sees of the page and can open in it."""

    name = "HTML"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return headings, paragraphs, lists and tables of the page; see ``Parser.parse``."""
        if len(data) > _MAX_BYTES:
            raise UnreadableFile(f"page of {len(data):,} bytes, and Quoth reads at most {_MAX_BYTES:,}")
        root = parse_html(data)
        metadata = PageMetadata(root)
        composer = Composer()
        if comments := data.count(b"<!--"):
            composer.leave_out("comment", "it is not shown", count=comments)
        remove_programs(root)
        open_panels(root, composer)
        remove_navigation(root, composer)
        for element in main_elements(root, composer):
            compose(element, composer)
        return composer.content(
            title=metadata.title, date=metadata.date or date_in_name(path), author=metadata.author, url=metadata.url,
            language=metadata.language,
        )  # fmt: skip
