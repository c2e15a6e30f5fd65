"""Documents that not everybody may read: whoever may not is told nothing of them, in whatever way they try."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

import pytest

from bot.cooldown import Cooldown
from bot.messages.views import BUTTON_PREFIX, Verb
from bot.state.records import ChannelSettings
from retrieval import SyncReport

from ..discord_double.failures import Impossible
from ..discord_double.interactions import COMPONENT
from ..discord_double.invoking import _begin
from ..discord_double.permissions import Permission

QUESTION = "What does the head of the school earn in a year?"
SECRETS = ["Quillfeather", "4711", "Zanzibar", "payroll"]
OWN = "Search what I may read"


@pytest.fixture
def staff(stage):
    """The role that may read everything."""
    return stage.guild.add_role("staff")


@pytest.fixture
def school(staff, open_tiny, tmp_path):
    """A library with an open document, and one that only one role may read, in a language of its own."""
    seeds = tmp_path / "school"
    (seeds / "zanzibar").mkdir(parents=True)
    (seeds / "zanzibar" / ".quothaccess").write_text(f"roles: [{staff.id}]")
    (seeds / "zanzibar" / "payroll.md").write_text(
        "# Zanzibar payroll\n\nThe head of the school, Quillfeather, does earn 4711 crowns in a year.\n\n"
        "Der Hausmeister der Schule verdient weniger, und das schon seit vielen Jahren.\n"
    )
    (seeds / "eels.md").write_text(
        "# Eels\n\nThe head of the school of eels is the oldest. They earn nothing all year.\n"
    )
    library = open_tiny(seeds, tmp_path / "school-index")
    library.sync()
    return library


def forge(person, message, custom_id):
    """Press a button that is not on a message."""

    async def act():
        data = {"id": 1, "component_type": 2, "custom_id": custom_id}
        return _begin(person, message.channel, COMPONENT, data, source=message)

    return person.world.bridge.run(act())


def sent(stage, since=0):
    """All that the bot has sent, as one text, after so many requests."""
    return json.dumps([one.body for one in stage.discord.requests()[since:]], default=repr, ensure_ascii=False)


async def press_all(person, message):
    """Press every button of a message, and of what comes of it; return all messages that appear."""
    found = [message]
    for button in message.buttons:
        if button.label != "Share" and not button.disabled:
            with suppress(Impossible):
                call = await person.press(message, button.custom_id)
                await call.acknowledged(timeout=20)
                if call.original is not message:
                    shown = await call.message(timeout=20)
                    found.append(shown)
                    if button.label in (OWN, "Nearest passages"):
                        found += await press_all(person, shown)
    return found


def test_nobody_is_told_what_they_may_not_read(stage, school, play):
    async def story():
        bob = stage.guild.add_member("bob", permissions=Permission.MANAGE_CHANNELS)
        async with stage.bot(school, discord_keep_unanswered=True):
            since = len(stage.discord.requests())
            public = await stage.ask(QUESTION, by=bob)
            assert public.button(OWN)
            assert "One source searched" in public.text or "The one document" in public.text
            private = await stage.ask(QUESTION, by=bob, private=True)
            said = await bob.say(stage.general, stage.mention(QUESTION))
            (mentioned,) = await stage.answers(1)
            assert mentioned.button(OWN)
            menu = await (await bob.use_on(said, "Find in sources")).message(timeout=20)
            await bob.dm(QUESTION)
            (direct,) = await stage.answers(1, bob.direct_channel)
            for message in (public, private, mentioned, menu, direct):
                await press_all(bob, message)
            for name in ("sources", "status", "privacy", "help"):
                await (await bob.slash(stage.general, name)).message()
            await (await bob.slash(stage.general, "sources", search="z")).message()
            stage.guild.offered.add(bob.id)  # as server settings may offer operators' commands
            for command in ("ask", "channel"):
                for typed in ("", "z", "pay"):
                    others = {"question": QUESTION} if command == "ask" else {}
                    offered = await bob.autocomplete(stage.general, command, focused="source", value=typed, **others)
                    assert not {choice.value for choice in offered} - {"eels.md"}
            languages = await bob.autocomplete(stage.general, "ask", focused="language", value="", question=QUESTION)
            assert "de" not in {choice.value for choice in languages}
            assert [secret for secret in SECRETS if secret.lower() in sent(stage, since).lower()] == []

            # What is there and may not be read is refused as what is not there at all.
            for option, there, missing in [("source", "zanzibar/payroll.md", "nowhere.md"), ("language", "de", "ja")]:
                texts = []
                for value in (there, missing):
                    call = await bob.slash(stage.general, "ask", question=QUESTION, **{option: value})
                    texts.append((await call.message(timeout=20)).text.replace("\\", "").replace(value, "…"))
                assert texts[0].replace("German", "…") == texts[1].replace("Japanese", "…")
            bound = await (await bob.slash(stage.general, "channel", source="zanzibar")).message()
            assert "No document matches" in bound.text

    play(story, 150)


def test_who_may_read_more_does_as_long_as_they_may_and_nobody_else_sees_it(stage, school, staff, play):
    async def story():
        eve, bob = stage.guild.add_member("eve", roles=[staff]), stage.guild.add_member("bob")
        office = stage.guild.add_text_channel("office")
        office.deny(None, Permission.VIEW_CHANNEL)
        office.allow(staff, Permission.VIEW_CHANNEL)
        stage.guild.set_roles(stage.discord.bot, [*stage.guild.members[stage.discord.bot.id].roles, staff])
        async with stage.bot(school) as bot:
            public = await stage.ask(QUESTION, by=eve)
            shown = " ".join(one.text for one in await press_all(bob, public))
            assert "Quillfeather" not in shown
            own = await (await eve.press(public, OWN)).message(timeout=20)
            assert own.ephemeral
            assert own.channel.history.get(public.id) is public
            if not own.text.count("Quillfeather"):
                own = await (await eve.press(own, "Nearest passages")).message(timeout=20)
            assert "Quillfeather" in own.text
            assert "Quillfeather" not in public.text
            chosen = await stage.ask(QUESTION, by=bob, source="eels.md")
            keeping = await (await eve.press(chosen, OWN)).message(timeout=20)
            assert "Quillfeather" not in " ".join(one.text for one in await press_all(eve, keeping))
            listed = await (await eve.slash(stage.general, "sources")).message()
            assert "Zanzibar" in listed.text

            # In a channel that only the role sees, everybody may read what is answered.
            call = await eve.slash(office, "ask", question=QUESTION)
            answer = await call.message(timeout=20)
            if "Quillfeather" not in answer.text:
                answer = await (await eve.press(answer, "Nearest passages")).message(timeout=20)
            assert "Quillfeather" in answer.text

            # What is shared has only what all may read; pressed five times, it comes once.
            private = await stage.ask(QUESTION, by=eve, private=True)
            before = len(stage.by_bot())
            for _ in range(5):
                with suppress(Impossible):
                    await (await eve.press(private, "Share")).acknowledged(timeout=20)
            await bot.desk.call_state(lambda: None)
            copies = [await stage.general.next_message(timeout=20, after=public)] if not private_only(private) else []
            assert len(stage.by_bot()) - before == len(copies)
            for copy in copies:
                texts = [one.text for one in await press_all(bob, copy)]
                assert not any("Quillfeather" in text for text in texts)

            # Without the role, the same buttons show nothing of it any more.
            stage.guild.set_roles(eve, [])
            since = len(stage.discord.requests())
            for message in (own, private):
                await press_all(eve, message)
            await (await eve.slash(stage.general, "sources")).message()
            assert "Quillfeather" not in sent(stage, since)
            assert "Zanzibar" not in sent(stage, since)

            # With the public answer goes what was searched from it.
            before = bot.state.stored_about(eve.id)["answers"]
            mod = stage.guild.add_member("mod", permissions=Permission.MANAGE_MESSAGES)
            await mod.delete(public)
            while before - bot.state.stored_about(eve.id)["answers"] < 2:
                await asyncio.sleep(0.01)

    play(story, 150)


def private_only(answer):
    """Return whether nothing of a private answer can be shared here."""
    return "Not in the sources" not in answer.text and "eels" not in answer.text.lower()


def test_forged_buttons_show_and_change_nothing_and_an_operator_is_asked_before_more_may_read(
    stage, school, staff, play, monkeypatch
):
    async def story():
        eve, bob = stage.guild.add_member("eve", roles=[staff]), stage.guild.add_member("bob")
        async with stage.bot(school, discord_operators=frozenset({stage.ada.id})) as bot:
            public = await stage.ask(QUESTION, by=eve)
            before = public.text
            await stage.ask(QUESTION, by=eve, private=True)
            (secret,) = bot.state._db.execute("SELECT id FROM answers WHERE is_private").fetchone()
            mine = await stage.ask(QUESTION, by=bob, private=True)
            count = len(stage.by_bot())
            for verb in Verb:
                bot.cooldowns.buttons = Cooldown(1000)
                for message in (public, mine):
                    call = await forge(bob, message, f"{BUTTON_PREFIX}{verb}:{secret}:0")
                    told = await call.message(timeout=20)
                    assert told.ephemeral
                    assert "no longer kept" in told.text
            assert public.text == before
            assert len(stage.by_bot()) == count
            assert bot.state.stored_about(bob.id)["answers"] == 1

            agreed = []

            async def sync(token=""):
                agreed.append(token)
                waiting = {} if token else {"access_waiting": ("zanzibar: everyone",), "access_question": "widen-abc"}
                return SyncReport(access_faults=(f"{school.seeds}/law/.quothaccess cannot be understood",), **waiting)

            monkeypatch.setattr(bot.upkeep.resyncer, "sync", sync)
            call = await stage.ada.slash(stage.general, "sync")
            asked = await call.until(lambda message: "zanzibar: everyone" in message.text.replace("\\", ""), timeout=20)
            assert "law/.quothaccess cannot" in asked.text.replace("\\", "")
            assert str(school.seeds) not in asked.text.replace("\\", "")
            call = await stage.ada.press(asked, "Let them read it")
            await call.until(lambda message: "passages" in message.text, timeout=20)
            assert agreed == ["", "widen-abc"]

    play(story, 100)


def test_a_bound_channel_keeps_to_its_documents_in_threads_and_older_answers_too(stage, school, staff, play):
    async def story():
        eve = stage.guild.add_member("eve", roles=[staff])
        office = stage.guild.add_text_channel("office")
        office.deny(None, Permission.VIEW_CHANNEL)
        office.allow(staff, Permission.VIEW_CHANNEL)
        stage.guild.set_roles(stage.discord.bot, [*stage.guild.members[stage.discord.bot.id].roles, staff])
        async with stage.bot(school) as bot:
            answer = await (await eve.slash(office, "ask", question=QUESTION)).message(timeout=20)
            shown = [one.text for one in await press_all(eve, answer)]
            assert any("Quillfeather" in text for text in shown)
            bot.channels[office.id] = ChannelSettings(source="eels.md", by_operator=True)
            since = len(stage.discord.requests())
            await press_all(eve, answer)
            await (await eve.slash(office, "sources")).message()
            thread = await eve.start_thread(office, "apart")
            await eve.add_to_thread(thread, stage.discord.bot)
            bot.get_guild(stage.guild.id)._threads.clear()  # as after a restart, when the thread was archived
            await eve.say(thread, stage.mention(QUESTION))
            (there,) = await stage.answers(1, thread)
            await press_all(eve, there)
            assert [secret for secret in SECRETS if secret in sent(stage, since)] == []
            assert stage.discord.requests("GET", f"/channels/{thread.id}")

            # Who manages the channel may say that less is answered, but nothing looser than what an operator set.
            ann = stage.guild.add_member("ann", roles=[staff], permissions=Permission.MANAGE_CHANNELS)
            for options in ({"source": "*"}, {"source": "zanzibar"}, {"answers": "questions"}):
                told = await (await ann.slash(office, "channel", **options)).message()
                assert "Only operators can let more" in told.text
            assert bot.channels[office.id].source == "eels.md"
            await (await ann.slash(office, "channel", answers="nothing")).message()
            assert bot.channels[office.id].source == "eels.md"

    play(story, 150)
