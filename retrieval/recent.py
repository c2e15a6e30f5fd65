"""Answers given lately: who asks what was just asked gets what was just found."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from retrieval.model import Answer
from retrieval.searching import Inquiry

MOST = 256
"""Answers that are kept; with fifteen quotes each they come to a few megabytes."""


class RecentAnswers:
    """The last answers of one generation, by everything that shapes them. Not for use by two threads at once."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._answers: OrderedDict[Inquiry, Answer] = OrderedDict()
        self._found_by: Sequence[object] = ()

    def clear(self) -> None:
        """Forget them, for there is another generation."""
        self._answers.clear()

    def known(self, inquiries: Sequence[Inquiry], *found_by: object) -> dict[Inquiry, Answer]:
        """Return the answers to questions that were answered lately, by the very same objects (encoder, judge).

        How long such an answer took is how long it took to look up.
        """
        started = time.perf_counter()
        if [*map(id, found_by)] != [*map(id, self._found_by)]:
            self._answers.clear()
            self._found_by = found_by
        known = {}
        for inquiry in inquiries:
            if inquiry in self._answers:
                self._answers.move_to_end(inquiry)
                known[inquiry] = replace(self._answers[inquiry], elapsed_ms=(time.perf_counter() - started) * 1000)
        return known

    def keep(self, inquiry: Inquiry, answer: Answer) -> None:
        """Keep an answer, in place of the one that was asked for longest ago."""
        self._answers[inquiry] = answer
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
