"""What is measured in other languages than English, and across languages, does not fall below these floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.encoding.packed.multilingual import is_installed
from retrieval.evaluation.figures import values_of
from retrieval.reader import BUNDLED
from tests.languages.score import measured, opener
from tests.languages.sets import gold_sets

FLOORS = {
    "ar": (0.82, 0.75, 0.60, 0.57),
    "de": (0.80, 0.71, 0.63, 0.48),
    "es": (0.80, 0.73, 0.68, 0.62),
    "fr": (0.72, 0.69, 0.55, 0.48),
    "ja": (0.78, 0.66, 0.56, 0.66),
    "ru": (0.92, 0.88, 0.80, 0.72),
    "de_on_english": (0.70, 0.57, 0.55, 0.40),
    "fr_on_english": (0.62, 0.40, 0.85, 0.10),
    "es_on_english": (0.46, 0.30, 0.55, 0.10),
    "english_on_de": (0.45, 0.40, 0.50, 0.45),
    "english_on_fr": (0.64, 0.46, 0.45, 0.30),
    "english_on_es": (0.52, 0.42, 0.30, 0.80),
}
"""The right document first, the right sentence marked, answered, refused; each a little below what was measured."""

FIGURES = ("hit@1", "sentence_hit@1", "answered", "refused")


QUICKEST = ("ar", "ru", "english_on_de")
"""Those with the fewest questions: asking all takes ten minutes where processors are slow."""


@pytest.mark.slow
@pytest.mark.skipif(not is_installed(), reason="this system has no multilingual model")
@pytest.mark.parametrize(
    "names", [QUICKEST, pytest.param(tuple(sorted({*FLOORS} - {*QUICKEST})), marks=pytest.mark.long)]
)
def test_no_language_falls_below_its_floor(names: tuple[str, ...], tmp_path: Path) -> None:
    found = measured([each for each in gold_sets() if each.name in names], opener(None, BUNDLED), tmp_path)
    assert {each.name for each in found} == {*names}
    below = [
        (each.name, figure, value)
        for each, results in found.items()
        for figure, floor in zip(FIGURES, FLOORS[each.name], strict=True)
        if (value := values_of(results)[figure]) < floor
    ]
    assert below == []
