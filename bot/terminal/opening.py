"""Libraries that can be asked at once: synced first where needed, with the progress shown on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.terminal.console import errors
from bot.terminal.lines import one_line
from retrieval.errors import SeedsError

if TYPE_CHECKING:
    from retrieval import Library, SyncReport


def sync_with_progress(library: Library) -> SyncReport:
    """Sync a library and show the progress. Raises what ``Library.sync`` raises."""
    from bot.terminal.progress import ProgressDisplay

    with ProgressDisplay(errors()) as progress:
        return library.sync(progress)


def ready_library(settings: Settings) -> Library:
    """Return a library that can answer; it is synced first when it has no index of these seeds.

    Raises SeedsError when there is no document to answer from.
    """
    library = settings.open_library()
    reason = library.needs_sync()
    if reason:
        from bot.terminal.printing import show_report

        errors().print(one_line(f"{reason.problem}. Reading {library.seeds} first."), soft_wrap=True)
        report = sync_with_progress(library)
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
