import html

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind

WORD = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
BLOCK = st.one_of(
    LINE.map("<p>{}</p>".format),
    LINE.map("<h2>{}</h2>".format),
    st.tuples(LINE, LINE).map(lambda two: f"<ul><li>{two[0]}</li><li>{two[1]}</li></ul>"),
    st.tuples(WORD, WORD).map(lambda two: f"<table><tr><td>{two[0]}</td><td>{two[1]}</td></tr></table>"),
    LINE.map("<blockquote>{}</blockquote>".format),
    LINE.map("<pre>{}\n</pre>".format),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(paragraphs=st.lists(LINE, min_size=1, max_size=5))
def test_no_word_of_a_plain_page_is_lost(paragraphs: list[str], read, holds) -> None:
    page = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    holds(read(f"<html><body><article>{page}</article></body></html>", "a.html"), " ".join(paragraphs).split())


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(blocks=st.lists(BLOCK, min_size=1, max_size=6))
def test_any_arrangement_of_blocks_keeps_the_promises_of_blocks(blocks: list[str], read, holds) -> None:
    try:
        content = read(f"<html><body><article><h1>Quay</h1>{''.join(blocks)}</article></body></html>", "a.html")
    except UnreadableFile as refusal:
        assert str(refusal) == "holds no text"  # noqa: PT017
    else:
        assert not content.has_lines
        holds(content)


@settings(max_examples=60)
@given(page=st.text("<>/=\"' apdivtbluh1&#;x0!-[]\n", min_size=1, max_size=120))
def test_any_tag_soup_is_read_or_refused(page: str, read, holds) -> None:
    try:
        holds(read(page, "a.html"))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017


PAGE = """<!doctype html><html><head><title>The Long Quay - Velm Times</title>
<meta charset="utf-8"><meta name="author" content="Ida Holm">
<meta property="article:published_time" content="2024-03-02T10:00:00Z">
<link rel="canonical" href="https://example.org/quay"></head><body>
<nav><ul><li><a href="/">Home page</a></li><li><a href="/n">News desk</a></li></ul></nav>
<article><h1>The Long Quay</h1>
<p>The quay of <b>Velm</b> opened on Monday after <a href="/x">two years</a>
of building work &amp; rain by the city.</p>
<h2>What changed</h2><p>Ships of up to 90 metres<br>can now dock at the north side.</p>
<ul><li>One crane<ul><li>a small hook</li></ul></li><li>Two cranes</li></ul>
<h3>Figures</h3><table><tr><th>Year</th><th>Ships</th></tr><tr><td>2023</td><td>17</td></tr></table>
<pre>dock = 1
  berth = 2</pre></article>
<footer><p>Copyright 2019 imprint and privacy notice</p></footer><script>alert("no")</script></body></html>"""


def test_main_text_is_blocks_under_their_headings_without_navigation(read, written) -> None:
    content = read(PAGE, "a.html")
    assert written(content) == [
        "The quay of Velm opened on Monday after two years of building work & rain by the city.",
        "Ships of up to 90 metres\ncan now dock at the north side.",
        "One crane\na small hook\nTwo cranes",
        "Year | Ships\n2023 | 17",
        "dock = 1\n  berth = 2",
    ]
    assert [(block.kind.value, block.heading) for block in content.blocks] == [
        ("paragraph", None),
        ("paragraph", "What changed"),
        ("list", "What changed"),
        ("table", "What changed > Figures"),
        ("code", "What changed > Figures"),
    ]
    assert "Home page" not in content.text


def test_metadata_comes_from_the_head(read) -> None:
    content = read(PAGE, "a.html")
    assert (content.title, content.date) == ("The Long Quay", "2024-03-02")
    assert (content.author, content.url) == ("Ida Holm", "https://example.org/quay")


def test_the_name_of_the_site_is_no_part_of_the_title(read) -> None:
    page = "<title>Ropes - The Quay Book</title><h1>The Quay Book</h1><main><h1>Ropes</h1><p>Keep them dry.</p></main>"
    assert read(page, "a.html").title == "Ropes"


def test_a_date_is_never_guessed_from_the_text(read) -> None:
    page = "<html><p>Copyright 2019. Updated on March 3, 2020.</p><time datetime='2018-01-01'>then</time></html>"
    assert read(page, "a.html").date is None
    assert read(page, "2021-05-06.html").date == "2021-05-06"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="dc.date" content="2024-03-02">',
        '<script type="application/ld+json">{"@graph":[{"@type":"Article","datePublished":"2024-03-02T01"}]}</script>',
        '<meta itemprop="datePublished" content="2024-03-02">',
    ],
)
def test_stated_dates_are_found_in_every_usual_place(head: str, read) -> None:
    assert (
        read(f"<html><head>{head}</head><body><p>The quay is long and wide.</p></body></html>", "a.html").date
        == "2024-03-02"
    )


@pytest.mark.parametrize("json", ["{", "[" * 5000, '{"@type": 1, "author": [[{}]]}', '"\\ud800"'])
def test_broken_linked_data_does_not_cost_the_page(json: str, read, holds) -> None:
    page = f'<html><head><script type="application/ld+json">{json}</script></head><p>The quay is long.</p></html>'
    holds(read(page, "a.html"), ["quay"])


def test_a_page_that_the_extractor_pours_into_one_paragraph_is_walked_instead(read, written) -> None:
    page = (
        "<html><body><article><h1>Quay</h1><p>The quay opened on Monday.</p><table><tr><td><p>north</p></td>"
        "<td><ul><li>south</li></ul></td></tr></table><p>Ships came at once.</p></article></body></html>"
    )
    assert written(read(page, "a.html")) == ["The quay opened on Monday.", "north | south", "Ships came at once."]


def test_the_declared_encoding_is_used(read, written) -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Rząd zamknął szkoły.</p></body></html>'
    assert written(read(page.encode("iso-8859-2"), "a.html")) == ["Rząd zamknął szkoły."]


def test_self_closing_tags_of_xhtml_swallow_nothing(read, written) -> None:
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p>Text.</p></body></html>'
    assert written(read(page, "a.xhtml")) == ["Text."]


def test_a_long_list_is_given_item_by_item(read) -> None:
    items = "".join(f"<li>item {number} {'word ' * 20}</li>" for number in range(10))
    content = read(f"<html><body><article><p>Bring these things.</p><ul>{items}</ul></article></body></html>", "a.html")
    assert [block.kind for block in content.blocks].count(BlockKind.LIST) == 10


def test_a_page_without_text_is_refused(read) -> None:
    with pytest.raises(UnreadableFile, match="holds no text"):
        read("<html><body><script>x</script></body></html>", "a.html")
