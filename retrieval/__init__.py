"""Finds the passages of your documents that answer a question, and quotes them exactly as they are written.

``Library`` is where to begin. Everything that it takes, returns or raises can be imported from here.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.access.access import PUBLIC, UNLIMITED, Access, Audience, Person, Unlimited
    from retrieval.access.book import RuleBook
    from retrieval.access.rules import Rule
    from retrieval.catalog.records import StoredDocument, StoredPassage
    from retrieval.context.exact import ExactlyAsked, Exactness, Timing
    from retrieval.context.times import AskedTime, Date
    from retrieval.encoding.encoder import Encoder
    from retrieval.encoding.prompts import Prompts
    from retrieval.errors import (
        ConsentNeeded,
        DimensionMismatch,
        GoldError,
        IndexBusy,
        IndexFault,
        IndexMissing,
        IndexOutdated,
        ModelError,
        NotVerbatim,
        QueryError,
        QuothError,
        SeedsError,
        SettingError,
        StorageError,
        TrainingError,
        UnreadableFile,
    )
    from retrieval.identifiers import Identifier, Naming
    from retrieval.indexes.dense_file import Clusters
    from retrieval.indexes.index import Hit
    from retrieval.library import Library
    from retrieval.links import Links
    from retrieval.model import (
        Answer,
        Block,
        BlockKind,
        Content,
        ContextKind,
        ContextSlice,
        ContextSpan,
        Document,
        Heading,
        LeftOut,
        Passage,
        Quote,
    )
    from retrieval.observing import Observer
    from retrieval.origins.manifests import Manifest
    from retrieval.parsing.folder import SkippedFile
    from retrieval.parsing.options import ParsingOptions
    from retrieval.reader.reading import LikelyAnswer, Reader, Reading
    from retrieval.search.answer_types import AnswerKind
    from retrieval.search.answering import Judge
    from retrieval.search.pipeline import Ranking
    from retrieval.search.query import Filter, Pin, Query, Reach
    from retrieval.search.quotes import Context
    from retrieval.search.ranking import Candidate
    from retrieval.search.wording.polarity import Polarity
    from retrieval.search.wording.terms import QueryTerms
    from retrieval.status import Status
    from retrieval.syncing.consent import SyncQuestion
    from retrieval.syncing.report import SuspectFile, SyncReport
    from retrieval.syncing.tightening import Tightener
    from retrieval.verifying import Verification

__all__ = [
    "PUBLIC",
    "UNLIMITED",
    "Access",
    "Answer",
    "AnswerKind",
    "AskedTime",
    "Audience",
    "Block",
    "BlockKind",
    "Candidate",
    "Clusters",
    "ConsentNeeded",
    "Content",
    "Context",
    "ContextKind",
    "ContextSlice",
    "ContextSpan",
    "Date",
    "DimensionMismatch",
    "Document",
    "Encoder",
    "ExactlyAsked",
    "Exactness",
    "Filter",
    "GoldError",
    "Heading",
    "Hit",
    "Identifier",
    "IndexBusy",
    "IndexFault",
    "IndexMissing",
    "IndexOutdated",
    "Judge",
    "LeftOut",
    "Library",
    "LikelyAnswer",
    "Links",
    "Manifest",
    "ModelError",
    "Naming",
    "NotVerbatim",
    "Observer",
    "ParsingOptions",
    "Passage",
    "Person",
    "Pin",
    "Polarity",
    "Prompts",
    "Query",
    "QueryError",
    "QueryTerms",
    "Quote",
    "QuothError",
    "Ranking",
    "Reach",
    "Reader",
    "Reading",
    "Rule",
    "RuleBook",
    "SeedsError",
    "SettingError",
    "SkippedFile",
    "Status",
    "StorageError",
    "StoredDocument",
    "StoredPassage",
    "SuspectFile",
    "SyncQuestion",
    "SyncReport",
    "Tightener",
    "Timing",
    "TrainingError",
    "Unlimited",
    "UnreadableFile",
    "Verification",
]

_MODULES = {
    "PUBLIC": "access.access",
    "UNLIMITED": "access.access",
    "Access": "access.access",
    "Answer": "model",
    "AnswerKind": "search.answer_types",
    "AskedTime": "context.times",
    "Audience": "access.access",
    "Block": "model",
    "BlockKind": "model",
    "Candidate": "search.ranking",
    "Clusters": "indexes.dense_file",
    "ConsentNeeded": "errors",
    "Content": "model",
    "Context": "search.quotes",
    "ContextKind": "model",
    "ContextSlice": "model",
    "ContextSpan": "model",
    "Date": "context.times",
    "DimensionMismatch": "errors",
    "Document": "model",
    "Encoder": "encoding.encoder",
    "ExactlyAsked": "context.exact",
    "Exactness": "context.exact",
    "Filter": "search.query",
    "GoldError": "errors",
    "Heading": "model",
    "Hit": "indexes.index",
    "Identifier": "identifiers",
    "IndexBusy": "errors",
    "IndexFault": "errors",
    "IndexMissing": "errors",
    "IndexOutdated": "errors",
    "Judge": "search.answering",
    "LeftOut": "model",
    "Library": "library",
    "LikelyAnswer": "reader.reading",
    "Links": "links",
    "Manifest": "origins.manifests",
    "ModelError": "errors",
    "Naming": "identifiers",
    "NotVerbatim": "errors",
    "Observer": "observing",
    "ParsingOptions": "parsing.options",
    "Passage": "model",
    "Person": "access.access",
    "Pin": "search.query",
    "Polarity": "search.wording.polarity",
    "Prompts": "encoding.prompts",
    "Query": "search.query",
    "QueryError": "errors",
    "QueryTerms": "search.wording.terms",
    "Quote": "model",
    "QuothError": "errors",
    "Ranking": "search.pipeline",
    "Reach": "search.query",
    "Reader": "reader.reading",
    "Reading": "reader.reading",
    "Rule": "access.rules",
    "RuleBook": "access.book",
    "SeedsError": "errors",
    "SettingError": "errors",
    "SkippedFile": "parsing.folder",
    "Status": "status",
    "StorageError": "errors",
    "StoredDocument": "catalog.records",
    "StoredPassage": "catalog.records",
    "SuspectFile": "syncing.report",
    "SyncQuestion": "syncing.consent",
    "SyncReport": "syncing.report",
    "Tightener": "syncing.tightening",
    "Timing": "context.exact",
    "TrainingError": "errors",
    "Unlimited": "access.access",
    "UnreadableFile": "errors",
    "Verification": "verifying",
}
"""The module that defines each public name."""

if not TYPE_CHECKING:  # a type checker uses the imports above, and reports names that do not exist

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used, so that importing an error loads neither numpy nor an index."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value
