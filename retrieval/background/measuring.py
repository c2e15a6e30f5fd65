"""An encoder, and a library's own vectors → the ``Scale`` that puts their cosines where the reference encoder's are.

The background of an encoder has a middle and a spread: the cosines of probe questions with passages that are not about
them. Its ``match`` is the middle cosine with the passages that answer. The slope brings background and matches as far
apart as they are for the reference encoder, but never spreads the noise much wider than its: a model that hardly tells
passages apart does not become a loud one. The offset then brings the library's own background to its place, which is
measured with probe questions in the library's language: two texts in one language are always somewhat alike, and to a
model that has not learned the language, very much. How a library's passages are alike among themselves plays no part:
that all of them are about one subject is no reason to doubt them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.background.probes import ProbePair, load_probes
from retrieval.background.scale import Placing, Scale
from retrieval.encoding.encoder import Encoder
from retrieval.model import Span
from retrieval.vectors import Vectors

ENGLISH = "en"

MAX_NOISE = 1.5
"""How much wider than the reference encoder's a background may be spread."""

SLOPES = (0.25, 12.0)
"""The lowest and the highest slope: cosines of a model whose vectors hardly differ are left close together."""

PRIOR_VECTORS = 10
"""The model's own background weighs as much as that of so many vectors of the library."""


@dataclass(frozen=True, slots=True)
class Background:
    """Cosines of questions with what is not about them: their median, and their spread as a standard deviation."""

    middle: float
    spread: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one kind of cosines of an encoder: the background, and the median of those that match."""

    background: Background
    match: float


@dataclass(frozen=True, slots=True)
class ModelBackground:
    """What was measured of an encoder.

    ``questions`` are the vectors of probe questions, float32, shape (n, dim), by language, for measuring libraries.
    """

    passages: Measured
    sentences: Measured
    others: Measured
    questions: Mapping[str, Vectors]

    @property
    def alike(self) -> dict[str, float]:
        """How alike the questions of each language are: the middle cosine of these among themselves."""
        return {language: apart(vectors @ vectors.T).middle for language, vectors in self.questions.items()}


@dataclass(frozen=True, slots=True)
class _Reference:
    """Where a kind of cosines lies for the reference encoder: as ``Measured`` by probes, and in a library."""

    probed: Measured
    library: Background


PASSAGES = _Reference(Measured(Background(0.030, 0.075), 0.619), Background(0.007, 0.066))
SENTENCES = _Reference(Measured(Background(0.026, 0.071), 0.652), Background(0.000, 0.065))
QUESTIONS = _Reference(Measured(Background(0.060, 0.062), 0.666), Background(0.060, 0.062))
"""The reference is all-MiniLM-L6-v2, in libraries of English prose."""


def measure_model(encoder: Encoder) -> ModelBackground:
    """Encode the probes, and return what they tell of the encoder."""
    probes = load_probes()
    asked = [pair.question for pair in probes.pairs]
    others = [text for texts in probes.questions.values() for text in texts]
    vectors = encoder.encode_queries([*asked, *others]).astype(np.float16).astype(np.float32)  # as they are kept
    asking, rest = vectors[: len(asked)], iter(vectors[len(asked) :])
    texts, answering = zip(*(_passage(pair, encoder) for pair in probes.pairs), strict=True)
    passages, sentences = encoder.encode_passages(texts, [[span] for span in answering])
    again = encoder.encode_documents([_fitting(pair.again, encoder) for pair in probes.pairs])
    answers = np.concatenate(sentences)
    return ModelBackground(
        _measured(asking @ passages.T),
        _measured(asking @ answers.T),
        _measured(asking @ again.T),
        {language: np.stack([next(rest) for _ in texts]) for language, texts in probes.questions.items()},
    )


def _passage(pair: ProbePair, encoder: Encoder) -> tuple[str, Span]:
    """Return what is encoded of a passage, and where the answer stands in it: the answer alone, if no more fits."""
    if encoder.count([pair.passage])[0] <= encoder.max_tokens:
        return pair.passage, pair.answering
    answer = _fitting(pair.answer, encoder)
    return answer, (0, len(answer))


def _fitting(text: str, encoder: Encoder) -> str:
    """Return the first half of a text, or half of that, until the encoder reads all of it."""
    while len(text) > 1 and encoder.count([text])[0] > encoder.max_tokens:
        text = text[: len(text) // 2]
    return text


def measure_library(
    model: ModelBackground, passages: Vectors, sentences: Vectors, languages: Sequence[str | None] = ()
) -> Scale:
    """Return the scale of a library from some vectors of its passages and of their sentences, in any order.

    passages, sentences: float32, shape (n, dim). languages: those of the passages, as far as they are known.
    """
    language = _library_language(model, passages, languages)
    asked = model.questions[language]
    alike = model.alike
    others = Background(
        model.others.background.middle + alike[language] - alike[ENGLISH], model.others.background.spread
    )
    return Scale(
        _placing(PASSAGES, model.passages, background(asked @ passages.T), len(passages)),
        _placing(SENTENCES, model.sentences, background(asked @ sentences.T), len(sentences)),
        _placing(QUESTIONS, model.others, others, len(passages)),
        language,
    )


def _library_language(model: ModelBackground, passages: Vectors, languages: Sequence[str | None]) -> str:
    """Return the language to ask the probe questions in: that of most passages, or the one most like it.

    Where nothing is known it is English. The vectors cannot tell: of an English text about Warsaw, a model that has not
    learned Polish thinks that it is like any question in Polish.
    """
    known = Counter(language for language in languages if language is not None)
    if not known:
        return ENGLISH
    most = max(sorted(known), key=known.__getitem__)
    if most in model.questions:
        return most
    return max(model.questions, key=lambda language: background(model.questions[language] @ passages.T).middle)


def background(cosines: Vectors) -> Background:
    """Return the median and the spread of cosines, without being misled by some that match.

    The spread is 1.4826 times the median absolute deviation, which is a standard deviation where the cosines are
    normally distributed.
    """
    flat = np.asarray(cosines, dtype=np.float64).ravel()
    flat = flat[np.isfinite(flat)]
    if not len(flat):
        return Background(0.0, 0.0)
    middle = float(np.median(flat))
    return Background(middle, 1.4826 * float(np.median(np.abs(flat - middle))))


def apart(cosines: Vectors) -> Background:
    """Return the background in a square of cosines, of which those on the diagonal match."""
    return background(cosines[~np.eye(len(cosines), dtype=bool)])


def _measured(cosines: Vectors) -> Measured:
    return Measured(apart(cosines), background(np.diag(cosines)).middle)


def _placing(reference: _Reference, model: Measured, library: Background, count: int) -> Placing:
    """Return where a kind of cosines belongs. count: how many of the library's vectors were measured."""
    weight = count / (count + PRIOR_VECTORS)
    probed = reference.probed
    widest = weight * library.spread + (1 - weight) * model.background.spread
    slope = _ratio(probed.match - probed.background.middle, model.match - model.background.middle)
    slope = min(slope, _ratio(MAX_NOISE * probed.background.spread, widest), SLOPES[1])
    slope = max(slope, SLOPES[0])
    by_library = reference.library.middle - slope * library.middle
    by_model = probed.background.middle - slope * model.background.middle
    return Placing(slope, weight * by_library + (1 - weight) * by_model)


def _ratio(wanted: float, found: float) -> float:
    return wanted / found if found > 0 else SLOPES[1]
