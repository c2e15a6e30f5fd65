"""All rules of a seeds folder, and how one book of rules follows another.

What becomes narrower holds at once. What becomes wider waits for somebody's consent; until then, the rule before holds
together with the new one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from retrieval.access.rules import CLOSED, MAX_RULES_BYTES, RULES_FILE, Rule, parse_rule
from retrieval.errors import SeedsError, StorageError, reason_of
from retrieval.origins.folders import SeedFolders, place_in

Rules = tuple[Rule, ...]

RULES_KEY = "access rules"
"""Where the catalog keeps the rules that hold."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of each folder that has any, by its path below the seeds; that of the seeds folder is ``"."``.

    A folder can have several rules, all of which hold. A file that is a link has those of where it leads to.
    """

    by_folder: Mapping[str, Rules] = field(default_factory=dict)

    def rules_of(self, path: str) -> Rules:
        """Return all rules that limit a document, by its path below the seeds: those of each folder that it is in."""
        if not self.by_folder:
            return ()
        found = [rule for place in (path, *folders_above(path)) for rule in self.by_folder.get(place, ())]
        return tuple(dict.fromkeys(found))

    def and_also(self, other: RuleBook) -> RuleBook:
        """Return the book in which the rules of both hold."""
        folders = dict.fromkeys([*self.by_folder, *other.by_folder])
        return RuleBook(
            {
                folder: tuple(dict.fromkeys([*self.by_folder.get(folder, ()), *other.by_folder.get(folder, ())]))
                for folder in folders
            }
        )

    def without(self, folders: Iterable[str]) -> RuleBook:
        """Return the book without the rules of some folders."""
        left_out = {*folders}
        return RuleBook({folder: rules for folder, rules in self.by_folder.items() if folder not in left_out})

    def widened_in(self, new: RuleBook) -> list[str]:
        """Return the folders whose rules a new book may loosen, by path: some rule has no equal or narrower one there.

        That may stand in any folder on the way.
        """
        return sorted(
            folder
            for folder, rules in self.by_folder.items()
            if not all(any(each.is_within(rule) for each in new.rules_of(f"{folder}/_")) for rule in rules)
        )

    def to_json(self) -> str:
        """Return the book as text; ``from_json`` reads it."""
        return json.dumps(
            {folder: [rule.as_dict() for rule in rules] for folder, rules in sorted(self.by_folder.items())}
        )

    @classmethod
    def from_json(cls, text: str) -> RuleBook:
        """Return the book that ``to_json`` wrote. Raises StorageError when it is damaged: nobody may read then."""
        try:
            return cls({folder: tuple(map(Rule.from_dict, rules)) for folder, rules in json.loads(text).items()})
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise StorageError("The access rules that the index keeps are damaged", 'run "quoth sync"') from error


def opened_by_one(one: RuleBook, other: RuleBook, paths: Iterable[str]) -> list[str]:
    """Return the documents for which only one of two books has a rule: where all else is closed, that opens them."""
    if one == other:
        return []
    return [path for path in paths if bool(one.rules_of(path)) != bool(other.rules_of(path))]


@dataclass(frozen=True, slots=True)
class FoundRules:
    """What the rules files say. ``faults`` has a sentence for each file that cannot be understood, by its folder.

    What such a file limits is closed.
    """

    book: RuleBook
    faults: Mapping[str, str] = field(default_factory=dict)


def find_rules(seeds: Path | SeedFolders, paths: Iterable[str]) -> FoundRules:
    """Read the rules files that limit some documents, given their paths below the seeds folder.

    They are those in each folder that a document is in, as its path has it and, where that leads through a link, as it
    really is. So no document escapes the rules of a folder in which it lies.
    """
    return rules_of_places(seeds, limited_places(seeds, paths))


def limited_places(seeds: Path | SeedFolders, paths: Iterable[str]) -> list[str]:
    """Return what may have rules that limit some documents: the folders that they are in, and those that are links."""
    names: dict[str, list[str]] = {}
    for path in paths:  # there may be a hundred thousand documents in a few folders
        folder, _, name = path.rpartition("/")
        names.setdefault(folder, []).append(name)
    folders: set[str] = set()
    links: list[str] = []
    for folder, among in names.items():
        within = f"{folder}/" if folder else ""
        folders.update(takewhile(lambda each: each not in folders, folders_above(f"{within}_")))
        links += [within + name for name in _links_among(among, os.fspath(seeds / folder))]
    return sorted(folders.union(links))


def _links_among(names: Sequence[str], folder: str) -> list[str]:
    """Return which of some files in a folder are links; listing it once is quicker than a look at each of them."""
    try:
        with os.scandir(folder) as entries:
            links = {entry.name for entry in entries if entry.is_symlink()}
    except (OSError, ValueError):  # a folder that is shut can still say what each file is
        return [name for name in names if os.path.islink(f"{folder}/{name}")]  # noqa: PTH114 - Path raises there
    return [name for name in names if name in links] if links else []


def rules_of_places(seeds: Path | SeedFolders, places: Iterable[str]) -> FoundRules:
    """Read the rules files of the places that ``limited_places`` has found. No document is looked at."""
    by_folder: dict[str, Rules] = {}
    faults: dict[str, str] = {}
    for name in places:
        rules = []
        for place in _places(*place_in(seeds, name)):
            try:
                rules.append(_rule_in(place))
            except SeedsError as error:
                rules.append(CLOSED)
                faults[name] = str(error)
        if found := tuple(dict.fromkeys(rule for rule in rules if rule is not None)):
            by_folder[name] = found
    return FoundRules(RuleBook(by_folder), faults)


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders that a document is in, by its path below the seeds, the innermost first and ``"."`` last."""
    above = path.rpartition("/")[0]
    while above and above != ".":
        yield above
        above = above.rpartition("/")[0]
    yield "."


def _places(seeds: Path, name: str) -> list[Path]:
    """Return where the rules files of a folder lie: in it and, where it is a link, in all folders around its target."""
    root, as_named = Path(os.path.realpath(seeds)), seeds / name
    real = Path(os.path.realpath(as_named))
    if real == root / name or not real.is_relative_to(root):
        return [as_named]
    return [as_named, real, *(each for each in real.parents if each.is_relative_to(root))]


def _rule_in(folder: Path) -> Rule | None:
    """Return the rule of the rules file in a folder, or None when there is none. Raises SeedsError for a bad one."""
    path = folder / RULES_FILE
    try:
        with path.open("rb") as file:
            data = file.read(MAX_RULES_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return CLOSED if path.is_symlink() else None
    except (OSError, ValueError) as error:
        raise SeedsError(f"{path} cannot be read ({reason_of(error)})", "correct its permissions", path=path) from error
    return parse_rule(data, str(path))
