"""What Word shows beside plain paragraphs: numbers, notes, margins, boxes, equations, headings by their looks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.parsing.word import package

from ..office_making import numbered, numbering, paragraph, word

BOLD = "<w:b/>"
WORDS = st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=6).map(" ".join)


def headings(content) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in content.headings]


def paths(content) -> list[str | None]:
    return [block.heading for block in content.blocks]


def left_out(content) -> list[str]:
    return [each.what for each in content.left_out]


def test_numbers_are_written_as_they_are_printed(read, written) -> None:
    levels = numbering(("decimal", "§ %1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)"), ("upperRoman", "(%4)"))
    body = "".join(
        numbered(text, level)
        for text, level in [
            ("Berths.", 0), ("Berths are let by the month.", 1), ("Boats over 12 m:", 1), ("pay double;", 2),
            ("need a pilot;", 2), ("by night,", 3), ("Storage.", 0), ("Nothing is stored on the quay.", 1),
        ]
    )  # fmt: skip
    assert written(read(word(body, numbering=levels), "a.docx"))[0].split("\n") == [
        "§ 1 Berths.", "1.1 Berths are let by the month.", "1.2 Boats over 12 m:", "a) pay double;", "b) need a pilot;",
        "(I) by night,", "§ 2 Storage.", "2.1 Nothing is stored on the quay.",
    ]  # fmt: skip


def test_a_number_that_starts_elsewhere_or_comes_from_a_style_is_the_printed_one(read, written) -> None:
    levels = numbering(("decimal", "%1.")) + (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num>"
    )
    style = (
        '<w:style w:type="paragraph" w:styleId="Step"><w:name w:val="Step"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    styled = paragraph("Salt the herring.", '<w:pStyle w:val="Step"/>')
    body = styled + numbered("Pack it.") + paragraph("Wait.") + numbered("Turn it.", number=2) + numbered("Eat it.")
    content = read(word(body, numbering=levels, styles=style), "a.docx")
    assert written(content) == ["1. Salt the herring.\n2. Pack it.", "Wait.", "7. Turn it.\n8. Eat it."]


def test_an_empty_paragraph_is_counted_and_a_deleted_one_is_not(read, written) -> None:
    place = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    deleted = (
        f"<w:p><w:pPr>{place}<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>Gate</w:delText></w:r></w:del></w:p>"
    )
    body = numbered("Bow") + f"<w:p><w:pPr>{place}</w:pPr></w:p>" + numbered("Mast") + deleted + numbered("Keel")
    content = read(word(body, numbering=numbering(("decimal", "%1."))), "a.docx")
    assert written(content) == ["1. Bow\n3. Mast\n4. Keel"]


def test_a_numbered_line_over_its_own_numbers_is_a_heading(read, written) -> None:
    levels = numbering(("decimal", "%1."), ("decimal", "%1.%2"))
    body = "".join([numbered("Fees"), numbered("A berth costs 9 euros.", 1), numbered("Pets"), numbered("No dogs.", 1)])
    content = read(word(body, numbering=levels), "a.docx")
    assert written(content) == ["1.1 A berth costs 9 euros.", "2.1 No dogs."]
    assert paths(content) == ["1. Fees", "2. Pets"]


def test_bold_lines_head_what_follows_but_bold_sentences_cells_and_items_do_not(read) -> None:
    cells = "".join(f"<w:tc>{paragraph(text, run=BOLD)}</w:tc>" for text in ("Boat", "Length"))
    body = (
        paragraph("Harbour rules", run=BOLD)
        + paragraph("Arrival", run=BOLD)
        + paragraph("Call on channel 9.")
        + paragraph("Fires are forbidden.", run=BOLD)
        + paragraph("They always were.")
        + paragraph("Leaving", run=BOLD)
        + paragraph("Pay first.")
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        + numbered("Bold item", run=BOLD)
        + paragraph("After.")
    )
    content = read(word(body, numbering=numbering(("bullet", "-"))), "a.docx")
    assert content.title == "Harbour rules"
    assert headings(content) == [(0, "Harbour rules"), (1, "Arrival"), (1, "Leaving")]
    assert paths(content) == ["Arrival"] * 3 + ["Leaving"] * 4


def test_headings_by_outline_level_and_by_a_translated_or_derived_style_are_headings(read) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="Überschrift 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Mein"><w:name w:val="Mein Stil"/>'
        '<w:basedOn w:val="Ebene"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Ebene"><w:name w:val="Ebene"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
        "</w:style>"
    )
    body = (
        paragraph("Bienen", '<w:pStyle w:val="berschrift1"/>')
        + paragraph("Futter", '<w:pStyle w:val="Mein"/>')
        + paragraph("Zucker im Herbst.")
        + paragraph("Schwarm", '<w:outlineLvl w:val="2"/>')
        + paragraph("Im Mai.")
        + paragraph("Kein Titel", '<w:pStyle w:val="Mein"/><w:outlineLvl w:val="9"/>')
    )
    content = read(word(body, styles=styles), "a.docx")
    assert headings(content) == [(1, "Bienen"), (2, "Futter"), (3, "Schwarm")]


def test_a_derived_style_heads_unless_it_says_that_it_is_text(read) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Annex"><w:name w:val="Annex"/><w:basedOn w:val="H1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Loud"><w:name w:val="Loud"/><w:basedOn w:val="H1"/>'
        '<w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
    )
    body = (
        paragraph("Fees", '<w:pStyle w:val="Annex"/>')
        + paragraph("Ten euros", '<w:pStyle w:val="Loud"/>')
        + paragraph("Paid in advance.")
    )
    content = read(word(body, styles=styles, numbering=numbering(("upperLetter", "Annex %1:"))), "a.docx")
    assert headings(content) == [(1, "Annex A: Fees")]
    assert paths(content) == ["Annex A: Fees"] * 2


def test_the_entry_that_was_chosen_of_a_form_is_read_and_a_check_box_is_said(read, written) -> None:
    def form(inside: str) -> str:
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inside}</w:ffData></w:fldChar></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    entries = '<w:listEntry w:val="by post"/><w:listEntry w:val="by hand"/>'
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Delivered </w:t></w:r>'
        + form(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>')
        + "<w:r><w:t>, returned </w:t></w:r>"
        + form(f"<w:ddList>{entries}</w:ddList>")
        + form('<w:checkBox><w:default w:val="1"/></w:checkBox>')
        + "</w:p>"
    )
    content = read(word(body), "a.docx")
    assert written(content) == ["Delivered by hand, returned by post"]
    assert left_out(content) == ["1 check box"]


def test_notes_stand_after_their_block_with_the_mark_that_is_printed(read, written) -> None:
    def note(kind: str, number: int, text: str) -> str:
        return f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>'

    def reference(kind: str, number: int, more: str = "", sign: str = "") -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"{more}/>{sign}</w:r>'

    marked = reference("footnote", 5, ' w:customMarkFollows="1"', "<w:t>*</w:t>")
    body = (
        f"<w:p><w:r><w:t>Founded in 1932</w:t></w:r>{reference('footnote', 4)}<w:r><w:t> by bakers</w:t></w:r>"
        f"{marked}<w:r><w:t> and millers</w:t></w:r>{reference('footnote', 6)}</w:p>"
        f"<w:p><w:r><w:t>It burnt down.</w:t></w:r>{reference('endnote', 2)}</w:p>"
    )
    content = read(
        word(
            body,
            footnotes=note("footnote", 4, "Some say 1931.")
            + note("footnote", 5, " Not all.")
            + note("footnote", 6, "Two."),
            endnotes=note("endnote", 2, "In 1950."),
        ),
        "a.docx",
    )
    assert written(content) == [
        "Founded in 1932[1] by bakers[*] and millers[2]", "[1] Some say 1931.", "[*] Not all.", "[2] Two.",
        "It burnt down.[i]", "[i] In 1950.",
    ]  # fmt: skip


def test_margins_are_read_once_and_without_page_numbers(read, written) -> None:
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>3</w:t></w:r></w:fldSimple>'
    page = f'<w:p><w:r><w:t xml:space="preserve">Page </w:t></w:r>{field}</w:p>'
    section = (
        '<w:headerReference w:type="default" r:id="header1"/><w:headerReference w:type="first" r:id="header2"/>'
        '<w:footerReference w:type="default" r:id="footer1"/>'
    )
    body = (
        paragraph("The text.")
        + f"<w:p><w:pPr><w:sectPr>{section}</w:sectPr></w:pPr></w:p>"
        + f'<w:sectPr>{section}<w:titlePg w:val="0"/></w:sectPr>'
    )
    content = read(
        word(
            body,
            header1=paragraph("Rowing club, boathouse 4"),
            header2=paragraph("Never shown: there is no first page of its own"),
            footer1=page + paragraph("Keys: 555-0199") + page.replace("Page", "Members"),
        ),
        "a.docx",
    )
    assert written(content) == ["Rowing club, boathouse 4", "Keys: 555-0199", "Members", "The text."]


def test_hidden_text_is_left_out_and_said_also_when_a_style_hides_it(read, written) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Veil"><w:name w:val="Veil"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = (
        paragraph("The recipe is secret.", '<w:pStyle w:val="Secret"/>')
        + "<w:p><w:r><w:t>Stir</w:t></w:r><w:r><w:rPr><w:rStyle w:val='Veil'/></w:rPr><w:t> ask Ida</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> well.</w:t></w:r></w:p>"
        + "<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    )
    content = read(word(body, styles=styles), "a.docx")
    assert written(content) == ["Stir well."]
    assert left_out(content) == ["3 pieces of hidden text"]


def test_comments_and_deletions_are_said(read, written) -> None:
    body = (
        "<w:p><w:r><w:t>Ten</w:t></w:r><w:del><w:r><w:delText> nine</w:delText></w:r></w:del>"
        '<w:r><w:commentReference w:id="1"/></w:r><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>'
    )
    content = read(word(body), "a.docx")
    assert written(content) == ["Ten"]
    assert left_out(content) == ["1 tracked deletion", "1 comment"]


def test_raised_lowered_and_struck_letters_have_their_signs(read, written) -> None:
    def run(text: str, look: str) -> str:
        return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    up, down, strike = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>', "<w:strike/>"
    body = (
        f"<w:p>{run('10', '')}{run('-', up)}{run('3', up)}{run(' mol CO', '')}{run('2', down)}{run(', ', '')}"
        f"{run('12', strike)}{run(' francs', strike)}{run(' 9 francs', '')}</w:p>"
    )
    assert written(read(word(body), "a.docx")) == ["10⁻³ mol CO₂, ~~12 francs~~ 9 francs"]


def test_text_boxes_are_read_once_after_their_paragraph(read, written) -> None:
    inside = f"<w:txbxContent>{paragraph('Ring twice.')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    old = f"<w:pict><v:shape><v:textbox>{inside.replace('twice', 'thrice')}</v:textbox></v:shape></w:pict>"
    body = f"<w:p><w:r>{both}</w:r><w:r><w:t>The door.</w:t></w:r></w:p><w:p><w:r><w:t>Gate.</w:t>{old}</w:r></w:p>"
    assert written(read(word(body), "a.docx")) == ["The door.", "Ring twice.", "Gate.", "Ring thrice."]


def test_equations_and_symbols_are_read(read, written) -> None:
    fraction = (
        "<m:oMath><m:r><m:t>v=</m:t></m:r><m:f><m:num><m:r><m:t>s</m:t></m:r></m:num><m:den><m:r><m:t>t+1</m:t></m:r>"
        "</m:den></m:f></m:oMath>"
    )
    body = (
        f"<w:p><w:r><w:t xml:space='preserve'>Speed </w:t></w:r>{fraction}<w:r><w:t>, heat 20 </w:t>"
        '<w:sym w:font="Symbol" w:char="F0B0"/><w:t>C</w:t><w:sym w:font="Nonesuch" w:char="F0FF"/></w:r></w:p>'
    )
    content = read(word(body), "a.docx")
    assert written(content) == ["Speed v = s/(t+1), heat 20 °C"]
    assert left_out(content) == ["1 symbol"]


def test_pictures_are_their_description_and_others_are_said(read, written) -> None:
    def drawing(described: str) -> str:
        return f"<w:r><w:drawing><wp:docPr {described}/><pic:pic/></w:drawing></w:r>"

    named = 'descr="A red buoy"'
    body = f"<w:p><w:r><w:t xml:space='preserve'>See </w:t></w:r>{drawing(named)}{drawing('')}</w:p>"
    content = read(word(body), "a.docx")
    assert written(content) == ["See [image: A red buoy]"]
    assert left_out(content) == ["1 picture"]


def test_a_cell_that_spans_rows_is_in_each_of_them(read, written) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text) if text else '<w:p/>'}</w:tc>"

    start, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        cell("Deck") + cell("Cabin") + cell("Price"),
        cell("Upper", start) + cell("1") + cell("90"),
        cell("", more) + cell("2") + cell("80"),
        cell("Lower, all cabins", '<w:gridSpan w:val="2"/>') + cell("50"),
    ]
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert written(read(word(body), "a.docx")) == [
        "Deck | Cabin | Price\nUpper | 1 | 90\nUpper | 2 | 80\nLower, all cabins | 50"
    ]


def test_a_table_of_contents_is_left_out_and_code_keeps_its_lines(read, written) -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name[:3]}"><w:name w:val="{name}"/></w:style>'
        for name in ("toc 1", "Source Code")
    )
    body = (
        paragraph("Knots ....... 3", '<w:pStyle w:val="toc"/>')
        + paragraph("if tied:", '<w:pStyle w:val="Sou"/>')
        + paragraph("    pull()", '<w:pStyle w:val="Sou"/>')
    )
    content = read(word(body, styles=styles), "a.docx")
    assert written(content) == ["if tied:\n    pull()"]
    assert left_out(content) == ["1 table of contents"]


@settings(max_examples=60, deadline=None)
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(["", "item", "bold", "cell", "raised", "note", "box", "hidden"]), WORDS), max_size=8
    )
)
def test_what_is_visible_is_read_in_order_and_what_is_hidden_is_not(parts, read) -> None:
    notes, body, expected = "", "", []
    for number, (kind, raw) in enumerate(parts, start=2):
        text = f"{raw} q{number}q"
        if kind == "item":
            body += numbered(text)
        elif kind == "cell":
            body += f"<w:tbl><w:tr><w:tc>{paragraph(text)}</w:tc><w:tc>{paragraph('x')}</w:tc></w:tr></w:tbl>"
        elif kind == "note":
            notes += f'<w:footnote w:id="{number}">{paragraph(text)}</w:footnote>'
            body += f'<w:p><w:r><w:t>y</w:t><w:footnoteReference w:id="{number}"/></w:r></w:p>'
        elif kind == "box":
            inside = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
            body += f"<w:p><w:r><w:pict><v:textbox>{inside}</v:textbox></w:pict></w:r></w:p>"
        elif kind == "hidden":
            body += paragraph(text, run="<w:vanish/>")
            continue
        else:
            look = {"bold": BOLD, "raised": '<w:position w:val="6"/>'}.get(kind, "")
            body += paragraph(text, run=look)
        expected += text.split()
    try:
        content = read(word(body, footnotes=notes, numbering=numbering(("decimal", "%1."))), "a.docx")
    except UnreadableFile as refusal:
        assert str(refusal) == "holds no text"  # noqa: PT017
        assert not expected
        return
    found = iter(content.text.split())
    assert all(word in found for word in expected), content.text
    assert all(f"q{number}q" not in content.text for number, part in enumerate(parts, start=2) if part[0] == "hidden")


def test_too_much_markup_is_refused(read, monkeypatch) -> None:
    monkeypatch.setattr(package, "MAX_MARKUP", 1_000)
    with pytest.raises(UnreadableFile, match="more than 1,000 pieces of markup"):
        read(word(paragraph("a") * 500), "a.docx")


def test_deep_and_wide_tables_are_read_or_refused(read) -> None:
    cell = "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>"
    for depth in (60, 5_000):
        body = cell * depth + paragraph("deep") + "</w:tc></w:tr></w:tbl>" * depth
        try:
            assert "deep" in read(word(body), "a.docx").text
        except UnreadableFile as refusal:
            assert str(refusal)  # noqa: PT017
    span = '<w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
    row = f"<w:tr><w:tc>{span}{paragraph('wide')}</w:tc><w:tc><w:p/></w:tc></w:tr>"
    assert read(word(f"<w:tbl>{row * 500}</w:tbl>"), "a.docx").text.count("wide") == 500
