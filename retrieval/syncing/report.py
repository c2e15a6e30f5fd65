"""What a sync did, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from retrieval.parsing.folder import SkippedFile


@dataclass(frozen=True, slots=True)
class SuspectFile:
    """A file that was read, although something suggests that its text is not all of it: ``warning`` is a sentence."""

    path: str
    warning: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. ``embedded`` passages went through the model, ``reused`` ones had a vector already.

    ``suspect`` names files, of those that were added or changed, whose text is suspicious, and ``suspect_documents``
    counts all such documents. ``newly_read`` names added files of formats that an earlier version of Quoth did not
    read, and that perhaps nobody means to be quoted. ``unread_languages`` are those that ``model`` does not read, each
    with how many documents are in it, the most first. ``access_waiting`` says of each folder who could read it if
    somebody agreed to ``access_question``, a token as in ``ConsentNeeded``; until then, the rules before hold as well.
    ``access_faults`` has a sentence for each rules file that cannot be understood, whose folder is closed, and
    ``origin_faults`` one for each source that could not be fetched before the sync.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    skipped: tuple[SkippedFile, ...] = ()
    suspect: tuple[SuspectFile, ...] = ()
    newly_read: tuple[str, ...] = ()
    embedded: int = 0
    reused: int = 0
    documents: int = 0
    passages: int = 0
    suspect_documents: int = 0
    generation: int = 0
    seconds: float = 0.0
    model: str = ""
    unread_languages: Mapping[str, int] = field(default_factory=dict)
    access_waiting: tuple[str, ...] = ()
    access_question: str | None = None
    access_faults: tuple[str, ...] = ()
    origin_faults: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Return the report with these fields, as ``dataclasses.asdict`` or JSON gives them."""
        names = ("added", "changed", "removed", "newly_read", "access_waiting", "access_faults", "origin_faults")
        lists: dict[str, Any] = {name: tuple(fields[name]) for name in names}
        lists["moved"] = tuple((old, new) for old, new in fields["moved"])
        lists["skipped"] = tuple(SkippedFile(**each) for each in fields["skipped"])
        lists["suspect"] = tuple(SuspectFile(**each) for each in fields["suspect"])
        return cls(**{**fields, **lists})

    @property
    def is_empty(self) -> bool:
        """Whether the sync found no difference."""
        return not (self.added or self.changed or self.moved or self.removed)
