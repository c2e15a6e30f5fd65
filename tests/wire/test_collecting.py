"""What is written on Discord becomes a document, stays what it is there, and is shown to who can read it there."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot import upkeep
from bot.collecting.collection import ORIGIN_NAME
from bot.gathering import rereading
from bot.state.collecting import How
from bot.state.state import State
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
    for name in ("SYNC_DELAY_SECONDS", "SYNC_PAUSE_SECONDS"):
        monkeypatch.setattr(upkeep, name, 0.01)
    for name in ("FETCH_PAUSE_SECONDS", "AGREEING_PAUSE_SECONDS"):
        monkeypatch.setattr(rereading, name, 0.01)


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
        while indexed(bot) != {*files(library)}:
            await asyncio.sleep(0.01)


def indexed(bot):
    """The ids of the messages that can be quoted."""
    paths = [each.path for each in bot.desk.documents if each.path.startswith(f"{ORIGIN_NAME}/")]
    return {int(path.removesuffix(".md").rpartition("/")[2]) for path in paths}


async def quoted(stage, question, by, where=None, **options):
    """Ask, and return all that the answer shows, nearest passages included."""
    call = await by.slash(where or stage.general, "ask", question=question, **options)
    answer = await call.message(timeout=20)
    texts = [answer.text]
    if any(button.label == "Nearest passages" for button in answer.buttons):
        texts.append((await (await by.press(answer, "Nearest passages")).message(timeout=20)).text)
    return "\n".join(texts).replace("\\", "")


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
            before = await bot.get_channel(faq.id).fetch_message(said.id)
            gatherer = bot.get_cog("Gathering").gatherer
            await stage.ada.edit(said, WASHING.replace("Tuesdays", "Fridays"))
            await until(bot, house, lambda kept: "Fridays" in kept[said.id])
            await gatherer.take(before, How.CHANNEL)  # an event that was overtaken
            assert "Fridays" in files(house)[said.id]
            while "Fridays" not in (shown := await quoted(stage, WHO, bob)):
                await asyncio.sleep(0.01)
            assert "Tuesdays" not in shown
            await stage.ada.delete(said)
            await until(bot, house, lambda kept: [*kept] == [later.id])
            assert not await gatherer.take(before, How.CHANNEL)
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
        bot.upkeep.collection.path_of(row(stage, chosen.id)).unlink()  # as after a restore
        async with collecting(stage, house) as bot:
            await until(bot, house, lambda kept: {*kept} == {edited.id, chosen.id, written.id})
            assert "Mended." in files(house)[edited.id]

    play(story)


def row(stage, message):
    """What the memory has of a message."""
    with State(stage.folder / "discord.sqlite", keep_days=30) as state:
        return state.collected.find(message)


def test_a_message_of_the_menu_needs_no_intent_and_has_its_threads_question_over_it(stage, house, play):
    async def story():
        bob = stage.guild.add_member("bob")
        help_ = stage.guild.add_forum("help", tags=["solved"])
        post = await bob.post(help_, PRICE, "I have lost it.")
        said = await bob.say(post, KEYS)
        picture = await bob.say(stage.general, attachments=[("x.png", b"x")])
        async with collecting(stage, house, content=False) as bot:
            refused = await (await stage.ada.slash(stage.general, "collect", channel=help_, tag="solved")).message()
            assert "Message Content Intent" in refused.text
            assert "Add to sources" in refused.text
            stage.guild.offered.add(bob.id)
            await reported(await bob.use_on(said, "Add to sources"), "Only operators")
            await reported(await stage.ada.use_on(picture, "Add to sources"), "Only a message with text")
            added = await reported(await stage.ada.use_on(said, "Add to sources"), "is a source now")
            await until(bot, house, lambda kept: [*kept] == [said.id])
            assert f"## {PRICE}\n\n{KEYS}\n" in files(house)[said.id]
            assert link(said) in await quoted(stage, PRICE, bob)
            again = await reported(await stage.ada.use_on(said, "Add to sources"), "already")
            assert again.button("Remove")
            await (await stage.ada.press(added, "Remove")).acknowledged()
            await until(bot, house, lambda kept: not kept)
            await reported(await stage.ada.use_on(said, "Add to sources"), "is a source now")
            await until(bot, house, lambda kept: [*kept] == [said.id])
            await bob.edit(said, "What it says now, nobody tells Quoth.")
            await until(bot, house, lambda kept: not kept)

    play(story)


def test_of_a_forum_only_threads_with_the_tag_are_read_and_their_questions_stand_over_the_answers(stage, house, play):
    async def story():
        help_ = stage.guild.add_forum("help", tags=["solved", "open"])
        solved = await stage.ada.post(help_, "Bicycles", PRICE, tags=["solved"])
        answer = await stage.ada.say(solved, KEYS)
        other = await stage.ada.post(help_, "Laundry", WHO, tags=["open"])
        await stage.ada.say(other, WASHING)
        async with collecting(stage, house) as bot:
            told = await (await stage.ada.slash(stage.general, "collect", channel=help_)).message()
            assert "solved, open" in told.text
            assert not bot.state.collected.channels()
            await (await stage.ada.slash(stage.general, "collect", channel=help_, tag="Solved")).message()
            await until(bot, house, lambda kept: {*kept} == {solved.id, answer.id})
            assert f"## {PRICE}\n\n{KEYS}\n" in files(house)[answer.id]
            other.set_tags("solved")
            await until(bot, house, lambda kept: len(kept) == 4)
            other.set_tags()
            await until(bot, house, lambda kept: {*kept} == {solved.id, answer.id})
            question = solved.messages[0]
            await stage.ada.edit(question, "How dear is a lost key?")
            await until(bot, house, lambda kept: "## How dear is a lost key?\n\n" in kept[answer.id])
            await stage.ada.delete(question)
            await until(bot, house, lambda kept: [*kept] == [answer.id] and "dear" not in kept[answer.id])
            listed = await (await stage.ada.slash(stage.general, "collect")).message()
            assert f"<#{help_.id}> · Solved · one message" in plain(listed)
            solved.delete()
            await until(bot, house, lambda kept: not kept)

    play(story)


def test_people_are_read_once_they_agree_and_gone_once_they_do_not_or_want_to_be_forgotten(stage, house, play):
    async def story():
        faq = stage.guild.add_text_channel("faq")
        bob, eve = stage.guild.add_member("bob"), stage.guild.add_member("eve")
        bobs, eves = await bob.say(faq, WASHING), await eve.say(faq, KEYS)
        async with collecting(stage, house) as bot:
            await (await stage.ada.slash(stage.general, "collect", channel=faq)).message()
            for person in (bob, eve):
                asked = await (await person.slash(stage.general, "privacy")).message()
                await (await person.press(asked, "Use my messages")).acknowledged()
            await until(bot, house, lambda kept: {*kept} == {bobs.id, eves.id})
            told = await (await bob.slash(stage.general, "privacy")).message()
            assert "One of your messages is a source" in told.text
            await (await bob.press(told, "Don’t use my messages")).acknowledged()
            await until(bot, house, lambda kept: [*kept] == [eves.id])
            await bob.say(faq, "Bob says more.")
            await bot.get_cog("Gathering").rereading.everything()
            assert [*files(house)] == [eves.id]
            await reported(await stage.ada.use_on(bobs, "Add to sources"), "does not want")
            told = await (await eve.slash(stage.general, "privacy")).message()
            await (await eve.press(told, "Forget me")).acknowledged()
            await until(bot, house, lambda kept: not kept)
            assert KEYS not in await quoted(stage, PRICE, bob)
            stored = [*bot.state._db.execute("SELECT author FROM collected")]
            assert (stored, bot.state.collected.contributors()) == ([], {bob.id: False})

    play(story)


def test_who_can_read_the_channel_may_read_its_documents_at_that_moment_and_nobody_else(stage, house, play):
    async def story():
        staff, guests = stage.guild.add_role("staff"), stage.guild.add_role("guests")
        eve, bob = stage.guild.add_member("eve", roles=[staff]), stage.guild.add_member("bob")
        stage.guild.set_roles(stage.discord.bot, [*stage.guild.members[stage.discord.bot.id].roles, staff])
        office, lounge, hall = (stage.guild.add_text_channel(name) for name in ("office", "lounge", "hall"))
        for place, role in ((office, staff), (lounge, staff), (hall, guests)):
            place.deny(None, Permission.VIEW_CHANNEL)
            place.allow(role, Permission.VIEW_CHANNEL)
        hall.allow(staff, Permission.VIEW_CHANNEL)
        said = await stage.discord.owner.say(office, WASHING)
        owner = {"discord_operators": frozenset({stage.discord.owner.id})}
        stage.guild.offered.add(stage.discord.owner.id)
        async with collecting(stage, house, **owner) as bot:
            await reported(await stage.discord.owner.use_on(said, "Add to sources"), "is a source now")
            await until(bot, house, lambda kept: [*kept] == [said.id])
            assert "Quillfeather" in await quoted(stage, WHO, eve, office)
            assert "Quillfeather" in await quoted(stage, WHO, eve, lounge)
            assert "Quillfeather" not in await quoted(stage, WHO, eve, hall)  # guests see it, too
            assert "Quillfeather" not in await quoted(stage, WHO, eve)
            assert "Quillfeather" in await quoted(stage, WHO, eve, private=True)
            assert "Quillfeather" not in await quoted(stage, WHO, bob, private=True)
            stage.guild.set_roles(eve, [])
            assert "Quillfeather" not in await quoted(stage, WHO, eve, private=True)
            office.deny(stage.discord.bot, Permission.VIEW_CHANNEL)  # now it is not even the bot's to read
            await until(bot, house, lambda kept: not kept)

    play(story)


def test_what_is_gone_with_its_channel_or_server_is_no_document_any_more(stage, house, play):
    async def story():
        town = stage.discord.add_guild("Town")
        town.add_member(stage.ada)
        town.offered.add(stage.ada.id)
        places = [stage.guild.add_text_channel("faq"), town.add_text_channel("square")]
        async with collecting(stage, house) as bot:
            said = [await stage.ada.say(place, text) for place, text in zip(places, (WASHING, KEYS), strict=True)]
            for message in said:
                await (await stage.ada.slash(message.channel, "collect", channel=message.channel)).message()
            await until(bot, house, lambda kept: {*kept} == {one.id for one in said})
            town.go_down()
            places[0].delete()
            await until(bot, house, lambda kept: [*kept] == [said[1].id])
            town.come_back()
            town.remove_bot()
            await until(bot, house, lambda kept: not kept)
            assert not bot.state.collected.channels()

    play(story)
