"""A run → one HTML file to look at, in light or dark; it needs no network and no other file."""

from __future__ import annotations

from pathlib import Path

from retrieval.errors import QuothError, reason_of
from retrieval.evaluation.comparing import Comparison
from retrieval.evaluation.report.page import page
from retrieval.evaluation.report.projecting import passage_map
from retrieval.evaluation.results import Run
from retrieval.library import Library


def write_report(
    path: Path, run: Run, library: Library, comparison: Comparison | None = None, without_reader: Run | None = None
) -> None:
    """Write the report of a run of ``library``, next to its baseline when there is a comparison.

    without_reader: a run of the same questions without a reader, to show next to it.
    Raises QuothError when the file cannot be written.
    """
    html = page(run, passage_map(library, run.results), comparison, without_reader)
    try:
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise QuothError(
            f"The report {path} cannot be written ({reason_of(error)})", "name another file", path=path
        ) from error
