"""Faults of the REST API and of the gateway, and how an unmodified client lives through them."""

from __future__ import annotations

import asyncio
import math

import aiohttp
import pytest

from .. import DiscordDouble, InteractionFailed
from .puppet import Puppet, Scene, discord, play

MESSAGES = "/channels/{channel_id}/messages"


def test_rate_limits_are_retried_with_via_and_raised_without() -> None:
    async def story(scene: Scene) -> None:
        fault = scene.double.faults.add("POST", MESSAGES, status=429, retry_after=0.05, times=2)
        await scene.here.send("third time")
        assert fault.served == 2
        assert [request.status for request in scene.double.requests("POST", MESSAGES)] == [429, 429, 200]
        scene.double.faults.add("POST", MESSAGES, status=429, via=False)
        with pytest.raises(discord.HTTPException) as caught:
            await scene.here.send("refused")
        assert caught.value.status == 429
        scene.double.faults.add("POST", MESSAGES, status=429, retry_after=0.05, is_global=True)
        await scene.here.send("after the global limit")
        assert [message.content for message in scene.general.messages] == ["third time", "after the global limit"]

    play(story)


def test_server_errors_are_retried_or_raised_and_may_have_been_applied() -> None:
    async def story(scene: Scene) -> None:
        scene.double.faults.add("POST", MESSAGES, status=503)
        with pytest.raises(discord.DiscordServerError):
            await scene.here.send("503")
        scene.double.faults.add("POST", MESSAGES, status=502, applied=True)
        await scene.here.send("once, because the second try has the nonce of the first, whose answer got lost")
        assert len(scene.general.messages) == 1

    play(story)


def test_chosen_error_codes_reach_the_client() -> None:
    async def story(scene: Scene) -> None:
        for status, code, kind in (
            (403, 50001, discord.Forbidden),
            (403, 50013, discord.Forbidden),
            (404, 10008, discord.NotFound),
        ):
            scene.double.faults.add("POST", "/channels/*/messages", status=status, code=code)
            with pytest.raises(kind) as caught:
                await scene.here.send("x")
            assert caught.value.code == code
        scene.double.faults.add("*", "**", status=418, times=math.inf)
        with pytest.raises(discord.HTTPException):
            await scene.here.send("x")
        scene.double.faults.clear()
        await scene.here.send("x")

    play(story)


def test_connections_are_cut_and_answers_delayed() -> None:
    async def story(scene: Scene) -> None:
        scene.double.faults.add("POST", MESSAGES, drop=True)
        with pytest.raises(aiohttp.ClientError):
            await scene.here.send("lost")
        scene.double.faults.add("POST", MESSAGES, delay=0.3)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await scene.here.send("late")
        assert loop.time() - begun >= 0.3
        assert [message.content for message in scene.general.messages] == ["late"]

    play(story)


def test_callback_that_fails_leaves_the_person_without_an_answer() -> None:
    async def story(scene: Scene) -> None:
        scene.double.faults.add("POST", "/interactions/*/*/callback", status=500, times=math.inf)
        call = await scene.do(_ignore_errors)
        with pytest.raises(InteractionFailed):
            await call.message()

    play(story)


async def _ignore_errors(interaction: discord.Interaction) -> None:
    try:
        await asyncio.wait_for(interaction.response.send_message("x"), 2.9)
    except (TimeoutError, discord.HTTPException):
        return


def test_login_that_is_refused_or_fails() -> None:
    with DiscordDouble() as double:
        double.faults.add("GET", "/users/@me", status=401)
        double.faults.add("GET", "/users/@me", status=503)

        async def story() -> None:
            for error in (discord.LoginFailure, discord.DiscordServerError):
                async with Puppet(double) as puppet:
                    with pytest.raises(error):
                        await puppet.start(double.token)

        asyncio.run(story())


@pytest.mark.parametrize("breaking", ["drop", "reconnect", "close", "invalidate"])
def test_sessions_are_resumed_with_what_was_missed(breaking: str) -> None:
    async def story(scene: Scene) -> None:
        gateway = scene.double.gateway
        act = {
            "drop": gateway.drop,
            "reconnect": gateway.reconnect,
            "close": lambda: gateway.close(4000),
            "invalidate": lambda: gateway.invalidate(resumable=True),
        }[breaking]
        await scene.ada.say(scene.general, "before")
        await scene.puppet.until_seen(1)
        act()
        await scene.ada.dm("meanwhile")
        await scene.puppet.until_seen(2)
        await gateway.until_resumed()
        await scene.ada.dm("after")
        await scene.puppet.until_seen(3)
        assert [message.content for message in scene.puppet.seen] == ["", "meanwhile", "after"]
        assert (gateway.identifies, gateway.resumes) == (1, 1)
        assert scene.puppet.heard.count("READY") == 1

    play(story)


def test_session_that_is_invalid_is_begun_anew() -> None:
    async def story(scene: Scene) -> None:
        gateway = scene.double.gateway
        gateway.invalidate()
        await gateway.until_identified(2)
        await scene.ada.dm("here again")
        await scene.puppet.until_seen(1)
        assert gateway.resumes == 0

    play(story)


def test_silence_is_noticed_and_survived() -> None:
    async def story(scene: Scene) -> None:
        gateway = scene.double.gateway
        gateway.silence(60)
        await scene.ada.dm("into the silence")
        await gateway.until_resumed()
        await scene.puppet.until_seen(1)
        assert scene.puppet.seen[0].content == "into the silence"

    play(story, heartbeat_timeout=0.5)


def test_short_silence_delays_events_and_heartbeats_are_counted() -> None:
    with DiscordDouble() as double:
        double.gateway.heartbeat_interval = 0.2
        scene = Scene(double)

        async def story(_: Scene) -> None:
            double.gateway.silence(0.4)
            await scene.ada.dm("late")
            await scene.puppet.until_seen(1)
            assert double.gateway.resumes == 0
            while double.gateway.heartbeats < 3:
                await asyncio.sleep(0.05)

        scene.play(story)


def test_replayed_event_arrives_twice_and_raw_frames_are_sent() -> None:
    async def story(scene: Scene) -> None:
        await scene.ada.dm("once")
        scene.double.gateway.replay_last("MESSAGE_CREATE")
        await scene.puppet.until_seen(2)
        assert scene.puppet.seen[0].id == scene.puppet.seen[1].id

    play(story)


def test_malformed_event_ends_the_client_which_tells_its_caller() -> None:
    with DiscordDouble() as double:
        double.add_guild("Library")

        async def story() -> None:
            puppet = Puppet(double)
            start = asyncio.create_task(puppet.start(double.token))
            await double.gateway.until_connected()
            await puppet.wait_until_ready()
            double.gateway.send_malformed()
            with pytest.raises((KeyError, ValueError)):
                await asyncio.wait_for(start, 10)
            await puppet.close()

        asyncio.run(story())


def test_fatal_close_codes_end_the_client() -> None:
    with DiscordDouble() as double:

        async def story() -> None:
            puppet = Puppet(double)
            start = asyncio.create_task(puppet.start(double.token))
            await double.gateway.until_connected()
            double.gateway.close(4004)
            with pytest.raises(discord.ConnectionClosed) as caught:
                await asyncio.wait_for(start, 10)
            assert caught.value.code == 4004
            await puppet.close()

        asyncio.run(story())


def test_interaction_that_comes_while_disconnected_is_delivered_on_resume() -> None:
    async def story(scene: Scene) -> None:
        scene.double.gateway.drop()
        call = await scene.ada.slash(scene.general, "do")
        assert (await call.message()).content == "done"

    play(story)


def test_guilds_that_are_joined_left_and_down() -> None:
    async def story(scene: Scene) -> None:
        puppet = scene.puppet
        names: list[str] = []

        async def note(kind: str, guild: discord.Guild) -> None:
            names.append(f"{kind} {guild.name}")

        for kind in ("join", "remove", "available", "unavailable"):
            setattr(puppet, f"on_guild_{kind}", lambda guild, kind=kind: note(kind, guild))
        new = scene.double.add_guild("New")
        while names != ["join New"]:
            await asyncio.sleep(0.01)
        new.go_down()
        new.come_back()
        new.remove_bot()
        while len(names) < 4:
            await asyncio.sleep(0.01)
        assert names == ["join New", "unavailable New", "available New", "remove New"]
        assert puppet.get_guild(new.id) is None

    play(story)


@pytest.mark.parametrize("cut", [False, True])
def test_gateway_that_turns_clients_away_is_tried_again(*, cut: bool) -> None:
    async def story(scene: Scene) -> None:
        gateway = scene.double.gateway
        gateway.refuse(drop=cut)
        gateway.drop()
        await scene.ada.dm("meanwhile")
        await gateway.until_connected(timeout=30)
        await scene.ada.dm("after")
        while not scene.puppet.seen or scene.puppet.seen[-1].content != "after":
            await asyncio.sleep(0.01)

    play(story)


def test_downloads_fail_when_told_to() -> None:
    async def story(scene: Scene) -> None:
        message = await scene.here.send(file=discord.File(__file__, "a.py"))
        scene.double.faults.add("GET", "/attachments/**", status=404)
        with pytest.raises(discord.NotFound):
            await message.attachments[0].read()
        assert b"told to" in await message.attachments[0].read()

    play(story)
