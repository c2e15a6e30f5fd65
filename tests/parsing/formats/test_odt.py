import pytest

from retrieval.errors import UnreadableFile
from retrieval.parsing.pandoc.running import run_pandoc

from ..office_making import open_text, zipped


def text_style(name: str, properties: str) -> str:
    inside = f"<style:text-properties {properties}/>"
    return (
        f'<style:style style:name="{name}" style:family="text">{inside}</style:style>'
        f'<style:style style:name="P{name}" style:family="paragraph">{inside}</style:style>'
    )


def left_out(content) -> list[str]:
    return [each.what for each in content.left_out]


def test_what_pandoc_writes_is_read_in_order(read, written) -> None:
    source = b"# Ropes\n\nHemp^2^ is ~~old~~ strong.[^a]\n\n[^a]: So they say.\n\n## Kinds\n\n- thin\n- thick\n\nEnd.\n"
    made = run_pandoc(source, ["-f", "markdown", "-t", "odt"], "Markdown")
    content = read(made, "a.odt")
    assert written(content) == [
        "Hemp² is ~~old~~ strong.[1]", "[1] So they say.", "• thin\n• thick", "End.",
    ]  # fmt: skip
    assert [block.heading for block in content.blocks] == ["Ropes", "Ropes", "Ropes > Kinds", "Ropes > Kinds"]


def test_a_list_that_goes_on_after_a_break_keeps_its_numbers(read, written) -> None:
    style = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" '
        'text:display-levels="2"/></text:list-style>'
    )

    def items(*texts: str) -> str:
        return "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)

    nested = f"<text:list-item><text:p>Knead.</text:p><text:list>{items('Fold', 'Turn')}</text:list></text:list-item>"
    body = (
        f'<text:list xml:id="one" text:style-name="L">{items("Sift.")}{nested}</text:list><text:p>Wait.</text:p>'
        f'<text:list text:continue-list="one" text:style-name="L">{items("Bake.")}</text:list>'
        f'<text:list text:style-name="L">{items("Eat.")}</text:list>'
    )
    content = read(open_text(body, style), "a.odt")
    assert written(content) == ["1. Sift.\n2. Knead.\n2.a) Fold\n2.b) Turn", "Wait.", "3. Bake.\n1. Eat."]


def test_hidden_text_comments_and_deletions_are_left_out_and_said(read, written) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>Open<text:span text:style-name="H"> never</text:span> daily<office:annotation><text:p>really?</text:p>'
        '</office:annotation>.</text:p><text:p text:style-name="PH">Nobody sees this.</text:p>'
        '<text:section text:display="none"><text:p>Nor this.</text:p></text:section>'
    )
    content = read(open_text(body, text_style("H", 'text:display="none"')), "a.odt")
    assert written(content) == ["Open daily."]
    assert left_out(content) == ["1 tracked deletion", "3 pieces of hidden text", "1 comment"]


def test_what_a_condition_hides_is_left_out_only_where_it_is_met(read, written) -> None:
    def hidden(name: str, state: str, inside: str = "") -> str:
        return f'<text:{name} text:is-hidden="{state}">{inside}</text:{name}>'

    body = (
        f"<text:p>{hidden('hidden-paragraph', 'true')}Members only.</text:p>"
        f"<text:p>{hidden('hidden-paragraph', 'false')}Open to {hidden('hidden-text', 'false', 'all')}"
        f"{hidden('hidden-text', 'true', 'nobody')}.</text:p>"
        '<text:section text:display="condition" text:is-hidden="true"><text:p>The key is 4711.</text:p></text:section>'
        "<text:p><text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>かんじ</text:ruby-text></text:ruby></text:p>"
    )
    content = read(open_text(body), "a.odt")
    assert written(content) == ["Open to all.", "漢字"]
    assert left_out(content) == ["3 pieces of hidden text", "1 reading aid"]


def test_a_derived_style_heads_unless_it_says_that_it_is_text(read) -> None:
    def style(name: str, more: str) -> str:
        return f'<style:style style:name="{name}" style:family="paragraph" {more}/>'

    styles = (
        style("Top", 'style:default-outline-level="1"')
        + style("Annex", 'style:parent-style-name="Top"')
        + style("Loud", 'style:parent-style-name="Top" style:default-outline-level=""')
    )
    names = [("Annex", "Fees"), ("Loud", "Ten euros"), ("Standard", "Paid in advance.")]
    body = "".join(f'<text:p text:style-name="{name}">{text}</text:p>' for name, text in names)
    assert [each.text for each in read(open_text(body, styles), "a.odt").headings] == ["Fees"]


def test_larger_letters_than_those_of_the_default_style_head(read) -> None:
    body = (
        '<text:p text:style-name="Big">Opening hours</text:p><text:p>Daily from nine until noon.</text:p>'
        '<text:p text:style-name="Big">Fees</text:p><text:p>None.</text:p>'
    )
    style = (
        '<style:style style:name="Big" style:family="paragraph"><style:text-properties fo:font-size="18pt"/>'
        "</style:style>"
    )
    assert [each.text for each in read(open_text(body, style), "a.odt").headings] == ["Opening hours", "Fees"]


def test_notes_keep_their_marks_and_boxes_and_pictures_are_read(read, written) -> None:
    body = (
        "<text:p>Built in 1932<text:note><text:note-citation>4</text:note-citation><text:note-body>"
        "<text:p>Or 1931.</text:p></text:note-body></text:note>."
        "<draw:frame><draw:image/><svg:desc>A crane</svg:desc></draw:frame>"
        "<draw:frame><draw:text-box><text:p>Mind your head.</text:p></draw:text-box></draw:frame></text:p>"
    )
    assert written(read(open_text(body), "a.odt")) == [
        "Built in 1932[4].[image: A crane]", "Mind your head.", "[4] Or 1931.",
    ]  # fmt: skip


def test_spanning_cells_margins_title_and_properties(read, written) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    covered = "<table:covered-table-cell/>"
    rows = [
        cell("Deck") + cell("Cabin") + cell("Price"),
        cell("Upper", 'table:number-rows-spanned="2"') + cell("1") + cell("90"),
        covered + cell("2") + cell("80"),
        cell("Lower", 'table:number-rows-spanned="2" table:number-columns-spanned="2"') + covered + cell("70"),
        covered + covered + cell("60"),
        cell("all", 'table:number-columns-spanned="2"') + covered + cell("50"),
    ]
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    body = f'<text:p text:style-name="Title">Ferry</text:p><table:table>{table}</table:table>'
    master = (
        '<style:master-page style:name="Standard"><style:header><text:p>Line 7</text:p></style:header><style:footer>'
        "<text:p>Page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>"
        '<style:master-page style:name="Unused"><style:header><text:p>No</text:p></style:header></style:master-page>'
    )
    meta = (
        "<meta:initial-creator>Ida</meta:initial-creator><meta:creation-date>2024-03-02T10:00:00</meta:creation-date>"
    )
    content = read(open_text(body, master=master, meta=meta), "a.odt")
    assert (content.title, content.author, content.date) == ("Ferry", "Ida", "2024-03-02")
    assert written(content) == [
        "Line 7",
        "Deck | Cabin | Price\nUpper | 1 | 90\nUpper | 2 | 80\nLower | 70\nLower | 60\nall | 50",
    ]


@pytest.mark.parametrize(("tag", "language"), [("pt-BR", "pt"), ("hrv", "hr"), ("xx", None)])
def test_the_language_of_the_metadata_counts_where_the_text_is_too_short(tag: str, language: str | None, read) -> None:
    data = open_text("<text:p>Menu</text:p>", meta=f"<dc:language>{tag}</dc:language>")
    assert read(data, "a.odt").language == language


def test_a_cell_repeated_a_billion_times_is_no_harm(read) -> None:
    cell = '<table:table-cell table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="999999999">{cell}</table:table-row>'
    assert len(read(open_text(f"<table:table>{row}</table:table>"), "a.odt").text) < 1_000


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"mimetype": "x"}, "damaged, or not an OpenDocument file"),
        ({"content.xml": "<a"}, "damaged"),
        ({"content.xml": "x", "META-INF/manifest.xml": "<encryption-data/>"}, "it needs a password"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(files, reason, read) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(zipped(files), "a.odt")
