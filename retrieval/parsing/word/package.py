"""The parts of a Word file: reading them with bounds, and making a small file for pandoc."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Sequence
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.parsing.archive import open_archive, read_member

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

MAX_MARKUP = 2_000_000
"""A part with more tags and attributes than this is refused: its tree would need more than half a gigabyte."""

_OFFICE = b"http://schemas.openxmlformats.org/"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": _OFFICE + b"wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/math": _OFFICE + b"officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": _OFFICE + b"officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/drawingml/": _OFFICE + b"drawingml/2006/",
}
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


class WordPackage:
    """The parts of a Word file, each parsed when it is asked for. Raises UnreadableFile with the reason."""

    def __init__(self, data: bytes) -> None:
        self._archive = open_archive(data, "Word")
        if read_member(self._archive, "[Content_Types].xml") is None:
            raise UnreadableFile("damaged, or not a Word file")
        self._main = self._targets("").get("officeDocument", ["word/document.xml"])[0]
        self._related = self._targets(self._main)

    def main(self) -> Any:
        """Return the body of the document."""
        root = self._parsed(self._main)
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise UnreadableFile("damaged, or not a Word file")
        return body

    def part(self, kind: str) -> Any | None:
        """Return the root of the part of a kind (``styles``, ``numbering``, ``footnotes`` …); None without one."""
        names = self._related.get(kind)
        return self._parsed(names[0]) if names else None

    def core_properties(self) -> Any | None:
        """Return the root of the core properties; a damaged part costs the properties, not the document."""
        try:
            return self._parsed(self._targets("").get("core-properties", ["docProps/core.xml"])[0])
        except UnreadableFile:
            return None

    def by_id(self, relationship: str) -> Any | None:
        """Return the root of the part that the document names by the id of a relationship."""
        name = self._ids.get(relationship)
        return self._parsed(name) if name else None

    def _targets(self, source: str) -> dict[str, list[str]]:
        """Return the parts that a part is related to, by kind."""
        folder, name = posixpath.split(source)
        root = self._parsed(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, list[str]] = {}
        self._ids: dict[str, str] = {}
        for relation in root.iter(_RELATIONSHIP) if root is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/")
            found.setdefault((relation.get("Type") or "").rpartition("/")[2], []).append(target)
            self._ids[relation.get("Id") or ""] = target
        return found

    def _parsed(self, name: str) -> Any | None:
        data = read_member(self._archive, name)
        return None if data is None else parsed_part(data, "Word")


def parsed_part(data: bytes, format_name: str) -> Any:
    """Return the root of an XML part, without comments. Raises UnreadableFile: it is damaged, or too much of it."""
    if data.count(b"<") > MAX_MARKUP or data.count(b"=") > 4 * MAX_MARKUP:
        raise UnreadableFile(f"holds more than {MAX_MARKUP:,} pieces of markup")
    for strict, usual in _STRICT.items():
        data = data.replace(strict, usual)
    from lxml import etree

    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"damaged, or not {_with_article(format_name)} file") from error


def _with_article(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"


def make_package(blocks: Sequence[str]) -> bytes:
    """Return a Word file of ``blocks``, in Word's XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr(
            "word/document.xml",
            f"<w:document {_NAMESPACES}><w:body>{''.join(blocks)}</w:body></w:document>",
        )
    return out.getvalue()
