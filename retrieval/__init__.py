"""Finds the passages of your documents that answer a question, and quotes them exactly as they are written."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.errors import QuothError
    from retrieval.filtering import Filter
    from retrieval.finding import Inquiry
    from retrieval.library import Library
    from retrieval.looking_up import Context
    from retrieval.model import Answer, Block, BlockKind, Content, Document, Passage, Quote
    from retrieval.observing import Observer
    from retrieval.records import Status
    from retrieval.syncing import SyncReport
    from retrieval.verifying import Verification

__all__ = [
    "Answer",
    "Block",
    "BlockKind",
    "Content",
    "Context",
    "Document",
    "Filter",
    "Inquiry",
    "Library",
    "Observer",
    "Passage",
    "Quote",
    "QuothError",
    "Status",
    "SyncReport",
    "Verification",
]

_ROOMS = {
    "Context": "looking_up",
    "Filter": "filtering",
    "Inquiry": "finding",
    "Library": "library",
    "Observer": "observing",
    "QuothError": "errors",
    "Status": "records",
    "SyncReport": "syncing",
    "Verification": "verifying",
}
"""Where the public names live that are not nouns; those are in ``model``."""

if not TYPE_CHECKING:  # a type checker takes the names from above, and finds those that are not there

    def __getattr__(name: str) -> object:
        """Import what is asked for, when it is: an error's name costs no numpy and no index."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_ROOMS.get(name, 'model')}"), name)
        globals()[name] = value
        return value
