"""The figures of a digest, from the bot's memory and the library."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bot.digest.periods import Period
from bot.state.figures import AskedOnce
from bot.state.state import State
from retrieval import Access, Library, StoredDocument

MAX_NOT_FOUND = 5
"""So many questions without an answer are named."""
LOOKED_UP_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class DigestFigures:
    """What happened in a server in a period, as far as a channel's audience may know.

    ``before`` is how many questions were asked and answered in the period before, None once that is forgotten. ``bars``
    has how many were answered and refused in each part of the period. ``milliseconds`` are the median and the most that
    an answer took, None where none is known. ``not_found`` has the questions that most often got no answer, and how
    often. ``unquoted`` are the documents that no answer quoted, of ``documents`` in all.
    """

    period: Period
    asked: int
    answered: int
    before: tuple[int, int] | None
    helpful: int
    unhelpful: int
    bars: Sequence[tuple[int, int]]
    milliseconds: tuple[float, float] | None
    not_found: Sequence[tuple[str, int]]
    unquoted: Sequence[StoredDocument]
    documents: int

    @property
    def refused(self) -> int:
        """How many questions the sources did not answer."""
        return self.asked - self.answered


def digest_figures(
    state: State,
    library: Library,
    period: Period,
    *,
    server: int,
    audience: Access,
    channels: Collection[int],
    quotes: int,
    kept_since: float,
) -> DigestFigures:
    """Return the figures of a server. It reads files, so call it off the event loop.

    audience: who will read them. channels: those whose questions all of them may see. quotes: how many an answer shows.
    kept_since: what was asked before that is forgotten, in seconds since 1970.
    """
    since, until = period.bounds
    asked, before = state.figures.asked(server, since, until), state.figures.asked(server, *period.before.bounds)
    is_kept = period.before.bounds[0] >= kept_since
    helpful, unhelpful = state.figures.ratings(server, since, until)
    times = [each.milliseconds for each in asked if each.milliseconds is not None]
    documents = library.documents(access=audience)
    quoted = _documents_of(state.figures.quoted(server, since, until, quotes), library, audience)
    return DigestFigures(
        period,
        len(asked),
        sum(each.answered for each in asked),
        (len(before), sum(each.answered for each in before)) if is_kept else None,
        helpful,
        unhelpful,
        _bars(period, asked),
        (median(times), max(times)) if times else None,
        state.figures.not_found(server, since, until, channels, MAX_NOT_FOUND),
        [document for document in documents if document.path not in quoted],
        len(documents),
    )


def _documents_of(quotes: Collection[str], library: Library, audience: Access) -> set[str]:
    """Return the documents of quotes. Few are looked up at once, because questions wait meanwhile."""
    found, ids = set[str](), sorted(quotes)
    for begin in range(0, len(ids), LOOKED_UP_AT_ONCE):
        part = library.find(ids[begin : begin + LOOKED_UP_AT_ONCE], access=audience)
        found.update(quote.document for quote in part if quote is not None)
    return found


def _bars(period: Period, asked: Sequence[AskedOnce]) -> list[tuple[int, int]]:
    begins = [*period.bars(), period.bounds[1]]
    parts = [[each.answered for each in asked if a <= each.at < b] for a, b in pairwise(begins)]
    return [(sum(part), len(part) - sum(part)) for part in parts]
