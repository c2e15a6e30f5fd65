"""The access rules of the seeds folder → those that the catalog keeps, at each step of a sync.

What is narrower holds as soon as a sync begins, whatever becomes of it; ``tightening`` waits for none. What is wider
holds when somebody has agreed; until then, the rule before holds as well.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.access.book import RULES_KEY, RuleBook, find_rules, folders_above, opened_by_one
from retrieval.access.rules import CLOSED, RULES_FILE
from retrieval.catalog.catalog import Catalog
from retrieval.errors import StorageError
from retrieval.origins.folders import SeedFolders, place_in
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


def tighten(catalog: Catalog, seeds: Path | SeedFolders, paths: Iterable[str], *, is_open: bool) -> None:
    """Let the rules of the seeds folder hold besides those that the catalog keeps. paths: those of all documents.

    is_open: see ``narrowed``.
    """
    if catalog.generation:
        paths = [*paths]
        tighten_to(find_rules(seeds, paths).book, catalog, seeds, paths, is_open=is_open)


def tighten_to(
    found: RuleBook, catalog: Catalog, seeds: Path | SeedFolders, paths: Iterable[str], *, is_open: bool
) -> bool:
    """Let rules that were found hold besides those that the catalog keeps; return whether that changes any."""
    paths = [*paths]

    def now() -> RuleBook:
        return narrowed(kept_rules(catalog), found, seeds, paths, is_open=is_open)

    if now() == kept_rules(catalog):
        return False
    catalog.set_meta(lambda: {RULES_KEY: now().to_json()})
    return True


def close(catalog: Catalog, paths: Iterable[str]) -> None:
    """Let nobody read some documents until a sync drops them, whatever else limits them."""
    closed = RuleBook(dict.fromkeys(paths, (CLOSED,)))
    if closed.by_folder:
        catalog.set_meta(lambda: {RULES_KEY: kept_rules(catalog).and_also(closed).to_json()})


def narrowed(
    kept: RuleBook, found: RuleBook, seeds: Path | SeedFolders, paths: Iterable[str], *, is_open: bool
) -> RuleBook:
    """Return the book in which the rules of two books hold. seeds, paths: the documents that they limit.

    is_open: whether everybody may read what no rule limits; otherwise nobody may, and what only one of the two books
    opens is closed. A document that is not there any more has the rules that it had: a sync drops it, or its disk is
    not mounted.
    """
    both = kept.and_also(found)
    if is_open:
        return both
    closed = {path: (CLOSED,) for path in opened_by_one(kept, found, paths) if os.path.lexists(seeds / path)}
    return both.and_also(RuleBook(closed))


def limits_after(
    rules: RuleBook,
    seeds: Path | SeedFolders,
    paths: Collection[str],
    moved: Mapping[str, str],
    consent: Consent,
    *,
    before: Collection[str],
    is_open: bool,
) -> Limits:
    """Return the rules that hold after a sync.

    rules: those that held when it began. paths: the documents that there are then. moved: those that have another path
    then, by the one before. consent: is asked when rules would become wider, or a document leaves one. before: the
    documents that there were; where there were none, nothing becomes wider. is_open: see ``narrowed``.
    """
    found = find_rules(seeds, paths)
    # Where nobody may read what no rule limits, a rule that is gone leaves nothing open.
    opened = [path for path in paths if is_open or found.book.rules_of(path)]
    widened = rules.widened_in(found.book)
    inhabited = {folder for path in opened for folder in (path, *folders_above(path))} if widened else set()
    held = {folder: rules.by_folder[folder] for folder in widened if folder in inhabited}
    came_from = {new: old for old, new in moved.items()}
    for path in opened:
        old = came_from.get(path, path)
        if old not in before:
            continue
        held_there = rules.rules_of(old) or (() if is_open else (CLOSED,))
        if old != path or not rules.rules_of(old):
            there = found.book.rules_of(path)
            left = tuple(rule for rule in held_there if not any(each.is_within(rule) for each in there))
            if left:
                held[path] = tuple(dict.fromkeys((*held.get(path, ()), *left)))
    question = _question_of_widening(sorted(held), found.book, place_in(seeds, "")[0])
    if not before or not held or consent(question):
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
