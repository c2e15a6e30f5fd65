"""One sync. The order makes a crash harmless at any instant.

Vectors are stored as soon as they are made, so that the next attempt does not make them again. The catalog then takes
the whole difference in one transaction. The indexes follow; if a crash leaves one behind, it is recognised and brought
up to date. A sync that only adds files does all this in batches, so that a large library answers early. The model is
exported before the first commit: who reads what is committed then need not load the model.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from retrieval.access.book import RULES_KEY, RuleBook, find_rules
from retrieval.background.keeping import due_background, know_model
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.damage import damaged_paths
from retrieval.catalog.database import stored_json
from retrieval.catalog.records import IndexedDocument, KnownFile, unread_languages
from retrieval.encoding.encoder import Encoder
from retrieval.encoding.inputs import EncoderInput, encoder_inputs
from retrieval.errors import ConsentNeeded, ModelError, StorageError, UnreadableFile
from retrieval.fingerprint import UNFINISHED_KEY, Recipes
from retrieval.indexes.deriving import dense_index, derive_indexes, discard_indexes
from retrieval.model import Document
from retrieval.observing import Observer
from retrieval.origins.folders import manifests_of, manifests_to_keep, seed_folders
from retrieval.parsing.folder import SkippedFile
from retrieval.parsing.formats import ENDINGS_BEFORE_THEY_WERE_STORED, ending_of, endings
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.syncing.consent import Consent, demand_consent, question_of_dropping
from retrieval.syncing.limiting import Limits, close, kept_rules, limits_after, narrowed, tighten
from retrieval.syncing.parsing_ahead import ParsedAhead
from retrieval.syncing.planning import Plan, plan_sync
from retrieval.syncing.report import SuspectFile, SyncReport

MAX_WINDOW_PASSAGES = 2048
"""Passages that are encoded together: enough to sort them by length, few enough to lose little in a crash."""

MIN_WINDOW_PASSAGES = 256
"""While the next file is still being parsed, this many waiting passages are enough to encode."""

MIN_BATCH_PASSAGES = 2048
"""A batch that is committed ahead of the rest has this many passages or more, and half of those before it: the indexes
are brought up to date after each one, and this way that takes no more than in proportion to the library."""

PATIENCE_SECONDS = 1.0
"""A file that is still being parsed after so long is put aside until the others are done."""

ENDINGS_KEY = "endings"
"""Where the catalog keeps which file name endings could be read at its last sync."""


def sync(
    catalog: Catalog,
    folder: Path,
    seeds: Path,
    encoder: Encoder,
    fingerprint: Mapping[str, str],
    pool: ParsingPool,
    observer: Observer,
    export: Callable[[], bool],
    consent: Consent,
    *,
    is_open: bool = True,
    repair: bool = False,
) -> SyncReport:
    """Bring catalog and indexes up to date with the seeds folder and the copies of all origins.

    The caller holds the writer's lock. export: exports the model if need be, and returns whether it tried; it is called
    before passages are encoded, and before each commit, so that whoever reads what is committed finds the export, until
    it returns True. consent: is asked before most documents are dropped, and before more people may read some of them;
    if it is refused, the rules before hold as well as the new ones. is_open: whether everybody may read what no access
    rule limits. repair: look for damage in all that the catalog holds and in every byte of the indexes, and mend it
    from the seeds.
    Raises SeedsError when the seeds folder cannot be listed, ConsentNeeded, which is one, when the consent is refused,
    StorageError when the disk refuses, and ModelError when passages must be embedded and the model cannot be loaded.
    After any error, what was committed still answers.
    """
    return _Sync(catalog, folder, seeds, encoder, fingerprint, pool, observer, export, consent, is_open).run(
        repair=repair
    )


class _Sync:
    """The state of one sync; ``_ready`` holds documents whose passages all have a vector, or will after ``_encode``."""

    def __init__(
        self, catalog: Catalog, folder: Path, seeds: Path, encoder: Encoder, fingerprint: Mapping[str, str],
        pool: ParsingPool, observer: Observer, export: Callable[[], bool], consent: Consent, is_open: bool,
    ) -> None:  # fmt: skip
        self._catalog = catalog
        self._folder = folder
        self._seeds = seed_folders(seeds, folder)
        self._encoder = encoder
        self._pool = pool
        self._observer = observer
        self._export = export
        self._consent = consent
        self._is_open = is_open
        self._limits = Limits(RuleBook())
        self._paths: Collection[str] = ()
        self._asked_about = 0
        self._damaged = frozenset[str]()
        self._is_export_tried = False
        self._model_digest = fingerprint["model files"]
        self._recipes = Recipes(self._model_digest)
        self._meta = {
            "fingerprint": json.dumps(dict(fingerprint)),
            "seeds": str(seeds.resolve()),
            ENDINGS_KEY: json.dumps(endings()),
            UNFINISHED_KEY: "",
            **manifests_to_keep(self._seeds),
        }
        self._read_before = _endings_read_before(catalog)
        self._window: dict[bytes, EncoderInput] = {}
        self._ready: list[IndexedDocument] = []
        self._ready_passages = self._committed_passages = 0
        self._indexed: list[str] = []
        self._suspect: list[SuspectFile] = []
        self._encoded = self._wanted = self._passages = 0

    def run(self, *, repair: bool) -> SyncReport:
        started = time.perf_counter()
        catalog = self._catalog
        before, rules = catalog.known_files(), kept_rules(catalog)
        tighten(catalog, self._seeds, before, is_open=self._is_open)
        if repair:
            self._find_damage()
        trusted = {
            path: KnownFile(known.id, "", "", None) if path in self._damaged else known
            for path, known in before.items()
        }
        plan = plan_sync(trusted, self._seeds, self._recipes, self._pool.options.formats)
        old_paths = {known.id: path for path, known in before.items()}
        moved = self._moved(plan, old_paths)
        self._ask_to_drop(before, plan)
        self._limits = limits = limits_after(
            rules, self._seeds, plan.paths(before), {old_paths[id_]: path for id_, path in plan.moved.items()},
            self._consent, before=before, is_open=self._is_open,
        )  # fmt: skip
        self._paths = plan.paths(before)
        if catalog.generation == 0:
            discard_indexes(self._folder)
        for skipped in self._embed(plan, in_batches=plan.only_adds(before)):
            plan.skipped.append(skipped)
            if skipped.path in before:
                plan.removed[before[skipped.path].id] = skipped.path
        self._observer.step("encoded")
        self._ask_to_drop(before, plan)

        is_changed = bool(self._ready or plan.moved or plan.removed) or catalog.generation == 0
        if is_changed:
            self._commit(self._meta, removed=plan.removed, moved=moved)
        else:
            self._prepare()
            meta = {**self._meta, **self._background(), RULES_KEY: self._rules()}
            if any(catalog.meta(key) != value for key, value in meta.items()):
                catalog.set_meta(meta)
        catalog.set_states(plan.new_states)
        self._observer.step("committed")

        if self._damaged:
            discard_indexes(self._folder)  # they may have been derived from what was damaged
        derive_indexes(catalog, self._folder, self._observer, thorough=repair)
        documents, count = catalog.count()
        added = tuple(sorted(path for path in self._indexed if path not in before))
        return SyncReport(
            added=added,
            changed=tuple(sorted(path for path in self._indexed if path in before)),
            moved=tuple((old_paths[id_], path) for id_, path in plan.moved.items()),
            removed=tuple(sorted(plan.removed.values())),
            unchanged=plan.unchanged,
            skipped=tuple(sorted(plan.skipped, key=lambda s: s.path)),
            suspect=tuple(sorted(self._suspect, key=lambda s: s.path)),
            newly_read=tuple(
                path for path in added if self._read_before is not None and ending_of(path) not in self._read_before
            ),
            embedded=self._wanted,
            reused=self._passages - self._wanted,
            documents=documents,
            passages=count,
            suspect_documents=len(catalog.warnings()),
            generation=catalog.generation,
            seconds=time.perf_counter() - started,
            model=self._encoder.name,
            access_waiting=limits.waiting.paths if limits.waiting else (),
            access_question=limits.waiting.token if limits.waiting else None,
            access_faults=tuple(limits.faults.values()),
            unread_languages=unread_languages(catalog.by_language("documents"), self._encoder.languages),
        )

    def _find_damage(self) -> None:
        index = None
        with suppress(StorageError):  # vectors in the catalog are damaged
            index = dense_index(self._catalog, self._folder)
        if index is not None and not index.is_sound():
            index = None
        self._damaged = frozenset(damaged_paths(self._catalog, index.vectors if index is not None else None))
        for path in sorted(self._damaged):
            self._observer.remark(f"{path} was damaged in the catalog and is read anew.")

    def _ask_to_drop(self, before: Mapping[str, KnownFile], plan: Plan) -> None:
        """Ask before documents are dropped; again when more of them turned out to be unreadable."""
        if len(plan.removed) > self._asked_about:
            self._asked_about = len(plan.removed)
            free = {name for name, manifest in manifests_of(self._seeds).items() if manifest.drops_freely}
            asks = {path for path in before if path.partition("/")[0] not in free}
            removed = {number: path for number, path in plan.removed.items() if path in asks}
            question = question_of_dropping(asks, removed, self._seeds.root)
            if question:
                try:
                    demand_consent(self._consent, question)
                except ConsentNeeded:  # what was removed on purpose must not be quoted meanwhile
                    close(self._catalog, set(plan.removed.values()) - asks)
                    raise

    def _embed(self, plan: Plan, *, in_batches: bool) -> list[SkippedFile]:
        """Parse and cut files, and give every passage a vector in the catalog; return the files that are refused.

        Files are parsed and cut in threads of their own while passages are encoded. A window of passages is encoded
        when it is full, so that a crash loses no more than one window, or when there is nothing else to do but wait.
        """
        failed: list[SkippedFile] = []
        ahead = ParsedAhead(plan.to_parse, self._seeds, self._encoder, self._pool)
        number = 0
        with closing(ahead.each()) as each:
            for path, parsing in each:
                self._observer.parsing(number, len(plan.to_parse), path)
                if len(self._window) >= (MAX_WINDOW_PASSAGES if parsing.done() else MIN_WINDOW_PASSAGES):
                    self._encode()
                    if in_batches and self._ready_passages >= max(MIN_BATCH_PASSAGES, self._committed_passages // 2):
                        self._commit_batch()
                        derive_indexes(self._catalog, self._folder, self._observer)
                try:
                    document, passages = parsing.result(PATIENCE_SECONDS)
                except TimeoutError:
                    ahead.put_aside(path, parsing)
                    continue
                except UnreadableFile as error:
                    failed.append(SkippedFile(path, str(error)))
                    number += 1
                    continue
                number += 1
                inputs = encoder_inputs(document.content, passages, self._encoder)
                keys = [hashlib.sha256(f"{self._model_digest}\0{i.identity}".encode()).digest() for i in inputs]
                known = set() if self._damaged else self._catalog.known_vectors(keys)  # a path may be damaged, too
                missing = {
                    key: item
                    for key, item in zip(keys, inputs, strict=True)
                    if key not in known and key not in self._window
                }
                self._window.update(missing)
                self._wanted += len(missing)
                self._passages += len(passages)
                self._ready.append(IndexedDocument(document, self._recipes.of(path), passages, keys, plan.states[path]))
                self._ready_passages += len(passages)
                self._indexed.append(path)
                self._suspect += [SuspectFile(path, warning) for warning in document.content.warnings]
        self._observer.step("parsed")
        if self._window:
            self._encode()
        return failed

    def _encode(self) -> None:
        if not self._encoded:
            self._is_export_tried = self._is_export_tried or self._export()
        texts, spans = [item.text for item in self._window.values()], [item.spans for item in self._window.values()]
        vectors, sentences = self._encoder.encode_passages(texts, spans, self._progress)
        questions = list(dict.fromkeys(question for item in self._window.values() for question in item.questions))
        if questions:
            alone = dict(zip(questions, self._encoder.encode_documents(questions), strict=True))
            for place, item in enumerate(self._window.values()):
                if item.questions:
                    sentences[place] = np.vstack([sentences[place], *(alone[each] for each in item.questions)])
        self._catalog.add_vectors([*self._window], vectors, sentences)
        self._window.clear()

    def _progress(self, n: int) -> None:
        self._encoded += n
        self._observer.encoding(self._encoded, self._wanted)

    def _commit_batch(self) -> None:
        """Commit what is ready; if no more follows, the next sync goes on as this one would have."""
        read_before = self._meta[ENDINGS_KEY] if self._read_before is None else json.dumps(sorted(self._read_before))
        self._commit({**self._meta, ENDINGS_KEY: read_before, UNFINISHED_KEY: "yes"}, removed={}, moved={})

    def _commit(self, meta: Mapping[str, str], *, removed: Mapping[int, str], moved: Mapping[int, Document]) -> None:
        self._prepare()
        meta = {**meta, RULES_KEY: self._rules()}
        self._catalog.commit(removed=removed, moved=moved, indexed=self._ready, meta=meta, also=self._background)
        self._committed_passages += self._ready_passages
        self._ready, self._ready_passages = [], 0

    def _prepare(self) -> None:
        """Do before a commit what takes seconds, and what those who read the new generation would miss."""
        if self._ready_passages or self._catalog.count()[1]:
            try:
                know_model(self._catalog, self._encoder)
            except ModelError as error:
                self._observer.remark(
                    f"How alike the model {self._encoder.name!r} finds unrelated texts could not be measured "
                    f"({error.problem}): confidences mean less until a sync can load it."
                )
            self._observer.step("measured")
        self._is_export_tried = self._is_export_tried or self._export()

    def _background(self) -> Mapping[str, str]:
        return due_background(self._catalog, self._model_digest)

    def _moved(self, plan: Plan, old_paths: Mapping[int, str]) -> dict[int, Document]:
        """Return the moved documents. They are parsed again because a name may hold a date; their passages stay.

        One that cannot be parsed any more goes: under its old path it would keep a rule that may be gone.
        """
        moved = {}
        for id_, path in [*plan.moved.items()]:
            try:
                moved[id_] = self._pool.parse(self._seeds, path)
            except UnreadableFile as error:
                del plan.moved[id_]
                plan.removed[id_] = old_paths[id_]
                plan.skipped.append(SkippedFile(path, str(error)))
        return moved

    def _rules(self) -> str:
        """Return the rules that hold from now on; with those that became narrower while passages were encoded."""
        found = find_rules(self._seeds, self._paths).book
        return narrowed(self._limits.book, found, self._seeds, self._paths, is_open=self._is_open).to_json()


def _endings_read_before(catalog: Catalog) -> frozenset[str] | None:
    """Return the file name endings that could be read at the last sync; None before the first one."""
    if catalog.generation == 0:
        return None
    stored = catalog.meta(ENDINGS_KEY)
    return frozenset(stored_json(stored, list[str]())) if stored is not None else ENDINGS_BEFORE_THEY_WERE_STORED
