import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind
from retrieval.parsing.formats.pandoc_formats import MARKUP_PARSERS
from retrieval.parsing.pandoc.formulas import linear_forms
from retrieval.parsing.pandoc.running import run_pandoc

SOURCE = b"""---
title: Keeping bees
---

# Spring

Feed 10^6^ bees[^n] with H~2~O.

[^n]: Not with milk.

1. open
2. look

   twice

Smoke

:   calms them

## Queens

| hive | queen |
|------|-------|
| 1    | red   |

```
weigh(hive)
```

# Autumn

End.
"""
MADE = {".rst": "rst", ".org": "org", ".wiki": "mediawiki", ".dbk": "docbook", ".adoc": "asciidoc"} | {
    ".opml": "opml",
    ".tex": "latex",
}
WORDS = st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=2, max_size=8).map(" ".join)


def left_out(content) -> list[str]:
    return [each.what for each in content.left_out]


@pytest.mark.parametrize(("suffix", "output"), MADE.items())
def test_structure_is_the_same_in_every_format(suffix: str, output: str, read, written) -> None:
    made = run_pandoc(SOURCE, ["-s", "-f", "markdown", "-t", output, "--wrap=none"], "Markdown")
    content = read(made, f"a{suffix}")
    assert content.title in ("Keeping bees", None)
    assert written(content)[:4] == [
        "Feed 10⁶ bees[1] with H₂O.", "[1] Not with milk.", "1. open\n2. look\ntwice", "Smoke\ncalms them",
    ]  # fmt: skip
    assert written(content)[-3:] == ["hive | queen\n1 | red", "weigh(hive)", "End."]
    assert content.blocks[-2].kind is BlockKind.CODE
    assert [block.heading for block in content.blocks] == ["Spring"] * 4 + ["Spring > Queens"] * 2 + ["Autumn"]


@settings(max_examples=20, deadline=None)
@given(lines=st.lists(WORDS, min_size=1, max_size=5), suffix=st.sampled_from(sorted(MADE)))
def test_no_word_is_lost(lines: list[str], suffix: str, read, holds) -> None:
    source = "\n\n".join(["# First", *lines, "# Second", "Last."]).encode()
    made = run_pandoc(source, ["-s", "-f", "markdown", "-t", MADE[suffix]], "Markdown")
    holds(read(made, f"a{suffix}"), " ".join(lines).split())


def test_notes_stand_after_the_table_the_term_or_the_lines_that_refer_to_them(read, written) -> None:
    rst = (
        "==== ====\nBoat Fee\n==== ====\nYawl [#n]_\n==== ====\n\nDay\n   From nine [#m]_\n\n"
        "| Pier 4 [#o]_\n| Genoa\n\n"
        ".. [#n] None.\n.. [#m] To nine.\n.. [#o] Upstairs.\n"
    )
    assert written(read(rst, "a.rst")) == [
        "Boat | Fee\nYawl | [1]", "[1] None.", "Day\nFrom nine[2]", "[2] To nine.", "Pier 4[3]\nGenoa", "[3] Upstairs.",
    ]  # fmt: skip


def test_equations_have_their_linear_form() -> None:
    formulas = {
        r"T = 45\ \mathrm{Nm}": "T = 45 Nm",
        r"\frac{a+b}{c} \times 10^{-6}": "(a+b)/c×10⁻⁶",
        r"\sqrt{x_1^2} \le \alpha": "√(x₁²) ≤ α",
        r"\pm 5 \cdot n": "±5⋅n",
        r"\unknown{y}": "unknown y",
        "x": "x",
    }
    assert linear_forms(list(formulas)) == formulas


def test_a_notebook_shows_text_code_and_what_it_printed(read, written) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Tide\n", "Rises $x^2$.\n"]},
        {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": ["if ebb:\n", "    wait()"], "outputs": [
            {"name": "stdout", "output_type": "stream", "text": ["waited\n"]}]},
    ]  # fmt: skip
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    assert written(read(json.dumps(book), "a.ipynb")) == ["Rises x².", "if ebb:\n    wait()", "waited"]


def test_comments_and_hidden_parts_are_not_read(read, written) -> None:
    adoc = "Shown.\n\n// one\n\n////\ntwo\n////\n\n----\n// code\n----\n"
    content = read(adoc, "a.adoc")
    assert written(content) == ["Shown.", "// code"]
    assert left_out(content) == ["2 comments"]
    wiki = "Open <!-- no --><s>9</s> 10.\n\n<div style='display: none'>secret</div>\n[[Category:Doors]]\n"
    content = read(wiki, "a.wiki")
    assert written(content) == ["Open ~~9~~ 10."]
    assert left_out(content) == ["1 comment", "1 hidden part"]
    assert written(read("Shown.\n\n.. a comment\n", "a.rst")) == ["Shown."]
    tex = "\\begin{document}Shown.% no\n\\begin{comment}two\\end{comment}\\end{document}"
    assert written(read(tex, "a.tex")) == ["Shown."]


def test_rtf_is_read_with_its_letters_notes_and_headings(read, written) -> None:
    rtf = (
        r"{\rtf1\ansi{\info{\title Locks}{\author Ida}}{\header Head\par}{\pard\outlinelevel0 Gates\par}"
        r"\pard \u8220?Open\u8221? at 10{\super 6} {\strike now} later {\v never}{\footnote\pard Not in ice.}\par}"
    )
    content = read(rtf, "a.rtf")
    assert (content.title, content.author) == ("Locks", "Ida")
    assert written(content) == ["“Open” at 10⁶ ~~now~~ later [1]", "[1] Not in ice."]
    assert content.blocks[0].heading == "Gates"
    assert left_out(content) == ["1 header or footer"]


def test_a_cell_that_spans_rows_is_in_each_and_a_frame_is_no_table(read, written) -> None:
    wiki = '{|\n! A !! B\n|-\n| rowspan="2" | x || 1\n|-\n| 2\n|}\n\n{|\n| only text\n|}\n'
    content = read(wiki, "a.wiki")
    assert written(content) == ["A | B\nx | 1\nx | 2", "only text"]
    assert content.blocks[1].kind is BlockKind.PARAGRAPH


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(alphabet="ab \n*_#[]{}\\|=-.:<>/^~$%&\"'`+@", max_size=200),
    parser=st.sampled_from(MARKUP_PARSERS),
)
def test_arbitrary_markup_is_read_or_refused(text: str, parser, read, holds) -> None:
    try:
        holds(read(text, f"a{parser.suffixes[0]}"))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tex", "{" * 2_000),
        ("a.rst", "\n".join("  " * depth + "- a" for depth in range(80))),
        ("a.wiki", "*" * 20_000 + " a"),
        ("a.rtf", "{" * 20_000),
        ("a.dbk", "<book>" * 20_000),
    ],
)
def test_deep_nesting_is_read_or_refused(name: str, text: str, read, holds) -> None:
    try:
        holds(read(text, name))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017


def test_rtf_has_the_numbers_that_are_printed_and_headings_by_style(read, written) -> None:
    def item(number: str, text: str, style: str = "s0") -> str:
        return rf"\pard\plain\{style}{{\listtext\pard\plain {number}\tab}}\ilvl0\ls4 {{\b {text}}}\par "

    rtf = (
        r"{\rtf1\ansi{\stylesheet{\s0 Normal;}{\s1\sbasedon0 heading 2;}{\s2\sbasedon1 Annex;}}"
        + item("Annex A:", "Fees", "s2")
        + item("1.", "Boats") + item("3.", "Oars") + r"\pard\plain\s0 In summer only.\par " + item("4.", "Sails")
        + item(r"\u61623\'3f", "dry")
        + "}"
    )  # fmt: skip
    content = read(rtf, "a.rtf")
    assert [(each.level, each.text) for each in content.headings] == [(2, "Annex A: Fees")]
    assert written(content) == ["1. Boats\n3. Oars", "In summer only.", "4. Sails\n• dry"]


def test_rtf_keeps_the_cells_around_a_table_in_a_cell_and_leaves_out_what_is_deleted(read, written) -> None:
    cell = r"\pard\plain\intbl"
    rtf = (
        rf"{{\rtf1\ansi\trowd\cellx1\cellx2{cell} East\cell{cell} Two\par\pard\plain\intbl\itap2 long\nestcell"
        r"\pard\plain\intbl\itap2 short\nestcell{\*\nesttableprops\trowd\cellx1\cellx2\nestrow}{\nonesttables\par}"
        rf"{cell}\cell\row\pard\plain Open {{\deleted never}} daily.{{\footnote\pard\plain  \par Or not.}}\par}}"
    )
    content = read(rtf, "a.rtf")
    assert written(content) == ["East | Two long short", "Open daily.[1]", "[1] Or not."]
    assert left_out(content) == ["1 tracked deletion"]


def test_notes_are_read_however_a_program_writes_them_in_rtf(read, written) -> None:
    made = run_pandoc(
        b"The loan[^1] is long.\n\n[^1]: One week only.\n", ["-s", "-f", "markdown", "-t", "rtf"], "Markdown"
    )
    assert rb"{\*\footnote" in made
    assert written(read(made, "a.rtf")) == ["The loan[1] is long.", "[1] One week only."]
    assert written(read(made.replace(rb"{\*\footnote", rb"{\footnote"), "a.rtf"))[1] == "[1] One week only."


def test_tables_of_a_book_that_are_not_read_are_named(read) -> None:
    book = (
        '<?xml version="1.0"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body><section>'
        "<title><p>Ropes</p></title><p>Keep them dry.</p><table><tr><td>hemp</td></tr></table></section></body>"
        "</FictionBook>"
    )
    content = read(book, "a.fb2")
    assert "Keep them dry." in content.text
    assert left_out(content) == ([] if "hemp" in content.text else ["1 table"])
