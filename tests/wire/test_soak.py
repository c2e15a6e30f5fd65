"""A short soak; ``tests/benchmarks/soak.py`` is the long one."""

from __future__ import annotations

import asyncio
import os
import threading

import pytest

from bot.client import Quoth

from ..discord_double import DiscordDouble
from .crowd import BREAKS, UNEXPLAINED, Crowd, asked_questions

QUESTIONS = 200


@pytest.fixture
def discord():
    """A Discord that checks limits by hand only: the whole description takes longer than answering, in one process."""
    with DiscordDouble(name="Quoth", openapi=None) as double:
        yield double
        # Whether something was done already can only be found out by trying again.
        double.violations[:] = [one for one in double.violations if "40060" not in str(one)]


async def at_once(*_, **__):
    """Identify without the 5 seconds that discord.py waits before it does so again."""


@pytest.mark.slow
def test_no_question_is_lost_without_a_reason_and_nothing_is_left_behind_while_discord_misbehaves(
    stage, play, root, monkeypatch
):
    monkeypatch.setattr(Quoth, "before_identify_hook", at_once)

    async def story():
        crowd = Crowd(stage.discord, asked_questions(root), seed=1, mishap_seconds=0.1)
        async with stage.bot():
            await crowd.meet()
            await crowd.ask(20, stormy=False)
            before = (len(os.listdir("/proc/self/fd")), threading.active_count(), len(asyncio.all_tasks()))
            for how in BREAKS.values():
                how(stage.discord.gateway)
                asked = await crowd.ask(QUESTIONS // (2 * len(BREAKS)), stormy=False)
                assert crowd.unexplained == []
            asked = await crowd.ask(QUESTIONS // 2, stormy=True)
            await stage.discord.gateway.until_connected()
            await crowd.ask(20, stormy=False)
            after = (len(os.listdir("/proc/self/fd")), threading.active_count(), len(asyncio.all_tasks()))
        assert crowd.unexplained == []
        fates = [one.fate for one in asked]
        assert UNEXPLAINED not in fates
        assert fates.count("answered") > QUESTIONS // 4
        assert max(crowd.replies().values()) == 1
        assert [grown - was for was, grown in zip(before, after, strict=True)] < [20, 4, 5]

    play(story, 120)
