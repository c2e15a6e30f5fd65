"""Documents are added, removed and brought back on Discord by those whose they are, and by nobody else."""

from __future__ import annotations

import pytest

from bot.cogs.changing import _mark
from bot.messages import views
from bot.messages.views import ButtonAction, Verb
from bot.state.changes import Change
from retrieval.access.access import UNLIMITED

from ..discord_double.messages import File

MANAGE_SERVER, MANAGE_CHANNELS = 1 << 5, 1 << 4
EELS, CLOCK = b"# Eels\n\nEels spawn in the Sargasso Sea.\n", b"# Clock\n\nThe clock stopped in 1874.\n"


def two_folders(folder, open_):
    """A library of two folders, which belong to different servers."""
    for name, data in (("club/eels.md", EELS), ("town/clock.md", CLOCK)):
        (folder / "seeds" / name).parent.mkdir(parents=True)
        (folder / "seeds" / name).write_bytes(data)
    library = open_(folder / "seeds", folder / "index")
    library.sync()
    return library


@pytest.fixture
def small(open_tiny, tmp_path):
    return two_folders(tmp_path, open_tiny)


@pytest.fixture(scope="module")
def still(keep_tiny, tmp_path_factory):
    """The same for tests that change nothing in it."""
    return two_folders(tmp_path_factory.mktemp("still"), keep_tiny)


def syncs_itself(bot, library):
    """Let the bot sync in this process: what a child process does has tests of its own."""

    async def sync(_agreed=""):
        report = await bot.desk.in_thread(library.sync)
        await bot.desk.refresh()
        return report

    bot.upkeep.resyncer.sync = sync


def plain(message):
    return message.text.replace("\\", "")


async def reported(call, part):
    return await call.until(lambda message: part in plain(message), timeout=30)


async def followed(call, part):
    """Return the message with what became of a press, which takes the place of the message that had the button."""
    await call.acknowledged()
    return await reported(call, part)


def documents(library):
    return sorted(path.relative_to(library.seeds).as_posix() for path in library.seeds.rglob("*") if path.is_file())


def test_what_an_operator_changes_is_undone_by_a_button_that_outlives_a_restart(stage, small, play):
    async def story():
        settings = {"discord_operators": frozenset({stage.ada.id})}
        async with stage.bot(small, **settings) as bot:
            syncs_itself(bot, small)
            call = await stage.ada.slash(stage.general, "add", file=("new.md", EELS), folder="club")
            added = await reported(call, "club/new.md was added")
            status = await (await stage.ada.slash(stage.general, "status")).message()
            assert small.encoder.name.count("/") > 1
            assert "/" not in plain(status).partition("Model: ")[2].partition("\n")[0]
        async with stage.bot(small, **settings) as bot:
            syncs_itself(bot, small)
            removed = await followed(await stage.ada.press(added, "Undo"), "club/new.md was removed")
            assert documents(small) == ["club/eels.md", "town/clock.md"]
            await followed(await stage.ada.press(removed, "Undo"), "club/new.md was added")
            assert (small.seeds / "club" / "new.md").read_bytes() == EELS
            choices = await stage.ada.autocomplete(stage.general, "remove", focused="document", value="CLOCK")
            assert [choice.value for choice in choices] == ["town/clock.md"]
            asked = await (await stage.ada.slash(stage.general, "remove", document="town/clock.md")).message()
            assert asked.ephemeral
            assert (small.seeds / "town" / "clock.md").exists()
            gone = await followed(await stage.ada.press(asked, "Remove"), "town/clock.md was removed")
            assert not (small.seeds / "town" / "clock.md").exists()
            (small.seeds / "town" / "clock.md").write_bytes(EELS)
            stale = await followed(await stage.ada.press(gone, "Undo"), "has changed since")
            assert stale.ephemeral
            assert (small.seeds / "town" / "clock.md").read_bytes() == EELS
            listed = await (await stage.ada.slash(stage.general, "changes")).message()
            assert plain(listed).count(f"<@{stage.ada.id}>") == 4
            assert plain(listed).index("clock.md was removed") < plain(listed).index("new.md was removed")
            private = await (await stage.ada.slash(stage.general, "privacy")).message()
            assert "list of changed documents names you" in plain(private)

    play(story)


def test_who_manages_a_server_operates_its_folders_and_learns_of_no_others(stage, small, play):
    async def story():
        bob = stage.guild.add_member("bob", permissions=MANAGE_SERVER)
        folders = frozenset({(stage.guild.id, "club"), (stage.guild.id + 1, "town")})
        async with stage.bot(small, discord_server_folders=folders) as bot:
            syncs_itself(bot, small)
            refused = await (
                await bob.slash(stage.general, "add", file=("x.md", EELS), folder="town", replace=True)
            ).message()
            refused = await refused.until(lambda message: "only in: club" in plain(message))
            choices = await bob.autocomplete(stage.general, "remove", focused="document")
            assert [choice.value for choice in choices] == ["club/eels.md"]
            await reported(await bob.slash(stage.general, "remove", document="town/clock.md"), "No document matches")
            (small.seeds / "town" / "secret.md").write_bytes(CLOCK)
            report = await reported(await bob.slash(stage.general, "sync"), "passage")
            assert "Nothing has changed" in plain(report)
            assert "One document, one passage; 0 embedded" in plain(report)
            call = await bob.slash(stage.general, "add", file=("x.md", EELS))  # the only folder is meant
            await reported(call, "club/x.md was added")
            bot.state.changes.note(Change("hidden", 1.0, stage.ada.id, "town/clock.md", None, None))
            listed = await (await bob.slash(stage.general, "changes")).message()
            assert "club/x.md" in plain(listed)
            assert "town" not in plain(listed)
            unanswered = await (await bob.slash(stage.general, "unanswered")).message()
            assert "DISCORD_KEEP_UNANSWERED" in plain(unanswered)
        assert documents(small) == ["club/eels.md", "club/x.md", "town/clock.md", "town/secret.md"]

    play(story)


def test_a_forged_button_does_nothing_that_its_presser_may_not_do(stage, still, play):
    async def story():
        bob = stage.guild.add_member("bob", permissions=MANAGE_SERVER)
        eve = stage.guild.add_member("eve")
        folders = frozenset({(stage.guild.id, "club")})
        async with stage.bot(still, discord_server_folders=folders) as bot:
            syncs_itself(bot, still)
            clock = next(document for document in still.documents(access=UNLIMITED) if document.path == "town/clock.md")
            bot.state.changes.note(Change("added-1", 1.0, stage.ada.id, "town/clock.md", clock.sha256, None))
            forged = [
                ButtonAction(Verb.REMOVE, f"{_mark(clock.path)}-{clock.sha256[:20]}"),
                ButtonAction(Verb.REMOVE, _mark(clock.path)),
                ButtonAction(Verb.UNDO, "added-1"),
                ButtonAction(Verb.AGREE, "drop-000000000000"),
                ButtonAction(Verb.CHANGES, "", 7),
            ]
            rows = [views.button(action, f"b{number}") for number, action in enumerate(forged)]
            await bot.get_channel(stage.general.id).send(**views.note_message("Prize draw", *rows).to_send())
            posted = stage.general.messages[-1]
            for number in range(len(forged)):
                for person in (eve, bob):  # such a button counts on a message that only one person sees
                    told = await (await person.press(posted, f"b{number}")).message()
                    assert "no longer kept" in plain(told)
                    assert told.ephemeral
            assert posted.text == "Prize draw"
            assert len(posted.buttons) == len(forged)
        assert documents(still) == ["club/eels.md", "town/clock.md"]

    play(story)


def test_operators_commands_are_offered_to_who_manages_the_server_or_was_granted_them(stage, still, play):
    async def story():
        bob = stage.guild.add_member("bob", permissions=MANAGE_SERVER)
        carl = stage.guild.add_member("carl", permissions=MANAGE_CHANNELS)
        eve = stage.guild.add_member("eve")
        eve.installed = True
        async with stage.bot(still):
            operators = {"sync", "add", "remove", "changes", "unanswered"}
            shown = {person: {*person.offered(stage.general)} for person in (stage.ada, bob, carl, eve)}
            assert shown[stage.ada] >= operators | {"channel"}  # granted under Integrations
            assert shown[bob] & (operators | {"channel"}) == operators
            assert shown[carl] & (operators | {"channel"}) == {"channel"}
            assert not shown[eve] & (operators | {"channel"})
            assert "ask" in shown[eve]

    play(story)


def test_a_file_is_measured_as_it_arrives_whatever_discord_says_of_its_size(stage, still, play, monkeypatch):
    payload = File.payload
    monkeypatch.setattr(File, "payload", lambda file: {**payload(file), "size": 10})

    async def story():
        async with stage.bot(still, discord_add_megabytes=1, discord_operators=frozenset({stage.ada.id})):
            call = await stage.ada.slash(stage.general, "add", file=("big.txt", b"eels " * 240_000))
            await reported(call, "at most 1 MB")
        assert documents(still) == ["club/eels.md", "town/clock.md"]

    play(story)


def test_channel_says_in_a_thread_what_it_sets_and_shows_what_holds(stage, still, play):
    async def story():
        async with stage.bot(still, discord_operators=frozenset({stage.ada.id})) as bot:
            thread = await stage.ada.start_thread(stage.general, "eels")
            told = plain(await (await stage.ada.slash(thread, "channel", answers="nothing")).message())
            assert f"<#{stage.general.id}> and its threads, this one included" in told
            assert {*bot.channels} == {stage.general.id}
            told = plain(await (await stage.ada.slash(thread, "channel")).message())
            assert "answers only /ask" in told
            bot.channels[thread.id] = bot.channels[stage.general.id]  # as earlier versions stored it
            told = plain(await (await stage.ada.slash(thread, "channel", answers="mentions")).message())
            assert f"this thread alone: <#{thread.id}>" in told
            told = plain(await (await stage.ada.slash(stage.general, "channel")).message())
            assert "this one included" not in told
            assert "this thread" not in told

    play(story)
