"""A passage → which of its sentences give each other one its meaning."""

from __future__ import annotations

from retrieval.model import BlockKind, Passage


def leads_of(passage: Passage) -> list[tuple[int, ...]]:
    """Return for each sentence the places of those inside the passage that lead into it.

    These are the nearest ones before the sentence, and the one that leads into them: a table's header, or the first of
    several that the passage begins with. A sentence that leads has none.
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
            is_outer = len(run) > 1 or passage.kind is BlockKind.TABLE
            first = run[:1] if run[0] == 0 and is_outer else ()
        was_leading = False
        found.append(tuple(dict.fromkeys((*(first or ()), *run))))
    return found
