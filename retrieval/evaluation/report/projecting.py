"""Vectors → two dimensions, so that what is near in meaning lies together on a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from retrieval.catalog.records import StoredPassage
from retrieval.evaluation.abstention import Array
from retrieval.evaluation.results import Result
from retrieval.evaluation.sources import Sources
from retrieval.indexes.analyser import Analyser
from retrieval.library import Library
from retrieval.search.wording.followups import in_context
from retrieval.vectors import Vectors

T = TypeVar("T")

MAX_PASSAGES, MAX_QUESTIONS = 800, 400
"""A map shows no more than these; where there are more, it shows a sample, which is always the same."""
MAP_SEED = 7
NEIGHBOURS = 5
"""How many of the nearest passages determine where a question lies."""
SHARPNESS = 30.0
"""The weight of each of them is e to the power of this times its cosine."""


@dataclass(frozen=True, slots=True)
class PassageMap:
    """Passages, with the paths of their documents, and questions in the square [0, 1] x [0, 1].

    ``names`` holds the names of the documents, by path. ``all_passages`` and ``all_questions`` count those that these
    were drawn from.
    """

    passages: tuple[tuple[StoredPassage, str, float, float], ...]
    questions: tuple[tuple[Result, float, float], ...]
    names: Mapping[str, str]
    all_passages: int
    all_questions: int


def passage_map(library: Library, results: Sequence[Result]) -> PassageMap | None:
    """Return where passages and questions lie, by t-SNE of the passages; None when there are fewer than three.

    A question lies at the mean of the passages nearest to it, weighted by how near they are.
    """
    random = np.random.default_rng(MAP_SEED)
    sources = Sources(library)
    paths = sources.path_of
    ids = sorted(_drawn(sorted(paths), MAX_PASSAGES, random))
    if len(ids) < 3:
        return None
    vectors = sources.vectors(ids)
    places = _in_square(neighbour_embedding(vectors))
    asked = _drawn(list(results), MAX_QUESTIONS, random)
    terms = Analyser().terms
    queries = [library.encoder.encode_query(in_context(r.question, r.history, terms)) for r in asked]
    spots = [_among(query, vectors, places) for query in queries]
    return PassageMap(
        passages=tuple(
            (sources.passage(id_), paths[id_], float(x), float(y)) for id_, (x, y) in zip(ids, places, strict=True)
        ),
        questions=tuple((result, x, y) for result, (x, y) in zip(asked, spots, strict=True)),
        names={paths[id_]: sources.documents[paths[id_]].name for id_ in ids},
        all_passages=len(paths),
        all_questions=len(results),
    )


def neighbour_embedding(vectors: Vectors, *, perplexity: float = 30.0, steps: int = 500) -> Array:
    """Return a place in two dimensions for each vector, shape (n, 2), so that neighbours stay neighbours.

    t-SNE (van der Maaten and Hinton, 2008), exact; it starts from the first two principal components, and therefore
    gives the same places every time.
    vectors: shape (n, dim), n up to some hundreds: time and memory grow with n².
    """
    n = len(vectors)
    components = _principal(np.asarray(vectors, dtype=float))
    if n < 8:
        return components[:, :2]
    affinity = _affinities(components[:, :50], min(perplexity, (n - 1) / 4))
    places = components[:, :2] / max(float(components[:, 0].std()), 1e-12) * 1e-2
    velocity, gains = np.zeros_like(places), np.ones_like(places)
    rate = max(n / 12, 50.0)
    for step in range(steps):
        early = step < steps // 4
        inverse = 1 / (1 + _squared_distances(places))
        np.fill_diagonal(inverse, 0)
        pull = ((12 if early else 1) * affinity - inverse / inverse.sum()) * inverse
        slope = 4 * (places * pull.sum(axis=1, keepdims=True) - pull @ places)
        gains = np.where(np.sign(slope) != np.sign(velocity), gains + 0.2, gains * 0.8).clip(0.01)
        velocity = (0.5 if early else 0.8) * velocity - rate * gains * slope
        places = places + velocity
        places -= places.mean(axis=0)
    return places


def _affinities(points: Array, perplexity: float) -> Array:
    """Return the joint probabilities of t-SNE; each point has the bandwidth that gives it the perplexity."""
    distances = _squared_distances(points)
    n = len(points)
    low, high = np.zeros(n), np.full(n, np.inf)
    beta = np.ones(n)
    for _ in range(64):
        weights = np.exp(-(distances - _nearest(distances)) * beta[:, None])
        np.fill_diagonal(weights, 0)
        shares = weights / weights.sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            entropy = -np.nansum(shares * np.log(shares), axis=1)
        broad = entropy > np.log(perplexity)
        low, high = np.where(broad, beta, low), np.where(broad, high, beta)
        beta = np.where(np.isinf(high), beta * 2, (low + high) / 2)
    joint: Array = (shares + shares.T) / (2 * n)
    return np.maximum(joint, 1e-12)


def _nearest(distances: Array) -> Array:
    """Return each point's distance to its nearest neighbour, shape (n, 1).

    Subtracting it keeps exponentials in range.
    """
    others = distances + np.diag(np.full(len(distances), np.inf))
    nearest: Array = others.min(axis=1, keepdims=True)
    return nearest


def _squared_distances(points: Array) -> Array:
    norms = (points**2).sum(axis=1)
    distances: Array = np.maximum(norms[:, None] + norms[None, :] - 2 * points @ points.T, 0)
    return distances


def _principal(vectors: Array) -> Array:
    """Return the vectors in their principal components, with fixed signs, shape (n, at least 2)."""
    centred = vectors - vectors.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    components = left * sizes
    signs = np.sign(components[np.abs(components).argmax(axis=0), np.arange(components.shape[1])])
    components = components * np.where(signs == 0, 1, signs)
    return np.pad(components, ((0, 0), (0, max(0, 2 - components.shape[1]))))


def _in_square(places: Array) -> Array:
    low, high = places.min(axis=0), places.max(axis=0)
    scaled: Array = (places - low) / np.maximum(high - low, 1e-12)
    return scaled


def _among(query: Vectors, vectors: Vectors, places: Array) -> tuple[float, float]:
    cosines = vectors @ query
    nearest = np.argsort(-cosines)[:NEIGHBOURS]
    weights = np.exp((cosines[nearest] - cosines[nearest[0]]) * SHARPNESS)
    x, y = (weights / weights.sum()) @ places[nearest]
    return float(x), float(y)


def _drawn(items: Sequence[T], count: int, random: np.random.Generator) -> list[T]:
    if len(items) <= count:
        return list(items)
    return [items[i] for i in sorted(random.choice(len(items), count, replace=False))]
