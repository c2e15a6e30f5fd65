"""The buttons below an answer, pressed after the bot was started anew."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot import cooldown
from bot.state.state import State
from retrieval import UNLIMITED

from ..discord_look import displayed

KRAKATOA = "How far away could people hear Krakatoa?"
BROAD = "What is Voyager?"


@pytest.mark.parametrize("private", [False, True])
def test_every_button_works_after_a_restart(stage, play, private):
    async def story():
        async with stage.bot(discord_quotes=1):
            answer = await stage.ask(BROAD, private=private)
        first, second = stage.library.ask(BROAD, k=2, access=UNLIMITED).quotes
        async with stage.bot(discord_quotes=1):
            call = await stage.ada.press(answer, "In context")
            around = await call.message()
            assert around.ephemeral
            shown = [displayed(text) for text in around.texts]
            assert first.text in shown
            context = stage.library.context(first.id, access=UNLIMITED)
            assert context.after.strip() in shown
            assert context.before.strip() in shown

            exact = await (await stage.ada.press(answer, "Exact text")).message()
            assert exact.ephemeral
            assert f"```\n{first.text}\n```" in exact.texts
            assert first.sha256 in exact.text
            assert f"{first.start:,} to {first.end:,}" in exact.text.replace("\u202f", ",")

            assert "helpful" in (await (await stage.ada.press(answer, "👍")).message()).text
            assert "not helpful" in (await (await stage.ada.press(answer, "👎")).message()).text
            assert "has been removed" in (await (await stage.ada.press(answer, "👎")).message()).text

            await (await stage.ada.press(answer, "→")).edited()
            assert second.text in [displayed(text) for text in answer.texts]
            assert BROAD in answer.text
            await (await stage.ada.press(answer, "←")).edited()
            assert first.text in [displayed(text) for text in answer.texts]

            if private:
                await stage.ada.press(answer, "Share")
                shared = await stage.general.next_message()
                again = await (await stage.ada.press(shared, "In context")).message()
                assert first.text in [displayed(text) for text in again.texts]

    play(story)


def test_what_stands_above_a_quote_comes_with_it_wherever_it_is_shown(stage, play, keep_library, tmp_path):
    rows = "".join(f"| ring {n} of black rubber | {n} euros |\n" for n in range(100, 160))
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "parts.md").write_text(f"# Parts\n\n| Part | Price |\n|---|---|\n{rows}", encoding="utf-8")
    library = keep_library(tmp_path / "parts", tmp_path / "parts-index")
    library.sync()
    question = "What does ring 150 of black rubber cost?"

    async def story():
        found = library.ask(question, k=1, access=UNLIMITED)
        (quote,) = found.quotes or found.nearest
        header = "| Part | Price |"
        assert [each.text for each in quote.above] == [header]
        async with stage.bot(library, discord_quotes=1):
            answer = await stage.ask(question)
            if not found.answered:
                answer = await (await stage.ada.press(answer, "Nearest passages")).message()
            assert f"{header}\n{quote.text}" in [displayed(text) for text in answer.texts]
            around = await (await stage.ada.press(answer, "In context")).message()
            shown = [displayed(text) for text in around.texts]
            assert shown.index(header) < shown.index(quote.text)
            exact = await (await stage.ada.press(answer, "Exact text")).message()
            (above,) = [text for text in exact.texts if text.startswith(f"```\n{header}\n```")]
            assert "characters 9 to 25" in above
            assert f"```\n{quote.text}\n```" in exact.texts

    play(story)


def test_others_read_on_by_themselves(stage, play):
    async def story():
        async with stage.bot(discord_quotes=1):
            bob = stage.guild.add_member("bob", locale="de")
            answer = await stage.ask(BROAD)
            before = answer.text
            own = await (await bob.press(answer, "→")).message()
            assert own.ephemeral
            assert answer.text == before
            second = stage.library.ask(BROAD, k=2, access=UNLIMITED).quotes[1]
            assert second.text in [displayed(text) for text in own.texts]
            await (await bob.press(own, "←")).edited()
            assert stage.library.ask(BROAD, access=UNLIMITED).quotes[0].text in [displayed(text) for text in own.texts]

    play(story)


def test_pages_show_every_passage_once_and_in_order(stage, play):
    async def story():
        async with stage.bot(discord_quotes=2):
            answer = await stage.ask(BROAD)
            expected = [quote.text for quote in stage.library.ask(BROAD, k=15, access=UNLIMITED).quotes]
            assert len(expected) > 3
            seen = []
            while True:
                seen += [displayed(text) for text in answer.texts if text.startswith(">>>")]
                if answer.button("→").disabled:
                    break
                await (await stage.ada.press(answer, "→")).edited()
            assert seen == expected

    play(story)


def test_who_presses_too_many_buttons_is_told_so_and_may_still_ask(stage, play, monkeypatch):
    monkeypatch.setattr(cooldown, "BUTTONS_PER_MINUTE", 2)
    bob = stage.guild.add_member("bob")

    async def story():
        async with stage.bot():
            answer = await stage.ask(KRAKATOA)
            pressed = [await (await stage.ada.press(answer, "Exact text")).message() for _ in range(3)]
            assert ["Rodrigues" in message.text for message in pressed] == [True, True, False]
            assert "Buttons work for you again in" in pressed[2].text
            assert pressed[2].ephemeral
            assert "Rodrigues" in (await (await bob.press(answer, "Exact text")).message()).text
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text

    play(story)


def test_who_types_too_fast_is_offered_nothing_for_a_while_and_nobody_else(stage, play, monkeypatch):
    monkeypatch.setattr(cooldown, "COMPLETIONS_PER_MINUTE", 2)
    bob = stage.guild.add_member("bob")

    async def story():
        async with stage.bot():
            options = [{"focused": "source", "value": "sci"}, {"focused": "language", "value": "en"}] * 2
            offers = [await stage.ada.autocomplete(stage.general, "ask", **each, question="x") for each in options]
            assert [bool(offer) for offer in offers] == [True, True, False, False]
            assert await bob.autocomplete(stage.general, "ask", focused="source", value="sci", question="x")

    play(story)


@pytest.mark.usefixtures("hasty")
def test_button_is_acknowledged_while_the_memory_is_at_work_and_then_does_what_it_does(stage, play):
    async def story():
        async with stage.bot(discord_quotes=1) as bot:
            answer = await stage.ask(BROAD)
            first = stage.by_bot()[0].text
            goes_on = threading.Event()
            held = asyncio.create_task(bot.desk.call_state(goes_on.wait, 10))
            page, exact = await stage.ada.press(answer, "→"), await stage.ada.press(answer, "Exact text")
            assert await page.acknowledged() == "deferred update"
            assert await exact.acknowledged() == "deferred"
            goes_on.set()
            await held
            assert "```" in (await exact.message()).text
            await page.edited()
            assert answer.text != first

    play(story)


def test_button_of_a_forgotten_answer_says_so(stage, play):
    async def story():
        async with stage.bot() as bot:
            answer = await stage.ask(KRAKATOA)
            bot.state._db.execute("DELETE FROM answers")
            call = await stage.ada.press(answer, "Exact text")
            assert "no longer kept" in (await call.message()).text

    play(story)


def test_forget_me_removes_questions_and_ratings(stage, play, monkeypatch):
    cleaned, clean = list[bool](), State.clean

    def cleaning(state):
        cleaned.append(clean(state))
        return cleaned[-1]

    monkeypatch.setattr(State, "clean", cleaning)

    async def story():
        async with stage.bot() as bot:
            answer = await stage.ask(KRAKATOA)
            await (await stage.ada.press(answer, "👍")).message()
            shown = await (await stage.ada.slash(stage.general, "privacy")).message()
            assert "one question, one rating" in shown.text
            await (await stage.ada.press(shown, "Forget me")).edited()
            assert bot.state.stored_about(stage.ada.id) == {"answers": 0, "feedback": 0, "unanswered": 0}
            exact = await (await stage.ada.press(answer, "Exact text")).message()
            assert "Rodrigues" in exact.text
            direct = stage.ada.direct_channel
            await stage.ada.say(direct, KRAKATOA)
            await direct.next_message(by=stage.discord.bot, timeout=30)
            for _ in range(3):
                shown = await (await stage.ada.slash(stage.general, "privacy")).message()
                await (await stage.ada.press(shown, "Forget me")).edited()
            assert bot.state.channels_outside_servers() == []
            assert sum(cleaned) == 1  # after the first press; the next would be minutes later
        assert sum(cleaned) == 2

    play(story)
