"""A question about a document is answered from that document: by its opening, its passages on a topic, or its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.terminal.chat import converse
from retrieval import UNLIMITED, Filter, Library
from retrieval.search.wording.document_names import DocumentNames, is_pointing
from retrieval.search.wording.document_questions import Certainty, Wish, wordings

Open = Callable[..., Library]

DOCUMENTS = {
    "guides/hives.md": """\
# Keeping bees on the roof

12 March 2024

This guide explains how the four hives on our roof are looked after, and by whom.

## Clothing

A veil and gloves hang in the cupboard by the stairs. Put them on before you open a hive.

## Stings

Scrape the sting out and cool the skin. Call 112 if somebody cannot breathe.

## Equipment

Every beekeeper brings:

- a smoker with dry grass
- a hive tool
- two clean buckets
""",
    "guides/boathouse-rules.txt": """\
Boathouse rules

The doors are locked at dusk, and the last crew puts out the lamps.

Single sculls may only be taken out by members with a licence. Gloves must not be dried on the heaters.

Damage is written into the red book on the same day.
""",
    "papers/lichen.md": """\
# Lichens as witnesses of the air

Anna Holm, Institute of Botany

## 1. Methods

We counted the lichens on 240 lime trees in eleven towns.

## 2. Abstract

Lichens die where the air holds much sulphur. We show that their return since 1990 follows the closing of coal plants.
""",
    "choir.md": """\
# Choir trip to Ghent

We leave on 4 May at six. Bring a pencil and both folders.

| Concert | Place | Songs |
|---|---|---|
| Friday | St. Bavo | 9 |
| Saturday | town hall | 12 |
| Sunday | market | 5 |
""",
    "pisa.md": """\
# Pisa

The tower of Pisa is 57 metres high. Its bells have not been rung since 1990.
""",
    "wanderheim.md": """\
# Ordnung des Wanderheims

Diese Ordnung sagt, wer im Heim schlafen darf und was in der Küche bleibt.

Hunde schlafen in der Scheune. Holz wird vor der Abreise nachgelegt.
""",
}


@pytest.fixture(scope="module")
def library(keep_library: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Six small documents."""
    folder = tmp_path_factory.mktemp("about")
    for path, text in DOCUMENTS.items():
        file = folder / "seeds" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    library = keep_library(folder / "seeds", folder / "index")
    library.sync()
    return library


# -- what is it about? -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "document", "opening"),
    [
        ("What is hives.md about?", "guides/hives.md", "This guide explains"),
        ("what is the guide on keeping bees about", "guides/hives.md", "This guide explains"),
        ("Can you please summarize guides/hives.md?", "guides/hives.md", "This guide explains"),
        ("tl;dr of the boathouse rules", "guides/boathouse-rules.txt", "The doors are locked at dusk"),
        ("What are the Boathouse Rules about?", "guides/boathouse-rules.txt", "The doors are locked at dusk"),
        ("give me a short summary of the lichen paper", "papers/lichen.md", "Lichens die where the air"),
        ("what's in the choir document?", "choir.md", "We leave on 4 May"),
        ("Worum geht es in der Ordnung des Wanderheims?", "wanderheim.md", "Diese Ordnung sagt"),
        ("Do que trata o arquivo hives.md?", "guides/hives.md", "This guide explains"),
        ("O czym mówi dokument hives.md?", "guides/hives.md", "This guide explains"),
        ("О чём говорится в файле hives.md?", "guides/hives.md", "This guide explains"),
        ("hives.mdは何についての資料ですか？", "guides/hives.md", "This guide explains"),
        ("hives.md 文件讲的是什么？", "guides/hives.md", "This guide explains"),
    ],
)
def test_what_a_document_is_about_is_answered_by_its_abstract_or_opening(
    library: Library, question: str, document: str, opening: str
) -> None:
    answer = library.ask(question, access=UNLIMITED)
    assert answer.answered
    assert answer.question == question
    assert {quote.document for quote in answer.quotes} == {document}
    first = answer.quotes[0]
    assert first.text.startswith(opening)
    assert len(first.highlights) == 1
    assert len(answer.quotes) <= 3


def test_an_abstract_stands_alone(library: Library) -> None:
    (quote,) = library.ask("What is lichen.md about?", k=15, access=UNLIMITED).quotes
    assert quote.heading == "2. Abstract"


@pytest.mark.parametrize("question", ["What is the customs guide about?", "What is falconry about?", "tl;dr tax.pdf"])
def test_a_document_that_is_not_there_is_not_summarized(library: Library, question: str) -> None:
    assert not library.ask(question, access=UNLIMITED).answered


def test_it_is_the_only_document_that_may_answer(library: Library) -> None:
    answer = library.ask("What is it about?", only=Filter("pisa.md"), access=UNLIMITED)
    assert answer.quotes[0].text.startswith("The tower of Pisa")
    assert not library.ask("What does it say about bees?", only=Filter("pisa.md"), access=UNLIMITED).answered


def test_it_is_the_document_that_was_quoted_last(library: Library) -> None:
    before = library.ask("When are the doors of the boathouse locked?", access=UNLIMITED).quotes[0]
    about = library.ask(
        "what is this document about?", history=["When are the doors locked?"], quoted=before.id, access=UNLIMITED
    )
    assert {quote.document for quote in about.quotes} == {"guides/boathouse-rules.txt"}
    says = library.ask(
        "what does it say about gloves?", history=["When are the doors locked?"], quoted=before.id, access=UNLIMITED
    )
    assert "heaters" in says.quotes[0].text
    assert {quote.document for quote in says.quotes} == {"guides/boathouse-rules.txt"}


def test_it_is_nothing_when_nothing_was_quoted(library: Library) -> None:
    assert not library.ask("what is this document about?", access=UNLIMITED).answered
    assert not library.ask("what is it about?", quoted="0" * 16, access=UNLIMITED).answered


def test_chat_remembers_what_it_quoted(library: Library) -> None:
    shown = StringIO()
    console = Console(width=100, file=shown)
    converse(library, console, ["How high is the tower of Pisa?", "what does it say about bells?", "/more"], UNLIMITED)
    first, second, _ = shown.getvalue().split("quote from")
    assert "57 metres" in first
    assert "have not been rung since 1990" in second
    assert "pisa.md" in second


# -- what does it say about …? ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "document", "said"),
    [
        ("what does hives.md say about gloves", "guides/hives.md", "A veil and gloves"),
        ("What do the boathouse rules say about gloves?", "guides/boathouse-rules.txt", "Gloves must not be dried"),
        ("Is there anything about stings in hives.md?", "guides/hives.md", "Scrape the sting out"),
        ("according to the boathouse rules, where is damage written?", "guides/boathouse-rules.txt", "the red book"),
        ("what does the choir document say about folders", "choir.md", "both folders"),
        ("Was sagt die Ordnung des Wanderheims über Hunde?", "wanderheim.md", "Hunde schlafen"),
    ],
)
def test_what_a_document_says_is_quoted_from_it_alone(
    library: Library, question: str, document: str, said: str
) -> None:
    answer = library.ask(question, access=UNLIMITED)
    assert answer.answered
    assert said in answer.quotes[0].text
    assert {quote.document for quote in answer.quotes} == {document}
    assert answer.confidence == answer.quotes[0].score >= library.judge.threshold


@pytest.mark.parametrize(
    "question",
    [
        "what does hives.md say about parking",
        "What do the boathouse rules say about insurance?",
        "what does the choir document say about the hotel",
        "does the guide on keeping bees say anything about vegetables?",
        "what does lichen.md say about penguins",
    ],
)
def test_what_a_document_does_not_say_is_not_answered(library: Library, question: str) -> None:
    answer = library.ask(question, access=UNLIMITED)
    assert not answer.answered
    assert answer.nearest


def test_a_document_is_looked_for_where_the_filter_allows(library: Library) -> None:
    assert not library.ask("what does hives.md say about gloves", only=Filter("papers/*"), access=UNLIMITED).answered


# -- list all … ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("List all equipment", "a hive tool"),
        ("list everything a beekeeper brings", "a hive tool"),
        ("show me the full list of equipment for the bees", "a hive tool"),
        ("list all concerts in the choir document", "Saturday"),
        ("which concerts are there?", "Saturday"),
    ],
)
def test_a_list_is_quoted_whole(library: Library, question: str, item: str) -> None:
    quote = library.ask(question, access=UNLIMITED).quotes[0]
    assert any(item in quote.text[start:end] for start, end in quote.highlights)
    assert len(quote.highlights) == 3


@pytest.mark.parametrize(
    "question",
    [
        "list all planets",
        "List all equipment for divers",
        "which wines are there?",
    ],
)
def test_a_list_that_is_not_there_is_not_answered(library: Library, question: str) -> None:
    assert not library.ask(question, access=UNLIMITED).answered


def test_a_list_of_another_thing_of_the_kind_is_not_quoted(open_library: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "pumps.md").write_text(
        "# Pumps\n\n## Ports of the AX-4410-C\n\n- inlet\n- outlet\n- drain\n\n"
        "## Requirements for the lifeguard course\n\n- a towel\n- a whistle\n- two photos\n",
        encoding="utf-8",
    )
    library = open_library(seeds, tmp_path / "index")
    library.sync()
    assert len(library.ask("list all ports of the AX-4410-C", access=UNLIMITED).quotes[0].highlights) == 3
    assert not library.ask("list all ports of the AX-4410-B", access=UNLIMITED).answered
    assert (
        len(library.ask("what are the requirements for the lifeguard course?", access=UNLIMITED).quotes[0].highlights)
        == 3
    )
    other = library.ask("what are the requirements for the sailing course?", access=UNLIMITED)
    assert not other.answered or len(other.quotes[0].highlights) < 3


def test_a_long_list_is_quoted_in_order_from_its_first_piece(open_library: Open, seeds: Path, tmp_path: Path) -> None:
    rows = [f"| B-{number:03} | Bolt of {number} mm, hardened, with a washer | {number * 3} |" for number in range(60)]
    table = "\n".join(["| Number | Part | Stock |", "|---|---|---|", *rows])
    (seeds / "stock.md").write_text(f"# Stores\n\n## Bolts in stock\n\n{table}\n", encoding="utf-8")
    (seeds / "other.md").write_text("# Nuts\n\nNuts are kept in the cellar.\n", encoding="utf-8")
    library = open_library(seeds, tmp_path / "index")
    library.sync()
    quotes = library.ask("list all bolts in stock", k=15, access=UNLIMITED).quotes
    assert [quote.start for quote in quotes] == sorted(quote.start for quote in quotes)
    assert "".join(quote.text for quote in quotes).count("| B-") == 60
    assert "B-000" in quotes[0].text
    assert "B-000" in library.ask("list all bolts in stock", access=UNLIMITED).quotes[0].text
    assert len(library.ask("list all bolts in stock", access=UNLIMITED).quotes) == 3


# -- other questions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "How high is the tower of Pisa?",
        "What is Pisa?",
        "In Pisa, how high is the tower?",
        "Who keeps bees on the roof?",
        "What did the choir say about Ghent?",
        "What is a lichen?",
        "According to Anna Holm, why do lichens die?",
    ],
)
def test_a_question_that_merely_has_a_documents_words_is_an_ordinary_one(library: Library, question: str) -> None:
    names = DocumentNames({document.id: document for document in library.documents(access=UNLIMITED)})
    found = [
        names.find(wording.document, lambda _: True, wording.certainty) if wording.document else []
        for wording in wordings(question)
        if wording.wish is not Wish.LIST
    ]
    assert not any(found)


def test_a_name_is_found_among_many_by_its_fewest_other_words(library: Library) -> None:
    names = DocumentNames({document.id: document for document in library.documents(access=UNLIMITED)})
    found = names.find("the rules of the boathouse", lambda _: True, Certainty.LIKELY)
    assert [document.path for document in found] == ["guides/boathouse-rules.txt"]
    assert not names.find("rules of chess", lambda _: True)
    numbered = replace(library.documents(access=UNLIMITED)[0], title="Terms of 3 lakes")
    assert not DocumentNames({numbered.id: numbered}).find("rule 3", lambda _: True, Certainty.POSSIBLE)
    assert DocumentNames({numbered.id: numbered}).find("terms of 3 lakes", lambda _: True)
    assert names.find("HIVES.MD", lambda _: True)[0].path == "guides/hives.md"


def test_only_words_for_any_document_point_at_one() -> None:
    assert all(map(is_pointing, ["it", "this document", "the file", "dieses Dokument", "ce texte"]))
    assert not any(map(is_pointing, ["a.md", "the.txt", "the shop", "", "the guide"]))


@pytest.mark.parametrize("question", ["what does " * 60, "list all " + "in of " * 500, "is there anything on " * 40])
def test_a_question_of_many_words_is_read_in_no_time(question: str) -> None:
    assert len(list(wordings(question))) < 10
