"""Finds the passages of your documents that answer a question, and quotes them exactly as they are written."""

from retrieval.errors import QuothError
from retrieval.filtering import Filter
from retrieval.library import Library, Status
from retrieval.looking_up import Context
from retrieval.model import Answer, Block, BlockKind, Content, Document, Passage, Quote
from retrieval.syncing import Observer, SyncReport
from retrieval.verifying import Verification

__all__ = [
    "Answer",
    "Block",
    "BlockKind",
    "Content",
    "Context",
    "Document",
    "Filter",
    "Library",
    "Observer",
    "Passage",
    "Quote",
    "QuothError",
    "Status",
    "SyncReport",
    "Verification",
]
