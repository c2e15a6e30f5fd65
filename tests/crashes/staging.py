"""Records operations, and lets its calls fail: a process of its own, because it forks.

    python -m tests.crashes.staging MODEL PREPARED FOLDER FAULTS SEED NAME...

For each named operation, FOLDER then has ``before`` (the folder as prepared), ``record.json`` and ``failed/N`` (what is
left after the fault of ``faults.json``). FAULTS is how many calls fail in each operation, spread evenly.
"""

from __future__ import annotations

import base64
import errno
import gc
import importlib
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.encoding.model_files import find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import QuothError
from tests.crashes.kit import Kit, Operation, in_this_process
from tests.crashes.operations import OPERATIONS
from tests.crashes.tracing import Change, Fault, can_record, record

REFUSED = 3
"""The exit status of an operation that said in one sentence why it failed."""

IMPOSSIBLE = 77
"""The exit status where no process may be traced."""


def stage(kit: Kit, folder: Path, faults: int, seed: int, names: Sequence[str]) -> None:
    """Record the named operations."""
    _load_everything(kit, folder / "loading")
    for turn, name in enumerate(names):
        operation = OPERATIONS[name]
        place = folder / name
        before = place / "before"
        place.mkdir(parents=True)
        assert record(lambda o=operation, f=before: _quietly(o.prepare, kit, f), place).status == 0  # type: ignore[misc]
        whole = _run(kit, operation, before, place / "done")
        assert whole.status == 0, f"{name} failed without a fault"
        text = json.dumps([{**asdict(each), "data": base64.b64encode(each.data).decode()} for each in whole.changes])
        (place / "record.json").write_text(text, encoding="utf-8")
        count = sum(change.kind != "mark" for change in whole.changes)
        outcomes = []
        for number, at in enumerate(spread(1, count + 1, faults, random.Random(seed))):
            error = (errno.ENOSPC, errno.EIO)[(turn + number) % 2]
            failed = _run(kit, operation, before, place / "failed" / str(number), Fault(at, error))
            steps = max((change.at for change in failed.changes if change.kind == "mark"), default=0)
            outcomes.append({"at": at, "error": error, "status": failed.status, "steps": steps, "hit": failed.failed})
        (place / "faults.json").write_text(json.dumps(outcomes), encoding="utf-8")


class _Loading(Kit):
    """A kit whose vectors mean nothing: onnxruntime starts a thread as soon as it is imported."""

    @cached_property
    def encoder(self) -> Any:
        def encode(texts: Sequence[str], *_: object) -> Any:
            rows = np.eye(len(texts), 32, dtype=np.float32) + np.float32(0.1)
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

        def encode_passages(texts: Sequence[str], spans: Sequence[Sequence[Any]], *_: object) -> Any:
            return encode(texts), [encode(each) for each in spans]

        counting = SentenceTransformerEncoder(find_model(str(self.model)))
        counting.encode_documents = counting.encode_queries = encode  # type: ignore[method-assign,assignment]
        counting.encode_passages = encode_passages  # type: ignore[method-assign,assignment]
        counting.encode_query = lambda text: encode([text])[0]  # type: ignore[method-assign]
        return counting


def _load_everything(kit: Kit, folder: Path) -> None:
    """Load what is loaded when it is first used, so that forked processes need not, without any thread that stays."""
    loading = _Loading(kit.model, kit.prepared)
    OPERATIONS["first sync"].prepare(loading, folder)
    with in_this_process():
        OPERATIONS["first sync"].run(loading, folder)
        OPERATIONS["first sync"].check(loading, folder, 1)
    importlib.import_module("onnx")
    gc.collect()
    gc.freeze()
    until = time.monotonic() + 10  # tantivy's end soon
    while len(os.listdir("/proc/self/task")) > 1:
        assert time.monotonic() < until, "a process with threads must not fork"
        time.sleep(0.01)


def spread(start: int, end: int, count: int, chance: random.Random) -> list[int]:
    """Return up to ``count`` different numbers from start to end, one in each of as many equal parts."""
    width = (end - start) / max(count, 1)
    found = {min(start + int(width * (part + chance.random())), end - 1) for part in range(count)}
    return sorted(found)


def load_record(path: Path) -> list[Change]:
    """Return the changes of an operation."""
    return [
        Change(**{**each, "data": base64.b64decode(each["data"])})
        for each in json.loads(path.read_text(encoding="utf-8"))
    ]


def _run(kit: Kit, operation: Operation, before: Path, folder: Path, fault: Fault | None = None):  # type: ignore[no-untyped-def]
    shutil.copytree(before, folder)
    return record(lambda: _quietly(operation.run, kit, folder), folder / "crashing", fault)


def _quietly(function, kit: Kit, folder: Path) -> None:  # type: ignore[no-untyped-def]
    with in_this_process():
        try:
            function(kit, folder)
        except QuothError as error:
            raise SystemExit(REFUSED if "\n" not in str(error) else 1) from error


def main(arguments: Sequence[str]) -> None:
    """See the module."""
    model, prepared, folder, faults, seed, *names = arguments
    if not can_record():
        raise SystemExit(IMPOSSIBLE)
    stage(Kit(Path(model), Path(prepared)), Path(folder), int(faults), int(seed), names)


if __name__ == "__main__":
    main(sys.argv[1:])
