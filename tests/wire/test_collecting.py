"""What is written on Discord becomes a document, stays what it is there, and is shown to who can read it there."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot import upkeep
from bot.collecting.collection import ORIGIN_NAME
from bot.gathering import rereading
from retrieval.origins.manifests import COPIES_FOLDER, ORIGINS_FOLDER

from ..discord_double import Permission
from .test_changing import plain, reported, syncs_itself

WASHING = "The washing machine in the cellar is mended by Mr. Quillfeather, who comes on Tuesdays."
KEYS = "A lost key of the bicycle shed costs forty crowns at the caretaker's office."
WHO = "Who mends the washing machine in the cellar?"
PRICE = "What does a lost key of the bicycle shed cost?"
MANAGE_SERVER = Permission.MANAGE_GUILD


@pytest.fixture
def house(open_tiny, tmp_path):
    """A library with one document, which answers none of the questions."""
    seeds = tmp_path / "house"
    seeds.mkdir()
    (seeds / "eels.md").write_text("# Eels\n\nEels spawn in the Sargasso Sea.\n")
    library = open_tiny(seeds, tmp_path / "house-index")
    library.sync()
    return library


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    for module, names in ((upkeep, ["SYNC_DELAY_SECONDS", "SYNC_PAUSE_SECONDS"]), (rereading, ["FETCH_PAUSE_SECONDS"])):
        for name in names:
            monkeypatch.setattr(module, name, 0.01)


@asynccontextmanager
async def collecting(stage, library, *, content=True, **settings):
    """Run a bot that Ada operates, which syncs in this process."""
    stage.discord.portal.message_content = content
    values = {"discord_operators": frozenset({stage.ada.id}), "discord_read_messages": content, **settings}
    async with stage.bot(library, **values) as bot:
        syncs_itself(bot, library)
        yield bot


def files(library):
    """The documents from Discord, by the id of their messages."""
    folder = library.index / ORIGINS_FOLDER / ORIGIN_NAME / COPIES_FOLDER
    return {int(path.stem): path.read_text() for path in folder.glob("*/*/*.md")}


async def until(bot, library, condition):
    """Wait until the documents from Discord are as they should be, and the index has followed."""
    async with asyncio.timeout(20):
        while not condition(files(library)):
            await asyncio.sleep(0.01)
        while {
            int(each.path[:-3].rpartition("/")[2]) for each in bot.desk.documents if each.path.startswith("discord/")
        } != {*files(library)}:
            await asyncio.sleep(0.01)


async def quoted(stage, question, by, where=None, **options):
    """Ask, and return all that the answer shows, nearest passages included."""
    call = await by.slash(where or stage.general, "ask", question=question, **options)
    answer = await call.message(timeout=20)
    texts = [answer.text]
    if any(button.label == "Nearest passages" for button in answer.buttons):
        texts.append((await (await by.press(answer, "Nearest passages")).message(timeout=20)).text)
    return plain_text("\n".join(texts))


def plain_text(text):
    return text.replace("\\", "")


def link(message):
    return f"https://discord.com/channels/{message.channel.guild.id}/{message.channel.id}/{message.id}"


def test_a_channel_of_questions_and_answers_is_answered_from_and_follows_edits_and_deletions(stage, house, play):
    async def story():
        faq = stage.guild.add_text_channel("faq")
        bob = stage.guild.add_member("bob")
        said = await stage.ada.say(faq, WASHING)
        await bob.say(faq, "Mr. Quillfeather of the washing machine drinks tea.")
        async with collecting(stage, house) as bot:
            begun = await (await stage.ada.slash(stage.general, "collect", channel=faq)).message()
            assert "latest 5,000 messages" in begun.text
            await until(bot, house, lambda kept: [*kept] == [said.id])  # nobody asked Bob
            shown = await quoted(stage, WHO, bob)
            assert "comes on Tuesdays" in shown
            assert link(said) in shown
            assert "#faq" in shown
            later = await stage.ada.say(faq, KEYS)
            await until(bot, house, lambda kept: {*kept} == {said.id, later.id})
            await stage.ada.edit(said, WASHING.replace("Tuesdays", "Fridays"))
            await until(bot, house, lambda kept: "Fridays" in kept[said.id])
            while "Fridays" not in (shown := await quoted(stage, WHO, bob)):
                await asyncio.sleep(0.01)
            assert "Tuesdays" not in shown
            await stage.ada.delete(said)
            await until(bot, house, lambda kept: [*kept] == [later.id])
            assert "Quillfeather" not in await quoted(stage, WHO, bob)
            assert link(later) in await quoted(stage, PRICE, bob)
            assert str(stage.ada.id) not in "".join(files(house).values())
            await (await stage.ada.slash(stage.general, "collect", channel=faq, stop=True)).message()
            await until(bot, house, lambda kept: not kept)

    play(story)


def test_what_was_edited_or_deleted_unheard_is_found_after_a_new_start(stage, house, play):
    async def story():
        faq = stage.guild.add_text_channel("faq")
        edited, deleted = await stage.ada.say(faq, WASHING), await stage.ada.say(faq, KEYS)
        chosen, gone = await stage.ada.say(stage.general, "Chosen."), await stage.ada.say(stage.general, "Gone.")
        async with collecting(stage, house) as bot:
            await (await stage.ada.slash(stage.general, "collect", channel=faq)).message()
            for message in (chosen, gone):
                await reported(await stage.ada.use_on(message, "Add to sources"), "is a source now")
            await until(bot, house, lambda kept: {*kept} == {edited.id, deleted.id, chosen.id, gone.id})
        await stage.ada.edit(edited, "Mended.")
        await stage.ada.delete(deleted)
        await stage.ada.delete(gone)
        written = await stage.ada.say(faq, "Meanwhile.")
        bot.upkeep.collection.path_of(bot_row(stage, chosen.id)).unlink()  # as after a restore
        async with collecting(stage, house) as bot:
            await until(bot, house, lambda kept: {*kept} == {edited.id, chosen.id, written.id})
            assert "Mended." in files(house)[edited.id]

    play(story)


def bot_row(stage, message):
    from bot.state.state import State

    with State(stage.folder / "discord.sqlite", keep_days=30) as state:
        return state.collected.find(message)
