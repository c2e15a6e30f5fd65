"""A citation links to the page where its document is published, and to the words that answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import UNLIMITED, Library
from retrieval.links import NO_LINKS, Links, anchor, web_address, without_words
from retrieval.model import Quote

TEXT = "Members pay the yearly fee until 31 March of the year in which they joined. Others pay it by hand."
SENTENCE = TEXT.index(" Others")


def quote(text: str = TEXT, highlights: tuple[tuple[int, int], ...] = ((0, SENTENCE),), **changed: object) -> Quote:
    """Return a quote of a Markdown file, with what a test changes."""
    made = Quote(
        id="q", text=text, document="club/fees and dates.md", title="Fees", heading="Money > Fees & dates", start=0,
        end=len(text), line=3, page=None, page_end=None, paragraph=1, date=None, url=None, sha256="a" * 64, score=1.0,
        highlights=highlights,
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


def page_of(setting: str, **changed: object) -> str | None:
    link = Links.parse(setting).link(quote(**changed))  # type: ignore[arg-type]
    return None if link is None else without_words(link)


@pytest.mark.parametrize(
    ("setting", "page"),
    [
        ("", None),
        (" , ", None),
        ("https://d.example/{path}", "https://d.example/club/fees%20and%20dates.md"),
        ("https://d.example/{stem}/", "https://d.example/club/fees%20and%20dates/"),
        ("https://d.example/{stem}.html#{heading}", "https://d.example/club/fees%20and%20dates.html#fees--dates"),
        ("https://d.example/view?f={path}#L{line}", "https://d.example/view?f=club/fees%20and%20dates.md#L3"),
        ("https://d.example/all", "https://d.example/all"),
        ("https://d.example:8443/{path}", "https://d.example:8443/club/fees%20and%20dates.md"),
        ("https://bücher.example/ü/{path}", "https://bücher.example/%C3%BC/club/fees%20and%20dates.md"),
        ("club=https://c.example/{path}", "https://c.example/fees%20and%20dates.md"),
        ("club/=https://c.example/{path}", "https://c.example/fees%20and%20dates.md"),
        ("clu=https://c.example/{path}", None),
        ("https://d.example/{path}, club=https://c.example/{path}", "https://c.example/fees%20and%20dates.md"),
        ("club = https://c.example/{path} https://d.example/{path}", "https://c.example/fees%20and%20dates.md"),
        ("https://d.example/{path} club=https://c.example/{path}", "https://c.example/fees%20and%20dates.md"),
        (" https://d.example/{path}\tmy club=none", "https://d.example/club/fees%20and%20dates.md"),
        (
            "https://v.example/?f=https://d.example/{path}",
            "https://v.example/?f=https://d.example/club/fees%20and%20dates.md",
        ),
        ("club/fees and dates.md=https://c.example/fees", "https://c.example/fees"),
        ("club/fees and dates.md=https://c.example/{path}", "https://c.example/fees%20and%20dates.md"),
        ("https://d.example/{path},club=none", None),
        ("club=NONE", None),
        ("https://d.example/{page}/{path}", None),
        ("https://d.example/{path}#page-{page}", "https://d.example/club/fees%20and%20dates.md"),
    ],
)
def test_a_template_says_where_a_document_is_published(setting: str, page: str | None) -> None:
    assert page_of(setting) == page


@pytest.mark.parametrize(
    ("document", "page"),
    [
        ("index.md", "https://d.example/"),
        ("guide/index.md", "https://d.example/guide/"),
        ("guide/Index.html", "https://d.example/guide/"),
        ("guide/reindex.md", "https://d.example/guide/reindex/"),
        ("index/start.md", "https://d.example/index/start/"),
        ("a&b=c?d#e%20f.md", "https://d.example/a%26b%3Dc%3Fd%23e%2520f/"),
        ("v1.2/notes.tar.md", "https://d.example/v1.2/notes.tar/"),
        ("{path}.md", "https://d.example/%7Bpath%7D/"),
        ("ガイド/料金.md", "https://d.example/%E3%82%AC%E3%82%A4%E3%83%89/%E6%96%99%E9%87%91/"),
    ],
)
def test_a_stem_is_what_sites_make_of_a_path(document: str, page: str) -> None:
    assert page_of("https://d.example/{stem}/", document=document) == page


def test_the_index_of_a_folder_keeps_its_name_where_the_address_does() -> None:
    assert page_of("https://d.example/{stem}.html", document="guide/index.rst") == "https://d.example/guide/index.html"


def test_the_index_of_a_folder_keeps_its_name_in_a_query() -> None:
    assert page_of("https://d.example/?f={stem}", document="guide/index.md") == "https://d.example/?f=guide/index"
    assert page_of("https://d.example/{stem}?v=1", document="guide/index.md") == "https://d.example/guide/?v=1"


def test_the_innermost_folder_counts() -> None:
    links = "a=https://a.example/{path}, a/b=https://b.example/{path}, https://d.example/{path}"
    assert page_of(links, document="a/b/x.md") == "https://b.example/x.md"
    assert page_of(links, document="a/x.md") == "https://a.example/x.md"
    assert page_of(links, document="x.md") == "https://d.example/x.md"


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("docs.example.org/{path}", "'docs.example.org/{path}' is no address"),
        ("ftp://d.example/{path}", "'ftp://d.example/{path}' is no address"),
        ("javascript:alert(1)", "is no address"),
        ("club=", "'club=' is no address"),
        ("https://d.example/{path} and more", "'and more' is no address"),
        ("https://{path}/x", "no absolute address"),
        ("https://me:secret@d.example/", "no absolute address"),
        ("https:///{path}", "no absolute address"),
        ("https://d.example/{file}", "{file} in 'https://d.example/{file}' is none of {path}, {stem}"),
        ("https://d.example/{path", "a brace in 'https://d.example/{path' belongs to no other"),
        ("a=https://d.example/ a/=https://e.example/", "the folder 'a' has two addresses"),
        ("https://d.example/ https://e.example/", "the folder '.' has two addresses"),
        ("../x=https://d.example/", "'../x' is no folder below SEEDS_DIR"),
        ("C:\\x=https://d.example/", "is no folder below SEEDS_DIR"),
    ],
)
def test_what_is_no_template_is_named(setting: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        Links.parse(setting)


def test_what_a_document_says_of_itself_comes_first() -> None:
    assert page_of("https://d.example/{path}", url="https://own.example/fees") == "https://own.example/fees"
    assert page_of("https://d.example/{path}", url="javascript:alert(1)") == page_of("https://d.example/{path}")
    assert NO_LINKS.link(quote(url="ftp://own.example/fees")) is None
    assert NO_LINKS.link(quote(url="https://own.example/a b?c=<d>", document="x.epub")) == (
        "https://own.example/a%20b?c=%3Cd%3E"
    )


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        (TEXT, TEXT[:SENTENCE], "Members pay the yearly fee until 31 March of the year in which they joined"),
        (TEXT * 9, None, "Members pay the yearly fee until,pay it by hand"),
        (TEXT, TEXT[SENTENCE + 1 :], "Others pay it by hand"),
        ("Yes.", "Yes.", None),
        ("A **bold** move.", None, None),
        ("Use **only** authentication.", None, None),
        ("Do **not** use the old **seal**.", None, None),
        ("**Note:** Authentication `x` requires a token from the portal.", None, "requires a token from the portal"),
        ("Total cost of the year . . . . . .", None, "Total cost of the year"),
        ("1. Count the quoins first.", None, "Count the quoins first"),
        ("  iv) Count the quoins first.", None, "Count the quoins first"),
        ("- Count the quoins first.", None, "Count the quoins first"),
        ("1990. It was a good year.", None, "1990. It was a good year"),
        ("A **bold** word, then plain words follow here.", None, "word, then plain words follow here"),
        ("Use `a` or `b`.", None, None),
        ("…", None, None),
        ("A long-standing rule, R&D says.", None, "A long-standing rule, R&D says"),
        ("One sentence that runs\nover two lines of its text file.", None, "One sentence that runs,of its text file"),
        (
            "Члены клуба платят ежегодный взнос до тридцать первого марта каждого года.",
            None,
            "Члены клуба платят,каждого года",
        ),
        ("会員は毎年三月末までに会費を払います。", None, "会員は毎年三月末までに会費を払います"),
        ("会員は毎年三月末までに会費を払います。" * 4, None, None),
    ],
)
def test_a_link_leads_to_the_sentence_that_answers(text: str, marked: str | None, words: str | None) -> None:
    start = text.index(marked) if marked else 0
    spans = ((start, start + len(marked)),) if marked else ()
    link = Links.parse("https://d.example/{stem}/").link(quote(text, spans)) or ""
    page, _, directive = link.partition("#:~:text=")
    assert page == "https://d.example/club/fees%20and%20dates/"
    assert ",".join(map(unquote, directive.split(","))) == (words or "")
    assert not re.search(r"[-&]", directive), "these have a meaning there"


def test_accents_in_one_piece_or_two_are_the_same_folder_and_the_path_stays_as_it_is() -> None:
    links = "Gr\u00f6\u00dfe=none, https://d.example/{path}"
    assert page_of(links, document="Gro\u0308\u00dfe/x.md") is None
    links = "Gro\u0308\u00dfe=https://n.example/{path}, https://d.example/{path}"
    assert page_of(links, document="Gr\u00f6\u00dfe/e\u0301.md") == "https://n.example/e%CC%81.md"


def test_words_follow_an_anchor() -> None:
    link = Links.parse("https://d.example/{stem}/#{heading}").link(quote())
    assert link is not None
    assert "/#fees--dates:~:text=Members%20pay" in link


def test_a_pdf_opens_at_the_page() -> None:
    pdf = quote(document="club/rules.pdf", page=7, page_end=8, line=None)
    assert Links.parse("https://d.example/{path}").link(pdf) == "https://d.example/club/rules.pdf#page=7"
    assert (
        Links.parse("https://d.example/{path}#nameddest=x").link(pdf) == "https://d.example/club/rules.pdf#nameddest=x"
    )
    assert Links.parse("https://d.example/{stem}/{page}").link(pdf) == "https://d.example/club/rules/7"
    assert NO_LINKS.link(replace(pdf, url="https://own.example/r.PDF")) == "https://own.example/r.PDF#page=7"
    assert Links.parse("https://d.example/get?f={stem}").link(pdf) == "https://d.example/get?f=club/rules#page=7"
    assert Links.parse("https://d.example/{stem}.html").link(pdf) == "https://d.example/club/rules.html"
    printed = Links.parse("https://d.example/{stem}.pdf").link(quote())
    assert printed == "https://d.example/club/fees%20and%20dates.pdf"
    assert ":~:text=Members" in (Links.parse("https://d.example/about.pdf-tools/{path}").link(quote()) or "")


def test_no_words_are_looked_for_in_what_is_no_page() -> None:
    for document in ("club/rules.docx", "club/rules.epub", "club/prices.xlsx"):
        link = Links.parse("https://d.example/{path}").link(quote(document=document, line=None))
        assert link == f"https://d.example/{document}"


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("Fees & dates", "fees--dates"), ("  Über uns ", "über-uns"), ("What's new in 2.0?", "whats-new-in-20"),
        ("snake_case-name", "snake_case-name"), ("料金", "料金"), ("!", ""),
    ],
)  # fmt: skip
def test_anchors_are_those_that_sites_give(heading: str, found: str) -> None:
    assert anchor(heading) == found


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=60))
def test_every_link_is_an_address_of_the_web(name: str, heading: str, text: str) -> None:
    links = Links.parse("https://d.example/{path}?s={stem}#{heading}-{line}")
    text = text if text.strip() else "x"
    document = "/".join(part for part in f"a/{name}.md".split("/") if part)
    link = links.link(quote(text, (), document=document, heading=heading))
    assert link is not None
    assert re.fullmatch(r"[!-~]+", link), "nothing but visible ASCII"
    assert urlsplit(link).netloc == "d.example"
    assert web_address(link) == link, "encoded once"


def test_a_library_links_what_it_quotes(open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path) -> None:
    (seeds / "eels.md").write_text("# Eels\n\nThe eel eats worms at night.\n")
    library = open_tiny(seeds, tmp_path / "index", links=Links.parse("https://d.example/{path}"))
    library.sync()
    for _ in range(2):  # the second answer comes from memory
        answer = library.ask("What does the eel eat?", access=UNLIMITED)
        shown = (answer.quotes or answer.nearest)[0]
        assert shown.url == "https://d.example/eels.md#:~:text=The%20eel%20eats%20worms%20at%20night"
    ranked = library.rank("What does the eel eat?", access=UNLIMITED).answer
    (found,) = library.find([shown.id], access=UNLIMITED)
    context = library.context(shown.id, access=UNLIMITED)
    assert found is not None
    assert context is not None
    assert {(ranked.quotes or ranked.nearest)[0].url, found.url, context.quote.url} == {shown.url}
