"""A soak: tens of thousands of questions in every way, while Discord and the network misbehave and documents change.

    python tests/benchmarks/soak.py [--questions 50000] [--reader none] [--askers 12] [--seed 0] [--keep DIR]

The Discord of the tests (a thread of this process) and the bot (a process of its own, with the real library and model
and a copy of the bundled seeds) speak over TLS. People ask by mention, in threads, in direct messages and with /ask,
and press buttons. The questions come in rounds. Three fifths of a round are asked in peace; in the rest, requests fail
(429, 500, 502, 503, lost connections, answers that get lost), and the gateway's connection breaks, with sessions that
are resumed and others that are not. Before every tenth round, a document changes and the bot syncs.

Every question must be answered, refused with a sentence, or lost for a reason that the double knows; what is left is
unexplained, and ends the command with status 1, like a question that was answered twice. The table shows, for each
tenth of the run, the fates of its questions, the latencies of those that were asked in peace, the bot's processor time
for a question, and what it holds at the end of the tenth: resident memory, memory of its own (not mapped files), open
files, threads, asyncio's tasks.

The bot's pauses are shortened: before it identifies again from 5 s to 1 s, before it tries to reconnect from up to 17
minutes to 1 s, before a server counts as complete from 2 s to 0.2 s. ``--keep`` keeps the index for the next time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from answering import Authority, nothing, percentile  # noqa: E402
from bot_process import BotProcess  # noqa: E402

from tests.discord_double import DiscordDouble, network  # noqa: E402
from tests.wire.crowd import UNEXPLAINED, Asked, Crowd, asked_questions  # noqa: E402

TENTHS = 10
MAX_ROUND = 500
CALM_SHARE = 0.6
IDENTIFY_SECONDS, GUILDS_SECONDS = 1.0, 0.2

Figures = dict[str, Any]


# -- this process: Discord and the crowd ------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description="Let a crowd ask for a long time.")
    parser.add_argument("--questions", type=int, default=50_000, metavar="N", help="how many (default: 50000)")
    parser.add_argument("--reader", default="none", help="bundled or none (default: none)")
    parser.add_argument("--askers", type=int, default=12, metavar="N", help="how many ask at once (default: 12)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the mishaps (default: 0)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the index here, for the next time")
    parser.add_argument("--bot", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        asyncio.run(bot(json.loads(options.bot)))
        return
    with tempfile.TemporaryDirectory() as folder, DiscordDouble(name="Quoth", openapi=None) as discord:
        failed = asyncio.run(soak(options, (options.keep or Path(folder)).absolute(), discord))
        # Whether something was done already can only be found out by trying again.
        discord.violations[:] = [one for one in discord.violations if "40060" not in str(one)]
    sys.exit(failed)


@dataclass(slots=True)
class Tenth:
    """What happened in a tenth of the run."""

    calm: list[Asked]
    stormy: list[Asked]
    twice: int
    bot: Figures


async def soak(options: argparse.Namespace, folder: Path, discord: DiscordDouble) -> bool:
    """Run everything, print the tables, and return whether a promise was broken."""
    crowd = Crowd(discord, asked_questions(ROOT), size=options.askers, seed=options.seed)
    shutil.copytree(ROOT / "seeds", folder / "seeds", dirs_exist_ok=True)
    given = {"port": discord.port, "token": discord.token, "folder": str(folder), "reader": options.reader}
    child = await BotProcess.start(__file__, folder, given)
    process, tell = child.process, child.tell

    started = time.perf_counter()
    try:
        await discord.gateway.until_connected(timeout=3600)
        await tell("measure")
        await crowd.meet()
        await crowd.ask(100, stormy=False)
        rounds = max(1, -(-options.questions // (TENTHS * MAX_ROUND)))
        size = options.questions // (TENTHS * rounds)
        tenths, before = [], await tell("measure")
        print(head(), flush=True)
        for number in range(TENTHS * rounds):
            if number % rounds == 0:
                tenths.append(Tenth([], [], 0, {}))
            if number % 10 == 5:
                await tell("sync")
            await play_round(crowd, tenths[-1], size)
            if number % rounds == rounds - 1:
                tenths[-1].bot = await tell("measure")
                print(row(len(tenths), tenths[-1], before), flush=True)
                before = tenths[-1].bot
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
    print(f"\n{time.perf_counter() - started:.0f} s; what went wrong on purpose: {listed(crowd.mishaps)}")
    fates = Counter(one.fate for tenth in tenths for one in [*tenth.calm, *tenth.stormy])
    twice = sum(tenth.twice for tenth in tenths)
    print(f"questions: {listed(fates)}; answered twice: {twice}\npresses of buttons: {listed(crowd.presses)}")
    first, last = (percentile([one.seconds for one in tenth.calm], 99) for tenth in (tenths[0], tenths[-1]))
    print(f"p99 in peace: {first * 1000:.0f} ms in the first tenth, {last * 1000:.0f} ms in the last")
    return bool(fates[UNEXPLAINED] or crowd.presses[UNEXPLAINED] or twice)


async def play_round(crowd: Crowd, tenth: Tenth, size: int) -> None:
    calm = round(size * CALM_SHARE)
    tenth.calm += await crowd.ask(calm, stormy=False)
    stormy = await crowd.ask(size - calm, stormy=True)
    await crowd.discord.gateway.until_connected(timeout=60)
    tenth.stormy += stormy
    tenth.twice += sum(count > 1 for count in crowd.replies().values())
    for one in crowd.unexplained:
        print(f"unexplained: {one}", flush=True)
    crowd.unexplained.clear()
    for one in [*tenth.calm, *tenth.stormy]:
        one.what = None
    crowd.forget()


def head() -> str:
    names = (
        "tenth | answered | refused | lost | unexplained | p50 ms | p99 ms | CPU ms | resident MB | own MB | files "
        "| threads | tasks"
    )
    return f"| {names} |\n|{'---:|' * (names.count('|') + 1)}"


def row(number: int, tenth: Tenth, before: Figures) -> str:
    asked = [*tenth.calm, *tenth.stormy]
    fates = Counter(one.fate for one in asked)
    known = fates["answered"] + fates["refused"] + fates[UNEXPLAINED]
    calm = [one.seconds for one in tenth.calm]
    cells = [number, fates["answered"], fates["refused"], len(asked) - known, fates[UNEXPLAINED]]
    cells += [f"{percentile(calm, share) * 1000:.0f}" for share in (50, 99)]
    cells.append(f"{(tenth.bot['cpu'] - before['cpu']) / len(asked) * 1000:.1f}")
    cells += [f"{tenth.bot[name]:.0f}" for name in ("mb", "own_mb", "files", "threads", "tasks")]
    return "| " + " | ".join(map(str, cells)) + " |"


def listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "none"


# -- the other process: the bot --------------------------------------------------------------------------------------


async def bot(given: Figures) -> None:
    """Run the bot as ``quoth run`` does."""
    from discord.backoff import ExponentialBackoff

    from bot.client import Quoth
    from bot.running import serve
    from bot.service.metrics import Metrics
    from bot.service.resyncing import Resyncer
    from bot.settings import Settings

    folder, stop = Path(given["folder"]), asyncio.Event()
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        seeds_dir=folder / "seeds",
        index_dir=folder / "index",
        reader=given["reader"],
        discord_token=given["token"],
        discord_watch=False,
        discord_threads=False,
        discord_questions_per_minute=100_000,
        log_level="ERROR",
    )
    network._authority = lambda: Authority(folder / "authority.pem")  # type: ignore[assignment]
    Quoth.before_identify_hook = pause  # type: ignore[method-assign]
    ExponentialBackoff.delay = lambda _: IDENTIFY_SECONDS  # type: ignore[method-assign, assignment]
    resyncer = Resyncer(settings, Metrics(), after=nothing)
    await resyncer.sync()
    options = {"guild_ready_timeout": GUILDS_SECONDS}
    running = asyncio.create_task(
        serve(settings, stop=stop, connect=lambda: {"connector": network.Connector(given["port"]), **options})
    )
    await obey(resyncer, folder / "seeds")
    stop.set()
    await running


async def pause(self: Any, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG001
    """Wait less than discord.py does before it identifies again."""
    if not initial:
        await asyncio.sleep(IDENTIFY_SECONDS)


async def obey(resyncer: Any, seeds: Path) -> None:
    """Obey the other process until it writes no more: sync after a change, or measure."""
    reader, number = asyncio.StreamReader(), 0
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        if line.strip() == b"sync":
            number += 1
            notes = [f"Crate {at * 37 % 101} of ledger {number} holds {at} nails.\n\n" for at in range(50)]
            (seeds / "ledger.txt").write_text("".join(notes))
            await resyncer.sync()
        print(json.dumps(held()), flush=True)


def held() -> Figures:
    """Return what this process holds, and the processor time that it took, that of its syncs left out."""
    pages = [int(pages) for pages in Path("/proc/self/statm").read_text().split()]
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    return {
        "mb": pages[1] * page,
        "own_mb": (pages[1] - pages[2]) * page,
        "files": len(os.listdir("/proc/self/fd")),
        "threads": len(os.listdir("/proc/self/task")),
        "tasks": len(asyncio.all_tasks()),
        "cpu": time.process_time(),
    }


if __name__ == "__main__":
    main()
