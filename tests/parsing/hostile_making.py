"""Files by people who mean harm: small to send, and dear to read for whoever reads them naively.

``HOSTILE`` names them; what a file does is in its name. None is larger than a few megabytes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping

from tests.parsing.sample_making import open_document, sample, workbook

SECRET_FILE = "/etc/passwd"
SECRET = "root:x:0"
"""What stands in that file on most Unix systems, and must never be in a text."""

_LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a0 "haha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    + "]>"
)
_THIEF = f'<!DOCTYPE x [<!ENTITY secret SYSTEM "file://{SECRET_FILE}">]>'
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """Return an archive of these members, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_members(suffix: str, members: Mapping[str, bytes | str]) -> bytes:
    """Return the sample of an archive format with these members instead of, or beside, its own."""
    with zipfile.ZipFile(io.BytesIO(sample(suffix).data)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**kept, **members})


def _word(body: str, declaration: str = "") -> bytes:
    document = f"<?xml version='1.0'?>{declaration}<w:document {_WORD}><w:body>{body}</w:body></w:document>"
    return with_members(".docx", {"word/document.xml": document})


def _wide_row() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr><w:p><w:r><w:t>wide</w:t></w:r></w:p></w:tc>'
    rows = "".join(f"<w:tr>{cell.format(1_000_000_000)}{cell.format(30_000)}</w:tr>" for _ in range(500))
    return _word(f"<w:tbl>{rows}</w:tbl>")


def _merged_rows() -> bytes:
    cells = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" * 60
    return _word(f"<w:tbl>{f'<w:tr>{cells}</w:tr>' * 20_000}</w:tbl><w:p><w:r><w:t>after</w:t></w:r></w:p>")


def _misdeclared() -> bytes:
    """An archive whose directory says that a large member is small."""
    bomb = bytearray(with_members(".docx", {"word/document.xml": " " * 200_000_000}))
    at = bomb.rfind(b"PK\x01\x02")
    while at >= 0:
        if bomb[at + 24 : at + 28] == (200_000_000).to_bytes(4, "little"):
            bomb[at + 24 : at + 28] = (100).to_bytes(4, "little")
        at = bomb.rfind(b"PK\x01\x02", 0, at)
    return bytes(bomb)


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_SHOWN = b"<< /Length 38 >>\nstream\nBT /F1 9 Tf 50 700 Td (harbour) Tj ET\n\nendstream"


def _pdf(objects: Iterable[bytes], trailer: bytes = b"/Root 1 0 R", *, count: int | None = None) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    size = count or len(places) + 1
    out.write(b"trailer << /Size %d %s >>\nstartxref\n%d\n%%%%EOF" % (size, trailer, start))
    return out.getvalue()


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> >>"
)


def _page_of(stream: bytes, filters: bytes = b"", more: bytes = b"", further: Iterable[bytes] = ()) -> bytes:
    content = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream)
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return _pdf([_CATALOG, pages, _PAGE % more, content, _FONT, *further])


def _page_tree(kids: Callable[[int], bytes], depth: int) -> bytes:
    nodes = (b"<< /Type /Pages /Kids [%s] /Count 1 >>" % kids(number) for number in range(2, depth + 2))
    return _pdf([_CATALOG, *nodes])


def _flate(times: int, size: int) -> bytes:
    """Return ``size`` blanks, deflated ``times`` times; the whole is never in memory."""
    deflating = zlib.compressobj(1)
    data = b"".join(deflating.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + deflating.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def _flate_page(times: int, size: int) -> bytes:
    filters = b"/Filter [%s]" % (b"/FlateDecode " * times)
    return _page_of(_flate(times, size), filters)


def _form_in_itself() -> bytes:
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 13 >>\n"
        b"stream\n/X Do /X Do\n\nendstream"
    )
    return _page_of(b"/X Do", more=b"/XObject << /X 6 0 R >>", further=[form])


def _many_glyphs(count: int) -> bytes:
    shown = b"BT /F1 9 Tf 50 700 Td (harbour) Tj ET\n" * count
    return _page_of(zlib.compress(shown, 9), b"/Filter /FlateDecode")


def _epub(package: str, **members: str) -> bytes:
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book.opf"/></rootfiles></container>'
    )
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>The quay is long.</p></body></html>'
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "book.opf": package}
    return zipped({**files, "c.xhtml": page, **members})


def _package(items: str, spine: str, declaration: str = "", title: str = "A book") -> str:
    return (
        f'<?xml version="1.0"?>{declaration}<package xmlns="http://www.idpf.org/2007/opf" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>{title}</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )


_CHAPTER = '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'


def _sheet_of_references(count: int) -> bytes:
    """A workbook that shows one long string in each of its cells."""
    book = workbook((("x" * 32_000,),))
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, count + 1))
    return _sheet_with(f"<sheetData>{cells}</sheetData>", book)


def _sheet_with(inside: str, book: bytes | None = None) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(io.BytesIO(book or sample(".xlsx").data)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    kept["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{main}">{inside}</worksheet>'.encode()
    return zipped(kept)


def _open_table(cells: str) -> bytes:
    body = f"<table:table>{cells}</table:table>"
    return open_document(f"<office:text><text:p>The quay is long.</text:p>{body}</office:text>")


def _messages(depth: int) -> bytes:
    head = b"From: a@example.org\nSubject: Nested\nMIME-Version: 1.0\n"
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    closed = b"".join(b"\n--b%d--" % n for n in reversed(range(depth)))
    return head + opened + b"Content-Type: text/plain\n\nThe quay is long.\n" + closed


def _attached_messages(depth: int) -> bytes:
    head = b"From: a@example.org\nSubject: Forwarded\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
    return head * depth + b"From: a@example.org\nContent-Type: text/plain\n\nThe quay is long.\n"


def _cues(count: int, mark: str, header: str = "") -> bytes:
    cues = (
        f"{n}\n00:{n // 60 % 60:02}:{n % 60:02}{mark}000 --> 00:{n // 60 % 60:02}:{n % 60:02}{mark}900\nquay {n}\n\n"
        for n in range(count)
    )
    return (header + "".join(cues)).encode()


def _repeated(text: str, times: int, before: str = "", after: str = "deep") -> Callable[[], bytes]:
    return lambda: (before + text * times + after).encode()


def _nested(opening: str, closing: str, depth: int) -> Callable[[], bytes]:
    return lambda: (opening * depth + "deep" + closing * depth).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    # Plain text
    "exclamations.txt": _repeated("!", 80_000),
    "stops.txt": _repeated(".", 1_000_000),
    "question-marks.txt": _repeated("?!", 200_000),
    "one-word.txt": _repeated("a", 10_000_000),
    "blanks.txt": _repeated(" ", 10_000_000),
    "line-ends.txt": _repeated("\n", 10_000_000),
    "blanks-in-lines.txt": _repeated(" \t\n", 2_000_000),
    "short-sentences.txt": _repeated("Yes. ", 400_000),
    "abbreviations.txt": _repeated("Mr. ", 200_000),
    "initials.txt": _repeated("A. ", 200_000),
    "brackets.txt": _repeated("(", 200_000),
    "quotation-marks.txt": _repeated('"', 200_000),
    "numbers.txt": _repeated("1.", 200_000),
    "zero-width.txt": _repeated("\u200b", 1_000_000),
    "accents.txt": _repeated("\u0301", 1_000_000, "e"),
    "right-to-left.txt": _repeated("\u202e\u2066", 300_000),
    "colons.txt": _repeated("a: b\n", 300_000),
    "rules.txt": _repeated("----------\n", 200_000),
    "bullets.txt": _repeated("- a\n", 300_000),
    "indented.txt": lambda: "".join(" " * (n % 3_000) + "- a\n" for n in range(3_000)).encode(),
    # Markdown
    "cdata.md": _repeated("<![CDATA[", 100_000),
    "processing.md": _repeated("<?", 200_000),
    "quotations.md": _repeated("> ", 100_000),
    "angles.md": _repeated(">", 10_000),
    "lists.md": _repeated("- ", 100_000),
    "lists-in-lines.md": lambda: "".join("  " * n + "- a\n" for n in range(2_000)).encode(),
    "open-brackets.md": _repeated("[", 100_000),
    "images.md": _repeated("![", 100_000),
    "links.md": _repeated("[a](", 100_000),
    "references.md": lambda: ("[a]: /x\n" * 100_000 + "[a]" * 100_000).encode(),
    "notes.md": lambda: "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(30_000)).encode(),
    "stars.md": _repeated("*a **b ", 100_000),
    "underscores.md": _repeated("_", 200_000),
    "ticks.md": lambda: "".join("`" * n + " " for n in range(2_000)).encode(),
    "wide-table.md": lambda: f"{'|a' * 100_000}\n{'|-' * 100_000}\n{'|b' * 100_000}\n".encode(),
    "tall-table.md": lambda: b"|a|b|\n|-|-|\n" + b"|c|d|\n" * 200_000,
    "entities.md": _repeated("&", 200_000),
    "html.md": _repeated("<a ", 100_000),
    "comments.md": _repeated("<!-- ", 100_000),
    "percents.md": _repeated("%%", 100_000),
    "yaml-brackets.md": lambda: f"---\na: {'[' * 100_000}\n---\ntext".encode(),
    "yaml-aliases.md": lambda: (
        "---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
        + "title: *a9\n---\ntext"
    ).encode(),
    "toml.md": lambda: f"+++\na = {'[' * 50_000}\n+++\ntext".encode(),
    # HTML
    "less-than.html": _repeated("<", 5_000_000, after=""),
    "divisions.html": _nested("<div>", "</div>", 100_000),
    "open-divisions.html": _repeated("<div>", 300_000),
    "tables.html": _repeated("<table><tr><td>", 30_000),
    "lists.html": _repeated("<ul><li>", 50_000),
    "bold.html": _repeated("<b>", 200_000),
    "crossed.html": _repeated("<b><p></b>", 30_000),
    "formatting.html": _repeated("<a><b><i><u><p>", 20_000),
    "paragraphs.html": _repeated("<p>a", 500_000),
    "attributes.html": lambda: f"<p {''.join(f'a{n}=b ' for n in range(200_000))}>text</p>".encode(),
    "long-attribute.html": lambda: f'<p title="{"x" * 5_000_000}">text</p>'.encode(),
    "ampersands.html": _repeated("&", 3_000_000),
    "comments.html": _repeated("<!--", 500_000, after="--><p>text</p>"),
    "spans.html": lambda: (
        "<table>" + '<tr><td rowspan="65534" colspan="1000">a</td><td>b</td></tr>' * 2_000 + "</table>"
    ).encode(),
    "headings.html": lambda: "".join(f"<h{n % 6 + 1}>{n}</h{n % 6 + 1}>" for n in range(200_000)).encode(),
    "quotes.html": _repeated("<q>", 100_000),
    "raised.html": _repeated("<sup>", 100_000),
    "details.html": _nested("<details><summary>a</summary>", "</details>", 20_000),
    "hidden.html": _repeated('<div hidden aria-expanded="false">', 50_000),
    "controls.html": lambda: "".join(f'<button aria-controls="p{n}">q</button>' for n in range(50_000)).encode()
    + "".join(f'<div id="p{n}" hidden>a</div>' for n in range(50_000)).encode(),
    "linked-data.html": lambda: f'<script type="application/ld+json">{"[" * 200_000}</script><p>text</p>'.encode(),
    "thief.xhtml": lambda: f"<?xml version='1.0'?>{_THIEF}<html><body><p>quay &secret;</p></body></html>".encode(),
    "laughs.xhtml": lambda: f"<?xml version='1.0'?>{_LAUGHS}<html><body><p>quay &a10;</p></body></html>".encode(),
    # Word
    "wide-row.docx": _wide_row,
    "merged-rows.docx": _merged_rows,
    "runs.docx": lambda: _word(f"<w:p>{'<w:r><w:t>a</w:t></w:r>' * 5_000_000}</w:p>"),
    "paragraphs.docx": lambda: _word("<w:p><w:r><w:t>The quay.</w:t></w:r></w:p>" * 2_000_000),
    "nested-tables.docx": lambda: _word(
        f"{'<w:tbl><w:tr><w:tc>' * 20_000}<w:p/>{'</w:tc></w:tr></w:tbl>' * 20_000}"
    ),
    "nested-tags.docx": lambda: _word(f"<w:p>{'<w:smartTag>' * 100_000}{'</w:smartTag>' * 100_000}</w:p>"),
    "fields.docx": lambda: _word(
        "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 200_000 + "<w:r><w:t>a</w:t></w:r></w:p>"
    ),
    "laughs.docx": lambda: _word("<w:p><w:r><w:t>&a10;</w:t></w:r></w:p>", _LAUGHS),
    "thief.docx": lambda: _word("<w:p><w:r><w:t>quay &secret;</w:t></w:r></w:p>", _THIEF),
    "large-part.docx": lambda: with_members(".docx", {"word/document.xml": b" " * 300_000_000}),
    "large-media.docx": lambda: with_members(".docx", {"word/media/image1.png": b"\0" * 300_000_000}),
    "large-properties.docx": lambda: with_members(".docx", {"docProps/core.xml": b" " * 200_000_000}),
    "misdeclared.docx": _misdeclared,
    "parts.docx": lambda: with_members(".docx", {f"word/part{n}.xml": "" for n in range(60_000)}),
    "same-names.docx": lambda: zipped({f"../../{'../' * n}etc/x": "x" for n in range(1_000)}),
    # EPUB
    "spine.epub": lambda: _epub(_package(_CHAPTER, '<itemref idref="c"/>' * 100_000)),
    "items.epub": lambda: _epub(
        _package(
            "".join(f'<item id="c{n}" href="c.xhtml" media-type="application/xhtml+xml"/>' for n in range(100_000)),
            "".join(f'<itemref idref="c{n}"/>' for n in range(100_000)),
        )
    ),
    "large-chapter.epub": lambda: _epub(
        _package(_CHAPTER, '<itemref idref="c"/>'), **{"c.xhtml": f"<html><body>{'<p>a</p>' * 8_000_000}</body></html>"}
    ),
    "divisions.epub": lambda: _epub(
        _package(_CHAPTER, '<itemref idref="c"/>'), **{"c.xhtml": f"<html><body>{'<div>' * 100_000}deep"}
    ),
    "laughs.epub": lambda: _epub(_package(_CHAPTER, '<itemref idref="c"/>', _LAUGHS, "&a10;")),
    "thief.epub": lambda: _epub(
        _package(_CHAPTER, '<itemref idref="c"/>', _THIEF, "&secret;"),
        **{"c.xhtml": f"<?xml version='1.0'?>{_THIEF}<html><body><p>quay &secret;</p></body></html>"},
    ),
    "outside.epub": lambda: _epub(
        _package(_CHAPTER.replace("c.xhtml", f"../../../../..{SECRET_FILE}"), '<itemref idref="c"/>')
    ),
    # PDF
    "objects.pdf": lambda: _pdf([_CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"] + [b"<<>>"] * 1_000_000),
    "own-kid.pdf": lambda: _page_tree(lambda _: b"2 0 R", 1),
    "doubling-tree.pdf": lambda: _page_tree(lambda n: b"%d 0 R %d 0 R" % (n + 1, n + 1) if n < 60 else b"", 60),
    "deep-tree.pdf": lambda: _page_tree(lambda n: b"%d 0 R" % (n + 1), 100_000),
    "claimed-pages.pdf": lambda: _pdf(
        [_CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", _PAGE % b"", _SHOWN, _FONT]
    ),
    "same-page.pdf": lambda: _pdf(
        [_CATALOG, b"<< /Type /Pages /Kids [%s] /Count 300000 >>" % (b"3 0 R " * 300_000), _PAGE % b"", _SHOWN, _FONT]
    ),
    "previous-table.pdf": lambda: _pdf([_CATALOG], b"/Root 1 0 R /Prev 9"),
    "claimed-size.pdf": lambda: _pdf([_CATALOG], count=2_000_000_000),
    "inflated.pdf": lambda: _flate_page(1, 1_000_000_000),
    "inflated-twice.pdf": lambda: _flate_page(2, 1_000_000_000),
    "form-in-itself.pdf": _form_in_itself,
    "glyphs.pdf": lambda: _many_glyphs(1_000_000),
    "arrays.pdf": lambda: _page_of(b"[" * 1_000_000),
    "brackets.pdf": lambda: _page_of(b"q " * 1_000_000),
    "dictionaries.pdf": lambda: _pdf([b"<< /Type /Catalog /Pages 2 0 R /X %s >>" % (b"<< /X " * 100_000)]),
    "far-apart.pdf": lambda: _page_of(b"BT /F1 1e9 Tf 1e30 0 0 1e30 -1e30 1e30 Tm (a) Tj 1e38 1e38 Td (b) Tj ET"),
    # OpenDocument
    "columns.odt": lambda: _open_table(
        '<table:table-row><table:table-cell table:number-columns-repeated="1000000000"><text:p>a</text:p>'
        "</table:table-cell></table:table-row>"
    ),
    "rows.odt": lambda: _open_table(
        '<table:table-row table:number-rows-repeated="1000000000"><table:table-cell><text:p>a</text:p>'
        "</table:table-cell></table:table-row>"
    ),
    "spanned.odt": lambda: _open_table(
        '<table:table-row><table:table-cell table:number-columns-spanned="1000000000" '
        'table:number-rows-spanned="1000000000"><text:p>a</text:p></table:table-cell></table:table-row>'
    ),
    "blanks.odt": lambda: open_document('<office:text><text:p>a<text:s text:c="2000000000"/>b</text:p></office:text>'),
    "sections.odt": lambda: open_document(
        f"<office:text>{'<text:section>' * 100_000}{'</text:section>' * 100_000}</office:text>"
    ),
    "lists.odt": lambda: open_document(
        f"<office:text>{'<text:list><text:list-item>' * 20_000}<text:p>a</text:p>"
        f"{'</text:list-item></text:list>' * 20_000}</office:text>"
    ),
    "large.odt": lambda: open_document(f"<office:text>{'<text:p>The quay.</text:p>' * 5_000_000}</office:text>"),
    "laughs.odt": lambda: with_members(".odt", {"content.xml": f"<?xml version='1.0'?>{_LAUGHS}<x>&a10;</x>"}),
    "thief.odt": lambda: with_members(".odt", {"content.xml": f"<?xml version='1.0'?>{_THIEF}<x>&secret;</x>"}),
    "columns.ods": lambda: open_document(
        '<office:spreadsheet><table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>a</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet>",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    # Slides and workbooks
    "groups.pptx": lambda: with_members(
        ".pptx",
        {
            "ppt/slides/slide1.xml": '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
            f"<p:cSld><p:spTree>{'<p:grpSp>' * 100_000}{'</p:grpSp>' * 100_000}</p:spTree></p:cSld></p:sld>"
        },
    ),
    "large.pptx": lambda: with_members(".pptx", {"ppt/slides/slide1.xml": b" " * 300_000_000}),
    "laughs.pptx": lambda: with_members(".pptx", {"ppt/slides/slide1.xml": f"{_LAUGHS}<x>&a10;</x>"}),
    "claimed-size.xlsx": lambda: workbook((("Berth", "Fee"), ("Granite", "31")), dimension="A1:XFD1048576"),
    "last-cell.xlsx": lambda: _sheet_with(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    ),
    "far-cells.xlsx": lambda: _sheet_with(
        "<sheetData>"
        + "".join(f'<row r="{n}"><c r="XFD{n}"><v>{n}</v></c></row>' for n in range(1, 100_000))
        + "</sheetData>"
    ),
    "references.xlsx": lambda: _sheet_of_references(1_000_000),
    "merged.xlsx": lambda: _sheet_with(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
        "<mergeCells>" + "".join(f'<mergeCell ref="A1:XFD{n}"/>' for n in range(2, 20_000)) + "</mergeCells>"
    ),
    "large.xlsx": lambda: _sheet_with("<sheetData>" + '<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 4_000_000),
    "laughs.xlsx": lambda: with_members(
        ".xlsx", {"xl/sharedStrings.xml": f"{_LAUGHS}<sst><si><t>&a10;</t></si></sst>"}
    ),
    # RTF
    "groups.rtf": lambda: b"{\\rtf1 " + b"{" * 100_000 + b"deep" + b"}" * 100_001,
    "open-groups.rtf": lambda: b"{\\rtf1 " + b"{\\b " * 500_000,
    "binary.rtf": lambda: b"{\\rtf1 \\bin2147483647 deep}",
    "paragraphs.rtf": lambda: b"{\\rtf1 " + b"a\\par " * 1_000_000 + b"}",
    "unicode.rtf": lambda: b"{\\rtf1 " + b"\\uc999999999\\u9999999999999 ?" * 50_000 + b"}",
    "cells.rtf": lambda: b"{\\rtf1 " + b"\\trowd" + b"\\cellx1" * 100_000 + b"a\\cell " * 100_000 + b"\\row}",
    # Tables and records
    "columns.csv": lambda: b",".join([b"a"] * 1_000_000) + b"\n" + b",".join([b"b"] * 1_000_000),
    "rows.csv": lambda: b"a,b\n" * 1_000_000,
    "open-quote.csv": lambda: b'a,b\n"' + b"x,y\n" * 1_000_000,
    "quotes.csv": lambda: b'a,b\n' + b'"' * 2_000_001,
    "columns.tsv": lambda: b"\t".join([b"a"] * 1_000_000),
    "nested.json": _nested("[", "]", 100_000),
    "nested-records.json": _nested('{"a":', "}", 100_000),
    "digits.json": lambda: b'[{"question": "how many?", "answer": ' + b"9" * 1_000_000 + b"}]",
    "records.json": lambda: b"[" + b",".join([b'{"question": "a", "answer": "b"}'] * 300_000) + b"]",
    "keys.json": lambda: b"[{" + b",".join(b'"k%d": "v"' % n for n in range(300_000)) + b"}]",
    "nested.jsonl": lambda: b'{"a": "b"}\n' + b"[" * 100_000 + b"\n",
    "lines.jsonl": lambda: b'{"question": "a", "answer": "b"}\n' * 300_000,
    "nested.ipynb": _nested('{"cells":[', "]}", 50_000),
    "cells.ipynb": lambda: (
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ['
        + b",".join([b'{"cell_type": "markdown", "metadata": {}, "source": ["a"]}'] * 100_000)
        + b"]}"
    ),
    # Messages and subtitles
    "parts.eml": lambda: _messages(10_000),
    "forwarded.eml": lambda: _attached_messages(10_000),
    "long-head.eml": lambda: b"Subject: " + b"=?utf-8?q?a?= " * 300_000 + b"\n\nThe quay is long.",
    "heads.eml": lambda: b"X-A: b\n" * 500_000 + b"\nThe quay is long.",
    "addresses.eml": lambda: b"From: " + b"<a@b>," * 200_000 + b"\nTo: " + b"(" * 100_000 + b"\n\nThe quay is long.",
    "replies.eml": lambda: b"From: a@example.org\nSubject: a\n\n" + b">" * 1_000_000,
    "cues.srt": lambda: _cues(200_000, ","),
    "one-cue.srt": lambda: b"1\n00:00:01,000 --> 00:00:02,000\n" + b"a\n" * 1_000_000,
    "arrows.srt": lambda: b"-->\n" * 500_000,
    "cues.vtt": lambda: _cues(200_000, ".", "WEBVTT\n\n"),
    "tags.vtt": lambda: b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<b>" * 500_000 + b"deep",
    # Markup that pandoc reads
    "stars.org": _repeated("*", 100_000),
    "drawers.org": _repeated(":A:\n", 100_000),
    "thief.org": lambda: f'#+INCLUDE: "{SECRET_FILE}"\n\nThe quay is long.'.encode(),
    "quotations.rst": lambda: "".join(" " * n + "a\n\n" for n in range(3_000)).encode(),
    "thief.rst": lambda: f".. include:: {SECRET_FILE}\n\n.. csv-table::\n   :file: {SECRET_FILE}\n\nThe quay.".encode(),
    "thief.adoc": lambda: f"include::{SECRET_FILE}[]\n\nThe quay is long.".encode(),
    "delimiters.adoc": _repeated("====\n", 50_000),
    "apostrophes.mediawiki": _repeated("'''''", 50_000),
    "braces.mediawiki": _repeated("{{", 100_000),
    "brackets.mediawiki": _repeated("[[", 100_000),
    "tables.mediawiki": _repeated("{|\n|\n", 20_000),
    "laughs.docbook": lambda: f"<?xml version='1.0'?>{_LAUGHS}<article><para>quay &a10;</para></article>".encode(),
    "thief.docbook": lambda: f"<?xml version='1.0'?>{_THIEF}<article><para>quay &secret;</para></article>".encode(),
    "sections.docbook": _nested("<section>", "</section>", 100_000),
    "braces.tex": _repeated("{", 100_000),
    "macros.tex": lambda: (
        "".join("\\newcommand{\\x" + chr(97 + n) + "}{" + f"\\x{chr(98 + n)}" * 10 + "}\n" for n in range(9))
        + "\\newcommand{\\xj}{haha}\n\\xa"
    ).encode(),
    "own-macro.tex": lambda: b"\\newcommand{\\a}{\\a\\a}\n\\a",
    "environments.tex": _repeated("\\begin{itemize}\\item ", 20_000),
    "thief.tex": lambda: f"\\input{{{SECRET_FILE}}}\\include{{{SECRET_FILE}}} The quay is long.".encode(),
    "loop.typ": lambda: b"#while true { [a] }",
    "recursion.typ": lambda: b"#let f(x) = f(x + 1)\n#f(0)",
    "growing.typ": lambda: b'#let s = "quay"\n#for n in range(40) { s = s + s }\n#s',
    "brackets.typ": _repeated("#[", 50_000),
    "thief.typ": lambda: f'#read("{SECRET_FILE}")\n#include "{SECRET_FILE}"\n\nThe quay is long.'.encode(),
    "outlines.opml": lambda: (
        b"<opml><body>" + b'<outline text="a">' * 100_000 + b"</outline>" * 100_000 + b"</body></opml>"
    ),
    "sections.fb2": lambda: (
        b"<FictionBook><body>" + b"<section>" * 100_000 + b"</section>" * 100_000 + b"</body></FictionBook>"
    ),
    "laughs.fb2": lambda: f"<?xml version='1.0'?>{_LAUGHS}<FictionBook><body>&a10;</body></FictionBook>".encode(),
}  # fmt: skip
"""Name of the file → what makes it."""
