import io
import zipfile
from datetime import datetime

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind
from retrieval.parsing import archive

WORD = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
STYLES = ["Normal", "Heading 1", "Heading 3", "List Bullet", "Title", "Quote", "Table"]


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=st.lists(st.tuples(st.sampled_from(STYLES), LINE), min_size=1, max_size=6))
def test_no_word_is_lost(parts: list[tuple[str, str]], read, holds) -> None:
    document = docx.Document()
    for style, line in parts:
        if style == "Table":
            table = document.add_table(1, 2)
            table.cell(0, 0).text = table.cell(0, 1).text = line
        else:
            document.add_paragraph(line, style)
    try:
        content = read(saved(document), "a.docx")
    except UnreadableFile as refusal:
        assert str(refusal) == "holds no text"  # noqa: PT017
    else:
        assert not content.has_lines
        visible = [word for _, line in parts for word in line.split() if any(map(str.isalnum, word))]
        holds(content, visible)


def test_paragraphs_lists_and_tables_stand_in_order_under_their_headings(read, written) -> None:
    document = docx.Document()
    document.add_paragraph("The Long Quay", "Title")
    document.add_paragraph("It is long.")
    document.add_heading("Ropes", 1)
    document.add_heading("Kinds", 2)
    document.add_paragraph("hemp", "List Bullet")
    document.add_paragraph("steel", "List Number")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["m", "use", "9", "tie"], strict=True):
        cell.text = text
    document.add_heading("Storage", 1)
    document.add_paragraph("Keep it dry.")
    content = read(saved(document), "a.docx")
    assert content.title == "The Long Quay"
    assert written(content) == ["It is long.", "• hemp\n1. steel", "m | use\n9 | tie", "Keep it dry."]
    assert [(block.kind.value, block.heading) for block in content.blocks] == [
        ("paragraph", None),
        ("list", "Ropes > Kinds"),
        ("table", "Ropes > Kinds"),
        ("paragraph", "Storage"),
    ]


def test_merged_cells_are_read_once_and_a_frame_is_no_table(read, written) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "both"
    table.cell(1, 0).text, table.cell(1, 1).text = "one", "two"
    document.add_paragraph("Between.")
    document.add_table(1, 1).cell(0, 0).text = "Framed."
    content = read(saved(document), "a.docx")
    assert written(content) == ["both\none | two", "Between.", "Framed."]
    assert content.blocks[-1].kind is BlockKind.PARAGRAPH


def test_a_small_table_in_a_cell_leaves_the_rows_around_it_together(read, written) -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    for number, text in enumerate(["Pier", "Berths", "East", "Four, all of them with water", "West", "Two"]):
        table.cell(number // 2, number % 2).text = text
    inside = table.cell(2, 1).add_table(1, 2)
    inside.cell(0, 0).text, inside.cell(0, 1).text = "long", "short"
    assert written(read(saved(document), "a.docx")) == [
        "Pier | Berths\nEast | Four, all of them with water\nWest | Two long short"
    ]


def test_insertions_are_read_deletions_are_not_and_content_controls_are_entered(read, written) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("It is ")
    for xml in (
        "<w:ins {}><w:r><w:t>long.</w:t></w:r></w:ins>",
        "<w:del {}><w:r><w:delText>short.</w:delText></w:r></w:del>",
    ):
        paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    control = "<w:sdt {}><w:sdtContent><w:p><w:r><w:t>Controlled.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    paragraph._p.addnext(parse_xml(control.format(nsdecls("w"))))
    assert written(read(saved(document), "a.docx")) == ["It is long.", "Controlled."]


def test_core_properties_are_metadata_but_not_those_of_the_template(read) -> None:
    document = docx.Document()
    document.add_paragraph("Text.")
    content = read(saved(document), "a.docx")
    assert (content.title, content.author, content.date) == (None, None, None)
    core = document.core_properties
    core.title, core.author, core.created = "The Quay", "Ida Holm", datetime(2024, 3, 2)
    content = read(saved(document), "a.docx")
    assert (content.title, content.author, content.date) == ("The Quay", "Ida Holm", "2024-03-02")


@pytest.mark.parametrize(("tag", "language"), [("pt-BR", "pt"), ("hrv", "hr"), ("slk-SK", "sk"), ("", None)])
def test_the_language_of_the_core_properties_counts_where_the_text_is_too_short(
    tag: str, language: str | None, read
) -> None:
    document = docx.Document()
    document.add_paragraph("Menu")
    assert read(saved(document), "a.docx").language is None
    document.core_properties.language = tag
    assert read(saved(document), "a.docx").language == language


def test_a_long_list_is_given_item_by_item(read, written) -> None:
    document = docx.Document()
    items = [f"item {number} {'word ' * 20}".strip() for number in range(10)]
    for item in items:
        document.add_paragraph(item, "List Bullet")
    assert written(read(saved(document), "a.docx")) == [f"• {item}" for item in items]


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, read) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", bytes(2_000_000))
    for name in ("a.docx", "a.epub"):
        with pytest.raises(UnreadableFile, match=r"unpacks to 2,000,000 bytes.*1,000,000"):
            read(out.getvalue(), name)


def test_an_old_or_encrypted_file_is_refused_as_such(read) -> None:
    with pytest.raises(UnreadableFile, match="encrypted, or an old"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.docx")
