"""Recent answers: a question that was asked recently gets the answer that was found then."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from retrieval.errors import QueryError
from retrieval.model import Answer
from retrieval.search.query import Query

MAX_ANSWERS = 256
"""How many answers are kept; with fifteen quotes each they come to a few megabytes."""

MAX_AGE_SECONDS = 600
"""How long an answer is kept: nobody's question should stay in memory for as long as the bot runs."""


class RecentAnswers:
    """The last answers of one generation, by everything that shapes them. Threads must not use it at the same time."""

    def __init__(self, max_answers: int = MAX_ANSWERS, max_age_seconds: float = MAX_AGE_SECONDS) -> None:
        self._max_answers = max_answers
        self._max_age_seconds = max_age_seconds
        self._answers: OrderedDict[Query, tuple[float, Answer]] = OrderedDict()
        self._found_by: Sequence[object] = ()

    def clear(self) -> None:
        """Forget all answers, because there is another generation."""
        self._answers.clear()

    def answers(
        self, queries: Sequence[Query], find: Callable[[Sequence[Query]], Iterable[Answer | QueryError]],
        *found_by: object,
    ) -> list[Answer | QueryError]:  # fmt: skip
        """Return the answers to queries, in order: recent ones, and for all others those that ``find`` returns.

        found_by: the objects (encoder, reader, judge) that shape the answers.
        """
        answers: dict[Query, Answer | QueryError] = {**self.known(queries, *found_by)}
        new = [query for query in dict.fromkeys(queries) if query not in answers]
        for query, answer in zip(new, find(new), strict=True):
            answers[query] = answer
            if isinstance(answer, Answer):
                self.keep(query, answer)
        return [answers[query] for query in queries]

    def known(self, queries: Sequence[Query], *found_by: object) -> dict[Query, Answer]:
        """Return the recent answers to queries, if the very same objects (encoder, reader, judge) found them.

        The time that such an answer took is the time of looking it up.
        """
        started = time.perf_counter()
        if [*map(id, found_by)] != [*map(id, self._found_by)]:
            self._answers.clear()
            self._found_by = found_by
        for query in [each for each, (at, _) in self._answers.items() if at < started - self._max_age_seconds]:
            del self._answers[query]
        known = {}
        for query in queries:
            if query in self._answers:
                self._answers.move_to_end(query)
                answer = self._answers[query][1]
                known[query] = replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)
        return known

    def keep(self, query: Query, answer: Answer) -> None:
        """Keep an answer; when there are too many, the one that was asked for longest ago is dropped."""
        self._answers[query] = (time.perf_counter(), answer)
        while len(self._answers) > self._max_answers:
            self._answers.popitem(last=False)
