"""The tools that an assistant may use. All of them only read, and return what is written, with where it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from bot.mcp.documents import listed_document, page_after
from bot.terminal.answer_json import answer_object, quote_object
from bot.terminal.filtering import filter_of, in_language
from retrieval import Access, Filter, Library
from retrieval.errors import QueryError

MAX_QUOTES, MAX_LISTED = 15, 200
MAX_CHARS = 2000
"""The longest text that an argument may be."""

Text = Annotated[str, Field(max_length=MAX_CHARS)]

A = TypeVar("A", bound=BaseModel)


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Narrowed(_Arguments):
    source: Text | None = Field(
        None, description="Only this document, or documents that match: a path, a folder, or a pattern like news/*."
    )
    since: Text | None = Field(None, description="Only documents of this date or later, such as 2026-01-31 or 2026.")
    until: Text | None = Field(None, description="Only documents of this date or earlier.")
    language: Text | None = Field(None, description="Only passages in this language, such as German or de.")

    def filter(self, library: Library, access: Access) -> Filter:
        """Return which passages are searched."""
        only = filter_of(self.source, self.since, self.until, sign="")
        return in_language(only, self.language, library, access, sign="") if self.language else only


class Ask(_Narrowed):
    """What ``ask`` is told."""

    question: Text = Field(description="The question, in any language.", min_length=1)
    history: list[Text] = Field(
        default_factory=list,
        description="Earlier questions of the same conversation, oldest first, if this one leans on them.",
        max_length=20,
    )
    quoted: Text | None = Field(None, description='The id of the quote that was shown last, if "it" may mean that.')
    quotes: int = Field(3, ge=1, le=MAX_QUOTES, description="How many quotes the answer may have.")


class FindPassages(_Narrowed):
    """What ``find_passages`` is told."""

    query: Text = Field(description="A question or key words.", min_length=1)
    count: int = Field(5, ge=1, le=MAX_QUOTES, description="How many passages to return.")


class ContextOf(_Arguments):
    """What ``context`` is told."""

    id: Text = Field(description="The id of a quote.", min_length=1)


class Sources(_Arguments):
    """What ``sources`` is told."""

    source: Text | None = Field(None, description="Only documents that match: a path, a folder, or a pattern.")
    cursor: str | None = Field(None, description="The next_cursor of the page before.", max_length=5000)


@dataclass(frozen=True, slots=True)
class LibraryTool(Generic[A]):
    """A tool: what it is called, what it is told, and what it returns for a library and on whose behalf it is used."""

    name: str
    title: str
    description: str
    arguments: type[A]
    returned: Callable[[Library, Access, A], dict[str, Any]]

    def use(self, library: Library, access: Access, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the result, a JSON object. Raises ValidationError or QuothError when the arguments cannot be used."""
        return self.returned(library, access, self.arguments.model_validate(arguments))


def _ask(library: Library, access: Access, asked: Ask) -> dict[str, Any]:
    only = asked.filter(library, access)
    answer = library.ask(
        asked.question, access=access, k=asked.quotes, only=only, history=asked.history, quoted=asked.quoted
    )
    return answer_object(answer)


def _find_passages(library: Library, access: Access, asked: FindPassages) -> dict[str, Any]:
    ranking = library.rank(asked.query, access=access, k=asked.count, only=asked.filter(library, access))
    judged = {quote.id: quote_object(quote) for quote in (*ranking.answer.quotes, *ranking.answer.nearest)}
    ids = [candidate.stored.quote_id for candidate in ranking.candidates[: asked.count]]
    found = library.find(ids, access=access)
    passages = [judged.get(quote.id) or {**quote_object(quote), "score": None} for quote in found if quote]
    return {"query": asked.query, "passages": passages}


def _context(library: Library, access: Access, asked: ContextOf) -> dict[str, Any]:
    found = library.context(asked.id, access=access)
    if found is None:
        raise QueryError(
            f"No quote has the id {asked.id!r}", "ask again: its document may have changed", found=asked.id
        )
    quote = {**quote_object(found.quote), "score": None}
    return {"quote": quote, "before": found.before, "after": found.after}


def _sources(library: Library, access: Access, asked: Sources) -> dict[str, Any]:
    only = filter_of(asked.source, None, None)
    documents = [document for document in library.documents(access=access) if only.admits(document)]
    page, next_cursor = page_after(documents, asked.cursor, MAX_LISTED)
    return {
        "documents": [listed_document(library, document) for document in page],
        "total": len(documents),
        "next_cursor": next_cursor,
    }


TOOLS: Sequence[LibraryTool[Any]] = (
    LibraryTool(
        "ask",
        "Ask the sources",
        "Ask a question of the documents. Returns the passages that answer it, word for word, each with its document, "
        "place, date, digest and link. If answered is false, the documents are silent about it: say so, instead of "
        "answering from memory; nearest are then passages that come close and do not answer.",
        Ask,
        _ask,
    ),
    LibraryTool(
        "find_passages",
        "Find passages",
        "Find the passages that are closest to a question or to key words, whether or not they answer, word for word. "
        "A score of null means that it was not judged whether the passage answers.",
        FindPassages,
        _find_passages,
    ),
    LibraryTool(
        "context",
        "Read around a quote",
        "Return the text before and after a quote in its document, word for word. The quote has no score here.",
        ContextOf,
        _context,
    ),
    LibraryTool(
        "sources",
        "List the documents",
        "List the documents that may be asked about, by path, some at a time. Each names a resource with all its text.",
        Sources,
        _sources,
    ),
)
