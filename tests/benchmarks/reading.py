"""Reading: how much of what a file shows Quoth reads, in what order of time and memory.

    python tests/benchmarks/reading.py FOLDER                     # every file below it
    python tests/benchmarks/reading.py --debian                   # the packages debian-faq debian-policy bzip2-doc
    python tests/benchmarks/reading.py --held-out                 # other packages, which nobody looks into
    python tests/benchmarks/reading.py --make FOLDER              # writes files of a known text, then reads them

Needs Linux, and for PDF files poppler's ``pdftotext``; LibreOffice's ``soffice`` for Word, OpenDocument, RTF,
PowerPoint and Excel files that it did not make itself. ``--debian`` and ``--held-out`` read what those packages have
installed. ``--json OUT`` writes the figures.

Every reader has a process of its own for the files of one format, one after the other; the baselines run in the same
run, in turn, ``--rounds`` times, and seconds are the median of the rounds. A reference is independent of all readers:

- PDF: ``pdftotext``, which is a baseline as well, to compare its speed; headings are the file's bookmarks;
- HTML and EPUB: the pages' own tree, without scripts, ``nav``, roles of navigation, and what is hidden
  (``reading_pages.py``);
- a file that ``--make`` wrote: the text that it was made from (``known.json`` beside the files);
- other formats: what LibreOffice shows.

Words are runs of letters and digits after NFKC, so that ligatures are letters; a hyphen inside a word or at the end of
a line joins its sides, on both sides of the comparison. Over the files of a format, as multisets:

    recall     = words that are in both / words of the reference
    precision  = words that are in both / words that were read (lists of links may be read or left out)
    quotable   = recall, but of the words in passages, headings and titles only
    glued      = words that no reference has, and that are two or more words that stand side by side in one / words read
    blocks     = paragraphs, items, cells and definitions of the reference whose words are read, in order and in one run
    headings   = headings of the reference, but for the first, that a passage stands under (or is, if nothing follows)
    rows       = rows of tables (of at least two cells, and short enough for a passage) that are in one passage
    terms      = definitions whose passage, with its headings, shows their term
    notes      = footnotes that are read; signs: superscripts, subscripts and struck text written as the README says
    ms/file, s/MB  = milliseconds per file, and seconds per megabyte of the files
    MB, MB/MB  = the peak memory of the process and its children, and its growth beyond a process that has read the
                 smallest file, per megabyte of the largest, if that has a tenth of one or more
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import importlib.util
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.reading_words import Facts, glued_words, words_of

DEBIAN = ("debian-faq", "debian-policy", "bzip2-doc")
HELD_OUT = ("maint-guide", "developers-reference", "debian-history", "aptitude-doc-en")
COLLECTED = (".pdf", ".html", ".xhtml", ".epub", ".docx", ".odt", ".rtf", ".pptx", ".xlsx")
LANGUAGES = ("en", "de", "es", "fr", "it", "pt")
"""Manuals in other languages are not collected: some of them do not part words."""

KNOWN_FILE = "known.json"
PASSAGE_CHARS = 700
SECONDS = 900
KINDS = ("blocks", "headings", "rows", "terms", "notes", "signs")


@dataclass(slots=True)
class Read:
    """What one reader made of one file."""

    seconds: float = 0.0
    text: str = ""
    quotable: str = ""
    passages: list[tuple[str, str]] = field(default_factory=list)
    """Pairs (path of headings, text); none where a reader has no passages."""
    error: str | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how much of what files show is read.")
    parser.add_argument("folder", type=Path, nargs="?", help="every file below it is read")
    parser.add_argument("--debian", action="store_const", const=DEBIAN, dest="packages", help=" ".join(DEBIAN))
    parser.add_argument("--held-out", action="store_const", const=HELD_OUT, dest="packages", help=" ".join(HELD_OUT))
    parser.add_argument("--packages", nargs="+", metavar="NAME", help="read what these Debian packages have installed")
    parser.add_argument("--make", type=Path, metavar="FOLDER", help="write files of a known text there, and read them")
    parser.add_argument("--only", nargs="+", metavar="SUFFIX", help="read only these formats, like: pdf html")
    parser.add_argument(
        "--rounds", type=int, default=1, metavar="N", help="of which seconds are the median (default: 1)"
    )
    parser.add_argument("--no-baselines", action="store_true", help="read with Quoth only")
    parser.add_argument("--per-file", action="store_true", help="print a line for each file, too")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file")
    parser.add_argument("--read-as", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read_as:
        read_all(options.read_as)
        return
    if not (options.folder or options.packages or options.make):
        parser.error("name a folder, or give --debian, --held-out, --packages or --make")
    with tempfile.TemporaryDirectory() as temporary:
        if options.make:
            from tests.benchmarks.reading_made import make_files

            make_files(options.make)
            folder = options.make
        elif options.packages:
            folder = Path(temporary, "files")
            collect(options.packages, folder)
        else:
            folder = options.folder
        formats = by_format(folder, options.only)
        rows = []
        for suffix, paths in formats.items():
            facts = references(folder, suffix, paths)
            readers = ["quoth", *([] if options.no_baselines else baselines(suffix))]
            rows += measure(folder, suffix, paths, facts, readers, options.rounds, per_file=options.per_file)
        print_table(rows)
        if options.json:
            named = {"packages": options.packages, "folder": str(options.folder or options.make or "")}
            options.json.write_text(json.dumps({**named, "rows": rows}, indent=1) + "\n", encoding="utf-8")


def collect(packages: Iterable[str], folder: Path) -> None:
    """Copy the documents of Debian packages into ``folder``, unpacked, each once."""
    for package in packages:
        listed = subprocess.run(["dpkg", "-L", package], capture_output=True, text=True, check=True).stdout
        for path in map(Path, listed.splitlines()):
            name = path.name.removesuffix(".gz")
            language = re.search(r"\.([a-z]{2})\.\w+$", name)
            foreign = language is not None and language[1] not in LANGUAGES
            if foreign or path.is_symlink() or not path.is_file() or Path(name).suffix not in COLLECTED:
                continue
            target = folder / package / path.relative_to("/usr/share").with_name(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            target.write_bytes(gzip.decompress(data) if path.suffix == ".gz" else data)


def by_format(folder: Path, only: Sequence[str] | None) -> dict[str, list[str]]:
    found = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        suffix = path.suffix.lower()
        if path.is_file() and path.name != KNOWN_FILE and (only is None or suffix.lstrip(".") in only):
            found[{".htm": ".html", ".xhtml": ".html"}.get(suffix, suffix)].append(path.relative_to(folder).as_posix())
    return dict(found)


def references(folder: Path, suffix: str, paths: Sequence[str]) -> dict[str, Facts]:
    """Return what each file shows, as an independent program says; a file that none can show is absent."""
    from tests.benchmarks.reading_pages import facts_of_book, facts_of_page

    known = folder / KNOWN_FILE
    if known.is_file():
        listed = json.loads(known.read_text(encoding="utf-8"))
        made = {path: Facts(**listed[path]) for path in paths if path in listed}
        if made:
            return made
    if suffix == ".html":
        return {path: facts_of_page((folder / path).read_bytes()) for path in paths}
    if suffix == ".epub":
        return {path: facts_of_book((folder / path).read_bytes()) for path in paths}
    if suffix == ".pdf" and shutil.which("pdftotext"):
        return {path: facts_of_pdf(folder / path) for path in paths}
    if shutil.which("soffice"):
        shown = {path: shown_by_libreoffice(folder / path) for path in paths}
        return {path: fact for path, fact in shown.items() if fact.text}
    return {}


def facts_of_pdf(path: Path) -> Facts:
    """Return what poppler shows of a PDF; its headings are its bookmarks, where it has some."""
    text = by_poppler(path)
    bookmarks: list[str] = []
    if importlib.util.find_spec("pypdfium2"):
        import pypdfium2

        with pypdfium2.PdfDocument(path) as document:
            bookmarks = [str(bookmark.get_title()) for bookmark in document.get_toc()]
    whole = padded(text)
    return Facts(text=text, headings=[each for each in bookmarks if words_of(each) and padded(each) in whole][1:])


def baselines(suffix: str) -> list[str]:
    """Return the readers that are measured beside Quoth, as far as they are installed."""
    commands = {"poppler": "pdftotext", "libreoffice": "soffice"}
    wanted = {
        ".pdf": ["poppler", "pypdf", "pypdfium2"],
        ".html": ["lxml", "pandoc", "trafilatura"],
        ".epub": ["pandoc"],
        ".docx": ["pandoc", "docx", "libreoffice"],
        ".odt": ["pandoc", "libreoffice"],
        ".rtf": ["pandoc", "libreoffice"],
        ".pptx": ["pandoc", "libreoffice"],
        ".xlsx": ["pandoc", "libreoffice"],
    }.get(suffix, ["pandoc"])
    modules = {"pandoc": "pypandoc"}
    return [
        name
        for name in wanted
        if (shutil.which(commands[name]) if name in commands else importlib.util.find_spec(modules.get(name, name)))
    ]


def measure(
    folder: Path,
    suffix: str,
    paths: Sequence[str],
    facts: Mapping[str, Facts],
    readers: Sequence[str],
    rounds: int,
    *,
    per_file: bool,
) -> list[dict]:
    """Read the files with each reader in turn, and return a row of figures for each."""
    size = {path: (folder / path).stat().st_size for path in paths}
    ordered = sorted(paths, key=lambda path: size[path])
    seconds, peaks = defaultdict(list), defaultdict(list)
    results: dict[str, dict[str, Read]] = {}
    for _ in range(rounds):
        for reader in readers:
            started = time.perf_counter()
            results[reader], start, peak = in_a_process(reader, folder, ordered)
            seconds[reader].append(sum(read.seconds for read in results[reader].values()))
            peaks[reader].append((start, peak))
            print(f"  {suffix} {reader}: {time.perf_counter() - started:.1f} s", file=sys.stderr)
    megabytes, largest = sum(size.values()) / 1e6, max(size.values())
    rows = []
    for reader, read in results.items():
        figures = compared(facts, read, with_blocks=reader == "quoth")
        start, peak = max(peaks[reader], key=lambda pair: pair[1])
        row = {
            "format": suffix,
            "reader": reader,
            "files": len(paths),
            "refused": sum(result.error is not None for result in read.values()),
            "megabytes": megabytes,
            **figures,
            "milliseconds_per_file": statistics.median(seconds[reader]) / len(paths) * 1e3,
            "seconds_per_megabyte": statistics.median(seconds[reader]) / megabytes,
            "peak_megabytes": peak,
            "growth_per_megabyte": (peak - start) / (largest / 1e6) if largest >= 100_000 and len(paths) > 1 else None,
        }
        rows.append(row)
        if per_file and reader == "quoth":
            for path in paths:
                print(
                    f"{path}: {shown(compared({path: facts[path]} if path in facts else {}, read, with_blocks=True))}"
                )
                if read[path].error:
                    print(f"    refused: {read[path].error}")
    return rows


def compared(facts: Mapping[str, Facts], reads: Mapping[str, Read], *, with_blocks: bool) -> dict[str, float | None]:
    """Return the measures of the docstring above, over all files that have a reference; None for what none has."""
    counted: Counter[str] = Counter()
    for path, fact in facts.items():
        read = reads.get(path, Read(error="not read"))
        reference, extracted, quotable = words_of(fact.text), words_of(read.text), words_of(read.quotable)
        wanted, got = Counter(reference), Counter(extracted)
        allowed = wanted + Counter(words_of(fact.optional))
        counted["reference"] += len(reference)
        counted["read"] += len(extracted)
        counted["both"] += (wanted & got).total()
        counted["right"] += (allowed & got).total()
        counted["quotable"] += (wanted & Counter(quotable)).total()
        counted["glued"] += glued_words(extracted, reference)
        for kind in KINDS:
            kept, of = kept_facts(kind, fact, read, with_passages=with_blocks)
            counted[kind] += kept
            counted[f"{kind} in all"] += of

    def share(part: str, whole: str) -> float | None:
        return counted[part] / counted[whole] if counted[whole] else None

    figures = {
        "words": counted["reference"],
        "recall": share("both", "reference"),
        "precision": share("right", "read"),
        "quotable": share("quotable", "reference") if with_blocks else None,
        "glued": share("glued", "read"),
    }
    for kind in KINDS:
        figures[kind] = share(kind, f"{kind} in all")
        figures[f"{kind}_in_all"] = counted[f"{kind} in all"]
    return figures


def kept_facts(kind: str, fact: Facts, read: Read, *, with_passages: bool) -> tuple[int, int]:
    """Return how many facts of a kind were kept, and of how many; (0, 0) where the reader cannot show it."""
    whole = padded(read.text)
    if kind == "blocks":
        return counted_blocks(fact.blocks, read.text), len(fact.blocks)
    if kind == "notes":
        return sum(padded(note) in whole for note in fact.notes), len(fact.notes)
    if kind == "signs":
        return sum(sign in read.text for sign in fact.signs), len(fact.signs)
    if not with_passages:
        return 0, 0
    if not getattr(fact, kind if kind != "terms" else "definitions"):
        return 0, 0
    passages = [(padded(text), padded(heading)) for heading, text in read.passages]
    if kind == "headings":
        above = {heading for _, heading in passages}
        alone = {text for text, _ in passages}
        wanted = [padded(heading) for heading in fact.headings if words_of(heading)]
        return sum(any(each in path for path in above) or each in alone for each in wanted), len(wanted)
    if kind == "rows":
        rows = [[padded(cell) for cell in row if words_of(cell)] for row in fact.rows]
        rows = [row for row in rows if len(row) > 1 and sum(map(len, row)) < PASSAGE_CHARS]
        return sum(any(all(cell in text for cell in row) for text, _ in passages) for row in rows), len(rows)
    pairs = [(padded(term), padded(" ".join(words_of(said)[:8]))) for term, said in fact.definitions]
    pairs = [(term, said) for term, said in pairs if term.strip() and said.strip()]
    kept = sum(any(said in text and term in text + heading for text, heading in passages) for term, said in pairs)
    return kept, len(pairs)


def padded(text: str) -> str:
    """Return the words of a text with a space around each, so that one text is in another only by whole words."""
    return f" {' '.join(words_of(text))} "


def counted_blocks(blocks: Iterable[str], text: str) -> int:
    """Count the blocks that are in a text, each as often as it is. A long one may part its words differently."""
    whole = padded(text)
    # Blocks side by side share the space between them, which ``count`` would use up.
    doubled = whole.replace(" ", "  ")
    solid = whole.replace(" ", "")
    kept = 0
    for block, count in Counter(map(padded, blocks)).items():
        if not block.strip():
            found = count
        elif count == 1:
            found = int(block in whole)
        else:
            found = doubled.count(block.replace(" ", "  "))
        if found < count and len(joined := block.replace(" ", "")) >= 20:
            found = max(found, solid.count(joined))
        kept += min(found, count)
    return kept


# In a process of its own ----------------------------------------------------------------------------------------------


def in_a_process(reader: str, folder: Path, paths: Sequence[str]) -> tuple[dict[str, Read], float, float]:
    """Return what ``reader`` read, and the megabytes of its processes after the first file and at their peak."""
    with tempfile.TemporaryDirectory() as scratch:
        asked, said = Path(scratch, "asked.json"), Path(scratch, "said.jsonl")
        asked.write_text(json.dumps({"folder": str(folder.resolve()), "paths": paths, "said": str(said)}))
        with asked.open() as stdin:
            command = [sys.executable, __file__, "--read-as", reader]
            process = subprocess.Popen(command, stdin=stdin, stderr=subprocess.DEVNULL)
        start = peak = 0.0
        ends = time.monotonic() + SECONDS
        while process.poll() is None and time.monotonic() < ends:
            peak = max(peak, tree_megabytes(process.pid))
            if not start and said.exists():
                start = peak
            time.sleep(0.02)
        if process.poll() is None:
            process.kill()
            process.wait()
        lines = said.read_text(encoding="utf-8").splitlines() if said.exists() else []
        reads = {path: Read(**read) for path, read in (json.loads(line) for line in lines if line.strip()) if path}
    return {path: reads.get(path, Read(error="no result: killed")) for path in paths}, start or peak, peak


def tree_megabytes(pid: int) -> float:
    """Return the peaks of a process and of its living descendants together, in megabytes."""
    total = 0.0
    with contextlib.suppress(OSError, ValueError):
        status = Path(f"/proc/{pid}/status").read_text()
        if (peak := re.search(r"VmHWM:\s+(\d+) kB", status)) is not None:
            total += int(peak[1]) * 1024 / 1e6
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            total += sum(tree_megabytes(int(child)) for child in children.read_text().split())
    return total


def read_all(reader: str) -> None:
    """Read the files that standard input names, the smallest once more before, and write a line of JSON for each."""
    asked = json.load(sys.stdin)
    read = READERS[reader]
    folder = Path(asked["folder"])
    with contextlib.suppress(Exception):
        read(folder / asked["paths"][0])
    with Path(asked["said"]).open("w", encoding="utf-8") as said:
        said.write('["", {}]\n')
        said.flush()
        for path in asked["paths"]:
            started = time.perf_counter()
            try:
                result = read(folder / path)
            except Exception as error:
                result = Read(error=f"{type(error).__name__}: {error}"[:200])
            result.seconds = time.perf_counter() - started
            said.write(json.dumps([path, asdict(result)]) + "\n")
            said.flush()


def by_quoth(path: Path) -> Read:
    from retrieval.parsing.files import parse_bytes
    from retrieval.passages import Limits, cut

    content = parse_bytes(path.read_bytes(), PurePosixPath(path.name))
    passages = cut(content, Limits(256, lambda texts: [len(text.split()) for text in texts]))
    quotable = [passage.text for passage in passages]
    blocks = {(block.start, block.end) for block in content.blocks}
    quotable += [heading.text for heading in content.headings if (heading.start, heading.end) not in blocks]
    text = content.text
    if content.title and content.title not in text:
        quotable.append(content.title)
        text = f"{content.title}\n\n{text}"
    pairs = [(passage.heading or "", passage.text) for passage in passages]
    return Read(text=text, quotable="\n\n".join(quotable), passages=pairs)


def by_poppler(path: Path) -> str:
    return run_for_text(["pdftotext", "-enc", "UTF-8", str(path), "-"])


def by_pypdf(path: Path) -> str:
    from pypdf import PdfReader

    return "\n\f".join(page.extract_text() for page in PdfReader(path).pages)


def by_pypdfium2(path: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return "\n\f".join(page.get_textpage().get_text_bounded() for page in document)


def by_lxml(path: Path) -> str:
    from lxml import html

    return html.fromstring(path.read_bytes()).text_content()


def by_trafilatura(path: Path) -> str:
    import trafilatura

    return trafilatura.extract(path.read_bytes(), favor_recall=True, include_comments=False) or ""


def by_docx(path: Path) -> str:
    import docx

    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def by_pandoc(path: Path) -> str:
    import pypandoc

    suffix = path.suffix.lower().lstrip(".")
    names = {
        "md": "markdown",
        "tex": "latex",
        "typ": "typst",
        "adoc": "asciidoc",
        "wiki": "mediawiki",
        "dbk": "docbook",
        "htm": "html",
    }
    command = [pypandoc.get_pandoc_path(), "--sandbox", "-f", names.get(suffix, suffix), "-t", "plain", "--wrap=none"]
    return run_for_text([*command, str(path)])


def by_libreoffice(path: Path) -> str:
    return shown_by_libreoffice(path).text


def shown_by_libreoffice(path: Path) -> Facts:
    """Return what LibreOffice shows: a document as a page, all sheets of a workbook, slides by way of a PDF."""
    from tests.benchmarks.reading_pages import facts_of_page

    sheets = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    to = {".xlsx": sheets, ".ods": sheets, ".pptx": "pdf", ".odp": "pdf"}.get(path.suffix.lower(), "html")
    with tempfile.TemporaryDirectory() as scratch:
        command = ["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless", "--convert-to", to]
        run_for_text([*command, "--outdir", f"{scratch}/out", str(path)])
        made = sorted(each for each in Path(scratch, "out").glob("*") if each.suffix in (".pdf", ".html", ".csv"))
        if to == "html" and made:
            return facts_of_page(made[0].read_bytes())
        texts = [by_poppler(each) if to == "pdf" else each.read_text("utf-8-sig", "replace") for each in made]
    return Facts("\n".join(texts))


def run_for_text(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, timeout=300, check=True).stdout.decode("utf-8", "replace")


def as_text(read: Callable[[Path], str]) -> Callable[[Path], Read]:
    return lambda path: Read(text=read(path))


READERS: dict[str, Callable[[Path], Read]] = {
    "quoth": by_quoth,
    "poppler": as_text(by_poppler),
    "pypdf": as_text(by_pypdf),
    "pypdfium2": as_text(by_pypdfium2),
    "lxml": as_text(by_lxml),
    "trafilatura": as_text(by_trafilatura),
    "docx": as_text(by_docx),
    "pandoc": as_text(by_pandoc),
    "libreoffice": as_text(by_libreoffice),
}


# Printing -------------------------------------------------------------------------------------------------------------

COLUMNS = ("recall", "precision", "quotable", "glued", *KINDS)


def shown(figures: Mapping[str, float | None]) -> str:
    cells = (f"{name} {figure(figures[name], name)}" for name in COLUMNS if figures.get(name) is not None)
    return ", ".join(cells)


def figure(value: float | None, name: str) -> str:
    if value is None:
        return "–"
    text = f"{value:.4f}" if name == "glued" else f"{value:.3f}"
    return text[1:] if text.startswith("0.") else text


def print_table(rows: Sequence[Mapping]) -> None:
    """Print the figures as a Markdown table, one row per format and reader."""
    heads = ["format", "reader", "files", "refused", *COLUMNS, "ms/file", "s/MB", "MB", "MB/MB"]
    lines = [
        [
            row["format"],
            row["reader"],
            f"{row['files']:,}",
            str(row["refused"]),
            *(figure(row[name], name) for name in COLUMNS),
            f"{row['milliseconds_per_file']:.0f}",
            f"{row['seconds_per_megabyte']:.2f}",
            f"{row['peak_megabytes']:.0f}",
            "–" if row["growth_per_megabyte"] is None else f"{row['growth_per_megabyte']:.0f}",
        ]
        for row in rows
    ]
    for cells in [heads, ["---"] * len(heads), *lines]:
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
