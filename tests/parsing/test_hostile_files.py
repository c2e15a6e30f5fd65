"""Files that were made or damaged to do harm, read as a sync reads them."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval.parsing.formats import suffixes
from retrieval.parsing.options import ParsingOptions
from tests.parsing.hostile_making import HOSTILE, SECRET
from tests.parsing.mutating import mutated
from tests.parsing.reading_watched import Outcome, Reader, pool_reader, read_watched
from tests.parsing.sample_making import sample

SECONDS = 5
"""The limit here; with that of a sync, ``tests/benchmarks/mutating.py --hostile`` reads the same files."""
MAX_SECONDS = 10
"""The limit, and what it takes to end the process, or to take over what it read at the last moment."""
MAX_MEGABYTES = 1100
MUTATED = 8
"""Of each format; ``tests/benchmarks/mutating.py`` reads a thousand."""


NAMES = [name for name in HOSTILE if name.endswith(suffixes())][::3]
"""Every third hostile file, to keep this short; the benchmark reads them all."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with pool_reader(ParsingOptions(seconds=SECONDS)) as read:
        yield read


@pytest.fixture
def read_in(reader: Reader, tmp_path: Path) -> Callable[[str, bytes], Outcome]:
    def read_in(name: str, data: bytes) -> Outcome:
        (tmp_path / name).write_bytes(data)
        return read_watched(reader, tmp_path, name)

    return read_in


def check(outcome: Outcome) -> None:
    assert outcome.error is None
    assert outcome.seconds <= MAX_SECONDS
    assert outcome.megabytes <= MAX_MEGABYTES
    if outcome.document is not None:
        assert SECRET not in outcome.document.content.text


def check_beside(read_in: Callable[[str, bytes], Outcome], suffix: str) -> None:
    good = read_in(f"good{suffix}", sample(suffix).data)
    assert good.document is not None, good.reason or good.error


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_is_read_or_refused_in_time_and_the_good_one_beside_it_is_read(name: str, read_in) -> None:
    check(read_in(name, HOSTILE[name]()))
    check_beside(read_in, Path(name).suffix)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("suffix", sorted(suffixes()))
def test_mutated_files_are_read_or_refused_and_the_good_one_beside_them_is_read(suffix: str, read_in) -> None:
    good = sample(suffix).data
    for number in range(MUTATED):
        check(read_in(f"{number}{suffix}", mutated(good, random.Random(f"{suffix} test {number}"))))
    check_beside(read_in, suffix)
