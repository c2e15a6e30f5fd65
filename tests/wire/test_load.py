"""Many ask at once, one asks too much, and the documents change meanwhile."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3

import pytest

from bot.service import urgent_lane
from retrieval import UNLIMITED
from retrieval.evaluation import load_gold
from retrieval.index_folder import CATALOG_FILE, ENCODER_FOLDER

from ..discord_double import DiscordDouble
from ..discord_look import displayed

KRAKATOA = "How far away could people hear Krakatoa?"
GARDEN = "When should garlic be planted?"
GARLIC = "# Garlic\n\nGarlic is planted in October, some five centimetres deep, and harvested in July.\n"
PATIENCE = 3.0
"""Seconds that Discord waits for an acknowledgement."""


@pytest.fixture
def discord():
    """A Discord that checks limits by hand only: the whole description takes longer than answering, in one process."""
    with DiscordDouble(name="Quoth", openapi=None) as double:
        yield double


def test_sixty_who_ask_at_once_are_each_acknowledged_in_time_and_get_their_own_answer(stage, play, root):
    gold = load_gold(root / "tests" / "gold" / "bundled.jsonl")
    questions = list(dict.fromkeys(each.question for each in gold if each.answerable))[:20] * 3
    people = [stage.guild.add_member(f"asker{number}") for number in range(60)]

    async def story():
        async with stage.bot():
            calls = await asyncio.gather(
                *(person.slash(stage.general, "ask", question=question)
                  for person, question in zip(people, questions, strict=True))
            )  # fmt: skip
            shown = [
                await call.until(lambda message: "ahead of yours" not in message.text, timeout=60) for call in calls
            ]
            assert max(call.acknowledged_after for call in calls) < PATIENCE
        quoted = {
            question: [
                "\n".join([*(each.text for each in quote.above), quote.text])
                for quote in stage.library.ask(question, access=UNLIMITED).quotes
            ]
            for question in questions[:20]
        }
        for question, message in zip(questions, shown, strict=True):
            texts = [displayed(text) for text in message.texts]
            assert question in texts
            assert quoted[question] == [text for raw, text in zip(message.texts, texts, strict=True) if ">>>" in raw]

    play(story, 180)


def test_question_beyond_the_queue_is_told_so_and_those_in_it_are_answered(stage, play):
    people = [stage.guild.add_member(f"asker{number}") for number in range(5)]

    async def story():
        async with stage.bot(discord_queue=5) as bot:  # of which one server may have three
            with stage.library._turn:
                calls = [await person.slash(stage.general, "ask", question=KRAKATOA) for person in people[:3]]
                while bot.desk.waiting < 3:
                    await asyncio.sleep(0.001)
                refused = await (await people[3].slash(stage.general, "ask", question=KRAKATOA)).message()
                assert "Too many questions" in refused.text
                assert refused.ephemeral
                asked = await people[4].say(stage.general, stage.mention(KRAKATOA))
                while not (told := [message for message in stage.by_bot() if message.reference is asked]):
                    await asyncio.sleep(0.001)
                assert "Too many questions" in told[0].text
            for call in calls:
                await call.until(lambda message: "Rodrigues" in message.text)
            assert "Rodrigues" in (await stage.ask(KRAKATOA, by=people[3])).text

    play(story)


@pytest.mark.usefixtures("hasty")
def test_who_has_to_wait_hears_how_many_are_ahead_and_then_gets_the_answer_in_the_same_place(stage, play):
    people = [stage.guild.add_member(f"asker{number}") for number in range(4)]

    async def story():
        async with stage.bot() as bot:
            with stage.library._turn:
                calls = []
                for person in people[:3]:
                    calls.append(await person.slash(stage.general, "ask", question=KRAKATOA))
                    while bot.desk.waiting < len(calls):
                        await asyncio.sleep(0.001)
                asked = await people[3].say(stage.general, stage.mention(KRAKATOA))
                assert await calls[0].acknowledged() == "deferred"
                assert "One question is ahead" in (await calls[1].message()).text
                assert "2 questions are ahead" in (await calls[2].message()).text
                while not (notice := [message for message in stage.by_bot() if message.reference is asked]):
                    await asyncio.sleep(0.001)
                assert "3 questions are ahead" in notice[0].text
            for call in calls:
                await call.until(lambda message: "Rodrigues" in message.text)
                assert call.acknowledged_after < PATIENCE
            await notice[0].until(lambda message: "Rodrigues" in message.text)
        assert len(stage.by_bot()) == 4

    play(story)


@pytest.mark.usefixtures("hasty")
def test_in_a_crowd_who_has_to_wait_is_told_in_the_cheapest_way_and_answered_in_the_same_place(
    stage, play, monkeypatch
):
    monkeypatch.setattr(urgent_lane, "CROWD", 0)
    people = [stage.guild.add_member(f"asker{number}") for number in range(2)]

    async def story():
        async with stage.bot() as bot:
            with stage.library._turn:
                calls = []
                for person in people:
                    calls.append(await person.slash(stage.general, "ask", question=KRAKATOA))
                    while bot.desk.waiting < len(calls):
                        await asyncio.sleep(0.001)
                assert [await call.acknowledged() for call in calls] == ["deferred", "deferred"]
            for call in calls:
                assert "Rodrigues" in (await call.message()).text
        assert len(stage.by_bot()) == 2

    play(story)


def test_who_asks_too_much_waits_and_nobody_else_does(stage, play):
    bob = stage.guild.add_member("bob")

    async def story():
        async with stage.bot(discord_questions_per_minute=2):
            for _ in range(2):
                assert "Rodrigues" in (await stage.ask(KRAKATOA)).text
            for _ in range(2):
                refused = await stage.ask(KRAKATOA)
                assert "That was quick" in refused.text
                assert refused.ephemeral
            assert "Rodrigues" in (await stage.ask(KRAKATOA, by=bob)).text

    play(story)


def test_who_mentions_the_bot_too_much_is_told_once(stage, play):
    bob = stage.guild.add_member("bob")

    async def story():
        async with stage.bot(discord_questions_per_minute=2):
            for _ in range(5):
                await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            asked = await bob.say(stage.general, stage.mention(KRAKATOA))
            while not any(message.reference is asked for message in stage.by_bot()):
                await asyncio.sleep(0.001)
        texts = [message.text for message in stage.by_bot() if message.reference.author is stage.ada]
        assert len([text for text in texts if "Rodrigues" in text]) == 2
        assert len([text for text in texts if "That was quick" in text]) == 1
        assert len(texts) == 3

    play(story)


@pytest.fixture
def own(open_library, tmp_path, root, bundled_export):
    """A library of its own, whose seeds may change; its model is exported already, or a sync would take the time."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    shutil.copy(root / "seeds" / "science" / "eruptions.docx", seeds)
    library = open_library(seeds, tmp_path / "index")
    library.sync()
    shutil.copytree(bundled_export, library.index / ENCODER_FOLDER, copy_function=os.link)
    return library


@pytest.mark.slow
def test_seeds_that_come_and_go_are_swapped_in_while_everybody_is_answered_in_time(stage, own, play):
    async def story():
        async def until(words, question=GARDEN):
            """Ask, several times a second, until the answer has these words."""
            while True:
                call = await stage.ada.slash(stage.general, "ask", question=question, private=True)
                answer = await call.until(lambda message: "ahead of yours" not in message.text, timeout=30)
                assert call.acknowledged_after < PATIENCE
                if words in answer.text:
                    return answer
                syncing.append(bot.upkeep.resyncer.is_running)
                await asyncio.sleep(0.1)

        syncing = []
        async with stage.bot(own, discord_watch=True) as bot:
            await until("Not in the sources")
            (own.seeds / "garlic.md").write_text(GARLIC)
            planted = await until("October")
            assert any(syncing)  # there were questions while another process was embedding
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text
            (own.seeds / "garlic.md").unlink()
            await until("Not in the sources")
            for button in ("In context", "Exact text"):
                shown = await (await stage.ada.press(planted, button)).message()
                assert "no longer in the sources" in shown.text
                assert "October" not in shown.text

    play(story, 240)


def edit(library, statement):
    library.close()
    with sqlite3.connect(library.index / CATALOG_FILE) as database:
        database.execute(statement)
    database.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        ["UPDATE documents SET recipe = 'Word 1, cutter 0'"],
        [
            "ALTER TABLE passages DROP COLUMN above",
            "ALTER TABLE passages DROP COLUMN leading",
            "ALTER TABLE passages DROP COLUMN kind",
            "ALTER TABLE passages DROP COLUMN page_end",
            "ALTER TABLE files DROP COLUMN warnings",
            "ALTER TABLE files DROP COLUMN other_languages",
            "DROP INDEX documents_listed",
            "ALTER TABLE documents DROP COLUMN language",
            "CREATE INDEX documents_listed ON documents (path, sha256, recipe, name, title, date, author, url)",
            "ALTER TABLE passages DROP COLUMN language",
            "PRAGMA user_version = 2",
        ],
    ],
    ids=["another parser", "another schema"],
)
def test_an_upgraded_bot_converts_its_index_when_it_starts_and_says_so_meanwhile(stage, own, play, changes):
    for statement in changes:
        edit(own, statement)

    async def story():
        async with stage.bot(own, discord_watch=False):
            told = (await stage.ask(KRAKATOA)).text
            assert "still being read" in told or "Rodrigues" in told
            while "Rodrigues" not in told:
                await asyncio.sleep(0.5)
                told = (await stage.ask(KRAKATOA)).text
                assert "Something went wrong" not in told

    play(story, 120)
