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
from retrieval.errors import StorageError
from retrieval.syncing.consent import Consent, SyncQuestion

MAX_NAMED = 5
"""How many folders and files a question names in its sentence."""


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


def limits_after(
    before: RuleBook,
    seeds: Path,
    paths: Collection[str],
    moved: Mapping[str, str],
    consent: Consent,
    *,
    is_first: bool,
) -> Limits:
    """Return the rules that hold after a sync.

    before: those that held when it began. paths: the documents that there are then. moved: those that have another path
    then, by the one before. consent: is asked when rules would become wider, or a document leaves one. is_first:
    nothing was indexed before, so that nothing becomes wider.
    """
    found = find_rules(seeds, paths)
    inhabited = {folder for path in paths for folder in (path, *folders_above(path))}
    held = {folder: before.by_folder[folder] for folder in before.widened_in(found.book) if folder in inhabited}
    for old, new in moved.items():
        there = found.book.rules_of(new)
        left = tuple(rule for rule in before.rules_of(old) if not any(each.is_within(rule) for each in there))
        if left:
            held[new] = (*held.get(new, ()), *left)
    question = _question_of_widening(sorted(held), found.book, seeds)
    if is_first or not held or consent(question):
        return Limits(found.book, None, found.faults)
    return Limits(RuleBook(held).and_also(found.book), question, found.faults)


def _question_of_widening(places: Sequence[str], book: RuleBook, seeds: Path) -> SyncQuestion:
    """Return what to ask before the rules of folders and files become those of a book, which more people may pass."""
    readers = {place: " and ".join(map(str, book.rules_of(f"{place}/_"))) or "everyone" for place in places}
    more = f" and {len(places) - MAX_NAMED} more" if len(places) > MAX_NAMED else ""
    return SyncQuestion(
        "widen",
        f"More people could read what is in {', '.join(places[:MAX_NAMED])}{more}, because a {RULES_FILE} has changed "
        "or is gone, or because documents were moved away from it",
        "correct or restore it",
        tuple(f"{place}: {who}" for place, who in readers.items()),
        seeds,
    )


def kept_rules(catalog: Catalog) -> RuleBook:
    """Return the rules that the catalog keeps; none where they are damaged, since those of the seeds folder follow."""
    try:
        return RuleBook.from_json(catalog.meta(RULES_KEY) or "{}")
    except StorageError:
        return RuleBook({})
