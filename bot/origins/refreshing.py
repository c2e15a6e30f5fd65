"""Fetches what the sources file lists, where that is due, before a sync reads it.

What is gone at a source goes here, too. A source that cannot be reached, or has nearly nothing left, keeps what it had,
and the report says so; no source holds up another.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.origins.copies import REPOSITORY_FOLDER, OriginCopies, OriginState
from bot.origins.entries import OriginEntry
from bot.origins.faults import OriginUnreachable
from bot.origins.git.repository import Repository, link_template, repository_files
from bot.origins.web.client import PAUSE_SECONDS, SiteClient
from bot.origins.web.site import Crawl, crawl
from retrieval.errors import QuothError, StorageError, first_line
from retrieval.index_folder import keep_folder_private
from retrieval.origins.manifests import ORIGINS_FOLDER, Manifest, origin_folder

RETRY_SECONDS = 900.0
"""How soon a source that could not be fetched is tried again, if it is not due before."""

LEAST_SHARE, LEAST_COPIES = 0.1, 10
"""A source that had so many copies, and has less than this share of them left, is taken for broken."""

_LOCK_FILE = ".lock"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of one source: how many copies are new or changed, how many are gone, and what went wrong, if any."""

    name: str
    changed: int = 0
    removed: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Fetching:
    """How sources are fetched; tests have paces and servers of their own.

    ``pause`` is between two requests to a site, in seconds. ``protocols`` are those that git may use.
    """

    pause: float = PAUSE_SECONDS
    protocols: str = "https:ssh"
    now: Callable[[], float] = time.time


FETCHING = Fetching()


def refresh(
    index: Path,
    entries: Sequence[OriginEntry],
    *,
    only_due: bool,
    accepts_loss: bool = False,
    tell: Callable[[str], None] = lambda _: None,
    fetching: Fetching = FETCHING,
) -> list[Refreshed]:
    """Fetch sources into the index folder; return what became of each that was due, in order.

    only_due: leave alone what was fetched lately. accepts_loss: believe a source that has nearly nothing left.
    tell: is given a line when the fetching of one begins. Copies of sources that are listed no more are dropped. While
    another process does the same, nothing is done. Raises StorageError when the disk refuses.
    """
    from filelock import FileLock, Timeout

    root = index / ORIGINS_FOLDER
    if not entries and not root.exists():
        return []
    try:
        keep_folder_private(index)
        root.mkdir(exist_ok=True)
        with FileLock(root / _LOCK_FILE, timeout=0):
            _drop_unlisted(root, entries)
            due = [entry for entry in entries if not only_due or _is_due(index, entry, fetching.now())]
            limited = [(entry, OriginCopies(origin_folder(index, entry.name))) for entry in entries]
            for entry, copies in limited:  # at once, also where nothing is due
                if copies.state() is not None or entry in due:
                    copies.limit(entry.rule)
            return [_refreshed(index, entry, accepts_loss, tell, fetching) for entry in due]
    except Timeout:
        return []
    except OSError as error:
        raise StorageError(
            f"{root} cannot be written ({first_line(error)})", "make room or correct the permissions", path=root
        ) from error


def _is_due(index: Path, entry: OriginEntry, now: float) -> bool:
    state = OriginCopies(origin_folder(index, entry.name)).state()
    if state is None or state.tried is None or state.tried_address != entry.address:
        return True
    wait = entry.seconds if state.problem is None else min(entry.seconds, RETRY_SECONDS)
    return not 0 <= now - state.tried < wait


def _drop_unlisted(root: Path, entries: Sequence[OriginEntry]) -> None:
    """Delete the folders of sources that are listed no more; those that something else keeps have no state."""
    listed = {entry.name for entry in entries}
    for folder in root.iterdir():
        if folder.is_dir() and folder.name not in listed and OriginCopies(folder).state() is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _refreshed(
    index: Path, entry: OriginEntry, accepts_loss: bool, tell: Callable[[str], None], fetching: Fetching
) -> Refreshed:
    copies = OriginCopies(origin_folder(index, entry.name))
    state = copies.state() or OriginState()
    tell(f"Fetching {entry.name} from {entry.shown}")
    copies.begin()
    try:
        fetch = _from_repository if entry.is_git else _from_site
        now, done = fetch(entry, copies, state, accepts_loss, fetching)
    except OriginUnreachable as error:
        reason = f"{entry.shown} could not be fetched ({error}); what it had stays"
        now, done = replace(state, problem=reason), Refreshed(entry.name, problem=reason)
    except QuothError:
        raise
    except Exception as error:  # whatever a source makes happen must not hold up the others
        reason = f"{entry.shown} could not be fetched ({type(error).__name__}: {first_line(error)}); what it had stays"
        now, done = replace(state, problem=reason), Refreshed(entry.name, problem=reason)
    copies.note(replace(now, tried=fetching.now(), tried_address=entry.address))
    return done


def _from_site(
    entry: OriginEntry, copies: OriginCopies, state: OriginState, accepts_loss: bool, fetching: Fetching
) -> tuple[OriginState, Refreshed]:
    known = {name: page for name, page in state.pages.items() if state.address == entry.address and copies.has(name)}
    changed = set[str]()

    def keep(name: str, data: bytes) -> None:
        if copies.keep(name, data):
            changed.add(name)

    async def run() -> Crawl:
        async with SiteClient(
            allows_private=entry.allows_private, max_bytes=entry.max_bytes, pause=fetching.pause
        ) as client:
            return await crawl(entry, known, keep, client)

    found = asyncio.run(run())
    _demand_rest(len(found.pages), len(copies.names()), accepts_loss)
    removed = copies.publish(found.pages, Manifest(urls={name: page.url for name, page in found.pages.items()}))
    problem = None
    if found.failed:
        (url, reason), *more = found.failed.items()
        others = f" and {len(more)} more" if more else ""
        problem = f"{url}{others} could not be fetched ({reason}); what was fetched before stays"
    elif found.is_cut:
        problem = f"{entry.shown} has more than {entry.max_pages:,} pages, which is the limit that pages sets"
    now = OriginState(entry.address, fetched=fetching.now(), problem=problem, pages=found.pages)
    return now, Refreshed(entry.name, len(changed), removed, problem)


def _from_repository(
    entry: OriginEntry, copies: OriginCopies, state: OriginState, accepts_loss: bool, fetching: Fetching
) -> tuple[OriginState, Refreshed]:
    repository = Repository(copies.folder / REPOSITORY_FOLDER, protocols=fetching.protocols)
    commit = repository.fetch(entry.url, entry.branch)
    files = repository_files(repository, entry, commit)
    _demand_rest(len(files), len(copies.names()), accepts_loss)
    new = [file for file in files if state.blobs.get(file.path) != file.blob or not copies.has(file.path)]
    for file, data in zip(new, repository.contents([file.blob for file in new]), strict=True):
        copies.keep(file.path, data)
    manifest = Manifest(link_template(entry, commit), commit[:12])
    removed = copies.publish({file.path for file in files}, manifest)
    if commit != state.commit:
        repository.clean()
    blobs = {file.path: file.blob for file in files}
    now = OriginState(entry.address, fetched=fetching.now(), blobs=blobs, commit=commit)
    return now, Refreshed(entry.name, len(new), removed)


def _demand_rest(count: int, before: int, accepts_loss: bool) -> None:
    """Raise OriginUnreachable when a source has nothing, or nearly nothing left."""
    if count == 0 and not (accepts_loss and before):
        raise OriginUnreachable("it has nothing that Quoth can read")
    if before >= LEAST_COPIES and count < before * LEAST_SHARE and not accepts_loss:
        raise OriginUnreachable(
            f'it has {count:,} of {before:,} documents left; if that is meant, run "quoth sync --yes"'
        )
