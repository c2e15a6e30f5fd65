"""What Discord refuses is refused, recorded, and fails the test that did not expect it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .. import DiscordDouble, Permission
from .puppet import Scene, discord, play, ui, view_of

V2 = 1 << 15


def text(content: str) -> dict[str, Any]:
    """A text display."""
    return {"type": 10, "content": content}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    """A row of buttons."""
    return {"type": 1, "components": [{"type": 2, "style": 2} | button for button in buttons]}


def select(**fields: Any) -> dict[str, Any]:
    """A row with a select menu."""
    options = [{"label": "a", "value": "a"}]
    return {"type": 1, "components": [{"type": 3, "custom_id": "s", "options": options} | fields]}


async def send(scene: Scene, body: dict[str, Any]) -> int:
    """Send a raw message to the channel and return the code of the refusal, 0 when it is taken."""
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=scene.general.id)
    try:
        await scene.puppet.http.request(route, json=body)
    except discord.HTTPException as error:
        return error.code
    return 0


REFUSED: dict[str, dict[str, Any]] = {
    "content of 2,001": {"content": "x" * 2001},
    "content of 1,001 emoji, two units each": {"content": "😀" * 1001},
    "title of 257": {"embeds": [{"title": "x" * 257}]},
    "description of 4,097": {"embeds": [{"description": "x" * 4097}]},
    "field name of 257": {"embeds": [{"fields": [{"name": "x" * 257, "value": "x"}]}]},
    "field value of 1,025": {"embeds": [{"fields": [{"name": "x", "value": "x" * 1025}]}]},
    "26 fields": {"embeds": [{"fields": [{"name": "x", "value": "x"}] * 26}]},
    "footer of 2,049": {"embeds": [{"footer": {"text": "x" * 2049}}]},
    "author of 257": {"embeds": [{"author": {"name": "x" * 257}}]},
    "embeds of 6,001 together": {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3001}]},
    "11 embeds": {"embeds": [{"title": "x"}] * 11},
    "4,001 of display text": {"flags": V2, "components": [text("x" * 2000), text("y" * 2001)]},
    "4,002 units of display text": {"flags": V2, "components": [text("😀" * 2001)]},
    "41 components, counting nested ones": {
        "flags": V2,
        "components": [{"type": 17, "components": [text("x")] * 20}] + [text("x")] * 20,
    },
    "content beside components": {"flags": V2, "content": "x", "components": [text("x")]},
    "embeds beside components": {"flags": V2, "embeds": [{"title": "x"}], "components": [text("x")]},
    "v2 without components": {"flags": V2},
    "text display without the flag": {"components": [text("x")]},
    "blank text display": {"flags": V2, "components": [text("  ")]},
    "container in a container": {
        "flags": V2,
        "components": [{"type": 17, "components": [{"type": 17, "components": [text("x")]}]}],
    },
    "custom id of 101": {"content": "x", "components": [row({"label": "x", "custom_id": "x" * 101})]},
    "empty custom id": {"content": "x", "components": [row({"label": "x", "custom_id": ""})]},
    "custom id twice": {
        "flags": V2,
        "components": [row({"label": "x", "custom_id": "x"}), row({"label": "y", "custom_id": "x"})],
    },
    "label of 81": {"content": "x", "components": [row({"label": "x" * 81, "custom_id": "x"})]},
    "button without label and emoji": {"content": "x", "components": [row({"custom_id": "x"})]},
    "button without custom id": {"content": "x", "components": [row({"label": "x"})]},
    "link without url": {"content": "x", "components": [row({"label": "x", "style": 5})]},
    "link with a url of 513": {
        "content": "x",
        "components": [row({"label": "x", "style": 5, "url": "https://" + "x" * 505})],
    },
    "6 buttons in a row": {
        "content": "x",
        "components": [row(*({"label": "x", "custom_id": f"{n}"} for n in range(6)))],
    },
    "6 rows": {"content": "x", "components": [row({"label": "x", "custom_id": f"{n}"}) for n in range(6)]},
    "26 options": {
        "content": "x",
        "components": [select(options=[{"label": "x", "value": f"{n}"} for n in range(26)])],
    },
    "option label of 101": {"content": "x", "components": [select(options=[{"label": "x" * 101, "value": "x"}])]},
    "option value of 101": {"content": "x", "components": [select(options=[{"label": "x", "value": "x" * 101}])]},
    "option description of 101": {
        "content": "x",
        "components": [select(options=[{"label": "x", "value": "x", "description": "x" * 101}])],
    },
    "placeholder of 151": {"content": "x", "components": [select(placeholder="x" * 151)]},
    "attachment that was not sent": {"content": "x", "attachments": [{"id": 0, "filename": "x"}]},
    "file component without its file": {"flags": V2, "components": [{"type": 13, "file": {"url": "attachment://x"}}]},
    "parse and ids of users": {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
}

TAKEN: dict[str, dict[str, Any]] = {
    "content of 2,000 and white space": {"content": "  " + "x" * 2000 + "\n"},
    "embeds of 6,000": {"embeds": [{"description": "x" * 4096}, {"description": "x" * 1904}]},
    "4,000 of display text": {"flags": V2, "components": [text("x" * 2000), text("y" * 2000)]},
    "40 components": {"flags": V2, "components": [{"type": 17, "components": [text("x")] * 20}] + [text("x")] * 19},
    "button": {"content": "x", "components": [row({"label": "x" * 80, "custom_id": "x" * 100})]},
}


@pytest.mark.parametrize("with_description", [True, False], ids=["openapi", "by hand"])
def test_messages_are_held_to_every_limit(*, with_description: bool) -> None:
    async def story(scene: Scene) -> None:
        violations = scene.double.violations
        for what, body in REFUSED.items():
            assert (what, await send(scene, body)) == (what, 50035)
            assert (what, len(violations)) == (what, 1)
            assert violations[0].body == body
            violations.clear()
        for what in ({}, {"content": " \n "}, {"embeds": []}):
            assert await send(scene, what) == 50006
            assert "empty message" in violations[0].reason
            violations.clear()
        assert scene.general.messages == []
        for what, body in TAKEN.items():
            assert (what, await send(scene, body)) == (what, 0)
        assert scene.general.messages[0].content == "x" * 2000

    with DiscordDouble(**({} if with_description else {"openapi": None})) as double:
        Scene(double).play(story)


def test_description_of_the_api_knows_what_the_hand_does_not() -> None:
    async def story(scene: Scene) -> None:
        if scene.double.openapi is None:
            pytest.skip("Discord's OpenAPI description is not beside the repository")
        assert await send(scene, {"content": "x", "tts": "maybe"}) == 50035
        assert "SCHEMA" in scene.double.violations.pop().reason
        said = await scene.ada.say(scene.general, "hi")
        reply = await (await scene.here.fetch_message(said.id)).reply("ids are integers here")
        assert reply.reference.message_id == said.id

    play(story)


def test_edits_are_held_to_the_limits_of_the_whole_message() -> None:
    async def story(scene: Scene) -> None:
        sent = await scene.here.send(view=view_of(ui.TextDisplay("x")))
        with pytest.raises(discord.HTTPException):
            await sent.edit(content="beside components")
        route = discord.http.Route(
            "PATCH", "/channels/{channel_id}/messages/{message_id}", channel_id=scene.general.id, message_id=sent.id
        )
        with pytest.raises(discord.HTTPException, match="cannot be taken back"):
            await scene.puppet.http.request(route, json={"flags": 0, "content": "plain", "components": []})
        plain = await scene.here.send("plain")
        with pytest.raises(discord.HTTPException) as caught:
            await plain.edit(content=" ")
        assert caught.value.code == 50006
        await plain.edit(content=None, view=view_of(ui.TextDisplay("y")))
        message = scene.general.messages[-1]
        assert (message.content, message.texts, message.uses_components_v2) == ("", ["y"], True)
        assert len(scene.double.violations) == 3
        scene.double.violations.clear()

    play(story)


def test_components_flag_cannot_be_set_on_a_deferral_but_on_the_edit_after_it() -> None:
    async def story(scene: Scene) -> None:
        async def script(interaction: discord.Interaction) -> None:
            route = discord.webhook.async_.Route(
                "POST",
                "/interactions/{webhook_id}/{webhook_token}/callback",
                webhook_id=interaction.id,
                webhook_token=interaction.token,
            )
            with pytest.raises(discord.HTTPException, match="flags"):
                await scene.puppet.http.request(route, json={"type": 5, "data": {"flags": V2}})
            await interaction.response.defer()
            await interaction.edit_original_response(view=view_of(ui.TextDisplay("now")))

        call = await scene.do(script)
        assert (await call.message()).texts == ["now"]
        assert len(scene.double.violations) == 1
        scene.double.violations.clear()

    play(story)


def test_wrong_kinds_of_answers_and_long_modals_and_choices_are_refused() -> None:
    async def story(scene: Scene) -> None:
        errors: list[str] = []

        async def script(interaction: discord.Interaction) -> None:
            route = discord.webhook.async_.Route(
                "POST",
                "/interactions/{webhook_id}/{webhook_token}/callback",
                webhook_id=interaction.id,
                webhook_token=interaction.token,
            )
            field = {"type": 1, "components": [{"type": 4, "custom_id": "a", "style": 1, "label": "x"}]}
            long_label = {"type": 1, "components": [{"type": 4, "custom_id": "a", "style": 1, "label": "x" * 46}]}
            for body in (
                {"type": 7, "data": {"content": "x"}},
                {"type": 8, "data": {"choices": []}},
                {"type": 9, "data": {"custom_id": "m", "title": "x" * 46, "components": [field]}},
                {"type": 9, "data": {"custom_id": "m", "title": "x", "components": [long_label]}},
                {"type": 4, "data": {"content": "x" * 2001}},
                {"type": 4, "data": {"content": "x", "attachments": [{"id": "0", "filename": "x"}]}},
            ):
                with pytest.raises(discord.HTTPException) as caught:
                    await scene.puppet.http.request(route, json=body)
                errors.append(f"{caught.value.status} {caught.value.code}")
            await interaction.response.send_message("after all")

        await (await scene.do(script)).message()
        assert errors == ["400 50035"] * 6
        assert len(scene.double.violations) == 6
        scene.double.violations.clear()

        async def too_many(interaction: discord.Interaction) -> None:
            choices = [discord.app_commands.Choice(name=f"{n}", value=f"{n}") for n in range(26)]
            with pytest.raises((discord.HTTPException, ValueError)):
                await interaction.response.autocomplete(choices)

        scene.puppet.script = too_many
        await scene.ada.autocomplete(scene.general, "ask", focused="source", value="slow")
        assert "choices" in scene.double.violations.pop().reason

    play(story)


def test_commands_are_held_to_their_limits() -> None:
    option = {"type": 3, "name": "a", "description": "d"}
    wrong: dict[str, list[dict[str, Any]]] = {
        "name of 33": [{"name": "x" * 33, "description": "d"}],
        "capital letters": [{"name": "Ask", "description": "d"}],
        "white space": [{"name": "a b", "description": "d"}],
        "no description": [{"name": "a"}],
        "description of 101": [{"name": "a", "description": "d" * 101}],
        "localised name of 33": [{"name": "a", "description": "d", "name_localizations": {"de": "x" * 33}}],
        "localised description of 101": [
            {"name": "a", "description": "d", "description_localizations": {"de": "x" * 101}}
        ],
        "26 options": [
            {"name": "a", "description": "d", "options": [option | {"name": f"o{n}"} for n in range(26)]},
        ],
        "an option twice": [{"name": "a", "description": "d", "options": [option, option]}],
        "required after optional": [
            {"name": "a", "description": "d", "options": [option, option | {"name": "b", "required": True}]}
        ],
        "26 choices": [
            {
                "name": "a",
                "description": "d",
                "options": [option | {"choices": [{"name": f"{n}", "value": f"{n}"} for n in range(26)]}],
            }
        ],
        "a command twice": [{"name": "a", "description": "d"}] * 2,
    }

    async def story(scene: Scene) -> None:
        puppet, number = scene.puppet, scene.double.bot.id
        for what, commands in wrong.items():
            with pytest.raises(discord.HTTPException) as caught:
                await puppet.http.bulk_upsert_global_commands(number, commands)
            assert (what, caught.value.code) == (what, 50035)
            assert len(scene.double.violations) == 1, what
            scene.double.violations.clear()
        before = await puppet.tree.fetch_commands()
        again = await puppet.tree.sync()
        assert [command.id for command in again] == [command.id for command in before]
        assert scene.double.commands.puts == 2

    play(story)


def test_eleven_files_are_too_many() -> None:
    async def story(scene: Scene) -> None:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=scene.general.id)
        files = [discord.File(Path(__file__), f"{n}.txt") for n in range(11)]
        form = [{"name": "payload_json", "value": '{"content": "x"}'}]
        form += [{"name": f"files[{n}]", "value": file.fp, "filename": file.filename} for n, file in enumerate(files)]
        with pytest.raises(discord.HTTPException) as caught:
            await scene.puppet.http.request(route, files=files, form=form)
        assert caught.value.code == 50035
        for file in files:
            file.close()
        scene.double.violations.clear()

    play(story)


def test_unexpected_violations_fail_the_block_and_unknown_routes_are_some() -> None:
    async def story(scene: Scene) -> None:
        with pytest.raises(discord.NotFound):
            await scene.puppet.http.request(discord.http.Route("GET", "/voice/regions"))

    with pytest.raises(AssertionError, match="GET /voice/regions: 404"):
        play(story)


def test_an_error_of_the_test_itself_is_not_hidden_by_violations() -> None:
    async def story(scene: Scene) -> None:
        with pytest.raises(discord.NotFound):
            await scene.puppet.http.request(discord.http.Route("GET", "/voice/regions"))
        raise KeyError("the test's own")

    with pytest.raises(KeyError, match="the test's own"):
        play(story)


def test_permissions_that_the_bot_lacks_are_refused_without_being_violations() -> None:
    async def story(scene: Scene) -> None:
        bot, general, here = scene.double.bot, scene.general, scene.here

        async def code(act: Any) -> int:
            with pytest.raises(discord.Forbidden) as caught:
                await act
            return caught.value.code

        said = await scene.ada.say(general, "hi")
        general.deny(bot, Permission.CREATE_PUBLIC_THREADS | Permission.ADD_REACTIONS | Permission.ATTACH_FILES)
        target = await here.fetch_message(said.id)
        assert await code(target.create_thread(name="x")) == 50013
        assert await code(target.add_reaction("👍")) == 50013
        assert await code(here.send(file=discord.File(__file__))) == 50013
        general.deny(None, Permission.SEND_MESSAGES)
        assert await code(here.send("x")) == 50013
        assert await code(here.typing().__aenter__()) == 50013
        general.deny(bot, Permission.VIEW_CHANNEL)
        assert await code(here.send("x")) == 50001
        assert await code(here.fetch_message(said.id)) == 50001
        general.allow(bot, Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
        await here.send("again")
        assert scene.double.violations == []

    play(story)
