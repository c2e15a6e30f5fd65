"""What becomes of an answer when its question is edited or deleted, or its place is gone."""

from __future__ import annotations

import asyncio

import pytest

from bot.deciding import Mode
from bot.state.records import ChannelSettings

from ..discord_double.failures import Unanswered
from ..discord_double.permissions import Permission

KRAKATOA = "How far away could people hear Krakatoa?"
DEATHS = "How many people died when Krakatoa erupted?"
SILENT = "Who won the football world cup in 1998?"


async def asked(stage, text=KRAKATOA):
    """A question that mentions the bot, and its answer."""
    question = await stage.ada.say(stage.general, stage.mention(text))
    return question, await stage.general.next_message(by=stage.discord.bot, after=question, timeout=30)


async def settled(bot, condition):
    """Wait until the memory is as it should be: nothing on Discord tells."""
    async with asyncio.timeout(30):
        while not await bot.desk.call_state(condition):
            await asyncio.sleep(0.01)


async def taken_back(stage):
    """Wait until a message that was sent after its question was deleted is gone, too."""

    def deleted():
        return any(each.method == "DELETE" and "/messages/" in each.path for each in stage.discord.requests_from(0))

    await stage.discord.until(deleted, timeout=30)
    assert stage.by_bot() == []


def test_deleting_a_question_deletes_its_answer_and_all_that_is_stored_of_it(stage, play):
    async def story():
        async with stage.bot(discord_keep_unanswered=True) as bot:
            question, answer = await asked(stage)
            await (await stage.ada.press(answer, "👍")).message()
            silent, refusal = await asked(stage, SILENT)
            kept, other = await asked(stage, DEATHS)
            nothing = {"answers": 1, "feedback": 0, "unanswered": 0}
            for message, shown in ((question, answer), (silent, refusal)):
                await stage.ada.delete(message)
                await shown.until(lambda shown: shown.deleted)
            assert bot.state.stored_about(stage.ada.id) == nothing
            assert not other.deleted
            stage.discord.gateway.dispatch(
                "MESSAGE_DELETE_BULK",
                lambda _: {
                    "ids": [str(kept.id)], "channel_id": str(stage.general.id), "guild_id": str(stage.guild.id)
                },
                stage.guild,
            )  # fmt: skip
            await other.until(lambda shown: shown.deleted)
            assert bot.state.stored_about(stage.ada.id)["answers"] == 0

    play(story)


def test_deleting_the_public_answer_to_a_command_deletes_what_is_stored_of_it(stage, play):
    async def story():
        async with stage.bot() as bot:
            answer = await stage.ask(KRAKATOA)
            await settled(bot, lambda: bot.state.answer_in(answer.id))
            mod = stage.guild.add_member("mod", permissions=Permission.MANAGE_MESSAGES)
            await mod.delete(answer)
            await settled(bot, lambda: bot.state.stored_about(stage.ada.id)["answers"] == 0)

    play(story)


def test_a_question_that_is_deleted_while_it_waits_gets_no_answer_and_leaves_nothing(stage, play, monkeypatch):
    async def story():
        async with stage.bot() as bot:
            listening = bot.get_cog("Listening")
            opened, ask_all = asyncio.Event(), bot.library.ask_all
            loop = asyncio.get_running_loop()

            def slow(queries):
                asyncio.run_coroutine_threadsafe(opened.wait(), loop).result(20)
                return ask_all(queries)

            monkeypatch.setattr(bot.library, "ask_all", slow)
            question = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            await stage.general.until_typing()
            await stage.ada.delete(question)
            await settled(bot, lambda: listening.in_hand.is_withdrawn(question.id))
            opened.set()
            await listening.in_hand.until_answered(question.id)
            assert stage.by_bot() == []
            assert bot.state.stored_about(stage.ada.id)["answers"] == 0

    play(story)


def test_a_copy_that_is_shared_while_its_question_is_deleted_goes_with_it(stage, play):
    async def story():
        async with stage.bot() as bot:
            question = await stage.ada.say(stage.general, KRAKATOA)
            private = await stage.ask(KRAKATOA, private=True)
            bot.state._db.execute("UPDATE answers SET repeats = ?", (question.id,))  # as if it had been searched again
            fault = stage.discord.faults.add("POST", "/webhooks/*/*", delay=3)
            await stage.ada.press(private, "Share")
            await stage.discord.until(lambda: fault.served > 0, timeout=30)
            await stage.ada.delete(question)
            await settled(bot, lambda: bot.state.stored_about(stage.ada.id)["answers"] == 0)
            await taken_back(stage)

    play(story)


def test_a_copy_of_which_nobody_knows_whether_it_arrived_is_not_sent_again(stage, play):
    async def story():
        async with stage.bot() as bot:
            private = await stage.ask(KRAKATOA, private=True)
            fault = stage.discord.faults.add("POST", "/webhooks/*/*", drop=True, applied=True)
            await stage.ada.press(private, "Share")
            await stage.discord.until(lambda: fault.served > 0 and bool(stage.by_bot()), timeout=30)
            await settled(bot, lambda: bot.state.stored_about(stage.ada.id)["answers"] == 1)
            assert bot.state._db.execute("SELECT is_private FROM answers").fetchone() == (1,)
            assert len(stage.by_bot()) == 1

    play(story)


def test_an_offer_that_is_made_while_the_question_is_deleted_goes_with_it(stage, play):
    async def story():
        async with stage.bot() as bot:
            question, answer = await asked(stage)
            await settled(bot, lambda: bot.state.answer_in(answer.id))
            fault = stage.discord.faults.add("POST", "/channels/*/messages", delay=3)
            await stage.ada.edit(question, stage.mention(DEATHS))
            await stage.discord.until(lambda: fault.served > 0, timeout=30)
            await stage.ada.delete(question)
            await stage.discord.until_requested("DELETE", "/channels/*/messages/*", 2, timeout=20)
            assert stage.by_bot() == []

    play(story)


def test_an_edit_that_adds_the_mention_or_the_question_is_answered_once(stage, play):
    async def story():
        async with stage.bot():
            forgot = await stage.ada.say(stage.general, KRAKATOA)
            await stage.ada.edit(forgot, stage.mention(KRAKATOA))
            answer = await stage.general.next_message(by=stage.discord.bot, timeout=30)
            assert "Rodrigues" in answer.text
            assert answer.reference is forgot
            empty = await stage.ada.say(stage.general, stage.mention(""))
            hint = await stage.general.next_message(by=stage.discord.bot, after=empty)
            await stage.ada.edit(empty, stage.mention(DEATHS))
            assert "36,417" in (await stage.general.next_message(by=stage.discord.bot, after=hint, timeout=30)).text
            await stage.ada.edit(await stage.ada.say(stage.general, "lunch?"), "lunch at one?")
            with pytest.raises(Unanswered):
                await stage.general.next_message(by=stage.discord.bot, after=stage.by_bot()[-1], timeout=0.3)
            assert len(stage.by_bot()) == 3

    play(story)


def test_an_edit_that_changes_the_question_offers_the_new_answer_to_who_asked(stage, play):
    async def story():
        async with stage.bot() as bot:
            question, answer = await asked(stage)
            before = answer.text
            await stage.ada.edit(question, stage.mention(DEATHS))
            offer = await stage.general.next_message(by=stage.discord.bot, after=answer)
            assert "edited after it was answered" in offer.text
            await stage.ada.edit(question, stage.mention(KRAKATOA))
            await offer.until(lambda shown: shown.deleted)
            await stage.ada.edit(question, stage.mention(f"{DEATHS} "))
            offer = await stage.general.next_message(by=stage.discord.bot, after=offer)
            await stage.ada.edit(question, stage.mention(DEATHS.upper()))
            bob = stage.guild.add_member("bob")
            refused = await (await bob.press(offer, "Answer the new wording")).message()
            assert refused.ephemeral
            assert "Only who asked" in refused.text
            await stage.ada.press(offer, "Answer the new wording")
            await offer.until(lambda shown: "36,417" in shown.text, timeout=30)
            assert (answer.text, answer.edits) == (before, [])
            await settled(bot, lambda: bot.state.answer_in(offer.id))
            assert bot.state.history(bot.state.answer_in(offer.id).id) == [DEATHS.upper()]
            await stage.ada.delete(question)
            await offer.until(lambda shown: shown.deleted)
            await answer.until(lambda shown: shown.deleted)
            assert bot.state.stored_about(stage.ada.id)["answers"] == 0

    play(story)


def test_what_is_gone_is_forgotten_and_an_outage_is_not_gone(stage, play):
    async def story():
        elsewhere, away = stage.discord.add_guild("Elsewhere"), stage.discord.add_guild("Away")
        square, bob = elsewhere.add_text_channel("square"), elsewhere.add_member("bob")
        hall, eve = away.add_text_channel("hall"), away.add_member("eve")
        doomed, fated = (stage.guild.add_text_channel(name) for name in ("doomed", "fated"))

        def stored(bot):
            return [bot.state.stored_about(person.id)["answers"] for person in (stage.ada, bob, eve)]

        async with stage.bot() as bot:
            for channel, person in (
                (stage.general, stage.ada), (doomed, stage.ada), (fated, stage.ada), (square, bob), (hall, eve),
            ):  # fmt: skip
                await person.slash(channel, "ask", question=KRAKATOA)
            await settled(bot, lambda: stored(bot) == [3, 1, 1])
            bot.state.set_channel(doomed.id, ChannelSettings(Mode.NOTHING), stage.guild.id)
            bot.state.set_channel(square.id, ChannelSettings(Mode.NOTHING))  # as an older Quoth stored it
            bot.state.set_channel(hall.id, ChannelSettings(Mode.NOTHING), away.id)
            elsewhere.go_down()
            doomed.delete()
            await settled(bot, lambda: stored(bot) == [2, 1, 1])
            await settled(bot, lambda: {*bot.channels} == {*bot.state.channels()} == {square.id, hall.id})
        away.remove_bot()  # while nobody is there to hear it
        fated.delete()
        async with stage.bot() as bot:
            await settled(bot, lambda: stored(bot) == [1, 1, 0])
            assert {*bot.state.channels()} == {square.id}
            elsewhere.come_back()
            elsewhere.remove_bot()
            await settled(bot, lambda: stored(bot) == [1, 0, 0])
            await settled(bot, lambda: bot.channels == bot.state.channels() == {})

    play(story)


def test_where_files_may_not_be_attached_a_sentence_says_so_and_where_nothing_may_be_written_a_sign(
    stage, play, monkeypatch
):
    from bot.messages import views

    made = views.silence_message

    def with_file(*args, **options):
        message = made(*args, **options)
        return views.Message(message.view, (views.File("a.txt", "words"),))

    async def story():
        stage.general.deny(stage.discord.bot, Permission.ATTACH_FILES)
        quiet = stage.guild.add_text_channel("quiet")
        quiet.deny(stage.discord.bot, Permission.SEND_MESSAGES)
        async with stage.bot():
            _, told = await asked(stage, SILENT)
            assert "may not attach files" in told.text
            question = await stage.ada.say(quiet, stage.mention(KRAKATOA))
            await question.until(lambda shown: shown.reactions.get("🔇") == [stage.discord.bot], timeout=30)

    monkeypatch.setattr(views, "silence_message", with_file)
    play(story)
