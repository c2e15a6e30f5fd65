from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.parsing.formats.pdf import PdfParser

WORD = st.text("abcdefgäñß()\\", min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
PAGE = st.lists(
    st.tuples(LINE, st.sampled_from([10.0, 10.0, 12.0, 18.0]), st.sampled_from([72.0, 72.0, 90.0, 320.0])), max_size=12
)
SIGNS = set("|^_(){}[]⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")


def lines(*texts: str, top: float = 700, size: float = 12, step: float = 14, x: float = 72) -> list:
    return [(top - step * number, size, text, x) for number, text in enumerate(texts)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages=st.lists(PAGE, min_size=1, max_size=4))
def test_no_word_is_lost(pages: list[list[tuple[str, float, float]]], make_pdf, read, holds) -> None:
    laid_out = [[(700 - 20 * n, size, text, x) for n, (text, size, x) in enumerate(page)] for page in pages]
    if any(page for page in pages):
        content = read(make_pdf(laid_out, page=b"/MediaBox [0 0 1500 792]"), "a.pdf")
        assert not content.has_lines
        holds(content, [word for page in pages for text, *_ in page for word in text.split()])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pieces=st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 40), st.sampled_from([6.0, 9.0, 12.0, 20.0]), WORD),
        min_size=1,
        max_size=25,
    )
)
def test_what_is_drawn_anywhere_is_read_and_nothing_else(pieces, make_pdf, read, holds) -> None:
    drawn = [(50 + 18.0 * y, size, text, 20 + 9.0 * x) for x, y, size, text in pieces]
    content = read(make_pdf([drawn]), "a.pdf")
    holds(content)
    letters = {character for *_, text in pieces for character in text}
    assert set("".join(content.text.split())) - SIGNS <= letters


def test_paragraphs_end_at_gaps_and_pages(make_pdf, read, written) -> None:
    first = [*lines("The quay of Velm is long", "and was built in stone.", top=700), *lines("It is old.", top=640)]
    content = read(make_pdf([first, lines("The second page", "has one paragraph.")]), "a.pdf")
    assert written(content) == [
        "The quay of Velm is long\nand was built in stone.",
        "It is old.",
        "The second page\nhas one paragraph.",
    ]
    assert [content.page_at(block.start) for block in content.blocks] == [1, 1, 2]


def test_larger_type_is_a_heading(make_pdf, read) -> None:
    page = [
        (740, 24, "The Long Quay"),
        *lines("It was built in stone by the city.", "It has lasted for very many years.", top=700),
        (650, 16, "Ropes"),
        *lines("Ropes are kept dry in the north shed.", "They are counted once in every year.", top=620),
        *lines("Nobody may take one home with them.", top=560),
    ]
    content = read(make_pdf([page]), "a.pdf")
    assert content.title == "The Long Quay"
    assert [block.heading for block in content.blocks] == [None, "Ropes", "Ropes"]


def test_a_bold_line_above_text_of_its_own_size_is_a_heading(make_pdf, read) -> None:
    page = [
        *lines("The crane may lift four tons and no more than", "that, whoever asks for it on the quay.", top=740),
        (700, 12, "2.1 Night work", 72, "F2"),
        *lines("After ten in the evening two lamps must be lit", "and one of the watchmen stands beside it.", top=684),
    ]
    content = read(make_pdf([page]), "a.pdf")
    assert [block.heading for block in content.blocks] == [None, "2.1 Night work"]


def test_the_outline_of_a_file_says_which_lines_are_headings(make_pdf, read) -> None:
    body = "The bees are fed with sugar until the lime trees flower in June."
    page = [
        (740, 12, "Keeping bees"),
        *lines(body, top=710),
        (680, 12, "1.1 Winter"),
        *lines(body, top=650),
        (620, 12, "Not in the outline"),
        *lines(body, top=590),
    ]
    marks = [("Keeping bees", 1, 1), ("Winter", 2, 1)]
    content = read(make_pdf([page], bookmarks=marks), "a.pdf")
    assert [(heading.level, heading.text) for heading in content.headings] == [(1, "Keeping bees"), (2, "1.1 Winter")]
    assert content.blocks[1].heading == "Keeping bees > 1.1 Winter"


def test_running_heads_and_page_numbers_are_no_blocks_but_stay_in_the_text(make_pdf, read, written) -> None:
    pages = [
        [(760, 10, "Annals of the Quay"), *lines(f"Text of page {name} here."), (40, 10, str(number))]
        for number, name in enumerate(["one", "two", "three", "four"], 7)
    ]
    content = read(make_pdf(pages), "a.pdf")
    assert written(content) == [
        "Annals of the Quay",
        *(f"Text of page {name} here." for name in ["one", "two", "three", "four"]),
    ]
    assert content.text.count("Annals of the Quay") == 4


def test_document_information_is_metadata(make_pdf, read) -> None:
    info = {"Title": "The Quay", "Author": "Ida Holm", "CreationDate": "D:20240302100000Z"}
    content = read(make_pdf([lines("Text.")], info), "a.pdf")
    assert (content.title, content.author, content.date) == ("The Quay", "Ida Holm", "2024-03-02")


@pytest.mark.parametrize(
    ("tag", "language"),
    [("pt-BR", "pt"), ("deu", "de"), ("hrv-HR", "hr"), ("", None), ("x" * 200, None), ("\udcff", None)],
)
def test_the_language_that_the_catalog_states_counts_where_the_text_is_too_short(
    tag: str, language: str | None, make_pdf, read
) -> None:
    data = make_pdf([lines("Menu")])
    stated = data.replace(b"/Type /Catalog", b"/Type /Catalog /Lang (%s)" % tag.encode("latin-1", "replace"))
    assert read(data, "a.pdf").language is None
    assert read(stated, "a.pdf").language == language


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - draft7.doc", "report.docx", "PowerPoint Presentation"])
def test_a_title_that_a_program_made_up_is_none(title: str, make_pdf, read) -> None:
    content = read(make_pdf([lines("Text.")], {"Title": title, "Author": "python-docx"}), "a.pdf")
    assert (content.title, content.author) == (None, None)


def test_an_encrypted_file_is_refused_as_such(make_pdf, read) -> None:
    keys = b"/O <%s> /U <%s>" % (b"ab" * 32, b"cd" * 32)
    locked = b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 %s >>" % keys
    with pytest.raises(UnreadableFile, match="encrypted: it needs a password"):
        read(make_pdf([lines("Secret.")], trailer=locked), "a.pdf")
    strange = locked.replace(b"/Standard", b"/Vault")
    with pytest.raises(UnreadableFile, match="encrypted in a way that cannot be read here"):
        read(make_pdf([lines("Secret.")], trailer=strange), "a.pdf")


def test_a_scan_is_refused_as_such(make_pdf, read) -> None:
    for page in ([], [b"600 0 0 700 0 0 cm /Im1 Do"]):
        with pytest.raises(UnreadableFile, match="probably a scan, which needs text recognition"):
            read(make_pdf([page]), "a.pdf")


def test_pages_that_are_scans_are_named_in_a_warning(make_pdf, read) -> None:
    scan = [b"600 0 0 700 0 0 cm /Im1 Do"]
    content = read(make_pdf([lines("The quay is long."), scan, [], scan]), "a.pdf")
    assert content.warnings == (
        "2 of 4 pages hold no text: they are probably scans, which need text recognition (OCR) first.",
    )


def test_recognised_text_that_lies_unseen_on_a_scan_is_read(make_pdf, read) -> None:
    page = [b"600 0 0 700 0 0 cm /Im1 Do", b"BT 3 Tr /F1 12 Tf 1 0 0 1 .1 .5 Tm (The ferry leaves at nine.) Tj ET"]
    page = [b"q", page[0], b"Q", page[1].replace(b".1 .5 Tm", b"72 500 Tm")]
    content = read(make_pdf([page]), "a.pdf")
    assert content.text == "The ferry leaves at nine."
    assert content.warnings == ()


def test_text_that_the_page_does_not_show_is_left_out_and_said_so(make_pdf, read) -> None:
    page = [
        *lines("Dogs are welcome."),
        (-40, 12, "cutting marks"),
        b"1 1 1 rg BT /F1 12 Tf 1 0 0 1 72 600 Tm (secret words) Tj ET 0 g",
        b"0 0 .5 rg 60 480 300 40 re f 1 1 1 rg BT /F1 12 Tf 1 0 0 1 72 500 Tm (White on blue.) Tj ET",
    ]
    content = read(make_pdf([page]), "a.pdf")
    assert content.text == "Dogs are welcome.\n\nWhite on blue."
    assert [(left.what, left.why) for left in content.left_out] == [
        ("2 words", "outside of what the page shows"),
        ("2 words", "white on white"),
    ]


def test_a_cropped_page_shows_what_is_inside_its_crop_box(make_pdf, read) -> None:
    page = [*lines("Inside the box."), *lines("Outside of it.", top=60)]
    content = read(make_pdf([page], page=b"/MediaBox [0 0 612 792] /CropBox [50 100 500 780]"), "a.pdf")
    assert content.text == "Inside the box."
    assert content.left_out[0].what == "3 words"


def test_comments_are_left_out_and_said_so(make_pdf, read) -> None:
    note = b"/MediaBox [0 0 612 792] /Annots [<< /Type /Annot /Subtype /Text /Rect [9 9 20 20] /Contents (Why?) >>]"
    content = read(make_pdf([lines("The quay is long.")], page=note), "a.pdf")
    assert content.text == "The quay is long."
    assert [left.what for left in content.left_out] == ["1 comment"]


def test_what_a_form_was_filled_in_with_is_read(make_pdf, read) -> None:
    annotations = (
        b"/MediaBox [0 0 612 792] /Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Ida Holm) /F 4 "
        b"/Rect [112 695 512 715] /AP << /N 7 0 R >> >> << /Type /Annot /Subtype /FreeText /F 4 "
        b"/Rect [112 595 512 615] /Contents (Who?) /AP << /N 8 0 R >> >>]"
    )
    drawn = [b"BT /F1 12 Tf 2 5 Td (Ida Holm) Tj ET", b"BT /F1 12 Tf 2 5 Td (Who?) Tj ET"]
    content = read(make_pdf([[(700, 12, "Name:")]], page=annotations, forms=drawn), "a.pdf")
    assert content.text == "Name: Ida Holm"
    assert [left.what for left in content.left_out] == ["1 comment"]


def test_letters_that_a_font_does_not_name_are_no_text_but_a_warning(make_pdf, read) -> None:
    with pytest.raises(UnreadableFile, match="fonts do not say which characters they draw"):
        read(make_pdf([[(700, 12, "\x03\x04 \x1c", 72, "F3")]]), "a.pdf")
    content = read(make_pdf([[*lines("Known words."), (600, 12, "Velm \x0cshes", 72, "F3")]]), "a.pdf")
    assert content.text == "Known words.\n\nVelm \ufffdshes"
    assert "1 of 1 page holds characters that may be read wrongly" in content.warnings[0]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"%PDF-1.4\n" + bytes(range(256)) * 8, b"no pdf at all"])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        PdfParser().parse(data, PurePosixPath("a.pdf"))


def test_too_many_pages_or_characters_are_refused_with_the_limit(make_pdf) -> None:
    data = make_pdf([lines("Text.")] * 3)
    with pytest.raises(UnreadableFile, match="3 pages, and Quoth reads at most 2"):
        PdfParser(max_pages=2).parse(data, PurePosixPath("a.pdf"))
    with pytest.raises(UnreadableFile, match="Quoth reads at most 4"):
        PdfParser(max_chars=4).parse(data, PurePosixPath("a.pdf"))


def test_pdfium_says_nothing_on_the_terminal(make_pdf, capfd: pytest.CaptureFixture[str]) -> None:
    PdfParser().parse(make_pdf([lines("Text.")]).replace(b"startxref\n", b"startxref\n9"), PurePosixPath("a.pdf"))
    assert capfd.readouterr() == ("", "")
