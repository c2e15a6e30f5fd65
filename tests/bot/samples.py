"""What the tests of the bot share: texts that are hard to show, quotes of them, and a look into a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from bot.messages.views import Message, Verb, parse_button
from bot.state.records import RememberedAnswer
from retrieval import ContextKind, ContextSlice, Quote

from ..discord_look.markdown import displayed

MARKUP = [
    *"*_~`|<>[]()@#:/-+.\\0123 \n\n¯&!?=a b c é 漢 ß",
    "discord.gg/x", "discordapp.com/invite/x", "https://a.b", "HTTP://a.b/c_d", "steam://x", "mailto:a@b.c", "<a@b.c>",
    "<t:1:R>", "<@1>", "<@&1>", "<#1>", "<:a:1>", "</x:1>", "<id:home>", "<https://a.b>", "<+1 23>", "@everyone",
    "@silent x", ":smile:", "-# x", "# x", "### x", "1. x", "10. x", "2) x", "- x", "+ x", "* x", "> x", ">>> x",
    "||", "***",
    "**", "__", "~~", "```", "``", "¯\\_(ツ)_/¯", "[a](https://a.b)", "\\*", "\\😀", "😀", "👩‍👩‍👧", "1️⃣", "🇩🇪",
    "\u00a0", "\u3000", "\u200b", "\ufeff", "\u200f", "\u202e", "\u2028", "\t", "\x00", "\x1b", "\r\n", "\u0301",
]  # fmt: skip
"""Everything that Discord reads otherwise than it is written, and what might slip through."""

anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
marked_up = st.lists(st.sampled_from(MARKUP), min_size=1, max_size=16).map("".join)
texts = marked_up | anything


@st.composite
def highlighted(draw: st.DrawFn, text: st.SearchStrategy[str] = texts) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Draw a text and spans of it: in order, not overlapping, but perhaps touching."""
    drawn = draw(text)
    cuts = sorted(draw(st.sets(st.integers(0, len(drawn)), max_size=10)))
    return drawn, tuple(span for span in pairwise(cuts) if draw(st.booleans()))


def quote(text: str = "Words.", **fields: Any) -> Quote:
    """Return a quote of a text; what is not said of it is unremarkable."""
    usual: dict[str, Any] = {
        "id": "0123456789abcdef", "document": "news/eels.md", "title": "Eels", "heading": None, "line": 1, "page": None,
        "page_end": None,
        "paragraph": 1, "date": None, "url": None, "sha256": "5" * 64, "score": 0.5, "start": 0, "end": len(text),
    }  # fmt: skip
    return Quote(text=text, **(usual | fields))


def above(*pieces: str, start: int = 0) -> tuple[ContextSlice, ...]:
    """Return texts as they stand one after the other above a quote, a line apart."""
    slices = []
    for number, text in enumerate(pieces):
        kind = list(ContextKind)[number % len(ContextKind)]
        slices.append(ContextSlice(kind, start, start + len(text), text))
        start += len(text) + 1
    return tuple(slices)


aboves = st.lists(texts.filter(str.strip), max_size=4).map(lambda drawn: above(*drawn))
"""What stands above a quote: nothing, or up to four slices of whatever is hard to show."""


def remembered(**fields: Any) -> RememberedAnswer:
    """Return an answer as the bot's memory hands it out."""
    usual: dict[str, Any] = {
        "id": "A-_456789012", "person": 1, "question": "Who?", "channel": 2, "message": None, "answered": True,
        "confidence": 0.5, "documents": 1_234_567, "quotes": (),
    }  # fmt: skip
    return RememberedAnswer(**(usual | fields))


def units(text: str) -> int:
    """Return how long Discord finds a text at worst."""
    return len(text.encode("utf-16-le")) // 2


def components(message: Message) -> list[dict[str, Any]]:
    """Return every component of a message, those inside others included, in the order in which they are shown."""

    def walk(items: list[Any]) -> Iterator[dict[str, Any]]:
        for item in items:
            yield item
            yield from walk([*item.get("components", []), *filter(None, [item.get("accessory")])])

    return list(walk(message.view.to_components()))


TEXT, FILE, BUTTON = 10, 13, 2
"""Discord's numbers for what a component is."""


def shown_texts(message: Message) -> list[str]:
    """Return the Markdown of all texts of a message."""
    return [item["content"] for item in components(message) if item["type"] == TEXT]


def buttons(message: Message) -> list[dict[str, Any]]:
    """Return the buttons of a message."""
    return [item for item in components(message) if item["type"] == BUTTON]


def check_fits(message: Message) -> None:
    """Check all that Discord limits in a message, and that its files are those that it names."""
    items, texts = components(message), shown_texts(message)
    assert len(items) <= 40
    assert sum(map(units, texts)) <= 4000
    assert all(text.strip() for text in texts)
    ids = [item["custom_id"] for item in buttons(message)]
    assert len(set(ids)) == len(ids)
    for item in buttons(message):
        assert 1 <= len(item["custom_id"]) <= 100
        pressed = parse_button(item["custom_id"])
        assert pressed is not None
        assert pressed.custom_id == item["custom_id"]
        assert item.get("label") or item.get("emoji")
        assert units(item.get("label") or "") <= 80
    rows = [item for item in items if item["type"] == 1]
    assert all(1 <= len(row["components"]) <= 5 for row in rows)
    named = [item["file"]["url"] for item in items if item["type"] == FILE]
    assert named == [f"attachment://{file.name}" for file in message.attached]
    assert len(set(named)) == len(named) <= 10
    assert all(file.fp.read().decode() == kept.text for file, kept in zip(message.files, message.attached, strict=True))


@dataclass(frozen=True)
class ShownQuote:
    """What a person sees of the quote with this index: one text, and the texts of the files below it by their names."""

    index: int
    text: str
    files: dict[str, str]


def quotes_shown(message: Message) -> list[ShownQuote]:
    """Return the quotes that an answer shows, as a person reads them and finds them attached."""
    found: list[ShownQuote] = []
    text, named = "", {}
    files = {f"attachment://{file.name}": file for file in message.attached}
    in_citation = False
    for item in components(message):
        if item["type"] == FILE:
            file = files[item["file"]["url"]]
            named[file.name] = file.text
        elif item["type"] == TEXT and not in_citation:
            text, named = displayed(item["content"]), {}
        elif item["type"] == BUTTON and (pressed := parse_button(item["custom_id"])) and pressed.verb is Verb.CONTEXT:
            found.append(ShownQuote(pressed.number, text, named))
        in_citation = item["type"] == 9
    return found


def check_shown(shown: ShownQuote, item: Quote) -> None:
    """Check that all that is shown of a quote is what stands above it, and the quote, each exactly or as a file."""
    name = f"quote-{shown.index + 1}"
    above = "\n".join(each.text for each in item.above)
    attached = {f"{name}.txt": item.text, f"{name}-above.txt": above}
    assert shown.files == {key: attached[key] for key in shown.files}
    if f"{name}.txt" in shown.files:
        rest, _, note = shown.text.rpartition("\n")
        assert "attached" in note
    else:
        assert shown.text.endswith(item.text)
        rest = shown.text.removesuffix(item.text)
    if f"{name}-above.txt" in shown.files:
        assert item.above
        assert "What stands above" in rest
    else:
        assert gapless(rest) == gapless(above)


def gapless(text: str) -> str:
    """Return a text without empty lines: a client may leave one below a code block."""
    return "\n".join(filter(None, text.split("\n")))
