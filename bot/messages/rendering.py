"""Quotes → Markdown that displays exactly what is quoted, with what stands above it and citations, page by page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from bot.messages.escaping import count_pictures, escape, fence, is_faithful, size
from bot.messages.translating import Language
from retrieval import Context, ContextSlice, Quote
from retrieval.links import web_address, without_words
from retrieval.model import Span

MAX_MESSAGE_UNITS = 4000
"""UTF-16 units of text that Discord displays in one message, all its parts together."""
RESERVED_UNITS = 820
"""How many of these are reserved for the question, the note on what was searched, and other notes."""

_MAX_TITLE_CHARS, _MAX_HEADING_CHARS, _MAX_PATH_CHARS, _MAX_REVISION_CHARS = 256, 160, 200, 40
"""How much of each a citation shows; what is longer ends in an ellipsis. Quotes are never shortened."""
_MAX_URL_UNITS = 400
"""UTF-16 units of an address that a citation links to; a longer one is left out."""
_MAX_QUESTION_CHARS, _MAX_SEARCHED_CHARS = 200, 100
_JOINERS = "\u200c\u200d"
"""Invisible characters without which some words and emoji become different ones."""
_MAX_LINE_PICTURES = 60
"""How many pictures a title or heading may have: a client reads no Markdown in a line with very many."""
_SPACE_AT_EDGE = re.compile(r"^[\s\ufeff]|[\s\ufeff]$|\n")
_MAX_BOLD_PIECES = 80
"""A quote that would need more is shown without bold: the text matters more."""
_MAX_ABOVE_PIECES = 16
"""How many pieces of markup (two to a line) and pictures may stand above a quote: it must not be buried.

A client gives up at 200 pieces, and a quote may have more than 180."""
MAX_PAGE_FILES = 5
"""How many files a page may show, of 40 components in all."""


@dataclass(frozen=True, slots=True)
class File:
    """Text that Discord cannot show as it is, so it is attached: as UTF-8, with nothing added."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class RenderedQuote:
    """One quote as it is shown: its Markdown, or a file in its place, and its citation.

    ``index`` is its place in the answer, counted from 0. ``quote`` is None when it is no longer in the sources.
    ``above`` is Markdown for what gives the quote its meaning, or a note that ``above_file`` holds it.
    """

    index: int
    quote: Quote | None
    text: str
    citation: str = ""
    file: File | None = None
    above: str = ""
    above_file: File | None = None

    @property
    def shown(self) -> str:
        """The Markdown of the quote with what stands above it; a note that stands for a file is set apart from that."""
        if not self.above:
            return self.text
        return f"{self.above}\n\n{self.text}" if self.file and not self.above_file else f"{self.above}\n{self.text}"

    @property
    def files(self) -> tuple[File, ...]:
        """The files to attach, in order."""
        return tuple(file for file in (self.above_file, self.file) if file is not None)

    @property
    def size(self) -> int:
        """How many UTF-16 units are displayed."""
        return size(self.shown) + size(self.citation)


def render_quote(index: int, quote: Quote | None, language: Language) -> RenderedQuote:
    """Return how the quote at ``index`` of an answer, counted from 0, is shown."""
    if quote is None:
        return RenderedQuote(index, None, f"-# {language.say('gone')}")
    shown, file = render_exactly(quote, f"quote-{index + 1}.txt")
    if file is not None:
        shown = f"-# {language.say('as-file')}"
    above = render_above(quote.above)
    made = RenderedQuote(index, quote, shown, citation_line(quote, language), file, above or "")
    if above is not None and made.size <= MAX_MESSAGE_UNITS - RESERVED_UNITS:
        return made
    note = f"-# {language.say('above-as-file')}"
    return replace(made, above=note, above_file=above_file(quote.above, f"quote-{index + 1}-above.txt"))


def render_above(above: Sequence[ContextSlice]) -> str | None:
    """Return Markdown that displays each slice exactly, in small print or else in a code block; "" where there is none.

    The result is None when they cannot be displayed exactly, or would bury the quote.
    """
    parts: list[str] = []
    pieces = 0
    for each in above:
        pieces += 2 * each.text.count("\n") + 2 + count_pictures(each.text)
        part = _small_print(each.text) or fence(each.text)
        if part is None or pieces > _MAX_ABOVE_PIECES:
            return None
        parts.append(part)
    return "\n".join(parts)


def above_file(above: Sequence[ContextSlice], name: str) -> File:
    """Return a file with the slices above a quote, one below the other."""
    return File(name, "\n".join(each.text for each in above))


def exact_above(above: Sequence[ContextSlice], language: Language) -> str | None:
    """Return Markdown that displays slices byte for byte, each with its span; None when a code block cannot."""
    fenced = [fence(each.text) for each in above]
    spans = [f"-# {language.say('above-span', start=each.start, end=each.end)}" for each in above]
    return None if None in fenced else "\n".join(f"{block}\n{span}" for block, span in zip(fenced, spans, strict=True))


def exact_above_file(above: Sequence[ContextSlice], name: str) -> File:
    """Return a file with slices and their spans as JSON, which keeps every character and what is one slice."""
    return File(name, json.dumps([asdict(each) for each in above], ensure_ascii=False, indent=1))


def _small_print(text: str) -> str | None:
    """Return Markdown that displays a text in small print, where need be in a code's letters; None when it cannot."""
    lines = text.split("\n")
    if not all(map(str.strip, lines)):  # small print without text would show its marks
        return None
    if is_faithful(text):
        return "\n".join(f"-# {escape(line)}" for line in lines)
    return "\n".join(f"-# `{line}`" for line in lines) if fence(text) and "`" not in text else None


def render_exactly(quote: Quote, name: str) -> tuple[str, File | None]:
    """Return Markdown that displays a quote exactly, as a block quote or in a code block.

    Where neither can, the Markdown is empty and comes with a file of that name to attach.
    """
    if is_faithful(quote.text):
        return f">>> {marked(quote.text, quote.highlights, quote.answer)}", None
    fenced = fence(quote.text)
    return (fenced, None) if fenced is not None else ("", File(name, quote.text))


def marked(text: str, highlights: Sequence[Span], answer: Span | None = None) -> str:
    """Return Markdown that displays ``text``, with the highlights in bold and the answer inside them underlined, too.

    The spans of the highlights must be in order and must not overlap.

    A piece of bold text never spans a line break, never begins or ends with white space and never touches another
    piece, so every client reads the asterisks alike. There is no bold where it would take so many pieces that a client
    gave up.
    """
    bold = _bold_pieces(text, highlights)
    if len(bold) > _MAX_BOLD_PIECES:
        return escape(text)
    parts: list[str] = []
    at = 0
    for start, end in bold:
        parts += escape(text[at:start]), f"**{_underlined(text, (start, end), answer)}**"
        at = end
    return "".join([*parts, escape(text[at:])])


def _underlined(text: str, bold: Span, answer: Span | None) -> str:
    """Return the Markdown of a bold piece; the answer is underlined if all of it is inside."""
    if answer is None or not bold[0] <= answer[0] < answer[1] <= bold[1]:
        return escape(text[slice(*bold)])
    start, end = answer
    if _SPACE_AT_EDGE.search(text[start:end]):
        return escape(text[slice(*bold)])
    return f"{escape(text[bold[0] : start])}__{escape(text[start:end])}__{escape(text[end : bold[1]])}"


def _bold_pieces(text: str, highlights: Sequence[Span]) -> list[Span]:
    pieces: list[Span] = []
    for from_, to in highlights:
        for match in re.finditer(r"[^\s\ufeff](?:[^\n]*[^\s\ufeff])?", text[from_:to]):
            start, end = from_ + match.start(), from_ + match.end()
            if pieces and pieces[-1][1] == start:
                start, _ = pieces.pop()
            pieces.append((start, end))
    return pieces


def citation_line(quote: Quote, language: Language) -> str:
    """Return the line that says where a quote is from: title, heading, page or line, date, and a link."""
    parts = [f"**{_line(quote.title, _MAX_TITLE_CHARS) or _line(quote.document, _MAX_PATH_CHARS)}**"]
    heading = _line(quote.heading or "", _MAX_HEADING_CHARS)
    if heading and quote.heading != quote.title:
        parts[0] += f" › {heading}"
    if quote.page is not None and quote.page_end not in (None, quote.page):
        parts.append(language.say("pages", first=quote.page, last=quote.page_end))
    elif quote.page is not None:
        parts.append(language.say("page", number=quote.page))
    elif quote.line is not None:
        parts.append(language.say("line", number=quote.line))
    else:
        parts.append(language.say("paragraph", number=quote.paragraph))
    if quote.date:
        parts.append(language.date(quote.date))
    if quote.revision:
        parts.append(_line(quote.revision, _MAX_REVISION_CHARS))
    if quote.is_pinned:
        parts.append(f"📌 {language.say('pinned')}")
    url = short_address(quote.url)
    if url:
        parts.append(f"[{language.say('open-link')}](<{url}>)")
    return "-# " + " · ".join(parts)


def evidence_line(quote: Quote, language: Language) -> str:
    """Return the line with which anybody can check a quote: file, version, span and id."""
    span = language.say("characters", start=quote.start, end=quote.end)
    path = _line(quote.document, _MAX_PATH_CHARS)
    return f"-# {path} · {language.say('version')} `{quote.sha256}` · {span} · `{quote.id}`"


def question_heading(text: str) -> str:
    """Return a question as a heading of one line, shortened when it is very long: a question is not a quote."""
    line = _line(text, _MAX_QUESTION_CHARS)
    return f"### **{line}**" if line.endswith("#") else f"### {line}"  # "#" at the end of a heading is not displayed


def searched_line(question: str, language: Language) -> str:
    """Return the line that says what was searched for, because words of the question were mistyped."""
    return f"-# {language.say('searched-for', question=_line(question, _MAX_SEARCHED_CHARS))}"


def shortened(text: str, max_chars: int) -> str:
    """Return a text as one line of at most ``max_chars`` characters; an ellipsis says that there was more."""
    line = " ".join("".join(c if c.isprintable() or c in _JOINERS else " " for c in text).split())
    return line if len(line) <= max_chars else line[: max_chars - 1].rstrip() + "…"


def short_address(url: str | None) -> str | None:
    """Return a web address that can be used in a masked link, or None when it is no web address or too long.

    The words that it leads to are left out where they make it too long.
    """
    address = web_address(url)
    tries = (address, without_words(address)) if address else ()
    return next((each for each in tries if size(each) <= _MAX_URL_UNITS), None)


def pages(quotes: Sequence[RenderedQuote], per_page: int) -> list[list[RenderedQuote]]:
    """Return the quotes on pages of at most ``per_page``, each of which fits into one message; no quote is cut."""
    result: list[list[RenderedQuote]] = []
    room = files = 0
    for item in quotes:
        if not result or len(result[-1]) == per_page or item.size > room or len(item.files) > files:
            result.append([])
            room, files = MAX_MESSAGE_UNITS - RESERVED_UNITS, MAX_PAGE_FILES
        result[-1].append(item)
        room -= item.size
        files -= len(item.files)
    return result


def surroundings(context: Context, quote: Quote, language: Language) -> tuple[list[str], tuple[File, ...]]:
    """Return a quote with the passages around it; it is marked as ``quote`` is.

    The result is texts to show one below the other, or notes and files to attach when they cannot be shown. What stands
    above the quote comes first, unless it is among the passages around it.
    """
    begin = quote.start - len(context.before)
    further = [each for each in quote.above if each.start < begin]
    above = render_above(further)
    parts = [_neighbour(context.before), render_exactly(quote, "")[0] or None, _neighbour(context.after)]
    shown = [part for part in (above, *parts) if part]
    room = MAX_MESSAGE_UNITS - RESERVED_UNITS - size(citation_line(context.quote, language))
    if None not in (above, *parts) and sum(map(size, shown)) <= room:
        return shown, ()
    around = File("context.txt", context.before + context.quote.text + context.after)
    if above is None or size(above) > room:
        return [language.say("above-as-file"), language.say("context-file")], (above_file(further, "above.txt"), around)
    return [*filter(None, [above]), language.say("context-file")], (around,)


def _neighbour(text: str) -> str | None:
    """Return Markdown for the text next to a quote: "" for white space, None for what cannot be shown."""
    core = text.strip()
    return escape(core) if not core or is_faithful(core) else fence(text.strip("\n"))


def _line(text: str, max_chars: int) -> str:
    line = shortened(text, max_chars)
    while count_pictures(line) > _MAX_LINE_PICTURES:
        line = shortened(line, len(line) - 1)
    return escape(line)
