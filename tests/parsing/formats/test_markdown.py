import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind

WORD = st.text("abcdefgäñ漢", min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
BLOCK = st.one_of(
    LINE,
    LINE.map("# {}".format),
    LINE.map("### {}".format),
    st.lists(LINE, min_size=1, max_size=4).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"> {line}" for line in lines)),
    LINE.map("```\n{}\n```".format),
    LINE.map("    {}".format),
    st.tuples(WORD, WORD).map(lambda cells: f"| {cells[0]} | {cells[1]} |\n|---|---|\n| {cells[1]} | {cells[0]} |"),
)
MARK = st.text("ab \n\n\t#-*_`>|[]()<!-->:~=1.\\&;{}\r", min_size=1, max_size=80)


@given(blocks=st.lists(BLOCK, min_size=1, max_size=8))
def test_no_word_is_lost(blocks: list[str], read, holds) -> None:
    text = "\n\n".join(blocks)
    holds(read(text, "a.md"), [word for word in text.split() if word.isalpha()])


@given(text=MARK)
def test_any_markup_gives_trimmed_slices_of_the_decoded_file(text: str, read, holds) -> None:
    try:
        content = read(text, "a.md")
    except UnreadableFile as refusal:
        assert str(refusal) == "holds no text"  # noqa: PT017
    else:
        assert content.text == text.replace("\r\n", "\n")
        holds(content)


PAGE = """---
title: "Quay: a guide"
date: 2024-03-02
author: [Ida Holm, Jon Falk]
url: https://example.org/quay
---
# Quay: a guide

<!-- draft -->
[![build](https://example.org/b.svg)](https://example.org)

The *quay* is
long.

## Using `rope`

- coil
- knot

***

### Sizes

| m | use |
|---|-----|
| 9 | tie |

```python
x = 1
```

Storage
-------

> Keep it
> dry.

    indented

[ref]: https://example.org
"""


def test_blocks_are_slices_of_the_source_under_their_headings(read, written) -> None:
    content = read(PAGE, "a.md")
    assert [(block.kind.value, block.heading) for block in content.blocks] == [
        ("paragraph", None),
        ("list", "Using rope"),
        ("table", "Using rope > Sizes"),
        ("code", "Using rope > Sizes"),
        ("paragraph", "Storage"),
        ("code", "Storage"),
    ]
    assert written(content) == [
        "The *quay* is\nlong.",
        "- coil\n- knot",
        "| m | use |\n|---|-----|\n| 9 | tie |",
        "x = 1",
        "> Keep it\n> dry.",
        "indented",
    ]


def test_front_matter_is_metadata(read) -> None:
    content = read(PAGE, "a.md")
    assert (content.title, content.date) == ("Quay: a guide", "2024-03-02")
    assert (content.author, content.url) == ("Ida Holm, Jon Falk", "https://example.org/quay")


@pytest.mark.parametrize(
    "bad",
    [
        "title: Quay: long: guide",
        "date: 2024-99-99",
        "a: [",
        "? [x]: y\na: b",
        "a: &a [*a]",
        "x: !!python/name:os.x y",
        "# " * 40 + "\n- [",
    ],
)
def test_bad_front_matter_does_not_cost_the_document(bad: str, read, written) -> None:
    assert written(read(f"---\n{bad}\n---\nThe quay is long.\n", "a.md"))[-1] == "The quay is long."


def test_a_title_with_a_colon_is_understood_though_it_is_no_yaml(read) -> None:
    assert read("---\ntitle: Quay: a guide\n---\nIt is long.\n", "a.md").title == "Quay: a guide"


def test_text_between_two_lines_is_no_front_matter(read, written) -> None:
    assert written(read("---\nThe quay is long.\n\nVery long.\n\n---\n", "a.md")) == ["The quay is long.", "Very long."]


def test_escapes_in_front_matter_cannot_smuggle_in_lone_surrogates(read, holds) -> None:
    holds(read('---\ntitle: "a \\ud800 b"\n---\nText.\n', "a.md"))


def test_the_first_h1_is_the_title_and_not_part_of_the_path(read) -> None:
    content = read("# The Quay\n\nLong.\n\n## Rope\n\nStrong.\n\n# Other\n\nShort.", "a.md")
    assert content.title == "The Quay"
    assert [block.heading for block in content.blocks] == [None, "Rope", "Other"]


def test_a_heading_that_heads_nothing_is_a_block_without_its_marks(read, written) -> None:
    assert written(read("# Title only #\n", "a.md")) == ["Title only"]
    assert written(read("Text.\n\n## Alone\n\n## Next\n\nMore.", "a.md")) == ["Text.", "Alone", "More."]


def test_a_long_list_is_given_item_by_item(read, written) -> None:
    items = [f"- item {number} {'word ' * 20}".strip() for number in range(10)]
    content = read("\n".join(items), "a.md")
    assert written(content) == items
    assert {block.kind for block in content.blocks} == {BlockKind.LIST}


def test_a_long_item_is_cut_at_its_inner_list(read, written) -> None:
    inner = [f"  - inner {number} {'word ' * 40}".rstrip() for number in range(5)]
    content = read("\n".join(["- outer", *inner, "- last"]), "a.md")
    assert written(content) == ["- outer", *(line.strip() for line in inner), "- last"]


def test_a_long_quotation_is_given_paragraph_by_paragraph(read, written) -> None:
    first, second = "word " * 90 + "end.", "other " * 80 + "end."
    assert written(read(f"> {first}\n>\n> {second}\n", "a.md")) == [f"> {first}", f"> {second}"]


def test_windows_line_ends_do_not_shift_slices(read, written) -> None:
    assert written(read(b"# T\r\n\r\nOne.\r\n\r\n- a\r\n- b\r\n", "a.md")) == ["One.", "- a\n- b"]


def test_an_unclosed_fence_keeps_its_last_line(read, written) -> None:
    assert written(read("```\none\ntwo", "a.md")) == ["one\ntwo"]


def test_a_summary_heads_what_is_folded_under_it_and_nothing_behind_it(read) -> None:
    text = (
        "# Boiler\n\n<details>\n<summary>Why does it <b>hum</b>?</summary>\n\nAir is in the pipe.\n\n</details>\n\n"
        "Drain it in May.\n\n<details open><summary>Who mends it?</summary>Ms Ojo does.</details>\n\nCall first.\n"
    )
    content = read(text, "a.md")
    headings = {content.text[block.start : block.end]: block.heading for block in content.blocks}
    assert headings == {
        "Air is in the pipe.": "Why does it hum?",
        "Drain it in May.": None,
        "Ms Ojo does.</details>": "Who mends it?",
        "Call first.": None,
    }
    assert [heading.text for heading in content.headings] == ["Boiler", "Why does it hum?", "Who mends it?"]
