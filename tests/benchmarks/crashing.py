"""Crashes: whether anything is lost when the process, the disk or the power fails, at more points than the tests try.

    python tests/benchmarks/crashing.py                              # about 1,100 crashes and 80 faults, a few minutes
    python tests/benchmarks/crashing.py --points 10000 --only state  # 3,200 crashes of one operation

Each operation of ``tests/crashes/operations.py`` runs once, and every change that it makes to a file is recorded. A
crash is one of five kinds (``CRASHES`` in ``tests/crashes/replaying.py``) at one of these changes. What it leaves is
laid out in a folder, and the operation's check says whether the generation before or the next one answers, whether
every quote is what was indexed, whether what was done is still done, and whether all works on. A fault is a call of the
operation that fails: the disk is full from then on, or gives one error.

Linux on x86-64 only, where a process may be traced.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.crashes.judging import judge_crashes, judge_faults, prepare_kit, stage, table_of
from tests.crashes.operations import OPERATIONS
from tests.encoding.tiny_model import make_tiny_model


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Crash operations, and judge what is left.")
    parser.add_argument("--points", type=int, default=1200, help="crashes, if no operation is left out")
    parser.add_argument("--faults", type=int, default=10, help="failing calls of each operation")
    parser.add_argument("--seed", type=int, default=0, help="chooses the points")
    parser.add_argument("--only", nargs="+", choices=OPERATIONS, default=[*OPERATIONS])
    options = parser.parse_args()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        folder = Path(made).resolve()
        kit = prepare_kit(make_tiny_model(folder), folder / "kit")
        if not stage(kit, folder / "staged", faults=options.faults, seed=options.seed, names=options.only):
            sys.exit("This system lets nobody trace a process.")
        points = []
        for name in options.only:
            count = options.points * OPERATIONS[name].share // 100
            points += judge_crashes(kit, folder / "staged", name, count, folder / "scratch", options.seed)
            points += judge_faults(kit, folder / "staged", name)
    print(table_of(points))
    sys.exit(any(point.fault for point in points))


if __name__ == "__main__":
    main()
