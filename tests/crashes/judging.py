"""Crashes every operation at many points, and judges what is left by the check of the operation."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from retrieval.encoding.graphs import exporting
from retrieval.encoding.model_files import find_model
from tests.crashes.kit import Kit, in_this_process
from tests.crashes.operations import OPERATIONS
from tests.crashes.replaying import CRASHES, crashed, digest_of, read_tree, steps_done, write_tree
from tests.crashes.staging import IMPOSSIBLE, REFUSED, load_record, spread

SECONDS = 1200
"""An operation that hangs is a fault, too."""

ONE_THREAD = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"), "1"),
    "TOKENIZERS_PARALLELISM": "false",
}
"""A process with threads must not fork."""

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Point:
    """One crash: of which operation, how, after how many changes. ``fault`` is None, or the reason why it failed."""

    operation: str
    crash: str
    at: int
    fault: str | None = None


def prepare_kit(model: Path, folder: Path) -> Kit:
    """Export the tiny model with torch, and keep its graph as torch traces it."""
    files, trace = find_model(str(model)), exporting.trace
    (folder / "traced").mkdir(parents=True)

    def kept(files_: Any, to: Path, name: str, probes: Any) -> Any:
        expected = trace(files_, to, name, probes)
        for path in to.iterdir():
            shutil.copyfile(path, folder / "traced" / path.name)
        np.save(folder / "expected.npy", expected)
        return expected

    with mock.patch.object(exporting, "trace", kept):
        assert exporting.export_model(files, files.digest({}), folder / "export") == {}
    return Kit(model, folder)


def stage(kit: Kit, folder: Path, *, faults: int, seed: int = 0, names: Iterable[str] = OPERATIONS) -> bool:
    """Record the named operations in a process of its own, see ``staging``; return whether this system lets it."""
    arguments = [str(each) for each in (kit.model, kit.prepared, folder, faults, seed, *names)]
    command = [sys.executable, "-W", "ignore", "-m", "tests.crashes.staging", *arguments]
    environment = os.environ | ONE_THREAD
    done = subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, timeout=SECONDS)
    assert done.returncode in (0, IMPOSSIBLE), done.stderr
    return done.returncode == 0


def judge_crashes(
    kit: Kit, folder: Path, name: str, points: int, scratch: Path, seed: int = 0, *, blind_to: str = ""
) -> Iterator[Point]:
    """Crash an operation at this many points, spread over its changes for each kind of crash, and judge each.

    Points that leave the same behind are judged once. blind_to: leaves changes of this kind out.
    """
    place = folder / name
    changes = load_record(place / "record.json")
    before = read_tree(place / "before" / "crashing")
    assert digest_of(crashed(before, changes, len(changes), "kill")) == digest_of(
        read_tree(place / "done" / "crashing")
    ), f"the record of {name} is not all that it did"
    changes = [change for change in changes if change.kind != blind_to]
    known: dict[tuple[str, int], str | None] = {}
    for number, crash in enumerate(CRASHES):
        count = points // len(CRASHES) + (number < points % len(CRASHES))
        for at in [*spread(0, len(changes), count - 1, random.Random(f"{seed} {crash}")), len(changes)]:
            tree = crashed(before, changes, at, crash, seed)
            steps = steps_done(changes, at)
            key = digest_of(tree), steps
            if key not in known:
                left = scratch / f"{name} {number} {at}"  # another each time: a thread of the last one may still write
                shutil.copytree(place / "before", left, ignore=lambda *_: ["crashing"])
                write_tree(tree, left / "crashing")
                known[key] = _judged(kit, name, left, steps)
                shutil.rmtree(left, ignore_errors=True)
            yield Point(name, crash, at, known[key])


def judge_faults(kit: Kit, folder: Path, name: str) -> Iterator[Point]:
    """Judge what is left after calls of an operation have failed."""
    for number, found in enumerate(json.loads((folder / name / "faults.json").read_text(encoding="utf-8"))):
        crash = {28: "no space", 5: "EIO"}[found["error"]]
        if found["status"] not in (0, REFUSED):
            yield Point(name, crash, found["at"], f"it ended with status {found['status']}")
        else:
            place = folder / name / "failed" / str(number)
            yield Point(name, crash, found["at"], _judged(kit, name, place, found["steps"]))


def _judged(kit: Kit, name: str, folder: Path, steps: int) -> str | None:
    try:
        with in_this_process():
            OPERATIONS[name].check(kit, folder, steps)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"{type(error).__name__}: {str(error)[:300]}"
    return None


def table_of(points: Iterable[Point]) -> str:
    """Return how many points of each operation and kind there were, and all that failed."""
    points = [*points]
    counts, failed = Counter((point.operation, point.crash) for point in points), [p for p in points if p.fault]
    kinds = list(dict.fromkeys(point.crash for point in points))
    lines = [f"{'operation':24}" + "".join(f"{kind:>10}" for kind in kinds)]
    for name in dict.fromkeys(point.operation for point in points):
        lines.append(f"{name:24}" + "".join(f"{counts[name, kind]:10}" for kind in kinds))
    lines.append(f"{len(points)} points, {len(failed)} failed")
    lines += [f"{point.operation}, {point.crash} after {point.at} changes: {point.fault}" for point in failed]
    return "\n".join(lines)
