"""Operators put an answer right, and see what is pinned."""

from __future__ import annotations

import json

import pytest

from bot.feedback import gold_lines
from retrieval import UNLIMITED

EELS = "Where do eels spawn?"
MENU = "Pin a passage"


@pytest.fixture
def operator(stage):
    return {"discord_operators": frozenset({stage.ada.id})}


async def pinned(stage, answer, place=2):
    """Open the menu of an answer, pin one of its passages, and return the message, which only the operator sees."""
    menu = await (await stage.ada.use_on(answer, MENU)).message()
    assert menu.ephemeral
    assert "Which passage answers" in menu.text
    await stage.ada.press(menu, f"📌 {place}")
    await stage.discord.until(lambda: "comes first" in menu.text)
    return menu


def test_what_an_operator_pins_comes_first_from_then_on_in_this_server_alone(stage, play, operator):
    async def story():
        async with stage.bot(**operator) as bot:
            before = await stage.ask(EELS)
            await pinned(stage, before)
            after = await stage.ask("where do eels SPAWN")
            assert "📌 pinned" in after.text
            (stored,) = bot.state.pins.every()
            (quote,) = bot.library.find([stored.quote], access=UNLIMITED)
            assert quote.text.split()[0] in after.text
        async with stage.bot(**operator) as bot:  # also after a restart
            assert "📌 pinned" in (await stage.ask(EELS)).text
            lines = list(gold_lines(bot.state, bot.library))
            assert json.dumps(lines).count(EELS) == 1
            assert "ada" not in json.dumps(lines)
            listed = await (await stage.ada.slash(stage.general, "pins")).message()
            assert EELS in listed.text.replace("\\", "")
            await stage.ada.press(listed, "✕ 1")
            await stage.discord.until(lambda: "Nothing is pinned" in listed.text)
            assert "📌" not in (await stage.ask(EELS)).text

    play(story)


def test_a_search_finds_what_the_answer_does_not_have(stage, play, operator):
    async def story():
        async with stage.bot(**operator):
            answer = await stage.ask("Who won the football world cup in 1998?")
            menu = await (await stage.ada.use_on(answer, MENU)).message()
            call = await stage.ada.press(menu, "Search …")
            modal = await call.shown_modal()
            before = menu.text
            await stage.ada.submit(modal, {"Question or key words": EELS})
            await stage.discord.until(lambda: menu.text != before)
            assert "**1.**" in menu.text
            await stage.ada.press(menu, "📌 1")
            await stage.discord.until(lambda: "comes first" in menu.text)
            assert "📌 pinned" in (await stage.ask("Who won the football world cup in 1998?")).text

    play(story)


def test_nobody_else_pins_and_nothing_else_can_be_pinned(stage, play, operator):
    async def story():
        async with stage.bot(**operator) as bot:
            answer = await stage.ask(EELS)
            bob = stage.guild.add_member("bob", permissions=1 << 5)
            for call in (await bob.use_on(answer, MENU), await bob.slash(stage.general, "pins")):
                assert "Only operators" in (await call.message()).text
            said = await stage.ada.say(stage.general, "Eels are long.")
            assert "can be pinned" in (await (await stage.ada.use_on(said, MENU)).message()).text
            assert bot.state.pins.every() == []

    play(story)


def test_pins_go_with_their_server(stage, play, operator):
    async def story():
        async with stage.bot(**operator) as bot:
            await pinned(stage, await stage.ask(EELS))
            assert bot.desk.pins
            bot.state.purge(servers=[stage.guild.id])
            assert bot.state.pins.every() == []

    play(story)
