"""Who may read what: for ``quoth access FILE``, and for the doctor."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from bot.doctor.findings import Finding
from bot.terminal.lines import one_line
from bot.terminal.printing import count
from retrieval.access.book import RuleBook, find_rules, folders_above
from retrieval.access.rules import RULES_FILE, Rule
from retrieval.errors import IndexMissing, QuothError
from retrieval.origins.folders import SeedFolders, seed_folders
from retrieval.status import Status
from retrieval.syncing.consent import refuse
from retrieval.syncing.limiting import limits_after

if TYPE_CHECKING:
    from bot.settings import Settings

MAX_NAMED_FOLDERS = 10
"""How many limited folders the doctor names."""


def show_access(console: Console, file: Path, settings: Settings) -> None:
    """Print who may read a file of the seeds folder, and which rules say so, the outermost first.

    Rules of the last sync that hold until somebody agrees are among them. Raises QuothError when there is no such file.
    """
    seeds, is_open = _folders(settings), settings.access_default == "open"
    path = _below(seeds, file)
    kept, indexed = RuleBook(), set[str]()
    with settings.open_library() as library, suppress(IndexMissing):
        status = library.status()
        kept, indexed = status.rules, {document.path for document in status.documents}
    limits = limits_after(kept, seeds, [path], {}, refuse, before=indexed, is_open=is_open)
    stated = find_rules(seeds, [path]).book.by_folder
    console.print(Text(one_line(path), "bold"), soft_wrap=True)
    rules = list[Rule]()
    for place in (*reversed([*folders_above(path)]), path):
        where = place if place == path else RULES_FILE if place == "." else f"{place}/{RULES_FILE}"
        for rule in limits.book.by_folder.get(place, ()):
            rules.append(rule)
            until = "" if rule in stated.get(place, ()) else " (until somebody agrees)"
            console.print(Text(f"  {one_line(where)}: {rule}{until}"), soft_wrap=True)
            if rule.is_closed and not until and (why := limits.faults.get(place)):
                console.print(Text(f"    {one_line(why)}", "yellow"), soft_wrap=True)
    console.print(_who(rules, is_open=is_open), soft_wrap=True)
    if limits.waiting:
        console.print(Text('More people could read it if somebody agreed: run "quoth sync".', "yellow"), soft_wrap=True)


def _who(rules: list[Rule], *, is_open: bool) -> Text:
    if any(rule.is_closed for rule in rules) or not (rules or is_open):
        reason = "" if rules else f": no {RULES_FILE} opens its folder, and ACCESS_DEFAULT is closed"
        return Text(f"Nobody on Discord may read it{reason}.", "bold")
    limiting = [rule for rule in rules if rule.says_where or rule.says_who]
    if not limiting:
        return Text("Everyone may read it.", "bold")
    all_of = " all of these lines admit" if len(limiting) > 1 else " this line admits"
    return Text(f"Those may read it whom{all_of}.", "bold")


def _folders(settings: Settings) -> SeedFolders:
    return seed_folders(settings.seeds_dir.expanduser(), settings.index_dir.expanduser())


def _below(seeds: SeedFolders, file: Path) -> str:
    """Return a file's path below the seeds folder: it is given as that path, or as any other path to the file."""
    if not file.is_absolute() and (seeds / file.as_posix()).exists():
        return PurePosixPath(file).as_posix()
    there, root = _absolute(file), _absolute(seeds.root)
    if not there.exists() or not there.is_relative_to(root):
        raise QuothError(
            f"There is no file {str(file)!r} in the seeds folder {seeds.root}",
            'name a file in it, such as one that "quoth status" lists',
            path=file,
        )
    return there.relative_to(root).as_posix()


def _absolute(path: Path) -> Path:
    """Return a path from the root, without following links: a file that is a link has rules of its own."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def access_findings(settings: Settings, status: Status) -> Iterator[Finding]:
    """Yield which folders are limited, which are not and what holds for these, and what cannot be understood.

    A folder counts as what its own documents are, not those of folders in it.
    """
    seeds, is_open = _folders(settings), settings.access_default == "open"
    paths = [document.path for document in status.documents]
    there = [path for path in paths if os.path.lexists(seeds / path)]
    limits = limits_after(status.rules, seeds, there, {}, refuse, before=there, is_open=is_open)
    for fault in limits.faults.values():
        yield Finding("access", "warning", fault, "Until then, nobody on Discord may read what is there.")
    if limits.waiting:
        yield Finding(
            "access",
            "warning",
            f"{limits.waiting.problem}; until somebody agrees, earlier rules hold as well",
            'Run "quoth sync --yes" if it is meant.',
        )
    limited = sorted(folder for folder, rules in status.rules.by_folder.items() if any(map(_limits, rules)))
    opened = sorted({*status.rules.by_folder} - {*limited})
    free = [path for path in paths if not status.rules.rules_of(path)]
    folders = sorted({PurePosixPath(path).parent.as_posix() for path in free})
    told = [f"limited: {_named(limited)}" if limited else "no folder is limited"]
    told += [f"opened by a rule: {_named(opened)}"] if opened else []
    meaning = "open to everyone" if is_open else "closed"
    told.append(f"{count(len(free), 'document')} without a rule: {meaning}" + (f" ({_named(folders)})" if free else ""))
    yield Finding("access", "ok", "; ".join(told))


def _limits(rule: Rule) -> bool:
    return rule.is_closed or rule.says_where or rule.says_who


def _named(folders: list[str]) -> str:
    shown = [one_line(folder) for folder in folders[:MAX_NAMED_FOLDERS]]
    more = len(folders) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
