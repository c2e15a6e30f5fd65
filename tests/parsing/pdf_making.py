"""PDF files made by hand."""

import io
import re
from collections.abc import Sequence


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]], info: dict[str, str] | None = None) -> bytes:
    """A PDF of lines given as (height on the page, size of type, text)."""

    def escaped(text: str) -> bytes:
        return re.sub(r"([\\()])", r"\\\1", text).encode("cp1252", "replace")

    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for lines in pages:
        shown = [b"BT /F1 %g Tf 1 0 0 1 72 %g Tm (%s) Tj ET" % (size, y, escaped(text)) for y, size, text in lines]
        stream = b"\n".join(shown)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    entries = b" ".join(b"/%s (%s)" % (key.encode(), escaped(value)) for key, value in (info or {}).items())
    objects.append(b"<< %s >>" % entries)
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF"
    out.write(trailer % (len(objects) + 1, len(objects), start))
    return out.getvalue()
