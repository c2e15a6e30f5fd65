r"""What Discord's clients make of a message's text: an independent reading, for the tests.

It follows the order and the patterns of the clients' rules and is as strict as the strictest of them: what any client
may treat as markup counts as markup, and what a person may see otherwise than it was written shows here as a mark in
angle quotation marks (``‹mention›``), so that a test which compares displayed text with a quote fails.

Deliberate differences from what one client or another does:

- Headings, subtext, quotes and lists count after leading spaces too; ``+`` starts a list item; ``# # x`` is a heading.
- Every ``:name:`` is an emoji, known or not, unless the name is a number; ids may have any number of digits.
- An address that a browser would rewrite before it is shown is ``‹link›``; an invite that gets a card is ``‹invite›``,
  with or without a scheme, and ``HTTPS://`` is as good as ``https://``.
- A backslash before a pictograph shows on phones only: ``‹?›``.
- The text of a list item, a heading or a link's label is read with all rules that hold anywhere, and an item is never
  split into paragraphs; lists, quotes and subtext nest where newer clients stop. An item's marker shows as ``‹1.›``.
- Spaces at the start of a line and runs of them at its end vanish outside code, as some clients have it; zero-width
  characters stay, though nobody sees them.
- Clients stop formatting a text with 200 pieces of markup and show it raw; every emoji counts as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .nodes import Node, walk
from .patterns import EMOJI
from .reader import MAX_NODES, Reader, TooMuchMarkup

BLOCKS = frozenset({"codeblock", "quote", "heading", "subtext", "list", "item"})


def parse(text: str) -> tuple[Node, ...]:
    """The tree of a message's text, trimmed as Discord trims it."""
    source = as_sent(text)
    try:
        nodes = Reader().read(source)
    except TooMuchMarkup:
        return (Node("text", source),)
    pieces = sum(len(EMOJI.findall(node.text)) if node.kind == "text" else 1 for node in walk(nodes))
    return (Node("text", source),) if pieces >= MAX_NODES else nodes


def displayed(text: str) -> str:
    """Exactly the characters a person sees when ``text`` is sent."""
    return shown(parse(text))


def plain(text: str) -> str:
    """How ``text`` looks if nothing in it is markup: what no escaping can keep — tabs, indentation, outer space — goes.

    ``displayed(escaped) == plain(text)`` is the most that an escaper can promise.
    """
    return shown([Node("text", re.sub(" {2,}\n", "\n", as_sent(text)))])


def shown(nodes: Iterable[Node]) -> str:
    """The characters that these nodes show."""
    return "".join(glyph.char for glyph in glyphs(nodes))


def bold_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of ``displayed(text)`` that are bold, in order and as long as can be; headings do not count."""
    ranges: list[tuple[int, int]] = []
    for at, glyph in enumerate(glyphs(parse(text))):
        if glyph.bold and ranges and ranges[-1][1] == at:
            ranges[-1] = ranges[-1][0], at + 1
        elif glyph.bold:
            ranges.append((at, at + 1))
    return tuple(ranges)


def kinds(text: str) -> frozenset[str]:
    """The kinds of markup in a text: empty when a client sees nothing but text in it."""
    return frozenset(node.kind for node in walk(parse(text))) - {"text", "break"}


def as_sent(text: str) -> str:
    """``text`` as the client's parser gets it: trimmed, tabs as four spaces, one kind of newline, no form feeds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "").replace("\t", "    ")
    return text.strip().strip("\ufeff").strip()


class Glyph(NamedTuple):
    """One character as it is shown."""

    char: str
    bold: bool
    code: bool


def glyphs(nodes: Iterable[Node]) -> list[Glyph]:
    """Every character that is shown, without the spaces that lines begin with."""
    drawn: list[Glyph] = []
    draw(nodes, drawn, bold=False)
    while drawn and drawn[-1].char == "\n" and not drawn[-1].code:
        drawn.pop()
    result: list[Glyph] = []
    for glyph in drawn:
        at_start = not result or result[-1].char == "\n"
        if glyph.char != " " or glyph.code or not at_start:
            result.append(glyph)
    return result


def draw(nodes: Iterable[Node], drawn: list[Glyph], *, bold: bool) -> None:
    """Append what the nodes show; a block stands on lines of its own."""
    after_block = False
    for node in nodes:
        block = node.kind in BLOCKS
        if (block or after_block) and not ends_line(drawn):
            drawn.append(Glyph("\n", bold, False))
        text = f"‹{node.source}› " if node.kind == "item" else node.text
        code = node.kind in ("code", "codeblock")
        drawn.extend(Glyph(char, bold, code) for char in text)
        draw(node.children, drawn, bold=bold or node.kind == "strong")
        after_block = block


def ends_line(drawn: list[Glyph]) -> bool:
    """Whether what comes next starts a line."""
    return next((glyph.char == "\n" for glyph in reversed(drawn) if glyph.char != " "), True)
