import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind, Content

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


def test_blocks_inside_cells_are_cells(read, written) -> None:
    page = (
        "<html><body><article><h1>Quay</h1><p>The quay opened on Monday.</p><table><tr><td><p>north</p></td>"
        "<td><ul><li>south</li></ul></td></tr></table><p>Ships came at once.</p></article></body></html>"
    )
    assert written(read(page, "a.html")) == ["The quay opened on Monday.", "north | south", "Ships came at once."]


def test_the_declared_encoding_is_used(read, written) -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Rząd zamknął szkoły.</p></body></html>'
    assert written(read(page.encode("iso-8859-2"), "a.html")) == ["Rząd zamknął szkoły."]


@pytest.mark.parametrize("name", ["iso-8859-1", "latin1", "us-ascii", "ISO8859-1", "windows-1252"])
def test_western_labels_mean_what_browsers_take_them_for(name: str, read, written) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={name}"><p>Die Fähre kostet 4 € – „hin“.</p>'
    assert written(read(page.encode("cp1252"), "a.html")) == ["Die Fähre kostet 4 € – „hin“."]


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


START = "<h1>Harbour</h1><p>The harbour of Velm is open to guests all year.</p>"


def told(content: Content) -> list[tuple[str, str | None]]:
    return [(content.text[block.start : block.end], block.heading) for block in content.blocks][1:]


def what_is_left_out(content: Content) -> list[str]:
    return [each.what for each in content.left_out]


@pytest.mark.parametrize(
    "accordion",
    [
        '<h3><button aria-expanded="false" aria-controls="p">Is there fuel?</button></h3><div id="p" hidden>{}</div>',
        '<h3><a href="#p" data-toggle="collapse">Is there fuel?</a></h3><div id="p" class="collapse">{}</div>',
        '<h3>Is there fuel?</h3><div style="display: none">{}</div>',
        '<h2><button>Is there fuel?</button></h2><div class="collapse">{}</div>',
        '<button aria-controls="p">Is there fuel?</button><div><div id="p" aria-hidden="true">{}</div></div>',
        '<button class="accordion">Is there fuel?</button><div class="panel">{}</div>',
        '<div role="button" data-bs-target="#p" tabindex="0">Is there fuel?</div><section id="p" hidden>{}</section>',
        '<div class="question">Is there fuel?</div><div class="answer" style="display:none">{}</div>',
        "<details><summary>Is there fuel?</summary>{}</details>",
        "<details><summary><h4>Is there fuel?</h4></summary>{}</details>",
        '<b id="q">Is there fuel?</b><div aria-labelledby="q" hidden>{}</div>',
        '<ul><li><a href="#p">Is there fuel?</a></li></ul><div id="p" style="display:none">{}</div>',
        '<div role="tablist"><span role="tab" aria-controls="p">Is there fuel?</span></div><div id="p" hidden>{}</div>',
        "<fieldset><legend>Is there fuel?</legend>{}</fieldset>",
        "<p><strong>Is there fuel?</strong></p>{}",
        '<div role="heading" aria-level="3">Is there fuel?</div>{}',
    ],
)
def test_what_a_heading_or_control_opens_is_read_under_it(accordion: str, read) -> None:
    page = START + accordion.format("<p>At the north pier, for cash.</p>")
    assert told(read(page, "a.html")) == [("At the north pier, for cash.", "Is there fuel?")]


@pytest.mark.parametrize("item", ["li", "button", "div"])
def test_tabs_that_name_no_panel_open_those_beside_them_in_order(item: str, read) -> None:
    tabs = "".join(f'<{item} role="tab">{name}</{item}>' for name in ("Sail", "Oars"))
    page = (
        f'{START}<div><div role="tablist">{tabs}</div><div><div role="tabpanel"><pre>hoist</pre><button>Copy</button>'
        '</div><div role="tabpanel" hidden><p>Row with the left hand.</p></div></div></div>'
    )
    content = read(page, "a.html")
    assert told(content) == [("hoist", "Sail"), ("Row with the left hand.", "Oars")]


def test_behind_a_panel_its_question_heads_nothing(read) -> None:
    page = START + (
        "<h2>Boats</h2><details><summary>Is there fuel?</summary><h2>Price</h2><p>Two euros.</p></details>"
        "<p>All boats are washed.</p>"
    )
    assert told(read(page, "a.html")) == [
        ("Two euros.", "Boats > Is there fuel? > Price"),
        ("All boats are washed.", "Boats"),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden><p>The vault is under the stairs.</p></div>",
        '<p style="color: red; display:none">The vault is under the stairs.</p>',
        '<span class="sr-only">The vault is under the stairs.</span>',
        "<dialog><p>The vault is under the stairs.</p></dialog>",
        "<p>Berths.</p><div aria-hidden='true'>The vault is under the stairs.</div>",
    ],
)
def test_what_nothing_opens_is_left_out_and_said(hidden: str, read) -> None:
    content = read(f"{START}<p>Ships come and go.</p>{hidden}", "a.html")
    assert "vault" not in content.text
    assert what_is_left_out(content) == ["1 hidden part"]


@pytest.mark.parametrize(
    "page",
    [
        '<html><body style="visibility: hidden">{}</body></html>',
        '<html><body class="hidden"><main>{}</main></body></html>',
        '<html><body><div aria-hidden="true"><main>{}</main></div><div role="dialog">Join us</div></body></html>',
    ],
)
def test_a_page_that_shows_itself_late_or_below_a_dialog_is_read(page: str, read) -> None:
    assert "open to guests all year" in read(page.format(START), "a.html").text


def test_what_is_written_for_programs_is_not_read(read) -> None:
    page = START + "<noscript>vault</noscript><template><p>vault</p></template><style>vault{}</style><!-- vault -->"
    assert "vault" not in read(page, "a.html").text


def test_several_headings_of_the_first_level_are_all_kept(read) -> None:
    page = "<h1>Berths</h1><p>North.</p><h1>Ropes</h1><p>Dry.</p><section><h1>Hooks</h1><p>Big.</p></section>"
    assert [block.heading for block in read(page, "a.html").blocks] == ["Berths", "Ropes", "Hooks"]


def test_every_definition_shows_its_term(read) -> None:
    long = "The place where a ship is tied up for the night. " * 9
    page = START + (
        f"<dl><dt>berth</dt><dd>A place.</dd><dt>hook</dt><dt>clasp</dt><dd>Holds a rope.</dd>"
        f"<div><dt>mole</dt><dd><p>{long}</p><p>{long}</p><pre>depth = 9</pre></dd></div></dl><p>Behind.</p>"
    )
    content = read(page, "a.html")
    entries = told(content)
    assert entries[:2] == [("berth\nA place.", None), ("hook\nclasp\nHolds a rope.", None)]
    assert all(text.startswith("mole\n") or heading == "mole" for text, heading in entries[2:-1])
    assert entries[-1] == ("Behind.", None)
    assert [block.kind for block in content.blocks][1:3] == [BlockKind.LIST, BlockKind.LIST]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><th>Pier<th>Boat<th>Fee<tr><td rowspan=2>North<td>Sail<td>4 €<tr><td>Motor<td>9 €"
            "<tr><td>South<td>Any<td>2 €",
            "Pier | Boat | Fee\nNorth | Sail | 4 €\nNorth | Motor | 9 €\nSouth | Any | 2 €",
        ),
        (
            "<tr><th rowspan=2>Pier<th colspan=2>Fee<tr><th>low<th>high<tr><td>East<td colspan=2>closed"
            "<tr><td colspan=3>2027",
            "Pier | Fee | Fee\nPier | low | high\nEast | closed | closed\n2027",
        ),
        (
            "<tfoot><tr><td>Sum<td>5</tfoot><thead><tr><th>Pier<th>Fee</thead><tbody><tr><td>East<td>5</tbody>",
            "Pier | Fee\nEast | 5\nSum | 5",
        ),
        ("<tr><th>Plan<td>Day<tr><th>Fee<td><table><tr><td>3<td>€</table>", "Plan | Day\nFee | 3 €"),
        ("<tr><td>East<td rowspan=65534>9<td><tr><td>West<td>x", "East | 9\nWest | 9 | x"),
    ],
)
def test_each_row_says_all_that_holds_for_it(rows: str, expected: str, read) -> None:
    content = read(f"{START}<table>{rows}</table>", "a.html")
    assert told(content) == [(expected, None)]
    assert content.blocks[-1].kind is BlockKind.TABLE


def test_a_caption_stands_before_its_table_and_above_it(read) -> None:
    page = START + "<table><caption>Fees per night</caption><tr><td>Sail<td>4 €</table><p>Dogs stay for free.</p>"
    assert told(read(page, "a.html")) == [
        ("Fees per night", None),
        ("Sail | 4 €", "Fees per night"),
        ("Dogs stay for free.", None),
    ]


def test_a_table_that_lays_out_a_page_is_walked(read) -> None:
    page = f"<table><tr><td>{START}</td><td><h2>Fees</h2><p>See the board.</p></td></tr></table>"
    assert told(read(page, "a.html")) == [("See the board.", "Fees")]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("about 10<sup>9</sup> m<sup>3</sup> of water", "about 10⁹ m³ of water"),
        ("built in 1874<sup><a href='#n1'>12</a></sup> of stone", "built in 1874[12] of stone"),
        ("in 1874<a href='#n1' role='doc-noteref'><sup>2</sup></a>", "in 1874[2]"),
        ("in 1874<sup class='reference'><a href='#c'>[3]</a></sup>", "in 1874[3]"),
        ("in 1874 <a class='footnote-reference brackets' href='#id2' id='id1'>1</a> or so", "in 1874 [1] or so"),
        ("CO<sub>2</sub> and x<sub>i</sub>", "CO₂ and xᵢ"),
        ("a berth is <s>8 €</s> 6 €", "a berth is ~~8 €~~ 6 €"),
        ("was <span style='text-decoration:line-through'>8 €</span>", "was ~~8 €~~"),
        ("the board says <q>No <q>wild</q> mooring</q>.", "the board says \"No 'wild' mooring\"."),
        ("<img src='a.png' alt='a red buoy'> marks it<img alt='' src='b.png'>", "[image: a red buoy] marks it"),
        (
            "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby> and <ruby>港<rt>みなと</rt></ruby>",
            "港(みなと) and 港(みなと)",
        ),
        ("har<wbr>bour, fer&shy;ry", "harbour, fer\u00adry"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>", "(a+b)/c"),
        ("depth <math alttext='d^2'></math>", "depth d^2"),
        ("depth < 9 m &amp; calm", "depth < 9 m & calm"),
        ("Name<a class='headerlink' href='#n' title='Permalink'>¶</a>", "Name"),
    ],
)
def test_signs_stand_for_what_plain_text_has_no_letters_for(html: str, expected: str, read) -> None:
    assert told(read(f"{START}<p>{html}</p>", "a.html")) == [(expected, None)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ol start=3><li>Rinse<li>Dry</ol>", "3. Rinse\n4. Dry"),
        ("<ol type=a><li>Rinse<li value=27>Dry</ol>", "a. Rinse\naa. Dry"),
        ("<ol type=I reversed><li>Rinse<li>Dry</ol>", "II. Rinse\nI. Dry"),
        ("<ol><li>Rinse<ol type=i><li>twice</ol><li>Dry</ol>", "1. Rinse\ni. twice\n2. Dry"),
        ("<ol style='list-style: none'><li>Rinse<li>Dry</ol>", "Rinse\nDry"),
        ("<ul><li>Rinse<li>Dry</ul>", "Rinse\nDry"),
    ],
)
def test_numbers_of_items_are_written_as_they_are_printed(html: str, expected: str, read) -> None:
    assert told(read(START + html, "a.html")) == [(expected, None)]


@pytest.mark.parametrize(
    "navigation",
    [
        "<nav>Harbour | Boats</nav>",
        '<div role="navigation"><a href="/b">Boats</a></div>',
        '<div class="breadcrumbs"><a href="/">Velm</a> » <a href="/h">Harbour</a></div>',
        '<div class="navheader"><table><tr><th>Chapter 1</th></tr><tr><td><a href="a">Prev</a></td></tr></table></div>',
        '<a href="#main">Skip to content</a>',
        '<div class="cookie-consent" role="dialog"><p>We use cookies to count you.</p><button>Accept</button></div>',
        '<div class="toc"><p>Contents</p><ul><li><a href="#a">Ropes and hooks</a></li></ul></div>',
        "<footer><p>© 2026 Port of Velm. Privacy</p></footer>",
        '<header><a href="/">Velm</a> <a href="/b">Boats</a></header>',
    ],
)
def test_navigation_is_left_out_and_said(navigation: str, read) -> None:
    for page in (navigation + START, START + navigation):
        content = read(page, "a.html")
        assert [content.text[block.start : block.end] for block in content.blocks] == [
            "The harbour of Velm is open to guests all year."
        ]
        assert len(content.left_out) == 1


@pytest.mark.parametrize(
    "html",
    [
        "<footer><p>The office is open on weekdays from 8 to 17, and its telephone is never silent.</p></footer>",
        "<ul><li><a href='a.pdf'>Tide table</a></li><li><a href='b.pdf'>Chart of the bay</a></li></ul>",
        "<aside class='sidebar'><p>The ferry leaves at noon, and again at night when the tide allows it.</p></aside>",
        "<div class='menu'><p>Soup of the day 4 €, fish with potatoes 11 €, coffee 2 €.</p></div>",
        "<header><h2>Fees</h2><p>They are paid at the desk before the boat is tied up.</p></header>",
        "<div id='cookies'><p>Bake the dough until brown, then let it rest for an hour.</p></div>",
        "<h2 id='cookies'>Cookies<a class='headerlink' href='#cookies'></a></h2><p>They are sold at the desk.</p>",
        "<section id='cookies'><h2>Cookies</h2><p>They are <a href='/desk'>sold</a> at the desk.</p></section>",
        "<dl><dt id='jar.cookies'>cookies<a href='#jar.cookies'></a></dt><dd>How many cookies the jar holds.</dd></dl>",
    ],
)
def test_text_that_only_looks_like_navigation_is_kept(html: str, read, holds) -> None:
    words = re.sub("<[^>]*>", " ", html).split()
    holds(read(START + html, "a.html"), words)


def test_only_the_main_element_is_read_when_it_holds_most_of_the_text(read, written) -> None:
    page = f"<div>Weather: mild</div><main>{START}</main><div>See also boats</div>"
    content = read(page, "a.html")
    assert written(content) == ["The harbour of Velm is open to guests all year."]
    assert what_is_left_out(content) == ["5 words"]


def test_a_page_of_links_is_called_one(read) -> None:
    links = "".join(f"<p><a href='/{number}'>Chapter {number} of the book</a></p>" for number in range(20))
    content = read(f"<h1>Index</h1>{links}", "a.html")
    assert "Chapter 7" in content.text
    assert content.warnings == ("The page is mostly navigation.",)


@pytest.mark.parametrize("title", ["Untitled Document", "index", "New Page 1", "Document"])
def test_the_default_of_a_program_is_no_title(title: str, read) -> None:
    assert read(f"<title>{title}</title><p>The quay is long.</p>", "a.html").title is None


def test_lines_of_an_address_stay_lines(read) -> None:
    content = read(f"{START}<p>Harbour Office<br>Long Quay 3<br>1234 Velm</p>", "a.html")
    assert content.blocks[-1].kind is BlockKind.LIST


def test_deep_pages_are_read_whole(read, holds) -> None:
    holds(read(f"{'<div>' * 900}<p>deep</p>{'</div>' * 900}<p>behind</p>", "a.html"), ["deep", "behind"])


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<div>" * 20_000 + "deep", "nested"),
        ("<b>x" * 1_000_001, "tags"),
        ("<p " + " ".join(f"a{number}" for number in range(6_000)) + ">x", "attributes"),
    ],
)
def test_an_absurd_page_is_refused(page: str, reason: str, read) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(page, "a.html")


def test_signs_that_begin_no_tag_are_text(read) -> None:
    assert len(read("<" * 100_000, "a.html").text) == 100_000


TAGS = ["p", "div", "section", "ul", "li", "dl", "dt", "dd", "table", "tr", "td", "span", "b", "a", "h3", "aside"]
TREE = st.recursive(
    LINE.map(html.escape),
    lambda inner: st.tuples(
        st.sampled_from(TAGS),
        st.lists(inner, min_size=1, max_size=3),
    ).map(lambda pair: f"<{pair[0]}>{' '.join(pair[1])}</{pair[0]}>"),
    max_leaves=12,
)


@settings(max_examples=150)
@given(tree=TREE)
def test_every_visible_character_is_read_once_and_in_order(tree: str, read) -> None:
    try:
        content = read(f"<html><body><h1>Quay</h1><p>0</p>{tree}</body></html>", "a.html")
    except UnreadableFile as refusal:
        assert str(refusal) == "holds no text"  # noqa: PT017
        return
    seen = re.sub(r"\W+", "", "".join(etree.HTML(f"<p>Quay</p><p>0</p>{tree}").itertext()))
    assert re.sub(r"\W+", "", content.text) == seen


def test_what_introduces_the_main_element_below_its_title_is_read(read, written) -> None:
    main = "<main><p>It is open to guests all year, and to ships at high water.</p></main><div>See also boats</div>"
    content = read(f"<header><h1>Velm</h1><p>A harbour since 1320.</p></header>{main}", "a.html")
    assert written(content)[0] == "A harbour since 1320."
    assert what_is_left_out(content) == ["3 words"]


def test_sections_beside_one_article_are_read(read, written) -> None:
    page = f"<article>{START}</article><section><h2>Fees</h2><p>Guests pay ten crowns.</p></section>"
    assert written(read(page, "a.html"))[-1] == "Guests pay ten crowns."


@pytest.mark.parametrize("state", ["", 'aria-expanded="false" aria-controls="a"'])
def test_a_question_that_is_a_button_in_a_term_is_read(state: str, read, written) -> None:
    term = f"<dt><button {state}><span>Is there fuel?</span></button></dt>"
    page = f'{START}<dl><div>{term}<dd id="a" hidden>Yes.</dd></div></dl>'
    assert written(read(page, "a.html"))[-1] == "Is there fuel?\nYes."


def test_prices_that_are_hidden_from_those_who_hear_the_page_are_read(read, written) -> None:
    page = (
        f'{START}<p><del aria-hidden="true">20 €</del> <span class="screen-reader-text">It was 20 €.</span>'
        '<ins aria-hidden="true">15 €</ins><span class="screen-reader-text">It is 15 €.</span></p>'
    )
    assert written(read(page, "a.html"))[-1] == "~~20 €~~ 15 €"
