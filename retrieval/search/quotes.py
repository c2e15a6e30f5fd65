"""A quote's id → the quote, and the text around it in its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument, StoredPassage
from retrieval.model import Quote, Span


@dataclass(frozen=True, slots=True)
class Context:
    """A quote in its place: ``before + quote.text + after`` is one slice of the document's canonical text.

    ``before`` begins with the passage before the quote and ``after`` ends with the next one; where there is none, it is
    empty. What lies between passages, such as headings, is in them as it is written.
    """

    quote: Quote
    before: str
    after: str


def quote_of(
    stored: StoredPassage,
    document: StoredDocument,
    score: float = 0.0,
    highlights: tuple[Span, ...] = (),
    answer: Span | None = None,
) -> Quote:
    """Return a stored passage as it is shown to people."""
    passage = stored.passage
    return Quote(
        id=stored.quote_id,
        text=passage.text,
        document=document.path,
        title=document.name,
        heading=passage.heading,
        start=passage.start,
        end=passage.end,
        line=passage.line,
        page=passage.page,
        page_end=passage.page_end,
        paragraph=passage.paragraph,
        date=document.date,
        url=document.url,
        sha256=document.sha256,
        score=score,
        highlights=highlights,
        answer=answer,
        language=passage.language,
        above=passage.above,
    )


def find_quote(catalog: Catalog, documents: Mapping[int, StoredDocument], quote_id: str) -> Quote | None:
    """Return a quote by its id, with a score of 0 and nothing marked, or None when none of the documents has it.

    Raises NotVerbatim when the catalog is damaged.
    """
    passage_id = catalog.find_quote(quote_id)
    if passage_id is None:
        return None
    document = documents.get(catalog.documents_of([passage_id])[passage_id])
    return None if document is None else quote_of(catalog.passage(passage_id), document)


def context_of(catalog: Catalog, documents: Mapping[int, StoredDocument], quote_id: str) -> Context | None:
    """Return a quote with the passages before and after it, or None when none of the documents has it."""
    quote = find_quote(catalog, documents, quote_id)
    if quote is None:
        return None
    document = next(id_ for id_, document in documents.items() if document.path == quote.document)
    start, end = catalog.surroundings(document, (quote.start, quote.end))
    text = catalog.canonical(document)
    return Context(quote, before=text[start : quote.start], after=text[quote.end : end])
