"""Examples → groups of pairs to learn from: a question with a passage that answers it and some that do not."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from retrieval.model import Passage, Span
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.training.examples import Data, Example, Judged
from retrieval.training.groups.contexts import Material, contextual_group
from retrieval.training.groups.corrupting import corrupt
from retrieval.training.groups.listings import listing_group
from retrieval.training.groups.pairs import Group, Pair
from retrieval.training.mining import MinedPassages, normalise

WINDOWED_SHARE = 0.5
"""Share of groups whose passages are shortened to one to four sentences, unless a run has another: documents have short
passages, too."""

UNTITLED_SHARE = 0.35
"""Share of groups whose passages lose their title: not every document has a title that says something."""

LISTINGS_SHARE = 0.3
"""Share of the groups with context in front that are made up: tables, and sections under a code."""

_SIBLINGS = 16
_STRANGERS = 4
"""How many examples of the same article, and how many other paragraphs, wrong contexts are taken from."""


class _WrongKind(Enum):
    """Kinds of wrong pairs: a passage that search finds, another part of the answer's paragraph, a changed question."""

    MISLEADING = auto()
    NEIGHBOUR = auto()
    CORRUPTED = auto()


class Groups:
    """Draws groups from everything that there is to learn from; each epoch is a new draw."""

    def __init__(
        self,
        data: Data,
        mined: MinedPassages,
        wrong: int = 2,
        context: float = 0.0,
        windowed: float = WINDOWED_SHARE,
    ) -> None:
        """Keep what groups are drawn from.

        wrong: how many pairs of a group do not answer, at least 1. context: share of the groups that have context in
        front. windowed: share of the groups whose passages are shortened.
        """
        self._paragraphs = data.paragraphs
        self._examples = data.examples
        self._judged = data.judged
        self._mined = mined
        self._wrong = wrong
        self._context = context
        self._windowed = windowed
        self._article: dict[str, list[int]] = defaultdict(list)
        for number, paragraph in enumerate(data.paragraphs):
            self._article[paragraph.title].append(number)
        self._asked: dict[int, list[int]] = defaultdict(list)
        for number, example in enumerate(data.examples):
            self._asked[example.paragraph].append(number)

    def epoch(self, seed: int, part: int = 0, parts: int = 1) -> Iterator[Group]:
        """Yield the groups of an epoch, or those of one part of it; the seed decides their order and what is drawn.

        Each example makes one group, unless its answer is not inside one passage; each judged question makes four.
        """
        order = list(range(len(self._examples))) + [-1 - i for i in range(len(self._judged))] * 4
        random.Random(seed).shuffle(order)  # noqa: S311 - nothing is secret here
        rng = random.Random(seed * parts + part)  # noqa: S311
        for i in order[part::parts]:
            if i < 0:
                yield self._group_of_sentences(self._judged[-1 - i], rng)
            elif group := self._group_with_context(i, rng) or self._group_of_passages(i, rng):
                yield group

    def _group_of_sentences(self, judged: Judged, rng: random.Random) -> Group:
        right = Pair(judged.question, "", rng.choice(judged.right), None, is_sentence=True)
        wrong = rng.sample(judged.wrong, min(3, len(judged.wrong)))
        return [right, *(Pair(judged.question, "", text, None) for text in wrong)]

    def _group_with_context(self, i: int, rng: random.Random) -> Group | None:
        """Return a group with context in front, or None where the draw or the example is against it."""
        if not self._context or rng.random() >= self._context:
            return None
        if rng.random() < LISTINGS_SHARE:
            return listing_group(self._wrong, rng)
        example = self._examples[i]
        home = self._answering_passage(example)
        if home is None:
            return None
        paragraph = self._paragraphs[example.paragraph]
        own = [n for n in self._asked[example.paragraph] if n != i]
        article = [n for p in self._article[paragraph.title] for n in self._asked[p] if p != example.paragraph]
        siblings = [*own, *rng.sample(article, min(_SIBLINGS, len(article)))]
        misleading = [self._mined.passages[int(at)] for at in self._mined.misleading[i] if at >= 0]
        strangers = [self._paragraphs[rng.randrange(len(self._paragraphs))] for _ in range(_STRANGERS)]
        material = Material(
            example,
            paragraph,
            home,
            [(self._examples[n], self._paragraphs[self._examples[n].paragraph]) for n in siblings],
            [(passage, self._paragraphs[number]) for number, passage in misleading],
            [each for each in strangers if each.title != paragraph.title],
        )
        return contextual_group(material, self._wrong, rng)

    def _group_of_passages(self, i: int, rng: random.Random) -> Group | None:
        example = self._examples[i]
        paragraph = self._paragraphs[example.paragraph]
        home = self._answering_passage(example)
        if home is None:
            return None
        title = "" if rng.random() < UNTITLED_SHARE else paragraph.title
        question = example.question
        if rng.random() < 0.25:
            question = question.rstrip("?").rstrip()
        is_windowed = rng.random() < self._windowed
        right = _window_around(home, example.span, rng) if is_windowed else (home.start, home.end)
        answer = paragraph.text[slice(*example.span)]
        span = (example.span[0] - right[0], example.span[1] - right[0])
        group = [Pair(question, title, paragraph.text[slice(*right)], span)]

        def add_misleading(passage: Passage, passage_title: str) -> None:
            text = passage.text
            if is_windowed:
                a, b = _window(passage.sentences, rng)
                text = text[a:b]
            group.append(Pair(question, passage_title if title else "", text, None))

        misleading = [int(each) for each in self._mined.misleading[i] if each >= 0]
        neighbours: list[str] | None = None
        kinds = [_WrongKind.MISLEADING, *rng.choices(tuple(_WrongKind), (0.25, 0.3, 0.45), k=self._wrong - 1)]
        for kind in kinds:
            if kind is _WrongKind.NEIGHBOUR:
                if neighbours is None:
                    neighbours = self._neighbours(example, home, normalise(answer))
                if neighbours:
                    group.append(Pair(question, title, neighbours.pop(rng.randrange(len(neighbours))), None))
                    continue
            if kind is _WrongKind.CORRUPTED:
                numbers = self._article[paragraph.title]
                others = [self._paragraphs[n].text for n in rng.sample(numbers, min(4, len(numbers)))]
                changed = corrupt(question, home.text, others, answer, rng)
                if changed is not None:
                    group.append(Pair(changed, title, group[0].text, None))
                    continue
            if misleading:
                place = min(int(rng.expovariate(0.45)), len(misleading) - 1)
                number, passage = self._mined.passages[misleading.pop(place)]
                add_misleading(passage, self._paragraphs[number].title)
        return group

    def _answering_passage(self, example: Example) -> Passage | None:
        """Return the passage that holds all of the answer, if there is one."""
        for p in self._mined.by_paragraph[example.paragraph]:
            passage = self._mined.passages[p][1]
            if passage.start <= example.span[0] and example.span[1] <= passage.end:
                return passage
        return None

    def _neighbours(self, example: Example, home: Passage, answer: str) -> list[str]:
        """Return the texts in the answer's paragraph that neither overlap the answer nor contain its words."""
        texts = []
        for p in self._mined.by_paragraph[example.paragraph]:
            passage = self._mined.passages[p][1]
            if passage is not home:
                texts.append(passage.text)
        outside = [
            (a, b)
            for a, b in home.sentences
            if not (a < example.span[1] - home.start and example.span[0] - home.start < b)
        ]
        for run in _runs(home.sentences, outside):
            texts.append(home.text[run[0] : run[1]])
        return [text for text in texts if answer not in normalise(text)]


def _runs(sentences: Sequence[Span], kept: Sequence[Span]) -> Iterator[Span]:
    """Yield the span of each longest run of sentences that are all kept."""
    run: list[Span] = []
    for sentence in sentences:
        if sentence in kept:
            run.append(sentence)
        elif run:
            yield run[0][0], run[-1][1]
            run = []
    if run:
        yield run[0][0], run[-1][1]


def _window(sentences: Sequence[Span], rng: random.Random) -> Span:
    """Return the span of a random run of one to four sentences."""
    count = min(rng.choice((1, 1, 2, 2, 3, 4)), len(sentences))
    first = rng.randrange(len(sentences) - count + 1)
    return sentences[first][0], sentences[first + count - 1][1]


def _window_around(home: Passage, span: Span, rng: random.Random) -> Span:
    """Return where a random run of sentences that holds the answer stands in the paragraph, or else the passage."""
    for _ in range(8):
        a, b = _window(home.sentences, rng)
        if home.start + a <= span[0] and span[1] <= home.start + b:
            return home.start + a, home.start + b
    assert home.end - home.start <= MAX_PASSAGE_CHARS
    return home.start, home.end
