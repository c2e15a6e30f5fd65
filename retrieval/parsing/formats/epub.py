"""EPUB: the chapters in reading order, each walked as HTML; title, author and date from the package file."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from retrieval.errors import UnreadableFile
from retrieval.languages.codes import declared_code
from retrieval.model import Content
from retrieval.parsing.archive import open_archive, read_member
from retrieval.parsing.dates import date_in_name, iso_date
from retrieval.parsing.markup import compose, inline_text, parse_html
from retrieval.parsing.markup.elements import clear, headings_of
from retrieval.parsing.outline import Composer, label
from retrieval.parsing.parser import VERSIONS
from retrieval.parsing.titles import own_title

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_NCX_TYPE = "application/x-dtbncx+xml"
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "application/xml")
_MAX_BYTES = 50_000_000

_CONTENTS = ("table of contents", "it repeats the headings")
_PAGE_NUMBERS = ("page number", "it is not part of the text")
_APPARATUS = {
    "toc": _CONTENTS,
    "doc-toc": _CONTENTS,
    "landmarks": _CONTENTS,
    "page-list": _PAGE_NUMBERS,
    "doc-pagelist": _PAGE_NUMBERS,
    "pagebreak": _PAGE_NUMBERS,
    "doc-pagebreak": _PAGE_NUMBERS,
    "cover": ("cover", "it is not part of the text"),
    "doc-cover": ("cover", "it is not part of the text"),
}
"""What a book says of its parts that are not its text, each with what is told of them."""

_NOBODY = re.compile(r"unknown(?: author)?|unbekannt|anonymous|n/?a", re.IGNORECASE)


class EpubParser:
    """Parses ``.epub``: the canonical text is that of all chapters, in reading order."""

    name = "EPUB"
    suffixes: tuple[str, ...] = (".epub",)
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return the blocks of every chapter; see ``Parser.parse``."""
        archive = open_archive(data, "EPUB")
        package_path = _package_path(archive)
        package = _xml_root(archive, package_path)
        encrypted = _encrypted_paths(archive)
        composer = Composer()
        titles = _titles(archive, package, package_path)
        size = 0
        for chapter in _chapters(package, package_path):
            if chapter in encrypted:
                raise UnreadableFile("encrypted: its chapters are protected (DRM)")
            page = read_member(archive, chapter)
            if page is None or not page.strip():
                continue
            size += len(page)
            if size > _MAX_BYTES:
                raise UnreadableFile(f"chapters of {size:,} bytes or more, and Quoth reads at most {_MAX_BYTES:,}")
            _compose_chapter(page, composer, titles.get(chapter))
        title, author, date, url, language = _metadata(package)
        return composer.content(title=title, date=date or date_in_name(path), author=author, url=url, language=language)


def _compose_chapter(page: bytes, composer: Composer, title: str | None) -> None:
    """Append a chapter; one without a heading stands under what the table of contents calls it, if it is there."""
    try:
        root = parse_html(page)
    except UnreadableFile as refusal:
        composer.leave_out("chapter", str(refusal))
        return
    for element in root.iter():
        kinds = f"{element.get('epub:type') or ''} {element.get('role') or ''}".split()
        if kinds and (what := next((_APPARATUS[kind] for kind in kinds if kind in _APPARATUS), None)):
            if inline_text(element):
                composer.leave_out(*what)
            clear(element)
    if not title or headings_of(root):
        compose(root, composer)
    else:
        composer.end_headings(1)
        compose(root, composer, under=(title,))


def _package_path(archive: ZipFile) -> str:
    for element in _xml_root(archive, _CONTAINER).iter("{*}rootfile"):
        if (path := _path_in_archive("", element.get("full-path") or "")) is not None:
            return path
    raise UnreadableFile("damaged, or not an EPUB file")


def _xml_root(archive: ZipFile, name: str) -> _Element:
    from lxml import etree

    data = read_member(archive, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser) if data is not None else None
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise UnreadableFile("damaged, or not an EPUB file")
    return root


def _chapters(package: _Element, package_path: str) -> list[str]:
    """Return the chapters' paths inside the archive, in reading order, without the table of contents."""
    folder = posixpath.dirname(package_path)
    manifest: dict[str, str] = {}
    for item in package.iter("{*}item"):
        path = _path_in_archive(folder, unquote(item.get("href") or ""))
        is_contents = "nav" in (item.get("properties") or "").split()
        if path is not None and item.get("media-type") in _CHAPTER_TYPES and not is_contents:
            manifest[item.get("id") or ""] = path
    order = [manifest[name] for ref in package.iter("{*}itemref") if (name := ref.get("idref") or "") in manifest]
    return list(dict.fromkeys(order or manifest.values()))


def _titles(archive: ZipFile, package: _Element, package_path: str) -> dict[str, str]:
    """Return what the table of contents calls each chapter, by the chapter's path: EPUB 3 and ``.ncx``."""
    folder = posixpath.dirname(package_path)
    titles: dict[str, str] = {}
    for item in package.iter("{*}item"):
        is_contents = "nav" in (item.get("properties") or "").split()
        path = _path_in_archive(folder, unquote(item.get("href") or ""))
        if path is None or not (is_contents or item.get("media-type") == _NCX_TYPE):
            continue
        try:
            root = _xml_root(archive, path)
        except UnreadableFile:
            continue
        for entry in root.iter("{*}a", "{*}navPoint"):
            target = entry if entry.get("href") else next(entry.iter("{*}content"), None)
            named = entry if entry.get("href") else next(entry.iter("{*}text"), None)
            if target is None or named is None:
                continue
            address = target.get("href") or target.get("src") or ""
            chapter = _path_in_archive(posixpath.dirname(path), unquote(address))
            if chapter is not None and (text := label("".join(map(str, named.itertext())))):
                titles.setdefault(chapter, text)
    return titles


def _path_in_archive(folder: str, href: str) -> str | None:
    """Return the path that ``href`` names, seen from ``folder``; None when it leaves the archive."""
    path = posixpath.normpath(posixpath.join(folder, href.partition("#")[0]))
    return None if not href or path.startswith(("/", "../")) or path in (".", "..") else path


def _encrypted_paths(archive: ZipFile) -> set[str]:
    """Return the paths of encrypted parts; fonts are often among them and do not matter."""
    if _ENCRYPTION not in archive.namelist():
        return set()
    references = _xml_root(archive, _ENCRYPTION).iter("{*}CipherReference")
    return {
        path for element in references if (path := _path_in_archive("", unquote(element.get("URI") or ""))) is not None
    }


def _metadata(package: _Element) -> tuple[str | None, str | None, str | None, str | None, str | None]:
    """Return title, author, date, address and language as the package file gives them."""

    def texts(name: str) -> list[str]:
        elements = package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")
        return [text for element in elements if (text := label("".join(map(str, element.itertext()))))]

    published = [
        each for each in package.iter("{http://purl.org/dc/elements/1.1/}date")
        if not any(value in ("modification", "creation", "conversion") for value in each.attrib.values())
    ]  # fmt: skip
    dates = [date for each in published if (date := iso_date("".join(map(str, each.itertext())))) is not None]
    addresses = [text for name in ("source", "identifier") for text in texts(name) if re.match(r"https?://", text)]
    return (
        own_title(next(iter(texts("title")), None)),
        label(", ".join(name for name in texts("creator") if not _NOBODY.fullmatch(name))),
        next(iter(dates), None),
        next(iter(addresses), None),
        next(filter(None, map(declared_code, texts("language"))), None),
    )
