import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.model import BlockKind

WORD = st.text(st.characters(categories=["L", "Nd"], exclude_characters="ſ"), min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
PARAGRAPHS = st.lists(st.lists(LINE, min_size=1, max_size=3), min_size=1, max_size=6)


@given(paragraphs=PARAGRAPHS, end=st.sampled_from(["", ".", "?"]), newline=st.sampled_from(["\n", "\r\n", "\r"]))
def test_no_word_is_lost(paragraphs: list[list[str]], end: str, newline: str, read, holds) -> None:
    text = (newline + newline).join(newline.join(lines) + end for lines in paragraphs)
    holds(read(text, "a.txt"), text.split())


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t \r"), min_size=1))
def test_any_text_gives_trimmed_slices_of_the_decoded_file(text: str, read, holds) -> None:
    from retrieval.errors import UnreadableFile

    try:
        content = read(text, "a.txt")
    except UnreadableFile as refusal:
        assert str(refusal) == "holds no text"  # noqa: PT017
    else:
        assert content.text == text.removeprefix("\ufeff").replace("\r\n", "\n")
        assert content.has_lines
        holds(content)


def test_paragraphs_end_at_blank_lines_and_are_trimmed(read, written) -> None:
    content = read("  The quay was full.\nShips waited.  \n \t \n\n\n  Nobody came. \n", "a.txt")
    assert written(content) == ["The quay was full.\nShips waited.", "Nobody came."]


def test_a_line_in_capitals_heads_what_follows(read, written) -> None:
    content = read(
        "Rain fell all day.\n\nCOUNCIL DELAYS VOTE\n\nThe vote moved to May.\n\nWHAT COMES NEXT\nA new hearing is due.",
        "a.txt",
    )
    assert written(content) == ["Rain fell all day.", "The vote moved to May.", "A new hearing is due."]
    assert [block.heading for block in content.blocks] == [None, "COUNCIL DELAYS VOTE", "WHAT COMES NEXT"]


def test_a_heading_that_heads_nothing_is_not_lost(read, written) -> None:
    content = read("Rain fell all day.\n\nFIRST PART\n\nSECOND PART\n\nThe sun came.\n\nTHE VERY END", "a.txt")
    assert written(content) == ["Rain fell all day.", "FIRST PART", "The sun came.", "THE VERY END"]


def test_a_document_all_in_capitals_keeps_its_paragraphs(read, written) -> None:
    lines = ["THE FLEET SAILED ON MONDAY WITH NINE SHIPS", "ITS ADMIRAL SPOKE TO NOBODY", "THE HARBOUR WAS CLOSED"]
    content = read("\n\n".join(lines), "a.txt")
    assert content.title == lines[0]
    assert written(content) == lines[1:]


def test_capitals_inside_a_paragraph_are_not_a_heading(read, written) -> None:
    text = "The treaty was signed by the\nUSA AND FRANCE\nin the spring of that year.\n\nIt held for a decade."
    assert written(read(text, "a.txt"))[0].count("\n") == 2


@pytest.mark.parametrize("title", ["Harbour reopens after two years", "HARBOUR REOPENS", "Why the U.S. harbour closed"])
def test_a_short_first_line_is_the_title_and_no_block(title: str, read, written) -> None:
    content = read(f"{title}\n\nThe gates opened at nine.", "a.txt")
    assert content.title == title
    assert written(content) == ["The gates opened at nine."]


@pytest.mark.parametrize(
    "first",
    [
        "The gates opened.",
        "Dear guests,",
        "Ships wait at the gate. PHOTO/A. Person",
        "- an item",
        "x" * 121,
        "Two\nlines",
    ],
)
def test_what_does_not_look_like_a_title_stays_a_block(first: str, read, written) -> None:
    content = read(f"{first}\n\nThe gates opened at nine.", "a.txt")
    assert content.title is None
    assert written(content) == [first, "The gates opened at nine."]


@pytest.mark.parametrize("text", ["Harbour reopens", "HARBOUR REOPENS", "Title: Harbour reopens"])
def test_a_title_without_text_is_a_block(text: str, read, written) -> None:
    assert written(read(text + "\n", "a.txt")) == [text]


def test_a_head_line_gives_the_date_and_the_block_begins_behind_it(read, written) -> None:
    content = read(
        " date 2024-05-06 Gulls sit on the quay in Velm, May 1, 2024. PHOTO/A. Person\n\nVELM May 5 - It rained.",
        "a.txt",
    )
    assert content.date == "2024-05-06"
    assert written(content)[0] == "Gulls sit on the quay in Velm, May 1, 2024. PHOTO/A. Person"
    assert content.blocks[0].start == len(" date 2024-05-06 ")


def test_head_lines_are_metadata_and_no_block(read, written) -> None:
    content = read(
        "Title: The Long Quay\nDate: 2024-05-06\nAuthor: Ida Holm\nURL: https://example.org/quay\n\nIt is long.\n",
        "a.txt",
    )
    assert (content.title, content.date) == ("The Long Quay", "2024-05-06")
    assert (content.author, content.url) == ("Ida Holm", "https://example.org/quay")
    assert written(content) == ["It is long."]


def test_a_sentence_with_a_colon_is_no_head_line(read, written) -> None:
    content = read("Date: the fruit of the palm. It is sweet.\nIt keeps well.", "a.txt")
    assert written(content) == ["Date: the fruit of the palm. It is sweet.\nIt keeps well."]


@pytest.mark.parametrize(
    ("text", "name", "date"),
    [
        ("OSLO, Jan 20, 2020 (Agency) – It snowed.", "a.txt", "2020-01-20"),
        ("VELM 3 March 2021 -- It snowed.", "a.txt", "2021-03-03"),
        ("A gull in Velm, December 30, 2025. PHOTO/A. Person\n\nVELM Jan 2 - It snowed.", "a.txt", "2026-01-02"),
        ("VELM Jan 30 - It snowed.", "2026-01-31-x.txt", "2026-01-30"),
        ("VELM Jan 30 - It snowed.", "a.txt", None),
        ("It snowed.", "2026-01-31-x.txt", "2026-01-31"),
        ("date 2019-09-09 OSLO, Jan 20, 2020 (Agency) – It snowed.", "2026-01-31-x.txt", "2019-09-09"),
        ("It snowed on January 5, 2020 in Velm.", "a.txt", None),
    ],
)
def test_the_date_is_that_of_head_then_dateline_then_name(text: str, name: str, date: str | None, read) -> None:
    assert read(text, name).date == date


def test_lines_that_begin_like_items_are_a_list(read, written) -> None:
    content = read("Bring these:\n- a rope\n- a lamp\n\n1. Tie it.\n2. Light it.\n\n- alone -", "a.txt")
    assert written(content) == ["Bring these:", "- a rope\n- a lamp", "1. Tie it.\n2. Light it.", "- alone -"]
    assert [block.kind for block in content.blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.LIST,
        BlockKind.LIST,
        BlockKind.PARAGRAPH,
    ]


def test_a_paragraph_that_occurs_twice_has_two_places(read) -> None:
    content = read("It rained.\n\nIt rained.", "a.txt")
    assert [(block.start, block.end) for block in content.blocks] == [(0, 10), (12, 22)]
