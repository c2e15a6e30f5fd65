"""An answer is the sources' own words, from the documents that were asked, or an honest "not in the sources"."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Answer, Filter, Library, Quote
from retrieval.catalog.catalog import Catalog
from retrieval.errors import QueryError
from retrieval.index_folder import CATALOG_FILE

Open = Callable[..., Library]

QUESTIONS = [
    "Where does the European eel spawn?",
    "How hot should chicken be inside?",
    "How far away was Krakatoa heard?",
    "Who removed the handle of the pump?",
    "Who wrote the opera about the purple tractor?",
    "pump",
    "the of and?",
    '"???"',
    "漢字 🐟",
    "x" * 5000,
]


def all_of(answer: Answer) -> tuple[Quote, ...]:
    return answer.quotes + answer.nearest


@pytest.fixture
def library(open_library: Open, seeds: Path, tmp_path: Path) -> Library:
    """Three small documents about different things, without the reader, on which nothing here depends."""
    (seeds / "news").mkdir()
    (seeds / "news" / "eels.md").write_text(
        "---\ntitle: Eels\ndate: 2026-01-31\n---\n\nEuropean eels spawn in the Sargasso Sea. Nobody has seen it.\n\n"
        "About 400 eels were tagged in 2020. Of those, 12 were followed to the open sea.\n"
    )
    (seeds / "news" / "clock.md").write_text(
        "---\ntitle: Clock\ndate: 2025-06\n---\n\nHarrison's watch lost five seconds on the voyage to Jamaica.\n"
    )
    (seeds / "pump.txt").write_text("The handle of the pump was removed in September by the parish guardians.\n")
    library = open_library(seeds, tmp_path / "index", reader="none")
    library.sync()
    return library


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_the_slice_of_its_document_that_it_says(bundled: Library, question: str) -> None:
    answer = bundled.ask(question, k=8, access=UNLIMITED)
    with Catalog(bundled.index / CATALOG_FILE) as catalog:
        texts = {document.path: catalog.canonical(document.id) for document in catalog.documents()}
        sha256s = {document.path: document.sha256 for document in catalog.documents()}
    for quote in all_of(answer):
        assert quote.text == texts[quote.document][quote.start : quote.end]
        assert quote.sha256 == sha256s[quote.document]
        assert 0 <= quote.score <= 1
        if quote.line is not None:
            assert quote.line == texts[quote.document].count("\n", 0, quote.start) + 1
    assert answer.answered == bool(answer.quotes) != bool(answer.nearest)
    assert [q.score for q in all_of(answer)] == sorted((q.score for q in all_of(answer)), reverse=True)
    assert answer.confidence == all_of(answer)[0].score


@pytest.mark.parametrize("question", QUESTIONS[:4])
def test_highlights_are_whole_sentences_of_their_quote(bundled: Library, question: str) -> None:
    with Catalog(bundled.index / CATALOG_FILE) as catalog:
        for quote in all_of(bundled.ask(question, access=UNLIMITED)):
            id_ = catalog.find_quote(quote.id)
            assert id_ is not None
            assert quote.highlights
            assert set(quote.highlights) <= set(catalog.passage(id_).passage.sentences)


def test_the_sentence_that_answers_is_the_one_that_is_marked(library: Library) -> None:
    quote = library.ask("Where do European eels spawn?", access=UNLIMITED).quotes[0]
    start, end = quote.highlights[0]
    assert quote.text[start:end] == "European eels spawn in the Sargasso Sea."
    assert (quote.document, quote.title, quote.date) == ("news/eels.md", "Eels", "2026-01-31")


def test_at_most_k_quotes_and_three_unless_told(bundled: Library) -> None:
    question = "Where does the European eel spawn?"
    for k in (1, 2, 5, 20):
        assert 1 <= len(bundled.ask(question, k=k, access=UNLIMITED).quotes) <= k
    assert len(bundled.ask("What is known about eels?", k=5, access=UNLIMITED).quotes) > 3
    assert len(bundled.ask(question, access=UNLIMITED).quotes) <= 3
    with pytest.raises(QueryError, match="1 or more"):
        bundled.ask(question, k=0, access=UNLIMITED)


@pytest.mark.parametrize("question", ["", " \n\t"])
def test_an_empty_question_is_refused(library: Library, question: str) -> None:
    with pytest.raises(QueryError, match="empty"):
        library.ask(question, access=UNLIMITED)


def test_what_the_sources_do_not_say_has_no_quotes_but_the_nearest(bundled: Library) -> None:
    answer = bundled.ask("Who won the football world cup in 1974?", access=UNLIMITED)
    assert not answer.answered
    assert answer.quotes == ()
    assert len(answer.nearest) == 3
    assert answer.confidence < bundled.judge.threshold


@pytest.mark.parametrize(
    ("only", "documents"),
    [
        (Filter(), {"news/eels.md", "news/clock.md", "pump.txt"}),
        (Filter(source="news/*"), {"news/eels.md", "news/clock.md"}),
        (Filter(source="NEWS"), {"news/eels.md", "news/clock.md"}),
        (Filter(source="*.txt"), {"pump.txt"}),
        (Filter(source="eels.md"), {"news/eels.md"}),
        (Filter(since="2026"), {"news/eels.md"}),
        (Filter(since="2026-01-31"), {"news/eels.md"}),
        (Filter(until="2026-01-31"), {"news/eels.md", "news/clock.md"}),
        (Filter(until="2026-01"), {"news/eels.md", "news/clock.md"}),
        (Filter(until="2025"), {"news/clock.md"}),
        (Filter(since="2025", until="2026-01-30"), {"news/clock.md"}),
    ],
)
def test_only_documents_that_were_asked_for_answer(library: Library, only: Filter, documents: set[str]) -> None:
    assert {document.path for document in library.status().documents if only.admits(document)} == documents
    for question in ("Where do European eels spawn?", "pump", "Who paints tractors?"):
        found = {quote.document for quote in all_of(library.ask(question, k=10, only=only, access=UNLIMITED))}
        assert found
        assert found <= documents


def test_a_filter_that_no_document_matches_is_an_error_that_names_it(library: Library) -> None:
    with pytest.raises(QueryError, match=r"source 'nothing/\*', since '2030'"):
        library.ask("Where do eels spawn?", only=Filter(source="nothing/*", since="2030"), access=UNLIMITED)


def test_of_like_passages_the_one_whose_document_says_the_rest_is_first(open_library: Open, tmp_path: Path) -> None:
    said = "The gate is closed at ten, and whoever is late rings the bell"
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    others = [f"Chapter {n} of the almanac is on tides, tin and tallow.\n" for n in range(4)]
    (seeds / "a.txt").write_text(f"{said}, they say.\n\nThe orchard has forty trees.\n")
    (seeds / "b.txt").write_text(f"{said}, we hear.\n\nVelm lighthouse has forty steps.\n")
    (seeds / "c.txt").write_text("\n".join(others))
    library = open_library(seeds, tmp_path / "index")
    library.sync()
    for place, document in (("orchard", "a.txt"), ("Velm lighthouse", "b.txt")):
        quotes = all_of(library.ask(f"When is the gate of the {place} closed?", k=4, access=UNLIMITED))
        assert next(quote.document for quote in quotes if said in quote.text) == document


def test_whole_documents_count_for_all_that_are_looked_at(open_library: Open, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for number in range(60):
        (seeds / f"{number}.txt").write_text(f"Eel, one{number} two{number} three{number} four{number}.")
    library = open_library(seeds, tmp_path / "index")
    library.sync()
    candidates = library.rank("eel", k=60, access=UNLIMITED).candidates
    assert len(candidates) > 3 * 12
    assert all(candidate.document_share for candidate in candidates if candidate.bm25_share)


def test_what_two_documents_say_in_the_same_words_is_quoted_once(library: Library) -> None:
    (library.seeds / "copy.txt").write_text((library.seeds / "pump.txt").read_text())
    assert library.sync().embedded == 0
    texts = [quote.text for quote in all_of(library.ask("Who removed the handle of the pump?", k=10, access=UNLIMITED))]
    assert len(texts) == len(set(texts))


def test_a_follow_up_uses_the_question_before_it_and_a_new_question_does_not(library: Library) -> None:
    history = ["How many eels were tagged in 2020?"]
    alone, following = (
        library.ask("and how many of them were followed?", history=h, access=UNLIMITED) for h in ([], history)
    )
    assert following.confidence > alone.confidence
    assert "12 were followed" in all_of(following)[0].text
    question = "Who removed the handle of the pump?"
    assert library.ask(question, history=history, access=UNLIMITED).confidence == pytest.approx(
        library.ask(question, access=UNLIMITED).confidence
    )


def test_a_quote_keeps_its_id_when_everything_is_indexed_anew(
    library: Library, open_library: Open, tmp_path: Path
) -> None:
    anew = open_library(library.seeds, tmp_path / "anew")
    anew.sync()
    ids = [quote.id for quote in all_of(library.ask("eels", k=10, access=UNLIMITED))]
    assert len(set(ids)) == len(ids) > 1
    assert sorted(ids) == sorted(quote.id for quote in all_of(anew.ask("eels", k=10, access=UNLIMITED)))


def test_a_quote_keeps_its_id_when_the_file_is_edited_elsewhere(library: Library) -> None:
    question = "Where do European eels spawn?"
    before = library.ask(question, access=UNLIMITED).quotes[0]
    path = library.seeds / "news" / "eels.md"
    path.write_text(path.read_text().replace("\n\nEuropean", "\n\nThis paragraph is new here.\n\nEuropean"))
    library.sync()
    after = library.ask(question, access=UNLIMITED).quotes[0]
    assert (after.id, after.text) == (before.id, before.text)
    assert after.start == before.start + len("This paragraph is new here.\n\n")
    assert after.sha256 != before.sha256


def test_the_same_paragraph_twice_in_a_document_has_two_ids(library: Library) -> None:
    text = "Twice is this said.\n\nBetween them stands another.\n\nTwice is this said."
    (library.seeds / "twice.txt").write_text(text)
    library.sync()
    with Catalog(library.index / CATALOG_FILE) as catalog:
        document = next(d for d in catalog.documents() if d.path == "twice.txt")
        stored = [catalog.passage(id_) for id_ in catalog.passage_ids([document.id])]
    assert [s.passage.start for s in stored] == [0, 21, 51]
    assert stored[0].passage.text == stored[2].passage.text
    assert len({s.quote_id for s in stored}) == 3


def test_a_sentence_that_stands_twice_is_cited_where_it_was_found(library: Library) -> None:
    text = "Zebras eat grass.\n\nHere zebras are compared with horses. Zebras eat grass."
    (library.seeds / "zebras.txt").write_text(text)
    library.sync()
    found = [
        q for q in all_of(library.ask("zebras horses compared", k=10, access=UNLIMITED)) if q.document == "zebras.txt"
    ]
    assert [(q.start, q.paragraph, q.line) for q in found if "horses" in q.text] == [(19, 2, 3)]
