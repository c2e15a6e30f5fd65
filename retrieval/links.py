"""A quote → the address on the web where its document can be read, as its citation links to it.

What a document says of itself comes first: its front matter, or the canonical address in HTML. Else the operator's
templates say where the documents of a folder are published, and what was fetched from elsewhere leads there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Self
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit, urlunsplit

from retrieval.model import Answer, Quote
from retrieval.origins.manifests import Manifest

NOWHERE = "none"
"""What stands for an address in the setting where a folder's documents are published nowhere."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAMES = ("path", "stem", "page", "heading", "line")
_ENTRY = re.compile(
    r"(?:(?!\s*https?://)(?P<folder>[^=,]*?[^=,\s])\s*=\s*)?(?P<address>https?://[^\s,]+|none(?=[\s,]|\Z))",
    re.IGNORECASE,
)
_INDEX = re.compile(r"(?:(?<=/)|^)index\Z", re.IGNORECASE)

_HOST = re.compile(r"[\w.-]*\w\.?(?::\d+)?")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

_SHOWN_AS_PAGES = frozenset({
    ".htm", ".html", ".xhtml", ".md", ".markdown", ".mdx", ".mdown", ".mkd", ".qmd", ".rmd", ".rst", ".adoc",
    ".asciidoc", ".org", ".txt", ".text",
})  # fmt: skip
"""Endings of documents that a web page shows with the words that were read."""
_MARKUP = re.compile(r"[*_`\[\]<>|#~^\\{}=$]|https?:|&\w+;")
_ITEM = re.compile(r"\A\s*(?:[-+•‣◦]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxlcIVXLC]{2,6})[.)])\s+")
_LEAST_WORDS, _LEAST_WORDS_OF_PART, _LEAST_SIGNS = 3, 4, 8
_LENGTHS = ((6, 4), (4, 3), (3, 2))
_MAX_DIRECTIVE_CHARS = 240
_DIRECTIVE = ":~:text="


@dataclass(frozen=True, slots=True)
class Links:
    """Where the documents of each folder are published.

    ``templates`` has folders, or single documents, below the seeds folder, "" for itself, each with a template, or None
    where they are published nowhere. The innermost one counts. ``origins`` says, by name, what is known of documents
    that were fetched from elsewhere; it counts before a template for all folders, and after one for theirs.
    """

    templates: tuple[tuple[str, str | None], ...] = ()
    origins: Mapping[str, Manifest] = field(default_factory=dict, hash=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what a setting says: templates, or ``folder=template``, separated by commas or spaces.

        In a template ``{path}`` stands for the document's path below the folder, ``{stem}`` for that without its
        ending, ``{page}`` and ``{line}`` for their numbers, and ``{heading}`` for the anchor of the heading above the
        quote. A single document may stand in the place of a folder. Raises ValueError, which says what cannot be used.
        """
        templates: dict[str, str | None] = {}
        end = 0
        for entry in _ENTRY.finditer(text):
            _nothing_but_commas(text[end : entry.start()])
            end = entry.end()
            folder = _folder(entry["folder"] or "")
            if folder in templates:
                raise ValueError(f"the folder {folder or '.'!r} has two addresses")
            named_nowhere = entry["address"].lower() == NOWHERE
            templates[folder] = None if named_nowhere else _checked(entry["address"])
        _nothing_but_commas(text[end:])
        return cls(tuple(sorted(templates.items(), key=lambda each: -len(each[0]))))

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders below the seeds folder that are named."""
        return tuple(folder for folder, _ in self.templates if folder)

    def link(self, quote: Quote) -> str | None:
        """Return the address of a quote's document, percent-encoded, or None where it has none.

        It leads to the page of a PDF, and to the words that answer where a web page shows them
        (https://wicg.github.io/scroll-to-text-fragment).
        """
        heading = (quote.heading or "").rpartition(" > ")[2]
        address = web_address(quote.url) or self._published(quote.document, quote.page, quote.line, heading)
        return None if address is None else _pointed(address, quote)

    def page(self, document: str, url: str | None) -> str | None:
        """Return the address of a whole document, by its path below the seeds folder.

        url: what it says of itself.
        """
        return web_address(url) or self._published(document)

    def linked(self, quote: Quote) -> Quote:
        """Return a quote whose ``url`` is its ``link``, with the revision of its document."""
        origin = self.origins.get(quote.document.partition("/")[0])
        link, revision = self.link(quote), origin.revision if origin else None
        return quote if (quote.url, quote.revision) == (link, revision) else replace(quote, url=link, revision=revision)

    def with_links(self, answer: Answer) -> Answer:
        """Return an answer all of whose quotes are ``linked``."""
        quotes, nearest = (tuple(map(self.linked, each)) for each in (answer.quotes, answer.nearest))
        return replace(answer, quotes=quotes, nearest=nearest)

    def _published(
        self, document: str, page: int | None = None, line: int | None = None, heading: str = ""
    ) -> str | None:
        path = PurePosixPath(document)
        composed = PurePosixPath(unicodedata.normalize("NFC", document))
        numbers = {"page": page, "line": line}
        values = {name: None if number is None else str(number) for name, number in numbers.items()}
        values["heading"] = percent_encode(anchor(heading)) or None
        for folder, template in self.templates:
            if folder and composed.is_relative_to(folder):
                depth = len(PurePosixPath(folder).parts) if composed != PurePosixPath(folder) else -1
                return None if template is None else _filled(template, PurePosixPath(*path.parts[depth:]), values)
        name, _, below = document.partition("/")
        if (origin := self.origins.get(name)) is not None:
            if (url := web_address(origin.urls.get(below))) is not None:
                return url
            if origin.link is not None:
                return _filled(origin.link, PurePosixPath(below), values)
        general = dict(self.templates).get("")
        return None if general is None else _filled(general, path, values)


NO_LINKS = Links()


def web_address(url: str | None) -> str | None:
    """Return an absolute address of the web, percent-encoded, or None when this is none, or one that names a user.

    A host name in any script stays as it is written: percent-encoded, it would not be a host name.
    """
    try:
        parts = urlsplit((url or "").strip())
        _ = parts.port  # raises ValueError when it is no port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return None
    path = percent_encode(urlunsplit(("", "", parts.path, parts.query, parts.fragment)), safe="%/:?#@!$&'*+,;=~-._")
    return f"{parts.scheme}://{parts.netloc}{_STRAY_PERCENT.sub('%25', path)}"


def without_words(address: str) -> str:
    """Return an address without the words that it leads to: what a person would write."""
    return address.partition(_DIRECTIVE)[0].removesuffix("#")


def anchor(heading: str) -> str:
    """Return the anchor that GitHub, and sites that follow it, give a heading: "Fees & dates" → "fees--dates"."""
    kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -_" or unicodedata.category(c).startswith("M"))
    return kept.strip().replace(" ", "-")


def _nothing_but_commas(rest: str) -> None:
    if rest := rest.strip(" \t\n,"):
        raise ValueError(f"{rest!r} is no address such as https://docs.example.org/{{path}}, nor folder=address")


def _folder(name: str) -> str:
    parts = unicodedata.normalize("NFC", name.strip()).strip("/").split("/")
    if name and any(not part or part.startswith(".") or "\\" in part or ":" in part for part in parts):
        raise ValueError(f"{name!r} is no folder below SEEDS_DIR, such as handbook or town/rules")
    return "/".join(parts)


def _checked(template: str) -> str:
    unknown = [name for name in _PLACEHOLDER.findall(template) if name not in _NAMES]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in _NAMES)
        raise ValueError(f"{{{unknown[0]}}} in {template!r} is none of {known}")
    if "{" in urlsplit(template).netloc or web_address(_PLACEHOLDER.sub("1", template)) is None:
        raise ValueError(f"{template!r} is no absolute address of the web, such as https://docs.example.org/{{path}}")
    if "{" in _PLACEHOLDER.sub("", template) or "}" in _PLACEHOLDER.sub("", template):
        raise ValueError(f"a brace in {template!r} belongs to no other")
    return template


def _filled(template: str, path: PurePosixPath, values: Mapping[str, str | None]) -> str | None:
    stem = str(path.with_suffix(""))
    values = {"path": percent_encode(str(path)), "stem": percent_encode(stem), **values}
    if _INDEX.search(stem):
        place, sign, query = template.partition("?")
        place = re.sub(r"\{stem\}(?:/|(?=#|\Z))", percent_encode(_INDEX.sub("", stem)), place)
        template = place + sign + query
    address, sign, fragment = template.partition("#")
    filled, end = (_with_values(part, values) for part in (address, fragment))
    return None if filled is None else web_address(f"{filled}{sign}{end}" if end else filled)


def _with_values(template: str, values: Mapping[str, str | None]) -> str | None:
    """Return a template with its placeholders filled, or None when one of them has no value here."""
    names = _PLACEHOLDER.findall(template)
    if any(values[name] is None for name in names):
        return None
    return _PLACEHOLDER.sub(lambda name: values[name[1]] or "", template)


def _pointed(address: str, quote: Quote) -> str:
    ending = PurePosixPath(quote.document).suffix.lower()
    if _DIRECTIVE in address:
        return address
    parts = urlsplit(address)
    is_pdf = parts.path.lower().endswith(".pdf")
    if ending == ".pdf":
        takes_page = quote.page is not None and not parts.fragment and (is_pdf or parts.query)
        return f"{address}#page={quote.page}" if takes_page else address
    words = _directive(quote) if ending in _SHOWN_AS_PAGES and not is_pdf else None
    return address if words is None else f"{address}{'' if '#' in address else '#'}{_DIRECTIVE}{words}"


def _directive(quote: Quote) -> str | None:
    """Return what a browser is to look for: the sentence that answers, or its first and last words if it is long.

    Words with markup, and what numbers the items of a list, are left out: a page shows them otherwise. So is a text of
    a word or two, which may stand anywhere. A text that is written without spaces is named whole, since a browser finds
    whole words only.
    """
    start, end = quote.highlights[0] if quote.highlights else (0, len(quote.text))
    lines = [_ITEM.sub("", line) for line in quote.text[start:end].split("\n")]
    runs = [run for line in lines for run in _plain_runs(line.split())]
    if not runs:
        return None
    first, last = runs[0], runs[-1]
    tries: list[tuple[list[str], ...]] = [(first,)] if first is last else []
    tries += [(first[:opening], last[-closing:]) for opening, closing in _LENGTHS if len(first) + len(last) > opening]
    tries += [(first[:opening],) for opening, _ in _LENGTHS if len(first) > _LEAST_WORDS]
    found = (list(map(_encoded, each)) for each in tries)
    return next((",".join(each) for each in found if all(each) and len(",".join(each)) <= _MAX_DIRECTIVE_CHARS), None)


def _plain_runs(words: list[str]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for word in words:
        if _MARKUP.search(word):
            runs.append([])
        else:
            runs[-1].append(word)
    least = _LEAST_WORDS if len(runs) == 1 else _LEAST_WORDS_OF_PART
    return [run for run in runs if len(run) >= least or _wide_signs(run) >= _LEAST_SIGNS]


def _wide_signs(words: list[str]) -> int:
    """Return how many signs words have that stand for syllables or words, as in Chinese and Japanese."""
    return sum(unicodedata.east_asian_width(sign) in "WF" for word in words for sign in word)


def _encoded(words: list[str]) -> str:
    text = " ".join(words)
    start, end = 0, len(text)
    while start < end and unicodedata.category(text[start])[0] in "PSZC":
        start += 1
    while end > start and unicodedata.category(text[end - 1])[0] in "PSZC":
        end -= 1
    return percent_encode(text[start:end], safe="").replace("-", "%2D")
