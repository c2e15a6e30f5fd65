"""Asking, over the wire: each way to ask, and what comes back."""

from __future__ import annotations

import pytest

from retrieval import UNLIMITED

from ..discord_double import Portal
from ..discord_look import displayed

KRAKATOA = "How far away could people hear Krakatoa?"
SILENT = "Who won the football world cup in 1998?"


def quotes(library, question):
    return library.ask(question, k=3, access=UNLIMITED).quotes


def test_slash_command_quotes_the_passages_word_for_word_with_their_citations(stage, play):
    async def story():
        async with stage.bot():
            answer = await stage.ask(KRAKATOA)
            for quote in quotes(stage.library, KRAKATOA):
                assert quote.text in [displayed(text) for text in answer.texts]
                assert any(quote.title in text and quote.heading in text for text in answer.texts)
            assert f"{len(stage.library.documents(access=UNLIMITED))} sources searched" in answer.text
            assert not answer.ephemeral
            assert not answer.pings

    play(story)


def test_private_answer_is_seen_by_its_asker_only_until_it_is_shared(stage, play):
    async def story():
        async with stage.bot():
            answer = await stage.ask(KRAKATOA, private=True)
            assert answer.ephemeral
            assert stage.general.messages == []
            await stage.ada.press(answer, "Share")
            shared = await stage.general.next_message()
            assert not shared.ephemeral
            assert "Rodrigues" in shared.text
            assert "Shared by ada" in shared.text

    play(story)


def test_mention_is_answered_as_a_reply_that_pings_nobody(stage, play):
    async def story():
        async with stage.bot():
            asked = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            answer = await stage.general.next_message(by=stage.discord.bot)
            assert "Rodrigues" in answer.text
            assert answer.reference.id == asked.id
            assert not answer.pings

    play(story)


def test_reply_to_an_answer_is_a_follow_up(stage, play):
    async def story():
        async with stage.bot():
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            answer = await stage.general.next_message(by=stage.discord.bot)
            await stage.ada.say(stage.general, "And when did it erupt?", reply_to=answer)
            second = await stage.general.next_message(by=stage.discord.bot, after=answer)
            assert "1883" in second.text
            await stage.ada.say(stage.general, "And how many people died?", reply_to=second)
            third = await stage.general.next_message(by=stage.discord.bot, after=second)
            assert "36,417" in third.text

    play(story)


def test_conversation_goes_on_after_a_restart(stage, play):
    async def story():
        async with stage.bot():
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            answer = await stage.general.next_message(by=stage.discord.bot)
        async with stage.bot():
            await stage.ada.say(stage.general, "And how many people died?", reply_to=answer)
            second = await stage.general.next_message(by=stage.discord.bot, after=answer)
            assert "36,417" in second.text

    play(story)


def test_direct_message_needs_no_mention_and_remembers_the_question_before(stage, play):
    async def story():
        async with stage.bot():
            first = await stage.ada.dm(KRAKATOA)
            answer = await first.channel.next_message(by=stage.discord.bot)
            assert "Rodrigues" in answer.text
            await stage.ada.dm("And how many people died?")
            second = await first.channel.next_message(by=stage.discord.bot, after=answer)
            assert "36,417" in second.text

    play(story)


def test_menu_of_anybodys_message_looks_for_its_words_in_private(stage, play):
    async def story():
        async with stage.bot():
            bob = stage.guild.add_member("bob")
            said = await bob.say(stage.general, KRAKATOA)
            call = await stage.ada.use_on(said, "Find in sources")
            answer = await call.message()
            assert answer.ephemeral
            assert "Rodrigues" in answer.text
            nothing = await bob.say(stage.general, "", attachments=[("picture.png", b"x")])
            call = await stage.ada.use_on(nothing, "Find in sources")
            assert "no text" in (await call.message()).text

    play(story)


def test_silence_of_the_sources_is_said_and_the_nearest_passages_wait_behind_a_button(stage, play):
    async def story():
        async with stage.bot():
            answer = await stage.ask(SILENT)
            assert "Not in the sources" in answer.text
            assert ">>>" not in answer.text
            call = await stage.ada.press(answer, "Nearest passages")
            nearest = await call.message()
            assert nearest.ephemeral
            assert "do not answer it" in nearest.text
            assert ">>>" in nearest.text

    play(story)


def test_empty_mention_says_how_to_ask_and_below_a_question_means_that_question(stage, play):
    async def story():
        async with stage.bot():
            await stage.ada.say(stage.general, stage.mention(""))
            assert "/ask" in (await stage.general.next_message(by=stage.discord.bot)).text
            bob = stage.guild.add_member("bob")
            asked = await bob.say(stage.general, stage.mention(KRAKATOA))
            before = await stage.general.next_message(by=stage.discord.bot, after=asked)
            await stage.ada.say(stage.general, stage.mention(""), reply_to=asked)
            again = await stage.general.next_message(by=stage.discord.bot, after=before)
            assert "Rodrigues" in again.text

    play(story)


def test_source_can_be_chosen_from_what_was_typed(stage, play):
    async def story():
        async with stage.bot():
            choices = await stage.ada.autocomplete(stage.general, "ask", focused="source", value="erup", question="x")
            assert [choice.value for choice in choices] == ["science/eruptions.docx"]
            every = await stage.ada.autocomplete(stage.general, "ask", focused="source", value="", question="x")
            assert "science/" in [choice.value for choice in every]
            answer = await stage.ask(KRAKATOA, source="science/eruptions.docx")
            assert "Rodrigues" in answer.text
            assert "One source searched" in answer.text
            nowhere = await stage.ask(KRAKATOA, source="nowhere/*")
            assert "No document matches" in nowhere.text

    play(story)


def test_language_can_be_chosen_from_those_of_the_documents_by_its_name(stage, play):
    async def story():
        async with stage.bot():
            bob = stage.guild.add_member("bob", locale="de")
            choices = await bob.autocomplete(stage.general, "ask", focused="language", value="engl", question="x")
            assert [(choice.name, choice.value) for choice in choices] == [("Englisch", "en")]
            for typed in ("en", "English", "englisch"):
                assert "Rodrigues" in (await stage.ask(KRAKATOA, by=bob, language=typed)).text
            nothing = await stage.ask(KRAKATOA, by=bob, language="*Klingonisch*")
            assert nothing.text == (
                "Nichts ist in der Sprache \\*Klingonisch\\* geschrieben. Es gibt Dokumente in: Englisch."
            )

    play(story)


def test_asking_can_open_a_thread_in_which_follow_ups_are_understood(stage, play):
    async def story():
        async with stage.bot(discord_threads=True):
            await stage.ask(KRAKATOA)
            thread = await stage.general.next_thread()
            assert thread.name == KRAKATOA
            await stage.ada.say(thread, stage.mention("And how many people died?"))
            answer = await thread.next_message(by=stage.discord.bot)
            assert "36,417" in answer.text

    play(story)


def test_what_is_not_for_the_bot_is_left_alone(stage, play):
    async def story():
        async with stage.bot():
            await stage.ada.say(stage.general, KRAKATOA)
            await stage.ada.say(stage.general, "@everyone look!")
            last = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            answer = await stage.general.next_message(by=stage.discord.bot)
            assert answer.reference.id == last.id

    play(story)


@pytest.fixture
def portal(discord):
    discord.portal.message_content = True


@pytest.mark.usefixtures("portal")
def test_channel_that_answers_every_question_is_quiet_about_all_else(stage, play):
    async def story():
        async with stage.bot(discord_read_messages=True, discord_operators=frozenset({stage.ada.id})):
            call = await stage.ada.slash(stage.general, "channel", answers="questions")
            assert "answers every question" in (await call.message()).text
            await stage.ada.say(stage.general, "Good morning everybody")
            await stage.ada.say(stage.general, SILENT)
            asked = await stage.ada.say(stage.general, KRAKATOA)
            answer = await stage.general.next_message(by=stage.discord.bot)
            assert answer.reference.id == asked.id
            thread = await stage.ada.start_thread(answer, "more")
            await stage.ada.say(thread, "And how many people died?")
            assert "36,417" in (await thread.next_message(by=stage.discord.bot)).text

    play(story)


@pytest.mark.usefixtures("portal")
def test_new_post_of_a_forum_gets_an_answer_even_when_the_sources_are_silent(stage, play):
    async def story():
        forum = stage.guild.add_forum("questions")
        async with stage.bot(discord_read_messages=True, discord_operators=frozenset({stage.ada.id})) as bot:
            first = await stage.ada.post(forum, "Loud", stage.mention("hello"))
            await first.next_message(by=stage.discord.bot)
            await (await stage.ada.slash(first, "channel", answers="questions")).message()
            assert bot.channels[forum.id].mode == "questions"
            post = await stage.ada.post(forum, "Football", SILENT)
            assert "Not in the sources" in (await post.next_message(by=stage.discord.bot)).text

    play(story)


def test_channel_can_be_bound_to_a_folder_whatever_the_asker_chooses(stage, play):
    async def story():
        async with stage.bot(discord_operators=frozenset({stage.ada.id})):
            await (await stage.ada.slash(stage.general, "channel", source="law/")).message()
            assert "Not in the sources" in (await stage.ask(KRAKATOA)).text
            chosen = await stage.ask(KRAKATOA, source="science/eruptions.docx")
            assert "No document matches" in chosen.text

    play(story)


def test_user_install_answers_where_the_bot_is_no_member(stage, play):
    async def story():
        async with stage.bot(discord_questions_per_minute=2):
            eve = stage.discord.add_user("eve", installed=True)
            call = await eve.slash(None, "ask", question=KRAKATOA)
            assert "Rodrigues" in (await call.message()).text
            answers = []
            for name in ("First", "Second"):  # where the bot is a guest, a server is no new turn
                square = stage.discord.add_guild(name, bot=False).add_text_channel("square")
                square.guild.add_member(eve)
                call = await eve.slash(square, "ask", question=KRAKATOA)
                answers.append((await call.message()).text)
            assert "Rodrigues" in answers[0]
            assert "Rodrigues" not in answers[1]

    play(story)


@pytest.mark.parametrize(
    ("locale", "silent"),
    [
        ("de", "Nicht"),
        ("fr", "pas"),
        ("es-ES", "No está"),
        ("es-419", "No está"),
        ("ja", "資料にありません"),
        ("sv-SE", "Not in"),
    ],
)
def test_bot_speaks_the_askers_language_and_quotes_stay_as_they_are(stage, play, locale, silent):
    async def story():
        async with stage.bot():
            bob = stage.guild.add_member("bob", locale=locale)
            assert silent.casefold() in (await stage.ask(SILENT, by=bob)).text.casefold()
            answer = await stage.ask(KRAKATOA, by=bob)
            assert quotes(stage.library, KRAKATOA)[0].text in [displayed(text) for text in answer.texts]

    play(story)


def test_mention_is_answered_in_the_servers_language(stage, play):
    async def story():
        guild = stage.discord.add_guild("Bibliothek", locale="de")
        channel, bob = guild.add_text_channel("allgemein"), guild.add_member("bob")
        async with stage.bot():
            await bob.say(channel, stage.mention(SILENT))
            assert "Nicht in den" in (await channel.next_message(by=stage.discord.bot)).text

    play(story)


def test_intent_that_the_portal_did_not_grant_is_named(stage, play):
    import discord

    assert isinstance(stage.discord.portal, Portal)

    async def story():
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with stage.bot(discord_read_messages=True):
                pass

    play(story)


def test_small_talk_gets_no_public_word_and_leaves_no_trace(stage, play):
    async def story():
        async with stage.bot(discord_keep_unanswered=True) as bot:
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            answer = await stage.general.next_message(by=stage.discord.bot)
            await stage.ada.say(stage.general, "thanks!", reply_to=answer)
            await stage.ada.say(stage.general, stage.mention("👍"))
            told = await stage.ask("Thanks!")
            assert told.ephemeral
            assert "no question" in told.text
            await stage.ada.say(stage.general, "And how many people died?", reply_to=answer)
            second = await stage.general.next_message(by=stage.discord.bot, after=answer)
            assert "36,417" in second.text
            assert len(stage.by_bot()) == 2
            assert bot.state.unanswered() == []
            assert bot.state.stored_about(stage.ada.id)["answers"] == 2
            counted = {
                (sample.labels["way"], sample.labels["outcome"])
                for family in bot.metrics.registry.collect()
                for sample in family.samples
                if family.name == "quoth_questions" and sample.value
            }
            assert {pair for pair in counted if "answered" not in pair} == {("slash", "small_talk")}

    play(story)


def test_who_greets_is_told_how_to_ask(stage, play):
    async def story():
        async with stage.bot():
            await stage.ada.say(stage.general, stage.mention("hello!"))
            assert "Ask me something" in (await stage.general.next_message(by=stage.discord.bot)).text

    play(story)


def test_a_mistyped_question_is_answered_with_what_was_searched_for(stage, play):
    async def story():
        async with stage.bot():
            await stage.ada.say(stage.general, stage.mention("How far awya could poeple hear Krakaota?"))
            answer = await stage.general.next_message(by=stage.discord.bot)
            assert "Rodrigues" in answer.text
            assert answer.texts[0] == f"-# Searched for: {KRAKATOA}"
            asked = await stage.ask("How far awya could poeple hear Krakaota?")
            assert displayed(asked.texts[0]).endswith(f"Krakaota?\nSearched for: {KRAKATOA}")

    play(story)
