"""The loopback double of Discord, driven with a plain client that has nothing to do with Quoth.

What it does with interactions, limits and faults is tested in its own folder.
"""

from __future__ import annotations

import asyncio

import pytest

from .. import DiscordDouble, Permission, Portal, Unanswered
from .puppet import Puppet, Scene, discord, play, say_done, ui, view_of


def test_unmodified_client_connects_and_knows_guilds_channels_and_itself() -> None:
    async def story(scene: Scene) -> None:
        puppet = scene.puppet
        assert puppet.user is not None
        assert puppet.user.id == scene.double.bot.id
        guild = puppet.get_guild(scene.guild.id)
        assert guild is not None
        assert (guild.name, str(guild.preferred_locale), guild.member_count) == ("Library", "de", 4)
        assert [channel.name for channel in guild.text_channels] == ["general"]
        assert guild.me.guild_permissions.send_messages
        assert scene.double.commands.puts == 1
        assert sorted(scene.double.commands.names) == ["Quote this", "Who is this", "ask", "do", "sources"]
        assert [r.method + r.path for r in scene.double.requests()][:2] == [
            "GET/users/@me",
            "GET/oauth2/applications/@me",
        ]

    play(story)


def test_two_shards_split_the_guilds_and_plain_clients_work_unsharded() -> None:
    with DiscordDouble(shards=2) as double:
        guilds = [double.add_guild(f"g{n}", shard=n) for n in (0, 1)]

        async def sharded() -> None:
            puppet = Puppet(double)
            async with double.running(puppet):
                assert {guild.id for guild in puppet.guilds} == {guild.id for guild in guilds}
                assert [puppet.get_guild(guild.id).shard_id for guild in guilds] == [0, 1]
                assert double.gateway.identifies == 2

        asyncio.run(sharded())

        async def plain() -> None:
            client = discord.Client(
                intents=discord.Intents.default(), connector=double.connector(), guild_ready_timeout=0.1
            )
            start = asyncio.create_task(client.start(double.token))
            await double.gateway.until_connected(shards=1)
            await client.wait_until_ready()
            assert len(client.guilds) == 2
            await client.close()
            await start

        asyncio.run(plain())


def test_wrong_token_is_a_login_failure() -> None:
    with DiscordDouble() as double:

        async def story() -> None:
            async with Puppet(double) as puppet:
                with pytest.raises(discord.LoginFailure):
                    await puppet.start("another.token")

        asyncio.run(story())


def test_privileged_intent_that_the_portal_has_not_granted_closes_with_4014() -> None:
    intents = discord.Intents.default()
    intents.message_content = True
    with DiscordDouble() as double:

        async def story() -> None:
            puppet = Puppet(double, intents=intents)
            with pytest.raises(discord.PrivilegedIntentsRequired):
                async with double.running(puppet):
                    pass
            assert not puppet.application_flags.gateway_message_content_limited

        asyncio.run(story())


def test_content_is_blank_without_the_intent_except_where_discord_shows_it() -> None:
    async def story(scene: Scene) -> None:
        ada, general, bot = scene.ada, scene.general, scene.double.bot
        first = await ada.say(general, "secret", attachments=[("a.txt", b"x")])
        await ada.say(general, f"{bot.mention} hello", reply_to=first)
        own = await scene.here.send("mine")
        await ada.say(general, "a reply that pings", reply_to=general.messages[-1])
        await ada.say(general, "a reply that does not", reply_to=general.messages[2], ping=False)
        await ada.dm("direct")
        await scene.puppet.until_seen(6)
        assert [(m.content, len(m.attachments)) for m in scene.puppet.seen] == [
            ("", 0),
            (f"{bot.mention} hello", 0),
            ("mine", 0),
            ("a reply that pings", 0),
            ("", 0),
            ("direct", 0),
        ]
        assert scene.puppet.seen[1].reference.resolved.content == ""
        history = [message.content async for message in scene.here.history(limit=10, oldest_first=True)]
        assert history == ["", f"{bot.mention} hello", "mine", "a reply that pings", ""]
        assert (await scene.here.fetch_message(own.id)).content == "mine"

    play(story)


def test_content_is_there_with_the_intent_over_gateway_and_rest() -> None:
    intents = discord.Intents.default()
    intents.message_content = True

    async def story(scene: Scene) -> None:
        message = await scene.ada.say(scene.general, "open", attachments=[("a.txt", b"file")])
        seen = await scene.here.fetch_message(message.id)
        assert seen.content == "open"
        assert await seen.attachments[0].read() == b"file"
        await scene.puppet.until_seen(1)
        assert scene.puppet.seen[0].content == "open"

    play(story, Portal(message_content=True), intents=intents)


def test_events_come_only_with_their_intents() -> None:
    async def story(scene: Scene) -> None:
        message = await scene.ada.say(scene.general, "hello")
        await scene.ada.react(message, "👍")
        await scene.ada.type(scene.general)
        scene.guild.add_member("eve")
        await scene.ada.dm("direct")
        call = await scene.do(say_done)
        await call.message()
        assert {"MESSAGE_CREATE", "MESSAGE_REACTION_ADD", "TYPING_START", "GUILD_MEMBER_ADD"} & set(
            scene.puppet.heard
        ) == set()

    play(story, intents=discord.Intents(guilds=True))


def test_members_are_chunked_with_the_intent() -> None:
    intents = discord.Intents(guilds=True, members=True)

    async def story(scene: Scene) -> None:
        guild = scene.puppet.get_guild(scene.guild.id)
        assert {member.name for member in guild.members} == {"ada", "bob", "puppet", "owner"}
        found = await guild.query_members("a")
        assert [member.name for member in found] == ["ada"]

    play(story, Portal(members=True), intents=intents)


def test_history_pages_in_every_direction() -> None:
    async def story(scene: Scene) -> None:
        messages = [await scene.ada.say(scene.general, f"{n}") for n in range(9)]
        ids = [message.id for message in messages]
        middle = discord.Object(ids[4])
        assert [m.id async for m in scene.here.history(limit=3)] == ids[:-4:-1]
        assert [m.id async for m in scene.here.history(limit=2, before=middle)] == [ids[3], ids[2]]
        assert [m.id async for m in scene.here.history(limit=2, after=middle)] == [ids[5], ids[6]]
        assert [m.id async for m in scene.here.history(limit=3, around=middle)] == [ids[5], ids[4], ids[3]]

    play(story)


def test_bot_edits_deletes_reacts_types_and_uploads() -> None:
    async def story(scene: Scene) -> None:
        double, general = scene.double, scene.general
        async with scene.here.typing():
            pass
        assert general.typing_count == 1
        sent = await scene.here.send("one", file=discord.File(__file__, "some file.py", description="this"))
        message = await general.next_message()
        assert message.files[0].name == "some_file.py"
        assert "some_file.py" in message.files[0].text
        assert await sent.attachments[0].read() == message.files[0].content
        await sent.edit(content="two", attachments=[*sent.attachments, discord.File(__file__, "b.py")])
        assert [message.content, *(file.name for file in message.files)] == ["two", "some_file.py", "b.py"]
        assert [version.content for version in message.edits] == ["one"]
        await sent.add_reaction("👍")
        assert message.reactions == {"👍": [double.bot]}
        await sent.remove_reaction("👍", scene.puppet.user)
        assert message.reactions == {}
        said = await scene.ada.say(general, "ada's")
        with pytest.raises(discord.Forbidden):
            await (await scene.here.fetch_message(said.id)).edit(content="mine now")
        with pytest.raises(discord.Forbidden):
            await (await scene.here.fetch_message(said.id)).delete()
        await sent.delete()
        assert general.messages == [said]
        assert message.deleted
        with pytest.raises(discord.NotFound) as caught:
            await sent.edit(content="x")
        assert caught.value.code == 10008

    play(story)


def test_next_message_takes_each_message_once_and_says_what_there_is_when_none_comes() -> None:
    async def story(scene: Scene) -> None:
        await scene.here.send("1")
        await scene.here.send("2")
        assert (await scene.general.next_message()).content == "1"
        assert (await scene.general.next_message()).content == "2"
        with pytest.raises(Unanswered, match="no new message by puppet in #general"):
            await scene.general.next_message(timeout=0.05)
        asyncio.get_running_loop().call_later(0.05, lambda: asyncio.ensure_future(scene.here.send("3")))
        assert (await scene.general.next_message()).content == "3"

    play(story)


def test_pings_are_found_in_content_components_and_replies_and_stopped_by_allowed_mentions() -> None:
    async def story(scene: Scene) -> None:
        ada, bob, general, here = scene.ada, scene.bob, scene.general, scene.here
        role = scene.guild.add_role("Readers", mentionable=True)
        said = await ada.say(general, "hi")
        target = await here.fetch_message(said.id)
        none = discord.AllowedMentions.none()
        text = f"{bob.mention} {role.mention} @everyone"

        await target.reply(text, allowed_mentions=none)
        assert not (await general.next_message()).pings
        await target.reply(text)
        pings = (await general.next_message()).pings
        assert (pings.users, pings.roles, pings.everyone) == ([bob, ada], [role], False)
        await here.send(view=view_of(ui.Container(ui.TextDisplay(text))))
        assert (await general.next_message()).pings.users == [bob]
        await here.send(view=view_of(ui.TextDisplay(text)), allowed_mentions=none)
        assert not (await general.next_message()).pings
        await here.send(text, allowed_mentions=discord.AllowedMentions(users=[ada], roles=False, everyone=False))
        assert not (await general.next_message()).pings
        await here.send(f"`{bob.mention}` ```\n{bob.mention}```")
        assert not (await general.next_message()).pings
        scene.guild.set_roles(scene.double.bot, [scene.guild.add_role("Loud", permissions=Permission.MENTION_EVERYONE)])
        await here.send(text)
        assert (await general.next_message()).pings.everyone

    play(story)
