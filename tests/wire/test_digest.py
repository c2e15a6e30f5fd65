"""What operators are told each day, in their channel."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from bot.cogs.operators.digesting import RETRY_SECONDS, Digesting
from bot.digest.periods import Frequency

SILENT = "Who won the football world cup in 1998?"
EELS = "Where do eels spawn?"


@pytest.fixture(autouse=True)
def tomorrow(monkeypatch):
    """Let it be the next morning."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    moment = [midnight + 86_400 + 9 * 3600]
    monkeypatch.setattr(Digesting, "clock", staticmethod(lambda: moment[0]))
    return moment


def test_a_digest_is_posted_once_with_what_its_audience_may_read(stage, play):
    desk = stage.guild.add_text_channel("desk")

    async def story():
        while datetime.now(UTC).hour == 23 and datetime.now(UTC).minute > 57:
            time.sleep(1)  # what is asked shall lie in one day
        named = {"discord_digest": frozenset({(desk.id, "daily")}), "discord_keep_unanswered": True}
        async with stage.bot(discord_keep_unanswered=True):
            await stage.ask(EELS)
            await stage.ask(SILENT)
            await (await stage.ada.slash(stage.general, "ask", question="What is my secret?", private=True)).message()
        async with stage.bot(**named) as bot:
            await stage.discord.until(lambda: bool(stage.by_bot(desk)))
            assert not await bot.get_cog("Digesting").post_if_due(desk.id, Frequency.DAILY)
        async with stage.bot(**named) as bot:  # nor after a restart
            assert not await bot.get_cog("Digesting").post_if_due(desk.id, Frequency.DAILY)
        (digest,) = stage.by_bot(desk)
        assert "Asked: 3 · answered: 1 · not in the sources: 2" in digest.text
        assert SILENT in digest.text
        assert "secret" not in digest.text
        assert "Never quoted" in digest.text

    play(story)


def test_where_nothing_was_asked_nothing_is_posted(stage, play):
    desk = stage.guild.add_text_channel("desk")

    async def story():
        async with stage.bot(discord_digest=frozenset({(desk.id, "weekly")})) as bot:
            assert not await bot.get_cog("Digesting").post_if_due(desk.id, Frequency.WEEKLY)
            assert stage.by_bot(desk) == []

    play(story)


def test_a_digest_that_cannot_be_posted_is_tried_again_a_few_times(stage, play, tomorrow):
    desk = stage.guild.add_text_channel("desk")

    async def story():
        async with stage.bot() as bot:
            await stage.ask(EELS)
            bot.settings.discord_digest = frozenset({(desk.id, "daily")})
            digesting = bot.get_cog("Digesting")
            for _ in range(2):
                stage.discord.faults.add("POST", f"/channels/{desk.id}/messages", status=403, code=50013)
                assert not await digesting.post_if_due(desk.id, Frequency.DAILY)
                assert not await digesting.post_if_due(desk.id, Frequency.DAILY)  # not at once
                tomorrow[0] += RETRY_SECONDS
            assert await digesting.post_if_due(desk.id, Frequency.DAILY)
            assert len(stage.by_bot(desk)) == 1

    play(story)
