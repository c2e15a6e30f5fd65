"""``Answer`` → what is shown on Discord: blocks of text that display exactly what is quoted, page by page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit, urlunsplit

from bot.escaping import escape, fence, is_faithful, pictures, size
from bot.translating import Language
from retrieval import Context, Quote
from retrieval.model import Span

MESSAGE_SIZE = 4000
"""Display text in one message, in UTF-16 units, all blocks together."""
MARGIN = 700
"""Of these, what is kept for the question, the line of what was searched, and notes."""

_TITLE, _HEADING, _URL, _PATH = 256, 160, 400, 200
"""Characters of each that a citation shows; what is longer ends in an ellipsis there. Quotes are never shortened."""
_QUESTION = 200
_JOINERS = "\u200c\u200d"
"""Nobody sees them, but some words and emoji are others without them."""
_LINE_PICTURES = 60
"""Pictographs in a title or heading, at most: a line with very many of them is not read as Markdown."""
_EDGED = re.compile(r"^[\s\ufeff]|[\s\ufeff]$|\n")
_MARKS = 80
"""A quote that would have more of them is shown without: the text matters more."""


@dataclass(frozen=True, slots=True)
class File:
    """Text that Discord cannot show as it is, to be attached: the bytes are the text in UTF-8, and nothing else."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One quote as it is shown: its text, or a file in its place, and where it stands. ``quote`` is None when gone."""

    index: int
    quote: Quote | None
    text: str
    citation: str = ""
    file: File | None = None

    @property
    def size(self) -> int:
        """UTF-16 units of display text."""
        return size(self.text) + size(self.citation)


def block(index: int, quote: Quote | None, language: Language) -> Block:
    """Return how the quote at ``index`` of an answer, counted from 0, is shown."""
    if quote is None:
        return Block(index, None, f"-# {language.say('gone')}")
    shown, file = exactly(quote, f"quote-{index + 1}.txt")
    if file is not None:
        shown = f"-# {language.say('as-file')}"
    return Block(index, quote, shown, citation(quote, language), file)


def exactly(quote: Quote, name: str) -> tuple[str, File | None]:
    """Return Markdown that displays a quote exactly: as a block quote, in a code block, or else a file to attach."""
    if is_faithful(quote.text):
        return f">>> {marked(quote.text, quote.highlights, quote.answer)}", None
    fenced = fence(quote.text)
    return (fenced, None) if fenced is not None else ("", File(name, quote.text))


def marked(text: str, highlights: Sequence[Span], answer: Span | None = None) -> str:
    """Return Markdown that displays ``text``, the highlights in bold, and what of them is the answer underlined, too.

    The spans of the highlights must be in order and not overlap.

    Bold ends before each line break and white space and begins again behind it, and what touches is one piece: so no
    client can read the asterisks otherwise. It is left out where a client would give up for all the pieces of it.
    """
    bold = _pieces(text, highlights)
    if len(bold) > _MARKS:
        return escape(text)
    parts: list[str] = []
    at = 0
    for start, end in bold:
        parts += escape(text[at:start]), f"**{_underlined(text, (start, end), answer)}**"
        at = end
    return "".join([*parts, escape(text[at:])])


def _underlined(text: str, bold: Span, answer: Span | None) -> str:
    """Return a bold piece, the answer in it underlined if all of it is inside."""
    if answer is None or not bold[0] <= answer[0] < answer[1] <= bold[1]:
        return escape(text[slice(*bold)])
    start, end = answer
    if _EDGED.search(text[start:end]):
        return escape(text[slice(*bold)])
    return f"{escape(text[bold[0] : start])}__{escape(text[start:end])}__{escape(text[end : bold[1]])}"


def _pieces(text: str, highlights: Sequence[Span]) -> list[Span]:
    pieces: list[Span] = []
    for from_, to in highlights:
        for match in re.finditer(r"[^\s\ufeff](?:[^\n]*[^\s\ufeff])?", text[from_:to]):
            start, end = from_ + match.start(), from_ + match.end()
            if pieces and pieces[-1][1] == start:
                start, _ = pieces.pop()
            pieces.append((start, end))
    return pieces


def citation(quote: Quote, language: Language) -> str:
    """Return the line that says where a quote stands: title, heading, page or line, date, and a link if it has one."""
    parts = [f"**{_line(quote.title, _TITLE) or _line(quote.document, _PATH)}**"]
    heading = _line(quote.heading or "", _HEADING)
    if heading and quote.heading != quote.title:
        parts[0] += f" › {heading}"
    if quote.page is not None:
        parts.append(language.say("page", number=quote.page))
    elif quote.line is not None:
        parts.append(language.say("line", number=quote.line))
    else:
        parts.append(language.say("paragraph", number=quote.paragraph))
    if quote.date:
        parts.append(language.date(quote.date))
    url = safe_url(quote.url)
    if url:
        parts.append(f"[{language.say('open-link')}](<{url}>)")
    return "-# " + " · ".join(parts)


def evidence(quote: Quote, language: Language) -> str:
    """Return the line that lets anybody check a quote: file, version, span and id."""
    span = language.say("characters", start=quote.start, end=quote.end)
    return f"-# {_line(quote.document, _PATH)} · {language.say('version')} `{quote.sha256}` · {span} · `{quote.id}`"


def question(text: str) -> str:
    """Return a question as a heading. It is one line, shortened when it is very long: a question is no quote."""
    line = _line(text, _QUESTION)
    return f"### **{line}**" if line.endswith("#") else f"### {line}"  # "#" at the end of a heading is not displayed


def shortened(text: str, most: int) -> str:
    """Return a text in one line of at most ``most`` characters; an ellipsis says that there was more."""
    line = " ".join("".join(c if c.isprintable() or c in _JOINERS else " " for c in text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


_HOST = re.compile(r"[\w.-]*\w\.?(?::\d+)?")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def safe_url(url: str | None) -> str | None:
    """Return an address that can stand in a masked link, or None when it is not one of the web, or too long.

    A host in any script stays as it is written: percent-encoded it would be none.
    """
    try:
        parts = urlsplit((url or "").strip())
        _ = parts.port  # raises when it is none
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return None
    path = percent_encode(urlunsplit(("", "", parts.path, parts.query, parts.fragment)), safe="%/:?#@!$&'*+,;=~-._")
    encoded = f"{parts.scheme}://{parts.netloc}{_STRAY_PERCENT.sub('%25', path)}"
    return encoded if size(encoded) <= _URL else None


def pages(blocks: Sequence[Block], per_page: int) -> list[list[Block]]:
    """Return blocks as pages of at most ``per_page`` that each fit into one message; a block is never cut."""
    result: list[list[Block]] = []
    room = 0
    for item in blocks:
        if not result or len(result[-1]) == per_page or item.size > room:
            result.append([])
            room = MESSAGE_SIZE - MARGIN
        result[-1].append(item)
        room -= item.size
    return result


def surroundings(context: Context, quote: Quote, language: Language) -> tuple[list[str], File | None]:
    """Return a quote among its neighbours, marked as ``quote`` is.

    These are texts to show one below the other, or a file when they cannot be shown.
    """
    parts = [_beside(context.before), exactly(quote, "")[0] or None, _beside(context.after)]
    shown = [part for part in parts if part]
    room = MESSAGE_SIZE - MARGIN - size(citation(context.quote, language))
    if None not in parts and sum(map(size, shown)) <= room:
        return shown, None
    return [language.say("context-file")], File("context.txt", context.before + context.quote.text + context.after)


def _beside(text: str) -> str | None:
    """Return Markdown for what stands beside a quote: "" for white space, None for what cannot be shown."""
    core = text.strip()
    return escape(core) if not core or is_faithful(core) else fence(text.strip("\n"))


def _line(text: str, most: int) -> str:
    line = shortened(text, most)
    while pictures(line) > _LINE_PICTURES:
        line = shortened(line, len(line) - 1)
    return escape(line)
