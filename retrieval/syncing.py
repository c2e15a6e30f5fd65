"""Seeds folder → catalog → indexes: what is new or changed is read, cut and embedded; what is gone is dropped.

The order makes a crash harmless at any instant. Vectors are kept as they are made, so that the next attempt does not
make them again; the catalog then takes the whole difference in one transaction; the indexes follow, and one that did
not get so far is seen to be behind and rebuilt.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from retrieval import passages
from retrieval.catalog import Catalog
from retrieval.dense import DenseIndex
from retrieval.encoding import Encoder
from retrieval.errors import UnreadableFile
from retrieval.lexical import LexicalIndex
from retrieval.model import Content, Document, Passage, Span
from retrieval.passages import Limits, cut
from retrieval.reading import READERS, reader_for
from retrieval.reading.folder import SkippedFile, read_file, scan
from retrieval.records import Difference, Indexed

INPUT_VERSION = 1
"""Counts up whenever the same passage would be given to the encoder in other words."""

WINDOW = 2048
"""Passages encoded at a time: enough to sort them by length, few enough to lose little in a crash."""

SMALL = 2000
"""Passages whose terms are indexed anew in no time."""

NO_DIFFERENCE = Difference((), ())

_log = logging.getLogger(__name__)

DENSE_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. ``embedded`` passages went through the model, ``reused`` ones had a vector already."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    skipped: tuple[SkippedFile, ...] = ()
    embedded: int = 0
    reused: int = 0
    documents: int = 0
    passages: int = 0
    generation: int = 0
    seconds: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was different."""
        return not (self.added or self.changed or self.moved or self.removed)


class Observer:
    """Is told how a sync gets on; this one does not care. Raise from a method to stop the sync there."""

    def reading(self, done: int, total: int, path: str) -> None:
        """``done`` of ``total`` new or changed files were read; ``path`` is next."""

    def encoding(self, done: int, total: int) -> None:
        """``done`` of ``total`` passages were encoded."""

    def step(self, name: str) -> None:
        """A step is complete: ``read``, ``encoded``, ``committed``, ``dense``, ``lexical``, perhaps ``exported``."""

    def remark(self, text: str) -> None:
        """Something that people should know and that stops nothing; this one puts it into the log."""
        _log.warning(text)


@dataclass(slots=True)
class _Plan:
    """What has to happen, by comparing hashes only."""

    read: list[str] = field(default_factory=list)
    moved: dict[int, str] = field(default_factory=dict)
    removed: dict[int, str] = field(default_factory=dict)
    unchanged: int = 0
    skipped: list[SkippedFile] = field(default_factory=list)


def sync(
    catalog: Catalog,
    folder: Path,
    seeds: Path,
    encoder: Encoder,
    model_digest: str,
    fingerprint: dict[str, str],
    observer: Observer,
) -> SyncReport:
    """Make catalog and indexes those of the seeds folder as it is now. The caller holds the writer's lock.

    Raises SeedsError when the folder cannot be read at all, StorageError when the disk refuses, ModelError when there
    is something to embed and the model cannot be loaded. Whatever is raised, the generation before goes on answering.
    """
    started = time.perf_counter()
    before = {document.path: document for document in catalog.documents()}
    plan = _plan(catalog, seeds, model_digest)
    documents, failed = _read(plan.read, seeds, observer)
    for skipped in failed:
        plan.skipped.append(skipped)
        if skipped.path in before:
            plan.removed[before[skipped.path].id] = skipped.path
    # What was moved is read again for what its name says, a date perhaps; its passages stay.
    renamed, _ = _read(list(plan.moved.values()), seeds, observer)
    moved = {id_: document for id_, path in plan.moved.items() for document in renamed if document.path == path}
    observer.step("read")

    indexed, embedded, reused = _embed(catalog, documents, encoder, model_digest, observer)
    observer.step("encoded")

    report = SyncReport(
        added=tuple(d.path for d in documents if d.path not in before),
        changed=tuple(d.path for d in documents if d.path in before),
        moved=tuple((catalog.document(id_).path, path) for id_, path in plan.moved.items()),
        removed=tuple(sorted(plan.removed.values())),
        unchanged=plan.unchanged,
        skipped=tuple(sorted(plan.skipped, key=lambda s: s.path)),
        embedded=embedded,
        reused=reused,
    )
    base = catalog.generation
    meta = {"fingerprint": json.dumps(fingerprint), "seeds": str(seeds.resolve())}
    difference = NO_DIFFERENCE
    if not report.is_empty or base == 0:
        difference = catalog.commit(removed=plan.removed, moved=moved, indexed=indexed, meta=meta)
    elif any(catalog.meta(key) != value for key, value in meta.items()):
        catalog.set_meta(meta)
    observer.step("committed")

    derive(catalog, folder, observer, base, difference)
    count = catalog.count()
    return replace(
        report,
        documents=count[0],
        passages=count[1],
        generation=catalog.generation,
        seconds=time.perf_counter() - started,
    )


def derive(
    catalog: Catalog,
    folder: Path,
    observer: Observer,
    base: int | None = None,
    difference: Difference = NO_DIFFERENCE,
) -> None:
    """Bring both indexes to the catalog's generation: by the difference from ``base``, or anew if they are not at it.

    The caller holds the writer's lock.
    """
    generation = catalog.generation
    dense = DenseIndex.load(folder / DENSE_FILE)
    if dense is None or dense.generation != generation:
        if dense is not None and dense.generation == base:
            dense.remove(difference.removed)
            dense.add(*catalog.vectors(difference.added))
        else:
            dense = DenseIndex()
            dense.add(*catalog.vectors())
        dense.generation = generation
        dense.save(folder / DENSE_FILE)
    observer.step("dense")
    terms = LexicalIndex.load(folder / LEXICAL_FOLDER)
    if terms is None:
        shutil.rmtree(folder / LEXICAL_FOLDER, ignore_errors=True)
        terms = LexicalIndex(folder / LEXICAL_FOLDER)
    if terms.generation != generation:
        rebuild = base is None or terms.generation != base or _outweighs(difference.removed, catalog.count()[1])
        ids = catalog.passage_ids() if rebuild else difference.added
        terms.update(generation, () if rebuild else difference.removed, searchable(catalog, ids), rebuild=rebuild)
    observer.step("lexical")


def _outweighs(removed: Sequence[int], passages: int) -> bool:
    """Whether so much is gone that all terms are better indexed anew: statistics still count what is deleted."""
    return bool(removed) and (passages < SMALL or len(removed) > passages // 20)


def searchable(catalog: Catalog, ids: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Yield id, document id and the text that the lexical leg searches, of passages."""
    titles: dict[int, str | None] = {}
    for id_ in ids:
        stored = catalog.passage(id_)
        if stored.document_id not in titles:
            titles[stored.document_id] = catalog.document(stored.document_id).title
        context = (titles[stored.document_id], stored.passage.heading, stored.passage.text)
        yield id_, stored.document_id, "\n".join(part for part in context if part)


def versions() -> dict[str, str]:
    """Return everything in the code, beside the model, that shapes a slice or a vector."""
    readers = {f"{reader.name} reader": str(reader.version) for reader in READERS}
    return {"passage cutter": str(passages.VERSION), "encoder input": str(INPUT_VERSION), **readers}


def _plan(catalog: Catalog, seeds: Path, model_digest: str) -> _Plan:
    found = scan(seeds)
    plan = _Plan(skipped=list(found.skipped))
    known = {document.path: document for document in catalog.documents()}
    new: dict[str, str] = {}
    for path in found.files:
        try:
            with (seeds / path).open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            plan.skipped.append(SkippedFile(path, f"cannot be read ({error.strerror})"))
            continue
        document = known.get(path)
        if document and (document.sha256, document.recipe) == (sha256, _recipe(path, model_digest)):
            plan.unchanged += 1
            del known[path]
        else:
            new[path] = sha256
    gone = {d.sha256: d for d in known.values() if d.path not in new}
    for path, sha256 in new.items():
        document = gone.get(sha256)
        if document and path not in known and document.recipe == _recipe(path, model_digest):
            plan.moved[document.id] = path
            del gone[sha256], known[document.path]
        else:
            plan.read.append(path)
    plan.removed = {d.id: d.path for d in known.values() if d.path not in new}
    return plan


def _recipe(path: str, model_digest: str) -> str:
    """What reads and cuts a file: when this changes, so may its passages. A passage's length depends on the model."""
    reader = reader_for(PurePosixPath(path).suffix)
    name = f"{reader.name} {reader.version}" if reader else "none"
    return f"{name}, cutter {passages.VERSION}, model {model_digest[:16]}"


def _read(paths: Sequence[str], seeds: Path, observer: Observer) -> tuple[list[Document], list[SkippedFile]]:
    documents, failed = [], []
    for done, path in enumerate(paths):
        observer.reading(done, len(paths), path)
        try:
            documents.append(read_file(seeds, path))
        except UnreadableFile as error:
            failed.append(SkippedFile(path, str(error)))
    return documents, failed


def _embed(
    catalog: Catalog, documents: Sequence[Document], encoder: Encoder, model_digest: str, observer: Observer
) -> tuple[list[Indexed], int, int]:
    """Cut documents, and give every passage a vector in the catalog; return how many were made and how many known."""
    if not documents:
        return [], 0, 0
    indexed = []
    missing: dict[bytes, EncoderInput] = {}
    total = 0
    for document in documents:
        pieces = cut(document.content, limits(encoder))
        inputs = encoder_inputs(document.content, pieces, encoder)
        keys = [hashlib.sha256(f"{model_digest}\0{i.spans}\0{i.text}".encode()).digest() for i in inputs]
        known = catalog.known_vectors(keys)
        missing.update((key, item) for key, item in zip(keys, inputs, strict=True) if key not in known)
        total += len(pieces)
        indexed.append(Indexed(document, _recipe(document.path, model_digest), pieces, keys))
    todo = sorted(missing.items(), key=lambda item: -len(item[1].text))
    done = 0

    def progress(n: int) -> None:
        nonlocal done
        done += n
        observer.encoding(done, len(todo))

    for at in range(0, len(todo), WINDOW):
        window = todo[at : at + WINDOW]
        texts, spans = [item.text for _, item in window], [item.spans for _, item in window]
        catalog.add_vectors([key for key, _ in window], *encoder.encode_passages(texts, spans, progress))
    return indexed, len(todo), total - len(todo)


def limits(encoder: Encoder) -> Limits:
    """How long a passage may be when up to a quarter of what the encoder reads is kept for title and heading."""
    return Limits(tokens=encoder.max_tokens - _context_tokens(encoder), count=encoder.count)


class EncoderInput(NamedTuple):
    """What is embedded for a passage: a text, and where the passage's sentences are in it."""

    text: str
    spans: tuple[Span, ...]


def encoder_inputs(content: Content, pieces: Sequence[Passage], encoder: Encoder) -> list[EncoderInput]:
    """Return what is embedded for each passage: title and heading in front, as far as there is room, then its text."""
    contexts = {heading: _context(content.title, heading, encoder) for heading in {p.heading for p in pieces}}
    inputs = []
    for passage in pieces:
        context = contexts[passage.heading]
        spans = tuple((start + len(context), end + len(context)) for start, end in passage.sentences)
        inputs.append(EncoderInput(context + passage.text, spans))
    return inputs


def _context_tokens(encoder: Encoder) -> int:
    return encoder.max_tokens // 4


def _context(title: str | None, heading: str | None, encoder: Encoder) -> str:
    words = "\n".join(part for part in (title, heading) if part).split(" ")
    while words and encoder.count([" ".join(words)])[0] > _context_tokens(encoder):
        words.pop()
    context = " ".join(words)
    return f"{context}\n" if context else ""
