"""Word and OpenDocument files made by hand, of the very markup that a test is about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_ROOTS = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"} | {
    "settings": "settings",
    "header": "hdr",
    "footer": "ftr",
}


def zipped(files: Mapping[str, str]) -> bytes:
    """A ZIP file of the given parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A Word file of a body and further parts, ``styles``, ``footer2`` …; a part's relationship has its name as id."""
    relations = ""
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    for name, inside in parts.items():
        kind = name.rstrip("0123456789")
        files[f"word/{name}.xml"] = f"<w:{_ROOTS[kind]} {_NAMESPACES}>{inside}</w:{_ROOTS[kind]}>"
        relations += f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
    files["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    )
    return zipped(files)


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of Word with one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def numbered(text: str, level: int = 0, number: int = 1, run: str = "") -> str:
    """A paragraph of Word with an automatic number."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>', run)


def numbering(*levels: tuple[str, str]) -> str:
    """One numbering, id 1, whose levels are given as (format, text)."""
    written = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (kind, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def open_text(body: str, styles: str = "", master: str = "", meta: str = "") -> bytes:
    """An OpenDocument text of a body, automatic styles, master pages and metadata."""
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for name, long in {
            "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing",
            "fo": "xsl-fo-compatible", "svg": "svg-compatible", "meta": "meta",
        }.items()
    ) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {namespaces}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {namespaces}><office:master-styles>{master}</office:master-styles>"
            "</office:document-styles>",
            "meta.xml": f"<office:document-meta {namespaces}><office:meta>{meta}</office:meta></office:document-meta>",
        }
    )
