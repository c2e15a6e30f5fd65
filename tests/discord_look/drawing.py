"""Text as HTML: the tree of a message's text, and the few icons of the client."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

from .markdown import parse, shown
from .nodes import Node, walk

ICONS = {
    "hash": "M5.9 21 6.6 17H2.5l.4-2H7l1-6H3.9l.3-2h4.1L9 3h2l-.7 4h6L17 3h2l-.7 4h4.2l-.4 2h-4.1l-1 6h4.1l-.3 2h-4.2"
    "L15.9 21h-2l.7-4h-6l-.7 4h-2Zm4-12-1 6h6l1-6h-6Z",
    "eye": "M12 5C6.5 5 2.9 9.6 1.8 11.3a1.3 1.3 0 0 0 0 1.4C2.9 14.4 6.5 19 12 19s9.1-4.6 10.2-6.3"
    "a1.3 1.3 0 0 0 0-1.4C21.1 9.6 17.5 5 12 5Zm0 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9Zm0-2"
    "a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
    "file": "M6 2h8v6h6v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2Zm10 0 4 4h-4V2ZM8 12v2h8v-2H8Zm0 4v2h8v-2H8Z",
    "down": "m12 15.5-6-6 1.4-1.4 4.6 4.6 4.6-4.6 1.4 1.4-6 6Z",
    "out": "M5 3h6v2H5v14h14v-6h2v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Zm9 0h7v7h-2V6.4l-8.3 8.3"
    "-1.4-1.4L17.6 5H14V3Z",
    "save": "M11 3h2v9.6l3.3-3.3 1.4 1.4L12 16.4l-5.700-5.700 1.4-1.4 3.3 3.3V3ZM4 19h16v2H4v-2Z",
    "slash": "M5 2h14a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3Zm10.2 3.5-8.3 12 1.700 1.2"
    " 8.3-12-1.700-1.2Z",
}
TAGS = {"strong": "strong", "em": "em", "underline": "u", "strike": "s", "subtext": "small", "quote": "blockquote"}
_PICTURE = (
    "[\u00a9\u00ae\u2122\u203c\u2049\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u24c2\u2600-\u27bf\u2b1b\u2b1c\u2b50\u2b55"
    "\U0001f000-\U0001faff]"
)
PICTURES = re.compile(rf"(?:{_PICTURE}(?:[\ufe0f\u200d\u20e3]|[\U0001f3fb-\U0001f3ff]|{_PICTURE}(?<=\u200d.))*)+")


def icon(name: str, size: int) -> str:
    """One of the client's icons."""
    return f'<svg width="{size}" height="{size}" viewBox="0 0 24 24"><path d="{ICONS[name]}"/></svg>'


def text_html(text: str) -> str:
    """Text without markup, its emoji as large as the client draws them."""
    return PICTURES.sub(lambda match: f'<span class="emoji">{match[0]}</span>', escape(text))


def markdown_html(text: str) -> str:
    """A message's text as the client draws it."""
    nodes = parse(text)
    jumbo = " jumbo" if PICTURES.fullmatch(re.sub(r"\s", "", shown(nodes))) else ""
    return f'<div class="md{jumbo}">{nodes_html(nodes)}</div>'


def nodes_html(nodes: Iterable[Node]) -> str:
    """The nodes, one after the other."""
    drawn = ""
    before = None
    for node in nodes:
        text = node.text
        if before in ("codeblock", "quote") and node.kind == "text":
            text = text.removeprefix("\n")
        drawn += node_html(node, text)
        before = node.kind
    return drawn


def node_html(node: Node, text: str) -> str:
    """One node; what should not be in a message at all — text that clients show differently — stands out."""
    inner = nodes_html(node.children)
    if node.kind in TAGS:
        return f"<{TAGS[node.kind]}>{inner}</{TAGS[node.kind]}>"
    match node.kind:
        case "text" | "break":
            return text_html(text)
        case "heading":
            return f"<h{node.level}>{inner}</h{node.level}>"
        case "spoiler":
            return f'<span class="spoiler">{inner}</span>'
        case "code":
            return f"<code>{escape(text)}</code>"
        case "codeblock":
            return f"<pre><code>{escape(text)}</code></pre>"
        case "list":
            tag = "ol" if node.children[0].source[0].isdigit() else "ul"
            return f"<{tag}>{inner}</{tag}>"
        case "item":
            return f"<li>{inner}</li>"
        case "link":
            label = inner if shown(node.children) != "‹link›" else escape(node.source)
            return f'<a href="{escape(node.source)}">{label}</a>'
        case "mention" | "invite":
            return f'<span class="pill">{escape(mention(node.source))}</span>'
        case "emoji":
            return emoji_html(node.source)
        case "timestamp":
            return f'<span class="time">{escape(moment(node.source))}</span>'
        case _:
            return f'<span class="odd">{escape(node.source or text)}</span>'


def mention(source: str) -> str:
    """What stands in the pill: names are not in a payload, so a stand-in."""
    if source.startswith("</"):
        return source[1:].partition(":")[0]
    if not source.startswith("<"):
        return source
    return {"@": "@role" if source[2] == "&" else "@member", "#": "#channel"}.get(source[1], source[1:-1])


def emoji_html(source: str) -> str:
    """An emoji that is written by its name: a tile with the first letter of it."""
    name = source.strip("<>").split(":")[1]
    return f'<span class="custom" title="{escape(name)}">{escape(name[:1].upper())}</span>'


def moment(source: str) -> str:
    """A timestamp as a date and time, in UTC."""
    seconds = int(source.strip("<>").split(":")[1])
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%-d %B %Y %H:%M}"
    except (OverflowError, OSError, ValueError):
        return source


def one_line(text: str) -> str:
    """The text of a message as the line above a reply shows it."""
    pieces = (mention(node.source) if node.kind == "mention" else node.text for node in walk(parse(text)))
    return " ".join("".join(pieces).split())
