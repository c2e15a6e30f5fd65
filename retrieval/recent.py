"""Answers given lately: who asks what was just asked gets what was just found."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from retrieval.finding import Inquiry
from retrieval.model import Answer

MOST = 256
"""Answers that are kept; with fifteen quotes each they come to a few megabytes."""


SECONDS = 600
"""For how long: nobody's question should stay in memory for as long as the bot runs."""


class RecentAnswers:
    """The last answers of one generation, by everything that shapes them. Not for use by two threads at once."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self._most = most
        self._seconds = seconds
        self._answers: OrderedDict[Inquiry, tuple[float, Answer]] = OrderedDict()
        self._found_by: Sequence[object] = ()

    def clear(self) -> None:
        """Forget them, for there is another generation."""
        self._answers.clear()

    def known(self, inquiries: Sequence[Inquiry], *found_by: object) -> dict[Inquiry, Answer]:
        """Return the answers to questions that were answered lately, by the very same objects (encoder, reader, judge).

        How long such an answer took is how long it took to look up.
        """
        started = time.perf_counter()
        if [*map(id, found_by)] != [*map(id, self._found_by)]:
            self._answers.clear()
            self._found_by = found_by
        for inquiry in [each for each, (at, _) in self._answers.items() if at < started - self._seconds]:
            del self._answers[inquiry]
        known = {}
        for inquiry in inquiries:
            if inquiry in self._answers:
                self._answers.move_to_end(inquiry)
                answer = self._answers[inquiry][1]
                known[inquiry] = replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)
        return known

    def keep(self, inquiry: Inquiry, answer: Answer) -> None:
        """Keep an answer, in place of the one that was asked for longest ago."""
        self._answers[inquiry] = (time.perf_counter(), answer)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
