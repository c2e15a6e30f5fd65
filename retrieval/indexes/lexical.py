"""Terms → the passages or documents that have them, ranked by BM25, by tantivy. Derived from the catalog."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import tantivy

from retrieval.errors import IndexDamaged, StorageError, reason_of
from retrieval.indexes.analyser import ENGLISH, Analyser, Term
from retrieval.indexes.entries import MAX_SAMPLE, Entry, schema
from retrieval.indexes.id_sets import NO_IDS, IdSet
from retrieval.indexes.index import WHOLE_INDEX, Hit, Scope
from retrieval.indexes.rarity import inverse_document_frequency, smoothed_idf
from retrieval.indexes.sums import damaged_files, telling_damage, write_sums
from retrieval.indexes.vocabulary import Vocabulary
from retrieval.vectors import Ids

TERMS_VERSION = 9
"""Goes up whenever the same text would give different terms or fields; an index of another version is rebuilt."""

_WORD = r"\p{L}[\p{L}\p{M}]{2,23}"
"""A word that can be mistyped: letters only, neither short nor endless."""

MAX_WORDS = 50_000
"""Of the words with one beginning, at most this many are returned, the most frequent ones."""

MAX_ID_TERMS = 64
"""Up to this many documents, a search inside them names each one in its query."""

MAX_COUNTED = 300
"""Of a term that more entries have, those that may be read are counted in a sample that has about this many at most."""

MIN_COUNTED = 50
"""Where a sample has fewer of them, a larger one is counted: an estimate is seldom off by more than a quarter."""

_MAX_KEPT_COUNTS = 10_000

MAX_FETCHED = 16_384
"""Up to this many hits are fetched to find those inside a wide scope; a query that names all ids is faster beyond."""


class LexicalIndex:
    """The terms of one generation of passages, or of whole documents: on disk, or in memory when ``folder`` is None.

    In an index of documents an entry's id and its document's are the same. It also keeps words as they are spelt, in
    lower case, which tell what a mistyped one may mean.
    """

    def __init__(self, folder: Path | None) -> None:
        """Open the index in a folder, or create an empty one where there is none.

        Raises StorageError when the index is damaged, or the disk refuses.
        """
        self._schema = schema()
        self._folder = folder
        try:
            self._index = self._open()
        except (OSError, IndexDamaged) as error:
            raise StorageError(
                f"The full-text index {folder} could not be opened ({reason_of(error.__cause__ or error)})",
                'make room or correct the permissions, and run "quoth sync" again',
                path=folder,
            ) from error
        self._index.register_tokenizer("quoth", Analyser().tantivy)
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_WORD)).filter(tantivy.Filter.lowercase())
        self._index.register_tokenizer("words", words.build())
        self._searcher = self._index.searcher()
        self._vocabulary: Vocabulary | None = None
        self._counts: WeakKeyDictionary[IdSet, dict[str | None, int]] = WeakKeyDictionary()
        self.analyser = Analyser(self._languages(), self._has_pair)

    @telling_damage
    def _open(self) -> tantivy.Index:
        if self._folder is None:
            return tantivy.Index(self._schema)
        self._folder.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(self._schema, path=str(self._folder))

    @classmethod
    def load(cls, folder: Path, *, thorough: bool = False) -> LexicalIndex | None:
        """Return the index in a folder, or None when there is none or it is damaged; nothing is written.

        thorough: look for damage in every byte; see ``damaged_files``.
        """
        try:
            return None if damaged_files(folder, thorough=thorough) else cls(folder)
        except StorageError:
            return None

    @property
    def folder(self) -> Path | None:
        """Where its files are; None: in memory."""
        return self._folder

    @property
    def generation(self) -> int:
        """The generation of the catalog that it holds; -1 when it is empty, damaged or of another version."""
        mark = self._mark()
        return -1 if mark is None else int(mark["generation"][0])

    def _languages(self) -> list[str]:
        """Return the languages of its entries; those that are gone may be among them."""
        mark = self._mark()
        return [] if mark is None else mark["languages"]

    def _mark(self) -> tantivy.Document | None:
        try:
            return self._newest_mark()
        except IndexDamaged:
            return None

    @telling_damage
    def _newest_mark(self) -> tantivy.Document | None:
        found = self._searcher.search(tantivy.Query.term_query(self._schema, "version", TERMS_VERSION), 1).hits
        return self._searcher.doc(found[0][1]) if found else None

    @telling_damage
    def update(
        self,
        generation: int,
        removed: Iterable[int],
        added: Iterable[Entry],
        *,
        rebuild: bool = False,
        keep_words: bool = False,
    ) -> None:
        """Bring the index to a generation, in one commit.

        removed: ids of entries. rebuild: remove all other entries. keep_words: keep the words as they are spelt, too.
        Raises StorageError when it cannot be written, IndexDamaged when what was in it cannot be read.
        """
        try:
            writer = self._index.writer(64_000_000, 1)
            if rebuild:
                writer.delete_all_documents()
            for id_ in removed:
                writer.delete_documents_by_term("passage", id_)
            writer.delete_documents_by_term("version", TERMS_VERSION)
            languages = set() if rebuild else set(self._languages())
            for entry in added:
                writer.add_document(entry.as_document(self.analyser, keep_words=keep_words))
                languages.update(language or ENGLISH for _, language in entry.texts)
            mark = tantivy.Document()
            mark.add_integer("version", TERMS_VERSION)
            mark.add_integer("generation", generation)
            for language in sorted(languages):
                mark.add_text("languages", language)
            writer.add_document(mark)
            writer.commit()
            writer.wait_merging_threads()
            if self._folder is not None:
                write_sums(self._folder)
        except (ValueError, OSError) as error:  # tantivy raises ValueError for everything, a full disk included
            raise StorageError(
                f"The full-text index {self._folder} could not be written ({reason_of(error)}), but what was indexed "
                "before still answers",
                'make room or correct the permissions, and run "quoth sync" again',
                path=self._folder,
            ) from error
        self._index.reload()
        self._searcher = self._index.searcher()
        self._vocabulary = None
        self._counts.clear()
        self.analyser = Analyser(self._languages(), self._has_pair)

    def __len__(self) -> int:
        return max(self._searcher.num_docs - 1, 0)

    @telling_damage
    def search(self, query: Sequence[Term], k: int, scope: Scope = WHOLE_INDEX) -> list[Hit]:
        """Return at most ``k`` entries that have any of the terms, best first; scores are BM25, above 0.

        query: terms, as ``Analyser.terms`` returns them. A repeated term counts as often as it occurs. Of terms that
        stand for one word, the best counts, and each as much as if it stood wherever one of them does.
        """
        if not query:
            return []
        counted = sorted(Counter(query).items(), key=lambda each: (each[0],) if isinstance(each[0], str) else each[0])
        wanted = self._any([self._wanted(term, count, scope) for term, count in counted])
        if scope.documents is None:
            return self._found(wanted, k)
        return self._found_inside(wanted, k, scope.documents, scope.pieces)

    def search_all(self, queries: Sequence[Sequence[Term]], k: int, scope: Scope = WHOLE_INDEX) -> list[list[Hit]]:
        """Return for each list of terms what ``search`` returns."""
        return [self.search(query, k, scope) for query in queries]

    def _found(self, query: tantivy.Query, k: int) -> list[Hit]:
        return self._as_hits(self._searcher.search(query, k, count=False).hits)

    def _as_hits(self, found: Sequence[tuple[float, tantivy.DocAddress]]) -> list[Hit]:
        ids = self._values("passage", found)
        return [Hit(id_, score) for id_, (score, _) in zip(ids.tolist(), found, strict=True)]

    def _found_inside(self, query: tantivy.Query, k: int, documents: IdSet, entries: IdSet) -> list[Hit]:
        """Return the best hits of some documents, and of these entries.

        A query that names many ids takes long. Where many entries are inside, so are many of the best hits.
        """
        enough = k + 3 * math.sqrt(k)  # likely to hold k that are inside, if so many are expected
        fetched = math.ceil(2 * enough)
        while len(documents) + len(entries) > MAX_ID_TERMS and fetched <= MAX_FETCHED:
            hits = self._searcher.search(query, fetched, count=False).hits
            inside = documents.has(self._values("document", hits))
            if len(entries):
                inside |= entries.has(self._values("passage", hits))
            places = np.flatnonzero(inside)
            if len(places) >= k or len(hits) < fetched:
                return self._as_hits([hits[at] for at in places[:k].tolist()])
            fetched = max(2 * fetched, math.ceil(enough * fetched / max(len(places), 0.5)))
        return self._found(self._inside(query, documents, entries), k)

    def _values(self, field: str, hits: Sequence[tuple[float, tantivy.DocAddress]]) -> Ids:
        values = self._searcher.fast_field_values(field, [address for _, address in hits])
        try:
            return np.array(values, dtype=np.int64)
        except TypeError:  # one of them has no such value
            return np.array([int(value or 0) for value in values], dtype=np.int64)

    def _inside(self, query: tantivy.Query, documents: IdSet, entries: IdSet) -> tantivy.Query:
        """Return a query that finds only entries of some documents, or these entries, with the same scores."""
        inside = self._has_id("document", documents)
        if len(entries):
            inside = self._any([inside, self._has_id("passage", entries)])
        return self._narrowed(query, inside)

    def _narrowed(self, query: tantivy.Query, within: tantivy.Query) -> tantivy.Query:
        """Return a query for what both find, with the scores of the first."""
        unscored = tantivy.Query.const_score_query(within, 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])

    def _wanted(self, term: Term, count: float, scope: Scope) -> tantivy.Query:
        """Return the query for a term, or for one of several that count as one, with the weight of ``smoothed_idf``."""
        weight = count * smoothed_idf(self.count(scope), self.document_frequency(term, scope))
        found = [self._weighted(each, weight) for each in ((term,) if isinstance(term, str) else term)]
        return found[0] if len(found) == 1 else tantivy.Query.disjunction_max_query(found)

    def _weighted(self, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, "text", term)
        boost = weight / inverse_document_frequency(self._searcher.num_docs, self.document_frequency(term))
        return tantivy.Query.boost_query(query, boost) if boost != 1 else query

    def _any(self, queries: Sequence[tantivy.Query]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])

    def _has_id(self, field: str, ids: IdSet) -> tantivy.Query:
        if len(ids) > MAX_ID_TERMS:
            return tantivy.Query.term_set_query(self._schema, field, ids.ids().tolist())
        # For so few, a query for a set of terms would take longer.
        return self._any([tantivy.Query.term_query(self._schema, field, id_) for id_ in ids.ids().tolist()])

    @telling_damage
    def ids(self) -> list[int]:
        """Return the ids of all entries, ascending."""
        hits = self._searcher.search(tantivy.Query.all_query(), self._searcher.num_docs or 1).hits
        ids = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return sorted(int(id_) for id_ in ids if id_ is not None)

    @telling_damage
    def count(self, scope: Scope = WHOLE_INDEX) -> int:
        """Return how many entries may be read in a scope, and one more for the mark."""
        if scope.readable is None:
            return int(self._searcher.num_docs)
        counts = self._counts_of(scope.readable)
        if None not in counts:
            counts[None] = self._number(self._has_id("document", scope.readable)) + 1
        return counts[None]

    @telling_damage
    def document_frequency(self, term: Term, scope: Scope = WHOLE_INDEX) -> int:
        """Return how many entries have a term; of several for one word, how many have any, or a few more.

        What may not be read in the scope does not count, as if it did not exist. Of a term that more than
        ``MAX_COUNTED`` entries have, those that may be read are then estimated by a sample.
        """
        if not isinstance(term, str):
            return min(sum(self.document_frequency(each, scope) for each in term), self.count(scope))
        whole = int(self._searcher.doc_freq("text", term))
        if scope.readable is None or not whole:
            return whole
        counts = self._counts_of(scope.readable)
        if term not in counts:
            counts[term] = self._readable_with(term, whole, scope.readable)
        return counts[term]

    def _readable_with(self, term: str, whole: int, readable: IdSet) -> int:
        """Return how many entries of some documents have a term, of the ``whole`` number that do: above 0 if any."""
        query = tantivy.Query.term_query(self._schema, "text", term)
        sample = min(max(0, math.ceil(math.log2(whole / MAX_COUNTED))), MAX_SAMPLE)
        while len(readable) > MAX_ID_TERMS and 2 * (whole >> sample) <= MAX_FETCHED:
            drawn = self._narrowed(query, tantivy.Query.term_query(self._schema, "sample", sample)) if sample else query
            hits = self._searcher.search(drawn, min(whole, 2 * (whole >> sample) + MAX_COUNTED), count=False).hits
            inside = int(np.count_nonzero(readable.has(self._values("document", hits))))
            if not sample or inside >= MIN_COUNTED:
                return min(inside << sample, whole)
            sample = max(sample - 2, 0)
        return self._number(self._inside(query, readable, NO_IDS))

    def _number(self, query: tantivy.Query) -> int:
        return int(self._searcher.search(query, 1).count or 0)  # type: ignore[attr-defined]  # the stub lacks it

    def _counts_of(self, readable: IdSet) -> dict[str | None, int]:
        """Return what was counted among some documents since the last update, by term; None: all entries."""
        counts = self._counts.setdefault(readable, {})
        if len(counts) > _MAX_KEPT_COUNTS:
            counts.clear()
        return counts

    @telling_damage
    def _has_pair(self, first: str, second: str, scope: Scope) -> bool:
        query = tantivy.Query.phrase_query(self._schema, "text", [first, second])
        if scope.readable is None:
            return bool(self._searcher.search(query, 1, count=False).hits)
        return bool(self._found_inside(query, 1, scope.readable, NO_IDS))

    @telling_damage
    def vocabulary(self) -> Vocabulary:
        """Return the terms: at most ``MAX_WORDS``, those that the most entries have."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(self._searcher.terms_with_prefix("text", "", limit=MAX_WORDS))
        return self._vocabulary

    @telling_damage
    def has_word(self, word: str, scope: Scope = WHOLE_INDEX) -> bool:
        """Return whether an entry has a word, in lower case, spelt like this."""
        query = tantivy.Query.term_query(self._schema, "words", word)
        if scope.documents is None:
            return bool(self._found(query, 1))
        return bool(self._found_inside(query, 1, scope.documents, NO_IDS))

    @telling_damage
    def words_with(self, beginning: str) -> list[tuple[str, int]]:
        """Return the words with a beginning, and how many entries have each; entries that are gone may still count."""
        return self._searcher.terms_with_prefix("words", beginning, limit=MAX_WORDS)
