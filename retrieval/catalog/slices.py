"""A passage's row → the passage and its context, sliced from the document and proved by their digests."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval.catalog.database import stored_json
from retrieval.errors import NotVerbatim
from retrieval.model import BlockKind, ContextKind, ContextSlice, Document, Passage

PASSAGE_COLUMNS = (
    "start", "end", "byte_start", "byte_end", "sha256", "paragraph", "line", "page", "page_end", "heading", "sentences",
    "split", "above", "leading", "kind", "language",
)  # fmt: skip
"""The columns of a passage that depend on its document's text and outline, in the order of ``passage_rows``."""


def passage_rows(document: Document, passages: Sequence[Passage]) -> Iterator[tuple[object, ...]]:
    """Yield the values of ``PASSAGE_COLUMNS`` for a document's passages, which are in the order of their text.

    Raises NotVerbatim when a passage or its context is not the text at its place.
    """
    text = document.content.text
    contexts = {(each.start, each.end): each for passage in passages for each in passage.above}
    byte_spans = _byte_spans(text, [*((p.start, p.end) for p in passages), *contexts])
    for passage in passages:
        spans = [(passage.start, passage.end, passage.text), *((e.start, e.end, e.text) for e in passage.above)]
        for start, end, words in spans:
            if text[start:end] != words:
                raise NotVerbatim(
                    f"The passage or its context at characters {start} to {end} of {document.path} is not "
                    "the text at that place",
                    "report this as a bug in Quoth",
                    path=document.path,
                )
        above = [
            (each.kind, each.start, each.end, *byte_spans[each.start, each.end], _sha256(each.text.encode()).hex())
            for each in passage.above
        ]
        yield (
            passage.start, passage.end, *byte_spans[passage.start, passage.end], _sha256(passage.text.encode()),
            passage.paragraph, passage.line, passage.page, passage.page_end, passage.heading,
            json.dumps(passage.sentences), passage.split, json.dumps(above), json.dumps(passage.leading), passage.kind,
            passage.language,
        )  # fmt: skip


def passage_of(blob: sqlite3.Blob, row: Mapping[str, object]) -> Passage | None:
    """Return the passage of a row, or None when the document's text is not what was indexed, there or in its context.

    blob: the canonical text, as UTF-8. row: ``PASSAGE_COLUMNS`` and their values.
    """
    fields = dict(row)
    text = _sliced(blob, fields.pop("byte_start"), fields.pop("byte_end"), fields.pop("sha256"))
    above = [each.sliced(blob) for each in _contexts(row)]
    if text is None or None in above:
        return None
    try:
        return Passage(
            **{  # type: ignore[arg-type]
                **fields,
                "text": text,
                "sentences": tuple((int(a), int(b)) for a, b in json.loads(str(fields["sentences"]))),
                "split": bool(fields["split"]),
                "above": tuple(above),
                "leading": tuple(map(int, json.loads(str(fields["leading"])))),
                "kind": BlockKind(str(fields["kind"])),
            }
        )
    except (ValueError, TypeError, RecursionError):
        return None


def whole_text(data: bytes, document: str, catalog: Path) -> str:
    """Return a document's canonical text. Raises NotVerbatim when the catalog holds something else in its place."""
    try:
        return str(data, "utf-8")
    except (UnicodeDecodeError, TypeError) as error:
        raise not_verbatim(f"The stored text of {document}", catalog) from error


def not_verbatim(what: str, catalog: Path, found: str | None = None) -> NotVerbatim:
    """Return the error for a part of a catalog that is damaged; ``what`` begins a sentence."""
    return NotVerbatim(
        f"{what} is not what was indexed: the catalog {catalog} is damaged",
        'run "quoth sync --repair"',
        path=catalog,
        found=found,
    )


def damaged_part(blob: sqlite3.Blob, row: Mapping[str, object], name: str) -> str:
    """Return which part of a row is not what was indexed, for people: the passage, called so, or what is above it."""
    if _sliced(blob, row["byte_start"], row["byte_end"], row["sha256"]) is not None:
        for each in _contexts(row):
            if each.sliced(blob) is None:
                return f"The {each.kind} (characters {each.start} to {each.end}) above the {name}"
    return f"The {name}"


class _StoredContext(NamedTuple):
    """Where a slice above a passage stands, in characters and in bytes, and the digest of its text, in hex."""

    kind: str
    start: int
    end: int
    byte_start: int
    byte_end: int
    sha256: str

    def sliced(self, blob: sqlite3.Blob) -> ContextSlice | None:
        """Return the slice, or None when it is not what was indexed."""
        try:
            words = _sliced(blob, self.byte_start, self.byte_end, bytes.fromhex(self.sha256))
            return None if words is None else ContextSlice(ContextKind(self.kind), self.start, self.end, words)
        except (ValueError, TypeError):
            return None


_NO_CONTEXT = _StoredContext("context", 0, 0, 0, 0, "")


def _contexts(row: Mapping[str, object]) -> list[_StoredContext]:
    """Return what stands above a passage; what is no such thing is there as nothing that can be sliced."""
    stored = stored_json(str(row["above"]), list[object]([None]))
    whole = [each for each in stored if isinstance(each, list) and len(each) == len(_StoredContext._fields)]
    return [_StoredContext(*each) for each in whole] + [_NO_CONTEXT] * (len(stored) - len(whole))


def _sliced(blob: sqlite3.Blob, byte_start: object, byte_end: object, sha256: object) -> str | None:
    if not isinstance(byte_start, int) or not isinstance(byte_end, int):
        return None
    if not 0 <= byte_start <= byte_end <= len(blob):
        return None
    blob.seek(byte_start)
    data = blob.read(byte_end - byte_start)
    return data.decode() if _sha256(data) == sha256 else None


def _byte_spans(text: str, spans: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return where spans of characters stand in the text's UTF-8; a long text is encoded once."""
    places = sorted({place for span in spans for place in span})
    found: dict[int, int] = {}
    at = byte = 0
    for place in places:
        byte += len(text[at:place].encode())
        at = place
        found[place] = byte
    return {span: (found[span[0]], found[span[1]]) for span in spans}


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
