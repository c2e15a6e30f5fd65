"""Commands for operators, and for everybody who wants to know."""

from __future__ import annotations

import asyncio
import json
import shutil

import pytest

from bot.feedback import gold_lines
from bot.service.resyncing import Resyncer, SyncFailed
from retrieval import UNLIMITED, ConsentNeeded
from retrieval.evaluation import load_gold
from retrieval.syncing.consent import agreed_to

from ..discord_double.channels import PRIVATE_THREAD, PUBLIC_THREAD
from ..discord_double.permissions import Permission
from ..discord_double.threads import open_thread

KRAKATOA = "How far away could people hear Krakatoa?"
SILENT = "Who won the football world cup in 1998?"
GARDEN = "When should garlic be planted?"
NOTE = b"# Garlic\n\nGarlic is planted in October, some five centimetres deep, and harvested in July.\n"


@pytest.fixture(scope="module")
def unchanged(keep_library, tmp_path_factory, root):
    """A library of its own whose seeds stay as they are."""
    folder = tmp_path_factory.mktemp("unchanged")
    (folder / "seeds").mkdir()
    shutil.copy(root / "seeds" / "science" / "eels.txt", folder / "seeds")
    library = keep_library(folder / "seeds", folder / "index")
    library.sync()
    return library


def operators(*people):
    return {"discord_operators": frozenset(person.id for person in people)}


@pytest.mark.parametrize("command", [("sync",), ("unanswered",), ("add", b"x")])
def test_operators_commands_are_refused_to_others(stage, play, command):
    async def story():
        name, *content = command
        options = {"file": ("a.txt", content[0])} if content else {}
        async with stage.bot():
            bob = stage.guild.add_member("bob", permissions=1 << 5)  # manages the server, which nobody named
            refused = await (await bob.slash(stage.general, name, **options)).message()
            assert "Only operators" in refused.text
            assert refused.ephemeral
        async with stage.bot(discord_servers=frozenset({stage.guild.id}), discord_keep_unanswered=True):
            if name == "unanswered":
                allowed = await (await bob.slash(stage.general, name)).message()
                assert "no unanswered question" in allowed.text

    play(story)


@pytest.mark.slow
def test_attached_file_becomes_a_seed_and_answers(stage, own, play):
    async def story():
        async with stage.bot(own, **operators(stage.ada)):
            assert "Not in the sources" in (await stage.ask(GARDEN)).text
            call = await stage.ada.slash(stage.general, "add", file=("garlic.md", NOTE), folder="garden")
            report = await call.until(lambda message: "passages" in message.text, timeout=60)
            assert "garden/garlic.md was added" in report.text.replace("\\", "")
            assert report.ephemeral
            assert (own.seeds / "garden" / "garlic.md").read_bytes() == NOTE
            assert "October" in (await stage.ask(GARDEN)).text
            again = await (
                await stage.ada.slash(stage.general, "add", file=("garlic.md", b"other"), folder="garden")
            ).message()
            assert "exists already" in again.text
            assert (own.seeds / "garden" / "garlic.md").read_bytes() == NOTE

    play(story)


@pytest.mark.parametrize(
    ("name", "content", "folder", "said"),
    [
        ("run.exe", b"MZ", None, "kind that Quoth does not read"),
        ("big.txt", b"x" * 1_100_000, None, "at most 1 MB"),
        ("note.md", NOTE, "../elsewhere", "not a name"),
        ("broken.pdf", b"%PDF-1.7 nothing", None, "cannot be read"),
        ("empty.txt", b"", None, "cannot be read"),
    ],
)
def test_file_that_cannot_be_a_seed_is_refused_and_leaves_nothing(stage, unchanged, play, name, content, folder, said):
    async def story():
        async with stage.bot(unchanged, discord_add_megabytes=1, **operators(stage.ada)):
            options = {"folder": folder} if folder else {}
            call = await stage.ada.slash(stage.general, "add", file=(name, content), **options)
            refused = await call.until(lambda message: said in message.text, timeout=30)
            assert refused.ephemeral
        assert [path.name for path in unchanged.seeds.rglob("*")] == ["eels.txt"]

    play(story)


@pytest.mark.slow
def test_sync_reports_the_difference(stage, own, play):
    async def story():
        async with stage.bot(own, **operators(stage.ada)):
            (own.seeds / "garlic.md").write_bytes(NOTE)
            (own.seeds / "picture.png").write_bytes(b"x")
            call = await stage.ada.slash(stage.general, "sync")
            report = await call.until(lambda message: "passages" in message.text, timeout=60)
            text = report.text.replace("\\", "")
            assert "Added: garlic.md" in text
            assert "Left out: picture.png" in text
            assert "2 documents" in text
            assert "October" in (await stage.ask(GARDEN)).text

    play(story)


def test_sync_that_fails_says_what_is_wrong_and_what_to_do(stage, own, play):
    async def story():
        async with stage.bot(own, **operators(stage.ada)):
            shutil.rmtree(own.seeds)
            call = await stage.ada.slash(stage.general, "sync")
            report = await call.until(lambda message: "could not be read" in message.text, timeout=60)
            problem, advice = report.text.replace("\\", "").splitlines()
            assert problem.endswith(f"{own.seeds} does not exist.")
            assert advice == "Create it, or set SEEDS_DIR to the folder of documents."

    play(story)


def test_sync_asks_operators_before_it_drops_most_documents(stage, own, play, monkeypatch):
    async def sync(_, agreed):
        try:
            return await asyncio.to_thread(own.sync, consent=agreed_to(agreed))
        except ConsentNeeded as error:
            raise SyncFailed.from_dict(error.as_dict()) from error

    async def story():
        for number in range(10):
            (own.seeds / f"{number}.txt").write_text(f"The mill number {number} burnt down.")
        own.sync()
        async with stage.bot(own, **operators(stage.ada)) as bot:
            for path in own.seeds.glob("?.txt"):
                path.unlink()
            for waits in (False, True):
                bot.upkeep.resyncer.awaits_consent = waits
                for person in (stage.ada, stage.guild.add_member("bob")):
                    status = await (await person.slash(stage.general, "status")).message()
                    assert ("waits for your consent" in status.text) == (waits and person is stage.ada)
            call = await stage.ada.slash(stage.general, "sync")
            asked = await call.until(lambda message: "no longer in" in message.text)
            assert "10 of 11 documents are no longer in" in asked.text
            assert len(own.documents(access=UNLIMITED)) == 11
            call = await stage.ada.press(asked, "Drop 10 documents")
            report = await call.until(lambda message: "Removed" in message.text)
            assert report.ephemeral
            assert len(own.documents(access=UNLIMITED)) == 1

    monkeypatch.setattr(Resyncer, "_run_child", sync)
    play(story)


def test_unanswered_questions_are_listed_only_where_they_may_be_kept(stage, play):
    async def story():
        async with stage.bot(**operators(stage.ada)) as bot:
            await stage.ask(SILENT)
            listed = await (await stage.ada.slash(stage.general, "unanswered")).message()
            assert "DISCORD_KEEP_UNANSWERED" in listed.text.replace("\\", "")
            assert bot.state.unanswered() == []
        async with stage.bot(discord_keep_unanswered=True, **operators(stage.ada)):
            await stage.ask(SILENT)
            await stage.ask(SILENT.lower())
            listed = await (await stage.ada.slash(stage.general, "unanswered")).message()
            assert "2 times" in listed.text
            assert listed.ephemeral
            cleared = await (await stage.ada.slash(stage.general, "unanswered", clear=True)).message()
            assert "empty now" in cleared.text

    play(story)


def test_unanswered_questions_show_what_was_asked_publicly_in_the_same_server_where_one_can_see_it(stage, play):
    async def story():
        elsewhere = stage.discord.add_guild("Elsewhere")
        square, bob = elsewhere.add_text_channel("square"), elsewhere.add_member("bob")
        me, ann = stage.discord.owner, stage.guild.add_member("ann", permissions=Permission.MANAGE_THREADS)
        closed, forum = stage.guild.add_text_channel("closed"), stage.guild.add_text_channel("forum")
        closed.deny(stage.ada, Permission.VIEW_CHANNEL)
        stage.guild.offered.add(ann.id)
        threads = [open_thread(forum, ann, "Operas", kind=kind) for kind in (PUBLIC_THREAD, PRIVATE_THREAD)]
        await ann.add_to_thread(threads[1], stage.discord.bot)
        questions = ("Who wrote Hamlet?", "Who sang Tosca first?", "Who wrote Faust?")
        hidden = dict(zip((closed, *threads), questions, strict=True))
        async with stage.bot(discord_keep_unanswered=True, **operators(stage.ada, ann)):
            await stage.ask(SILENT)
            await stage.ask("Who invented the zeppelin?", private=True)
            await (await bob.slash(square, "ask", question="Who painted Guernica?")).message()
            for place, question in hidden.items():
                await ann.say(place, stage.mention(question))
                await stage.answers(1, place)
            listed = await (await stage.ada.slash(stage.general, "unanswered")).message()
            assert "world cup" in listed.text
            assert "One question was asked privately" in listed.text
            assert "Tosca" in listed.text
            assert not any(word in listed.text for word in ("zeppelin", "Guernica", "Hamlet", "Faust"))
            threads[0].archive()
            asked = {}
            for person in (stage.ada, ann):
                asked[person] = (await (await person.slash(stage.general, "unanswered")).message()).text
            assert "Tosca" not in asked[stage.ada]  # a closed thread may be private
            assert all(word in asked[ann] for word in ("world cup", "Tosca", "Hamlet", "Faust"))
            alone = await (await stage.ada.slash(None, "unanswered")).message()
            assert "in a server" in alone.text
            both = await (await me.slash(None, "unanswered")).message()
            assert "world cup" in both.text
            assert "Guernica" in both.text
            assert "zeppelin" not in both.text

    play(story)


def test_who_is_denied_is_told_so_once_and_messages_get_silence(stage, play):
    async def story():
        category = stage.guild.add_category("ours")
        inside, bob = stage.guild.add_text_channel("inside", category=category), stage.guild.add_member("bob")
        denied = {"discord_denied": frozenset({stage.ada.id}), **operators(stage.ada)}
        async with stage.bot(discord_channels=frozenset({category.id}), **denied):
            refused = await stage.ask(KRAKATOA)
            assert "does not let you ask" in refused.text
            assert refused.ephemeral
            await stage.ada.say(inside, stage.mention(KRAKATOA))
            await bob.say(inside, stage.mention(KRAKATOA))
            (answer,) = await stage.answers(1, inside)
            assert answer.reference.author is bob
            thread = await bob.start_thread(answer, "more")
            await stage.ada.say(thread, stage.mention(KRAKATOA))
            await bob.say(thread, stage.mention("And how many people died?"))
            assert "36,417" in (await thread.next_message(by=stage.discord.bot, timeout=30)).text
            assert len(stage.by_bot(inside)) == len(stage.by_bot(thread)) == 1

    play(story)


def test_the_words_of_a_question_are_repeated_nowhere_if_the_operator_wants_that(stage, play):
    async def story():
        async with stage.bot(discord_show_question=False, discord_threads=True):
            answer = await stage.ask("How far awya could poeple hear Krakaota?")
            thread = await stage.general.next_thread()
            assert "Rodrigues" in answer.text
            shared = await stage.ask(SILENT, private=True)
            await stage.ada.press(shared, "Share")
            copy = await stage.general.next_message(by=stage.discord.bot, after=answer)
            for text in (answer.text, thread.name, copy.text, shared.text):
                assert not any(word in text for word in ("How far", "awya", "Searched for", "world cup"))

    play(story)


def test_helpful_answers_become_gold_questions(stage, play, tmp_path):
    async def story():
        async with stage.bot() as bot:
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            answer = await stage.general.next_message(by=stage.discord.bot)
            await stage.ada.say(stage.general, "And how many people died?", reply_to=answer)
            second = await stage.general.next_message(by=stage.discord.bot, after=answer)
            await (await stage.ada.press(second, "👍")).message()
            await (await stage.ada.press(answer, "👎")).message()
            (line,) = gold_lines(bot.state, stage.library)
            assert line["question"] == "And how many people died?"
            assert line["history"] == [KRAKATOA]
            (tmp_path / "gold.jsonl").write_text(json.dumps(line))
            (question,) = load_gold(tmp_path / "gold.jsonl")
            assert question.question == line["question"]

    play(story)


def test_sources_are_listed_searched_and_paged(stage, play):
    async def story():
        async with stage.bot():
            listed = await (await stage.ada.slash(stage.general, "sources")).message()
            assert listed.ephemeral
            assert f"{len(stage.library.documents(access=UNLIMITED))} documents" in listed.text
            found = await (await stage.ada.slash(stage.general, "sources", search="erupt")).message()
            assert "Four eruptions" in found.text
            assert "One document" in found.text
            nothing = await (await stage.ada.slash(stage.general, "sources", search="*zzz*")).message()
            assert "No document" in nothing.text

    play(story)


def test_long_list_of_sources_is_paged_after_a_restart(stage, open_tiny, play, tmp_path):
    seeds = tmp_path / "many"
    seeds.mkdir()
    for number in range(25):
        (seeds / f"note{number:02}.txt").write_text(f"Note number {number} says hello to the reader.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()

    async def story():
        async with stage.bot(library):
            listed = await (await stage.ada.slash(stage.general, "sources", search="note")).message()
            assert "note00" in listed.text
        async with stage.bot(library):
            await (await stage.ada.press(listed, "→")).edited()
            await (await stage.ada.press(listed, "→")).edited(1)
            await listed.until(lambda message: "note24" in message.text)
            assert listed.button("→").disabled

    play(story)


def test_status_and_help_say_what_there_is(stage, play):
    async def story():
        async with stage.bot() as bot:
            status = await (await stage.ada.slash(stage.general, "status")).message()
            assert f"{len(stage.library.documents(access=UNLIMITED))} documents" in status.text
            assert "none since the start" in status.text
            await stage.ask(KRAKATOA)
            while bot.metrics.percentiles() is None:  # it is counted after it was shown
                await asyncio.sleep(0.01)
            status = await (await stage.ada.slash(stage.general, "status")).message()
            assert "half within" in status.text
            help_ = await (await stage.ada.slash(stage.general, "help")).message()
            assert stage.mention("").strip() in help_.text

    play(story)


def test_only_allowed_places_and_roles_may_ask(stage, play):
    async def story():
        readers = stage.guild.add_role("Readers")
        reader = stage.guild.add_member("rita", roles=[readers])
        other = stage.guild.add_text_channel("other")
        async with stage.bot(discord_channels=frozenset({stage.general.id}), discord_roles=frozenset({readers.id})):
            refused = await stage.ask(KRAKATOA)
            assert "Only some roles" in refused.text
            assert refused.ephemeral
            call = await reader.slash(other, "ask", question=KRAKATOA)
            assert "does not answer in this channel" in (await call.message()).text
            await reader.say(other, stage.mention(KRAKATOA))
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            assert "Rodrigues" in (await stage.ask(KRAKATOA, by=reader)).text
            assert other.messages[-1].author.id == reader.id
            assert [message.author.id for message in stage.general.messages if message.author is not stage.ada][
                1:
            ] == []
            await stage.ada.dm(KRAKATOA)
            call = await stage.ada.slash(None, "ask", question=KRAKATOA)
            assert "direct messages" in (await call.message()).text

    play(story)
