"""The access rules of the seeds folder → those that the catalog keeps, at each step of a sync.

What is narrower holds as soon as a sync begins, whatever becomes of it. What is wider holds when somebody has agreed;
until then, the rule before holds as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.access.book import RULES_KEY, RuleBook, find_rules, folders_above
from retrieval.access.rules import RULES_FILE
from retrieval.catalog.catalog import Catalog
from retrieval.syncing.consent import Consent, SyncQuestion


@dataclass(frozen=True, slots=True)
class Limits:
    """The rules that hold after a sync.

    ``waiting`` is what somebody has to agree to first. ``faults`` has a sentence for each rules file that cannot be
    understood, by its folder.
    """

    book: RuleBook
    waiting: SyncQuestion | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


def tighten(catalog: Catalog, seeds: Path, paths: Iterable[str]) -> None:
    """Let the rules of the seeds folder hold besides those that the catalog keeps. paths: those of all documents."""
    if catalog.generation == 0:
        return
    kept = kept_rules(catalog)
    both = kept.and_also(find_rules(seeds, paths).book)
    if both != kept:
        catalog.set_meta({RULES_KEY: both.to_json()})


def limits_after(before: RuleBook, seeds: Path, paths: Collection[str], consent: Consent, *, is_first: bool) -> Limits:
    """Return the rules that hold after a sync.

    before: those that held when it began. paths: the documents that there are then. consent: is asked when rules would
    become wider. is_first: nothing was indexed before, so that nothing becomes wider.
    """
    found = find_rules(seeds, paths)
    inhabited = {folder for path in paths for folder in (path, *folders_above(path))}
    wider = [folder for folder in before.widened_in(found.book) if folder in inhabited]
    question = _question_of_widening(wider, found.book, seeds)
    if is_first or not wider or consent(question):
        return Limits(found.book, None, found.faults)
    left = before.without(folder for folder in before.by_folder if folder not in wider)
    return Limits(left.and_also(found.book), question, found.faults)


def _question_of_widening(folders: Sequence[str], book: RuleBook, seeds: Path) -> SyncQuestion:
    """Return what to ask before the rules of some folders become those of a book, which more people may pass."""
    readers = {folder: " and ".join(map(str, book.rules_of(f"{folder}/_"))) or "everyone" for folder in folders}
    return SyncQuestion(
        "widen",
        f"More people could read what is in {', '.join(folders)}, because {RULES_FILE} there has changed or is gone",
        "correct or restore it",
        tuple(f"{folder}: {who}" for folder, who in readers.items()),
        seeds,
    )


def kept_rules(catalog: Catalog) -> RuleBook:
    """Return the rules that the catalog keeps."""
    return RuleBook.from_json(catalog.meta(RULES_KEY) or "{}")
