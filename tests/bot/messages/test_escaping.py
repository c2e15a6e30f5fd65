"""What a person sees on Discord is the text that was escaped, character by character."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.messages.escaping import escape, fence, is_faithful, size
from bot.messages.rendering import marked, render_exactly

from ...discord_look.markdown import bold_ranges, displayed, kinds, parse
from ...discord_look.markdown import shown as shown_by
from ...discord_look.nodes import walk
from ..samples import MARKUP, anything, highlighted, marked_up, quote, texts, units


def check_escaped(text: str) -> None:
    assume(is_faithful(text))
    assert displayed(escape(text)) == text
    assert displayed(">>> " + escape(text)) == text
    assert kinds(escape(text)) == frozenset()


@given(marked_up)
def test_markup_is_displayed_as_it_is_written(text: str) -> None:
    check_escaped(text)


@given(anything)
def test_any_text_is_displayed_as_it_is_written(text: str) -> None:
    check_escaped(text)


@pytest.mark.parametrize("first", MARKUP)
def test_no_two_pieces_of_markup_make_anything_together(first: str) -> None:
    for text in (f"{first}{second}{end}" for second in MARKUP[:14] for end in (first, " x", "\nx")):
        if is_faithful(text):
            assert displayed(">>> " + escape(text)) == text


@given(highlighted())
@example(("ab", ((0, 1), (1, 2))))
@example(("漢。字。", ((0, 2), (2, 4))))
@example(("a\nb", ((0, 3),)))
@example(("a *b* c", ((0, 2), (2, 5))))
@example(("1. x", ((1, 4),)))
@example(("discord.gg/x", ((0, 7), (8, 12))))
def test_highlights_are_bold_and_nothing_else_is(drawn: tuple[str, tuple[tuple[int, int], ...]]) -> None:
    text, spans = drawn
    assume(is_faithful(text))
    shown = marked(text, spans)
    wanted = {i for start, end in spans for i in range(start, end) if not is_blank(text[i])}
    for source in (shown, ">>> " + shown):
        assert displayed(source) == text
        bold = {i for start, end in bold_ranges(source) for i in range(start, end)}
        assert {i for i in bold if not is_blank(text[i])} == wanted
        assert not any(text[start:end] != text[start:end].strip() for start, end in bold_ranges(source))


@given(highlighted(), st.data())
def test_the_answer_is_underlined_inside_the_bold_and_the_text_stays_the_same(
    drawn: tuple[str, tuple[tuple[int, int], ...]], data: st.DataObject
) -> None:
    text, spans = drawn
    assume(is_faithful(text))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown = marked(text, spans, (start, end))
    for source in (shown, ">>> " + shown):
        assert displayed(source) == text
        underlined = [node for node in walk(parse(source)) if node.kind == "underline"]
        assert len(underlined) <= 1
        assert all(shown_by([node]) == text[start:end] for node in underlined)


def is_blank(character: str) -> bool:
    return character.isspace() or character == "\ufeff"


@pytest.mark.parametrize(
    "text",
    ["a\n" * 350, "a\n" * 210, "a\n" * 81, "a\n" * 80, "a b " * 175, "😀" * 700, "😀 " * 350, "*\n" * 350, "-\n" * 350],
)
def test_a_quote_is_exact_even_when_everything_in_it_is_a_highlight_of_its_own(text: str) -> None:
    text = text.rstrip()
    shown, file = render_exactly(quote(text, highlights=tuple((i, i + 1) for i in range(len(text)))), "quote.txt")
    assert file is None
    assert displayed(shown) == text


@given(texts)
@example("a\tb")
@example("`a`")
@example("    a\n        b")
@example("a\n\n\n")
@example("py\nx")
def test_a_code_block_displays_its_text_to_the_byte(text: str) -> None:
    fenced = fence(text)
    assume(fenced is not None)
    assert fenced is not None
    assert displayed(fenced) == text
    assert kinds(fenced) == {"codeblock"}


@given(highlighted())
@example(("  ```\n", ()))
@example(("\x00", ()))
@example(("a\u202eb", ()))
@example(("\ufeffa", ()))
@example(("a\r\nb", ()))
def test_what_cannot_be_displayed_exactly_is_attached_to_the_byte(
    drawn: tuple[str, tuple[tuple[int, int], ...]],
) -> None:
    text, spans = drawn
    shown, file = render_exactly(quote(text, highlights=spans), "quote.txt")
    if file is None:
        assert displayed(shown) == text
        assert is_faithful(text) or fence(text) is not None
    else:
        assert shown == ""
        assert (file.name, file.text) == ("quote.txt", text)
        assert not is_faithful(text)
        assert fence(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "\n", " a", "a ", "a\n b", "a \nb", "a\n", "\na", "\u00a0a", "a\u3000", "\ufeffa", "a\tb", "a\x00b",
     "a\u2028b",
     "a\u202eb", "a\rb", "\x85", "a\u2066b"],
)  # fmt: skip
def test_a_text_whose_look_is_not_certain_is_not_called_faithful(text: str) -> None:
    assert not is_faithful(text)


@pytest.mark.parametrize(
    "text", ["", "a```b", "a\tb", "\na", "a\n", "a`", "a\x00", "a\u202eb", "```", "a\r\nb", "\x1b[31mred"]
)
def test_a_text_that_a_code_block_would_alter_is_not_fenced(text: str) -> None:
    assert fence(text) is None


@pytest.mark.parametrize(
    "text",
    ["Plain words, with a comma; a dash – and “quotes”.", "Über straße, naïve café, 漢字かな交じり文。", "سلام دنیا",
     "שלום עולם",
     "a\n\nb", "हिन्दी", "e = mc²", "100 % of 5 € < 6 £", "👩‍👩‍👧 family"],
)  # fmt: skip
def test_ordinary_writing_in_any_language_is_shown_as_text(text: str) -> None:
    assert is_faithful(text)
    assert displayed(">>> " + escape(text)) == text


def test_escaping_never_more_than_doubles_a_text() -> None:
    for character in map(chr, range(0x20, 0x250)):
        assert len(escape(character * 100)) <= 200


@given(anything)
def test_a_text_is_as_long_as_its_utf_16_units(text: str) -> None:
    assert size(text) == units(text)
