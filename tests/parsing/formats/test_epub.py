import html

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile

WORD = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
TAGS = ["p", "h1", "h2", "div", "blockquote", "li", "section", "span", "td", "pre", "figcaption", "b"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    chapters=st.lists(st.lists(st.tuples(st.sampled_from(TAGS), LINE), min_size=1, max_size=6), min_size=1, max_size=3)
)
def test_no_word_is_lost(chapters: list[list[tuple[str, str]]], make_epub, read, holds) -> None:
    bodies = ["".join(f"<{tag}>{html.escape(line)}</{tag}> " for tag, line in chapter) for chapter in chapters]
    words = [word for chapter in chapters for _, line in chapter for word in line.split()]
    content = read(make_epub(bodies), "a.epub")
    assert not content.has_lines
    holds(content, words)


def test_chapters_are_read_in_order_with_their_headings_and_without_contents(make_epub, read, written) -> None:
    chapters = [
        "<h1>One</h1><p>First &amp; long.</p><h2>Part</h2><p>Second.</p>",
        "<h1>Two</h1><ul><li>a</li><li>b</li></ul>",
    ]
    metadata = (
        "<dc:title>The Quay</dc:title><dc:creator>Ida Holm</dc:creator><dc:creator>Jon Falk</dc:creator>"
        "<dc:date>2024-03-02T00:00:00Z</dc:date><dc:source>https://example.org/quay</dc:source>"
    )
    content = read(make_epub(chapters, metadata), "a.epub")
    assert written(content) == ["First & long.", "Second.", "a\nb"]
    assert [block.heading for block in content.blocks] == ["One", "One > Part", "Two"]
    assert (content.title, content.author) == ("The Quay", "Ida Holm, Jon Falk")
    assert (content.date, content.url) == ("2024-03-02", "https://example.org/quay")


def test_an_encrypted_chapter_is_refused_and_an_encrypted_font_is_not(make_epub, read, written) -> None:
    def listing(path: str) -> str:
        return f'<encryption><EncryptedData><CipherReference URI="{path}"/></EncryptedData></encryption>'

    with pytest.raises(UnreadableFile, match="encrypted"):
        read(make_epub(["<p>Text.</p>"], **{"META-INF__encryption.xml": listing("OEBPS/text/c0.xhtml")}), "a.epub")
    book = make_epub(["<p>Text.</p>"], **{"META-INF__encryption.xml": listing("OEBPS/fonts/a.otf")})
    assert written(read(book, "a.epub")) == ["Text."]


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", ".."])
def test_a_path_that_leaves_the_archive_is_not_followed(path: str, make_epub, read) -> None:
    container = f'<container><rootfiles><rootfile full-path="{path}"/></rootfiles></container>'
    with pytest.raises(UnreadableFile, match="damaged"):
        read(make_epub(["<p>Text.</p>"], **{"META-INF__container.xml": container}), "a.epub")


def test_entities_from_outside_are_not_resolved(make_epub, read, written, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    opf = (
        f'<!DOCTYPE p [<!ENTITY x SYSTEM "{secret.as_uri()}">]><package xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<metadata><dc:title>T &x;</dc:title></metadata><manifest><item id="a" href="text/c0.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    content = read(make_epub(["<p>Text.</p>"], OEBPS__book="", **{"OEBPS__book.opf": opf}), "a.epub")
    assert "hidden" not in (content.title or "") + content.text
    assert written(content) == ["Text."]


def test_notes_are_marked_and_page_numbers_left_out(make_epub, read, written) -> None:
    chapter = (
        '<h1>One</h1><p>The quay opened in 1874<a epub:type="noteref" href="#n1">3</a> and'
        ' <span epub:type="pagebreak" id="p12">12</span>closed in 1901.</p>'
        '<aside epub:type="footnote" id="n1"><p>In May.</p></aside>'
        '<nav epub:type="page-list"><ol><li>12</li></ol></nav>'
    )
    content = read(make_epub([chapter]), "a.epub")
    assert written(content) == ["The quay opened in 1874[3] and closed in 1901.", "In May."]
    assert [each.what for each in content.left_out] == ["2 page numbers"]


def test_a_chapter_without_a_heading_stands_under_its_name_in_the_contents(make_epub, read) -> None:
    contents = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol><li><a href="text/c0.xhtml">The storm</a></li>'
        '<li><a href="text/c1.xhtml#x">Calm</a></li></ol></nav></body></html>'
    )
    chapters = ["<p>It rose.</p>", "<h1>After</h1><p>It fell.</p>"]
    content = read(make_epub(chapters, OEBPS__nav="", **{"OEBPS__nav.xhtml": contents}), "a.epub")
    assert [block.heading for block in content.blocks] == ["The storm", "After"]


def test_a_book_of_the_old_kind_names_its_chapters_too(make_epub, read) -> None:
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Unknown</dc:title></metadata>'
        "<manifest>"
        '<item id="a" href="text/c0.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
        '<spine toc="ncx"><itemref idref="a"/></spine></package>'
    )
    contents = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint id="n"><navLabel><text>The storm</text>'
        '</navLabel><content src="text/c0.xhtml"/></navPoint></navMap></ncx>'
    )
    content = read(make_epub(["<p>It rose.</p>"], **{"OEBPS__book.opf": package, "OEBPS__toc.ncx": contents}), "a.epub")
    assert [block.heading for block in content.blocks] == ["The storm"]
    assert content.title is None


def test_an_empty_chapter_does_not_cost_the_book(make_epub, read, written) -> None:
    book = make_epub(["<p>It rose.</p>", "<p>It fell.</p>"], **{"OEBPS__text__c0.xhtml": "<!-- nothing -->"})
    assert written(read(book, "a.epub")) == ["It fell."]
