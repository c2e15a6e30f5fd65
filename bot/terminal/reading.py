"""``quoth read``: what Quoth reads in a file, for whoever asks why something is not found.

With ``--json`` it prints one object with these keys, in this order::

    file       the path as it was given
    sha256     of the file's bytes
    format     the name of the format
    title, date, author, url      what the document says of itself; null where it says nothing
    language   the code of the language of most of it ("de"); null where nothing tells it
    has_lines  whether the text is the file itself, so that a line number means a line of the file
    text       the canonical text; all spans count its characters
    headings   a list of objects: level (0 is the document's title), text, start, end
    passages   a list of objects: text, start, end, paragraph, heading, line, page, page_end, split, kind, language,
               sentences (a list of [start, end] inside the text), leading (the places in sentences of those that only
               ask, lead in or head a table), above (a list of objects: kind, text, start, end)
    left_out   a list of objects: what, why
    warnings   a list of sentences
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.messages.language_names import language_name
from bot.settings import Settings
from bot.terminal.answer_json import above_objects
from bot.terminal.lines import BAR, one_line, visible
from bot.terminal.printing import count, place_of, show_above
from retrieval import BlockKind, Document, Passage, QuothError, UnreadableFile
from retrieval.encoding.inputs import limits
from retrieval.encoding.model_files import find_model, usual_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.fingerprint import model_of
from retrieval.parsing.formats import format_names, parser_for
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.passages import cut

_PASSAGE_KEYS = (
    "text", "start", "end", "paragraph", "heading", "line", "page", "page_end", "split", "kind", "language",
    "sentences", "leading",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as Quoth reads it, with its passages as a sync would cut them."""

    path: Path
    document: Document
    passages: tuple[Passage, ...]

    @property
    def format(self) -> str:
        """The name of the file's format."""
        parser = parser_for(self.document.path)
        return parser.name if parser is not None else ""


def read_one_file(path: Path, settings: Settings) -> FileRead:
    """Read a file, or what a link leads to, as a sync would; no index is needed.

    Raises QuothError with the reason when it cannot be read.
    """
    place = Path(os.path.realpath(path.expanduser()))  # Path.resolve raises on a loop of links
    try:
        with ParsingPool(settings.parsing) as pool:
            document = pool.parse(place.parent, place.name)
    except UnreadableFile as error:
        reason = error.problem if place.exists() else "there is no such file"
        is_unknown = place.is_file() and parser_for(place.name) is None
        remedy = f"Quoth reads {format_names()}" if is_unknown else None
        raise QuothError(f"{path} cannot be read: {reason}", remedy, path=path, found=reason) from error
    name = settings.embedding_model or model_of(settings.index_dir.expanduser()) or usual_model()
    encoder = SentenceTransformerEncoder(find_model(name, settings.prompts), {})
    return FileRead(path, document, tuple(cut(document.content, limits(encoder))))


def read_as_dict(read: FileRead) -> dict[str, Any]:
    """Return what was read as an object with the keys above."""
    content = read.document.content
    return {
        "file": str(read.path),
        "sha256": read.document.sha256,
        "format": read.format,
        **{key: getattr(content, key) for key in ("title", "date", "author", "url", "language", "has_lines", "text")},
        "headings": [
            {"level": each.level, "text": each.text, "start": each.start, "end": each.end} for each in content.headings
        ],
        "passages": [
            {**{key: getattr(passage, key) for key in _PASSAGE_KEYS}, "above": above_objects(passage.above)}
            for passage in read.passages
        ],
        "left_out": [asdict(each) for each in content.left_out],
        "warnings": list(content.warnings),
    }


def print_read(console: Console, read: FileRead, *, as_json: bool) -> None:
    """Print what was read: all of the text, with a bar beside each passage; or one JSON object.

    What stands above a passage is dim, beside a thinner bar, and so is what only leads in a passage.
    """
    if as_json:
        print(json.dumps(read_as_dict(read), ensure_ascii=False))
        return
    content, passages = read.document.content, read.passages
    about = (content.title, content.author, content.date, content.url, language_name(content.language))
    console.print(Text(one_line(" · ".join([read.format, *filter(None, about)])), "bold"), soft_wrap=True)
    at = 0
    for passage in passages:
        _print_between(console, content.text[at : passage.start])
        console.print(Text(one_line(_about(passage, content.language)), "dim"), soft_wrap=True)
        show_above(console, passage.above)
        for line in _without_leads(passage).split("\n", allow_blank=True):
            console.print(Text.assemble((BAR, "cyan"), line), soft_wrap=True)
        at = passage.end
    _print_between(console, content.text[at:])
    console.print()
    for each in content.left_out:
        console.print(Text(one_line(f"  left out: {each.what} ({each.why})"), "yellow"), soft_wrap=True)
    for warning in content.warnings:
        console.print(Text(one_line(f"  ! {warning}"), "red"), soft_wrap=True)
    figures = (
        count(len(passages), "passage"), count(len(content.headings), "heading"),
        count(len(content.text), "character"), f"sha256 {read.document.sha256[:8]}",
    )  # fmt: skip
    console.print(Text(" · ".join(figures), "dim"), soft_wrap=True)


def _about(passage: Passage, language: str | None) -> str:
    """Return where a passage stands and what it is; its language if that is not the document's."""
    parts = [place_of(passage), f"characters {passage.start:,} to {passage.end:,}", passage.heading]
    if passage.kind is not BlockKind.PARAGRAPH:
        parts.append(passage.kind)
    if passage.language != language:
        parts.append(language_name(passage.language))
    if passage.leading:
        numbers = ", ".join(str(place + 1) for place in passage.leading)
        parts.append(f"only leads: sentence {numbers} of {len(passage.sentences)}")
    if passage.split:
        parts.append("a sentence too long for one passage was split")
    return " · ".join(filter(None, parts))


def _without_leads(passage: Passage) -> Text:
    """Return a passage's text in which the sentences that only lead are dim."""
    body = Text(visible(passage.text))
    for place in passage.leading:
        body.stylize("dim", *passage.sentences[place])
    return body


def _print_between(console: Console, text: str) -> None:
    """Print what belongs to no passage: headings, running heads, front matter, comments."""
    for line in filter(str.strip, text.split("\n")):
        console.print(Text(f"{' ' * len(BAR)}{one_line(line.rstrip())}", "bold"), soft_wrap=True)
