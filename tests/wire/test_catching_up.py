"""What was asked while nothing could be heard is answered afterwards, once and soon; what was deleted, forgotten."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from discord.utils import utcnow

from bot.client import Quoth
from bot.cogs import catching_up
from bot.deciding import Mode
from bot.state.records import ChannelSettings
from bot.state.state import State
from retrieval import Answer
from retrieval.errors import StorageError

from ..discord_double import Permission

KRAKATOA = "How far away could people hear Krakatoa?"
EELS = "Where do eels spawn?"
SILENT = "Who won the football world cup in 1998?"


@pytest.fixture
def gap(monkeypatch):
    """An event that the bot awaits before it begins another session."""
    ended = asyncio.Event()

    async def wait(*_, initial=False):
        if not initial:
            await ended.wait()

    monkeypatch.setattr(Quoth, "before_identify_hook", wait)
    return ended


def replied(stage, *places):
    """Return the ids of the messages to which the bot has replied, as often as it has."""
    return sorted(message.reference.id for place in places for message in stage.by_bot(place))


@asynccontextmanager
async def begun(stage):
    """Run a bot that need not get a connection until the block ends."""
    values = stage.values(stage.library)
    with State(stage.folder / "discord.sqlite", keep_days=values.discord_keep_days) as state:
        client = stage.client(values, stage.library, state)
        running = asyncio.create_task(client.start(stage.discord.token))
        try:
            yield client
        finally:
            await client.finish(5)
            await client.close()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def test_what_was_asked_between_two_sessions_is_answered_once(stage, play, gap):
    async def story():
        direct = stage.ada.direct_channel
        thread = await stage.ada.start_thread(stage.general, "Eels")
        async with stage.bot():
            known = [await stage.ada.dm(KRAKATOA), await stage.ada.say(stage.general, stage.mention(KRAKATOA))]
            await stage.answers(1, direct)
            await stage.answers(1)
            stage.discord.gateway.invalidate()
            asked = [await stage.ada.say(stage.general, stage.mention(EELS)), await stage.ada.dm(EELS)]
            asked.append(await stage.ada.say(thread, stage.mention(KRAKATOA)))
            await stage.ada.say(stage.general, "Does anybody hear me?")
            gap.set()
            await stage.answers(1)
            await stage.answers(1, direct)
            await stage.answers(1, thread)
            again = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            await stage.answers(1)
        expected = sorted(message.id for message in [*known, *asked, again])
        assert replied(stage, stage.general, direct, thread) == expected
        assert len(stage.discord.gateway.missed) >= len(asked)

    play(story)


def test_what_was_missed_is_answered_although_the_new_session_breaks_before_it_is_complete(stage, play, gap):
    stage.options["guild_ready_timeout"] = 0.5

    async def story():
        async with stage.bot() as bot:
            stage.discord.gateway.invalidate()
            asked = await stage.ada.say(stage.general, stage.mention(EELS))
            begun = asyncio.create_task(bot.wait_for("shard_connect"))
            await asyncio.sleep(0)
            gap.set()
            await begun
            stage.discord.gateway.reconnect()
            await stage.discord.gateway.until_resumed()
            await stage.answers(1)
        assert replied(stage, stage.general) == [asked.id]

    play(story)


def test_question_whose_answer_was_under_way_when_the_session_ended_is_answered_once(stage, play, gap):
    async def story():
        async with stage.bot() as bot:
            with stage.library._turn:
                first = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
                while not bot.desk.waiting:
                    await asyncio.sleep(0.001)
                stage.discord.gateway.invalidate()
                second = await stage.ada.say(stage.general, stage.mention(EELS))
                gap.set()
                while bot.desk.waiting < 2:
                    await asyncio.sleep(0.001)
            await stage.answers(2)
        assert replied(stage, stage.general) == [first.id, second.id]

    play(story)


def test_what_was_asked_or_deleted_while_the_bot_was_stopped_is_answered_or_forgotten_when_it_starts_again(
    stage, play, monkeypatch
):
    monkeypatch.setattr(catching_up, "FETCH_PAUSE_SECONDS", 0)
    mod = stage.guild.add_member("mod", permissions=Permission.MANAGE_MESSAGES)
    closed, direct = stage.guild.add_text_channel("closed"), stage.ada.direct_channel

    async def story():
        await stage.ada.say(stage.general, stage.mention(KRAKATOA))
        async with stage.bot(discord_keep_unanswered=True) as bot:
            command = await stage.ask(KRAKATOA)
            said = [await stage.ada.say(closed, stage.mention(KRAKATOA)), await stage.ada.dm(SILENT)]
            kept, answer = await stage.answers(1, closed), (await stage.answers(1, direct))[0]
            while bot.waiting_to_send:
                await asyncio.sleep(0.01)
            assert bot.state.stored_about(stage.ada.id) == {"answers": 3, "feedback": 0, "unanswered": 1}
        for message in said:
            await stage.ada.delete(message)
        await mod.delete(command)
        closed.deny(stage.discord.bot, Permission.READ_MESSAGE_HISTORY)
        asked = await stage.ada.say(stage.general, stage.mention(EELS))
        async with stage.bot() as bot:
            await stage.general.next_message(timeout=30, after=asked)
            await answer.until(lambda shown: shown.deleted)
            while bot.state.stored_about(stage.ada.id) != {"answers": 2, "feedback": 0, "unanswered": 0}:
                await asyncio.sleep(0.01)
            assert not kept[0].deleted  # nobody could tell that its question is gone
        assert [message.reference for message in stage.by_bot() if message.reference] == [asked]

    play(story)


def test_after_a_crash_the_latest_messages_are_read_and_what_was_answered_is_not_answered_again(
    stage, play, monkeypatch
):
    monkeypatch.setattr(catching_up, "MAX_MESSAGES", 5)
    heard = []

    async def hear(_, message):
        heard.append(message.id)

    async def story():
        async with stage.bot() as bot:
            assert bot.state.meta(catching_up._HEARD)
            known = [await stage.ada.say(stage.general, stage.mention(KRAKATOA)) for _ in range(2)]
            await stage.ada.say(stage.general, "Does anybody hear me?")
            answers = {answer.reference.id: answer for answer in await stage.answers(2)}
            later = await stage.ada.say(stage.general, stage.mention(EELS))
            (removed,) = await stage.answers(1)
        await stage.discord.owner.delete(removed)
        with State(stage.folder / "discord.sqlite", keep_days=1) as state:  # a bot that is killed notes nothing
            state.set_meta(catching_up._HEARD, (utcnow() - timedelta(minutes=10)).isoformat())
        missed = [await stage.ada.say(stage.general, stage.mention(text)) for text in (EELS, KRAKATOA)]
        monkeypatch.setattr(Quoth, "on_message", hear)
        async with stage.bot():
            await stage.answers(2)
        assert [number for number in heard if number in {message.id for message in (*known, later, *missed)}] == [
            message.id for message in missed
        ]
        assert replied(stage, stage.general) == sorted([*answers, *(message.id for message in missed)])

    play(story)


def test_a_question_whose_answer_was_stored_and_never_sent_is_answered_after_a_crash(stage, play):
    async def story():
        async with stage.bot() as bot:
            asked = await stage.ada.say(stage.general, "nobody hears this")
            where = {"server": stage.guild.id, "channel": stage.general.id, "asking_message": asked.id}
            bot.state.remember(Answer(EELS, False, 0.0, 0.0), person=stage.ada.id, documents=1, **where)
        with State(stage.folder / "discord.sqlite", keep_days=1) as state:
            state.set_meta(catching_up._HEARD, (utcnow() - timedelta(minutes=10)).isoformat())
        await stage.ada.edit(asked, stage.mention(EELS))
        async with stage.bot():
            await stage.answers(1)
        assert replied(stage, stage.general) == [asked.id]

    play(story)


def test_questions_are_looked_for_within_bounds_and_never_while_their_server_is_out_of_reach(stage, play, monkeypatch):
    monkeypatch.setattr(catching_up, "FETCH_PAUSE_SECONDS", 0)
    monkeypatch.setattr(catching_up, "MAX_FETCHED", 2)
    elsewhere = stage.discord.add_guild("Elsewhere")

    async def story():
        async with stage.bot() as bot:
            keep, place = bot.state.remember, {"person": 1, "documents": 1, "is_private": False}
            here, there = {**place, "server": stage.guild.id}, {**place, "server": elsewhere.id}
            answer = Answer(EELS, False, 0.0, 0.0)
            for message in (1, 2, 3):
                keep(answer, **here, channel=stage.general.id, asking_message=message)
            keep(answer, **there, channel=elsewhere.add_text_channel("square").id, asking_message=4)
            bot.state._db.execute("UPDATE answers SET at = at - 5 + asking_message")
            elsewhere.go_down()
            stage.discord.gateway.invalidate()
            while bot.state.stored_about(1)["answers"] != 2:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            assert [bot.state.answer_to(message) is None for message in (1, 2, 3, 4)] == [False, True, True, False]

    play(story)


def test_what_was_asked_before_a_bot_that_never_got_a_session_is_answered_by_the_next_one(stage, play):
    async def story():
        async with stage.bot():
            pass
        asked = await stage.ada.say(stage.general, stage.mention(EELS))
        gateway = stage.discord.gateway
        gateway.refuse(100)
        async with begun(stage):
            await stage.discord.until(lambda: len(gateway._refusals) < 100, timeout=30)
        gateway._refusals.clear()
        async with stage.bot():
            await stage.answers(1)
        assert replied(stage, stage.general) == [asked.id]

    play(story)


def test_what_was_asked_on_a_shard_that_never_got_a_session_is_answered_by_the_next_bot(stage, play, monkeypatch):
    stage.discord._world.shards = 2
    elsewhere = [stage.discord.add_guild(f"Elsewhere {shard}", shard=shard) for shard in range(2)]
    squares = [guild.add_text_channel("square") for guild in elsewhere]
    people = [guild.add_member("bob") for guild in elsewhere]
    gateway = stage.discord.gateway

    async def first_one_alone(*_, initial=False):
        assert initial
        gateway.refuse(100)

    async def story():
        async with stage.bot():
            pass
        asked = [await person.say(square, stage.mention(EELS)) for person, square in zip(people, squares, strict=True)]
        with monkeypatch.context() as patched:
            patched.setattr(Quoth, "before_identify_hook", first_one_alone)
            async with begun(stage):
                await stage.answers(1, squares[0])
        gateway._refusals.clear()
        async with stage.bot():
            await stage.answers(1, squares[1])
        assert replied(stage, *squares) == sorted(message.id for message in asked)

    play(story)


def test_what_a_bot_that_stops_while_it_looks_has_not_found_is_answered_by_the_next_one(stage, play):
    second = stage.guild.add_text_channel("second")

    async def story():
        async with stage.bot():
            pass
        asked = [await stage.ada.say(place, stage.mention(EELS)) for place in (stage.general, second)]
        stage.discord.faults.add("GET", f"/channels/{stage.general.id}/messages", delay=1)
        async with stage.bot() as bot:

            def stops_while_it_looks():
                bot.is_finishing = stage.discord.faults.waiting[0].served > 0  # at once, however busy the machine is
                return bot.is_finishing

            await stage.discord.until(stops_while_it_looks)
            await bot.finish()
            assert stage.by_bot() == []
            await stage.discord.until_requested("GET", "/channels/*/messages", 2)
            while any(task.get_name() == "discord.py: on_shard_ready" for task in asyncio.all_tasks()):
                await asyncio.sleep(0.01)
        assert replied(stage, stage.general, second) == []
        async with stage.bot():
            await stage.answers(1)
            await stage.answers(1, second)
        assert replied(stage, stage.general, second) == [message.id for message in asked]

    play(story)


def test_what_could_not_be_looked_for_is_answered_by_the_next_bot(stage, play, monkeypatch):
    failed = asyncio.Event()

    async def fail(*_):
        failed.set()
        raise StorageError("the disk is full", "")

    async def story():
        async with stage.bot():
            pass
        asked = await stage.ada.say(stage.general, stage.mention(EELS))
        with monkeypatch.context() as patched:
            patched.setattr(catching_up.CatchingUp, "_was_answered", fail)
            async with stage.bot():
                await failed.wait()
        async with stage.bot():
            await stage.answers(1)
        assert replied(stage, stage.general) == [asked.id]

    play(story)


def test_threads_and_posts_that_were_deleted_while_the_bot_was_stopped_are_forgotten_and_closed_ones_are_not(
    stage, play, monkeypatch
):
    monkeypatch.setattr(catching_up, "FETCH_PAUSE_SECONDS", 0)
    bob, forum = stage.guild.add_member("bob"), stage.guild.add_forum("forum")
    hidden = stage.guild.add_text_channel("hidden")

    async def story():
        threads = [await stage.ada.start_thread(stage.general, name) for name in ("Doomed", "Closed")]
        threads += [await stage.ada.post(forum, "Eels", stage.mention(EELS))]
        threads += [await stage.ada.start_thread(hidden, "Hidden")]
        doomed, closed, post, secret = threads
        async with stage.bot() as bot:
            for thread in threads:
                await stage.ada.say(thread, stage.mention(KRAKATOA))
                await stage.answers(1, thread)
            await (await bob.slash(doomed, "ask", question=EELS, private=True)).message(timeout=30)
            while bot.waiting_to_send:
                await asyncio.sleep(0.01)
            bot.state.set_channel(doomed.id, ChannelSettings(Mode.NOTHING), stage.guild.id)
            assert [bot.state.stored_about(person.id)["answers"] for person in (stage.ada, bob)] == [4, 1]
        closed.archive()
        doomed.delete()
        post.delete()
        hidden.deny(stage.discord.bot, Permission.VIEW_CHANNEL)
        async with stage.bot() as bot:
            while len(bot.state.server_channels()) != 2 or bot.channels:
                await asyncio.sleep(0.01)
            assert [bot.state.stored_about(person.id)["answers"] for person in (stage.ada, bob)] == [2, 0]
            assert {channel for _, channel, _ in bot.state.server_channels()} == {closed.id, secret.id}
            assert len(stage.discord.requests("GET", f"/channels/{doomed.id}/messages/*")) == 1

    play(story)


def test_nobody_hears_an_answer_to_a_question_from_long_ago(stage, play, gap, monkeypatch):
    monkeypatch.setattr(catching_up, "LONGEST_GAP", timedelta(0))

    async def story():
        async with stage.bot():
            stage.discord.gateway.invalidate()
            await stage.ada.say(stage.general, stage.mention(EELS))
            gap.set()
            await stage.discord.gateway.until_identified(2)
            asked = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            await stage.answers(1)
        assert replied(stage, stage.general) == [asked.id]

    play(story)


def test_rules_hold_for_what_was_missed_and_a_closed_channel_keeps_nobody_elsewhere_from_an_answer(stage, play, gap):
    async def story():
        role = stage.guild.add_role("reader")
        bob = stage.guild.add_member("bob")
        stage.guild.set_roles(stage.ada, [role])
        closed = stage.guild.add_text_channel("closed")
        closed.deny(stage.discord.bot, Permission.READ_MESSAGE_HISTORY)
        async with stage.bot(discord_roles=str(role.id)):
            stage.discord.gateway.invalidate()
            await stage.ada.say(closed, stage.mention(EELS))
            await bob.say(stage.general, stage.mention(EELS))
            asked = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            gap.set()
            await stage.answers(1)
        assert replied(stage, stage.general, closed) == [asked.id]

    play(story)
