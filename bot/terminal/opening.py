"""Syncs, with their progress and questions on standard error; libraries are synced first where needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.terminal.console import errors, output
from bot.terminal.lines import one_line
from retrieval.errors import QuothError, SeedsError, first_line
from retrieval.origins.manifests import ORIGINS_FOLDER

if TYPE_CHECKING:
    from bot.terminal.progress import ProgressDisplay
    from retrieval import Library, SyncQuestion, SyncReport
    from retrieval.syncing.consent import Consent


def sync_with_progress(library: Library, consent: Consent | None = None, *, repair: bool = False) -> SyncReport:
    """Sync a library and show the progress. Raises what ``Library.sync`` raises.

    consent: without one, whoever sits at the terminal is asked.
    """
    from bot.terminal.progress import ProgressDisplay

    with ProgressDisplay(errors()) as progress:
        return library.sync(progress, consent or _asking(progress), repair=repair)


def sync_all(
    settings: Settings,
    library: Library,
    consent: Consent | None = None,
    *,
    repair: bool = False,
    only_due: bool = False,
    accepts_loss: bool = False,
) -> SyncReport:
    """Fetch what the sources file lists, then sync a library; see ``sync_with_progress`` and ``refresh``.

    Raises SettingError, too, when the sources file cannot be used: nothing is dropped because of a slip in it.
    """
    from bot.origins.entries import read_entries

    path, index = settings.sources_file.expanduser(), settings.index_dir.expanduser()
    entries = read_entries(path)
    problems: tuple[str, ...] = ()
    if entries or (index / ORIGINS_FOLDER).exists():
        from bot.origins.refreshing import refresh

        def tell(line: str) -> None:
            errors().print(one_line(f"{line} …"), soft_wrap=True)

        done = refresh(index, entries, only_due=only_due, accepts_loss=accepts_loss, tell=tell)
        problems = tuple(f"{each.name}: {each.problem}" for each in done if each.problem)
    report = sync_with_progress(library, consent, repair=repair)
    return replace(report, origin_faults=problems)


def _asking(progress: ProgressDisplay) -> Consent:
    """Return a consent that asks at the terminal; without one, the answer is no."""

    def ask(question: SyncQuestion) -> bool:
        with progress.paused():
            return is_meant(f"{question.problem}.")

    return ask


def is_meant(what: str) -> bool:
    """Ask whoever sits at the terminal whether something is meant; where nobody does, it is not."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    errors().print(one_line(what), soft_wrap=True)
    errors().print("Is that meant? [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


@contextmanager
def rules_held(library: Library) -> Iterator[None]:
    """Let narrower access rules hold during the block; when they cannot be read or stored, say so on standard error."""
    from bot.watching import limits_held

    def report(error: Exception) -> None:
        problem = f"Access rules could not be looked at ({first_line(error)}); they are looked at again in a moment."
        told = error if isinstance(error, QuothError) else problem
        errors().print(f"quoth: {one_line(told)}", soft_wrap=True)

    with limits_held(library, report):
        yield


def sync_to_json(
    settings: Callable[[], Settings], consent: Consent | None, *, repair: bool, only_due: bool = False
) -> None:
    """Sync, and print the report or the error as one object; the running bot reads it. Wrong settings are one, too."""
    try:
        told = settings()
        with told.open_library() as library, rules_held(library):
            report = sync_all(told, library, consent, repair=repair, only_due=only_due)
    except QuothError as error:
        print(json.dumps(error.as_dict(), ensure_ascii=False))
        raise
    print(json.dumps(asdict(report), ensure_ascii=False))


def sync_and_watch(settings: Settings, library: Library) -> None:
    """Sync whenever the seeds change or a source is due, until Ctrl+C. Nobody is asked: an error is shown instead."""
    from bot.terminal.printing import show_report
    from bot.watching import TERMINAL_RESCAN_SECONDS, each_change
    from retrieval.syncing.consent import refuse

    output().print(one_line(f"Watching {library.seeds}; Ctrl+C stops."))
    shown: tuple[tuple[str, ...], ...] = ()
    for _ in each_change(library.seeds, every=TERMINAL_RESCAN_SECONDS):
        try:
            report = sync_all(settings, library, refuse, only_due=True)
        except QuothError as error:  # it may be temporary: the next change, or the next minute, tries again
            errors().print(f"quoth: {one_line(error)}", soft_wrap=True)
            continue
        told = report.access_waiting, report.access_faults, report.origin_faults
        if not report.is_empty or told != shown:
            show_report(output(), report)
            shown = told


def ready_library(settings: Settings) -> Library:
    """Return a library that can answer; it is synced first when it has no index of these seeds.

    Raises SeedsError when there is no document to answer from.
    """
    library = settings.open_library()
    reason = library.needs_sync()
    if reason:
        from bot.terminal.printing import show_report

        errors().print(one_line(f"{reason.problem}. Reading {library.seeds} first."), soft_wrap=True)
        report = sync_all(settings, library)
        show_report(errors(), report)
        demand_documents(library, report)
    return library


def demand_documents(library: Library, report: SyncReport) -> None:
    """Raise SeedsError when a sync found nothing to answer from."""
    if not report.documents:
        from retrieval.parsing.formats import format_names

        raise SeedsError(
            f"The seeds folder {library.seeds} holds no document that Quoth can read",
            f"put some in ({format_names()}), or set SEEDS_DIR to another folder",
            path=library.seeds,
            setting="SEEDS_DIR",
        )
