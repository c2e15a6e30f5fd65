"""Terms → the passages or documents that have them, ranked by BM25, by tantivy. Derived from the catalog."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from retrieval.errors import StorageError
from retrieval.identifiers import compact_codes
from retrieval.indexes.hits import Hit
from retrieval.indexes.index import WHOLE_INDEX, Scope
from retrieval.searchable import UNITS, searchable

TERMS_VERSION = 6
"""Goes up whenever the same text would give different terms; an index of another version is rebuilt."""

_TOKEN = r"[\p{L}\p{M}\p{N}]+(?:[.,'&@_][\p{L}\p{M}\p{N}]+)*(?:\+\+|#)?"
"""A word with what belongs to it: 3.5, 7,000, v1.2.3, AT&T, O'Brien, C++. Hyphens separate words."""

_WORD = r"\p{L}[\p{L}\p{M}]{2,23}"
"""A word that can be mistyped: letters only, neither short nor endless."""

MAX_WORDS = 50_000
"""Of the words with one beginning, at most this many are returned, the most frequent ones."""

_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_COMMA = re.compile(r",(?=[^\W\d])|(?<=[^\W\d]),(?=\S)")
"""A comma between cells; one inside a number is part of it."""
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b", re.IGNORECASE)
_TYPED_POWER = re.compile(rf"\b({'|'.join(sorted(UNITS))})\^(?=[23]\b)", re.IGNORECASE)

ENTRIES_TO_TELL = 1500
"""An index of fewer entries cannot tell by itself how rare a term is."""

SHARE_ELSEWHERE = 0.003
"""What share of imagined entries has a term."""

MAX_ID_TERMS = 64
"""Up to this many documents, a search inside them names each one in its query."""

STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being both but by can could did do does
    doing during each ever for from further had has have having he her here hers him his how i if in into is it its
    itself just let me more most my no nor not now of off on once only or other our ours out over own please same
    she should so some such tell than that the their theirs them then there these they this those through to too
    under until up very was we were what when where which while who whom whose why will with would you your yours
    """.split()  # noqa: SIM905 - a list of 130 strings is no easier to read
)
"""Words that say nothing about the topic of a passage, question words among them."""


def inverse_document_frequency(count: float, n: float) -> float:
    """Return BM25's weight of a term that n of N entries have: ``ln(1 + (N - n + 0.5) / (n + 0.5))``."""
    return math.log1p((count - min(n, count) + 0.5) / (n + 0.5))


def smoothed_idf(count: int, n: int) -> float:
    """Return the same for a term of a question, as if a small index were a part of a larger one.

    In an article of its own, what the article is about stands in most passages and weighs next to nothing, while each
    word that a question puts differently weighs as much as all the others together: no passage would have much of what
    is asked about. The text around it that is imagined has every term now and then.
    """
    imagined = max(ENTRIES_TO_TELL - count, 0)
    return inverse_document_frequency(count + imagined, n + SHARE_ELSEWHERE * imagined)


class Analyser:
    """Text → terms: abbreviations without their full stops, no possessives, lower case, no accents, Porter stems."""

    def __init__(self) -> None:
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_TOKEN))
        for step in (
            tantivy.Filter.lowercase(),
            tantivy.Filter.ascii_fold(),
            tantivy.Filter.custom_stopword(sorted(STOP_WORDS)),
            tantivy.Filter.stemmer("english"),
        ):
            builder = builder.filter(step)
        self.tantivy = builder.build()
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_WORD)).filter(tantivy.Filter.lowercase())
        self.words = words.build()

    def terms(self, text: str) -> list[str]:
        """Return the terms of a text in order, repeated ones repeated; codes without separators are behind them."""
        return list(self.tantivy.analyze(prepare_text(text)))


def prepare_text(text: str) -> str:
    """Return a text as it is searched, and as the tokenizer needs it: U.S. as US, Iraq's as Iraq, km^2 as km2.

    Typographic apostrophes become typed ones. Codes with separators are repeated without them, E-1042 as e1042.
    """
    text = searchable(text)
    if text.count(".") > 1:  # most sentences have one, and no apostrophe
        text = _ABBREVIATION.sub(lambda m: m[0].replace(".", ""), text)
    if "'" in text or "’" in text:
        text = _POSSESSIVE.sub("", text).replace("’", "'")
    if "^" in text:
        text = _TYPED_POWER.sub(r"\1", text)
    if "," in text:
        text = _COMMA.sub(", ", text)
    if codes := compact_codes(text):
        text = "\n".join((text, *codes))
    return text


class LexicalIndex:
    """The terms of one generation of passages, or of whole documents: on disk, or in memory when ``folder`` is None.

    In an index of documents an entry's id and its document's are the same. It also keeps words as they are spelt, in
    lower case, which tell what a mistyped one may mean.
    """

    def __init__(self, folder: Path | None) -> None:
        """Open the index in a folder, or create an empty one where there is none.

        Raises ValueError or OSError when the index is damaged.
        """
        self.analyser = Analyser()
        self._schema = _schema()
        self._folder = folder
        self._index = self._open()
        self._index.register_tokenizer("quoth", self.analyser.tantivy)
        self._index.register_tokenizer("words", self.analyser.words)
        self._searcher = self._index.searcher()

    def _open(self) -> tantivy.Index:
        if self._folder is None:
            return tantivy.Index(self._schema)
        self._folder.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(self._schema, path=str(self._folder))

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex | None:
        """Return the index in a folder, or None when there is none or it is damaged; nothing is written."""
        try:
            return cls(folder) if tantivy.Index.exists(str(folder)) else None
        except (ValueError, OSError):
            return None

    @property
    def generation(self) -> int:
        """The generation of the catalog that it holds; -1 when it is empty, damaged or of another version."""
        try:
            found = self._searcher.search(tantivy.Query.term_query(self._schema, "version", TERMS_VERSION), 1).hits
            return int(self._searcher.doc(found[0][1])["generation"][0]) if found else -1
        except ValueError:
            return -1

    def update(
        self,
        generation: int,
        removed: Iterable[int],
        added: Iterable[tuple[int, int, str]],
        *,
        rebuild: bool = False,
        keep_words: bool = False,
    ) -> None:
        """Bring the index to a generation, in one commit.

        removed: ids of entries. added: id, document id and text of each. rebuild: remove all other entries. keep_words:
        keep the words as they are spelt, too.
        Raises StorageError when it cannot be written.
        """
        try:
            writer = self._index.writer(64_000_000, 1)
            if rebuild:
                writer.delete_all_documents()
            for id_ in removed:
                writer.delete_documents_by_term("passage", id_)
            writer.delete_documents_by_term("version", TERMS_VERSION)
            for id_, document_id, text in added:
                document = tantivy.Document()
                document.add_integer("passage", id_)
                document.add_integer("document", document_id)
                prepared = prepare_text(text)
                document.add_text("text", prepared)
                if keep_words:
                    document.add_text("words", prepared)
                writer.add_document(document)
            mark = tantivy.Document()
            mark.add_integer("version", TERMS_VERSION)
            mark.add_integer("generation", generation)
            writer.add_document(mark)
            writer.commit()
            writer.wait_merging_threads()
        except ValueError as error:  # tantivy raises it for everything, a full disk included
            raise StorageError(
                f"The full-text index {self._folder} could not be written ({error}), but what was indexed before still "
                "answers",
                'make room or correct the permissions, and run "quoth sync" again',
                path=self._folder,
            ) from error
        self._index.reload()
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return max(self._searcher.num_docs - 1, 0)

    def search(self, query: Sequence[str], k: int, scope: Scope = WHOLE_INDEX) -> list[Hit]:
        """Return at most ``k`` entries that have any of the terms, best first; scores are BM25, above 0.

        query: terms, as ``Analyser.terms`` returns them. A repeated term counts as often as it occurs.
        """
        if not query:
            return []
        wanted = self._any([self._wanted(term, count) for term, count in sorted(Counter(query).items())])
        if scope.documents is not None:
            wanted = self._inside(wanted, scope.documents)
        hits = self._searcher.search(wanted, k, count=False).hits
        ids = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return [Hit(int(id_ or 0), score) for id_, (score, _) in zip(ids, hits, strict=True)]

    def search_all(self, queries: Sequence[Sequence[str]], k: int, scope: Scope = WHOLE_INDEX) -> list[list[Hit]]:
        """Return for each list of terms what ``search`` returns."""
        return [self.search(query, k, scope) for query in queries]

    def _inside(self, query: tantivy.Query, documents: Sequence[int]) -> tantivy.Query:
        """Return a query that finds only entries of some documents, and gives them the same scores."""
        if len(documents) <= MAX_ID_TERMS:  # a query for a set of terms would take longer
            inside = self._any([tantivy.Query.term_query(self._schema, "document", id_) for id_ in documents])
        else:
            inside = tantivy.Query.term_set_query(self._schema, "document", list(documents))
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, query),
                (tantivy.Occur.Must, tantivy.Query.const_score_query(inside, 0.0)),
            ]
        )

    def _wanted(self, term: str, count: int) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, "text", term)
        entries, n = len(self), self.document_frequency(term)
        boost = count * smoothed_idf(entries, n) / inverse_document_frequency(entries, n) if n else count
        return tantivy.Query.boost_query(query, float(boost)) if boost != 1 else query

    def _any(self, queries: Sequence[tantivy.Query]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])

    def ids(self) -> list[int]:
        """Return the ids of all entries, ascending."""
        hits = self._searcher.search(tantivy.Query.all_query(), self._searcher.num_docs or 1).hits
        ids = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return sorted(int(id_) for id_ in ids if id_ is not None)

    def document_frequency(self, term: str) -> int:
        """Return how many entries have a term."""
        return int(self._searcher.doc_freq("text", term))

    def has_word(self, word: str, scope: Scope = WHOLE_INDEX) -> bool:
        """Return whether an entry has a word, in lower case, spelt like this."""
        query = tantivy.Query.term_query(self._schema, "words", word)
        if scope.documents is not None:
            query = self._inside(query, scope.documents)
        return bool(self._searcher.search(query, 1, count=False).hits)

    def words_with(self, beginning: str) -> list[tuple[str, int]]:
        """Return the words with a beginning, and how many entries have each; entries that are gone may still count."""
        return self._searcher.terms_with_prefix("words", beginning, limit=MAX_WORDS)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", fast=True, indexed=True)
    builder.add_integer_field("document", indexed=True)
    builder.add_integer_field("version", indexed=True)
    builder.add_integer_field("generation", stored=True)
    builder.add_text_field("text", tokenizer_name="quoth")
    builder.add_text_field("words", tokenizer_name="words", index_option="basic")
    return builder.build()
