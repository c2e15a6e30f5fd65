"""Gold questions → results: each question is asked, and its answer compared with what was expected."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.access.access import UNLIMITED, Access
from retrieval.errors import GoldError, QueryError
from retrieval.evaluation.gold import GoldQuestion, with_ids
from retrieval.evaluation.per_question import ranking_values, token_score
from retrieval.evaluation.results import LEGS, JudgedQuote, Result, Run
from retrieval.evaluation.sources import Sources
from retrieval.evaluation.targets import Target, target
from retrieval.library import Library
from retrieval.model import Quote
from retrieval.search.answering import worth_quoting
from retrieval.search.pipeline import Ranking
from retrieval.search.query import MAX_QUOTES, Filter, Pin

OnAsked = Callable[[int, int], None]
"""Called after every question with the number of questions asked so far and in total."""


@dataclass(frozen=True, slots=True)
class _AskedQuestion:
    """A question that was asked, and the items that were found: in the ranking, and by each index."""

    result: Result
    target: Target
    items: Mapping[str, Sequence[str]]


def evaluate(
    library: Library,
    questions: Sequence[GoldQuestion],
    *,
    access: Access = UNLIMITED,
    quotes: int = MAX_QUOTES,
    gold: str = "",
    pins: Sequence[Pin] = (),
    progress: OnAsked | None = None,
) -> Run:
    """Ask every question for up to ``quotes`` quotes, as ``Library.ask`` does, and compare with what was expected.

    access: what may be read to answer. gold: the name of the questions in the run. pins: see ``Query``. Raises what
    ``Library.ask`` raises,
    GoldError when a question's ``source`` admits no document, and QuothError when ir-measures is not installed.
    """
    started = time.perf_counter()
    ranking_values({}, {})  # raises now, not after an hour of asking, when nothing can be measured
    questions = with_ids(questions)
    asked = []
    sources = Sources(library)
    for done, question in enumerate(questions, start=1):
        asked.append(_ask(library, question, sources, quotes, access, pins))
        if progress:
            progress(done, len(questions))
    return Run(
        gold=gold,
        level="document" if any(each.target.by_document for each in asked) else "passage",
        quotes=quotes,
        threshold=library.judge.threshold,
        model=library.encoder.name,
        reader=library.reader_name,
        documents=len(sources.documents),
        passages=sum(document.passages for document in sources.documents.values()),
        seconds=time.perf_counter() - started,
        results=tuple(_with_values(asked)),
        problems=tuple(each.target.problem for each in asked if each.target.problem),
    )


def _ask(
    library: Library, gold: GoldQuestion, sources: Sources, quotes: int, access: Access, pins: Sequence[Pin]
) -> _AskedQuestion:
    only = Filter(gold.source) if gold.source else None
    try:
        ranking = library.rank(gold.question, access=access, k=quotes, only=only, history=gold.history, pins=pins)
    except QueryError as error:
        raise GoldError(
            f"{gold.label}: {error.problem}", error.remedy, path=gold.file, expected=error.expected, found=error.found
        ) from error
    aim = target(gold, sources)
    items = {
        "ranked": aim.items(ranking.passages, sources),
        "dense": aim.items([hit.id for hit in ranking.dense], sources),
        "lexical": aim.items([hit.id for hit in ranking.lexical], sources),
    }
    return _AskedQuestion(_result(gold, ranking, aim, items, sources, quotes), aim, items)


def _result(
    gold: GoldQuestion,
    ranking: Ranking,
    aim: Target,
    items: Mapping[str, Sequence[str]],
    sources: Sources,
    quotes: int,
) -> Result:
    answer = ranking.answer
    shown = answer.quotes or worth_quoting(answer.nearest, quotes)
    ids = {candidate.stored.quote_id: candidate.stored.id for candidate in ranking.candidates}
    marks = [any(item in aim.relevant for item in aim.items([ids[quote.id]], sources)) for quote in shown]
    right = any(marks) if aim.relevant else None
    values = {"answered": float(answer.answered)} if gold.answerable else {"refused": float(not answer.answered)}
    if answer.answered:
        values["characters"] = float(sum(len(quote.text) for quote in shown))
        values["characters_above"] = float(sum(len(each.text) for quote in shown for each in quote.above))
    if aim.answers:
        score = token_score(aim.answers, shown, sources)
        hit = bool(shown) and marks[0] and aim.is_highlighted(shown[0])
        values |= {"sentence_hit@1": float(hit), "token_recall": score.recall}
        values |= {"token_precision": score.precision, "token_iou": score.iou}
    return Result(
        id=gold.id,
        question=gold.question,
        history=gold.history,
        answerable=gold.answerable,
        expected=gold.expected,
        answered=answer.answered,
        confidence=answer.confidence,
        elapsed_ms=answer.elapsed_ms,
        right=right,
        first=marks[0] if marks and aim.relevant else right,
        failure=_failure(gold, aim, answer.answered, right, items["ranked"]),
        rank=_rank(items["ranked"], aim),
        dense_rank=_rank(items["dense"], aim),
        lexical_rank=_rank(items["lexical"], aim),
        values=values,
        quoted=tuple(_quoted(quote, mark, sources) for quote, mark in zip(shown, marks, strict=True)),
    )


def _failure(gold: GoldQuestion, aim: Target, answered: bool, right: bool | None, items: Sequence[str]) -> str | None:
    if not gold.answerable:
        return "answered" if answered else None
    if right:
        return None if answered else "refused"
    if aim.problem:
        return "gold"
    return "ranked low" if _rank(items, aim) else "not found"


def _rank(items: Sequence[str], aim: Target) -> int | None:
    return next((n for n, item in enumerate(items, start=1) if item in aim.relevant), None)


def _quoted(quote: Quote, right: bool, sources: Sources) -> JudgedQuote:
    text = sources.text(quote.document)
    return JudgedQuote(
        document=quote.document,
        start=quote.start,
        end=quote.end,
        line=quote.line,
        page=quote.page,
        heading=quote.heading,
        text=quote.text,
        score=quote.score,
        highlights=quote.highlights,
        right=right,
        verbatim=text[quote.start : quote.end] == quote.text
        and all(text[each.start : each.end] == each.text for each in quote.above),
        above=quote.above,
    )


def _with_values(asked: Sequence[_AskedQuestion]) -> list[Result]:
    """Add the values of the rankings; an answerable question whose gold cannot be found counts as missed."""
    relevant = {
        each.result.id: each.target.relevant or {"nothing": 1}
        for each in asked
        if each.target.relevant or each.result.answerable
    }
    values = {
        name: ranking_values(
            relevant, {each.result.id: each.items[name] for each in asked if each.result.id in relevant}
        )
        for name in ("ranked", *LEGS)
    }
    return [
        replace(
            each.result,
            values={**values["ranked"].get(each.result.id, {}), **each.result.values},
            legs={leg: values[leg][each.result.id] for leg in LEGS} if each.result.id in relevant else {},
        )
        for each in asked
    ]
