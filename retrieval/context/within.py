"""A passage → which of its sentences give each other one its meaning."""

from __future__ import annotations

from retrieval.model import Passage


def leads_of(passage: Passage) -> list[tuple[int, ...]]:
    """Return for each sentence the places of those inside the passage that lead into it.

    These are the ones that the passage begins with, and the nearest ones before the sentence. A sentence that leads has
    none.
    """
    if not passage.leading:
        return [()] * len(passage.sentences)
    leading = set(passage.leading)
    first: tuple[int, ...] | None = None
    run: tuple[int, ...] = ()
    found: list[tuple[int, ...]] = []
    was_leading = False
    for place in range(len(passage.sentences)):
        if place in leading:
            run = (*run, place) if was_leading else (place,)
            found.append(())
            was_leading = True
            continue
        if was_leading and first is None:
            first = run if run[0] == 0 else ()
        was_leading = False
        found.append(tuple(dict.fromkeys((*(first or ()), *run))))
    return found
