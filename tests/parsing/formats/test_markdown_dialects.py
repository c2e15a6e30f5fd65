"""What Markdown's dialects add: boxes, comments, front matter in TOML, wiki links, components."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind

HIDDEN = [
    "The dock is <!-- badly --> lit at night.",
    "The dock is %% badly %% lit at night.",
    "The dock is\n<!-- badly -->\nlit at night.",
    "The dock is\n\n<!--\nbadly\n\n# badly\n\n-->\n\nlit at night.",
    "The dock is\n\n%%\nbadly\n\n- badly\n%%\n\nlit at night.",
    "- The dock is %%badly%%\n- lit at night.",
    "> The dock is\n>\n> <!-- badly -->\n>\n> lit at night.",
    "The dock is lit at night.\n\n<!-- badly, and never closed\n\n# badly",
    "# The dock is lit at night. <!-- badly -->\n",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_comments_are_in_no_block_and_said(text: str, read, written) -> None:
    content = read(text, "a.md")
    shown = " ".join(written(content))
    assert "badly" not in shown
    assert "<!--" not in shown
    assert "%%" not in shown
    assert "The dock is" in shown
    assert "lit at night." in shown
    assert [(left.what, left.why) for left in content.left_out] == [("1 comment", "it is not shown")]


@pytest.mark.parametrize(
    "text",
    [
        "```html\n<!-- shown -->\n%% shown %%\n```",
        "Write `<!-- shown -->` or ``%% ` shown %%`` there.",
        "    <!-- shown -->",
        "It is 100%% shown, and 50%% shown.",
        r"Write \<!-- shown --> there.",
        "An arrow --> is shown, and so is <!-- in a line of text.\n\nAnother paragraph.",
        "> ```\n> <!-- shown -->\n> ```",
    ],
)
def test_what_only_looks_like_a_comment_is_quoted(text: str, read, written) -> None:
    content = read(text, "a.md")
    assert content.left_out == ()
    assert "shown" in " ".join(written(content))


def test_struck_text_keeps_its_marks(read, written) -> None:
    assert written(read("A day costs ~~95~~ 80 euros.", "a.md")) == ["A day costs ~~95~~ 80 euros."]


SIGNS = st.lists(
    st.sampled_from(["<!--", "-->", "%%", "`", "``", "\n", "\n\n", "a", " ", "> ", "- ", "```\n", "    ", "\\", "# "]),
    max_size=40,
).map("".join)


@given(text=SIGNS)
def test_a_closed_comment_outside_of_code_is_never_quoted(text: str, read, holds, written) -> None:
    content = read(f"Before it.\n\n{text}\n\n```\n```\n\n<!-- secret -->\n\n%% secret %%\n\nx", "a.md")
    holds(content)
    assert not any("secret" in block and "`" not in content.text for block in written(content))


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ('!!! danger "Hot pipe"\n    Wear gloves.\n\n    Wait an hour.', ["Hot pipe", "Wear gloves.", "Wait an hour."]),
        ("!!! note\n    Wear gloves.", ["Wear gloves."]),
        ('??? question "Why so hot?"\n\n    The pump drives it.', ["Why so hot?", "The pump drives it."]),
        ('=== "Ferry"\n\n    - from pier 2\n    - hourly', ["Ferry", "- from pier 2\n    - hourly"]),
        ('!!! a "Out"\n    !!! b "In"\n        Deep.\n\n    Less.', ["Out", "In", "Deep.", "Less."]),
        (":::caution\nWear gloves.\n:::", ["Wear gloves."]),
        (":::tip Hot pipe\n\nWear gloves.\n\n:::", ["Hot pipe", "Wear gloves."]),
        (":::tip[Hot pipe]\nWear gloves.\n:::", ["Hot pipe", "Wear gloves."]),
        ("::: {.warning #w}\nWear gloves.\n:::", ["Wear gloves."]),
        ("```{note} Hot pipe\n:class: x\n\nWear gloves.\n```", ["Hot pipe", "Wear gloves."]),
        ("> [!CAUTION]\n> Wear gloves.", ["> Wear gloves."]),
        ("> [!tip]- Hot pipe\n> Wear gloves.", ["Hot pipe\n> Wear gloves."]),
    ],
)
def test_boxes_are_read_as_text_under_their_title(box: str, expected: list[str], read, written) -> None:
    content = read(f"# Pump\n\nIt rains.\n\n{box}\n\nIt ends.\n", "a.md")
    assert written(content) == ["It rains.", *expected, "It ends."]
    assert BlockKind.CODE not in {block.kind for block in content.blocks}


def test_boxes_inside_code_are_code(read, written) -> None:
    code = '!!! note "x"\n    a\n:::tip\n> [!NOTE]'
    assert written(read(f"```\n{code}\n```", "a.md")) == [code]


@pytest.mark.parametrize(
    "bad", ["title = ", "a = [", "title = 'x'\ntitle = 'y'", "x = 2025-99-99", "a" * 70_000, "[[a]]\n[a]"]
)
def test_bad_toml_does_not_cost_the_document(bad: str, read, written) -> None:
    assert written(read(f"+++\n{bad}\n+++\n\nThe quay is long.\n", "a.md"))[-1] == "The quay is long."


def test_front_matter_may_be_toml(read, written) -> None:
    content = read(
        '+++\ntitle = "Lamp oil"\ndate = 2025-04-02T10:00:00Z\nauthors = ["Ida Holm", "Per Lund"]\n+++\n\nIt burns.\n',
        "a.md",
    )
    assert (content.title, content.date, content.author) == ("Lamp oil", "2025-04-02", "Ida Holm, Per Lund")
    assert written(content) == ["It burns."]


def test_a_heading_shows_the_label_of_a_link_and_no_attributes(read) -> None:
    content = read("# T\n\n## [[Pumps|Our pumps]] {#pumps .wide}\n\nLoud.\n\n## About [[Valves]]\n\nStiff.", "a.md")
    assert [block.heading for block in content.blocks] == ["Our pumps", "About Valves"]


def test_each_footnote_is_a_block_without_its_mark(read, written) -> None:
    content = read("It costs 12 euros.[^1]\n\n[^1]: Until June.\n[^b]: In cash.\n\n[^c]: word\n", "a.md")
    assert written(content) == ["It costs 12 euros.[^1]", "Until June.", "In cash.", "word"]


def test_definitions_of_links_and_embedded_files_are_not_quoted(read, written) -> None:
    text = 'See [a].\n\n[a]: https://example.org/a "Title"\n[//]: # (a remark)\n\n![[plan.png]]\n\nEnd of it.\n'
    assert written(read(text, "a.md")) == ["See [a].", "End of it."]


def test_rows_of_html_are_lines_as_the_file_has_them(read, written) -> None:
    rows = "<tr><th>Berth</th><th>Metres</th></tr>\n<tr><td>7</td><td>12</td></tr>"
    content = read(f"<table>\n<tbody>\n{rows}\n</tbody>\n</table>\n", "a.md")
    assert written(content) == [rows]
    assert content.blocks[0].kind is BlockKind.TABLE


def test_programs_and_component_tags_of_mdx_are_not_quoted(read, written) -> None:
    content = read(
        "import Box from '../Box';\nexport const meta = {\n  a: 1\n};\n\n# Pump\n\n<Tabs>\n<Tab value='a'>\n\n"
        "It hums.\n\n</Tab>\n</Tabs>\n\n{/* secret */}\n\n<Box kind='x'>It is hot.</Box>\n",
        "a.mdx",
    )
    assert content.title == "Pump"
    assert written(content) == ["It hums.", "It is hot."]


def test_lines_that_are_records_or_break_hard_stay_lines(read) -> None:
    for text in ("Vet: Dr. Salo\nPhone: 555-0143", "The first line  \nThe second line", "One way<br>\nAnother way"):
        assert [block.kind for block in read(text, "a.md").blocks] == [BlockKind.LIST]
    assert read("A line that goes on  \nafter a break.", "a.md").blocks[0].kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    "sign",
    ["<![CDATA[", "<!--", "%%", "`", "> ", "[", "![", "*a ", "<", "<a ", "!!! a\n", ":::\n", "</A>", "|a", "[^1]:"],
)
def test_signs_without_end_are_survived(sign: str, read, holds) -> None:
    try:
        holds(read(f"Text. {sign * 5_000}", "a.md"))
        holds(read(sign * 5_000 + "x", "a.md"))
    except UnreadableFile as refusal:
        assert str(refusal) == "holds no text"  # noqa: PT017
