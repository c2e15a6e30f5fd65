"""Askers: how long people wait when 1, 8 or 64 ask at once, from the desk to the message that Discord gets.

    python tests/benchmarks/askers.py ../shared/data/squad11_train                   # 1,000 and 20,000 passages
    python tests/benchmarks/askers.py ../shared/data/squad11_train --passages 1000
    python tests/benchmarks/askers.py ../shared/data/squad11_train --reader none
    python tests/benchmarks/askers.py ../shared/data/squad11_train --against ../before    # another checkout, too

An asker puts a question to the desk, waits for the reply, renders it to the JSON of a message, and asks the next
question; no question is asked twice. "Waited" is that whole time; "slowest" is the longest wait divided by the median,
and shows whether anybody starves. "CPU" is the processor time of all threads per question; "memory" is what is resident
at the end, discord.py included, and "of which own" the part of it that is not mapped files. Every row of a round is a
fresh process, in turn; the table has medians over the rounds. ``--against`` asks another checkout of Quoth, which must
have the same modules, in the same rounds with an index of its own, and each figure is followed by its ratio to that
checkout's. ``--reader none`` asks without a reader.

The library is made of encyclopedia articles as in ``syncing.py``; ``--keep DIR`` keeps it for the next time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")
ROOT = Path(__file__).resolve().parents[2]

SIZES = (1_000, 20_000)
ASKERS = (1, 8, 64)
QUESTIONS_PER_ASKER = 12
MIN_QUESTIONS = 200
"""In a process, whatever the number of askers."""
COLUMNS = {
    "p50": ("waited, ms: p50", 1),
    "p95": ("p95", 1),
    "p99": ("p99", 1),
    "slowest": ("slowest", 1),
    "rate": ("answers/s", 0),
    "cpu": ("CPU, ms", 1),
    "memory": ("memory, MB", 0),
    "own": ("of which own", 0),
}
"""Heading and decimals of each figure."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how long people wait when several ask at once.")
    parser.add_argument("data", type=Path, metavar="DATA_DIR", help="folder of the set squad11_train")
    parser.add_argument("--passages", type=int, nargs="+", default=SIZES, metavar="N", help="sizes of the library")
    parser.add_argument("--askers", type=int, nargs="+", default=ASKERS, metavar="N", help="how many ask at once")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="fresh processes of each (default: 3)")
    parser.add_argument("--precision", default="float32", help="of the encoder: float32 or int8")
    parser.add_argument("--reader", default="bundled", help="the reader of the best passages (default: %(default)s)")
    parser.add_argument("--against", type=Path, metavar="DIR", help="another checkout of Quoth")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where libraries are kept")
    parser.add_argument("--child", nargs=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(Path(options.child[0]), options.precision, options.reader, json.load(sys.stdin))))
        return
    print(f"| passages | askers | {' | '.join(name for name, _ in COLUMNS.values())} |")
    print("|---|---" + "|---" * len(COLUMNS) + "|")
    with tempfile.TemporaryDirectory() as temporary:
        for passages in options.passages:
            checkouts = {"": (ROOT, library_of(options.data, passages, options.keep or Path(temporary)))}
            if options.against:
                code = options.against.resolve()
                checkouts["against"] = code, library_against(checkouts[""][1], code)
            for askers in options.askers:
                compare(options, checkouts, passages, askers)


def library_of(data: Path, passages: int, keep: Path) -> Path:
    """Return the folder of a library of that size, with seeds and index. Another process makes it if it is missing."""
    folder = keep / f"squad-{passages}"
    if not (folder / "index" / "catalog.sqlite").is_file():
        code = f"import askers; askers.make({str(data)!r}, {passages}, {str(folder)!r})"
        subprocess.run([sys.executable, "-P", "-c", code], check=True, env=environment(ROOT))
    return folder


def library_against(folder: Path, code: Path) -> Path:
    """Return the folder of a library of the same seeds that another checkout makes, which may not read this index."""
    other = folder.with_name(f"{folder.name}-against")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(folder / "seeds", other / "seeds")
    sync = f"from retrieval import Library; Library.open({str(other / 'seeds')!r}, {str(other / 'index')!r}).sync()"
    subprocess.run([sys.executable, "-P", "-c", sync], check=True, env=environment(code))
    return other


def make(data: str, passages: int, folder: str) -> None:
    from syncing import make_documents

    from retrieval import Library

    with Library.open(Path(folder, "seeds"), Path(folder, "index")) as library:
        library.seeds.mkdir(parents=True)
        for name, text, _ in make_documents(Path(data), passages, library.encoder):
            (library.seeds / name).write_text(text, encoding="utf-8", newline="")
        library.sync()


def environment(code: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(code), str(Path(__file__).parent)])}


def compare(
    options: argparse.Namespace, checkouts: Mapping[str, tuple[Path, Path]], passages: int, askers: int
) -> None:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in checkouts}
    for round_ in range(options.rounds):
        asked = questions(options.data, round_, max(MIN_QUESTIONS, askers * QUESTIONS_PER_ASKER))
        lists = json.dumps([asked[person::askers] for person in range(askers)])
        for name, (code, folder) in checkouts.items():
            command = [sys.executable, __file__, str(options.data), "--precision", options.precision]
            command += ["--reader", options.reader]
            command += ["--child", str(folder)]
            done = subprocess.run(
                command, input=lists, stdout=subprocess.PIPE, text=True, check=True, env=environment(code)
            )
            found[name].append(json.loads(done.stdout.splitlines()[-1]))
    cells = []
    for key, (_, places) in COLUMNS.items():
        cell = f"{statistics.median(row[key] for row in found['']):.{places}f}"
        if "against" in found:
            ratio = statistics.median(a[key] / b[key] for a, b in zip(found[""], found["against"], strict=True))
            cell += f" ({ratio:.2f})"
        cells.append(cell)
    print(f"| {passages:,} | {askers} | " + " | ".join(cells) + " |", flush=True)


def questions(data: Path, seed: int, count: int) -> list[str]:
    lines = (data / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    texts = list(dict.fromkeys(json.loads(line)["text"] for line in lines))
    return random.Random(seed).sample(texts, count)


# -- in a process of its own -----------------------------------------------------------------------------------------


def child(folder: Path, precision: Any, reader: str, lists: Sequence[Sequence[str]]) -> dict[str, float]:
    from bot.desk import SWITCH_INTERVAL_SECONDS, Desk
    from bot.state.state import State
    from retrieval import Library

    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)  # as ``bot.running`` does
    with (
        tempfile.TemporaryDirectory() as temporary,
        Library.open(folder / "seeds", folder / "index", precision=precision, reader=reader) as library,
        State(Path(temporary, "state.sqlite"), keep_days=1) as state,
    ):
        desk = Desk(library, state, max_waiting=10_000, list_unanswered=False)
        try:
            return asyncio.run(ask(desk, lists))
        finally:
            desk.close()


async def ask(desk: Any, lists: Sequence[Sequence[str]]) -> dict[str, float]:
    """Let as many people ask at once as there are lists, each the questions of one list, one after the other."""
    from bot.tickets import Request
    from retrieval import UNLIMITED

    waits: list[float] = []

    async def asker(person: int, asked: Sequence[str], note: Callable[[float], None]) -> None:
        for question in asked:
            started = time.perf_counter()
            reply = await desk.submit(Request(question, person, 1, access=UNLIMITED)).reply
            message(reply)
            note((time.perf_counter() - started) * 1000)

    await desk.refresh()
    await asker(0, ["What is loaded with the first question?", "And how is it rendered?"], lambda _: None)
    started, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(asker(person, asked, waits.append) for person, asked in enumerate(lists)))
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    cuts = statistics.quantiles(waits, n=100)
    return {
        "p50": cuts[49],
        "p95": cuts[94],
        "p99": cuts[98],
        "slowest": max(waits) / cuts[49],
        "rate": len(waits) / seconds,
        "cpu": cpu * 1000 / len(waits),
        "memory": resident("VmRSS"),
        "own": resident("RssAnon"),
    }


def resident(kind: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(kind))


def message(reply: Any) -> str:
    """Return the JSON that Discord gets for a reply, made as the cog for questions makes it."""
    from bot.messages import rendering, views
    from bot.messages.translating import language

    said = language("en")
    if reply.answer.answered:
        blocks = [rendering.render_quote(i, quote, said) for i, quote in enumerate(reply.quotes)]
        shown = views.answer_message(
            reply.remembered, rendering.pages(blocks, 3), 0, said, question=reply.answer.question
        )
    else:
        shown = views.silence_message(reply.remembered, said, question=reply.answer.question)
    return json.dumps(shown.to_send()["view"].to_components())


if __name__ == "__main__":
    main()
