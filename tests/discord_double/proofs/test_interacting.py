"""Interactions: commands, menus, buttons, modals, and the clocks that they run against."""

from __future__ import annotations

import asyncio
import time

import pytest

from .. import Impossible, InteractionFailed, Permission
from .puppet import Scene, discord, play, row_of, ui, view_of


def test_slash_command_brings_options_member_places_and_permissions() -> None:
    async def story(scene: Scene) -> None:
        captured: list[discord.Interaction] = []

        async def keep(interaction: discord.Interaction) -> None:
            captured.append(interaction)
            await interaction.response.send_message("kept")

        role = scene.guild.add_role("Staff", permissions=Permission.MANAGE_GUILD)
        eve = scene.guild.add_member("eve", roles=[role], locale="en-GB", permissions=Permission.MANAGE_MESSAGES)
        scene.general.deny(eve, Permission.ATTACH_FILES)
        scene.puppet.script = keep
        call = await eve.slash(scene.general, "do")
        message = await call.message()
        assert (message.content, message.type, message.ephemeral) == ("kept", 20, False)
        assert scene.general.messages == [message]
        interaction = captured[0]
        assert isinstance(interaction.user, discord.Member)
        assert role.id in [one.id for one in interaction.user.roles]
        assert interaction.permissions.manage_guild
        assert interaction.permissions.manage_messages
        assert not interaction.permissions.attach_files
        assert not interaction.permissions.administrator
        assert interaction.app_permissions.manage_threads
        assert (str(interaction.locale), str(interaction.guild_locale)) == ("en-GB", "de")
        assert interaction.is_guild_integration()
        assert not interaction.is_user_integration()
        assert interaction.context.guild
        assert interaction.channel.name == "general"
        assert call.kind == "message"
        assert 0 < call.acknowledged_after < 3

    play(story)


def test_options_are_resolved_and_held_against_the_definition() -> None:
    async def story(scene: Scene) -> None:
        ada, general = scene.ada, scene.general
        role = scene.guild.add_role("Staff")
        call = await ada.slash(
            general,
            "ask",
            question="why?",
            style="Long",
            amount=5,
            who=scene.bob,
            where=general,
            role=role,
            file=("a.txt", b"from the file"),
            private=True,
        )
        message = await call.message()
        assert message.content == "why? l 5 bob general Staff from the file"
        assert message.ephemeral
        assert general.messages == []
        with pytest.raises(discord.NotFound):
            await scene.here.fetch_message(message.id)
        for wrong in (
            {},
            {"question": "ab"},
            {"question": "a" * 21},
            {"question": "why?", "amount": 6},
            {"question": "why?", "style": "x"},
            {"question": "why?", "what": "x"},
            {"question": "why?", "private": "yes"},
        ):
            with pytest.raises(Impossible):
                await ada.slash(general, "ask", **wrong)
        with pytest.raises(Impossible, match="no command 'never'"):
            await ada.slash(general, "never")

    play(story)


def test_subcommands_and_default_permissions() -> None:
    async def story(scene: Scene) -> None:
        admin = scene.guild.add_member("admin", permissions=Permission.ADMINISTRATOR)
        call = await admin.slash(scene.general, "sources list")
        assert (await call.message()).content == "listed"
        with pytest.raises(Impossible, match="lacks the permissions"):
            await scene.ada.slash(scene.general, "sources list")
        with pytest.raises(Impossible, match="needs a subcommand"):
            await admin.slash(scene.general, "sources")

    play(story)


def test_autocomplete_suggests_and_fails_when_late() -> None:
    async def story(scene: Scene) -> None:
        choices = await scene.ada.autocomplete(scene.general, "ask", focused="source", value="jup", question="why?")
        assert [(choice.name, choice.value) for choice in choices] == [(f"jup {n}", f"jup{n}") for n in range(3)]

        async def late(_: discord.Interaction) -> None:
            scene.double.clock.advance(seconds=3.1)

        scene.puppet.script = late
        with pytest.raises(InteractionFailed):
            await scene.ada.autocomplete(scene.general, "ask", focused="source", value="slow")
        with pytest.raises(Impossible, match="has no autocomplete"):
            await scene.ada.autocomplete(scene.general, "ask", focused="question", value="x")

    play(story)


def test_context_menus_bring_content_without_the_intent() -> None:
    async def story(scene: Scene) -> None:
        said = await scene.ada.say(scene.general, "a fact")
        call = await scene.bob.use_on(said, "Quote this")
        message = await call.message()
        assert message.content == "> a fact"
        assert message.seen_by is scene.bob
        call = await scene.bob.use_on(scene.ada, "Who is this", where=scene.general)
        assert (await call.message()).content == "ada"

    play(story)


def test_deferral_thinks_until_it_is_edited_and_follow_ups_come_after() -> None:
    async def story(scene: Scene) -> None:
        async def script(interaction: discord.Interaction) -> None:
            await interaction.response.defer(thinking=True, ephemeral=True)
            await interaction.edit_original_response(content="first", view=None)
            await interaction.edit_original_response(content="second")
            more = await interaction.followup.send("more", wait=True)
            await more.edit(content="even more")
            assert (await interaction.original_response()).content == "second"

        call = await scene.do(script)
        message = await call.edited()
        assert message.content == "second"
        assert [version.content for version in message.edits] == ["first"]
        assert call.kind == "deferred"
        assert message.ephemeral
        followup = await call.followup()
        await followup.until(lambda m: m.content == "even more")
        assert not followup.ephemeral
        assert followup.reference is message

    play(story)


def test_first_follow_up_after_a_deferral_is_the_answer_itself() -> None:
    async def story(scene: Scene) -> None:
        async def script(interaction: discord.Interaction) -> None:
            await interaction.response.defer(thinking=True, ephemeral=True)
            await interaction.followup.send("the answer")

        call = await scene.do(script)
        assert (await call.message()).content == "the answer"
        assert call.followups == []
        assert call.original.ephemeral

    play(story)


def test_buttons_are_found_anywhere_and_update_their_message() -> None:
    async def story(scene: Scene) -> None:
        async def answer(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(
                view=view_of(
                    ui.Container(
                        ui.Section(ui.TextDisplay("text"), accessory=ui.Button(label="Side", custom_id="s")),
                        row_of(
                            ui.Button(emoji="👍", custom_id="up"),
                            ui.Button(label="Gone", custom_id="g", disabled=True),
                            ui.Button(label="Out", url="https://example.org"),
                        ),
                    )
                )
            )

        call = await scene.do(answer)
        message = await call.message()
        assert message.texts == ["text"]
        assert [button.label or button.emoji for button in message.buttons] == ["Side", "👍", "Gone", "Out"]

        async def update(interaction: discord.Interaction) -> None:
            await interaction.response.edit_message(view=view_of(ui.TextDisplay(interaction.data["custom_id"])))

        scene.puppet.script = update
        press = await scene.bob.press(message, "👍")
        assert (await press.message()).texts == ["up"]
        assert press.kind == "update"
        with pytest.raises(Impossible, match="no button"):
            await scene.ada.press(message, "Side")

    play(story)


def test_disabled_and_link_buttons_and_strangers_to_an_ephemeral_message_are_refused() -> None:
    async def story(scene: Scene) -> None:
        async def answer(interaction: discord.Interaction) -> None:
            row = row_of(
                ui.Button(label="Gone", custom_id="g", disabled=True),
                ui.Button(label="Out", url="https://example.org"),
                ui.Button(label="Go", custom_id="go"),
            )
            await interaction.response.send_message(view=view_of(row), ephemeral=True)

        message = await (await scene.do(answer)).message()
        for button, why in (("Gone", "disabled"), ("Out", "opens https://example.org")):
            with pytest.raises(Impossible, match=why):
                await scene.ada.press(message, button)
        with pytest.raises(Impossible, match="only ada sees"):
            await scene.bob.press(message, "Go")

    play(story)


def test_deferred_update_edits_the_message_with_the_button() -> None:
    async def story(scene: Scene) -> None:
        async def answer(interaction: discord.Interaction) -> None:
            view = ui.View(timeout=None)
            view.add_item(ui.Button(label="Go", custom_id="go"))
            await interaction.response.send_message("before", view=view)

        message = await (await scene.do(answer)).message()

        async def later(interaction: discord.Interaction) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="after", view=None)
            await interaction.followup.send("by the way", ephemeral=True)

        scene.puppet.script = later
        press = await scene.ada.press(message, "Go")
        assert await press.message() is message
        assert (message.content, message.buttons) == ("after", [])
        assert (await press.followup()).ephemeral
        assert press.kind == "deferred update"

    play(story)


def test_select_menus_take_labels_values_and_handles() -> None:
    async def story(scene: Scene) -> None:
        async def answer(interaction: discord.Interaction) -> None:
            view = ui.View(timeout=None)
            options = [discord.SelectOption(label=f"Label {n}", value=f"v{n}") for n in range(3)]
            view.add_item(ui.Select(custom_id="pick", options=options, max_values=2, placeholder="Pick"))
            view.add_item(ui.UserSelect(custom_id="people"))
            await interaction.response.send_message("choose", view=view)

        message = await (await scene.do(answer)).message()

        async def chosen(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(" ".join(interaction.data["values"]))

        scene.puppet.script = chosen
        assert (await (await scene.ada.choose(message, "Pick", ["Label 0", "v2"])).message()).content == "v0 v2"
        assert (await (await scene.ada.choose(message, "people", scene.bob)).message()).content == str(scene.bob.id)
        for wrong in (["v0", "v1", "v2"], ["other"], []):
            with pytest.raises(Impossible):
                await scene.ada.choose(message, "pick", wrong)

    play(story)


def test_modals_are_shown_filled_in_and_submitted() -> None:
    class Form(ui.Modal, title="Feedback"):
        what = ui.TextInput(label="What", custom_id="what", max_length=20)
        why = ui.Label(text="Why", component=ui.TextInput(custom_id="why", required=False))
        kind = ui.Label(
            text="Kind",
            component=ui.Select(custom_id="kind", options=[discord.SelectOption(label="Bug", value="b")]),
        )

    async def story(scene: Scene) -> None:
        async def show(interaction: discord.Interaction) -> None:
            form = Form(custom_id="form")
            form.on_submit = submitted
            await interaction.response.send_modal(form)

        async def submitted(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(str(interaction.data["components"]), ephemeral=True)

        call = await scene.do(show)
        modal = await call.shown_modal()
        assert (modal.title, call.kind) == ("Feedback", "modal")
        assert [label for label, _ in modal.fields] == ["What", "Why", "Kind"]

        async def nothing(_: discord.Interaction) -> None:
            pass

        scene.puppet.script = nothing
        done = await scene.ada.submit(modal, {"What": "it broke", "kind": "Bug"})
        text = (await done.message()).content
        assert "it broke" in text
        assert "'b'" in text
        with pytest.raises(Impossible, match="must be filled in"):
            await scene.ada.submit(modal, {"kind": "Bug"})
        with pytest.raises(Impossible, match="1 to 20|0 to 20"):
            await scene.ada.submit(modal, {"What": "x" * 21, "kind": "Bug"})
        with pytest.raises(Impossible, match="shown to ada"):
            await scene.bob.submit(modal, {})

    play(story)


# Clocks


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
