"""How well it is told whether two questions mean the same: ``python -m tests.benchmarks.pinning``.

``tests/gold/pins.jsonl`` has questions about the bundled documents that operators could have pinned, others that mean
the same, and near misses. The thresholds were chosen on the half "development"; "aside" was looked at once.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from pathlib import Path

from retrieval import UNLIMITED, Library
from retrieval.search.pinning.matching import Likeness, likeness

ROOT = Path(__file__).parents[2]
PINS = ROOT / "tests" / "gold" / "pins.jsonl"


def rows(which: str) -> list[dict]:
    return [row for row in map(json.loads, PINS.read_text().splitlines()) if row["set"] == which]


def measured(library: Library, which: str) -> list[tuple[bool, str, str, Likeness | None]]:
    """Return for each pair of questions whether they mean the same, both, and what is measured."""
    found = []
    for row in rows(which):
        pinned = passage_of(library, row)
        for means_the_same, key in ((True, "same"), (False, "near")):
            for question in row[key]:
                with library._current() as (catalog, generation):
                    told = likeness(catalog, generation, library.encoder, library.reader, question, row["pin"], pinned)
                found.append((means_the_same, row["pin"], question, told))
    return found


def passage_of(library: Library, row: dict) -> str:
    """Return the id of the passage that a row pins."""
    documents = {each.path: each for each in library.documents(access=UNLIMITED)}
    passages = library.passages(documents[row["document"]], access=UNLIMITED)
    return next(each.quote_id for each in passages if row["expect"] in each.passage.text)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default=None)
    options.add_argument("--reader", default="bundled")
    options.add_argument("--set", default="development")
    options.add_argument("--json", type=Path, help="write what is measured to a file")
    options.add_argument("--pairs", action="store_true", help="show every pair")
    chosen = options.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Library.open(ROOT / "seeds", folder, chosen.model, reader=chosen.reader) as library,
    ):
        library.sync()
        library.refresh()
        found = measured(library, chosen.set)
    for means_the_same, pin, question, told in found if chosen.pairs else ():
        shown = "vetoed" if told is None else f"{told.cosine:.3f} {told.evidence:+.2f} {told.is_same}"
        print(f"{'same' if means_the_same else 'near':4} {shown:24} {pin} | {question}")
    if chosen.json:
        chosen.json.write_text(json.dumps([[same, *dataclasses.astuple(told)] for same, _, _, told in found if told]))
    for means_the_same in (True, False):
        pairs = [told for same, _, _, told in found if same == means_the_same]
        taken = sum(told is not None and told.is_same for told in pairs)
        print(f"{'same' if means_the_same else 'near'}: {taken} of {len(pairs)} are taken for the pinned question")


if __name__ == "__main__":
    main()
