"""One small document in every format that Quoth reads, made by pandoc or by hand.

A sample is what most files of its format are: a title where the format has one, headings, sentences, a list, a table.
Add a maker to ``MAKERS`` when a format is added.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tests.parsing.pdf_making import pdf

TITLE = "The harbour of Norrvik"
SENTENCES = (
    "The harbour of Norrvik has two quays and a lighthouse.",
    "Its lower quay was rebuilt in 1932 after a flood.",
    "Boats longer than 14 metres moor at the outer wall.",
    "The office opens at nine and closes at half past four.",
)
HEADINGS = ("Quays and walls", "Opening hours")
ITEMS = ("Bring the papers of your boat.", "Pay the fee in advance.")
ROWS = (("Berth", "Metres", "Fee"), ("Granite", "14", "31 euros"), ("Copper", "9", "22 euros"))

_SOURCE = f"""\
# {HEADINGS[0]}

{SENTENCES[0]} {SENTENCES[1]}

{SENTENCES[2]}

- {ITEMS[0]}
- {ITEMS[1]}

# {HEADINGS[1]}

{SENTENCES[3]}

| {" | ".join(ROWS[0])} |
| --- | --- | --- |
| {" | ".join(ROWS[1])} |
| {" | ".join(ROWS[2])} |
"""
_PROSE = (TITLE, *HEADINGS, *SENTENCES, *ITEMS)
DATE = "2026-02-05"
_WRITTEN = 1770285600
"""Ten o'clock on that day, as seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The bytes of a file, and the texts that whoever opens it sees, in order."""

    data: bytes
    shows: tuple[str, ...]


def sample(suffix: str) -> Sample:
    """Return the sample of a format. Raises KeyError when it has no maker."""
    return MAKERS[suffix]()


@cache
def _by_pandoc(writer: str, *, has_title: bool, has_table: bool) -> Sample:
    import pypandoc

    source = f"---\ntitle: {TITLE}\n---\n\n{_SOURCE}" if has_title else _SOURCE
    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", writer, "-o", "-", *["--standalone"][:has_title]]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(_WRITTEN)}
    done = subprocess.run(command, input=source.encode(), env=environment, capture_output=True, check=True)
    cells = tuple(cell for row in ROWS for cell in row)
    return Sample(done.stdout, (_PROSE if has_title else _PROSE[1:]) + (cells if has_table else ()))


def _pandoc(writer: str, *, has_title: bool = True, has_table: bool = True) -> Callable[[], Sample]:
    return lambda: _by_pandoc(writer, has_title=has_title, has_table=has_table)


def _text() -> Sample:
    lines = "\n\n".join((TITLE, *SENTENCES))
    return Sample(f"{lines}\n".encode(), (TITLE, *SENTENCES))


def _markdown() -> Sample:
    cells = tuple(cell for row in ROWS for cell in row)
    return Sample(f"---\ntitle: {TITLE}\n---\n\n{_SOURCE}".encode(), (*_PROSE, *cells))


def _page() -> Sample:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    body = (
        f"<h1>{TITLE}</h1><h2>{HEADINGS[0]}</h2><p>{SENTENCES[0]} {SENTENCES[1]}</p><p>{SENTENCES[2]}</p>"
        f"<ul>{items}</ul><h2>{HEADINGS[1]}</h2><p>{SENTENCES[3]}</p><table>{rows}</table>"
    )
    page = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>{TITLE}</title></head><body>{body}</body></html>"
    )
    return Sample(page.encode(), _PROSE + tuple(cell for row in ROWS for cell in row))


def _pdf() -> Sample:
    lines = [(720, 18, TITLE), (690, 14, HEADINGS[0])]
    lines += [(660 - 14 * number, 11, sentence) for number, sentence in enumerate(SENTENCES[:3])]
    lines += [(580, 14, HEADINGS[1]), (550, 11, SENTENCES[3])]
    return Sample(pdf([lines], {"Title": TITLE}), (TITLE, *HEADINGS, *SENTENCES))


def _separated(separator: str) -> Callable[[], Sample]:
    text = "".join(separator.join(row) + "\r\n" for row in ROWS)
    return lambda: Sample(text.encode(), tuple(cell for row in ROWS for cell in row))


_RECORDS = [{"question": f"Question {n} about the quays?", "answer": text} for n, text in enumerate(SENTENCES, 1)]
_RECORD_TEXTS = tuple(text for record in _RECORDS for text in record.values())


def _records() -> Sample:
    return Sample(json.dumps(_RECORDS, indent=2).encode(), _RECORD_TEXTS)


def _record_lines() -> Sample:
    return Sample("".join(f"{json.dumps(record)}\n" for record in _RECORDS).encode(), _RECORD_TEXTS)


def _mail() -> Sample:
    head = (
        f"From: Ada Lind <ada@example.org>\r\nTo: Bo Ek <bo@example.org>\r\nSubject: {TITLE}\r\n"
        "Date: Thu, 05 Feb 2026 10:00:00 +0100\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
    )
    plain = "\r\n\r\n".join(SENTENCES)
    html = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    parts = (
        f"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n"
        f"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>{html}</body></html>\r\n--x--\r\n"
    )
    return Sample((head + parts).encode(), (TITLE, *SENTENCES))


def _subtitles(header: str, mark: str) -> Callable[[], Sample]:
    cues = [
        f"{n}\n00:00:{n * 5:02}{mark}000 --> 00:00:{n * 5 + 4:02}{mark}500\n{sentence}\n"
        for n, sentence in enumerate(SENTENCES, 1)
    ]
    return lambda: Sample((header + "\n".join(cues)).encode(), SENTENCES)


def _archive(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            # A mimetype that is not stored plainly at the start makes an OpenDocument file no such file for some.
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, text, compress_type=kind)
    return out.getvalue()


def _workbook(kind: str) -> Callable[[], Sample]:
    """A workbook with one sheet, whose cells are shared strings and numbers."""
    return lambda: Sample(workbook(ROWS, kind), tuple(cell for row in ROWS for cell in row))


def workbook(rows: tuple[tuple[str, ...], ...], kind: str = "sheet", *, dimension: str = "A1:C3") -> bytes:
    """Return a workbook of one sheet named ``Berths``; ``dimension`` is the size that the sheet claims to have."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    whole = f"{office}.sheet.main+xml" if kind == "sheet" else "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    strings = list(dict.fromkeys(cell for row in rows for cell in row if not cell.isdigit()))

    def cell(row: int, column: int, text: str) -> str:
        place = f"{chr(65 + column)}{row + 1}"
        if text.isdigit():
            return f'<c r="{place}"><v>{text}</v></c>'
        return f'<c r="{place}" t="s"><v>{strings.index(text)}</v></c>'

    data = "".join(
        f'<row r="{number + 1}">{"".join(cell(number, column, text) for column, text in enumerate(row))}</row>'
        for number, row in enumerate(rows)
    )
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return _archive(
        {
            "[Content_Types].xml": f'{xml}<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            f'ContentType="{whole}"/><Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{office}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" '
            f'ContentType="{office}.sharedStrings+xml"/><Override PartName="/xl/styles.xml" '
            f'ContentType="{office}.styles+xml"/></Types>',
            "_rels/.rels": f'{xml}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{xml}<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="Berths" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{xml}<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="rId3" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
            "xl/styles.xml": f'{xml}<styleSheet xmlns="{main}"><fonts count="1"><font/></fonts><fills count="1"><fill/>'
            '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
            '<cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>',
            "xl/sharedStrings.xml": f'{xml}<sst xmlns="{main}" count="{len(strings)}" uniqueCount="{len(strings)}">'
            + "".join(f"<si><t>{text}</t></si>" for text in strings)
            + "</sst>",
            "xl/worksheets/sheet1.xml": f'{xml}<worksheet xmlns="{main}"><dimension ref="{dimension}"/>'
            f"<sheetData>{data}</sheetData></worksheet>",
        }
    )


def _spreadsheet() -> Sample:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    body = f'<office:spreadsheet><table:table table:name="Berths">{rows}</table:table></office:spreadsheet>'
    return Sample(open_document(body, kind), tuple(cell for row in ROWS for cell in row))


def _slides() -> Sample:
    shapes = "".join(
        f"<draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>" for text in _PROSE
    )
    kind = "application/vnd.oasis.opendocument.presentation"
    body = f'<office:presentation><draw:page draw:name="One">{shapes}</draw:page></office:presentation>'
    return Sample(open_document(body, kind), _PROSE)


def open_document(body: str, kind: str = "application/vnd.oasis.opendocument.text") -> bytes:
    """Return an OpenDocument file with this inside ``office:body``."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(
        f'xmlns:{short}="{names}:{long}:1.0"'
        for short, long in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
    )
    manifest = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    return _archive(
        {
            "mimetype": kind,
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces} '
            f'office:version="1.2"><office:body>{body}</office:body></office:document-content>',
            "META-INF/manifest.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest '
            f'xmlns:manifest="{names}:manifest:1.0" manifest:version="1.2">{manifest}</manifest:manifest>',
        }
    )


MAKERS: dict[str, Callable[[], Sample]] = {
    ".txt": _text,
    ".text": _text,
    ".log": _text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".mdown": _markdown,
    ".mkd": _markdown,
    ".mdx": _markdown,
    ".qmd": _markdown,
    ".rmd": _markdown,
    ".html": _page,
    ".htm": _page,
    ".xhtml": _page,
    ".pdf": _pdf,
    ".docx": _pandoc("docx"),
    ".epub": _pandoc("epub"),
    ".odt": _pandoc("odt"),
    ".rtf": _pandoc("rtf"),
    ".rst": _pandoc("rst"),
    ".rest": _pandoc("rst"),
    ".ipynb": _pandoc("ipynb"),
    ".pptx": _pandoc("pptx"),
    ".org": _pandoc("org"),
    ".adoc": _pandoc("asciidoc"),
    ".asciidoc": _pandoc("asciidoc"),
    ".mediawiki": _pandoc("mediawiki", has_title=False),
    ".wiki": _pandoc("mediawiki", has_title=False),
    ".docbook": _pandoc("docbook"),
    ".dbk": _pandoc("docbook"),
    ".typ": _pandoc("typst", has_title=False),
    ".tex": _pandoc("latex"),
    ".latex": _pandoc("latex"),
    ".opml": _pandoc("opml"),
    ".fb2": _pandoc("fb2", has_table=False),
    ".xlsx": _workbook("sheet"),
    ".xlsm": _workbook("macros"),
    ".ods": _spreadsheet,
    ".odp": _slides,
    ".csv": _separated(","),
    ".tsv": _separated("\t"),
    ".tab": _separated("\t"),
    ".json": _records,
    ".jsonl": _record_lines,
    ".ndjson": _record_lines,
    ".eml": _mail,
    ".srt": _subtitles("", ","),
    ".vtt": _subtitles("WEBVTT\n\n", "."),
}
"""Suffix → what makes its sample."""
