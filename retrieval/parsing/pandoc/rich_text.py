"""RTF as pandoc reads it in full: with the numbers that are printed, headings by style, and all notes and cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from retrieval.parsing.outline import Composer
from retrieval.parsing.pandoc.running import Node
from retrieval.parsing.signs import BULLET

_LETTER = re.compile(r"(\\u-?\d+) ?\?")
_MARGIN = re.compile(r"\{\\(?:header|footer)[lrf]?\b")
_GROUP = re.compile(r"(?<!\\)\{(?:[^{}\\]|\\.)*\}", re.DOTALL)
_NUMBER = re.compile(
    r"(?<!\\)\{\\(?:listtext|pntext)\b((?:[^{}\\]|\\.)*)\}"
    r"((?:\\(?!u-?\d|(?:par|tab|line|cell|row|sect|page|nestcell|emdash|endash|bullet|[lr](?:dbl)?quote)\b)"
    r"[a-z]+-?\d* ?|[\r\n])*)",
    re.DOTALL,
)
_CONTROL = re.compile(r"\\[a-z]+-?\d* ?|[{}\r\n]")
_DELETED = re.compile(r"\\deleted\b(?!0)")
_NESTED_ROW = re.compile(r"\{(?:\\\*\\nesttableprops|\\nonesttables)\b")
_DEFINED_STYLE = re.compile(r"\{\\s(\d{1,5})\b([^{}]*);\}")
_HEADING_NAME = re.compile(r"[ \r\n]heading ([1-9])\Z", re.IGNORECASE)
_BASE = re.compile(r"\\sbasedon(\d{1,5})\b")
_MAX_DEPTH = 5
_STYLE = re.compile(r"(?<!\\)\\s(\d{1,5})(?!\d)")
_ITEM = re.compile(r"\\(?:ls|ilvl)\d+ ?")
_TABLE_END = re.compile(r"\\row\b([\s}]*)(\\pard(?:\\[a-z]+-?\d* ?|[\s{}])*)")
_MAX_PROPERTIES = 2_000
_BEGIN, _END = "\ue000", "\ue001"


def readable_rtf(text: str, composer: Composer) -> str:
    """Return RTF that pandoc reads in full; call ``use_printed_numbers`` on the tree that it returns.

    pandoc passes over notes that are marked as new in RTF, swallows the letter after a ``?`` that stands for another,
    loses cells around a table in a cell, begins each stretch of a list at 1, and knows no heading by its style.
    """
    text = text.replace("{\\*\\footnote", "{\\footnote")
    if margins := len(_MARGIN.findall(text)):
        composer.leave_out(
            "header or footer", "it is not read in this format", things="headers or footers", count=margins
        )
    substitute = "" if "\\uc0" in text else "\\'3f"  # what stands behind a letter for programs that do not know it
    text = _LETTER.sub(r"\1\\'3f", text) if substitute else text
    levels = _heading_styles(text)
    text = _STYLE.sub(
        lambda match: match[0] + (f"\\outlinelevel{levels[match[1]]}" if match[1] in levels else ""), text
    )
    text = _NUMBER.sub(_marked(substitute), text)
    text = _TABLE_END.sub(_closed_table(f"\\u{ord(_END)} {substitute}"), text)
    text = _GROUP.sub(_kept(composer), text)
    return re.sub(r"(?<!\\)\\nestcell\b", r"\\par", text)


def _heading_styles(text: str) -> dict[str, int]:
    """Return the outline levels, from 0, of the styles that are called headings and of those based on them."""
    defined = [(match[1], match[2]) for match in _DEFINED_STYLE.finditer(text)]
    levels = {style: int(name[1]) - 1 for style, inside in defined if (name := _HEADING_NAME.search(inside))}
    bases = {style: base[1] for style, inside in defined if (base := _BASE.search(inside))}
    for _ in range(_MAX_DEPTH):
        levels |= {style: levels[base] for style, base in bases.items() if base in levels and style not in levels}
    return levels


def _marked(substitute: str) -> Callable[[re.Match[str]], str]:
    """Return what puts a printed number, between marks, behind the words that make its paragraph an item."""

    def one(match: re.Match[str]) -> str:
        number = _CONTROL.sub("", match[1]).strip()
        if "\\" in number or not re.search(r"\w", number):
            return match[0]  # a bullet
        marked = f"{{\\u{ord(_BEGIN)} {substitute}{number}\\u{ord(_END)} {substitute}}}"
        before = match.string[max(0, match.start() - _MAX_PROPERTIES) : match.start()].rpartition("\\pard")[2]
        is_heading = "\\outlinelevel" in before and "\\par " not in before
        return f"{marked}{_ITEM.sub('', match[2])}" if is_heading else f"{match[2]}{marked}"

    return one


def _closed_table(mark: str) -> Callable[[re.Match[str]], str]:
    """Return what puts a paragraph behind a table, without which pandoc puts the table into the next note."""

    def one(match: re.Match[str]) -> str:
        is_last = "\\trowd" not in match[2] and "\\intbl" not in match[2]
        return f"\\row{match[1]}\\pard\\plain {mark}\\par {match[2]}" if is_last else match[0]

    return one


def _kept(composer: Composer) -> Callable[[re.Match[str]], str]:
    """Return what takes away the groups that are not shown."""

    def one(match: re.Match[str]) -> str:
        group = match[0]
        if _DELETED.search(group):
            composer.leave_out("tracked deletion", "it is deleted")
            return ""
        return "" if _NESTED_ROW.match(group) else group

    return one


def use_printed_numbers(blocks: Sequence[Node]) -> None:
    """Let the items of lists have the numbers that ``readable_rtf`` wrote before them, in place of pandoc's own."""
    for node in _nodes(blocks):
        if node["t"] in ("OrderedList", "BulletList"):
            items = node["c"] if node["t"] == "BulletList" else node["c"][1]
            is_marked = [_first_text(item).startswith(_BEGIN) for item in items]
            if any(is_marked):
                for item in (item for item, marked in zip(items, is_marked, strict=True) if not marked):
                    item.insert(0, {"t": "Plain", "c": [{"t": "Str", "c": BULLET}, *_first_inlines(item)]})
                node.update({"t": "LabelledList", "c": items})
    for node in _nodes(blocks):
        if node["t"] == "Str":
            node["c"] = node["c"].replace(_BEGIN, "").replace(_END, " ")


def _nodes(tree: Any) -> Iterator[Node]:
    waiting: list[Any] = [tree]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting += here
        elif isinstance(here, dict):
            if "t" in here:
                yield here
            waiting += here.values()


def _first_inlines(item: list[Node]) -> list[Node]:
    """Take away the first paragraph of an item, and return what is in it."""
    return list(item.pop(0)["c"]) if item and item[0]["t"] in ("Para", "Plain") else []


def _first_text(item: Sequence[Node]) -> str:
    inside: Any = item[0]["c"] if item and item[0]["t"] in ("Para", "Plain") else None
    while isinstance(inside, list) and inside:
        first = inside[0]
        inside = first.get("c") if isinstance(first, dict) else inside[-1]
    return inside if isinstance(inside, str) else ""
