"""PDF files made by hand."""

import io
import re
from collections.abc import Sequence

Drawn = tuple[float, float, str] | tuple[float, float, str, float] | tuple[float, float, str, float, str] | bytes
"""A line as (height on the page, size of type, text[, distance from the left[, font]]), or drawing commands as such.

Fonts are ``F1`` (Helvetica), ``F2`` (the same in bold) and ``F3``, which does not say what its letters are.
``/Im1 Do`` draws a grey picture of one point.
"""

RESOURCES = b"/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> /XObject << /Im1 6 0 R >> >>"


def escaped(text: str) -> bytes:
    """Text as it stands between the brackets of a PDF's string."""
    return re.sub(r"([\\()])", r"\\\1", text).encode("cp1252", "replace")


def pdf(
    pages: Sequence[Sequence[Drawn]],
    info: dict[str, str] | None = None,
    *,
    bookmarks: Sequence[tuple[str, int, int]] = (),
    page: bytes = b"/MediaBox [0 0 612 792]",
    forms: Sequence[bytes] = (),
    trailer: bytes = b"",
) -> bytes:
    """A PDF of pages of lines.

    bookmarks: (title, level, page), levels and pages counted from 1. page: what the dictionary of every page says more.
    forms: drawing commands of the objects 7, 8 and so on, which ``page`` may name as what its annotations look like.
    trailer: what the trailer says more.
    """
    names = b" ".join(b"/odd%d" % number for number in range(95))
    objects = [
        b"",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [.1 0 0 .1 0 0] /FirstChar 32 /LastChar 126 "
        b"/CharProcs << >> /Encoding << /Type /Encoding /Differences [32 %s] >> /Widths [%s] >>" % (names, b"6 " * 95),
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Length 1 >>\nstream\n\x80\nendstream",
    ]
    objects += [
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 20] %s /Length %d >>\nstream\n%s\nendstream"
        % (RESOURCES, len(drawn), drawn)
        for drawn in forms
    ]
    kids = []
    for lines in pages:
        stream = b"\n".join(_shown(line) for line in lines)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R %s >>" % (page, len(objects), RESOURCES))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    outline = _outline(bookmarks, kids, len(objects) + 1)
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R%s >>" % (
        b" /Outlines %d 0 R" % (len(objects) + 1) if outline else b""
    )
    objects += outline
    entries = b" ".join(b"/%s (%s)" % (key.encode(), escaped(value)) for key, value in (info or {}).items())
    objects.append(b"<< %s >>" % entries)
    return _file(objects, trailer)


def _shown(line: Drawn) -> bytes:
    if isinstance(line, bytes):
        return line
    y, size, text, x, font = (*line, 72, "F1")[:5] if len(line) == 3 else (*line, "F1")[:5]
    return b"BT /%s %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (font.encode(), size, x, y, escaped(text))


def _outline(bookmarks: Sequence[tuple[str, int, int]], kids: Sequence[bytes], first: int) -> list[bytes]:
    """The objects of an outline, of which the first has the number ``first``."""
    if not bookmarks:
        return []
    levels = [0, *(level for _, level, _ in bookmarks)]
    objects = []
    for index, level in enumerate(levels):
        parts = []
        below = []
        for other in range(index + 1, len(levels)):
            if levels[other] <= level:
                break
            below += [other] if levels[other] == level + 1 else []
        if below:
            parts.append(b"/First %d 0 R /Last %d 0 R /Count %d" % (first + below[0], first + below[-1], len(below)))
        if index:
            title, _, page = bookmarks[index - 1]
            parent = max(other for other in range(index) if levels[other] < level)
            parts.append(
                b"/Title (%s) /Parent %d 0 R /Dest [%s /Fit]" % (escaped(title), first + parent, kids[page - 1])
            )
            following = [other for other in range(index + 1, len(levels)) if levels[other] <= level]
            if following and levels[following[0]] == level:
                parts.append(b"/Next %d 0 R" % (first + following[0]))
        objects.append(b"<< %s >>" % b" ".join(parts))
    return objects


def _file(objects: Sequence[bytes], more: bytes) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R %s >>\nstartxref\n%d\n%%%%EOF"
    out.write(trailer % (len(objects) + 1, len(objects), more, start))
    return out.getvalue()
