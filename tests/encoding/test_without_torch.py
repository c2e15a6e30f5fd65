"""Where torch is not installed, the bundled models work, and for any other it is said what is missing."""

from __future__ import annotations

import importlib.util

import pytest

from bot.doctor import checks
from retrieval import ModelError
from retrieval.encoding.model_files import find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder, is_torch_faster
from retrieval.reader.cross_encoder import CrossEncoderReader


@pytest.fixture
def without_torch(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec",
        lambda name, *more: None if name in ("torch", "sentence_transformers") else found(name, *more),
    )  # fmt: skip


@pytest.mark.usefixtures("without_torch")
def test_another_model_or_reader_says_what_is_missing(tiny_model):
    encoder = SentenceTransformerEncoder(find_model(str(tiny_model)))
    with pytest.raises(ModelError, match="torch and sentence-transformers are not installed; install them with pip"):
        encoder.encode_documents(["words"])
    with pytest.raises(ModelError, match="The reader 'some/reader' cannot be loaded, because torch"):
        CrossEncoderReader("some/reader")


@pytest.mark.usefixtures("without_torch")
def test_what_would_be_faster_with_torch_is_done_without_it():
    assert not is_torch_faster()


@pytest.mark.usefixtures("without_torch")
def test_the_doctor_takes_that_for_no_fault():
    (finding,) = checks._packages(None)
    assert (finding.state, "without torch and sentence-transformers" in finding.text) == ("ok", True)
