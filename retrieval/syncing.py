"""Seeds folder → catalog → indexes: new and changed files are parsed, cut and embedded; what is gone is dropped.

The order makes a crash harmless at any instant. Vectors are stored as soon as they are made, so that the next attempt
does not make them again. The catalog then takes the whole difference in one transaction. The indexes follow; if a crash
leaves one behind, it is recognised and brought up to date.
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
from typing import Any, Self

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import IndexedDocument, KnownFile
from retrieval.cores import cores
from retrieval.digests import file_sha256
from retrieval.encoding.encoder import Encoder
from retrieval.encoding.inputs import EncoderInput, encoder_inputs, limits
from retrieval.errors import UnreadableFile, reason_of
from retrieval.fingerprint import Recipes
from retrieval.indexes.deriving import derive_indexes, discard_indexes
from retrieval.model import Document, Passage
from retrieval.observing import Observer
from retrieval.parsing.files import parse_file
from retrieval.parsing.folder import SkippedFile, scan
from retrieval.passages import cut

MAX_WINDOW_PASSAGES = 2048
"""Passages that are encoded together: enough to sort them by length, few enough to lose little in a crash."""

MIN_WINDOW_PASSAGES = 256
"""While the next file is still being parsed, this many waiting passages are enough to encode."""

MAX_PARSER_THREADS = 4
"""Files that are parsed at the same time, if there are as many cores. Each PDF file has a process of its own."""

MAX_FILES_AHEAD = 1024
"""Files that are parsed before they are needed. Their content is kept until the end anyway."""


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

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Return the report with these fields, as ``dataclasses.asdict`` or JSON gives them."""
        moved = tuple((old, new) for old, new in fields["moved"])
        skipped = tuple(SkippedFile(**each) for each in fields["skipped"])
        lists = {name: tuple(fields[name]) for name in ("added", "changed", "removed")}
        return cls(**{**fields, **lists, "moved": moved, "skipped": skipped})

    @property
    def is_empty(self) -> bool:
        """Whether the sync found no difference."""
        return not (self.added or self.changed or self.moved or self.removed)


@dataclass(slots=True)
class _Plan:
    """What has to happen, found by comparing states and hashes only.

    ``states`` holds the states of all files that were hashed, by path; ``new_states``, by document id, those of
    unchanged files for which the catalog has a different state. ``moved`` and ``removed`` give paths by document id.
    """

    states: dict[str, str | None] = field(default_factory=dict)
    new_states: dict[int, str] = field(default_factory=dict)
    to_parse: list[str] = field(default_factory=list)
    moved: dict[int, str] = field(default_factory=dict)
    removed: dict[int, str] = field(default_factory=dict)
    unchanged: int = 0
    skipped: list[SkippedFile] = field(default_factory=list)


def sync(
    catalog: Catalog,
    folder: Path,
    seeds: Path,
    encoder: Encoder,
    fingerprint: Mapping[str, str],
    observer: Observer,
) -> SyncReport:
    """Bring catalog and indexes up to date with the seeds folder. The caller holds the writer's lock.

    Raises SeedsError when the seeds folder cannot be listed, StorageError when the disk refuses, and ModelError when
    passages must be embedded and the model cannot be loaded. After any error, the previous generation still answers.
    """
    started = time.perf_counter()
    model_digest = fingerprint["model files"]
    before = catalog.known_files()
    plan = _plan(before, seeds, model_digest)
    indexed, failed, embedded, reused = _embed(catalog, plan, seeds, encoder, model_digest, observer)
    for skipped in failed:
        plan.skipped.append(skipped)
        if skipped.path in before:
            plan.removed[before[skipped.path].id] = skipped.path
    observer.step("encoded")

    # A moved file is parsed again because its name may hold a date; its passages stay.
    moved = {}
    for id_, path in plan.moved.items():
        with suppress(UnreadableFile):
            moved[id_] = parse_file(seeds, path)
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
    meta = {"fingerprint": json.dumps(dict(fingerprint)), "seeds": str(seeds.resolve())}
    if catalog.generation == 0:
        discard_indexes(folder)
    if not report.is_empty or catalog.generation == 0:
        catalog.commit(removed=plan.removed, moved=moved, indexed=indexed, meta=meta)
    elif any(catalog.meta(key) != value for key, value in meta.items()):
        catalog.set_meta(meta)
    catalog.set_states(plan.new_states)
    observer.step("committed")

    derive_indexes(catalog, folder, observer)
    documents, count = catalog.count()
    return replace(
        report,
        documents=documents,
        passages=count,
        generation=catalog.generation,
        seconds=time.perf_counter() - started,
    )


def _plan(before: Mapping[str, KnownFile], seeds: Path, model_digest: str) -> _Plan:
    """Compare the files with what is known of them: by their state where it can be trusted, else by their hash."""
    found = scan(seeds)
    plan = _Plan(skipped=list(found.skipped))
    known = dict(before)
    recipes = Recipes(model_digest)
    new: dict[str, str] = {}
    for path in found.files:
        known_file, state = known.get(path), found.states[path]
        has_same_recipe = known_file is not None and known_file.recipe == recipes.of(path)
        if known_file is not None and has_same_recipe and state is not None and state == known_file.state:
            plan.unchanged += 1
            del known[path]
            continue
        try:
            sha256 = file_sha256(seeds / path)
        except OSError as error:
            plan.skipped.append(SkippedFile(path, f"cannot be read ({reason_of(error)})"))
            continue
        plan.states[path] = state
        if known_file is not None and has_same_recipe and known_file.sha256 == sha256:
            plan.unchanged += 1
            if state is not None:
                plan.new_states[known_file.id] = state
            del known[path]
        else:
            new[path] = sha256
    gone = {known_file.sha256: (path, known_file) for path, known_file in known.items() if path not in new}
    for path, sha256 in new.items():
        old, known_file = gone.get(sha256, ("", None))
        if known_file is not None and path not in known and known_file.recipe == recipes.of(path):
            plan.moved[known_file.id] = path
            del gone[sha256], known[old]
        else:
            plan.to_parse.append(path)
    plan.removed = {known_file.id: path for path, known_file in known.items() if path not in new}
    return plan


def _embed(
    catalog: Catalog, plan: _Plan, seeds: Path, encoder: Encoder, model_digest: str, observer: Observer
) -> tuple[list[IndexedDocument], list[SkippedFile], int, int]:
    """Parse and cut files, and give every passage a vector in the catalog.

    Returns the documents, the files that could not be parsed, how many vectors were made, and how many were known.
    Files are parsed and cut in threads of their own while passages are encoded. A window of passages is encoded when
    it is full, so that a crash loses no more than one window, or when there is nothing else to do but wait.
    """
    indexed: list[IndexedDocument] = []
    failed: list[SkippedFile] = []
    recipes = Recipes(model_digest)
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

    with closing(_parse_ahead(plan.to_parse, seeds, encoder)) as ahead:
        for number, (path, parsing) in enumerate(zip(plan.to_parse, ahead, strict=True)):
            observer.parsing(number, len(plan.to_parse), path)
            if len(window) >= (MAX_WINDOW_PASSAGES if parsing.done() else MIN_WINDOW_PASSAGES):
                encode()
            try:
                document, passages = parsing.result()
            except UnreadableFile as error:
                failed.append(SkippedFile(path, str(error)))
                continue
            inputs = encoder_inputs(document.content, passages, encoder)
            keys = [hashlib.sha256(f"{model_digest}\0{i.spans}\0{i.text}".encode()).digest() for i in inputs]
            known = catalog.known_vectors(keys)
            missing = {k: item for k, item in zip(keys, inputs, strict=True) if k not in known and k not in window}
            window.update(missing)
            wanted += len(missing)
            total += len(passages)
            indexed.append(IndexedDocument(document, recipes.of(path), passages, keys, plan.states[path]))
    observer.step("parsed")
    if window:
        encode()
    return indexed, failed, wanted, total - wanted


def _parse_ahead(
    paths: Sequence[str], seeds: Path, encoder: Encoder
) -> Generator[Future[tuple[Document, Sequence[Passage]]]]:
    """Yield, for each path in turn, the future of the file's document and passages, which may not be done yet."""

    def parse(path: str) -> tuple[Document, Sequence[Passage]]:
        document = parse_file(seeds, path)
        return document, cut(document.content, limits(encoder))

    waiting: deque[Future[tuple[Document, Sequence[Passage]]]] = deque()
    with ThreadPoolExecutor(min(cores(), MAX_PARSER_THREADS), "parsing") as pool:
        try:
            for path in paths:
                waiting.append(pool.submit(parse, path))
                if len(waiting) > MAX_FILES_AHEAD:
                    yield waiting.popleft()
            yield from waiting
        finally:  # a caller that stops early does not want the rest; files that are being parsed are waited for
            pool.shutdown(cancel_futures=True)
