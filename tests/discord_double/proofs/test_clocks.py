"""The clocks that interactions run against: 3 seconds to acknowledge, 15 minutes for the token."""

from __future__ import annotations

import asyncio
import time

import pytest

from .. import InteractionFailed
from .puppet import Scene, discord, play


def test_an_interaction_that_nobody_acknowledges_fails_after_three_seconds() -> None:
    async def story(scene: Scene) -> None:
        refused: list[discord.NotFound] = []

        async def late(interaction: discord.Interaction) -> None:
            scene.double.clock.advance(seconds=3.1)
            with pytest.raises(discord.NotFound) as caught:
                await interaction.response.send_message("late")
            refused.append(caught.value)

        call = await scene.do(late)
        with pytest.raises(InteractionFailed, match="nobody acknowledged"):
            await call.message()
        await scene.double.until_requested("POST", "/interactions/*/*/callback")
        assert call.failed
        while not refused:
            await asyncio.sleep(0.01)
        assert refused[0].code == 10062

    play(story)


def test_an_unanswered_interaction_fails_in_real_time_too() -> None:
    async def story(scene: Scene) -> None:
        async def never(_: discord.Interaction) -> None:
            pass

        begun = time.monotonic()
        call = await scene.do(never)
        await call.until_failed()
        assert 2.9 < time.monotonic() - begun < 4.5

    play(story)


def test_second_acknowledgement_is_refused_and_recorded() -> None:
    async def story(scene: Scene) -> None:
        codes: list[int] = []

        async def twice(interaction: discord.Interaction) -> None:
            await interaction.response.defer()
            interaction.response._response_type = None
            with pytest.raises(discord.HTTPException) as caught:
                await interaction.response.defer()
            codes.append(caught.value.code)
            await interaction.followup.send("over")

        call = await scene.do(twice)
        await call.message()
        assert codes == [40060]
        assert "already been acknowledged" in scene.double.violations[0].reason
        scene.double.violations.clear()

    play(story)


def test_tokens_expire_after_fifteen_minutes() -> None:
    async def story(scene: Scene) -> None:
        codes: list[tuple[int, int]] = []

        async def slow(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("in time")
            scene.double.clock.advance(minutes=16)
            for act in (interaction.followup.send("x"), interaction.edit_original_response(content="x")):
                with pytest.raises(discord.HTTPException) as caught:
                    await act
                codes.append((caught.value.status, caught.value.code))

        await (await scene.do(slow)).message()
        await scene.double.until_requested("PATCH", "/webhooks/**")
        while len(codes) < 2:
            await asyncio.sleep(0.01)
        assert codes == [(401, 50027), (401, 50027)]

    play(story)
