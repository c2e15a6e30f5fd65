"""Whatever a crash, a full or failing disk or a loss of power leaves behind, nothing that was done is lost.

The room's modules: ``operations`` says what is crashed and what must hold, ``tracing`` records what it does to the
disk, ``replaying`` makes of it what a crash leaves behind, ``staging`` and ``judging`` do all of that.
``tests/benchmarks/crashing.py`` does the same at many more points.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crashes.judging import judge_crashes, judge_faults, prepare_kit, stage, table_of
from tests.crashes.kit import Kit
from tests.crashes.operations import OPERATIONS

FAULTS = 1
"""So many calls of each operation fail: of every other one, the disk is full."""


def test_a_hundred_points_are_tried() -> None:
    assert sum(operation.share for operation in OPERATIONS.values()) >= 100


@pytest.fixture(scope="module")
def staged(tiny_model: Path) -> Iterator[tuple[Kit, Path]]:
    """What operations work with, and the folder with their records."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        folder = Path(made).resolve()
        kit = prepare_kit(tiny_model, folder / "kit")
        if not stage(kit, folder / "staged", faults=FAULTS):
            pytest.skip("this system lets nobody trace a process")
        yield kit, folder


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_crash_or_a_fault_of_the_disk_leaves_what_was_or_what_comes_next(name: str, staged: tuple[Kit, Path]) -> None:
    (kit, folder), share = staged, OPERATIONS[name].share
    points = [
        *judge_crashes(kit, folder / "staged", name, share, folder / "scratch"),
        *judge_faults(kit, folder / "staged", name),
    ]
    assert len(points) == share + FAULTS
    assert not [point for point in points if point.fault], table_of(points)


def test_what_is_not_synchronised_is_found_to_be_lost(staged: tuple[Kit, Path]) -> None:
    kit, folder = staged
    for name in ("state", "add", "export"):
        points = judge_crashes(kit, folder / "staged", name, 5, folder / "scratch", blind_to="sync")
        assert any(point.fault for point in points)
