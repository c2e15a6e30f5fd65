"""A short soak; ``tests/benchmarks/soak.py`` is the long one."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import threading

import pytest
from discord.backoff import ExponentialBackoff

from bot.client import Quoth

from ..discord_double import DiscordDouble
from .crowd import BREAKS, Crowd, asked_questions

ALLOWANCE = (30, 6, 6)
"""So many files, threads and tasks more than at the start are none that leak: a leak grows with 150 questions.

Both ends of every connection are files of this process, and how many are open at a moment varies by several.
"""


@pytest.fixture
def discord():
    """A Discord that checks limits by hand only: the whole description takes longer than answering, in one process."""
    with DiscordDouble(name="Quoth", openapi=None) as double:
        yield double
        # Whether something was done already can only be found out by trying again.
        double.violations[:] = [one for one in double.violations if "40060" not in str(one)]


@pytest.fixture
def bundled(open_tiny, tmp_path, root):
    """A library for the stage that answers fast, whatever it finds."""
    (tmp_path / "seeds").mkdir()
    shutil.copy(root / "seeds" / "science" / "eels.txt", tmp_path / "seeds")
    library = open_tiny(tmp_path / "seeds", tmp_path / "index")
    library.sync()
    return library


async def at_once(*_, **__):
    """Identify without the 5 seconds that discord.py waits before it does so again."""


@pytest.mark.slow
def test_no_question_is_lost_without_a_reason_and_nothing_is_left_behind_while_discord_misbehaves(
    stage, play, root, monkeypatch
):
    monkeypatch.setattr(Quoth, "before_identify_hook", at_once)
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0.05)  # else up to minutes, after a few refusals

    async def story():
        crowd = Crowd(stage.discord, asked_questions(root), seed=1, patience=30, gives_up=1, mishap_seconds=0.1)
        async with stage.bot():
            await crowd.meet()
            before = held()
            asked = []
            for how in BREAKS.values():
                how(stage.discord.gateway)
                asked += await crowd.ask(8, stormy=False)
            asked += await crowd.ask(80, stormy=True)
            await stage.discord.gateway.until_connected(timeout=60)
            asked += await crowd.ask(12, stormy=False)
            after = await settled(before)
        assert crowd.unexplained == []
        assert sum(one.fate == "answered" for one in asked) > len(asked) / 2
        assert max(crowd.replies().values()) == 1
        assert at_most(ALLOWANCE, before, after), (before, after)

    play(story, 240)


def test_a_refused_answer_is_explained_also_after_an_acknowledgement_whose_confirmation_got_lost(stage, play):
    async def story():
        crowd = Crowd(stage.discord, ["Where do eels spawn?"], size=1, patience=10, gives_up=0.5)
        async with stage.bot() as bot:
            bot.desk._seconds_each = 60.0  # so that a sign comes first
            faults, callback = stage.discord.faults, "/interactions/*/*/callback"
            faults.add("POST", callback, drop=True, applied=True)
            faults.add("POST", callback, delay=0.001)  # the second attempt is told that the first one arrived
            faults.add("POST", callback, status=403, code=50013)
            call = await stage.ada.slash(stage.general, "ask", question="Where do eels spawn?")
            assert await crowd._shown(call) is None
            assert crowd._reason(call) == "every attempt failed, the last with 403"

    play(story)


async def settled(before):
    """Return what is held as soon as it is little more than before; a busy machine may take a minute for that.

    Idle connections are closed after 15 seconds, and those of failed attempts to connect when their errors are freed,
    which refer to them in circles.
    """
    until = asyncio.get_running_loop().time() + 60
    while not at_most(ALLOWANCE, before, after := held()) and asyncio.get_running_loop().time() < until:
        gc.collect()
        await asyncio.sleep(0.5)
    return after


def at_most(more, before, after):
    return all(now - was <= most for most, was, now in zip(more, before, after, strict=True))


def held():
    """Return how many files, threads and tasks there are."""
    return len(os.listdir("/proc/self/fd")), threading.active_count(), len(asyncio.all_tasks())
