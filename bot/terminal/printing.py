"""Answers and reports → text for a terminal: a bar beside each quote, bold where it answers, plain when piped.

What stands above a quote is dim, beside a thinner bar.

Nothing that a document, a name or an error holds is sent to the terminal as it is: see ``lines``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.messages.language_names import MULTILINGUAL, counted_languages, language_name
from bot.terminal.lines import BAR, THIN_BAR, one_line, visible
from retrieval import Answer, ContextSlice, Passage, Quote, Status, SyncReport, Verification
from retrieval.catalog.records import languages_of
from retrieval.links import without_words


def show_answer(console: Console, answer: Answer, sources: int, *, more: str = "--json") -> None:
    """Print an answer: its quotes, each with a citation, or that there are none.

    more: the option or command that shows the nearest passages.
    """
    console.print()
    if answer.is_small_talk:
        console.print(Text("That is no question, so nothing was searched for.", style="bold"))
        console.print(Text("Words in quotation marks are searched for as they are.", "dim"))
        console.print()
        return
    if answer.searched:
        console.print(Text(f"searched for: {one_line(answer.searched)}", "dim"), soft_wrap=True)
        console.print()
    if not answer.answered:
        console.print(Text("Not in the sources.", style="bold"))
        console.print(
            Text(
                f"Nothing in {count(sources, 'document')} answers this; {more} shows the nearest passages.",
                "dim",
            )
        )
        console.print()
        return
    for quote in answer.quotes:
        show_quote(console, quote)
    console.print(
        Text(
            f"{count(len(answer.quotes), 'quote')} from {count(sources, 'document')} · "
            f"confidence {answer.confidence:.0%} · {answer.elapsed_ms:.0f} ms",
            "dim",
        )
    )
    console.print()


def show_quote(console: Console, quote: Quote) -> None:
    """Print what stands above a quote, the quote, exactly as both are written, and its citation.

    Lines are wrapped on a terminal only.
    """
    show_above(console, quote.above)
    if not console.is_terminal:  # rich would turn tabs into spaces
        for written in visible(quote.text).split("\n"):
            console.file.write(f"{BAR}{written}\n")
        console.file.write(f"{' ' * cell_len(BAR)}{one_line(citation(quote))}\n\n")
        return
    body = Text(visible(quote.text))
    for start, end in quote.highlights:
        body.stylize("bold", start, end)
    if quote.answer:
        body.stylize("bold underline", *quote.answer)
    for line in _wrapped(console, body, BAR):
        console.print(Text.assemble((BAR, "cyan"), line), soft_wrap=True)
    cited = Text(one_line(citation(quote)), "dim")
    if quote.url:
        cited.highlight_words([one_line(without_words(quote.url))], f"link {quote.url}")
    for line in _wrapped(console, cited, BAR):
        console.print(Text.assemble(" " * cell_len(BAR), line), soft_wrap=True)
    console.print()


def show_above(console: Console, above: Sequence[ContextSlice]) -> None:
    """Print what stands above a quote, exactly as it is written, each slice on lines of its own."""
    for each in above:
        if not console.is_terminal:
            for written in visible(each.text).split("\n"):
                console.file.write(f"{THIN_BAR}{written}\n")
            continue
        for line in _wrapped(console, Text(visible(each.text), "dim"), THIN_BAR):
            console.print(Text.assemble((THIN_BAR, "dim cyan"), line), soft_wrap=True)


def _wrapped(console: Console, text: Text, margin: str) -> list[Text]:
    lines = list(text.wrap(console, max(console.width - cell_len(margin), 20), tab_size=4))
    for line in lines:
        line.rstrip()
    return lines


def citation(quote: Quote) -> str:
    """Return where a quote is from, for people: title, heading, place, date, address, and the version of the file."""
    title = None if quote.title == PurePosixPath(quote.document).stem else quote.title
    url = without_words(quote.url) if quote.url else None
    version = f"sha256 {quote.sha256[:8]}"
    parts = [
        title,
        quote.heading,
        quote.document,
        place_of(quote),
        quote.date,
        quote.revision,
        "pinned" if quote.is_pinned else None,
        url,
        version,
    ]
    return "— " + " · ".join(part for part in parts if part)


def place_of(quote: Quote | Passage) -> str:
    """Return where in its document a quote or passage stands: its page or pages, its line or its paragraph."""
    if quote.page is not None:
        reaches_further = quote.page_end is not None and quote.page_end != quote.page
        return f"pages {quote.page}–{quote.page_end}" if reaches_further else f"page {quote.page}"
    return f"line {quote.line}" if quote.line is not None else f"paragraph {quote.paragraph}"


def show_report(console: Console, report: SyncReport) -> None:
    """Print what a sync did."""
    for sign, style, paths in (
        ("+", "green", report.added),
        ("~", "yellow", report.changed),
        ("-", "red", report.removed),
    ):
        print_some(console, [Text(f"  {sign} {one_line(path)}", style) for path in paths])
    print_some(console, [Text(f"  → {one_line(old)} is now {one_line(new)}", "cyan") for old, new in report.moved])
    for skipped in report.skipped:
        console.print(Text(f"  ! {one_line(skipped.path)}: {one_line(skipped.reason)}", "yellow"), soft_wrap=True)
    if any(skipped.reason.startswith("unsupported") for skipped in report.skipped):
        from retrieval.parsing.formats import format_names

        console.print(Text(f"  Quoth reads {format_names()}.", "dim"), soft_wrap=True)
    for suspect in report.suspect:
        console.print(Text(f"  ? {one_line(suspect.path)}: {one_line(suspect.warning)}", "yellow"), soft_wrap=True)
    if report.newly_read:
        files = count(len(report.newly_read), "file")
        console.print(
            Text(
                f"Earlier versions of Quoth could not read {files} of these. If they are not meant to be quoted, name "
                "them in .quothignore, or the formats to read in SEEDS_FORMATS:",
                "yellow",
            ),
            soft_wrap=True,
        )
        print_some(console, [Text(f"  ! {one_line(path)}", "yellow") for path in report.newly_read])
    parts = [
        f"{len(report.added)} added", f"{len(report.changed)} changed", f"{len(report.moved)} moved",
        f"{len(report.removed)} removed", f"{report.unchanged} unchanged",
    ]  # fmt: skip
    if report.skipped:
        parts.append(f"{len(report.skipped)} skipped")
    console.print(Text(", ".join(parts) + ".", "bold"), soft_wrap=True)
    console.print(
        Text(
            f"{count(report.documents, 'document')}, {count(report.passages, 'passage')}: {report.embedded:,} "
            f"embedded, {report.reused:,} reused; generation {report.generation}, {report.seconds:.1f} s.",
            "dim",
        ),
        soft_wrap=True,
    )
    show_unread(console, report.model, report.unread_languages)
    for fault in report.origin_faults:
        console.print(Text(f"! {one_line(fault)}.", "yellow"), soft_wrap=True)
    for fault in report.access_faults:
        console.print(Text(f"! {one_line(fault)} Until then, nobody may read what is there.", "yellow"), soft_wrap=True)
    if report.access_waiting:
        console.print(
            Text(
                "! More people could read what is in these folders, because their .quothaccess has changed or is gone. "
                'Until "quoth sync --yes" says that this is meant, the rules before hold as well:',
                "yellow",
            ),
            soft_wrap=True,
        )
        print_some(console, [Text(f"  ! {one_line(each)}", "yellow") for each in report.access_waiting])


def unread_problem(model: str, unread: Mapping[str, int]) -> str:
    """Return the sentence that says which languages of documents a model does not read; see ``unread_remedy``."""
    documents = sum(unread.values())
    return (
        f"The model {one_line(model)} does not read the language of {count(documents, 'document')}, so that little is "
        f"found there: {counted_languages(unread)}."
    )


def unread_remedy(model: str) -> str:
    """Return what to do about languages that a model does not read; nothing when it reads as many as any."""
    return "" if model == MULTILINGUAL else f"Set EMBEDDING_MODEL={MULTILINGUAL}, and sync again."


def show_unread(console: Console, model: str, unread: Mapping[str, int]) -> None:
    """Print which languages of documents a model does not read, if there are any, and what to do."""
    if unread:
        warning = f"! {unread_problem(model, unread)} {unread_remedy(model)}"
        console.print(Text(warning.rstrip(), "yellow"), soft_wrap=True)


_LEAST_TITLE_CELLS = 16
"""So much of a title is shown even where a line is too long for it: paths are never cut."""


def show_status(console: Console, status: Status, origins: Sequence[tuple[str, bool]] = ()) -> None:
    """Print what is indexed. origins: a line for each source that lies elsewhere, and whether all is well with it."""
    paths = [one_line(document.path) for document in status.documents]
    dates = [one_line(document.date or "") for document in status.documents]
    taken = max(map(cell_len, ["document", *paths])) + max(map(len, ["date", *dates])) + len("passages") + 6
    titles = [one_line(document.title or "") for document in status.documents]
    room = max(map(cell_len, ["title", *titles]))
    if console.is_terminal:
        room = min(room, max(console.width - taken, _LEAST_TITLE_CELLS))
    table = Table(box=None, pad_edge=False, header_style="dim", width=taken + room)
    for name in ("document", "title", "date"):
        table.add_column(name, no_wrap=True, overflow="ellipsis", max_width=room if name == "title" else None)
    table.add_column("passages", no_wrap=True, justify="right")
    for document, path, title, date in zip(status.documents, paths, titles, dates, strict=True):
        table.add_row(Text(path), Text(title), date, f"{document.passages:,}")
    console.print(table, soft_wrap=True)
    console.print(
        Text(
            f"\n{count(len(status.documents), 'document')}, {count(status.passages, 'passage')} from "
            f"{one_line(status.seeds)}\nmodel {one_line(status.model)} · generation {status.generation} · "
            f"{status.bytes_on_disk / 1e6:.1f} MB on disk",
            "dim",
        ),
        soft_wrap=True,
    )
    if any(status.languages):
        by_language = languages_of(status.documents)
        lines = [
            f"{language_name(code)} ({code}): {count(documents, 'document')}, "
            f"{count(status.languages.get(code, 0), 'passage')}"
            for code, documents in by_language.items()
        ]
        console.print(Text("\n".join(lines), "dim"), soft_wrap=True)
    if clusters := status.clusters:
        console.print(
            Text(
                f"vectors in {clusters.count:,} clusters, {clusters.probes:,} of them compared: "
                f"{clusters.recall:.3f} of the ten nearest found, measured with {clusters.questions} sentences of the "
                "library",
                "dim",
            ),
            soft_wrap=True,
        )
    elif status.is_whole:
        console.print(Text("every vector is compared: nothing near is missed", "dim"), soft_wrap=True)
    else:
        console.print(
            Text("the vector index is missing or damaged; the next question rebuilds it", "yellow"), soft_wrap=True
        )
    for line, is_well in origins:
        console.print(Text(one_line(line), "dim" if is_well else "yellow"), soft_wrap=True)
    for path, warnings in status.warnings.items():
        for warning in warnings:
            console.print(Text(f"? {one_line(path)}: {one_line(warning)}", "yellow"), soft_wrap=True)
    show_unread(console, status.model, status.unread_languages)
    if status.outdated:
        console.print(Text(one_line(status.outdated), "yellow"), soft_wrap=True)


def show_verification(console: Console, verification: Verification) -> None:
    """Print what a verification found."""
    for problem in verification.problems:
        console.print(Text(f"✗ {one_line(problem)}", "red"), soft_wrap=True)
    checked = f"{count(verification.passages, 'passage')} of {count(verification.documents, 'document')}"
    if verification.problems:
        console.print(Text(f"{count(len(verification.problems), 'problem')} in {checked}.", "bold"))
    else:
        all_well = Text(f"✓ {checked} re-read: each one stands in its file exactly as stored.", "bold green")
        console.print(all_well, soft_wrap=True)


def print_some(console: Console, lines: list[Text], most: int = 20) -> None:
    """Print lines, and how many more there are than ``most``."""
    for line in lines[:most]:
        console.print(line, soft_wrap=True)
    if len(lines) > most:
        console.print(Text(f"    … and {len(lines) - most:,} more", "dim"))


def count(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural where needed."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
