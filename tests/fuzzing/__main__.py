"""Coverage-guided fuzzing: every reader of files, the cutter, the escaper, the filter, ids of buttons, test questions.

    pip install atheris
    python -m tests.fuzzing --list
    python -m tests.fuzzing read.md --seconds 300              # find new inputs, starting with the corpus that is kept
    python -m tests.fuzzing read.md --seconds 300 --keep       # and add those that reached most to the corpus

``targets`` says for each target what must hold for any bytes. ``corpus`` has, for each, a few inputs that reached most,
and every input that once failed; ``test_corpus`` runs them all.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from .watching import MAX_INPUT_BYTES, ROOT, watched_by

SECONDS_FOR_ONE = 20
MEMORY_MB = 2_000
KEPT_INPUTS, KEPT_BYTES = 12, 4_000
"""How many inputs of a run are kept at most, and how large all inputs of a target together may become in the corpus."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description="Fuzz one target.")
    parser.add_argument("target", nargs="?", help="its name")
    parser.add_argument("--list", action="store_true", help="print the names of all targets")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="how long (default: 60)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the changes (default: 1)")
    parser.add_argument("--keep", action="store_true", help="keep the inputs that reached most, and what failed")
    parser.add_argument("--found", type=Path, metavar="DIR", help="write all inputs there that reached something new")
    options = parser.parse_args()
    try:
        import atheris
    except ImportError:
        sys.exit('atheris is not installed; run "pip install atheris"')
    watched = watched_by(options.target or "")
    packages = sorted({module.partition(".")[0] for module in watched})
    others = [module for package in packages for module in modules(package) if not is_inside(module, watched)]
    with atheris.instrument_imports(include=packages, exclude=others, enable_loader_override=False):
        for module in watched:  # some are imported only when they are needed, which would be too late
            import_module(module)
        from . import targets
    if options.list:
        print("\n".join(targets.TARGETS))
        return
    if options.target not in targets.TARGETS:
        sys.exit(f'there is no target {options.target!r}; "--list" shows all')
    fuzz(atheris, targets, options)


def modules(package: str) -> list[str]:
    """Return the names of a package of this project and of all modules in it; of no other package."""
    names = [path.relative_to(ROOT).with_suffix("").parts for path in (ROOT / package).glob("**/*.py")]
    return [".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in names]


def is_inside(module: str, watched: list[str]) -> bool:
    """Return whether a module is one of those, or inside one."""
    return any(module == each or module.startswith(f"{each}.") for each in watched)


def fuzz(atheris: Any, targets: Any, options: argparse.Namespace) -> None:
    """Run libFuzzer, which ends the process by itself: what is to be done at the end is done from time to time."""
    target = targets.TARGETS[options.target]
    folder = Path(tempfile.mkdtemp(prefix="fuzzing-"))
    for number, data in enumerate([*target.begin(), *(path.read_bytes() for path in targets.kept(options.target))]):
        (folder / f"begin-{number:03}").write_bytes(data)
    faults: dict[str, bytes] = {}
    count, started = 0, time.monotonic()

    def check(data: bytes) -> None:
        nonlocal count
        count += 1
        try:
            target.check(data)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"[:300]
            place = "" if error.__traceback__ is None else str(where(error))
            if place not in faults:
                faults[place] = data
                print(f"FAULT {what}\n  at {place}, with {data[:200]!r}", flush=True)
                if options.keep:
                    keep(targets.CORPUS / options.target, "fault", data)
        if time.monotonic() - started > options.seconds:
            finish()

    def finish() -> None:
        paths = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        found = [path.read_bytes() for path in paths if not path.name.startswith("begin-")]
        seconds = time.monotonic() - started
        print(
            f"{options.target}: {count} executions in {seconds:.0f} s, {len(found)} inputs that reached something new, "
            f"{len(faults)} faults",
            flush=True,
        )
        for number, data in enumerate(found if options.found else ()):
            (options.found / f"{number:07}").write_bytes(data)
        if options.keep:
            room = KEPT_BYTES - sum(path.stat().st_size for path in targets.kept(options.target))
            for data in found[: -KEPT_INPUTS - 1 : -1]:  # the last ones reached what took longest to reach
                if 0 < len(data) <= room:
                    room -= len(data)
                    keep(targets.CORPUS / options.target, "reached", data)
        import os

        os._exit(bool(faults))

    def change(data: bytes, max_size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.3:
            return bytes(atheris.Mutate(data, max_size))
        try:
            return bytes(target.change(data, chance)[:max_size])
        except Exception:  # the bytes are no longer what the changes are made for
            return bytes(atheris.Mutate(data, max_size))

    arguments = [
        sys.argv[0], str(folder), f"-max_total_time={options.seconds + 60}", f"-max_len={MAX_INPUT_BYTES}",
        f"-timeout={SECONDS_FOR_ONE}", f"-rss_limit_mb={MEMORY_MB}", f"-seed={options.seed}", "-print_final_stats=1",
    ]  # fmt: skip
    if target.change is None:
        atheris.Setup(arguments, check)
    else:
        atheris.Setup(arguments, check, custom_mutator=change)
    atheris.Fuzz()


def where(error: BaseException) -> str:
    """Return the last line of Quoth or of its tests that an error passed."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    cause = error.__context__
    if cause is not None and cause.__context__ is not None:
        frames += traceback.extract_tb(cause.__context__.__traceback__)
    last = frames[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def keep(folder: Path, kind: str, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{kind}-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)


if __name__ == "__main__":
    main()
