from __future__ import annotations

import dataclasses
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from retrieval import UNLIMITED, Library, Observer
from retrieval.background import keeping
from retrieval.background.keeping import MODEL_KEY, SCALE_KEY, SUM, VERSION, kept_scale
from retrieval.background.measuring import (
    ENGLISH,
    SLOPES,
    Background,
    Measured,
    ModelBackground,
    background,
    measure_library,
    measure_model,
)
from retrieval.background.probes import load_probes
from retrieval.background.scale import Placing, Scale
from retrieval.catalog.catalog import Catalog
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import ModelError, StorageError
from retrieval.index_folder import CATALOG_FILE, writer_lock
from retrieval.vectors import Vectors, unit_length

SUBJECTS = {
    "bees.txt": "The hive stands on stones behind the orchard. A strong colony holds fifty thousand workers in June. "
    "The honey is taken at the end of July.",
    "tram.txt": "Line 6 of the tram was opened in 1911. The depot at the harbour has room for forty cars.",
    "clay.txt": "Stoneware is fired at 1,240 degrees. The kiln needs a day to cool down before it is opened.",
}


@pytest.fixture(scope="module")
def reference(encoder: SentenceTransformerEncoder) -> ModelBackground:
    return measure_model(encoder)


def unit(rows: Vectors) -> Vectors:
    return unit_length(np.asarray(rows, dtype=np.float32))


vectors = hnp.arrays(np.float32, st.tuples(st.integers(1, 30), st.just(8)), elements=st.floats(-1, 1, width=32)).map(
    lambda rows: unit(rows + np.float32(1e-3))
)


def model_of(asked: Vectors, match: float = 0.6) -> ModelBackground:
    found = background(asked @ asked.T)
    measured = Measured(found, match)
    return ModelBackground(measured, measured, measured, {ENGLISH: asked, "de": asked[::-1]})


def test_probes_ask_the_same_in_every_language():
    probes = load_probes()
    assert {len(questions) for questions in probes.questions.values()} == {10}
    texts = [text for questions in probes.questions.values() for text in questions]
    assert len({*texts}) == len(texts)
    assert all(text.strip() == text != "" for text in texts)
    for pair in probes.pairs:
        assert pair.passage[slice(*pair.answering)] == pair.answer


def test_the_reference_encoder_stays_where_it_is(reference: ModelBackground, bundled: Library):
    documents = bundled.documents(access=UNLIMITED)
    ids = [stored.id for document in documents for stored in bundled.passages(document, access=UNLIMITED)]
    scale = measure_library(reference, bundled.vectors(ids), bundled.vectors(ids))
    assert scale.language == "en"
    for placing in (scale.passages, scale.sentences, scale.questions):
        assert placing.slope == pytest.approx(1, abs=0.02)
        assert placing.offset == pytest.approx(0, abs=0.04)


@given(asked=vectors, passages=vectors, match=st.floats(-1, 1))
def test_no_vectors_make_a_scale_that_is_not_a_number_or_out_of_bounds(asked: Vectors, passages: Vectors, match: float):
    scale = measure_library(model_of(asked, match), passages, passages)
    for placing in (scale.passages, scale.sentences, scale.questions):
        assert SLOPES[0] <= placing.slope <= SLOPES[1]
        assert np.isfinite(placing.offset)
        assert abs(placing(1.0)) <= 2 * SLOPES[1] + 1


@given(passages=vectors, order=st.randoms(use_true_random=False))
def test_the_order_of_passages_does_not_matter(passages: Vectors, order):
    model = model_of(unit(np.eye(8)[:5] + 0.2))
    places = list(range(len(passages)))
    order.shuffle(places)
    one, other = (measure_library(model, each, each) for each in (passages, passages[places]))
    for name in ("passages", "sentences", "questions"):  # sums in another order differ in the last digits
        assert dataclasses.astuple(getattr(one, name)) == pytest.approx(
            dataclasses.astuple(getattr(other, name)), rel=1e-4
        )


@pytest.mark.parametrize("count", [1, 5, 300])
def test_vectors_that_are_all_the_same_are_not_spread(count: int):
    same = unit(np.ones((count, 8)))
    scale = measure_library(model_of(unit(np.ones((10, 8))), match=1.0), same, same)
    assert scale.passages.slope <= SLOPES[1]
    assert abs(scale.passages(1.0)) < 0.2, "what every question and passage have in common says nothing"


def test_what_is_not_a_number_is_left_out():
    assert background(np.array([[np.nan, 0.2], [0.2, np.inf]], dtype=np.float32)) == Background(pytest.approx(0.2), 0.0)
    assert background(np.empty((0, 0), dtype=np.float32)) == Background(0.0, 0.0)


@given(shift=st.floats(0, 0.8), factor=st.floats(0.1, 1))
def test_an_encoder_whose_cosines_lie_elsewhere_is_placed_like_the_one_it_mimics(shift: float, factor: float):
    """Cosines that are shifted and squeezed come back, whatever the shift and however they are squeezed."""
    drawn = np.random.default_rng(0).normal(0.03, 0.075, (10, 200)).clip(-1, 1)
    there, here = (Background(0.03 * f + s, 0.075 * f) for f, s in ((1, 0), (factor, shift)))
    asked, passages = np.eye(10, dtype=np.float32), drawn.T.astype(np.float32)
    plain = ModelBackground(*[Measured(there, 0.619)] * 3, {ENGLISH: asked})
    scale = measure_library(plain, passages, passages)
    squeezed = (factor * passages + shift).astype(np.float32)
    mimic = ModelBackground(*[Measured(here, 0.619 * factor + shift)] * 3, {ENGLISH: asked})
    placed = measure_library(mimic, squeezed, squeezed)
    for cosine in (-0.1, 0.0, 0.3, 0.7):
        assert placed.passages(factor * cosine + shift) == pytest.approx(scale.passages(cosine), abs=0.01)


def test_a_scale_survives_being_stored():
    scale = Scale(Placing(4.1, -3.0), Placing(0.5, 0.25), Placing(), "th")
    assert Scale.from_dict(json.loads(json.dumps(scale.as_dict()))) == scale


def test_texts_in_a_language_that_the_model_has_not_learned_are_not_taken_for_alike(
    reference: ModelBackground, encoder
):
    texts = [f"{n}. {text}" for n in range(4) for text in load_probes().questions["el"]]
    greek = encoder.encode_documents(texts)
    scale = measure_library(reference, greek, greek, ["el"] * len(greek))
    assert scale.language == "el"
    asked = encoder.encode_queries(["Τι ώρα ανοίγει το κατάστημα;"])
    cosine = float(np.median(asked @ greek.T))
    assert cosine > 0.5 > 0.3 > scale.passages(cosine), "two texts in Greek are not yet about the same thing"


# -- in the catalog --------------------------------------------------------------------------------------------------


def kept(library: Library) -> str | None:
    with Catalog(library.index / CATALOG_FILE) as catalog:
        return catalog.meta(SCALE_KEY)


def scale_of(library: Library) -> Scale:
    with Catalog(library.index / CATALOG_FILE) as catalog:
        return kept_scale(catalog)


def keep(library: Library, placing: Placing, **changed: object) -> None:
    """Store another scale, and something else about how it was measured."""
    found = json.loads(kept(library) or "")
    found |= {"passages": (placing.slope, placing.offset), "of": found["of"] | changed}
    del found[SUM]
    with Catalog(library.index / CATALOG_FILE, create=True) as catalog:
        catalog.set_meta({SCALE_KEY: json.dumps(found)})


def forget(library: Library) -> None:
    """Leave the index as one of a version that did not measure anything."""
    with sqlite3.connect(library.index / CATALOG_FILE) as database:
        database.execute("DELETE FROM meta WHERE key IN (?, ?)", (SCALE_KEY, MODEL_KEY))


def write(seeds: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (seeds / name).write_text(text, encoding="utf-8")


def test_the_background_is_measured_again_only_when_a_tenth_has_changed(
    open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path
):
    write(seeds, {f"{n}.txt": f"Paragraph number {n} stands alone." for n in range(21)})
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    first = kept(library)
    assert first is not None
    write(seeds, {"new.txt": "One more is no reason."})
    library.sync()
    assert kept(library) == first
    write(seeds, {"other.txt": "But two more are.", "third.txt": "And three."})
    library.sync()
    assert kept(library) != first


def test_the_same_documents_have_the_same_background_in_any_order(open_tiny: Callable[..., Library], tmp_path: Path):
    found = []
    for name, files in (("a", SUBJECTS), ("b", dict(reversed(SUBJECTS.items())))):
        seeds = tmp_path / name
        seeds.mkdir()
        library = open_tiny(seeds, tmp_path / f"index-{name}")
        for at in files:
            write(seeds, {at: files[at]})
            library.sync()
        write(seeds, {"more.txt": "Some words more, so that it is measured once again, with all of them."})
        library.sync()
        found.append(scale_of(library))
    assert found[0] != Scale()
    assert found[0] == found[1]


def test_a_library_that_answers_takes_over_a_background_that_is_measured_later(
    open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path
):
    write(seeds, SUBJECTS)
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    before = library.rank("Where is the hive?", access=UNLIMITED).candidates[0].cosine
    keep(library, Placing(1.0, 5.0))
    assert library.rank("Where is the hive?", access=UNLIMITED).candidates[0].cosine > before + 3


@pytest.mark.parametrize(
    ("languages", "language"),
    [((), "en"), ((None,), "en"), (("pl", None, "pl", "en"), "pl"), (("csb", "csb", "en"), "pl")],
)
def test_a_library_has_the_language_of_most_of_its_passages(
    reference: ModelBackground, encoder: SentenceTransformerEncoder, languages: tuple, language: str
):
    """Without it, a text that is merely about Poland would be taken for a Polish one."""
    about = ["Warsaw lies on the Vistula.", "The Sejm of Poland sits in Warsaw.", "Kraków was the capital of Poland."]
    vectors = encoder.encode_documents(about * 10)
    assert measure_library(reference, vectors, vectors, languages).language == language


class Cut(Exception):
    """A crash."""


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[Library], None]:
    """Sync, and crash at once after the commit: nothing that follows it happens."""

    def sync(library: Library) -> None:
        def crash(*_: object, **__: object) -> None:
            raise Cut

        with monkeypatch.context() as patch:
            patch.setattr("retrieval.syncing.sync.derive_indexes", crash)
            with pytest.raises(Cut):
                library.sync()

    return sync


def test_a_sync_that_is_cut_off_after_the_commit_has_kept_the_background(
    open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path, cut: Callable[[Library], None]
):
    write(seeds, SUBJECTS)
    whole = open_tiny(seeds, tmp_path / "whole")
    whole.sync()
    library = open_tiny(seeds, tmp_path / "index")
    cut(library)
    assert library.needs_sync() is None
    assert scale_of(library) == scale_of(whole) != Scale()
    question = "Where is the hive?"
    assert library.ask(question, access=UNLIMITED).confidence == whole.ask(question, access=UNLIMITED).confidence


def test_what_is_made_with_another_model_is_placed_by_its_background(
    open_library: Callable[..., Library],
    tiny_encoder: SentenceTransformerEncoder,
    seeds: Path,
    tmp_path: Path,
    cut: Callable[[Library], None],
):
    write(seeds, SUBJECTS)
    library = open_library(seeds, tmp_path / "index", reader="none")
    library.sync()
    first = scale_of(library)
    other = open_library(seeds, tmp_path / "index", encoder=tiny_encoder, reader="none")
    cut(other)
    fresh = open_library(seeds, tmp_path / "fresh", encoder=tiny_encoder, reader="none")
    fresh.sync()
    assert scale_of(other) == scale_of(fresh) != first


@pytest.mark.parametrize("changed", [None, {"model": "another"}, {"version": VERSION - 1}], ids=str)
def test_an_index_without_the_background_of_its_model_asks_for_a_sync_that_embeds_nothing(
    open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path, changed: dict[str, object] | None
):
    write(seeds, SUBJECTS)
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    right, asked = scale_of(library), open_tiny(seeds, tmp_path / "index")
    if changed is None:
        forget(library)
    else:
        keep(library, Placing(9.0, 9.0), **changed)
    assert scale_of(library) == Scale(), "nothing is placed by what was measured otherwise"
    placed = asked.rank("Where is the hive?", access=UNLIMITED).candidates[0].cosine
    assert asked.outdated() is None
    with writer_lock(library.index):
        assert library.needs_sync() is None, "another process may be measuring it"
    reason = library.needs_sync()
    assert reason is not None
    assert (type(reason).__name__, reason.remedy) == ("IndexOutdated", 'run "quoth sync"')
    report = library.sync()
    assert (report.embedded, report.generation) == (0, 1)
    assert library.needs_sync() is None
    assert scale_of(library) == right
    assert asked.rank("Where is the hive?", access=UNLIMITED).candidates[0].cosine == pytest.approx(
        right.passages(placed)
    )


def test_where_nothing_can_be_written_the_index_answers_and_asks_for_no_sync(
    open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(seeds, SUBJECTS)
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    forget(library)
    library.close()
    if os.access("/", os.W_OK):  # permissions do not bind this user: the folder is only said to be protected
        monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    library.index.chmod(0o500)
    try:
        assert library.needs_sync() is None
        assert library.rank("Where is the hive?", access=UNLIMITED).candidates
        with pytest.raises(StorageError, match=r"cannot be written to \(Permission denied\)"):
            library.sync()
    finally:
        library.index.chmod(0o700)
        monkeypatch.undo()
    assert library.needs_sync() is not None


def test_a_model_that_cannot_be_measured_stops_no_sync_and_that_is_said(
    open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(seeds, SUBJECTS)
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    forget(library)
    (seeds / next(iter(SUBJECTS))).unlink()
    said: list[str] = []

    class Listener(Observer):
        def remark(self, text: str) -> None:
            said.append(text)

    def refuse(_: object) -> None:
        raise ModelError("the weights are damaged")

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "measure_model", refuse)
        patch.setattr(keeping, "_measured", {})
        assert len(library.sync(Listener()).removed) == 1
        assert len(said) == 1
        assert "the weights are damaged" in said[0]
        assert library.needs_sync() is not None
    library.sync()
    assert library.needs_sync() is None
