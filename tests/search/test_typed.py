"""A question finds what it asks for, however the file or the question encodes its letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from retrieval import UNLIMITED, Answer, Filter, Library, QueryError
from retrieval.encoding.encoder import Encoder
from retrieval.encoding.inputs import encoder_inputs, limits
from retrieval.model import Block, Content
from retrieval.passages import cut

Open = Callable[..., Library]

TEXT = (
    "Gaël Hébrard dirige le café « Chez Élodie » à Orléans depuis 1994. La crème brûlée coûte sept euros. "
    "Der Hausmeister repariert die Waschmaschinen jeden Dienstag."
)


def pieces(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def with_soft_hyphens(text: str) -> str:
    return text.replace("maschinen", "\u00adma\u00adschi\u00adnen").replace("Haus", "Haus\u00ad\u200b")


@pytest.fixture
def ask(open_library: Open, tmp_path: Path) -> Callable[..., Answer]:
    def ask(text: str, question: str, name: str = "café") -> Answer:
        seeds = tmp_path / f"seeds{len(list(tmp_path.iterdir()))}"
        seeds.mkdir()
        (seeds / f"{name}.txt").write_text(text)
        library = open_library(seeds, tmp_path / f"index{seeds.name}")
        library.sync()
        return library.ask(question, access=UNLIMITED)

    return ask


@pytest.mark.parametrize("question", ["Qui est Gaël Hébrard ?", "Was repariert der Hausmeister mit Waschmaschinen?"])
@pytest.mark.parametrize("written", [pieces, with_soft_hyphens])
def test_a_quote_is_as_sure_and_marked_alike(
    ask: Callable[..., Answer], question: str, written: Callable[[str], str]
) -> None:
    plain, other = ask(TEXT, question), ask(written(TEXT), written(question))
    assert other.confidence == pytest.approx(plain.confidence, abs=1e-6)
    expected, found = (plain.quotes or plain.nearest)[0], (other.quotes or other.nearest)[0]
    assert found.text == written(TEXT)
    marked = [written(expected.text[start:end]) for start, end in expected.highlights]
    assert [found.text[start:end] for start, end in found.highlights] == marked
    assert (found.answer is None) == (expected.answer is None)
    if expected.answer and found.answer:
        assert found.text[slice(*found.answer)] == written(expected.text[slice(*expected.answer)])


@pytest.mark.parametrize("written", [pieces, with_soft_hyphens, lambda text: text.replace("fi", "ﬁ")])
def test_texts_that_look_alike_have_the_same_vectors(encoder: Encoder, written: Callable[[str], str]) -> None:
    def embedded(text: str) -> tuple[list[str], list[str]]:
        content = Content(text, (Block(0, len(text), heading=written("Café")),), title=written("Définition"))
        inputs = encoder_inputs(content, cut(content, limits(encoder)), encoder)
        return [each.text for each in inputs], [each.text[a:b] for each in inputs for a, b in each.spans]

    text = TEXT + " The final file is fine."
    assert embedded(text) == embedded(written(text))
    texts, sentences = embedded(text)
    assert len(sentences) == 4
    assert sentences[-1] == "The final file is fine."
    assert np.isfinite(encoder.encode_documents(texts)).all()


def test_documents_are_named_however_their_accents_are_encoded(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / pieces("café.txt")).write_text("The ferry to Skye leaves at nine.")
    (seeds / "other.txt").write_text("The train to Oban leaves at ten.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    for source in ("café.txt", pieces("café.txt"), "caf\u00ad\u00e9*", "CAFÉ.TXT"):
        answer = library.ask("When does it leave?", only=Filter(source), access=UNLIMITED)
        assert {quote.document for quote in answer.quotes or answer.nearest} == {pieces("café.txt")}


def test_a_question_of_which_nothing_is_visible_is_empty(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text("The ferry to Skye leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    with pytest.raises(QueryError, match="empty"):
        library.ask("\u200b\u00ad", access=UNLIMITED)


def test_a_passage_of_which_nothing_is_visible_can_be_stored(open_library: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text("\u200b\u200b\n\nThe ferry to Skye leaves at nine.\n\n\u00ad\n\nIt returns at ten.")
    library = open_library(seeds, tmp_path / "index")
    assert library.sync().skipped == ()
    assert "nine" in library.ask("When does the ferry to Skye leave?", access=UNLIMITED).quotes[0].text
