"""Mutated and hostile files: whether each is read or refused in time, and good files beside them are read.

    python tests/benchmarks/mutating.py                         # a thousand mutated files of each format
    python tests/benchmarks/mutating.py --files 200 --only pdf docx
    python tests/benchmarks/mutating.py --hostile               # the files of tests/parsing/hostile_making.py

A mutated file is a good one (``sample_making.py``) with one to five random changes (``mutating.py`` beside it): bytes
flipped, pieces deleted, doubled or moved, the end cut off, numbers enlarged; of archives, mostly inside one of their
parts. The same ``--seed`` gives the same files. Each is read as a sync reads it, in a process with limits.

A file fails when reading it raises anything but ``UnreadableFile`` with a reason of a few words, takes longer than 30
seconds (and two to end the process) or more than 1 GB, or when the good file of its format, read every fifty files, no
longer gives what it gave before. The exit status is 1 if any fails; ``--keep FOLDER`` keeps those files.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from retrieval.parsing.formats import suffixes
from tests.parsing.hostile_making import HOSTILE, SECRET
from tests.parsing.mutating import mutated
from tests.parsing.reading_watched import Outcome, Reader, pool_reader, read_watched
from tests.parsing.sample_making import MAKERS, sample

MAX_SECONDS = 32
MAX_MEGABYTES = 1100
BESIDE = 50


def main() -> None:
    parser = argparse.ArgumentParser(description="Read mutated and hostile files.")
    parser.add_argument("--files", type=int, default=1000, metavar="N", help="of each format (default: 1000)")
    parser.add_argument("--only", nargs="+", metavar="SUFFIX", help="only these formats, like: pdf docx")
    parser.add_argument("--hostile", action="store_true", help="read the hostile files instead")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the random changes (default: 1)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the files that fail there")
    options = parser.parse_args()
    wanted = [suffix for suffix in suffixes() if options.only is None or suffix.lstrip(".") in options.only]
    failed = 0
    print("| format | files | read | refused | failed | median ms | slowest s | most MB | most frequent reason |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder, pool_reader() as read:
        for suffix in wanted:
            if suffix not in MAKERS:
                print(f"{suffix} has no sample in tests/parsing/sample_making.py", file=sys.stderr)
                failed += 1
                continue
            files = hostile_files(suffix) if options.hostile else mutated_files(suffix, options.files, options.seed)
            failed += check(suffix, files, read, Path(folder), options.keep)
    sys.exit(1 if failed else 0)


def mutated_files(suffix: str, count: int, seed: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    good = sample(suffix).data
    for number in range(count):
        chance = random.Random(f"{suffix} {seed} {number}")
        yield f"{seed}-{number}{suffix}", lambda chance=chance: mutated(good, chance)


def hostile_files(suffix: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    yield from ((name, make) for name, make in HOSTILE.items() if name.endswith(suffix))


def check(
    suffix: str, files: Iterator[tuple[str, Callable[[], bytes]]], read: Reader, folder: Path, keep: Path | None
) -> int:
    """Read the files of one format, print its row, and return how many failed."""
    beside = f"good{suffix}"
    (folder / beside).write_bytes(sample(suffix).data)
    first = read(folder, beside).content
    outcomes: list[Outcome] = []
    reasons: Counter[str] = Counter()
    failed = 0
    slowest = (0.0, "")
    for number, (name, make) in enumerate(files, 1):
        data = make()
        (folder / name).write_bytes(data)
        outcome = read_watched(read, folder, name)
        outcomes.append(outcome)
        slowest = max(slowest, (outcome.seconds, name))
        if outcome.reason:
            reasons[outcome.reason] += 1
        problems = list(problems_of(outcome))
        if number % BESIDE == 0 or len(data) > 1_000_000:
            good = read_watched(read, folder, beside)
            if good.document is None or good.document.content != first:
                problems.append(f"the good file beside it was not read as before: {good.reason or good.error}")
        if problems:
            failed += 1
            print(f"{name}: {'; '.join(problems)}", file=sys.stderr)
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / name).write_bytes(data)
        (folder / name).unlink()
    if outcomes:
        often = next(iter(reasons.most_common(1)), ("", 0))
        print(
            f"| {suffix} | {len(outcomes):,} | {sum(o.document is not None for o in outcomes):,} "
            f"| {sum(o.reason is not None for o in outcomes):,} | {failed} "
            f"| {statistics.median(o.seconds for o in outcomes) * 1e3:.1f} | {slowest[0]:.1f}: {slowest[1]} "
            f"| {max(o.megabytes for o in outcomes):.0f} | {often[0]} ({often[1]}) |",
            flush=True,
        )
    return failed


def problems_of(outcome: Outcome) -> Iterator[str]:
    """Yield what is wrong with how reading a file ended."""
    if outcome.error:
        yield outcome.error
    if outcome.seconds > MAX_SECONDS:
        yield f"took {outcome.seconds:.0f} seconds"
    if outcome.megabytes > MAX_MEGABYTES:
        yield f"took {outcome.megabytes:.0f} MB"
    if outcome.document is not None and SECRET in outcome.document.content.text:
        yield "holds what stands in a file elsewhere on the machine"


if __name__ == "__main__":
    main()
