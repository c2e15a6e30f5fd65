"""How well questions are answered in other languages, and across languages, for whoever tunes.

    python -m tests.languages.score                  # all sets
    python -m tests.languages.score de english_on    # the set "de", and those whose names begin with "english_on"
    python -m tests.languages.score ja --model multilingual --reader none
    python -m tests.languages.score fr --faults      # and what is wrong with which question

The model and the reader are those of EMBEDDING_MODEL and READER unless they are named. Documents are embedded into a
temporary folder; with ``--indexes FOLDER`` they stay there, and the next run embeds only what has changed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from itertools import groupby
from pathlib import Path

from retrieval import Library
from retrieval.encoding.model_files import find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.evaluation import evaluate, load_gold
from retrieval.evaluation.figures import figure_text, values_of
from retrieval.evaluation.results import Result
from retrieval.reader import BUNDLED, NONE, find_reader
from tests.languages.sets import GoldSet, gold_sets

COLUMNS = {
    "hit@1": "hit@1",
    "sentence_hit@1": "sentence",
    "answered": "answered",
    "refused": "refused",
    "auroc": "AUROC",
}
"""The figures that are shown, and how they are headed; "sentence" is the share whose right sentence is marked."""


def main() -> int:
    """Ask every question of the named sets, and print a row of figures for each and for all together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a set, or the beginning of names (default: all)")
    parser.add_argument("--model", default=os.environ.get("EMBEDDING_MODEL"), help="default: what each library chooses")
    parser.add_argument("--reader", default=os.environ.get("READER") or BUNDLED)
    parser.add_argument("--indexes", type=Path, metavar="FOLDER", help="where indexes are kept for the next run")
    parser.add_argument("--faults", action="store_true", help="also list the questions that went wrong")
    options = parser.parse_args()
    chosen = [each for each in gold_sets() if not options.names or _is_named(each, options.names)]
    if not chosen:
        parser.error("there is no such set")
    open_library = opener(options.model, options.reader)
    with tempfile.TemporaryDirectory(prefix="languages-") as temporary:
        found = measured(chosen, open_library, options.indexes or Path(temporary))
    _print_table(chosen, found)
    if options.faults:
        for each in chosen:
            _print_faults(each, found[each])
    return 0


def _is_named(gold_set: GoldSet, names: Sequence[str]) -> bool:
    """Whether a set's name is one of the names, or begins with one that is no set's own name."""
    own = {each.name for each in gold_sets()}
    return gold_set.name in names or any(gold_set.name.startswith(name) for name in names if name not in own)


def measured(
    chosen: Sequence[GoldSet], open_library: partial[Library], folder: Path
) -> dict[GoldSet, tuple[Result, ...]]:
    """Return what came back for each set; sets about the same documents share a library."""
    found = {}
    by_seeds = sorted(chosen, key=lambda each: each.written_in)
    for language, group in groupby(by_seeds, key=lambda each: each.written_in):
        sets = list(group)
        with closing(open_library(sets[0].seeds, folder / language)) as library:
            report = library.sync()
            assert not report.skipped, report.skipped
            for each in sets:
                run = evaluate(library, load_gold(each.gold), gold=each.name)
                assert not run.problems, run.problems
                found[each] = run.results
                print(f"{each.name}: asked in {run.seconds:.0f} s", file=sys.stderr, flush=True)
    return found


def _print_table(chosen: Sequence[GoldSet], found: dict[GoldSet, tuple[Result, ...]]) -> None:
    rows = [(each.name, found[each]) for each in chosen]
    for title, is_cross in (("in one language", (False,)), ("across languages", (True,)), ("all", (False, True))):
        members = [each for each in chosen if each.is_cross in is_cross]
        kinds = {each.is_cross for each in members}
        if len(members) > 1 and len(kinds) == len(is_cross):
            rows.append((title, tuple(result for each in members for result in found[each])))
    print(f"{'set':<18}{'questions':>10}" + "".join(f"{title:>10}" for title in COLUMNS.values()))
    for name, results in rows:
        figures = values_of(results)
        print(f"{name:<18}{len(results):>10}" + "".join(f"{figure_text(c, figures[c]):>10}" for c in COLUMNS))


def _print_faults(gold_set: GoldSet, results: Sequence[Result]) -> None:
    wrong = [result for result in results if result.failure or result.values.get("sentence_hit@1") == 0]
    print(f"\n{gold_set.name}: {len(wrong)} of {len(results)}")
    for result in wrong:
        print(f"  {result.question}  ({result.confidence:.0%})")
        print(f"      {result.why() or 'another sentence is marked'}")
        if result.quoted:
            first = result.quoted[0]
            marked = " … ".join(first.text[start:end] for start, end in first.highlights)
            print(f"      {first.document}: {marked or first.text[:120]}")
        if result.expected:
            print(f"      expected: {' / '.join(result.expected)}")


def opener(model: str | None, reader: str) -> partial[Library]:
    """``Library.open`` with models that are loaded once, as far as they are named."""
    opened = partial(Library.open, reader=NONE if reader == NONE else find_reader(reader, {}))
    return partial(opened, encoder=SentenceTransformerEncoder(find_model(model))) if model else opened


if __name__ == "__main__":
    sys.exit(main())
