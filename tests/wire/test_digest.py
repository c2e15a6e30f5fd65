"""What operators are told each day, in their channel."""

from __future__ import annotations

import logging
import math
import time
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.cogs.operators.digesting import MAX_TRIES, RETRY_SECONDS, Digesting
from bot.digest.periods import Frequency
from bot.doctor.digests import kept_for_digests
from bot.doctor.portal import ask_discord

from ..discord_double.permissions import Permission

SILENT = "Who won the football world cup in 1998?"
EELS = "Where do eels spawn?"
MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture(autouse=True)
def tomorrow(monkeypatch):
    """Let it be the next morning."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    moment = [midnight + 86_400 + 9 * 3600]
    monkeypatch.setattr(Digesting, "clock", staticmethod(lambda: moment[0]))
    return moment


@pytest.fixture
def desk(stage):
    """The channel of the operators, which everybody may see unless a test shuts it."""
    return stage.guild.add_text_channel("desk")


def daily(desk, **settings):
    """Return settings with which the digest is posted as soon as the bot runs."""
    return {"discord_digest": frozenset({(desk.id, "daily")}), "discord_keep_unanswered": True, **settings}


async def posted(stage, desk):
    """Return the text of the only digest."""
    await stage.discord.until(lambda: bool(stage.by_bot(desk)))
    (digest,) = stage.by_bot(desk)
    return digest.text


def test_a_digest_is_posted_once_with_what_its_audience_may_read(stage, play, desk):
    council = stage.guild.add_text_channel("council")
    council.deny(None, Permission.VIEW_CHANNEL)
    council.allow(stage.discord.bot, Permission.VIEW_CHANNEL)
    council.allow(stage.ada, Permission.VIEW_CHANNEL)

    async def story():
        while datetime.now(UTC).hour == 23 and datetime.now(UTC).minute > 57:
            time.sleep(1)  # what is asked shall lie in one day
        async with stage.bot(discord_keep_unanswered=True):
            await stage.ask(EELS)
            await stage.ask(SILENT)
            await (await stage.ada.slash(stage.general, "ask", question="What is my secret?", private=True)).message()
            await (await stage.ada.slash(council, "ask", question="Who won the council's cup in 1998?")).message()
        async with stage.bot(**daily(desk)) as bot:
            text = await posted(stage, desk)
            assert not await bot.get_cog("Digesting").post_if_due(desk.id, Frequency.DAILY)
        async with stage.bot(**daily(desk)) as bot:  # nor after a restart
            assert not await bot.get_cog("Digesting").post_if_due(desk.id, Frequency.DAILY)
        assert len(stage.by_bot(desk)) == 1
        assert "Asked: 4 · answered: 1 · not in the sources: 3" in text
        assert SILENT in text
        assert "secret" not in text
        assert "council" not in text
        async with stage.bot(**daily(council)):  # those who see it may know what was asked there
            assert "council's cup" in (await posted(stage, council)).replace("’", "'")
        async with stage.bot(**daily(stage.general, discord_keep_unanswered=False)):  # what is kept from before
            await stage.discord.until(lambda: "Never quoted" in stage.by_bot()[-1].text)
            assert SILENT not in stage.by_bot()[-1].text

    play(story)


@pytest.mark.parametrize("is_shut", [False, True])
def test_a_digest_names_only_documents_that_all_who_see_it_may_read(stage, play, desk, open_tiny, tmp_path, is_shut):
    staff = stage.guild.add_role("staff")
    seeds = tmp_path / "school"
    (seeds / "staff").mkdir(parents=True)
    (seeds / "staff" / ".quothaccess").write_text(f"roles: [{staff.id}]")
    (seeds / "staff" / "payroll.md").write_text("# Payroll\n\nThe head of the school earns 4711 crowns in a year.\n")
    (seeds / "eels.md").write_text("# Eels\n\nEels spawn in the Sargasso Sea.\n")
    library = open_tiny(seeds, tmp_path / "school-index")
    library.sync()
    if is_shut:
        desk.deny(None, Permission.VIEW_CHANNEL)
        desk.allow(staff, Permission.VIEW_CHANNEL)
        desk.allow(stage.discord.bot, Permission.VIEW_CHANNEL)

    async def story():
        async with stage.bot(library):
            await stage.ask("Zebra?")
        async with stage.bot(library, **daily(desk)):
            text = await posted(stage, desk)
        assert ("Payroll" in text, "of 2 documents" in text) == (is_shut, is_shut)
        assert "Eels" in text

    play(story)


def test_privacy_says_that_a_digest_may_show_words(stage, play, desk):
    async def story():
        for is_kept in (True, False):
            async with stage.bot(**daily(desk, discord_keep_unanswered=is_kept)):
                told = await (await stage.ada.slash(stage.general, "privacy")).message()
                assert ("A digest for operators may show" in told.text) is is_kept

    play(story)


def test_where_nothing_was_asked_nothing_is_posted(stage, play, desk):
    async def story():
        async with stage.bot(discord_digest=frozenset({(desk.id, "weekly")})) as bot:
            assert not await bot.get_cog("Digesting").post_if_due(desk.id, Frequency.WEEKLY)
            assert stage.by_bot(desk) == []

    play(story)


def test_a_digest_that_cannot_be_posted_is_tried_again_a_few_times(stage, play, desk, tomorrow, caplog):
    caplog.set_level(logging.WARNING, "bot.cogs.operators.digesting")

    async def story():
        async with stage.bot() as bot:
            await stage.ask(EELS)
            desk.deny(None, Permission.SEND_MESSAGES)
            digesting = bot.get_cog("Digesting")
            for count in range(1, MAX_TRIES + 2):
                assert not await digesting.post_if_due(desk.id, Frequency.DAILY)
                assert not await digesting.post_if_due(desk.id, Frequency.DAILY)  # not at once
                tried = len(stage.discord.requests("POST", f"/channels/{desk.id}/messages"))
                assert tried == min(count, MAX_TRIES)
                tomorrow[0] += RETRY_SECONDS
        logged = [record for record in caplog.records if record.name == "bot.cogs.operators.digesting"]
        said = [(record.message, record.quoth_fields["reason"]) for record in logged]
        assert said == [("digest could not be posted", "50013"), ("digest is given up", "50013")]
        desk.allow(None, Permission.SEND_MESSAGES)
        async with stage.bot(**daily(desk)):  # somebody has mended it
            assert "Asked: 1" in await posted(stage, desk)

    play(story)


@pytest.mark.parametrize("is_applied", [True, False])
def test_a_digest_of_which_nobody_knows_whether_it_arrived_comes_once(stage, play, desk, tomorrow, is_applied):
    async def story():
        async with stage.bot() as bot:
            await (await stage.ada.slash(desk, "ask", question=EELS)).message()
            digesting, other = bot.get_cog("Digesting"), len(stage.by_bot(desk))
            fault = stage.discord.faults.add("POST", MESSAGES, drop=True, applied=is_applied, times=math.inf)
            assert not await digesting.post_if_due(desk.id, Frequency.DAILY)
            assert fault.served > 1
            stage.discord.faults.clear()
            assert len(stage.by_bot(desk)) == other + is_applied
            for message in stage.by_bot(desk):  # Discord remembers a nonce for a few minutes only
                message.nonce = None
            tomorrow[0] += RETRY_SECONDS
            assert await digesting.post_if_due(desk.id, Frequency.DAILY) is not is_applied
            tomorrow[0] += RETRY_SECONDS
            assert not await digesting.post_if_due(desk.id, Frequency.DAILY)
            assert len(stage.by_bot(desk)) == other + 1

    play(story)


def test_the_doctor_says_where_no_digest_can_be_posted(stage, play, desk):
    shut, mute = (stage.guild.add_text_channel(name) for name in ("shut", "mute"))
    forum = stage.guild.add_forum("forum")
    shut.deny(None, Permission.VIEW_CHANNEL)
    mute.deny(None, Permission.SEND_MESSAGES)

    async def findings(*channels):
        pairs = frozenset((channel, "daily") for channel in channels)
        settings = stage.values(stage.library, discord_digest=pairs, discord_token=SecretStr("a.b.c"))
        found = await ask_discord(settings, stage.discord.connector())
        return [(finding.state, finding.text) for finding in found if finding.name == "digest"]

    async def story():
        assert await findings() == []
        assert await findings(desk.id) == [("ok", "can be posted in 1 channel")]
        assert await findings(desk.id, shut.id, mute.id, forum.id, 99) == [
            ("warning", "there is no channel 99 of DISCORD_DIGEST"),
            ("warning", f"the bot does not see channel {shut.id} of DISCORD_DIGEST"),
            ("warning", "in #mute of Library, the bot may not Send Messages"),
            ("warning", f"channel {forum.id} of DISCORD_DIGEST is no text channel"),
        ]

    stage.discord._world.token = "a.b.c"
    play(story)


@pytest.mark.parametrize(("frequency", "days", "count"), [("weekly", 7, 1), ("weekly", 8, 0), ("daily", 1, 0)])
def test_the_doctor_says_when_a_week_is_forgotten_before_it_is_counted(stage, frequency, days, count):
    pairs = frozenset({(5, frequency)})
    settings = stage.values(stage.library, discord_digest=pairs, discord_keep_days=days)
    assert [each.state for each in kept_for_digests(settings)] == ["warning"] * count
