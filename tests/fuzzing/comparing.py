"""Which finds more in the same time: atheris, which is led by the branches that an input reaches, or hypothesis.

    pip install atheris coverage
    python -m tests.fuzzing.comparing [TARGET ...] [--seconds 60]

Both begin with the target's valid inputs and check the same promise, each in a process of its own. Hypothesis draws
bytes, and valid inputs changed as atheris changes them, from seeds that it draws. Afterwards, what each tried is run
once more under coverage: the table shows how many different steps from line to line of the watched modules were made,
and how many inputs were tried. Of atheris, those inputs count that reached something new.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .watching import MAX_INPUT_BYTES, ROOT, watched_by

if TYPE_CHECKING:
    from .targets import Target

TARGETS = ("read.md", "read.html", "read.docx", "read.csv", "cut", "filter", "gold.yaml", "rules")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing.comparing", description="Compare two fuzzers.")
    parser.add_argument("targets", nargs="*", default=TARGETS, help=f"default: {' '.join(TARGETS)}")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="how long each may try (default: 60)")
    parser.add_argument("--draw", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--trace", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.draw:
        draw(options.targets[0], options.seconds, options.draw)
    elif options.trace:
        print(steps(options.targets[0], options.trace))
    else:
        print("| target | the valid inputs: steps | atheris: steps | tried | hypothesis: steps | tried |")
        print("|---|---|---|---|---|---|")
        for target in options.targets:
            print(row(target, options.seconds), flush=True)


def row(target: str, seconds: int) -> str:
    """Let both try, and return the line of the table."""
    with tempfile.TemporaryDirectory() as name:
        begun, led, drawn = (Path(name, each) for each in ("begun", "led", "drawn"))
        for folder in (begun, led, drawn):
            folder.mkdir()
        fuzzed = run("tests.fuzzing", target, "--seconds", str(seconds), "--found", str(led), status=(0, 1))
        tried = next(line for line in fuzzed.splitlines() if line.startswith(f"{target}: ")).split()[1]
        hypothesis = run("tests.fuzzing.comparing", target, "--seconds", str(seconds), "--draw", str(drawn)).split()[-1]
        counts = [run("tests.fuzzing.comparing", target, "--trace", str(each)).strip() for each in (begun, led, drawn)]
    return f"| {target} | {counts[0]} | {counts[1]} | {tried} | {counts[2]} | {hypothesis} |"


def run(module: str, *arguments: str, status: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in status:
        sys.exit(f"{module} {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def draw(name: str, seconds: int, folder: Path) -> None:
    """Let hypothesis try for so long; write each different input to the folder, and print how many were tried."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    from .targets import TARGETS as ALL

    target, tried, seen = ALL[name], 0, set[bytes]()
    until = time.monotonic() + seconds

    @settings(
        max_examples=10**9, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(inputs(target, st))
    def check(data: bytes) -> None:
        nonlocal tried
        tried += 1
        if data not in seen:
            (folder / f"{len(seen):07}").write_bytes(data)
            seen.add(data)
        with suppress(AssertionError):
            target.check(data)
        if time.monotonic() > until:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        check()
    print(tried)


def inputs(target: Target, st: type) -> object:
    """Return hypothesis's strategy for the bytes of a target."""
    begin = st.sampled_from(target.begin())
    plain = st.binary(max_size=MAX_INPUT_BYTES)
    change = target.change
    if change is None:
        return plain | st.builds(spliced, begin, plain, st.integers(0, 2**16), st.integers(0, 20))

    def changed(data: bytes, seed: int) -> bytes:
        try:
            return change(data, random.Random(seed))[:MAX_INPUT_BYTES]
        except Exception:
            return data

    return plain | st.builds(changed, begin, st.integers(0, 2**32))


def spliced(data: bytes, new: bytes, at: int, removed: int) -> bytes:
    """Put bytes in place of others."""
    at %= len(data) + 1
    return data[:at] + new + data[at + removed :]


def steps(name: str, folder: Path) -> int:
    """Run the valid inputs and those of a folder; return how many steps the watched modules made."""
    import coverage

    modules = watched_by(name)
    sources = [str(ROOT.joinpath(*each.split("."))) for each in modules if each.partition(".")[0] != "yaml"]
    found = [f"{each}.py" if Path(f"{each}.py").exists() else f"{each}/*" for each in sources]
    measured = coverage.Coverage(branch=True, include=found, data_file=None)
    with measured.collect():
        from .targets import TARGETS as ALL

        target = ALL[name]
        for data in [*target.begin(), *(path.read_bytes() for path in sorted(folder.iterdir()))]:
            with suppress(Exception):
                target.check(data)
    data = measured.get_data()
    return sum(len(data.arcs(file) or []) for file in data.measured_files())


if __name__ == "__main__":
    main()
