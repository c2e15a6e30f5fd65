"""Asking on Discord, from the command to the answer in sight: latencies, acknowledgements, the event loop, memory.

    python tests/benchmarks/answering.py [--questions 240] [--askers 1 8 60] [--no-sync] [--blocks]

The Discord of the tests (a thread of this process) and the bot (a process of its own, with the real library and model
and a copy of the bundled seeds) speak over TLS. The given number of people use /ask, each one question after the other,
until all questions are answered; the questions are those of ``tests/gold/bundled.jsonl``. Then the same is measured
while another process of the bot embeds new documents without pause.

Latency: from the command to the answer that the person sees, with the double's work (it checks what it gets against
limits of its own, not against Discord's OpenAPI description, which would take longer than answering). Acknowledgement:
the time that Discord counts; after 3 s it gives up. Event loop: a task sleeps 1 ms again and again; how
late it wakes is how long the loop could do nothing else. That includes the time in which the machine gave the process
no core, so the processor time that the loop's thread spent meanwhile is shown next to it: that of Quoth and discord.py.
``--blocks`` shows the single steps of the loop that took the most processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import shutil
import ssl
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot_process import BotProcess  # noqa: E402

from tests.discord_double import DiscordDouble, Person, network  # noqa: E402

TICK_SECONDS = 0.001
LONG_STEP_SECONDS = 0.004
"""Steps of the event loop that take longer are noted."""
MAX_STEPS = 20
"""How many of them are shown."""
QUEUED_TEXT = "ahead of yours"
"""Stands in the message that says how many questions are waiting."""

Figures = dict[str, Any]


# -- this process: Discord and the askers -----------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure asking over the wire.")
    parser.add_argument("--questions", type=int, default=240, metavar="N", help="questions per row (default: 240)")
    parser.add_argument("--askers", type=int, nargs="+", default=[1, 8, 60], metavar="N", help="how many ask at once")
    parser.add_argument("--no-sync", action="store_true", help="leave out the rows that are measured during a sync")
    parser.add_argument("--blocks", action="store_true", help="show the longest steps of the event loop")
    parser.add_argument("--bot", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        asyncio.run(bot(json.loads(options.bot)))
        return
    with tempfile.TemporaryDirectory() as folder, DiscordDouble(name="Quoth", openapi=None) as discord:
        asyncio.run(measure(options, Path(folder), discord))


async def measure(options: argparse.Namespace, folder: Path, discord: DiscordDouble) -> None:
    questions = [json.loads(line)["question"] for line in (ROOT / "tests/gold/bundled.jsonl").open(encoding="utf-8")]
    guild = discord.add_guild("Library")
    channel = guild.add_text_channel("general")
    people = [guild.add_member(f"asker{number}") for number in range(max(options.askers))]
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    given = {"port": discord.port, "token": discord.token, "folder": str(folder), "blocks": options.blocks}
    child = await BotProcess.start(__file__, folder, given)
    process, tell = child.process, child.tell

    try:
        await discord.gateway.until_connected(timeout=300)
        memory = await tell("begin")
        ask = Asker(channel, questions)
        await ask.everything(people[:1], 20)  # warm up
        rows = []
        for syncing in [False] if options.no_sync else [False, True]:
            for askers in options.askers:
                await tell("sync" if syncing else "begin")
                latencies, acknowledged = await ask.everything(people[:askers], options.questions)
                rows.append((askers, syncing, latencies, acknowledged, await tell("end")))
        print(table(rows))
        last = rows[-1][-1]
        print(f"\nresident memory of the bot: {memory['mb']:.0f} MB at its start, {last['mb']:.0f} MB at the end, "
              f"{last['peak_mb']:.0f} MB at its peak")  # fmt: skip
        for line in blocks(rows):
            print(line)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


class Asker:
    """Lets people ask."""

    def __init__(self, channel: Any, questions: list[str]) -> None:
        self._channel = channel
        self._questions = questions

    async def everything(self, people: list[Person], count: int) -> tuple[list[float], list[float]]:
        """Ask ``count`` questions, each person one by one; return the seconds to answers and to acknowledgements."""
        latencies: list[float] = []
        acknowledged: list[float] = []
        waiting = iter(range(count))

        async def one(person: Person) -> None:
            for number in waiting:
                question = self._questions[number % len(self._questions)]
                started = time.perf_counter()
                call = await person.slash(self._channel, "ask", question=question)
                await call.until(lambda message: QUEUED_TEXT not in message.text, timeout=120)
                latencies.append(time.perf_counter() - started)
                acknowledged.append(call.acknowledged_after or 0.0)

        await asyncio.gather(*map(one, people))
        return latencies, acknowledged


def table(rows: list[tuple[int, bool, list[float], list[float], Figures]]) -> str:
    head = (
        "| askers | during a sync | p50 ms | p95 ms | p99 ms | answers/s | slowest ack. ms "
        "| loop late p99 ms | loop late max ms | loop busy max ms |"
    )
    lines = [head, "|" + "---:|" * (head.count("|") - 1)]
    for askers, syncing, latencies, acknowledged, loop in rows:
        p50, p95, p99 = (percentile(latencies, share) * 1000 for share in (50, 95, 99))
        rate = len(latencies) * askers / sum(latencies)
        cells = [askers, "yes" if syncing else "no", *(f"{value:.0f}" for value in (p50, p95, p99))]
        cells += [f"{rate:.1f}", f"{max(acknowledged) * 1000:.0f}"]
        cells += [f"{loop[name] * 1000:.1f}" for name in ("late_p99", "late_max", "busy_max")]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def blocks(rows: list[tuple[int, bool, list[float], list[float], Figures]]) -> list[str]:
    steps = sorted((step for *_, loop in rows for step in loop["steps"]), reverse=True)[:MAX_STEPS]
    return ["", "longest steps of the event loop, processor time:"] * bool(steps) + [
        f"{seconds * 1000:6.1f} ms  {what}" for seconds, what in steps
    ]


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] if ordered else 0.0


# -- the other process: the bot --------------------------------------------------------------------------------------


async def bot(given: Figures) -> None:
    """Run the bot as ``quoth run`` does."""
    from bot.running import serve
    from bot.service.metrics import Metrics
    from bot.service.resyncing import Resyncer
    from bot.settings import Settings

    folder, stop = Path(given["folder"]), asyncio.Event()
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        seeds_dir=folder / "seeds",
        index_dir=folder / "index",
        discord_token=given["token"],
        discord_watch=False,
        discord_questions_per_minute=100_000,
        log_level="WARNING",
    )
    network._authority = lambda: Authority(folder / "authority.pem")  # type: ignore[assignment]
    resyncer = Resyncer(settings, Metrics(), after=nothing)
    await resyncer.sync()
    running = asyncio.create_task(
        serve(settings, stop=stop, connect=lambda: {"connector": network.Connector(given["port"])})
    )
    await obey(resyncer, Monitor(blocks=given["blocks"]), folder / "seeds")
    stop.set()
    await running


class Authority:
    """The other process's certificate authority."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def configure_trust(self, context: ssl.SSLContext) -> None:
        context.load_verify_locations(self._path)


async def obey(resyncer: Any, monitor: Monitor, seeds: Path) -> None:
    """Obey the other process until it writes no more: begin and end measuring, with or without a sync meanwhile."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    syncing: asyncio.Task[None] | None = None
    while line := await reader.readline():
        order = line.decode().strip()
        answer: Figures = memory()
        if order == "end":
            if syncing:
                syncing.cancel()
                await asyncio.gather(syncing, return_exceptions=True)
                await resyncer.stop()
                syncing = None
            answer |= monitor.end()
        else:
            if order == "sync":
                syncing = asyncio.create_task(sync_for_ever(resyncer, seeds))
            monitor.begin()
        print(json.dumps(answer), flush=True)


async def sync_for_ever(resyncer: Any, seeds: Path) -> None:
    """Sync one large new document after another."""
    number = 0
    while True:
        number += 1
        lines = [f"Ledger {number} notes on line {line} that crate {line * 37 % 101} holds {line} nails and {line % 7} "
                 f"hinges, sent to the yard at pier {line * 13 % 29}.\n\n" for line in range(1500)]  # fmt: skip
        (seeds / "ledger.txt").write_text("".join(lines))
        await resyncer.sync()


async def nothing(_: object) -> None:
    """There is nothing to do after a sync: the bot finds the new generation by itself."""


def memory() -> Figures:
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {"mb": resident / 1e6, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}


class Monitor:
    """Wakes every millisecond, and notes how late that was and how much the thread computed meanwhile."""

    def __init__(self, *, blocks: bool) -> None:
        self._late: list[float] = []
        self._busy: list[float] = []
        self._steps: list[tuple[float, str]] = []
        self._task: asyncio.Task[None] | None = None
        if blocks:
            self._time_steps()

    def begin(self) -> None:
        self._late, self._busy, self._steps = [], [], []
        if self._task is None:
            self._task = asyncio.create_task(self._tick())

    def end(self) -> Figures:
        return {
            "late_p99": percentile(self._late, 99),
            "late_max": max(self._late, default=0),
            "busy_max": max(self._busy, default=0),
            "steps": sorted(self._steps, reverse=True)[:MAX_STEPS],
        }

    async def _tick(self) -> None:
        while True:
            slept, used = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK_SECONDS)
            self._late.append(time.perf_counter() - slept - TICK_SECONDS)
            self._busy.append(time.thread_time() - used)

    def _time_steps(self) -> None:
        run = asyncio.Handle._run  # type: ignore[attr-defined]

        def timed(handle: Any) -> None:
            used = time.thread_time()
            run(handle)
            used = time.thread_time() - used
            if used > LONG_STEP_SECONDS:
                owner = getattr(handle._callback, "__self__", None)
                what = owner.get_coro().__qualname__ if isinstance(owner, asyncio.Task) else str(handle._callback)
                self._steps.append((used, what))

        asyncio.Handle._run = timed  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
