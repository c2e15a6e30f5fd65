"""Threads, forums, direct messages, user installs, and what people cannot do where."""

from __future__ import annotations

import pytest

from .. import Impossible, Permission
from .puppet import Scene, discord, play, say_done


def test_threads_are_opened_joined_and_written_in_by_bot_and_people() -> None:
    async def story(scene: Scene) -> None:
        ada, general = scene.ada, scene.general
        said = await ada.say(general, "a question")
        opened = await (await scene.here.fetch_message(said.id)).create_thread(name="Answers")
        await opened.send("first")
        thread = await general.next_thread()
        assert (thread.name, thread.id, thread.owner) == ("Answers", said.id, scene.double.bot)
        assert said.thread is thread
        assert (await thread.next_message()).content == "first"
        history = [message.type async for message in opened.history(oldest_first=True)]
        assert history == [discord.MessageType.thread_starter_message, discord.MessageType.default]
        with pytest.raises(discord.HTTPException) as caught:
            await (await scene.here.fetch_message(said.id)).create_thread(name="Again")
        assert caught.value.code == 160004

        mine = await ada.start_thread(await ada.say(general, "mine"), "Ada's")
        await ada.say(mine, f"{scene.double.bot.mention} come")
        await scene.puppet.until_seen(4)
        seen = scene.puppet.seen[-1]
        assert isinstance(seen.channel, discord.Thread)
        assert seen.channel.parent_id == general.id
        assert scene.double.bot.id not in mine.joined
        await seen.channel.join()
        assert scene.double.bot.id in mine.joined
        await seen.reply("here")
        assert (await mine.next_message()).content == "here"
        mine.archive(locked=True)
        mine.world.guilds[scene.guild.id].set_roles(scene.double.bot, [])
        with pytest.raises(discord.Forbidden) as refused:
            await seen.channel.send("locked")
        assert refused.value.code == 160005

    play(story)


def test_forum_posts_have_their_first_message_and_tags() -> None:
    async def story(scene: Scene) -> None:
        forum = scene.guild.add_forum("questions", tags=["new", "old"])
        post = await scene.ada.post(forum, "How far?", f"{scene.double.bot.mention} how far is it?", tags=["old"])
        await scene.puppet.until_seen(1)
        message = scene.puppet.seen[0]
        assert message.id == post.id == message.channel.id
        assert isinstance(message.channel, discord.Thread)
        assert [tag.name for tag in message.channel.applied_tags] == ["old"]
        await message.reply("far")
        assert (await post.next_message()).content == "far"
        known = scene.puppet.get_channel(forum.id)
        assert isinstance(known, discord.ForumChannel)
        made = await known.create_thread(name="From the bot", content="text", file=discord.File(__file__, "a.py"))
        assert made.message.content == "text"
        assert forum.threads[-1].messages[0].files[0].name == "a.py"
        with pytest.raises(discord.HTTPException):
            await scene.puppet.http.send_message(forum.id, params=discord.http.handle_message_parameters("x"))
        scene.double.violations.clear()

    play(story)


def test_direct_messages_work_both_ways_and_may_be_refused() -> None:
    async def story(scene: Scene) -> None:
        eve = scene.double.add_user("eve")
        await eve.dm("hello")
        await scene.puppet.until_seen(1)
        await scene.puppet.seen[0].channel.send("hello eve")
        assert (await eve.direct_channel.next_message()).content == "hello eve"
        user = await scene.puppet.fetch_user(scene.ada.id)
        await user.send("unasked")
        assert (await scene.ada.direct_channel.next_message()).content == "unasked"
        scene.bob.dms = False
        user = await scene.puppet.fetch_user(scene.bob.id)
        with pytest.raises(discord.Forbidden) as caught:
            await user.send("unwanted")
        assert caught.value.code == 50007
        call = await eve.slash(None, "do")
        assert (await call.message()).channel is eve.direct_channel

    play(story)


def test_user_installs_work_elsewhere_with_five_follow_ups() -> None:
    async def story(scene: Scene) -> None:
        double = scene.double
        elsewhere = double.add_guild("Elsewhere", bot=False)
        square = elsewhere.add_text_channel("square")
        eve = double.add_user("eve", installed=True)
        elsewhere.add_member(eve)
        elsewhere.add_member(scene.bob)
        with pytest.raises(Impossible, match="not installed"):
            await scene.bob.slash(square, "do")
        captured: list[discord.Interaction] = []

        async def script(interaction: discord.Interaction) -> None:
            captured.append(interaction)
            await interaction.response.send_message("here")
            for n in range(5):
                await interaction.followup.send(f"{n}")
            with pytest.raises(discord.HTTPException) as caught:
                await interaction.followup.send("six")
            assert caught.value.code == 40094
            with pytest.raises(discord.Forbidden):
                await interaction.channel.send("through the channel")

        scene.puppet.script = script
        call = await eve.slash(square, "do")
        await double.until_requested("POST", f"/channels/{square.id}/messages")
        assert [message.content for message in square.messages] == ["here", "0", "1", "2", "3", "4"]
        assert captured[0].is_user_integration()
        assert not captured[0].is_guild_integration()
        assert captured[0].user.name == "eve"
        assert len(call.followups) == 5
        assert "40094" in double.violations.pop().reason

        private = double.add_private_channel(eve, scene.ada)
        scene.puppet.script = say_done
        call = await eve.slash(private, "do")
        assert (await call.message()).content == "done"
        elsewhere.add_member(double.add_user("zoe", installed=True))
        square.deny(eve, Permission.USE_EXTERNAL_APPS)
        call = await eve.slash(square, "do")
        assert (await call.message()).ephemeral

    play(story)


def test_people_cannot_do_what_their_client_would_not_let_them() -> None:
    async def story(scene: Scene) -> None:
        scene.general.deny(scene.ada, Permission.SEND_MESSAGES | Permission.USE_APPLICATION_COMMANDS)
        for act in (
            scene.ada.say(scene.general, "x"),
            scene.ada.slash(scene.general, "do"),
            scene.ada.delete(await scene.bob.say(scene.general, "x")),
            scene.bob.say(scene.general, "x" * 2001),
            scene.bob.say(scene.general, "  "),
        ):
            with pytest.raises(Impossible):
                await act

    play(story)


def test_places_and_people_can_be_fetched() -> None:
    async def story(scene: Scene) -> None:
        puppet, guild = scene.puppet, await scene.puppet.fetch_guild(scene.guild.id)
        assert guild.name == "Library"
        assert [role.name for role in await guild.fetch_roles()] == ["@everyone", "puppet"]
        assert (await guild.fetch_member(scene.ada.id)).name == "ada"
        assert (await puppet.fetch_channel(scene.general.id)).name == "general"
        for unknown in (guild.fetch_member(1), puppet.fetch_channel(1), puppet.fetch_user(1), puppet.fetch_guild(1)):
            with pytest.raises(discord.NotFound):
                await unknown

    play(story)
