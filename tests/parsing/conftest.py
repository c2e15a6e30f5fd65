"""What every parser promises, as one check, and files made by hand."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

import pytest

from retrieval.model import Content
from retrieval.parsing.files import parse_bytes

from .pdf_making import pdf


def _holds(content: Content, words: Iterable[str] = ()) -> None:
    """Blocks are trimmed slices in order, nothing is unstorable, and ``words`` can all be read somewhere."""
    end = 0
    for block in content.blocks:
        assert end <= block.start < block.end <= len(content.text)
        written = content.text[block.start : block.end]
        assert written == written.strip()
        assert written
        end = block.end
    told = [content.title, content.date, content.author, content.url, *(block.heading for block in content.blocks)]
    for text in (content.text, *filter(None, told)):
        text.encode("utf-8")
        assert "\x00" not in text
    read = " ".join([*(content.text[b.start : b.end] for b in content.blocks), *filter(None, told)])
    assert [word for word in words if word not in read] == []


@pytest.fixture(scope="session")
def holds() -> Callable[..., None]:
    return _holds


@pytest.fixture(scope="session")
def read() -> Callable[..., Content]:
    """Parse text or bytes as the format that a file name tells."""

    def read(data: str | bytes, name: str) -> Content:
        return parse_bytes(data.encode() if isinstance(data, str) else data, PurePosixPath(name))

    return read


@pytest.fixture(scope="session")
def written() -> Callable[[Content], list[str]]:
    return lambda content: [content.text[block.start : block.end] for block in content.blocks]


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    return pdf


def _epub(chapters: Sequence[str], metadata: str = "<dc:title>A Book</dc:title>", **more: str) -> bytes:
    """An EPUB of the given chapter bodies; ``more`` are further files, ``__`` in a name standing for a slash."""
    items = "".join(
        f'<item id="c{n}" href="text/c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{metadata}</metadata><manifest>{items}'
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>'
        f'<spine><itemref idref="nav"/>{spine}</spine></package>',
        "OEBPS/nav.xhtml": "<html><body><nav><ol><li>Contents entry</li></ol></nav></body></html>",
    }
    for number, body in enumerate(chapters):
        files[f"OEBPS/text/c{number}.xhtml"] = (
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
            f'<script src="x.js"/></head><body>{body}</body></html>'
        )
    files |= {name.replace("__", "/"): text for name, text in more.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.fixture(scope="session")
def make_epub() -> Callable[..., bytes]:
    return _epub
