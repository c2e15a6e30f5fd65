"""The facade: all that the command line, the bot and a notebook need.

with Library.open("seeds", "index") as library:
library.sync()
answer = library.ask("How many moons does Jupiter have?")
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from retrieval.answering import QUOTES, Judge, LogisticJudge, ReadingJudge
from retrieval.catalog import Catalog, refusals
from retrieval.deriving import DOCUMENTS_FOLDER, LEXICAL_FOLDER, dense_index, derive, describe, in_memory, lexical_index
from retrieval.encoding import Encoder, SentenceTransformerEncoder
from retrieval.errors import IndexBusy, IndexMissing, IndexOutdated, NotVerbatim, QueryError, QuothError, StorageError
from retrieval.filtering import EVERYTHING, Filter
from retrieval.finding import READ, Generation, Inquiry
from retrieval.looking_up import Context, context, find
from retrieval.model import Answer, Quote
from retrieval.models import DEFAULT_MODEL, ModelFiles, find_model
from retrieval.observing import Observer
from retrieval.reader import BUNDLED, NONE, Reader, find_reader, plain_name
from retrieval.recent import RecentAnswers
from retrieval.records import Status, StoredDocument
from retrieval.searching import Ranking, search
from retrieval.serving import Precision, ServingEncoder
from retrieval.syncing import SyncReport, sync, versions
from retrieval.verifying import Verification, verify

CATALOG_FILE = "catalog.sqlite"
LOCK_FILE = "lock"
ENCODER_FOLDER = "encoder"
"""Holds the model as it serves questions."""

PATIENCE = 5.0
"""Seconds to wait for indexes that another process is writing, before they are made in memory."""


class Library:
    """Documents that can be asked. Threads may share one, and wait for each other."""

    def __init__(
        self, seeds: Path, index: Path, model: ModelFiles, reader: str, judge: Judge, precision: Precision
    ) -> None:
        """Use ``Library.open``."""
        self.seeds = seeds
        self.index = index
        self.model = model
        self.judge = judge
        self.reader_name = reader
        self.precision = precision
        self._digests: dict[str, str] = {}
        self._turn = threading.RLock()
        self._catalog: Catalog | None = None
        self._loaded: Generation | None = None
        self._is_warm = False
        self._inode = 0
        self._recent = RecentAnswers()

    @classmethod
    def open(
        cls,
        seeds: Path | str,
        index: Path | str,
        model: str = DEFAULT_MODEL,
        *,
        reader: str = BUNDLED,
        judge: Judge | None = None,
        precision: Precision = "float32",
    ) -> Self:
        """Return the library of a seeds folder. The model's weights are loaded with the first question or new passage.

        reader: what reads questions and passages together: "bundled", "none", or a sentence-transformers CrossEncoder,
        by folder or by name on the Hugging Face hub. judge: replaces the one that goes with the reader.
        precision: that of the numbers with which questions are encoded; int8 takes less memory and time, and finds
        about as much. Raises ModelError when there is no such model; that there is no such reader, the first question
        says. That there is no index yet is no error here: see ``sync``.
        """
        reader = plain_name(reader)
        suited = LogisticJudge() if reader == NONE else ReadingJudge()
        return cls(Path(seeds), Path(index), find_model(model), reader, judge or suited, precision)

    def close(self) -> None:
        """Let go of all files."""
        with self._turn:
            if self._catalog:
                self._catalog.close()
            self._catalog = self._loaded = None
            self._recent.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @cached_property
    def encoder(self) -> Encoder:
        """The model, which loads its weights when it is first used: for questions those that a sync exported."""
        model = SentenceTransformerEncoder(self.model)
        return ServingEncoder(model, self.model, self.index / ENCODER_FOLDER, self.precision, self._digests)

    @cached_property
    def reader(self) -> Reader | None:
        """What reads the best passages again, together with the question; loaded when it is first used."""
        return find_reader(self.reader_name, self._digests)

    def without_reader(self) -> Self:
        """Return this library once more, which ranks and judges without a reader. Close both."""
        return type(self)(self.seeds, self.index, self.model, NONE, LogisticJudge(), self.precision)

    # -- keeping up with the seeds -------------------------------------------------------------------------------

    def needs_sync(self) -> str | None:
        """Return why there is nothing to answer from (no index yet, or one of another seeds folder), or None."""
        try:
            with refusals(self.index / CATALOG_FILE), Catalog(self.index / CATALOG_FILE) as catalog:
                built_from, documents = catalog.meta("seeds"), catalog.count()[0]
        except IndexMissing:
            built_from, documents = None, 0
        if built_from is None or not documents:
            return f"Nothing has been indexed in {self.index} yet."
        if Path(built_from) != self.seeds.resolve():
            return f"The index in {self.index} was built from {built_from}, not from {self.seeds}."
        return None

    def sync(self, observer: Observer | None = None) -> SyncReport:
        """Read, cut and embed what is new or changed in the seeds folder, and drop what is gone.

        Raises SeedsError when the seeds folder cannot be read, IndexBusy when another process is at it, StorageError
        when the disk refuses, ModelError when the model is needed and cannot be loaded.
        """
        path = self.index / CATALOG_FILE
        with self._writing(), refusals(path), Catalog(path, create=True) as catalog:
            fingerprint = self._fingerprint(catalog)
            observer = observer or Observer()
            report = sync(
                catalog, self.index, self.seeds, self.encoder, fingerprint["model files"], fingerprint, observer
            )
            self._keep_export(observer)
            return report

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the writer's lock: the operating system takes it back when its holder dies, however it dies."""
        from filelock import FileLock, Timeout

        try:
            self.index.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.index / LOCK_FILE, timeout=0)
            lock.acquire()
        except Timeout as error:
            raise IndexBusy(
                f"Another process is writing to the index in {self.index}; wait until it has finished, or stop it."
            ) from error
        except OSError as error:
            raise StorageError(
                f"The index folder {self.index} cannot be written to ({error.strerror}); correct its permissions, or "
                "set INDEX_DIR to another folder."
            ) from error
        try:
            yield
        except OSError as error:
            raise StorageError(
                f"The index in {self.index} could not be written ({error.strerror or error}); what was indexed before "
                'still answers. Make room or correct the permissions, and run "quoth sync" again.'
            ) from error
        finally:
            lock.release()

    def _fingerprint(self, catalog: Catalog) -> dict[str, str]:
        """Return everything that shapes a vector or a slice, hashing only model files that changed since last time."""
        known = json.loads(catalog.meta("model files") or "{}")
        self._digests.update(known)
        digest = self.model.digest(self._digests)
        if self._digests != known:
            with suppress(StorageError):  # a reader may not be allowed to write; it hashes again next time
                catalog.set_meta({"model files": json.dumps(self._digests)})
        return {"model": self.model.name, "model files": digest, **versions()}

    # -- asking --------------------------------------------------------------------------------------------------

    def ask(self, question: str, *, k: int = QUOTES, only: Filter | None = None, history: Sequence[str] = ()) -> Answer:
        """Return up to ``k`` passages that answer, or none and the nearest ones instead.

        history: the questions before this one, oldest first; they are used when the question leans on them.
        Raises QueryError when there is nothing to search for or in, IndexMissing before the first sync,
        IndexOutdated when the index was built with other settings, NotVerbatim when the catalog is damaged.
        """
        (answer,) = self._ask([Inquiry(question, k, only or EVERYTHING, tuple(history))])
        if isinstance(answer, QueryError):
            raise answer
        return answer

    def ask_all(self, inquiries: Sequence[Inquiry]) -> list[Answer | Exception]:
        """Return the answers to questions that are asked together, in order, for less work than one by one.

        They are those that ``ask`` gives. What ``ask`` would raise stands in place of the answer.
        """
        try:
            return [*self._ask(inquiries)]
        except Exception as error:
            concerns_all = isinstance(error, QuothError) and not isinstance(error, NotVerbatim)
            if concerns_all or len(inquiries) == 1:
                return [error] * len(inquiries)
        return [answer for inquiry in inquiries for answer in self.ask_all([inquiry])]  # whose was it?

    def rank(
        self,
        question: str,
        *,
        k: int = QUOTES,
        only: Filter | None = None,
        history: Sequence[str] = (),
        read: int = READ,
    ) -> Ranking:
        """Return what ``ask`` returns, and how it came about: what each leg found, and the ranking made of it.

        read: how many candidates the reader reads, at most.
        """
        inquiry = Inquiry(question, k, only or EVERYTHING, tuple(history), read)
        with self._current() as (catalog, loaded):
            self._warm()
            (ranking,) = search(catalog, loaded, self.encoder, self.reader, self.judge, [inquiry])
        if isinstance(ranking, QueryError):
            raise ranking
        return ranking

    def _ask(self, inquiries: Sequence[Inquiry]) -> list[Answer | QueryError]:
        """Answer questions together, those that were answered lately from memory."""
        with self._current() as (catalog, loaded):
            self._warm()
            answers: dict[Inquiry, Answer | QueryError] = {}
            answers |= self._recent.known(inquiries, self.encoder, self.reader, self.judge)
            new = [inquiry for inquiry in dict.fromkeys(inquiries) if inquiry not in answers]
            rankings = search(catalog, loaded, self.encoder, self.reader, self.judge, new)
            for inquiry, found in zip(new, rankings, strict=True):
                if isinstance(found, Ranking):
                    self._recent.keep(inquiry, found.answer)
                answers[inquiry] = found.answer if isinstance(found, Ranking) else found
            return [answers[inquiry] for inquiry in inquiries]

    # -- looking up ----------------------------------------------------------------------------------------------

    def find(self, quote_ids: Sequence[str]) -> list[Quote | None]:
        """Return quotes by their ids, in order: None for those that are not in the library any more.

        A quote found again has a score of 0 and nothing marked: those belong to a question.
        """
        with self._current() as (catalog, loaded):
            return [find(catalog, loaded.documents, id_) for id_ in quote_ids]

    def context(self, quote_id: str) -> Context | None:
        """Return a quote with what stands before and after it, or None when it is not in the library any more."""
        with self._current() as (catalog, loaded):
            return context(catalog, loaded.documents, quote_id)

    @property
    def generation(self) -> int:
        """The generation that is loaded, at once; 0 before there is one."""
        loaded = self._loaded
        return loaded.generation if loaded else 0

    def documents(self) -> list[StoredDocument]:
        """Return the documents that can be asked, by path."""
        with self._current() as (_, loaded):
            return sorted(loaded.documents.values(), key=lambda document: document.path)

    def refresh(self) -> int:
        """Load the newest generation and the model now, not with the next question; return the generation's number.

        Raises what ``ask`` raises.
        """
        with self._current() as (_, loaded):
            self._warm()
            return loaded.generation

    # -- generations ---------------------------------------------------------------------------------------------

    @contextmanager
    def _current(self) -> Iterator[tuple[Catalog, Generation]]:
        """Hold the newest generation: indexes and catalog agree until the end, whoever writes meanwhile."""
        with self._turn, refusals(self.index / CATALOG_FILE):
            while True:
                self._refresh()
                assert self._catalog is not None
                assert self._loaded is not None
                with self._catalog.snapshot():
                    if self._catalog.generation == self._loaded.generation:
                        yield self._catalog, self._loaded
                        return

    def _warm(self) -> None:
        """Load the model, which is no part of how long an answer takes."""
        if not self._is_warm:
            self.encoder.encode_query("warm")
            if self.reader is not None:
                self.reader.read([("warm", "", "warm")])
            self._is_warm = True
            if isinstance(self.encoder, ServingEncoder) and self.encoder.lacks_export:
                with suppress(IndexBusy, StorageError), self._writing():  # for the next process, at least
                    self._keep_export(Observer())

    def _keep_export(self, observer: Observer) -> None:
        """Export the model if that is to be done and it is loaded anyway. The caller holds the writer's lock."""
        if isinstance(self.encoder, ServingEncoder) and self.encoder.lacks_export:
            for remark in self.encoder.export():
                observer.remark(remark)
            observer.step("exported")

    def _refresh(self) -> None:
        """Load the catalog's newest generation, unless it is loaded."""
        path = self.index / CATALOG_FILE
        if self._catalog is not None and not (path.is_file() and path.stat().st_ino == self._inode):
            self.close()  # somebody deleted the index, and perhaps made another
        if self._catalog is None:
            self._catalog = Catalog(path)
            self._inode = path.stat().st_ino
        catalog = self._catalog
        generation = catalog.generation
        if generation == 0:
            raise IndexMissing(f'Nothing has been indexed in {self.index} yet; run "quoth sync".')
        if self._loaded and self._loaded.generation == generation:
            return
        outdated = self._outdated(catalog)
        if outdated:
            raise IndexOutdated(outdated)
        self._loaded = self._load(catalog)
        self._recent.clear()

    def _outdated(self, catalog: Catalog) -> str | None:
        built, now = catalog.fingerprint, self._fingerprint(catalog)
        _, passages = catalog.count()
        remedy = f'run "quoth sync" to re-embed {passages:,} passages.'
        if built.get("model files") != now["model files"]:
            return (
                f"The index in {self.index} was built with model {built.get('model')} (sha256 "
                f"{str(built.get('model files'))[:8]}…), settings name {now['model']} (sha256 "
                f"{now['model files'][:8]}…); {remedy}"
            )
        for part in versions():
            if built.get(part) != now[part]:
                return (
                    f"The index in {self.index} was built with version {built.get(part)} of the {part}, this Quoth has "
                    f"version {now[part]}; {remedy}"
                )
        return None

    def _load(self, catalog: Catalog) -> Generation:
        """Bring what is loaded to the newest generation, by what has changed; make anew what cannot be.

        Where another process writes, its work is waited for: that takes less time than the same work beside it.
        """
        patience = time.monotonic() + PATIENCE
        while (loaded := self._advanced(catalog)) is None:
            try:
                with self._writing(), Catalog(self.index / CATALOG_FILE) as writer:
                    derive(writer, self.index, Observer())
            except IndexBusy:
                if time.monotonic() < patience:
                    time.sleep(0.02)
                    continue
            except StorageError:
                pass
            if (loaded := self._advanced(catalog)) is None:
                with catalog.snapshot():
                    dense, terms, whole = in_memory(catalog, self.index)
                    documents = {document.id: document for document in catalog.documents()}
                    loaded = Generation(catalog.generation, catalog.count()[1], dense, terms, whole, documents)
            break
        return loaded

    def _advanced(self, catalog: Catalog) -> Generation | None:
        """Return the newest generation as it follows from what is loaded and what lies on disk, or None."""
        before = self._loaded
        with catalog.snapshot():
            terms = lexical_index(catalog, self.index / LEXICAL_FOLDER)
            whole = lexical_index(catalog, self.index / DOCUMENTS_FOLDER)
            if terms is None or whole is None:
                return None
            dense = dense_index(catalog, self.index, before.dense if before else None)
            if dense is None:
                return None
            since = catalog.documents_since(before.generation) if before else None
            if before and since:
                changed, gone = since
                documents = {id_: d for id_, d in before.documents.items() if id_ not in gone}
                documents |= {document.id: document for document in changed}
            else:
                documents = {document.id: document for document in catalog.documents()}
            return Generation(catalog.generation, catalog.count()[1], dense, terms, whole, documents)

    # -- looking after it ----------------------------------------------------------------------------------------

    def status(self) -> Status:
        """Return what is indexed. Raises IndexMissing before the first sync."""
        with refusals(self.index / CATALOG_FILE), Catalog(self.index / CATALOG_FILE) as catalog, catalog.snapshot():
            return describe(catalog, self.index, self._outdated(catalog))

    def verify(self) -> Verification:
        """Re-check every stored passage against its file, and all indexes against the catalog.

        Raises IndexMissing before the first sync.
        """
        with refusals(self.index / CATALOG_FILE), Catalog(self.index / CATALOG_FILE) as catalog, catalog.snapshot():
            indexes = (lexical_index(catalog, self.index / name) for name in (LEXICAL_FOLDER, DOCUMENTS_FOLDER))
            return verify(catalog, self.seeds, dense_index(catalog, self.index), *indexes)
