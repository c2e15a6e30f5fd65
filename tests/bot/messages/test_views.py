"""Every message fits into Discord's limits, shows every quote whole and once, and has buttons that are read back."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.cogs.operating import _fitting
from bot.cogs.overview import Overview
from bot.messages import rendering, views
from bot.messages.autocomplete import DocumentChoices
from bot.messages.escaping import escape
from bot.messages.translating import LANGUAGES, Language, language
from bot.messages.views import ButtonAction, Message, Verb, parse_button
from retrieval import Context, ContextSlice, Quote
from retrieval.catalog.records import StoredDocument

from ...discord_look.markdown import displayed, parse
from ...discord_look.markdown import shown as shown_by
from ..samples import (
    ShownQuote,
    above,
    aboves,
    anything,
    buttons,
    check_fits,
    check_shown,
    components,
    highlighted,
    marked_up,
    quote,
    quotes_shown,
    remembered,
    shown_texts,
    texts,
)  # fmt: skip

ENGLISH = language("en")

Quotes = Sequence[Quote | None]


def paged(quotes: Quotes, per_page: int, said: Language) -> list[list[rendering.RenderedQuote]]:
    return rendering.pages([rendering.render_quote(i, item, said) for i, item in enumerate(quotes)], per_page)


KINDS: tuple[dict[str, Any], ...] = (
    {},
    {"question": "*" * 2000},
    {"question": "😀" * 2000, "shareable": True},
    {"question": "[" * 2000, "shared_by": escape("*" * 32)},
    {"question": "#" * 2000, "nearest": True},
)
"""How the cogs ask for an answer: as a reply, to a command, for one person, then for everybody, and for the nearest."""


def check_answer(quotes: Quotes, per_page: int, said: Language, kind: dict[str, Any]) -> None:
    made = paged(quotes, per_page, said)
    seen: list[ShownQuote] = []
    for number in range(len(made)):
        message = views.answer_message(remembered(searched="*" * 2000), made, number, said, **kind)
        check_fits(message)
        seen += quotes_shown(message)
    present = [(i, item) for i, item in enumerate(quotes) if item is not None]
    assert [shown.index for shown in seen] == [i for i, _ in present]
    for shown, (_, item) in zip(seen, present, strict=True):
        check_shown(shown, item)


def worst(filler: str) -> Quote:
    text = "." + (filler * 700)[:698] + "."
    return quote(
        text, above=above(*["." + (filler * 98)[:98] + "."] * 4),
        highlights=tuple((i, i + 1) for i in range(700)), title="*" * 256, heading="[" * 256,
        date="2026-09-30", line=10**9, url="https://a.example/" + "x" * 382, document="_" * 400,
    )  # fmt: skip


@pytest.mark.parametrize("filler", ["*", "😀", "-\n", "x\n", "\t", "```", "漢。", "\\", "1. ", "[a](b)", " "])
def test_the_worst_quotes_fit_and_are_shown_whole(filler: str) -> None:
    check_answer([worst(filler)] * 5, 5, ENGLISH, KINDS[2])
    for page in paged([worst(filler), None, *[worst(filler)] * 4], 5, ENGLISH):
        check_fits(views.exact_message(page, ENGLISH))


@pytest.mark.parametrize("kind", KINDS)
def test_the_worst_answer_fits_whatever_it_is_shown_for(kind: dict[str, Any]) -> None:
    check_answer([worst("*")] * 3, 5, ENGLISH, kind)
    check_answer([quote("\ta")] * 6, 5, ENGLISH, kind)
    check_answer([quote("\ta", above=above("\tb"))] * 6, 5, ENGLISH, kind)
    check_answer([quote("a", above=above("b", "c\n\nd"))] * 6, 5, ENGLISH, kind)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_is_as_full_as_can_be_leaves_room_for_all_around_it(kind: dict[str, Any], code: str) -> None:
    said, room = language(code), rendering.MAX_MESSAGE_UNITS - rendering.RESERVED_UNITS
    full = [rendering.RenderedQuote(i, quote(), "x" * (room // 5 - 10), "y" * 10) for i in range(5)]
    (page, *others) = rendering.pages([*full, rendering.RenderedQuote(5, quote(), "z")], 5)
    assert sum(block.size for block in page) == room
    check_fits(views.answer_message(remembered(searched="[" * 2000), [page, *others], 0, said, **kind))


some_quotes = st.lists(
    st.none()
    | st.builds(
        lambda drawn, title, heading, url, above: quote(
            drawn[0], highlights=drawn[1], title=title, heading=heading, url=url, above=above
        ),
        highlighted(texts.filter(str.strip)),
        marked_up | anything,
        st.none() | marked_up,
        st.none() | st.just("https://a.example/(x)"),
        aboves,
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=40)
@given(some_quotes, st.integers(1, 5), st.sampled_from(KINDS))
@example([quote("\ta")] * 5, 5, KINDS[2])
@example([None], 3, KINDS[0])
def test_the_pages_of_an_answer_show_every_quote_whole_in_order_and_once(
    quotes: Quotes, per_page: int, kind: dict[str, Any]
) -> None:
    check_answer(quotes, per_page, ENGLISH, kind)


@settings(max_examples=40)
@given(some_quotes)
def test_the_exact_text_is_exact_and_comes_with_what_checks_it(quotes: Quotes) -> None:
    for page in paged(quotes, 5, ENGLISH):
        message = views.exact_message(page, ENGLISH)
        check_fits(message)
        files = {f"attachment://{file.name}": file.text for file in message.attached}
        seen = []
        for item in components(message)[1:]:
            content = item.get("content", "")
            if "stands above" in content:  # a client may leave a line between a code block and what follows
                seen += [shown_by([node]) for node in parse(content) if node.kind in ("codeblock", "subtext")]
            else:
                seen.append(files[item["file"]["url"]] if "file" in item else displayed(content))
        expected = []
        for block in page:
            if block.quote is not None:
                expected += exact_above(block, set(files))
                expected.append(block.quote.text)
            evidence = block.text if block.quote is None else rendering.evidence_line(block.quote, ENGLISH)
            expected.append(displayed(evidence))
        assert seen == expected


def exact_above(block: rendering.RenderedQuote, files: set[str]) -> list[str]:
    """Return what is shown of the slices above a quote: each with its span, or all as an object that says the same."""
    assert block.quote is not None
    slices = block.quote.above
    if f"attachment://quote-{block.index + 1}-above.json" in files:
        said = [{"kind": each.kind, "start": each.start, "end": each.end, "text": each.text} for each in slices]
        return [json.dumps(said, ensure_ascii=False, indent=1)]
    spans = [f"stands above · characters {each.start:,} to {each.end:,}" for each in slices]
    return [part for each, span in zip(slices, spans, strict=True) for part in (each.text, span)]


def test_exact_texts_that_do_not_fit_beside_the_others_are_attached() -> None:
    (page,) = paged([quote("漢" * 600, document="_" * 400) for _ in range(5)], 5, ENGLISH)
    message = views.exact_message(page, ENGLISH)
    check_fits(message)
    assert 0 < len(message.attached) < 5
    assert {file.text for file in message.attached} == {"漢" * 600}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS[:3])
@pytest.mark.parametrize("quotes", [(), (SimpleNamespace(id="x"),)])
def test_silence_fits_and_offers_the_nearest_only_if_there_are_any(
    quotes: tuple[Any, ...], kind: dict[str, Any], code: str
) -> None:
    message = views.silence_message(remembered(answered=False, quotes=quotes), language(code), **kind)
    check_fits(message)
    offered = [parse_button(item["custom_id"]) for item in buttons(message)]
    assert (ButtonAction(Verb.NEAREST, "A-_456789012") in offered) == bool(quotes)
    assert (ButtonAction(Verb.SHARE, "A-_456789012") in offered) == kind.get("shareable", False)


@settings(max_examples=40)
@given(texts, texts.filter(str.strip), texts, st.integers(1, 400), aboves)
@example("*" * 1000, "*", "*" * 1000, 1, above("a"))
@example("😀" * 90, "😀" * 90, "😀" * 90, 1, ())
@example("\t", "a", "b", 1, above("\t1", "\t2"))
@example("a", "a", "a", 1, above("*" * 3000))
@example("0", "0", "0", 1, above(" `*", "*"))
def test_surroundings_fit_and_show_all_or_attach_all(
    before: str, text: str, after: str, times: int, further: tuple[ContextSlice, ...]
) -> None:
    before, after, start = before * times, after * times, 10_000 + len(before) * times
    found = quote(
        text, title="*" * 256, heading="[" * 256, url="https://a.example/" + "x" * 382, start=start,
        end=start + len(text), above=further,
    )  # fmt: skip
    shown, files = rendering.surroundings(Context(found, before, after), found, ENGLISH)
    message = views.context_message(shown, files, rendering.citation_line(found, ENGLISH))
    check_fits(message)
    seen = [displayed(part) for part in shown_texts(message)]
    over = [each.text for each in further]
    attached = {kept.name: kept.text for kept in message.attached}
    if further:
        # A code block ends its line itself, so that another end of line leaves a gap before the next slice.
        is_shown = re.fullmatch(r"\n{1,2}".join(map(re.escape, over)), seen[0]) is not None
        assert is_shown or attached["above.txt"] == "\n".join(over)
    if files:
        assert attached["context.txt"] == before + text + after
    else:
        assert seen[bool(further) + bool(before.strip())] == text


def test_a_page_says_which_passages_it_shows_and_turns_to_its_neighbours_only() -> None:
    made = paged([quote(f"Passage {i}.") for i in range(5)], 2, ENGLISH)
    for number, (first, last) in enumerate([(1, 2), (3, 4), (5, 5)]):
        message = views.answer_message(remembered(), made, number, ENGLISH)
        assert re.search(rf"Passages? {first}(–{last})? of 5", shown_texts(message)[-1])
        turning = {
            pressed.number
            for item in buttons(message)
            if (pressed := parse_button(item["custom_id"])) and pressed.verb is Verb.PAGE and not item.get("disabled")
        }
        assert turning == {2 * target for target in (number - 1, number + 1) if target in range(3)}
        (exact,) = (
            parsed for item in buttons(message) if (parsed := parse_button(item["custom_id"])).verb is Verb.EXACT
        )  # type: ignore[union-attr]
        assert views.quote_range(exact) == (first - 1, last - first + 1)


def test_only_an_answer_can_be_rated_and_only_one_page_needs_no_turning() -> None:
    made = paged([quote()], 3, ENGLISH)
    verbs = [
        parse_button(item["custom_id"]).verb for item in buttons(views.answer_message(remembered(), made, 0, ENGLISH))
    ]  # type: ignore[union-attr]
    assert verbs == [Verb.CONTEXT, Verb.EXACT, Verb.HELPFUL, Verb.UNHELPFUL]
    verbs = [
        parse_button(item["custom_id"]).verb  # type: ignore[union-attr]
        for item in buttons(views.answer_message(remembered(), made, 0, ENGLISH, nearest=True))
    ]
    assert verbs == [Verb.CONTEXT, Verb.EXACT]


def test_messages_ping_nobody_and_attach_their_files_every_time() -> None:
    message = views.answer_message(remembered(), paged([quote("\ta")], 3, ENGLISH), 0, ENGLISH)
    for arguments in (message.to_send(), message.to_edit(), message.to_send()):
        assert arguments["allowed_mentions"].to_dict() == {"parse": []}
        files = arguments.get("files") or arguments["attachments"]
        assert [file.fp.read() for file in files] == [b"\ta"]
    plain = views.note_message("x")
    assert "files" not in plain.to_send()
    assert plain.to_edit()["attachments"] == []


# -- ids of buttons --------------------------------------------------------------------------------------------------

pressed = st.builds(
    ButtonAction,
    st.sampled_from(Verb),
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", max_size=60),
    st.integers(0, 999_999),
)


@settings(max_examples=50)
@given(pressed)
@example(ButtonAction(Verb.SOURCES, "_" * 60, 999_999))
def test_a_button_is_read_back_as_what_it_means(button: ButtonAction) -> None:
    assert len(button.custom_id) <= 100
    assert parse_button(button.custom_id) == button


@settings(max_examples=50)
@given(st.text() | st.from_regex(r"quoth[12]:(page|yes|x):[\w-]{0,61}:\d{0,7}", fullmatch=True))
@example("quoth1:page:x:٣")
@example("quoth1:page:x:007")
@example("quoth1:page:é:1")
@example("quoth1:page:x:1\n")
@example("quoth1:nothing:x:1")
@example("quoth1:PAGE:x:1")
@example("quoth1:page:x:-1")
@example("quoth1:page:x:")
@example("quoth2:page:x:1")
@example("")
def test_what_no_button_says_means_nothing(custom_id: str) -> None:
    read = parse_button(custom_id)
    assert read is None or read.custom_id == custom_id


@pytest.mark.parametrize(
    "custom_id",
    ["", "quoth1", "quoth1:page:x:٣", "quoth1:page:x:007", "quoth1:page:é:1", "quoth1:page:x:1\n", "quoth1:nothing:x:1",
     "quoth1:page:x:1000000", "quoth2:page:x:1", " quoth1:page:x:1", f"quoth1:page:{'x' * 61}:1"],
)  # fmt: skip
def test_another_bots_button_is_not_mistaken_for_ours(custom_id: str) -> None:
    assert parse_button(custom_id) is None


# -- lists -----------------------------------------------------------------------------------------------------------


def document(path: str, name: str = "Eels", number: int = 1, **fields: Any) -> StoredDocument:
    usual: dict[str, Any] = {"title": None, "date": "2026-09-30", "author": None, "url": None, "passages": 1_000_000}
    return StoredDocument(id=number, path=path, sha256="", recipe="", name=name, **(usual | fields))


def listed(documents: list[StoredDocument], said: Language, search: str, number: int) -> Message:
    return Overview._listed(DocumentChoices(1, documents), said, search, number)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("filler", ["*", "😀", "[x](y)", "1. "])
def test_the_list_of_documents_fits_page_by_page_and_names_each_once(filler: str, code: str) -> None:
    documents = [document(f"{i:03}{filler * 100}.md", f"{i:03}{filler * 256}", i) for i in range(43)]
    seen, number = [], 0
    while True:
        message = listed(documents, language(code), filler, number)
        check_fits(message)
        seen += re.findall(r"^- \*\*(\d{3})", "\n".join(shown_texts(message)), re.MULTILINE)
        following = [
            item for item in buttons(message) if item.get("label") == views.FORWARD_LABEL and not item.get("disabled")
        ]
        if not following:
            break
        target = parse_button(following[0]["custom_id"])
        assert target is not None
        assert target.number == number + 1
        number = target.number
    assert seen == [f"{i:03}" for i in range(43)]


@pytest.mark.parametrize("number", [-1, 0, 5, 999_999])
def test_a_page_of_documents_that_is_gone_is_no_error(number: int) -> None:
    check_fits(listed([document(f"{i}.md") for i in range(11)], ENGLISH, "", number))
    check_fits(listed([document("a.md")], ENGLISH, "", number))
    check_fits(listed([], ENGLISH, "*" * 40, number))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("count", "length"), [(0, 1), (1, 300), (10, 349), (11, 349), (12, 349), (500, 7), (9999, 1)])
def test_a_list_holds_what_fits_and_counts_the_rest(count: int, length: int, code: str) -> None:
    lines = [f"- {'x' * (length - 2)}" if length > 2 else "-" for _ in range(count)]
    shown = _fitting(lines, language(code))
    check_fits(views.list_message("*" * 100, shown))
    kept = [line for line in shown if line in lines]
    if len(kept) < count:
        assert re.sub(r"\D", "", shown[-1]) == str(count - len(kept))
    else:
        assert shown == lines


@settings(max_examples=40)
@given(st.lists(st.text(min_size=1, max_size=300), max_size=30))
def test_a_list_never_grows_too_long_whatever_its_lines(lines: list[str]) -> None:
    check_fits(views.list_message("x", _fitting([f"- {escape(line)}" for line in lines], ENGLISH)))
