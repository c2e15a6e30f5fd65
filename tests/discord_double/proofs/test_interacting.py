"""Interactions: commands, menus, buttons, modals, select menus, and who is offered what."""

from __future__ import annotations

import asyncio
import io

import pytest

from .. import DiscordDouble, Impossible, InteractionFailed, Message, Permission
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
        with pytest.raises(Impossible, match="0 to 20 characters"):
            await scene.ada.submit(modal, {"What": "x" * 21, "kind": "Bug"})
        with pytest.raises(Impossible, match="shown to ada"):
            await scene.bob.submit(modal, {})

    play(story)


def test_media_files_and_sections_come_back_as_discord_stores_them() -> None:
    async def story(scene: Scene) -> None:
        async def answer(interaction: discord.Interaction) -> None:
            view = view_of(
                ui.Container(
                    ui.Section(ui.TextDisplay("a"), accessory=ui.Thumbnail("https://example.org/a.png")),
                    ui.Separator(),
                    ui.MediaGallery(discord.MediaGalleryItem("attachment://b.png", description="b")),
                    ui.File("attachment://c.txt"),
                    accent_colour=0x112233,
                )
            )
            files = [discord.File(io.BytesIO(name.encode()), name) for name in ("b.png", "c.txt", "d.txt")]
            await interaction.response.send_message(view=view, files=files)
            stored = await interaction.original_response()
            names.extend(type(item).__name__ for item in stored.components[0].children)
            contents.append(await stored.attachments[1].read())

        names: list[str] = []
        contents: list[bytes] = []
        message = await (await scene.do(answer)).message()
        assert [(file.name, file.shown) for file in message.files] == [
            ("b.png", True),
            ("c.txt", True),
            ("d.txt", False),
        ]
        await scene.double.until_requested("GET", "/attachments/**")
        while not contents:
            await asyncio.sleep(0.01)
        assert names == ["SectionComponent", "SeparatorComponent", "MediaGalleryComponent", "FileComponent"]
        assert contents == [b"c.txt"]

    play(story)


def test_commands_that_are_offered_depend_on_person_and_place() -> None:
    async def story(scene: Scene) -> None:
        eve = scene.double.add_user("eve", installed=True)
        away = scene.double.add_guild("Away", bot=False)
        away.add_member(eve)
        everything = ["do", "ask", "sources", "Quote this", "Who is this"]
        assert scene.double.owner.offered(scene.general) == everything
        assert scene.ada.offered(scene.general) == ["do", "ask", "Quote this", "Who is this"]
        assert eve.offered(away.add_text_channel("square")) == ["do"]
        assert eve.offered(scene.general) == []

    play(story)


def test_buttons_work_after_a_restart_of_the_client() -> None:
    with DiscordDouble() as double:
        scene = Scene(double)
        messages: list[Message] = []

        async def before(_: Scene) -> None:
            view = ui.View(timeout=None)
            view.add_item(ui.Button(label="Later", custom_id="later"))
            await scene.here.send("press me", view=view)
            messages.append(await scene.general.next_message())

        async def after(_: Scene) -> None:
            call = await scene.ada.press(messages[0], "Later")
            answer = await call.message()
            assert (answer.content, answer.reference) == ("done", messages[0])

        scene.play(before)
        scene.play(after)
