"""Excel workbooks."""

import contextlib
import datetime
import io
import zipfile
from collections.abc import Callable, Iterable

import openpyxl
import pytest
from openpyxl.comments import Comment

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind
from retrieval.parsing.spreadsheets.number_formats import BUILTIN_CODES, shown_number, shown_words

BOOK = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def of_rows(rows: Iterable[Iterable[object]], change: Callable[..., object] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(book, sheet)
    return saved(book)


def raw(sheet: str) -> bytes:
    """A workbook of one sheet, written by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, kind, target in (("", "officeDocument", "xl/workbook.xml"), ("xl/", "worksheet", "s.xml")):
            name = f"{folder}_rels/{'workbook.xml' if folder else ''}.rels"
            relation = f'<Relationship Id="r1" Type="{DOCUMENT}/{kind}" Target="{target}"/>'
            archive.writestr(name, f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>')
        sheets = '<sheets><sheet name="S" r:id="r1"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{BOOK}" xmlns:r="{DOCUMENT}">{sheets}</workbook>')
        archive.writestr("xl/s.xml", f'<worksheet xmlns="{BOOK}">{sheet}</worksheet>')
    return out.getvalue()


# Compared with what LibreOffice shows, except where a format follows the reader's own settings.
SHOWN = [
    ("1234.5", "#,##0.00 €", "1,234.50 €"),
    ("0.19", "0%", "19%"),
    ("0.195", "0.0%", "19.5%"),
    ("46056", "dd/mm/yyyy", "03/02/2026"),
    ("46056.3784722222", "d mmm yyyy h:mm AM/PM", "3 Feb 2026 9:05 AM"),
    ("0.604166666666667", "hh:mm", "14:30"),
    ("1.5", "[h]:mm", "36:00"),
    ("1.25347222222222", "[mm]:ss", "1805:00"),
    ("-1234.5", "#,##0.00;[Red](#,##0.00)", "(1,234.50)"),
    ("-3", "0.00", "-3.00"),
    ("-0.001", "0.00", "0.00"),
    ("12345678", "0.00E+00", "1.23E+07"),
    ("2.75", "# ?/?", "2 3/4"),
    ("0", '#,##0;-#,##0;"-"', "-"),
    ("5", '"$"#,##0.00', "$5.00"),
    ("5.5", "[$€-407] #,##0.00", "€ 5.50"),
    ("1234.5", '_("$"* #,##0.00_)', "$1,234.50"),
    ("5551234", "000\\-0000", "555-1234"),
    ("1234567", '#,##0,"k"', "1,235k"),
    ("491701234567", '"+"#', "+491701234567"),
    ("46056", "dddd, d mmmm yyyy", "Tuesday, 3 February 2026"),
    ("150", '[>100]"high";"low"', "high"),
    ("21.5", '0.0 "°C"', "21.5 °C"),
    ("7", "0000", "0007"),
    ("4006381333931", "0", "4006381333931"),
    ("46056", "General", "46056"),
    ("0.30000000000000004", "General", "0.3"),
    ("46056", "mm-dd-yy", "2026-02-03"),
    ("46056", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2026-02-03"),
    ("12", ";;;", ""),
]


@pytest.mark.parametrize(("written", "code", "shown"), SHOWN)
def test_numbers_are_written_as_cells_show_them(written: str, code: str, shown: str) -> None:
    assert shown_number(written, code) == shown


def test_days_may_count_from_1904() -> None:
    assert shown_number("44594", "yyyy-mm-dd", from_1904=True) == "2026-02-03"


def test_codes_of_texts_add_what_they_say() -> None:
    assert shown_words("12b", '"Art. "@') == "Art. 12b"
    assert shown_words("secret", ";;;") == ""
    assert shown_words("plain", "0.00") == "plain"


@pytest.mark.parametrize(
    "code", ["0" * 5_000, "#,##0" * 500, '"' * 999, "[h" * 400, "E+" * 99, "?/?/?", ";" * 999, "."]
)
@pytest.mark.parametrize("written", ["1e300", "-1e-300", "nan", "inf", "9" * 500, "x", "-5", "0"])
def test_no_code_and_no_number_breaks_a_cell(code: str, written: str) -> None:
    assert isinstance(shown_number(written, code), str)


def test_a_sheet_is_a_heading_and_its_rows_a_table(read, written) -> None:
    def change(book, sheet) -> None:
        sheet.title = "Berths"
        second = book.create_sheet("Fees")
        second.append(["Boat", "Fee"])
        second.append(["Small", 8.5])
        second["B2"].number_format = "0.00 €"

    content = read(of_rows([["Berth", "Metres", "Since"], ["7", 12, datetime.date(2026, 2, 3)]], change), "a.xlsx")
    assert written(content) == ["Berth | Metres | Since\n7 | 12 | 2026-02-03", "Boat | Fee\nSmall | 8.50 €"]
    assert [(block.heading, block.kind) for block in content.blocks] == [
        ("Berths", BlockKind.TABLE),
        ("Fees", BlockKind.TABLE),
    ]


def test_an_empty_row_parts_two_tables_and_a_lone_cell_leads_one(read, written) -> None:
    content = read(
        of_rows([["Fees 2026"], ["Boat", "Fee"], ["Small", 8], [], ["Pier", "Depth"], ["East", None]]), "a.xlsx"
    )
    assert written(content) == ["Fees 2026", "Boat | Fee\nSmall | 8", "Pier | Depth\nEast"]


def test_merged_cells_are_repeated_in_the_rows_that_they_span(read, written) -> None:
    rows = [["Pier", "Berth", "Metres"], ["East", "7", 12], [None, "8", 15], ["West", "1", 9]]
    content = read(of_rows(rows, lambda _, sheet: sheet.merge_cells("A2:A3")), "a.xlsx")
    assert written(content) == ["Pier | Berth | Metres\nEast | 7 | 12\nEast | 8 | 15\nWest | 1 | 9"]


def test_what_a_workbook_hides_is_left_out_and_named(read) -> None:
    def change(book, sheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet["A1"].comment = Comment("secret", "Bo")
        for name, state in (("Costs", "hidden"), ("Deep", "veryHidden")):
            hidden = book.create_sheet(name)
            hidden["A1"] = "secret"
            hidden.sheet_state = state

    rows = [["Boat", "Fee", "secret"], ["secret", 1, "secret"], ["Large", 20, "secret"]]
    content = read(of_rows(rows, change), "a.xlsx")
    assert content.text == "Boat | Fee\nLarge | 20"
    assert [left.what for left in content.left_out] == [
        "1 hidden row",
        "1 hidden column",
        "1 hidden sheet “Costs”",
        "1 hidden sheet “Deep”",
        "1 comment",
    ]


def test_formulas_show_their_result_and_are_named_when_there_is_none(read) -> None:
    content = read(of_rows([["Sum", "=1+1"], ["Other", 3]]), "a.xlsx")
    assert content.text == "Sum\n\nOther | 3"
    assert [left.what for left in content.left_out] == ["1 formula"]
    cells = '<c r="A1" t="str"><f>A2</f><v>two</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="e"><v>#N/A</v></c>'
    assert read(raw(f'<sheetData><row r="1">{cells}</row></sheetData>'), "a.xlsx").text.endswith("two | 2 | #N/A")


def test_runs_are_joined_and_reading_aids_are_not_read(read) -> None:
    text = '<is><r><t>Har</t></r><r><t xml:space="preserve">bour 2</t></r><rPh sb="0" eb="1"><t>aid</t></rPh></is>'
    content = read(raw(f'<sheetData><row><c t="inlineStr">{text}</c></row></sheetData>'), "a.xlsx")
    assert "Harbour 2" in content.text
    assert "aid" not in content.text


def test_title_author_and_date_are_those_of_the_file_never_a_program(read) -> None:
    plain = read(of_rows([["a", "b"]]), "a.xlsx")
    assert (plain.title, plain.author, plain.date) == (None, None, None)

    def change(book, _sheet) -> None:
        book.properties.title, book.properties.creator = "Fees", "Ida Holm"
        book.properties.created = datetime.datetime(2025, 4, 2, 9)

    content = read(of_rows([["a", "b"]], change), "2026-01-31.xlsx")
    assert (content.title, content.author, content.date) == ("Fees", "Ida Holm", "2025-04-02")


def test_two_cells_that_are_far_apart_take_no_room(read) -> None:
    far = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    content = read(raw(f'{far}<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'), "a.xlsx")
    assert len(content.text) < 20
    pairs = "".join(f'<row><c r="A{n}"><v>1</v></c><c r="{c}{n}"><v>2</v></c></row>' for n, c in columns(3_000))
    assert len(read(raw(f"<sheetData>{pairs}</sheetData>"), "a.xlsx").text) < 50_000


def columns(count: int) -> Iterable[tuple[int, str]]:
    from openpyxl.utils import get_column_letter

    return ((number, get_column_letter(number + 1)) for number in range(1, count + 1))


def test_merges_and_hidden_columns_without_end_are_survived(read, holds) -> None:
    rows = "".join("<row><c><v>1</v></c><c><v>2</v></c></row>" for _ in range(200))
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 20_000
    holds(read(raw(f"<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells>"), "a.xlsx"))
    hidden = '<col min="5" max="999999999" hidden="1"/>' * 20_000
    holds(read(raw(f"<cols>{hidden}</cols><sheetData>{rows}</sheetData>"), "a.xlsx"))


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, b"text", raw("<sheetData><row><c><v>1</v></c></row>")]
)
def test_what_is_no_workbook_is_refused(data: bytes, read) -> None:
    with pytest.raises(UnreadableFile):
        read(data if data[:2] != b"PK" else data[:-40], "a.xlsx")


def test_entities_are_not_opened(read) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw("<sheetData/>"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            cells = b'<sheetData><row><c t="inlineStr"><is><t>a &e; b</t></is></c></row></sheetData>'
            body = old.read(name).replace(b"<sheetData/>", cells)
            new.writestr(name, entity + body if name == "xl/s.xml" else body)
    with contextlib.suppress(UnreadableFile):
        assert "root" not in read(out.getvalue(), "a.xlsx").text


def test_the_codes_with_numbers_show_what_the_standard_says() -> None:
    for number, code in openpyxl.styles.numbers.BUILTIN_FORMATS.items():
        if number == 44:
            continue  # openpyxl's copy lacks its semicolons
        for written in ("46056.25", "-2.5", "0", "1234.567"):
            is_time_before_all = written[0] == "-" and number in (*range(14, 23), 45, 47)
            if not is_time_before_all:
                shown = shown_number(written, code.replace("mmss.0", "mm:ss.0")).replace(" ", "")
                assert shown_number(written, BUILTIN_CODES[number]).replace(" ", "") == shown, (number, written)


OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def open_document(body: str, styles: str = "") -> bytes:
    """An OpenDocument spreadsheet of the given tables."""
    names = " ".join(f'xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", content)
    return out.getvalue()


def row(*cells: str, of: str = "") -> str:
    shown = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f"<table:table-row {of}>{shown}</table:table-row>"


def test_an_open_document_is_read_as_it_is_shown(read, written) -> None:
    merged = (
        '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>East</text:p></table:table-cell>'
        "<table:table-cell><office:annotation><text:p>secret</text:p></office:annotation><text:p>7<text:s/>a</text:p>"
        "</table:table-cell></table:table-row><table:table-row><table:covered-table-cell/>"
        "<table:table-cell><text:p>8</text:p></table:table-cell></table:table-row>"
    )
    hidden = row("secret", "x", of='table:visibility="collapse"')
    tables = (
        f'<table:table table:name="Piers">{row("Pier", "Berth")}{merged}'
        f"{hidden}{row('West', '2,50 €')}"
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        f'<table:table table:name="Costs" table:style-name="h">{row("secret")}</table:table>'
    )
    style = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    content = read(open_document(tables, style), "a.ods")
    assert written(content) == ["Pier | Berth\nEast | 7 a\nEast | 8\nWest | 2,50 €"]
    assert [block.heading for block in content.blocks] == ["Piers"]
    assert [left.what for left in content.left_out] == ["1 hidden row", "1 hidden sheet “Costs”", "1 comment"]


def test_repeated_cells_without_end_are_survived(read, holds) -> None:
    cell = '<table:table-cell table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="999999999">{cell}</table:table-row>' * 3
    holds(read(open_document(f'<table:table table:name="S">{rows}</table:table>'), "a.ods"))
