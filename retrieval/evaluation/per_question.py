"""Rankings → values per question, by ir-measures; and how much of a quote answers, counted in tokens.

The definitions are those of ``ir_measures`` (trec_eval's): ``Success@k`` (called hit@k here), ``R@k`` (recall@k),
``RR@10`` (mrr@10) and ``nDCG@10``, with the grades as gains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from retrieval.errors import QuothError
from retrieval.evaluation.sources import Sources
from retrieval.evaluation.targets import Region
from retrieval.model import Quote, Span

HITS = (1, 3, 5)
RECALLS = (1, 2, 3, 5, 10, 20, 50, 100)
MAX_RANK = 10
"""The last rank that counts for mrr@10 and ndcg@10."""

RANKING_MEASURES = (
    *(f"hit@{k}" for k in HITS),
    *(f"recall@{k}" for k in RECALLS),
    f"mrr@{MAX_RANK}",
    f"ndcg@{MAX_RANK}",
)
"""What ``ranking_values`` measures of every question, in order."""


def ranking_values(
    relevant: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Return every measure of every question: question → measure → value.

    relevant: question → item → grade above 0. rankings: question → items, best first, none twice.
    Raises QuothError when ir-measures is not installed.
    """
    try:
        import ir_measures
        from ir_measures import RR, R, Success, nDCG
    except ImportError as error:
        raise QuothError(
            "Measuring needs ir-measures, which is not installed", "run: pip install ir-measures"
        ) from error
    names = dict(
        zip(
            [*(Success @ k for k in HITS), *(R @ k for k in RECALLS), RR @ MAX_RANK, nDCG @ MAX_RANK],
            RANKING_MEASURES,
            strict=True,
        )
    )
    # Falling scores keep the order: among equal scores, trec_eval goes by the items' names.
    scored = {id_: {item: -float(n) for n, item in enumerate(items)} for id_, items in rankings.items() if items}
    values = {id_: dict.fromkeys(RANKING_MEASURES, 0.0) for id_ in relevant}
    judged = {id_: dict(grades) for id_, grades in relevant.items()}
    for metric in ir_measures.iter_calc(list(names), judged, scored) if scored else ():
        values[metric.query_id][names[metric.measure]] = float(metric.value)
    return values


class TokenScore(NamedTuple):
    """How much of an answer is quoted, and how much else: shares of tokens, in [0, 1]."""

    recall: float
    precision: float
    iou: float


def token_score(answers: Sequence[Sequence[Region]], quotes: Sequence[Quote], sources: Sources) -> TokenScore:
    """Return recall, precision and intersection over union of quotes against the answer that they serve best.

    As in Chroma's chunking_evaluation, with words and punctuation marks for tokens: ``recall`` is the share of the
    answer's tokens that is quoted, ``precision`` the share of the quoted tokens, of all documents, that the answer has.
    What stands above a quote is not counted.
    """
    quoted: dict[str, list[Span]] = {}
    for quote in quotes:
        quoted.setdefault(quote.document, []).append((quote.start, quote.end))
    shown = {path: sources.tokens(path, spans) for path, spans in quoted.items()}
    total = sum(map(len, shown.values()))
    best = TokenScore(0.0, 0.0, 0.0)
    for answer in answers:
        wanted: dict[str, list[Span]] = {}
        for region in answer:
            wanted.setdefault(region.document, []).append((region.start, region.end))
        tokens = {path: sources.tokens(path, spans) for path, spans in wanted.items()}
        size = sum(map(len, tokens.values()))
        overlap = sum(len(inside & shown.get(path, set())) for path, inside in tokens.items())
        if size and total:
            best = max(
                best,
                TokenScore(overlap / size, overlap / total, overlap / (size + total - overlap)),
                key=lambda score: (score.iou, score.recall),
            )
    return best
