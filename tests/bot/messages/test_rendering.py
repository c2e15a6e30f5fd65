"""Blocks of text: the quote and nothing else, where it stands, and never more than a message holds."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.messages import rendering
from bot.messages.escaping import is_faithful
from bot.messages.rendering import (
    MAX_MESSAGE_UNITS,
    RESERVED_UNITS,
    RenderedQuote,
    citation_line,
    evidence_line,
    pages,
    render_above,
    render_exactly,
    render_quote,
    short_address,
    shortened,
)
from bot.messages.translating import LANGUAGES, language
from retrieval import Context

from ...discord_look.markdown import bold_ranges, displayed, kinds, parse
from ...discord_look.markdown import shown as shown_by
from ...discord_look.nodes import walk
from ..samples import above, anything, gapless, highlighted, marked_up, quote, texts, units

ENGLISH = language("en")


@given(highlighted(texts.filter(str.strip)))
def test_a_block_is_the_quote_or_a_file_in_its_place(drawn: tuple[str, tuple[tuple[int, int], ...]]) -> None:
    text, spans = drawn
    made = render_quote(2, quote(text, highlights=spans), ENGLISH)
    if made.file is None:
        assert displayed(made.text) == text
    else:
        assert (made.file.name, made.file.text) == ("quote-3.txt", text)
        assert "attached" in displayed(made.text)
    assert made.size == units(made.text) + units(made.citation)


@given(st.lists(texts.filter(str.strip), min_size=1, max_size=4), texts.filter(str.strip))
@example(["| a | b |\n|---|---|"], "| 1 | 2 |")
@example(["**Do you ship?**"], "No.")
@example(["## E-1"], "- x")
@example(["1. First:", "   - then:"], "x")
@example(["a", "  b\n c"], "  d")
@example(["a\n\nb"], "c")
@example(["-# x", "> y", ">>> z"], ">>> a")
@example(["`a` "], "b")
@example(["\ta"], "b")
@example([" " * 9 + "a"], "b")
@example(["a "], "b")
@example(["a\\"], "\\b")
def test_what_stands_above_a_quote_is_displayed_as_it_is_and_the_quote_below_it(pieces: list[str], text: str) -> None:
    made = render_quote(0, quote(text, above=above(*pieces)), ENGLISH)
    over = "\n".join(pieces)
    if made.above_file is not None:
        assert made.above_file.text == over
        assert "What stands above" in displayed(made.above)
    else:
        assert [displayed(render_above([each]) or "") for each in above(*pieces)] == pieces
        assert gapless(displayed(made.above)) == gapless(over)
        assert kinds(made.above) <= {"subtext", "code", "codeblock"}
    if made.file is None:
        assert displayed(made.shown).endswith(f"\n{text}")
        if made.above_file is None:
            assert gapless(displayed(made.shown)) == gapless(f"{over}\n{text}")
        quoted = [node for node in walk(parse(made.shown)) if node.kind in ("quote", "codeblock")]
        assert shown_by([quoted[-1]]) == text


@given(st.lists(anything, min_size=1, max_size=9))
def test_each_line_above_a_quote_is_small_unless_lines_are_empty(lines: list[str]) -> None:
    text = "\n".join(lines)
    shown = render_above(above(text)) if text.strip() else None
    if shown is not None and "```" not in shown:
        assert len([node for node in parse(shown) if node.kind == "subtext"]) == text.count("\n") + 1


@pytest.mark.parametrize(
    ("pieces", "is_shown"),
    [(["a"] * 8, True), (["a"] * 9, False), (["a\nb"] * 4, True), (["a\nb\nc"] * 3, False), (["😀" * 14], True),
     (["😀" * 15], False)],
)  # fmt: skip
def test_a_quote_is_not_buried_below_many_lines_or_pictures(pieces: list[str], is_shown: bool) -> None:
    assert (render_above(above(*pieces)) is not None) == is_shown


@pytest.mark.parametrize("filler", ["😀", "a\n", "*", "1. ", "`", " x"])
def test_marks_are_read_as_marks_below_all_that_may_stand_above(filler: str) -> None:
    text = "." + (filler * 700)[:698] + "."
    worst = quote(
        text, highlights=tuple((i, i + 1) for i in range(0, 700, 9)), above=above(*["😀 a"] * 4, "a" * 370, "b")
    )
    made = render_quote(0, worst, ENGLISH)
    assert (made.above_file, made.file) == (None, None)
    assert displayed(made.shown) == "\n".join(["😀 a"] * 4 + ["a" * 370, "b", text])


def test_a_quote_that_is_gone_is_said_to_be() -> None:
    made = render_quote(0, None, ENGLISH)
    assert "no longer in the sources" in made.text
    assert made.citation == ""


@pytest.mark.parametrize(("step", "marks"), [(2, 0), (8, 0), (9, 78), (700, 1)])
def test_highlights_are_dropped_before_there_are_too_many_of_them(step: int, marks: int) -> None:
    text = "*" * 700
    shown, file = render_exactly(quote(text, highlights=tuple((i, i + 1) for i in range(0, 700, step))), "quote.txt")
    assert (displayed(shown), file) == (text, None)
    assert len(bold_ranges(shown)) == marks


# -- citations -------------------------------------------------------------------------------------------------------

lines = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@given(marked_up | lines, st.none() | marked_up | lines)
@example("**", "||x||")
@example("1. x", "> x")
@example("](https://evil.example)", "-# x")
def test_a_citation_displays_title_and_heading_as_they_are(title: str, heading: str | None) -> None:
    assume(shortened(title, 256) and heading != title)
    shown = displayed(citation_line(quote(title=title, heading=heading), ENGLISH))
    short = shortened(heading or "", 160)
    assume(is_faithful(shortened(title, 256)) and (not short or is_faithful(short)))
    assert shown == shortened(title, 256) + (f" › {short}" if short else "") + " · line 1"
    assert bold_ranges(citation_line(quote(title=title, heading=heading), ENGLISH)) == (
        (0, len(shortened(title, 256))),
    )


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"line": 27}, "Eels · line 27"),
        ({"line": 27, "page": 3}, "Eels · page 3"),
        ({"page": 3, "page_end": 3}, "Eels · page 3"),
        ({"page": 3, "page_end": 4}, "Eels · pages 3–4"),
        ({"line": None, "paragraph": 4}, "Eels · paragraph 4"),
        ({"date": "2026-01-31"}, "Eels · line 1 · January 31, 2026"),
        ({"date": "2026-01"}, "Eels · line 1 · January 2026"),
        ({"date": "2026"}, "Eels · line 1 · 2026"),
        ({"heading": "Eels"}, "Eels · line 1"),
        ({"heading": "Spawning > Where"}, "Eels › Spawning > Where · line 1"),
        ({"heading": "\u2028"}, "Eels · line 1"),
        ({"title": " \u200b\u2028"}, "news/eels.md · line 1"),
        ({"url": "https://a.example/x_y_z"}, "Eels · line 1 · open"),
        ({"url": "javascript:alert(1)"}, "Eels · line 1"),
    ],
)
def test_a_citation_says_where_the_quote_stands(fields: dict[str, object], says: str) -> None:
    assert displayed(citation_line(quote(**fields), ENGLISH)) == says


@pytest.mark.parametrize(
    ("written", "opens"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("http://a.example", "http://a.example"),
        ("https://a.example:8443/x?q=1&r=2#top", "https://a.example:8443/x?q=1&r=2#top"),
        ("https://a.example/Eel_(fish)", "https://a.example/Eel_%28fish%29"),
        ("https://a.example/**/__/~~/||/>", "https://a.example/**/__/~~/%7C%7C/%3E"),
        ("https://a.example/a b\"'<>[]`\\", "https://a.example/a%20b%22'%3C%3E%5B%5D%60%5C"),
        ("https://a.example/漢?q=é", "https://a.example/%E6%BC%A2?q=%C3%A9"),
        ("https://müller.example/ä", "https://müller.example/%C3%A4"),
        ("https://a.example/100%/%41", "https://a.example/100%25/%41"),
        (" https://a.example/x\n", "https://a.example/x"),
        ("HTTPS://a.example/x", "https://a.example/x"),
        ("https://a.example/x#:~:text=The%20eel,at%20night", "https://a.example/x#:~:text=The%20eel,at%20night"),
        ("https://a.example/x#:~:text=" + "The%20eel" * 50, "https://a.example/x"),
        ("https://a.example/x#fish:~:text=" + "The%20eel" * 50, "https://a.example/x#fish"),
    ],
)
def test_a_link_opens_the_address_of_the_document(written: str, opens: str) -> None:
    nodes = [node for node in walk(parse(citation_line(quote(url=written), ENGLISH))) if node.kind == "link"]
    assert [node.source for node in nodes] == [opens]


@pytest.mark.parametrize(
    "url",
    [None, "", "x", "/x", "javascript:alert(1)", "file:///etc/passwd", "ftp://a.example", "https://", "https:///x",
     "https://[::1", "https://[::1]/x", "https://a.example:port/", "https://who@a.example/", "https://a b/", "https://a)b/",
     "https://a>b/", "discord://-/x", "data:text/html,x", "https://a.example/" + "x" * 400,
     "https://a.example/" + "漢" * 50, "http://\x00/"],
)  # fmt: skip
def test_what_is_no_short_address_of_the_web_is_no_link(url: str | None) -> None:
    assert short_address(url) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from(["/", "/x?", "#", ""]))
def test_no_address_breaks_the_citation(rest: str, start: str) -> None:
    url = f"https://a.example{start}{rest}"
    shown = citation_line(quote(url=url), ENGLISH)
    if short_address(url) is None:
        assert displayed(shown) == "Eels · line 1"
    else:
        assert displayed(shown) == "Eels · line 1 · open"


@settings(max_examples=50)
@given(texts, st.integers(1, 40))
def test_a_shortened_text_is_one_visible_line_of_that_length(text: str, most: int) -> None:
    line = shortened(text, most)
    assert len(line) <= most
    assert line == line.strip()
    assert all(character.isprintable() or character in "\u200c\u200d" for character in line)


def test_shortening_keeps_what_joins_letters_and_pictures() -> None:
    assert shortened("می\u200cخواهم 👩\u200d👧", 100) == "می\u200cخواهم 👩\u200d👧"
    assert shortened(" a\n\n b\u202e\x00c ", 100) == "a b c"
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abc def", 5) == "abc…"


@given(marked_up | anything)
@example("What is C#?  #")
@example("C#")
@example("# #")
def test_a_question_is_a_heading_of_one_line(text: str) -> None:
    shown = rendering.question_heading(text)
    assert shown.startswith("### ")
    assert "\n" not in shown
    assert units(shown) <= 408
    assume(is_faithful(shortened(text, 200)))
    assert displayed(shown) == shortened(text, 200)


def test_evidence_names_file_version_span_and_id() -> None:
    shown = displayed(evidence_line(quote("Words.", document="a_b/*c*.md", start=1201, end=1207), ENGLISH))
    assert shown == f"a_b/*c*.md · version {'5' * 64} · characters 1,201 to 1,207 · 0123456789abcdef"


@pytest.mark.parametrize("filler", ["😀", "🇩🇪", "1️⃣"])
def test_pictographs_do_not_keep_a_citation_from_being_read(filler: str) -> None:
    shown = displayed(citation_line(quote(title=filler * 128, heading=filler * 128, url="https://a.example"), ENGLISH))
    assert shown.startswith(filler)
    assert shown.endswith("… · line 1 · open")


# -- pages -----------------------------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(st.lists(st.integers(1, MAX_MESSAGE_UNITS - RESERVED_UNITS), max_size=12), st.integers(1, 5))
def test_pages_hold_every_block_once_in_order_and_fit(sizes: list[int], per_page: int) -> None:
    blocks = [RenderedQuote(i, quote(), "x" * length) for i, length in enumerate(sizes)]
    made = pages(blocks, per_page)
    assert [item for page in made for item in page] == blocks
    assert all(1 <= len(page) <= per_page for page in made)
    assert all(sum(item.size for item in page) <= MAX_MESSAGE_UNITS - RESERVED_UNITS for page in made)


@pytest.mark.parametrize("filler", ["*", "😀", "a\n", "-\n", "`", "漢", "\t", "\\", "1. "])
@pytest.mark.parametrize("step", [9, 700])
def test_the_worst_quote_with_the_worst_citation_fits_on_a_page(filler: str, step: int) -> None:
    text = (filler * 700)[:700]
    worst = quote(
        text, highlights=tuple((i, min(i + step - 1, 700)) for i in range(0, 700, step)), title="*" * 300,
        heading="😀" * 30 + "[" * 300, date="2026-09-30", line=10**9, url="https://a.example/" + "x" * 382,
        above=above((filler * 200)[:199] + "x", "[" * 200),
    )  # fmt: skip
    for code in LANGUAGES:
        assert render_quote(0, worst, language(code)).size <= MAX_MESSAGE_UNITS - RESERVED_UNITS


# -- surroundings ----------------------------------------------------------------------------------------------------


def around(before: str, text: str, after: str) -> Context:
    return Context(quote(text, start=len(before), end=len(before) + len(text)), before, after)


@settings(max_examples=60)
@given(texts, highlighted(texts.filter(str.strip)), texts)
@example("x", ("x", ((0, 1),)), "x")
@example("    if x:\n\n", ("        y", ()), "")
@example("", ("a", ()), "\n\n   ")
def test_surroundings_are_shown_as_they_are_or_attached_whole(
    before: str, drawn: tuple[str, tuple[tuple[int, int], ...]], after: str
) -> None:
    text, spans = drawn
    shown, files = rendering.surroundings(around(before, text, after), quote(text, highlights=spans), ENGLISH)
    if files:
        assert [file.text for file in files] == [before + text + after]
        assert len(shown) == 1
    else:
        seen = list(map(displayed, shown))
        assert [part.strip() for part in seen] == [part.strip() for part in (before, text, after) if part.strip()]
        assert seen[bool(before.strip())] == text
        assert all(part in whole for part, whole in zip(seen, filter(str.strip, (before, text, after)), strict=True))


def test_only_the_quote_is_marked_among_its_neighbours() -> None:
    shown, _ = rendering.surroundings(around("a", "a", "a"), quote("a", highlights=((0, 1),)), ENGLISH)
    assert shown == ["a", ">>> **a**", "a"]


def test_indented_neighbours_keep_their_columns() -> None:
    shown, files = rendering.surroundings(around("10\n  1  2\n", "10 20", "\n    3  4\n  5"), quote("10 20"), ENGLISH)
    assert files == ()
    assert list(map(displayed, shown)) == ["10\n  1  2", "10 20", "    3  4\n  5"]


def test_surroundings_that_are_too_long_are_attached_to_the_byte() -> None:
    context = around("*" * 1500, "Words.", "*" * 1500)
    shown, files = rendering.surroundings(context, context.quote, ENGLISH)
    assert [file.text for file in files] == ["*" * 1500 + "Words." + "*" * 1500]
    assert "attached" in shown[0]


def test_what_stands_above_comes_first_unless_it_is_among_the_surroundings() -> None:
    far, near = above("| a | b |", start=0), above("Pumps", start=60)
    found = quote("| 1 | 2 |", start=100, end=109, above=(*far, *near))
    shown, files = rendering.surroundings(Context(found, "x" * 10 + "\n" + "y" * 39, ""), found, ENGLISH)
    assert (list(map(displayed, shown)), files) == (["| a | b |", "x" * 10 + "\n" + "y" * 39, "| 1 | 2 |"], ())
    shown, _ = rendering.surroundings(Context(found, "x" * 39, ""), found, ENGLISH)
    assert displayed(shown[0]) == "| a | b |\nPumps"
    shown, _ = rendering.surroundings(Context(found, "x" * 100, ""), found, ENGLISH)
    assert list(map(displayed, shown)) == ["x" * 100, "| 1 | 2 |"]


def test_what_stands_above_is_shown_even_when_the_surroundings_are_attached() -> None:
    found = quote("a", start=9000, end=9001, above=above("**Why?**"))
    shown, files = rendering.surroundings(Context(found, "*" * 3000, ""), found, ENGLISH)
    assert displayed(shown[0]) == "**Why?**"
    assert [file.name for file in files] == ["context.txt"]
    found = quote("a", start=9000, end=9001, above=above("\tWhy?"))
    shown, files = rendering.surroundings(Context(found, "b ", ""), found, ENGLISH)
    assert [(file.name, file.text) for file in files] == [("above.txt", "\tWhy?"), ("context.txt", "b a")]
