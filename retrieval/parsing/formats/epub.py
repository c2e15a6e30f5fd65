"""EPUB: the chapters in reading order, each walked as HTML; title, author and date from the package file."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.archive import open_archive, read_member
from retrieval.parsing.dates import date_in_name, iso_date
from retrieval.parsing.markup import compose, parse_html
from retrieval.parsing.outline import Composer, label

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "application/xml")
_MAX_BYTES = 50_000_000


class EpubParser:
    """Parses ``.epub``: the canonical text is that of all chapters, in reading order."""

    name = "EPUB"
    suffixes: tuple[str, ...] = (".epub",)
    names: tuple[str, ...] = ()
    version = 1

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return the blocks of every chapter; see ``Parser.parse``."""
        archive = open_archive(data, "EPUB")
        package_path = _package_path(archive)
        package = _xml_root(archive, package_path)
        encrypted = _encrypted_paths(archive)
        composer = Composer()
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
            compose(parse_html(page), composer)
        title, author, date, url = _metadata(package)
        return composer.content(title=title, date=date or date_in_name(path), author=author, url=url)


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


def _metadata(package: _Element) -> tuple[str | None, str | None, str | None, str | None]:
    """Return title, author, date and address as the package file gives them."""

    def texts(name: str) -> list[str]:
        elements = package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")
        return [text for element in elements if (text := label("".join(map(str, element.itertext()))))]

    dates = [date for text in texts("date") if (date := iso_date(text)) is not None]
    addresses = [text for name in ("source", "identifier") for text in texts(name) if re.match(r"https?://", text)]
    return (
        next(iter(texts("title")), None),
        label(", ".join(texts("creator"))),
        next(iter(dates), None),
        next(iter(addresses), None),
    )
