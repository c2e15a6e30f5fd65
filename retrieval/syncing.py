"""Seeds folder → catalog → indexes: what is new or changed is read, cut and embedded; what is gone is dropped.

The order makes a crash harmless at any instant. Vectors are kept as they are made, so that the next attempt does not
make them again; the catalog then takes the whole difference in one transaction; the indexes follow, and one that did
not get so far is seen to be behind and brought up to date.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from retrieval import passages
from retrieval.catalog import Catalog
from retrieval.deriving import derive, discard
from retrieval.encoding import Encoder
from retrieval.errors import UnreadableFile
from retrieval.model import Content, Document, Passage, Span
from retrieval.observing import Observer
from retrieval.passages import Limits, cut
from retrieval.reading import READERS, reader_for
from retrieval.reading.folder import SkippedFile, read_file, scan, suffix_of
from retrieval.records import Indexed, KnownFile
from retrieval.serving import cores

INPUT_VERSION = 1
"""Counts up whenever the same passage would be given to the encoder in other words."""

WINDOW = 2048
"""Passages encoded at a time: enough to sort them by length, few enough to lose little in a crash."""

LEAST = 256
"""So many are encoded already when the next file is not read yet."""

READ_TOGETHER = 4
"""Files that are read at a time at most, where there are as many cores: PDF files have a process each."""

AHEAD = 1024
"""Files that are read ahead at most. What they hold is kept until the end anyway."""


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


@dataclass(slots=True)
class _Plan:
    """What has to happen, by comparing hashes only. ``states``: of the files that were looked into, by path."""

    states: dict[str, str | None] = field(default_factory=dict)
    seen: dict[int, str] = field(default_factory=dict)
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
    before = catalog.known_files()
    plan = _plan(before, seeds, model_digest)
    indexed, failed, embedded, reused = _embed(catalog, plan, seeds, encoder, model_digest, observer)
    for skipped in failed:
        plan.skipped.append(skipped)
        if skipped.path in before:
            plan.removed[before[skipped.path].id] = skipped.path
    observer.step("encoded")

    # What was moved is read again for what its name says, a date perhaps; its passages stay.
    moved = {}
    for id_, path in plan.moved.items():
        with suppress(UnreadableFile):
            moved[id_] = read_file(seeds, path)
    report = SyncReport(
        added=tuple(item.document.path for item in indexed if item.document.path not in before),
        changed=tuple(item.document.path for item in indexed if item.document.path in before),
        moved=tuple((catalog.document(id_).path, path) for id_, path in plan.moved.items()),
        removed=tuple(sorted(plan.removed.values())),
        unchanged=plan.unchanged,
        skipped=tuple(sorted(plan.skipped, key=lambda s: s.path)),
        embedded=embedded,
        reused=reused,
    )
    meta = {"fingerprint": json.dumps(fingerprint), "seeds": str(seeds.resolve())}
    if catalog.generation == 0:
        discard(folder)
    if not report.is_empty or catalog.generation == 0:
        catalog.commit(removed=plan.removed, moved=moved, indexed=indexed, meta=meta)
    elif any(catalog.meta(key) != value for key, value in meta.items()):
        catalog.set_meta(meta)
    catalog.set_states(plan.seen)
    observer.step("committed")

    derive(catalog, folder, observer)
    documents, count = catalog.count()
    return replace(
        report,
        documents=documents,
        passages=count,
        generation=catalog.generation,
        seconds=time.perf_counter() - started,
    )


def versions() -> dict[str, str]:
    """Return everything in the code, beside the model, that shapes a slice or a vector."""
    readers = {f"{reader.name} reader": str(reader.version) for reader in READERS}
    return {"passage cutter": str(passages.VERSION), "encoder input": str(INPUT_VERSION), **readers}


def _plan(before: Mapping[str, KnownFile], seeds: Path, model_digest: str) -> _Plan:
    """Compare the files with what is known of them: by their state where that can be relied on, else by their hash."""
    found = scan(seeds)
    plan = _Plan(skipped=list(found.skipped))
    known = dict(before)
    recipes = _Recipes(model_digest)
    new: dict[str, str] = {}
    for path in found.files:
        document, state = known.get(path), found.states[path]
        is_read_alike = document is not None and document.recipe == recipes.of(path)
        if document is not None and is_read_alike and state is not None and state == document.state:
            plan.unchanged += 1
            del known[path]
            continue
        try:
            with (seeds / path).open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            plan.skipped.append(SkippedFile(path, f"cannot be read ({error.strerror})"))
            continue
        plan.states[path] = state
        if document is not None and is_read_alike and document.sha256 == sha256:
            plan.unchanged += 1
            if state is not None:
                plan.seen[document.id] = state
            del known[path]
        else:
            new[path] = sha256
    gone = {document.sha256: (path, document) for path, document in known.items() if path not in new}
    for path, sha256 in new.items():
        old, document = gone.get(sha256, ("", None))
        if document is not None and path not in known and document.recipe == recipes.of(path):
            plan.moved[document.id] = path
            del gone[sha256], known[old]
        else:
            plan.read.append(path)
    plan.removed = {document.id: path for path, document in known.items() if path not in new}
    return plan


class _Recipes:
    """What reads and cuts a file: when this changes, so may its passages. A passage's length depends on the model."""

    def __init__(self, model_digest: str) -> None:
        self._model = model_digest[:16]
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        suffix = suffix_of(path)
        if suffix not in self._known:
            reader = reader_for(suffix)
            name = f"{reader.name} {reader.version}" if reader else "none"
            self._known[suffix] = f"{name}, cutter {passages.VERSION}, model {self._model}"
        return self._known[suffix]


def _embed(
    catalog: Catalog, plan: _Plan, seeds: Path, encoder: Encoder, model_digest: str, observer: Observer
) -> tuple[list[Indexed], list[SkippedFile], int, int]:
    """Read and cut files, and give every passage a vector in the catalog; return how many were made and how many known.

    Files are read and cut in threads of their own while passages are encoded. A window of passages is encoded when it
    is full, so that what a crash can lose is never more than that, or when there would be nothing to do but wait.
    """
    indexed: list[Indexed] = []
    failed: list[SkippedFile] = []
    recipes = _Recipes(model_digest)
    window: dict[bytes, EncoderInput] = {}
    total = done = wanted = 0

    def progress(n: int) -> None:
        nonlocal done
        done += n
        observer.encoding(done, wanted)

    def encode() -> None:
        texts, spans = [item.text for item in window.values()], [item.spans for item in window.values()]
        catalog.add_vectors([*window], *encoder.encode_passages(texts, spans, progress))
        window.clear()

    with closing(_read_ahead(plan.read, seeds, encoder)) as ahead:
        for number, (path, reading) in enumerate(zip(plan.read, ahead, strict=True)):
            observer.reading(number, len(plan.read), path)
            if len(window) >= (LEAST if not reading.done() else WINDOW):
                encode()
            try:
                document, pieces = reading.result()
            except UnreadableFile as error:
                failed.append(SkippedFile(path, str(error)))
                continue
            inputs = encoder_inputs(document.content, pieces, encoder)
            keys = [hashlib.sha256(f"{model_digest}\0{i.spans}\0{i.text}".encode()).digest() for i in inputs]
            known = catalog.known_vectors(keys)
            missing = {k: item for k, item in zip(keys, inputs, strict=True) if k not in known and k not in window}
            window.update(missing)
            wanted += len(missing)
            total += len(pieces)
            indexed.append(Indexed(document, recipes.of(path), pieces, keys, plan.states[path]))
    observer.step("read")
    if window:
        encode()
    return indexed, failed, wanted, total - wanted


def _read_ahead(
    paths: Sequence[str], seeds: Path, encoder: Encoder
) -> Generator[Future[tuple[Document, Sequence[Passage]]]]:
    """Yield, for each path in turn, the file's reading and cutting, which may not be done yet."""

    def read(path: str) -> tuple[Document, Sequence[Passage]]:
        document = read_file(seeds, path)
        return document, cut(document.content, limits(encoder))

    waiting: deque[Future[tuple[Document, Sequence[Passage]]]] = deque()
    with ThreadPoolExecutor(min(cores(), READ_TOGETHER), "reading") as pool:
        try:
            for path in paths:
                waiting.append(pool.submit(read, path))
                if len(waiting) > AHEAD:
                    yield waiting.popleft()
            yield from waiting
        finally:  # whoever stops listening wants the rest undone; files that are being read are waited for
            pool.shutdown(cancel_futures=True)


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
