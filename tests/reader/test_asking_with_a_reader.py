"""What the reader changes about an answer: the words that answer are marked, and another one can take its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval import UNLIMITED, Library
from retrieval.errors import ModelError
from retrieval.search.query import MAX_READ_CANDIDATES
from retrieval.search.ranking import Candidate
from retrieval.search.wording.terms import QueryTerms

Open = Callable[..., Library]

KRAKATOA = "How far away could people hear Krakatoa?"


def test_the_words_that_answer_are_marked_inside_a_marked_sentence(bundled: Library) -> None:
    quote = bundled.ask(KRAKATOA, access=UNLIMITED).quotes[0]
    assert quote.answer is not None
    assert "4,800 km" in quote.text[slice(*quote.answer)]
    assert any(start <= quote.answer[0] and quote.answer[1] <= end for start, end in quote.highlights)


def test_without_a_reader_nothing_is_read_and_no_words_are_marked(open_library: Open, bundled: Library) -> None:
    plain = open_library(bundled.seeds, bundled.index, reader="none")
    assert plain.reader is None
    answer = plain.ask(KRAKATOA, access=UNLIMITED)
    assert answer.answered
    assert all(quote.answer is None for quote in answer.quotes)
    assert all(candidate.reading is None for candidate in plain.rank(KRAKATOA, access=UNLIMITED).candidates)


def test_a_readers_name_may_be_written_in_capitals(open_library: Open, bundled: Library) -> None:
    assert open_library(bundled.seeds, bundled.index, reader="None").reader is None


def test_what_has_no_words_is_not_read(open_library: Open, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "eels.txt").write_text("Eels spawn in the Sargasso Sea.")
    (tmp_path / "seeds" / "marks.txt").write_text("?! ?!")
    library = open_library(tmp_path / "seeds", tmp_path / "index")
    library.sync()
    eels, marks = library.rank("Where do eels spawn?", access=UNLIMITED).candidates
    assert eels.reading is not None
    assert (marks.stored.passage.text, marks.reading) == ("?! ?!", None)


def test_the_evidence_ranks(bundled: Library) -> None:
    ranking = bundled.rank("How many people died in the eruption of Tambora?", k=12, access=UNLIMITED)
    evidence = [candidate.evidence(ranking.terms) for candidate in ranking.candidates]
    assert evidence == sorted(evidence, reverse=True)
    assert evidence != [candidate.score(ranking.terms) for candidate in ranking.candidates]


class Told:
    """A judge that is as sure of passages as it was told, in the order in which they are judged."""

    threshold = 0.25

    def __init__(self, sures: Sequence[float]) -> None:
        self._sures = iter(sures)

    def confidence(self, terms: QueryTerms, candidate: Candidate) -> float:  # noqa: ARG002
        return next(self._sures)


@pytest.mark.parametrize(
    ("sures", "shown"),
    [
        ([0.9, 0.5, 0.3, 0.2], [0.9, 0.5, 0.3, 0.2]),
        ([0.1, 0.05, 0.9, 0.2], [0.9, 0.9, 0.9, 0.2]),
        ([0.3, 0.8, 0.1, 0.9], [0.8, 0.8, 0.1, 0.1]),
    ],
)
def test_no_quote_is_surer_than_a_better_one_and_none_of_three_hides_a_sure_one(
    bundled: Library, monkeypatch: pytest.MonkeyPatch, sures: list[float], shown: list[float]
) -> None:
    for k in (4, 3, 1):
        monkeypatch.setattr(bundled, "judge", Told(sures))
        asked = f"How far away was Krakatoa heard, {k}?"
        answer = bundled.rank(asked, k=k, read_count=MAX_READ_CANDIDATES, access=UNLIMITED).answer
        assert answer.answered
        assert answer.confidence == shown[0]
        kept = [quote.score for quote in answer.quotes]
        assert kept == shown[: len(kept)]
        assert len(kept) >= min(k, sures[:3].index(shown[0]) + 1)


def test_what_the_reader_doubts_counts_for_the_confidence_where_it_does_not_for_the_ranking(bundled: Library) -> None:
    (first, *_), asked = (
        bundled.rank(KRAKATOA, access=UNLIMITED).candidates,
        bundled.rank(KRAKATOA, access=UNLIMITED).terms,
    )
    assert first.reading is not None
    doubted, denied, beyond = (
        replace(first, reading=replace(first.reading, relevance=relevance)) for relevance in (-2.0, -4.0, -9.0)
    )
    assert doubted.evidence(asked) == denied.evidence(asked)
    assert doubted.sureness(asked) > denied.sureness(asked) == beyond.sureness(asked)
    topic = replace(asked, is_plain=False)
    assert doubted.evidence(topic) > doubted.evidence(asked)
    assert doubted.sureness(topic) == doubted.sureness(asked)
    wordier = replace(first, bm25_share=first.bm25_share + 0.2)
    assert wordier.score(asked) - first.score(asked) == pytest.approx(0.15)
    assert wordier.sureness(asked) - first.sureness(asked) == pytest.approx(0.05)


def test_the_readers_doubts_count_for_follow_ups_as_for_any_question(bundled: Library) -> None:
    ranking = bundled.rank("and the last one?", history=["When did Tambora erupt?"], access=UNLIMITED)
    assert ranking.searched_text != "and the last one?"
    (first, *_), asked = ranking.candidates, ranking.terms
    assert first.reading is not None
    doubted, denied = (replace(first, reading=replace(first.reading, relevance=r)) for r in (-2.0, -4.0))
    assert doubted.sureness(asked) - denied.sureness(asked) == pytest.approx(0.3)


def test_a_follow_up_is_read_in_its_own_words_where_they_name_something(open_library: Open, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "eels.txt").write_text(
        "European eels spawn in the Sargasso Sea. Nobody has seen it.\n\n"
        "About 400 eels were tagged in 2020. Of those, 12 were followed to the open sea.\n"
    )
    library = open_library(tmp_path / "seeds", tmp_path / "index")
    library.sync()
    history = ["How many eels were tagged in 2020?"]
    follow_up = library.rank("and where do they spawn?", history=history, access=UNLIMITED)
    title = library.documents(access=UNLIMITED)[0].title or ""
    assert library.reader is not None
    for candidate in follow_up.candidates:
        (alone,) = library.reader.read([("and where do they spawn?", title, candidate.stored.passage.text)])
        assert candidate.reading is not None
        assert candidate.reading.relevance == pytest.approx(alone.relevance, abs=1e-4)
    marked = [quote.text[slice(*quote.highlights[0])] for quote in follow_up.answer.quotes]
    assert "European eels spawn in the Sargasso Sea." in marked
    for said in ("why?", "how many?"):
        leaning = library.rank(said, history=history, access=UNLIMITED)
        (read,) = library.reader.read([(leaning.searched_text, title, leaning.candidates[0].stored.passage.text)])
        assert leaning.searched_text == f"{history[0]} {said}"
        assert leaning.candidates[0].reading.relevance == pytest.approx(read.relevance, abs=1e-4)


def test_a_cross_encoder_takes_the_readers_place(open_library: Open, bundled: Library, cross_encoder: Path) -> None:
    other = open_library(bundled.seeds, bundled.index, reader=str(cross_encoder))
    candidates = other.rank(KRAKATOA, read_count=MAX_READ_CANDIDATES, access=UNLIMITED).candidates
    relevances = [candidate.reading.relevance for candidate in candidates if candidate.reading]
    assert len(relevances) == MAX_READ_CANDIDATES < len(candidates)
    assert len(set(relevances)) > 1
    assert all(np.isfinite(relevances))
    answer = other.ask(KRAKATOA, k=5, access=UNLIMITED)
    assert {quote.answer for quote in answer.quotes + answer.nearest} == {None}


def test_a_reader_that_is_not_there_is_named(open_library: Open, bundled: Library, tmp_path: Path) -> None:
    for name in (str(tmp_path / "missing"), "nobody/has-this"):
        with pytest.raises(ModelError, match="READER") as raised:
            open_library(bundled.seeds, bundled.index, reader=name).ask(KRAKATOA, access=UNLIMITED)
        assert name in str(raised.value)


@pytest.fixture(scope="session")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model that ranks at random, saved as any other is."""
    import torch
    from sentence_transformers import CrossEncoder
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("cross-encoder")
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    words = ["how", "far", "away", "could", "people", "hear", "krakatoa", "the", "of", "in", "was", "eruption"]
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(special + words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(special) + len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=512, num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        model_max_length=512,
    ).save_pretrained(folder)  # fmt: skip
    CrossEncoder(str(folder), device="cpu").save(str(folder))
    return folder
