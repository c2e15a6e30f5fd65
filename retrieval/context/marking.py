"""Scores of a passage's sentences → scores by what the question asks for exactly, so that the right one is marked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from retrieval.context.exact import Exactness, Timing
from retrieval.identifiers import Naming

TIMED = {Naming.EXACT: 1.0, Naming.PART: 0.0, Naming.NONE: 0.0, Naming.OTHER: -1.0}
"""What naming the time that is asked for counts."""

_TIMED_SENTENCE_WEIGHT = 0.05
_TIMED_LINE_WEIGHT = 0.5
"""What a sentence, and a row or line, gains when it names the time asked for, and loses when it only names others."""

_NAMED_BONUS = 0.1
"""What a sentence gains for each identifier that it names."""


def distinctive_shares(weights: Mapping[str, float], lines: Sequence[frozenset[str]]) -> list[float]:
    """Return for each line its share, in [0, 1], of the question's terms that some lines have and others lack.

    The vectors of a table's rows are much alike, and so are the words that all rows share, those of the header among
    them. What tells rows apart are the other terms; one that fewer rows have tells more. lines: the terms of each.
    """
    telling = {}
    for term, weight in weights.items():
        having = sum(term in terms for terms in lines)
        if 0 < having < len(lines):
            telling[term] = weight * (1 - having / len(lines))
    total = sum(telling.values()) or 1.0
    return [sum(weight for term, weight in telling.items() if term in terms) / total for terms in lines]


def timed_scores(scores: Sequence[float], answering: Sequence[int], timing: Timing, *, is_prose: bool) -> list[float]:
    """Return sentences' scores by the time that they name, if any names the one that is asked for.

    answering: the places of those that may answer.
    """
    if not any(timing.places[place] is Naming.EXACT for place in answering):
        return list(scores)
    weight = _TIMED_SENTENCE_WEIGHT if is_prose else _TIMED_LINE_WEIGHT
    return [score + weight * TIMED[name] for score, name in zip(scores, timing.places, strict=True)]


def exact_scores(
    scores: Sequence[float], answering: Sequence[int], exactness: Exactness, *, is_prose: bool
) -> list[float]:
    """Return sentences' scores by what they name. answering: the places of those that may answer.

    Of the rows of a table and the lines of a list, only those that name most of what is asked for can answer. In prose,
    a sentence that names only others cannot answer next to one that names what is asked for. Who asks for several
    compares them, and needs the rows of all.
    """
    named = exactness.places
    most = max((named[place] for place in answering), default=0.0)
    if most <= 0:
        return list(scores)
    least = 0.0 if is_prose or most < 1 else most
    if exactness.is_comparison and not is_prose:
        best = max(scores[place] for place in answering if named[place] == most)
        scores = [best if has == most else score for score, has in zip(scores, named, strict=True)]
    return [score + _NAMED_BONUS * has if has >= least else -math.inf for score, has in zip(scores, named, strict=True)]
