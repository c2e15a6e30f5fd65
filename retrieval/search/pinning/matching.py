"""Whether a question means the same as one for which an operator has pinned a quote; if so, that quote comes first.

Questions that differ in a number, a code or a denial never do. Of all others, the encoder says how alike their words
are, and the reader whether the quote answers the one as it answers the other, with the same words of it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument
from retrieval.encoding.encoder import Encoder
from retrieval.identifiers import identifiers
from retrieval.languages.question_forms import surely_asked_in
from retrieval.model import Quote, Span
from retrieval.reader import Reader, suited_reader
from retrieval.reader.pairs import join_above
from retrieval.search.answer_types import expected_kinds
from retrieval.search.generation import Generation
from retrieval.search.pipeline import Ranking
from retrieval.search.query import MAX_PINS, Pin, Query
from retrieval.search.quotes import find_quote
from retrieval.search.wording.polarity import polarity
from retrieval.searchable import searchable
from retrieval.vectors import Vectors

LEAST_COSINE = 0.5
"""Questions that are less alike than this are not read."""

SAME_COSINE = 0.93
"""Without a reader, questions that are as alike as this mean the same."""

MIN_EVIDENCE = 3.7
"""With a reader, the sum of what is measured must reach this: chosen, with the weights, on half of the questions of
``tests/gold/pins.jsonl``, so that about one near miss in twenty passes (``tests/benchmarks/pinning.py``)."""

_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a question is like the one for which a quote was pinned.

    ``cosine`` is that of the two questions, on the scale of the reference encoder. ``relevance`` is the reader's for
    the question and the quote, and ``overlap``, in [0, 1], how much of the marked answers is the same; both are None
    without a reader. ``differs``: they expect different kinds of answers, such as a name and a number.
    """

    cosine: float
    relevance: float | None = None
    overlap: float | None = None
    differs: bool = False

    @property
    def is_same(self) -> bool:
        """Whether the two questions are taken to mean the same."""
        if self.relevance is None or self.overlap is None:
            return self.cosine >= SAME_COSINE and not self.differs
        return self.evidence >= MIN_EVIDENCE

    @property
    def evidence(self) -> float:
        """What speaks for the same meaning: a weighted sum, by a logistic regression on pairs of questions."""
        relevance, overlap = self.relevance or 0.0, self.overlap or 0.0
        return 3.0 * self.cosine + 0.67 * max(-4.0, min(relevance, 1.0)) + 1.8 * overlap - 2.1 * self.differs


def with_pinned(
    catalog: Catalog, generation: Generation, encoder: Encoder, reader: Reader | None, query: Query, ranking: Ranking
) -> Ranking:
    """Return a ranking whose first quote and passage are what was pinned for the question, if anything was.

    Raises NotVerbatim when the catalog is damaged.
    """
    started = time.perf_counter()
    quote = pinned_quote(catalog, generation, encoder, reader, query) if query.pins else None
    answer = ranking.answer
    if quote is None:
        return ranking
    found = next((each for each in (*answer.quotes, *answer.nearest) if each.id == quote.id), quote)
    first = replace(found, score=1.0, is_pinned=True)
    others = [each for each in answer.quotes if each.id != quote.id]
    elapsed_ms = answer.elapsed_ms + (time.perf_counter() - started) * 1000
    answer = replace(
        answer, answered=True, confidence=1.0, quotes=(first, *others)[: query.k], nearest=(), is_small_talk=False,
        elapsed_ms=elapsed_ms,
    )  # fmt: skip
    return replace(ranking, answer=answer, pinned=catalog.find_quote(quote.id))


def pinned_quote(
    catalog: Catalog, generation: Generation, encoder: Encoder, reader: Reader | None, query: Query
) -> Quote | None:
    """Return the quote that was pinned for a question, or None: as far as it may be read, and is still there."""
    pins = query.pins[:MAX_PINS]
    quotes: dict[str, Quote] = {}

    def may_be_quoted(pin: Pin) -> bool:
        document = _document_of(catalog, generation, pin.quote)
        if pin.quote not in quotes and document is not None and query.reach.admits(document):
            found = find_quote(catalog, {document.id: document}, pin.quote)
            if found is not None:
                quotes[pin.quote] = found
        return pin.quote in quotes

    same = _plain(query.question)
    for pin in pins:
        if _plain(pin.question) == same and may_be_quoted(pin):
            return quotes[pin.quote]
    if query.history:  # it may lean on what was asked before, and mean something else than its words
        return None
    likely = [pin for pin in pins if not differs_exactly(query.question, pin.question)]
    if not likely:
        return None
    cosines = _vectors(generation, encoder, likely) @ encoder.encode_query(query.question)
    best: tuple[float, Quote] | None = None
    placed = map(generation.scale.questions, cosines.tolist())
    for cosine, pin in sorted(zip(placed, likely, strict=True), key=lambda each: -each[0]):
        if cosine < LEAST_COSINE or not may_be_quoted(pin):
            continue
        told = _likeness(
            _document_of(catalog, generation, pin.quote),
            reader,
            query.question,
            pin.question,
            quotes[pin.quote],
            cosine,
        )
        if told.is_same and (best is None or told.evidence > best[0]):
            best = told.evidence, quotes[pin.quote]
    return best[1] if best else None


def likeness(
    catalog: Catalog, generation: Generation, encoder: Encoder, reader: Reader | None, question: str, pinned: str,
    quote_id: str,
) -> Likeness | None:  # fmt: skip
    """Return how much a question is like a pinned one; None where a number, code or denial differs."""
    quote = find_quote(catalog, generation.documents, quote_id)
    if quote is None or differs_exactly(question, pinned):
        return None
    cosine = generation.scale.questions(float(encoder.encode_query(question) @ encoder.encode_query(pinned)))
    if cosine < LEAST_COSINE:
        return Likeness(cosine, -4.0, 0.0)
    return _likeness(_document_of(catalog, generation, quote_id), reader, question, pinned, quote, cosine)


def differs_exactly(question: str, other: str) -> bool:
    """Return whether two questions differ in a number, a code, or in what they deny."""
    return _exact(question) != _exact(other) or polarity(question).is_denied is not polarity(other).is_denied


def _exact(question: str) -> frozenset[str]:
    codes = (each.text.casefold() for each in identifiers(question) if each.required)
    return frozenset([*codes, *_NUMBER.findall(question)])


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", searchable(question).casefold()))


def _vectors(generation: Generation, encoder: Encoder, pins: Sequence[Pin]) -> Vectors:
    """Return the vectors of pinned questions; a generation keeps them, since there is another one with a new model."""
    import numpy as np

    kept = generation.pinned
    new = [question for question in dict.fromkeys(pin.question for pin in pins) if question not in kept]
    if new:
        if len(kept) > MAX_PINS * 10:
            kept.clear()
            new = list(dict.fromkeys(pin.question for pin in pins))
        kept.update(zip(new, encoder.encode_queries(new), strict=True))
    return np.stack([kept[pin.question] for pin in pins])


def _likeness(
    document: StoredDocument | None, reader: Reader | None, question: str, pinned: str, quote: Quote,
    cosine: float,
) -> Likeness:  # fmt: skip
    asked = surely_asked_in(question)
    suited = suited_reader(reader, asked, quote.language) if reader is not None else None
    wanted, other_wanted = expected_kinds(question), expected_kinds(pinned)
    differs = bool(wanted and other_wanted) and wanted.isdisjoint(other_wanted)
    if suited is None:
        return Likeness(cosine, differs=differs)
    title = document.title if document is not None else None
    carried = [each.text for each in quote.above if each.text not in (quote.heading or "")]
    above, text = searchable(join_above((title, quote.heading, *carried))), searchable(quote.text)
    one, other = suited.read([(searchable(question), above, text), (searchable(pinned), above, text)])
    whole = (0, len(text))
    overlap = _overlap(one.answer(whole).span, other.answer(whole).span) if len(one.offsets) else 0.0
    return Likeness(cosine, one.relevance, overlap, differs)


def _document_of(catalog: Catalog, generation: Generation, quote_id: str) -> StoredDocument | None:
    passage = catalog.find_quote(quote_id)
    return None if passage is None else generation.documents.get(catalog.documents_of([passage])[passage])


def _overlap(one: Span, other: Span) -> float:
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return shared / max(1, max(one[1], other[1]) - min(one[0], other[0]))
