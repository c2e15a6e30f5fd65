import io
import sys
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.parsing.formats import pdf, pdf_worker
from retrieval.parsing.formats.pdf import PdfParser

WORD = st.text("abcdefgäñß()\\", min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
PAGE = st.lists(st.tuples(LINE, st.sampled_from([10.0, 10.0, 12.0, 18.0])), max_size=12)


def lines(*texts: str, top: float = 700, size: float = 12, step: float = 14) -> list[tuple[float, float, str]]:
    return [(top - step * number, size, text) for number, text in enumerate(texts)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages=st.lists(PAGE, min_size=1, max_size=4))
def test_no_word_is_lost(pages: list[list[tuple[str, float]]], make_pdf, holds) -> None:
    laid_out = [[(700 - 20 * n, size, text) for n, (text, size) in enumerate(page)] for page in pages]
    extracted = pdf_worker.extract(make_pdf(laid_out), max_pages=10, max_chars=10_000)
    if any(page for page in pages):
        content = PdfParser().content(extracted, PurePosixPath("a.pdf"))
        assert not content.has_lines
        holds(content, [word for page in pages for text, _ in page for word in text.split()])


def test_paragraphs_end_at_gaps_and_pages(make_pdf, read, written) -> None:
    first = [*lines("The quay of Velm is long", "and was built in stone.", top=700), *lines("It is old.", top=640)]
    content = read(make_pdf([first, lines("The second page", "has one paragraph.")]), "a.pdf")
    assert written(content) == [
        "The quay of Velm is long\nand was built in stone.",
        "It is old.",
        "The second page\nhas one paragraph.",
    ]
    assert [content.page_at(block.start) for block in content.blocks] == [1, 1, 2]


def test_larger_type_is_a_heading(make_pdf, read) -> None:
    page = [
        (740, 24, "The Long Quay"),
        *lines("It was built in stone by the city.", "It has lasted for very many years.", top=700),
        (650, 16, "Ropes"),
        *lines("Ropes are kept dry in the north shed.", "They are counted once in every year.", top=620),
        *lines("Nobody may take one home with them.", top=560),
    ]
    content = read(make_pdf([page]), "a.pdf")
    assert content.title == "The Long Quay"
    assert [block.heading for block in content.blocks] == [None, "Ropes", "Ropes"]


def test_running_heads_and_page_numbers_are_no_blocks_but_stay_in_the_text(make_pdf, read, written) -> None:
    pages = [
        [(760, 10, "Annals of the Quay"), *lines(f"Text of page {name} here."), (40, 10, str(number))]
        for number, name in enumerate(["one", "two", "three", "four"], 7)
    ]
    content = read(make_pdf(pages), "a.pdf")
    assert written(content) == [
        "Annals of the Quay",
        *(f"Text of page {name} here." for name in ["one", "two", "three", "four"]),
    ]
    assert content.text.count("Annals of the Quay") == 4


def test_document_information_is_metadata(make_pdf, read) -> None:
    info = {"Title": "The Quay", "Author": "Ida Holm", "CreationDate": "D:20240302100000Z"}
    content = read(make_pdf([lines("Text.")], info), "a.pdf")
    assert (content.title, content.author, content.date) == ("The Quay", "Ida Holm", "2024-03-02")


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - draft7.doc", "report.docx"])
def test_a_title_that_a_program_made_up_is_none(title: str, make_pdf, read) -> None:
    assert read(make_pdf([lines("Text.")], {"Title": title}), "a.pdf").title is None


def test_an_encrypted_file_is_refused_as_such(make_pdf, read) -> None:
    import pypdf

    out = io.BytesIO()
    with pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf([lines("Secret.")]))) as writer:
        writer.encrypt("key", algorithm="RC4-128")
        writer.write(out)
    with pytest.raises(UnreadableFile, match="encrypted"):
        read(out.getvalue(), "a.pdf")


def test_a_scan_is_refused_as_such(make_pdf, read) -> None:
    with pytest.raises(UnreadableFile, match="scan"):
        read(make_pdf([[]]), "a.pdf")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"%PDF-1.4\n" + bytes(range(256)) * 8, b"no pdf at all"])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        PdfParser().parse(data, PurePosixPath("a.pdf"))


def test_too_many_pages_or_characters_are_refused_with_the_limit(make_pdf) -> None:
    data = make_pdf([lines("Text.")] * 3)
    assert pdf_worker.extract(data, max_pages=2, max_chars=99) == {"error": "3 pages, and Quoth reads at most 2"}
    assert "Quoth reads at most 4" in pdf_worker.extract(data, max_pages=9, max_chars=4)["error"]


def test_a_worker_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    endless = tmp_path / "worker.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(pdf, "_WORKER", endless)
    with pytest.raises(UnreadableFile, match="longer than 2 seconds"):
        PdfParser(max_seconds=1).parse(b"%PDF-1.4", PurePosixPath("a.pdf"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of this kind")
def test_a_worker_that_computes_for_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    endless = tmp_path / "worker.py"
    endless.write_text("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass")
    monkeypatch.setattr(pdf, "_WORKER", endless)
    with pytest.raises(UnreadableFile, match="needs more than 7 seconds of computing, or more memory"):
        PdfParser(max_seconds=7).parse(b"%PDF-1.4", PurePosixPath("a.pdf"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory limit")
def test_a_worker_that_needs_too_much_memory_ends(monkeypatch: pytest.MonkeyPatch, make_pdf) -> None:
    monkeypatch.setattr(pdf, "_MAX_MEMORY_BYTES", 24 * 1024**2)
    with pytest.raises(UnreadableFile, match="memory"):
        PdfParser().parse(make_pdf([lines("Text.")]), PurePosixPath("a.pdf"))


def test_lone_surrogates_of_a_font_map_do_not_reach_the_text() -> None:
    extracted = {
        "pages": [[["a \ud800 b \ud83d\ude00\x00", 700.0, 12.0]]],
        "title": "\udfff T",
        "author": None,
        "date": None,
    }
    content = PdfParser().content(extracted, PurePosixPath("a.pdf"))
    assert content.text == "a \ufffd b \U0001f600"
    assert content.title == "\ufffd T"


def test_pypdf_says_nothing_on_the_terminal(make_pdf, capfd: pytest.CaptureFixture[str]) -> None:
    PdfParser().parse(make_pdf([lines("Text.")]).replace(b"startxref\n", b"startxref\n9"), PurePosixPath("a.pdf"))
    assert capfd.readouterr() == ("", "")
