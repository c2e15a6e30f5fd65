"""The reader alone, pair by pair: what its relevance and its answers are worth before any search. Graph against graph.

    python tests/benchmarks/pairs.py [GRAPH ...] [--data ../shared/data] [--only SET ...]

Each GRAPH is one that ``retrieval.training.exporting`` wrote (default: the one that ships). The figures of all but the
first are followed by the difference to the first, and the standard deviation of that difference over 200 bootstrap
samples of the questions. None of the sets was learned from:

    squad20   1,500 questions with the paragraph that they were asked about. AUROC of relevance: half of the questions
              only seem to be answered. answer: how often the marked answer overlaps the right one
    reddit    500 questions, each with eight passages that share its words: the mean reciprocal rank of the right one
    clapnq    all questions, each with four; AUROC of the highest relevance, of answerable and unanswerable questions
    trecqa    all candidate sentences of the questions that have both kinds: mean average precision
    sentence  paragraphs of squad20's articles taken apart by ``retrieval.training.groups``: an earlier sentence above,
    question  a question over its answer,
    lead      the lead over its list. first: how often the right pair of a group has the highest relevance among those
              with its question. sides: how many pairs have a relevance above 0 if they answer, and below 0 if not
    table     made-up tables, in words and with columns that training has not
    section   likewise, sections under an error code, a version or a clause
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.indexes.entries import Entry
from retrieval.indexes.lexical import LexicalIndex
from retrieval.model import Block, Content
from retrieval.passages import Limits, cut
from retrieval.reader.bundled import ENGLISH, BundledReader
from retrieval.training.examples import Data
from retrieval.training.groups.contexts import Material, asked_over_group, listed_group, split_off_group
from retrieval.training.groups.listings import section_group, table_group
from retrieval.training.groups.pairs import Group
from retrieval.training.groups.wording import Column, Section, Wording, numbers, one_of

QUESTIONS = {
    "squad20": 1500,
    "reddit": 500,
    "sentence": 250,
    "question": 250,
    "lead": 150,
    "table": 200,
    "section": 200,
}
SAMPLES = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair, the group it belongs to, and what a reader should find in it.

    ``is_answerable``: whether the question has an answer in any passage of the set. ``span``: where the answer stands.
    """

    group: object
    question: str
    above: str
    text: str
    answers: bool
    is_answerable: bool = True
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader finds in a pair."""

    relevance: float
    span: tuple[int, int]


Read = list[tuple[Asked, Found]]
"""The pairs of one group, and what was found in them."""


def main() -> None:
    """Print the figures of each graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graphs", type=Path, nargs="*", default=[ENGLISH.graph])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", nargs="+", choices=list(SETS), default=list(SETS))
    options = parser.parse_args()
    files = find_model(ENGLISH_MODEL)
    readers = [BundledReader(files, replace(ENGLISH, graph=graph, sha256="")) for graph in options.graphs]
    for name in options.only:
        pairs = list(SETS[name](options.data))
        started = time.perf_counter()
        read = [list(_read(reader, pairs)) for reader in readers]
        seconds = (time.perf_counter() - started) / len(readers)
        for measure, figure in MEASURES[name].items():
            print(f"{name:9} {measure:7} {_compared(read, figure)}", flush=True)
        print(f"{'':9} {len(pairs)} pairs, {seconds:.0f} s", flush=True)


def _read(reader: BundledReader, pairs: Sequence[Asked]) -> Iterator[Read]:
    found = []
    for at in range(0, len(pairs), 256):
        part = pairs[at : at + 256]
        readings = reader.read([(pair.question, pair.above, pair.text) for pair in part])
        for pair, reading in zip(part, readings, strict=True):
            found.append((pair, Found(reading.relevance, reading.answer((0, len(pair.text))).span)))
    for _, group in groupby(found, key=lambda each: each[0].group):
        yield list(group)


def _compared(read: Sequence[Sequence[Read]], figure: Callable[[Sequence[Read]], float]) -> str:
    first = read[0]
    said = [f"{figure(first):.3f}"]
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(first), len(first)) for _ in range(SAMPLES)]
    for other in read[1:]:
        changes = [figure([other[i] for i in draw]) - figure([first[i] for i in draw]) for draw in draws]
        change = figure(other) - figure(first)
        said.append(f"{figure(other):.3f} ({change:+.3f} ± {np.std(changes):.3f})")
    return "  ".join(said)


# -- measures --------------------------------------------------------------------------------------------------------


def _auroc(scored: Iterable[tuple[bool, float]]) -> float:
    each = list(scored)
    right = np.array([score for is_right, score in each if is_right])
    wrong = np.sort([score for is_right, score in each if not is_right])
    below = np.searchsorted(wrong, right) + np.searchsorted(wrong, right, side="right")
    return float(below.mean() / 2 / len(wrong))


def auroc_of_pairs(groups: Sequence[Read]) -> float:
    """Return how often a pair that answers has a higher relevance than one that does not."""
    return _auroc((pair.answers, found.relevance) for group in groups for pair, found in group)


def auroc_of_questions(groups: Sequence[Read]) -> float:
    """Return how often an answerable question has a higher best relevance than an unanswerable one."""
    return _auroc((group[0][0].is_answerable, max(found.relevance for _, found in group)) for group in groups)


def reciprocal_rank(groups: Sequence[Read]) -> float:
    """Return the mean of 1 / rank of the pair that answers."""
    ranks = [
        1 + sum(other.relevance > found.relevance for _, other in group)
        for group in groups
        for pair, found in group
        if pair.answers
    ]
    return float(np.mean(1 / np.array(ranks)))


def average_precision(groups: Sequence[Read]) -> float:
    """Return the mean average precision of the questions that have pairs of both kinds."""
    precisions = []
    for group in groups:
        ordered = [pair.answers for pair, _ in sorted(group, key=lambda each: -each[1].relevance)]
        if 0 < sum(ordered) < len(ordered):
            places = np.flatnonzero(ordered)
            precisions.append(float(np.mean(np.arange(1, len(places) + 1) / (places + 1))))
    return float(np.mean(precisions))


def right_first(groups: Sequence[Read]) -> float:
    """Return how often a group's first pair has the highest relevance of those with its question."""
    wins = []
    for group in groups:
        asked, best = group[0]
        wins.append(
            all(found.relevance < best.relevance for pair, found in group[1:] if pair.question == asked.question)
        )
    return float(np.mean(wins))


def right_side(groups: Sequence[Read]) -> float:
    """Return the share of pairs on the right side of 0, each group alike."""
    return float(
        np.mean([np.mean([(found.relevance > 0) == pair.answers for pair, found in group]) for group in groups])
    )


def right_answer(groups: Sequence[Read]) -> float:
    """Return how often the marked answer overlaps the right one, where there is one."""
    return float(
        np.mean(
            [
                found.span[0] < pair.span[1] and pair.span[0] < found.span[1]
                for group in groups
                for pair, found in group
                if pair.answers and pair.span
            ]
        )
    )


_OF_GROUPS = {"first": right_first, "auroc": auroc_of_pairs, "sides": right_side, "answer": right_answer}
MEASURES: dict[str, dict[str, Callable[[Sequence[Read]], float]]] = {
    "squad20": {"auroc": auroc_of_pairs, "answer": right_answer},
    "reddit": {"mrr": reciprocal_rank},
    "clapnq": {"mrr": reciprocal_rank, "auroc": auroc_of_questions},
    "trecqa": {"map": average_precision},
    **dict.fromkeys(("sentence", "question", "lead", "table", "section"), _OF_GROUPS),
}


# -- public sets -----------------------------------------------------------------------------------------------------


def _lines(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _squad(data: Path) -> Iterator[Asked]:
    corpus = {entry["_id"]: entry for entry in _lines(data / "squad20_dev" / "corpus.jsonl")}
    queries = _lines(data / "squad20_dev" / "queries.jsonl")
    for number, query in enumerate(random.Random(1).sample(queries, QUESTIONS["squad20"])):
        entry = corpus[query["context_id"]]
        span = tuple(query["spans"][0]) if query.get("spans") else None
        yield Asked(number, query["text"], entry["title"], entry["text"], query["answerable"], span=span)


def _searched(folder: Path, count: int, questions: int | None) -> Iterator[Asked]:
    """Yield each question with the passages that share most of its words, and the right one."""
    entries = _lines(folder / "corpus.jsonl")
    place = {entry["_id"]: at for at, entry in enumerate(entries)}
    index = LexicalIndex(None)
    index.update(1, (), (Entry(at, at, f"{entry['title']}\n{entry['text']}") for at, entry in enumerate(entries)))
    queries = _lines(folder / "queries.jsonl")
    for number, query in enumerate(random.Random(1).sample(queries, questions) if questions else queries):
        right = place[query["context_id"]] if query["answerable"] else None
        hits = [hit.id for hit in index.search(index.analyser.terms(query["text"]), count)]
        if right is not None and right not in hits:
            hits = [*hits[: count - 1], right]
        for at in hits:
            title, text = entries[at]["title"], entries[at]["text"]
            yield Asked(number, query["text"], title, text, at == right, query["answerable"])


def _trecqa(data: Path) -> Iterator[Asked]:
    folder = data / "trecqa_dev"
    texts = {entry["_id"]: entry["text"] for entry in _lines(folder / "corpus.jsonl")}
    questions = {query["_id"]: query["text"] for query in _lines(folder / "queries.jsonl")}
    for line in _lines(folder / "candidates.jsonl"):
        question = line["query_id"]
        yield Asked(question, questions[question], "", texts[line["corpus_id"]], bool(line["label"]))


# -- context in front ------------------------------------------------------------------------------------------------


def _flattened(groups: Iterable[Group]) -> Iterator[Asked]:
    for number, group in enumerate(groups):
        for pair in group:
            yield Asked(number, pair.question, pair.above, pair.text, pair.answers, span=pair.span)


def _taken_apart(
    make: Callable[[Material, random.Random], Group | None], name: str
) -> Callable[[Path], Iterator[Asked]]:
    def groups(data: Path) -> Iterator[Group]:
        rng = random.Random(7)
        materials = list(_materials(Data.read([data / "squad20_dev"]), rng))
        left = QUESTIONS[name]
        for material in rng.sample(materials, len(materials)):
            group = make(material, rng)
            if group is not None and len(group) > 1:
                yield group[:6]
                left -= 1
            if not left:
                return

    return lambda data: _flattened(groups(data))


def _materials(data: Data, rng: random.Random) -> Iterator[Material]:
    limits = Limits(190, lambda texts: [len(text) // 4 for text in texts])
    passages = [
        cut(Content(each.text, (Block(0, len(each.text)),), each.title), limits) if each.text.strip() else []
        for each in data.paragraphs
    ]
    article: dict[str, list[int]] = {}
    for at, example in enumerate(data.examples):
        article.setdefault(data.paragraphs[example.paragraph].title, []).append(at)
    for example in data.examples:
        paragraph, (start, end) = data.paragraphs[example.paragraph], example.span
        home = [each for each in passages[example.paragraph] if each.start <= start and end <= each.end]
        if not home:
            continue
        numbers_ = rng.sample(article[paragraph.title], min(24, len(article[paragraph.title])))
        siblings = [data.examples[at] for at in numbers_ if data.examples[at] is not example]
        others = {each.paragraph for each in siblings if each.paragraph != example.paragraph}
        strangers = [rng.choice(data.paragraphs) for _ in range(4)]
        yield Material(
            example,
            paragraph,
            home[0],
            [(each, data.paragraphs[each.paragraph]) for each in siblings],
            [(passages[at][0], data.paragraphs[at]) for at in sorted(others)[:3] if passages[at]],
            [each for each in strangers if each.title != paragraph.title],
        )


OTHER_THINGS = (
    "lentil soup", "goulash", "algebra", "pottery", "beech", "spruce", "walnut", "hazel", "rose", "ivy", "violin",
    "yoga", "carp", "perch", "stew", "curry", "lasagne", "sculpture", "botany", "poplar", "birch", "elm", "thyme",
    "basil", "chess", "fencing",
)  # fmt: skip
OTHER_WORDING = Wording(
    columns=(
        Column(
            "Rent", numbers(200, 2000, "{} GBP", 10), ("What is the rent of {}?", "How much rent is {}?", "rent {}")
        ),
        Column("Area in m2", numbers(9, 400), ("How large is {}?", "What is the area of {}?", "area of {}")),
        Column("Moisture in %", numbers(5, 20), ("What is the moisture of {}?", "How moist is {}?")),
        Column("Teacher", one_of("Hana Suzuki", "Paul Obi", "Greta Lund"), ("Who teaches {}?", "teacher of {}")),
        Column("Size", one_of("XS", "S", "M", "L", "36", "38"), ("What size is {}?", "Which size has {}?")),
        Column("Deadline", numbers(1, 28, "{} May"), ("When is the deadline of {}?", "deadline for {}")),
        Column("Fee", numbers(3, 90, "£{}"), ("What is the fee for {}?", "What do I pay for {}?")),
        Column("Country", one_of("Chile", "Norway", "Kenya", "Japan"), ("Where is {} from?", "origin of {}")),
        Column("Calories", numbers(20, 700, "{} kcal"), ("How many calories does {} have?", "calories of {}")),
    ),
    code_labels=("Course", "Flat", "Locker", "Ticket", "Bus", "Sample", "Batch"),
    name_labels=("Course", "Dish", "Plant", "Timber", "Species"),
    things=OTHER_THINGS,
    qualities=("evening", "morning", "spicy", "mild", "wild", "garden", "advanced", "basic", "white", "dwarf"),
    group_cells=(("in", "Dublin", "Oslo"), ("in", "term 1", "term 2", "term 3"), ("for", "students", "pensioners")),
    pages=("Menu", "Courses", "Flats to let", "Timber", "Plants"),
    sections=(
        Section(
            "error",
            ("{}", "Fault {}"),
            ("What does {} mean?", "fault {}", "{}", "My machine shows {}, what now?"),
            ("Faults", "Service"),
            one_of("The bean hopper is empty.", "Rinse the milk tube.", "The drum is stuck.", "The belt slipped off."),
        ),
        Section(
            "version",
            ("{}", "v {}"),
            ("What changed in {}?", "What did {} bring?", "news in {}"),
            ("Changes",),
            one_of("Maps can be printed.", "Calls last up to an hour.", "Removes the toolbar.", "Undo is kept."),
        ),
        Section(
            "clause",
            ("§ {}", "{}", "Rule {}"),
            ("What does rule {} say?", "rule {}", "What is laid down in {}?"),
            ("Rules of the game", "Bylaws"),
            one_of("A player may swap one tile.", "The treasurer keeps the keys.", "Dues are paid by March."),
        ),
    ),
)


def _made_up(make: Callable[[Wording, random.Random], Group], name: str) -> Callable[[Path], Iterator[Asked]]:
    def pairs(_: Path) -> Iterator[Asked]:
        rng = random.Random(7)
        return _flattened(make(OTHER_WORDING, rng) for _ in range(QUESTIONS[name]))

    return pairs


SETS: dict[str, Callable[[Path], Iterator[Asked]]] = {
    "squad20": _squad,
    "reddit": lambda data: _searched(data / "squadshifts_reddit", 8, QUESTIONS["reddit"]),
    "clapnq": lambda data: _searched(data / "clapnq_dev", 4, None),
    "trecqa": _trecqa,
    "sentence": _taken_apart(split_off_group, "sentence"),
    "question": _taken_apart(asked_over_group, "question"),
    "lead": _taken_apart(listed_group, "lead"),
    "table": _made_up(table_group, "table"),
    "section": _made_up(section_group, "section"),
}


if __name__ == "__main__":
    main()
