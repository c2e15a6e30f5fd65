"""What is known of the models that come with Quoth is what a sync would measure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.background import known
from retrieval.background.known import KNOWN_FOLDER, known_background
from retrieval.background.measuring import measure_model
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.packed import multilingual
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder


@pytest.mark.parametrize("name", [multilingual.MULTILINGUAL, ENGLISH_MODEL])
def test_what_is_known_is_what_would_be_measured(name: str) -> None:
    if name == multilingual.MULTILINGUAL and not multilingual.is_installed():
        pytest.skip("the multilingual model is not installed")
    encoder = SentenceTransformerEncoder(find_model(name))
    found, measured = known_background(encoder.digest), measure_model(encoder)
    assert found is not None
    for kind in ("passages", "sentences", "others"):
        ours, theirs = getattr(found, kind), getattr(measured, kind)
        assert ours.match == pytest.approx(theirs.match, abs=0.003)
        assert ours.background.middle == pytest.approx(theirs.background.middle, abs=0.003)
        assert ours.background.spread == pytest.approx(theirs.background.spread, abs=0.003)
    assert found.questions.keys() == measured.questions.keys()
    for language, vectors in measured.questions.items():
        assert (found.questions[language] * vectors).sum(axis=1).min() > 0.995


def test_of_another_model_nothing_is_known(tiny_model: Path) -> None:
    assert known_background(SentenceTransformerEncoder(find_model(str(tiny_model))).digest) is None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The only place where what is known is looked for."""
    monkeypatch.setattr(known, "KNOWN_FOLDER", tmp_path)
    known_background.cache_clear()
    yield tmp_path
    known_background.cache_clear()


def about_any() -> tuple[str, dict[str, object]]:
    path = next(KNOWN_FOLDER.glob("*.json"))
    return path.name, json.loads(path.read_text(encoding="utf-8"))


def test_what_fits_is_known(folder: Path) -> None:
    name, about = about_any()
    (folder / name).write_text(json.dumps(about), encoding="utf-8")
    found = known_background(str(about["model"]))
    assert found is not None
    assert np.isfinite(found.passages.match)


@pytest.mark.parametrize("changed", [{"version": known.VERSION + 1}, {"model": "f" * 64}, {"questions": []}])
def test_what_does_not_fit_is_not_known(folder: Path, changed: dict[str, object]) -> None:
    name, about = about_any()
    (folder / name).write_text(json.dumps(about | changed), encoding="utf-8")
    assert known_background(str(about["model"])) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null"])
def test_what_is_damaged_is_not_known(folder: Path, text: str) -> None:
    name, about = about_any()
    (folder / name).write_text(text, encoding="utf-8")
    assert known_background(str(about["model"])) is None
