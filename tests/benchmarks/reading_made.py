"""Files of a known text, in many formats: what ``reading.py --make`` writes.

The text is made up from a fixed list of words, so that no two facts share a sentence. pandoc writes most formats; a
workbook is written by openpyxl and a table of comma-separated values by Python. What a format cannot say, or what its
writer leaves out, is not among the facts of that file.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.benchmarks.reading_words import Facts

SEED = 15
CHAPTERS = 12
DOCUMENTS = 3

_NOUNS = [
    "harbour", "quay", "lantern", "orchard", "valve", "ledger", "cellar", "turbine", "meadow", "ferry", "furnace",
    "archive", "granary", "bridge", "chimney", "reservoir", "workshop", "kiln", "canal", "tower", "mill", "garden",
    "stable", "foundry", "gallery", "cistern", "depot", "signal", "anchor", "beacon",
]  # fmt: skip
_QUALITIES = [
    "northern", "copper", "narrow", "flooded", "wooden", "quiet", "public", "former", "heated", "painted",
    "granite", "disused", "eastern", "lower", "vaulted", "repaired", "sealed", "tidal", "ancient", "numbered",
    "southern", "gilded", "rented", "walled", "municipal",
]  # fmt: skip
_DEEDS = [
    "adjoins", "supplies", "overlooks", "replaced", "predates", "shelters", "crosses", "borders", "rivals", "feeds",
    "drains", "guards",
]  # fmt: skip

PANDOC = {
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".rst": "rst",
    ".epub": "epub",
    ".html": "html",
    ".pptx": "pptx",
    ".md": "markdown",
    ".org": "org",
    ".mediawiki": "mediawiki",
    ".docbook": "docbook",
    ".typ": "typst",
    ".tex": "latex",
    ".ipynb": "ipynb",
    ".fb2": "fb2",
    ".adoc": "asciidoc",
    ".opml": "opml",
}
"""Suffix → the writer of pandoc that makes such a file."""

_NO_TERMS = frozenset((".pptx", ".opml"))
_NO_NOTES = frozenset((".opml",))
_NO_SIGNS = frozenset((".md", ".rst", ".adoc", ".pptx"))
"""Markdown keeps its own marks, and pandoc writes or reads no struck text or no subscripts in the others."""


@dataclass(slots=True)
class _Known:
    title: str
    source: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    definitions: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)


def make_files(folder: Path) -> None:
    """Write ``DOCUMENTS`` documents in each format into ``folder``, and what they hold into ``known.json``."""
    import pypandoc

    folder.mkdir(parents=True, exist_ok=True)
    facts: dict[str, Facts] = {}
    for number in range(DOCUMENTS):
        known = _document(random.Random(SEED + number))
        source = "\n\n".join(known.source)
        for suffix, writer in PANDOC.items():
            name = f"document-{number + 1}{suffix}"
            command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", writer, "-s", "-o", str(folder / name)]
            subprocess.run(command, input=source.encode(), check=True, capture_output=True)
            facts[name] = _facts(known, suffix)
        rows = [[f"Item {number + 1}", "Place", "Price"], *known.rows]
        for suffix, write in ((".xlsx", _workbook), (".csv", _commas), (".tsv", _tabs)):
            name = f"table-{number + 1}{suffix}"
            write(folder / name, rows)
            facts[name] = Facts("\n".join(" ".join(row) for row in rows), rows=rows)
    listed = {name: asdict(fact) for name, fact in facts.items()}
    (folder / "known.json").write_text(json.dumps(listed, indent=1, ensure_ascii=False), encoding="utf-8")


def _document(chance: random.Random) -> _Known:
    sentence = _sentences(chance)
    known = _Known(f"The {chance.choice(_QUALITIES)} {chance.choice(_NOUNS)} register")
    known.source.append(f"---\ntitle: {known.title}\n---")
    known.text.append(known.title)

    def say(source: str, *texts: str, block: bool = True) -> None:
        known.source.append(source)
        known.text += texts
        if block:
            known.blocks += texts

    for chapter in range(1, CHAPTERS + 1):
        heading = f"Part {chapter} on the {chance.choice(_QUALITIES)} {chance.choice(_NOUNS)}"
        say(f"# {heading}", heading, block=False)
        known.headings.append(heading)
        paragraph = " ".join(next(sentence) for _ in range(4))
        say(paragraph, paragraph)

        inner = f"Record {chapter} of the {chance.choice(_NOUNS)}"
        say(f"## {inner}", inner, block=False)
        known.headings.append(inner)
        note = next(sentence)
        before, after = next(sentence), next(sentence)
        say(f"{before}[^{chapter}] {after}\n\n[^{chapter}]: {note}", note, block=False)
        known.text += [before, after]
        known.notes.append(note)

        power, lowered, price = chance.randint(2, 9), chance.randint(2, 4), chance.randint(20, 99)
        known.signs += [f"{chapter}0{_up(power)}", f"C{_down(lowered)}H", f"~~{price} euros~~"]
        signs = f"It holds {chapter}0^{power}^ parts, C~{lowered}~H of {chapter} kinds, at ~~{price} euros~~ half."
        plain = f"It holds {chapter}0{power} parts, C{lowered}H of {chapter} kinds, at {price} euros half."
        say(signs, plain, block=False)

        items = [next(sentence) for _ in range(4)]
        say("\n".join(f"- {item}" for item in items), *items)

        cells = [
            [
                f"{chance.choice(_NOUNS)} {chapter}{row}",
                f"{chance.choice(_QUALITIES)} {chance.choice(_NOUNS)}",
                f"{chance.randint(1, 900)}.{row}0",
            ]
            for row in range(5)
        ]
        table = [f"Item {chapter}", "Place", "Price"]
        lines = ["| " + " | ".join(row) + " |" for row in [table, ["---"] * 3, *cells]]
        say("\n".join(lines), *(" ".join(row) for row in [table, *cells]), block=False)
        known.rows += cells
        known.blocks += [cell for row in cells for cell in row]

        pairs = [[f"{chance.choice(_QUALITIES)} {noun}", next(sentence)] for noun in chance.sample(_NOUNS, 3)]
        say("\n\n".join(f"{term}\n:   {said}" for term, said in pairs), *(text for pair in pairs for text in pair))
        known.definitions += pairs
    return known


def _sentences(chance: random.Random) -> Iterator[str]:
    """Yield sentences of which no two are alike: each has a number of its own."""
    number = 100
    while True:
        number += chance.randint(1, 3)
        first, second = chance.sample(_NOUNS, 2)
        quality, other = chance.sample(_QUALITIES, 2)
        yield f"The {quality} {first} number {number} {chance.choice(_DEEDS)} the {other} {second}."


def _facts(known: _Known, suffix: str) -> Facts:
    return Facts(
        "\n".join(known.text),
        optional=" ".join(f"{number} {number} title" for number in range(1, CHAPTERS + 1)),
        blocks=known.blocks,
        headings=known.headings,
        rows=known.rows,
        definitions=[] if suffix in _NO_TERMS else known.definitions,
        notes=[] if suffix in _NO_NOTES else known.notes,
        signs=[] if suffix in _NO_SIGNS else known.signs,
    )


def _up(digit: int) -> str:
    return "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]


def _down(digit: int) -> str:
    return "₀₁₂₃₄₅₆₇₈₉"[digit]


def _workbook(path: Path, rows: list[list[str]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def _commas(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def _tabs(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter="\t").writerows(rows)
