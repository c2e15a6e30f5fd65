"""Examples → groups of pairs to learn from: a question, what answers it, and what does not."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.model import MAX_QUOTE_CHARS, Passage, Span
from retrieval.reader.training.corrupting import corrupt
from retrieval.reader.training.examples import Data, Example, Judged
from retrieval.reader.training.mining import Mined, folded

WINDOWS = 0.5
"""Share of groups whose passages are runs of one to four of their sentences: documents have short ones, too."""

UNTITLED = 0.35
"""Share of groups whose passages come without their title: not every document has one that says something."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage; ``span`` is the answer in its text, None when it does not answer.

    ``is_sentence``: people said that it answers, and not where.
    """

    question: str
    title: str
    text: str
    span: Span | None
    is_sentence: bool = False

    @property
    def answers(self) -> bool:
        """Whether the passage answers the question."""
        return self.span is not None or self.is_sentence


Group = list[Pair]
"""Pairs to be told apart: the first one answers, the others do not. All but corrupted ones have one question."""


class Groups:
    """Everything to learn from; an epoch is a new draw of it."""

    def __init__(self, data: Data, mined: Mined, wrong: int = 2) -> None:
        """Use all there is. wrong: pairs of a group that do not answer; at least one, whose passage search finds."""
        self._paragraphs = data.paragraphs
        self._examples = data.examples
        self._judged = data.judged
        self._mined = mined
        self._wrong = wrong
        self._article: dict[str, list[int]] = defaultdict(list)
        for number, paragraph in enumerate(data.paragraphs):
            self._article[paragraph.title].append(number)

    def epoch(self, seed: int, part: int = 0, parts: int = 1) -> Iterator[Group]:
        """Yield every group once, in an order and a form that the seed decides; or one of so many parts of them."""
        order = list(range(len(self._examples))) + [-1 - i for i in range(len(self._judged))] * 4
        random.Random(seed).shuffle(order)  # noqa: S311 - nothing is secret here
        chosen = random.Random(seed * parts + part)  # noqa: S311
        for i in order[part::parts]:
            if i < 0:
                yield self._sentences(self._judged[-1 - i], chosen)
            elif group := self._passages(i, chosen):
                yield group

    def _sentences(self, judged: Judged, chosen: random.Random) -> Group:
        right = Pair(judged.question, "", chosen.choice(judged.right), None, is_sentence=True)
        wrong = chosen.sample(judged.wrong, min(3, len(judged.wrong)))
        return [right, *(Pair(judged.question, "", text, None) for text in wrong)]

    def _passages(self, i: int, chosen: random.Random) -> Group | None:
        example = self._examples[i]
        paragraph = self._paragraphs[example.paragraph]
        home = self._home(example)
        if home is None:
            return None
        title = "" if chosen.random() < UNTITLED else paragraph.title
        question = example.question
        if chosen.random() < 0.25:
            question = question.rstrip("?").rstrip()
        is_windowed = chosen.random() < WINDOWS
        right = _windowed(home, example.span, chosen) if is_windowed else (home.start, home.end)
        answer = paragraph.text[slice(*example.span)]
        span = (example.span[0] - right[0], example.span[1] - right[0])
        group = [Pair(question, title, paragraph.text[slice(*right)], span)]

        def wrong(passage: Passage, of: str) -> None:
            text = passage.text
            if is_windowed:
                a, b = _window(passage.sentences, chosen)
                text = text[a:b]
            group.append(Pair(question, of and title and of, text, None))

        astray = [int(each) for each in self._mined.astray[i] if each >= 0]
        beside: list[str] | None = None
        ways = [0, *chosen.choices((0, 1, 2), (0.25, 0.3, 0.45), k=self._wrong - 1)]
        for way in ways:
            if way == 1:
                if beside is None:
                    beside = self._beside(example, home, folded(answer))
                if beside:
                    group.append(Pair(question, title, beside.pop(chosen.randrange(len(beside))), None))
                    continue
            if way == 2:
                numbers = self._article[paragraph.title]
                others = [self._paragraphs[n].text for n in chosen.sample(numbers, min(4, len(numbers)))]
                changed = corrupt(question, home.text, others, answer, chosen)
                if changed is not None:
                    group.append(Pair(changed, title, group[0].text, None))
                    continue
            if astray:
                place = min(int(chosen.expovariate(0.45)), len(astray) - 1)
                number, passage = self._mined.passages[astray.pop(place)]
                wrong(passage, self._paragraphs[number].title)
        return group

    def _home(self, example: Example) -> Passage | None:
        """Return the passage that holds the answer, if one holds all of it."""
        for p in self._mined.of[example.paragraph]:
            passage = self._mined.passages[p][1]
            if passage.start <= example.span[0] and example.span[1] <= passage.end:
                return passage
        return None

    def _beside(self, example: Example, home: Passage, answer: str) -> list[str]:
        """Return what stands beside the answer in its paragraph, and does not hold its words."""
        found = []
        for p in self._mined.of[example.paragraph]:
            passage = self._mined.passages[p][1]
            if passage is not home:
                found.append(passage.text)
        inside = [
            (a, b)
            for a, b in home.sentences
            if not (a < example.span[1] - home.start and example.span[0] - home.start < b)
        ]
        for run in _runs(home.sentences, inside):
            found.append(home.text[run[0] : run[1]])
        return [text for text in found if answer not in folded(text)]


def _runs(sentences: Sequence[Span], kept: Sequence[Span]) -> Iterator[Span]:
    """Yield the longest runs of sentences that are kept."""
    run: list[Span] = []
    for sentence in sentences:
        if sentence in kept:
            run.append(sentence)
        elif run:
            yield run[0][0], run[-1][1]
            run = []
    if run:
        yield run[0][0], run[-1][1]


def _window(sentences: Sequence[Span], chosen: random.Random) -> Span:
    """Return a run of one to four sentences."""
    count = min(chosen.choice((1, 1, 2, 2, 3, 4)), len(sentences))
    first = chosen.randrange(len(sentences) - count + 1)
    return sentences[first][0], sentences[first + count - 1][1]


def _windowed(home: Passage, span: Span, chosen: random.Random) -> Span:
    """Return where a run of sentences begins and ends, in the paragraph, that holds the answer."""
    for _ in range(8):
        a, b = _window(home.sentences, chosen)
        if home.start + a <= span[0] and span[1] <= home.start + b:
            return home.start + a, home.start + b
    assert home.end - home.start <= MAX_QUOTE_CHARS
    return home.start, home.end
