"""Fairness on a starved machine: 200 people of ten servers who ask at once, and the neighbour of a flooded channel.

    python tests/benchmarks/fairness.py                                       # without and with the reader, load of 12
    python tests/benchmarks/fairness.py --reader none --against ../before     # another checkout of Quoth, too

The Discord of the tests runs in this process and the bot in a process of its own, as in ``answering.py``; as many other
processes as ``--load`` says do nothing but compute. Discord is elsewhere in life, so it gets a higher priority here
where the system allows that (as root); the load has the usual one, and so has the bot without ``--deployed``.

Crowd: all use /ask at once, server by server, each a question of ``tests/gold/bundled.jsonl``; the queue has 300
places. "Acknowledged" is the time that Discord counts, and gives up after 3 s; "lost" are questions that got no answer,
or were told that too many wait. A server's wait is the mean of its people's; "worst server" is the longest of these
divided by the median of the others', "last server" the same for the one whose people asked last. Flood: 15 people send
150 mentions in one channel, then somebody in another server uses /ask; the figures are of that question. Each row is a
fresh bot.

Ends with status 1 if this code breaks what it promises: every question is acknowledged within 3 s and answered, and the
last server waits at most twice as long as the others.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.answering import QUEUED_TEXT, Authority, Figures, percentile  # noqa: E402
from tests.discord_double import DiscordDouble, InteractionFailed, network  # noqa: E402

SERVERS = 10
BUSY_TEXT = "Too many questions"
FLOOD = 150
FLOODERS = 15
ACKNOWLEDGED_SECONDS, MAX_RATIO = 3.0, 2.0
SECONDS = 900
"""Who has no answer by then has lost it."""
RAISED = -10
"""The priority of this process, as Unix counts it."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure who waits how long when many ask.")
    parser.add_argument("--askers", type=int, default=200, metavar="N", help="people of the crowd (default: 200)")
    parser.add_argument("--load", type=int, default=12, metavar="N", help="busy processes beside the bot (default: 12)")
    parser.add_argument("--queue", type=int, default=300, metavar="N", help="places in the queue (default: 300)")
    parser.add_argument("--reader", nargs="+", default=["none", "bundled"], help="readers of the best passages")
    parser.add_argument("--parts", nargs="+", default=["crowd", "flood"], choices=["crowd", "flood"])
    parser.add_argument("--against", type=Path, metavar="DIR", help="another checkout of Quoth")
    parser.add_argument("--deployed", action="store_true", help="give the bot the priority that bot/deploy gives it")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where the index is kept")
    parser.add_argument("--bot", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        asyncio.run(bot(json.loads(options.bot)))
        return
    codes = [ROOT, *([options.against.resolve()] if options.against else [])]
    print("| reader | code | part | answered | lost | ack. ms p50 | ack. ms max | wait s p50 | wait s max "
          "| worst server | last server |\n" + "|---" * 11 + "|")  # fmt: skip
    with tempfile.TemporaryDirectory() as made:
        sync(options.keep or Path(made))
        broken = list[str]()
        usual = usual_priority()  # before the double begins: a thread has the priority of the one that starts it
        for reader, code, part in itertools.product(options.reader, codes, options.parts):
            with tempfile.TemporaryDirectory() as folder, DiscordDouble(name="Quoth", openapi=None) as discord:
                shutil.copytree(options.keep or made, folder, dirs_exist_ok=True)
                asked = asyncio.run(measure(options, part, reader, code, Path(folder), discord, usual))
            name = "this" if code == ROOT else "against"
            print(f"| {reader} | {name} | {part} | " + " | ".join(asked.cells()) + " |", flush=True)
            if code == ROOT:
                broken += [f"{part}, reader {reader}: {what}" for what in asked.broken()]
    sys.exit("\n".join(broken) or 0)


def sync(folder: Path) -> None:
    """Index the bundled seeds, unless that was done before."""
    if not (folder / "index" / "catalog.sqlite").is_file():
        shutil.copytree(ROOT / "seeds", folder / "seeds", dirs_exist_ok=True)
        folders = {"SEEDS_DIR": str(folder / "seeds"), "INDEX_DIR": str(folder / "index"), "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-m", "bot", "sync", "--json"], check=True, stdout=subprocess.DEVNULL,
                       cwd=folder, env=os.environ | folders)  # fmt: skip


async def measure(
    options: argparse.Namespace, part: str, reader: str, code: Path, folder: Path, discord: DiscordDouble,
    usual: list[str],
) -> Asked:  # fmt: skip
    """Return what was asked for one row, and what became of it."""
    network._authority().cert_pem.write_to_path(str(folder / "authority.pem"))
    given = {"port": discord.port, "token": discord.token, "folder": str(folder), "reader": reader,
             "queue": options.queue, "code": str(code)}  # fmt: skip
    guilds = [discord.add_guild(f"Library {number}") for number in range(SERVERS)]
    channels = [guild.add_text_channel("general") for guild in guilds]
    asked = Asked(discord, channels, [guild.add_member for guild in guilds], options.askers)
    command = [*([] if options.deployed else usual), sys.executable, __file__, "--bot", json.dumps(given)]
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, cwd=folder)
    try:
        await discord.gateway.until_connected(timeout=300)
        await asked.one(0, 0)  # warm up
        asked.rows.clear()
        with load(options.load, usual):
            await (asked.crowd() if part == "crowd" else asked.flood())
        return asked
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


class Asked:
    """Lets people ask; ``rows`` has for each question its server, and what became of it."""

    def __init__(self, discord: DiscordDouble, channels: list[Any], add_member: list[Any], askers: int) -> None:
        lines = (ROOT / "tests/gold/bundled.jsonl").read_text(encoding="utf-8").splitlines()
        self._questions = list(dict.fromkeys(json.loads(line)["question"] for line in lines))
        self._discord = discord
        self._channels = channels
        each = max(FLOODERS, askers // SERVERS)
        self._people = [
            [add(f"asker{place}x{number}") for number in range(each)] for place, add in enumerate(add_member)
        ]
        self._askers = askers
        self.rows: list[tuple[int, float | None, float | None]] = []
        """Server, seconds to the acknowledgement, seconds to the answer; None: neither came, or no answer."""

    async def one(self, server: int, person: int) -> str:
        """Ask one question, note what becomes of it, and return that as well."""
        question = self._questions[(server + person * SERVERS) % len(self._questions)]
        started, wait, said = time.perf_counter(), None, "failed"
        call = await self._people[server][person].slash(self._channels[server], "ask", question=question)
        with contextlib.suppress(InteractionFailed, TimeoutError, AssertionError):
            shown = await call.until(lambda message: QUEUED_TEXT not in message.text, timeout=SECONDS)
            said = "busy" if BUSY_TEXT in shown.text else "answered"
            wait = time.perf_counter() - started if said == "answered" else None
        self.rows.append((server, call.acknowledged_after, wait))
        return said

    async def crowd(self) -> None:
        """Let people of all servers ask at once, those of the last server last."""
        each = self._askers // SERVERS
        await asyncio.gather(*(self.one(server, person) for server in range(SERVERS) for person in range(each)))

    async def flood(self) -> None:
        """Let people of one server write many questions, and then one person of another ask."""
        mention = f"<@{self._discord.bot.id}>"
        for number in range(FLOOD):
            person = self._people[0][number % FLOODERS]
            await person.say(self._channels[0], f"{mention} {self._questions[number % len(self._questions)]}")
        await self.one(1, 0)

    def cells(self) -> list[str]:
        """Return what was measured, for a table."""
        acknowledged = [seconds * 1000 for _, seconds, _ in self.rows if seconds is not None]
        waits = [wait for *_, wait in self.rows if wait is not None]
        lost = len(self.rows) - len(waits)
        cells = [str(len(waits)), str(lost)]
        cells += [f"{value:.0f}" for value in (percentile(acknowledged, 50), max(acknowledged, default=0))]
        cells += [f"{percentile(waits, 50):.1f}", f"{max(waits, default=0):.1f}"]
        if not (ratios := self._ratios()):
            return [*cells, "", ""]
        return [*cells, f"{max(ratios):.2f}", f"{ratios[-1]:.2f}"]

    def broken(self) -> list[str]:
        """Return which promises are broken."""
        late = sum(seconds is None or seconds > ACKNOWLEDGED_SECONDS for _, seconds, _ in self.rows)
        lost = sum(wait is None for *_, wait in self.rows)
        found = [f"{late} not acknowledged in time"] * bool(late) + [f"{lost} lost"] * bool(lost)
        ratios = self._ratios()
        if ratios and ratios[-1] > MAX_RATIO:
            found.append(f"the last server waited {ratios[-1]:.2f} times as long as the others")
        return found

    def _ratios(self) -> list[float]:
        """Return each server's mean wait, divided by the median of the others'; none if some were not asked from."""
        waits = [
            [wait for place, _, wait in self.rows if place == server and wait is not None] for server in range(SERVERS)
        ]
        if not all(waits):
            return []
        means = [statistics.mean(each) for each in waits]
        return [mean / statistics.median([*means[:server], *means[server + 1 :]]) for server, mean in enumerate(means)]


def usual_priority() -> list[str]:
    """Raise the priority of this process, if that is allowed; return what starts another with the usual one."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, RAISED)
    except (AttributeError, PermissionError):
        return []
    return ["nice", "-n", str(-RAISED)]


@contextlib.contextmanager
def load(count: int, usual: list[str]) -> Iterator[None]:
    """Keep the processors busy with so many processes."""
    busy = [subprocess.Popen([*usual, sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


async def bot(given: Figures) -> None:
    """Run the bot as ``quoth run`` does, until nothing more can come from the other process."""
    sys.path.insert(0, given["code"])
    from bot.running import serve
    from bot.settings import Settings

    folder, stop = Path(given["folder"]), asyncio.Event()
    os.environ["PYTHONPATH"] = given["code"]
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        seeds_dir=folder / "seeds",
        index_dir=folder / "index",
        reader=given["reader"],
        discord_token=given["token"],
        discord_watch=False,
        discord_queue=given["queue"],
        discord_questions_per_minute=100_000,
        log_level="ERROR",
    )
    network._authority = lambda: Authority(folder / "authority.pem")  # type: ignore[assignment]
    running = asyncio.create_task(
        serve(settings, stop=stop, connect=lambda: {"connector": network.Connector(given["port"])})
    )
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    stop.set()
    await running


if __name__ == "__main__":
    main()
