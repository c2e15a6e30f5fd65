"""The facade: all that the command line, the bot and a notebook need.

::

    with Library.open("seeds", "index") as library:
        library.sync()
        answer = library.ask("How many moons does Jupiter have?", access=UNLIMITED)
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Self

from retrieval.access.access import Access
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import languages_of
from retrieval.encoding.encoder import Encoder
from retrieval.encoding.manifest import Precision
from retrieval.encoding.prompts import UNSAID, Prompts
from retrieval.encoding.serving import ServingEncoder, embedding, serving_encoder
from retrieval.errors import (
    IndexBusy,
    IndexOutdated,
    NotVerbatim,
    QueryError,
    QuothError,
    StorageError,
)
from retrieval.fingerprint import current_fingerprint, outdated_error
from retrieval.holdings import Holdings
from retrieval.index_folder import ENCODER_FOLDER, writer_lock
from retrieval.inspecting import Inspected
from retrieval.links import NO_LINKS, Links
from retrieval.model import Answer
from retrieval.observing import Observer
from retrieval.parsing.options import DEFAULT_OPTIONS, ParsingOptions
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.reader import BUNDLED, NONE, Reader, find_reader, load_suited, plain_name
from retrieval.search.about.searching import find_answers, search_documents
from retrieval.search.answering import Judge, LogisticJudge, ReadingJudge
from retrieval.search.generation import Generation, NewestGeneration
from retrieval.search.pipeline import BATCH_SIZE, READING_BATCH_SIZE, Ranking
from retrieval.search.query import EVERYTHING, MAX_QUOTES, Filter, Pin, Query
from retrieval.search.recent import RecentAnswers
from retrieval.syncing.consent import Consent, refuse
from retrieval.syncing.report import SyncReport
from retrieval.syncing.tightening import Tightener


class Library(Holdings, Inspected):
    """Documents that answer questions. Threads may share a library; they wait for each other.

    ``seeds`` and ``index`` are its folders. ``encoder`` helps to find passages, ``reader`` reads them and ``judge``
    judges them; the models load their weights when they are first used. ``links`` say where documents are published.
    """

    def __init__(
        self,
        seeds: Path,
        index: Path,
        encoder: Encoder,
        reader: Reader | str | None,
        judge: Judge,
        *,
        export_encoder: ServingEncoder | None = None,
        digests: MutableMapping[str, str] | None = None,
        parsing: ParsingOptions = DEFAULT_OPTIONS,
        is_open: bool = True,
        links: Links = NO_LINKS,
    ) -> None:
        """Use ``Library.open``.

        export_encoder: the same encoder, when the index folder is to hold an export of its model. digests: see
        ``ModelFiles.digest``. parsing: which formats a sync reads, and what one file may cost. is_open: whether
        everybody may read documents that no access rule limits. links: where documents are published.
        """
        self.seeds = seeds
        self.index = index
        self.encoder = encoder
        self.judge = judge
        self._links = links
        self._named_reader = reader
        self._export_encoder = export_encoder
        self._digests = {} if digests is None else digests
        self._parsing = parsing
        self._turn = threading.RLock()
        self._is_warm = self._is_export_tried = False
        self._ready_for = 0
        self._recent = RecentAnswers()
        self._is_open = is_open
        self._newest = NewestGeneration(index, outdated=self._outdated, forget=self._recent.clear, is_open=is_open)

    @classmethod
    def open(
        cls,
        seeds: Path | str,
        index: Path | str,
        model: str | None = None,
        *,
        encoder: Encoder | None = None,
        reader: Reader | str | None = BUNDLED,
        judge: Judge | None = None,
        precision: Precision = "float32",
        prompts: Prompts = UNSAID,
        parsing: ParsingOptions = DEFAULT_OPTIONS,
        is_open: bool = True,
        links: Links = NO_LINKS,
    ) -> Self:
        """Return the library of a seeds folder. The model's weights are loaded with the first question or new passage.

        model: "multilingual", or a sentence-transformers model, by folder or by name on the hub; None: the one that the
        index was made with, at first ``usual_model``. prompts: in place of its own. encoder: in place of the model.
        reader: what reads question and passage together: "bundled", "multilingual", "none" (or None), a CrossEncoder by
        folder or name, or an existing Reader. judge: replaces the one that suits the reader.
        precision: that of the model that encodes questions; int8 takes less memory and time, and finds about as much.
        parsing: which formats a sync reads, and what one file may cost. is_open: whether everybody may read what no
        access rule limits. links: where documents are published, for citations. Raises ModelError when there is no such
        model. A reader that does not exist raises it with the first question, and a missing index is no error: see
        ``sync``.
        """
        seeds, index, export_encoder = Path(seeds), Path(index), None
        digests: dict[str, str] = {}
        if encoder is None:
            encoder = export_encoder = serving_encoder(model, index / ENCODER_FOLDER, precision, digests, prompts)
        name = plain_name(reader) if isinstance(reader, str) else reader
        reader = None if name == NONE else name
        suited = ReadingJudge() if reader is not None else LogisticJudge()
        return cls(
            seeds, index, encoder, reader, judge or suited,
            export_encoder=export_encoder, digests=digests, parsing=parsing, is_open=is_open, links=links,
        )  # fmt: skip

    def without_reader(self) -> Self:
        """Return a second library of the same folders, which ranks and judges without a reader. Close both."""
        return type(self)(
            self.seeds, self.index, self.encoder, None, LogisticJudge(),
            export_encoder=self._export_encoder, digests=self._digests, parsing=self._parsing, is_open=self._is_open,
            links=self._links,
        )  # fmt: skip

    def close(self) -> None:
        """Close all files."""
        with self._turn:
            self._newest.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @cached_property
    def reader(self) -> Reader | None:
        """The model that reads the best passages together with the question; loaded when it is first used."""
        reader = self._named_reader
        return find_reader(reader, self._digests) if isinstance(reader, str) else reader

    @property
    def links(self) -> Links:
        """Where the documents of the generation that is loaded can be read on the web."""
        origins = self._newest.origins
        return replace(self._links, origins=origins) if origins else self._links

    @property
    def reader_name(self) -> str:
        """The reader's name in the settings, without loading it; "none" when there is no reader."""
        reader = self._named_reader
        return reader if isinstance(reader, str) else NONE if reader is None else reader.name

    # -- keeping up with the seeds -------------------------------------------------------------------------------

    def sync(self, observer: Observer | None = None, consent: Consent = refuse, *, repair: bool = False) -> SyncReport:
        """Read, cut and embed what is new or changed in the seeds folder, and drop what is gone.

        consent: returns whether to do what perhaps nobody means, such as to drop most documents; by default, no.
        repair: look for damage in all that is indexed, and mend it from the seeds.
        Raises SeedsError when the seeds folder cannot be read, ConsentNeeded when consent is refused, IndexBusy when
        another process writes to the index, StorageError when the disk fails, ModelError when a model cannot be loaded.
        """
        from retrieval.syncing.sync import sync  # loads all parsers, which no question needs

        observer, serving = observer or Observer(), self._export_encoder
        export = partial(serving.keep_export, observer, repair=repair) if serving is not None else bool
        guard = embedding(serving)
        with guard, writer_lock(self.index), self._opened(create=True) as catalog, ParsingPool(self._parsing) as pool:
            now = self._fingerprint(catalog)
            return sync(
                catalog, self.index, self.seeds, self.encoder, now, pool, observer, export, consent,
                is_open=self._is_open, repair=repair,
            )  # fmt: skip

    def tightener(self) -> Tightener:
        """Return what lets narrower access rules hold between syncs, and while one runs."""
        return Tightener(self.seeds, self.index, is_open=self._is_open)

    def _outdated(self, catalog: Catalog) -> IndexOutdated | None:
        return outdated_error(self.index, catalog, self._fingerprint(catalog))

    def _fingerprint(self, catalog: Catalog) -> dict[str, str]:
        with self._turn:  # a question of another thread must find its generation with the model that made it
            if self._export_encoder is not None and self._export_encoder.adopt(catalog.fingerprint.get("model")):
                self._is_warm = self._is_export_tried = False
            return current_fingerprint(self.encoder, catalog, self._digests)

    # -- asking --------------------------------------------------------------------------------------------------

    def ask(
        self, question: str, *, access: Access, k: int = MAX_QUOTES, only: Filter | None = None,
        history: Sequence[str] = (), quoted: str | None = None,
    ) -> Answer:  # fmt: skip
        """Return up to ``k`` passages that answer, or none and the nearest ones instead.

        access: what those may read who will see the answer; ``UNLIMITED``: everything. history: the questions before
        this one, oldest first; they are used when the question leans on them. quoted: the id of the quote that was
        shown last; "it" may be its document.
        Raises QueryError when there is nothing to search for or in, IndexMissing before the first sync, IndexOutdated
        when the index was made with other settings or by another version, NotVerbatim when the catalog is damaged.
        """
        (answer,) = self._ask([Query(question, k, only or EVERYTHING, tuple(history), quoted=quoted, access=access)])
        if isinstance(answer, QueryError):
            raise answer
        return answer

    def ask_all(self, queries: Sequence[Query]) -> list[Answer | Exception]:
        """Return the answers to several questions, in order, for less work than one by one.

        They are the answers that ``ask`` gives; where it would raise an error, the error takes the answer's place.
        """
        try:
            return [*self._ask(queries)]
        except Exception as error:
            concerns_all = isinstance(error, QuothError) and not isinstance(error, NotVerbatim)
            if concerns_all or len(queries) == 1:
                return [error] * len(queries)
        return [answer for query in queries for answer in self.ask_all([query])]  # one by one: which of them fail?

    @property
    def batch_size(self) -> int:
        """How many questions are best asked together: more would hardly be faster, and each waits for all."""
        return BATCH_SIZE if self._named_reader is None else READING_BATCH_SIZE

    def rank(
        self, question: str, *, access: Access, k: int = MAX_QUOTES, only: Filter | None = None,
        history: Sequence[str] = (), read_count: int | None = None, pins: Sequence[Pin] = (),
    ) -> Ranking:  # fmt: skip
        """Return what ``ask`` returns, and how it came about: what each index found, and the ranking made of it.

        read_count: how many candidates are read; None: as many as may change the first quotes. pins: see ``Query``.
        """
        query = Query(question, k, only or EVERYTHING, tuple(history), read_count, access=access, pins=tuple(pins))
        found_by = (self.encoder, self.reader, self.judge)
        (ranking,) = self._searched(lambda catalog, held: search_documents(catalog, held, *found_by, [query]))
        if isinstance(ranking, QueryError):
            raise ranking
        return replace(ranking, answer=self.links.with_links(ranking.answer))

    def _ask(self, queries: Sequence[Query]) -> list[Answer | QueryError]:
        """Answer questions together; answers that were given recently come from memory."""

        def search(catalog: Catalog, generation: Generation) -> list[Answer | QueryError]:
            found_by = (self.encoder, self.reader, self.judge)

            def find(queries: Sequence[Query]) -> Iterator[Answer | QueryError]:
                for found in find_answers(catalog, generation, *found_by, queries):
                    yield found if isinstance(found, QueryError) else self.links.with_links(found)

            return self._recent.answers(queries, find, *found_by)

        return self._searched(search)

    # -- what is loaded ------------------------------------------------------------------------------------------

    def refresh(self) -> int:
        """Load the newest generation and the models now; return the generation's number. Raises what ``ask`` raises.

        That includes what reads the languages of the documents, which a single question may not need. An export that
        another process has made meanwhile takes the place of its model.
        """
        with self._current() as (_, generation):
            self._warm(generation)
            if self.reader is not None and self._ready_for != generation.number:
                load_suited(self.reader, languages_of(generation.documents.values()))
                self._ready_for = generation.number
        if self._export_encoder is not None and not self._export_encoder.take_export():
            self._make_export()  # which takes seconds: other threads may look things up meanwhile
        return generation.number

    @contextmanager
    def _current(self) -> Iterator[tuple[Catalog, Generation]]:
        """Hold the newest generation: its indexes and catalog agree until the end, even if a sync runs meanwhile."""
        with self._turn, self._newest.held() as (catalog, generation):
            yield catalog, generation

    def _mend(self) -> None:
        with self._turn:
            self._newest.mend()

    def _warm(self, generation: Generation) -> None:
        """Load the models, so that no answer counts the loading as its own time."""
        if not self._is_warm:
            self._make_export()
            self.encoder.encode_query("warm")
            if self.reader is not None:
                self.reader.read([("warm", "", "warm")])
                load_suited(self.reader, [generation.scale.language])
            self._is_warm = True
            self._make_export()

    def _make_export(self) -> None:
        """Export the model, once, if that is missing and no other process writes to the index, as one that makes it."""
        encoder = self._export_encoder
        if encoder is not None and not self._is_export_tried and encoder.lacks_export:
            with suppress(IndexBusy, StorageError), writer_lock(self.index):
                self._is_export_tried = True
                encoder.keep_export(Observer())
                encoder.take_export()
