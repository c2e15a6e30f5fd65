"""Discord's API does not do as it is asked: the answer arrives all the same, once, or the log says why not."""

from __future__ import annotations

import asyncio
import logging

import pytest

from ..discord_double import InteractionFailed, Permission

KRAKATOA = "How far away could people hear Krakatoa?"
MESSAGES = "/channels/*/messages"
CALLBACK = "/interactions/*/*/callback"
ANSWER = "/webhooks/*/*/messages/@original"

STUMBLES = {
    "rate limit": {"status": 429},
    "rate limit for everything": {"status": 429, "is_global": True},
    "500": {"status": 500},
    "502": {"status": 502},
    "503": {"status": 503},
    "503 twice": {"status": 503, "times": 2},
    "connection lost": {"drop": True},
    "500 although it was done": {"status": 500, "applied": True},
    "connection lost although it was done": {"drop": True, "applied": True},
}


def undelivered(caplog):
    """Return the fields of the log lines about answers that did not arrive."""
    lines = [record for record in caplog.records if record.getMessage() == "answer could not be delivered"]
    assert all(record.levelno == logging.WARNING for record in lines)
    return [record.quoth_fields for record in lines]


# -- answering a message ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stumble", STUMBLES)
def test_answer_to_a_message_arrives_once_although_discord_stumbles(stage, play, stumble):
    async def story():
        async with stage.bot():
            fault = stage.discord.faults.add("POST", MESSAGES, **STUMBLES[stumble])
            asked = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            answer = await stage.general.next_message(timeout=20)
            assert "Rodrigues" in answer.text
            assert answer.reference.id == asked.id
        assert fault.spent
        assert stage.by_bot() == [answer]

    play(story)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"status": 429, "via": False}, 429, 0),
        ({"status": 403, "code": 50001}, 403, 50001),
        ({"status": 403, "code": 50013}, 403, 50013),
        ({"status": 404, "code": 10003}, 404, 10003),
    ],
    ids=str,
)
def test_answer_that_cannot_be_delivered_is_one_log_line_and_the_next_question_is_answered(
    stage, play, caplog, fault, status, code
):
    async def story():
        async with stage.bot():
            stage.discord.faults.add("POST", MESSAGES, **fault)
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            await stage.discord.until_requested("POST", MESSAGES)
            again = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            answer = await stage.general.next_message()
            assert answer.reference.id == again.id
        assert stage.by_bot() == [answer]

    play(story)
    (line,) = undelivered(caplog)
    assert (line["status"], line["code"], line["channel"]) == (status, code, stage.general.id)
    assert [record for record in caplog.records if record.levelno > logging.WARNING] == []
    assert "Krakatoa" not in caplog.text


def test_channel_where_the_bot_may_not_write_keeps_nobody_elsewhere_from_an_answer(stage, play, caplog):
    async def story():
        quiet = stage.guild.add_text_channel("quiet")
        quiet.deny(stage.discord.bot, Permission.SEND_MESSAGES)
        async with stage.bot():
            for _ in range(3):
                await stage.ada.say(quiet, stage.mention(KRAKATOA))
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            # A busy machine may say first that others are ahead.
            answer = await stage.general.next_message(timeout=30)
            await answer.until(lambda message: "Rodrigues" in message.text, timeout=30)
            call = await stage.ada.slash(quiet, "ask", question=KRAKATOA)
            await call.until(lambda message: "Rodrigues" in message.text, timeout=30)

    play(story)
    assert [line["code"] for line in undelivered(caplog)] == [50013] * 3


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.usefixtures("hasty")
def test_a_notice_of_which_nobody_knows_whether_it_arrived_does_not_stay_beside_the_answer(stage, play, is_there):
    async def story():
        async with stage.bot() as bot:
            bot.desk._seconds_each = 60.0
            with stage.library._turn:
                first = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
                await stage.general.until_typing()
                stage.discord.faults.add("POST", MESSAGES, drop=True, applied=is_there)
                stage.discord.faults.add("POST", MESSAGES, status=403, code=50013)
                second = await stage.ada.say(stage.general, stage.mention("How many people died there?"))
                await stage.discord.until_requested("POST", MESSAGES, 2, timeout=30)
            answers = await stage.answers(2)
        assert {answer.reference.id for answer in answers} == {first.id, second.id}
        assert [message.reference.id for message in stage.by_bot()].count(second.id) == 1
        assert not any("ahead of yours" in message.text for message in stage.by_bot())

    play(story)


@pytest.mark.usefixtures("hasty")
def test_channel_that_closes_to_the_bot_while_it_looks_is_a_log_line(stage, play, caplog):
    async def story():
        elsewhere = stage.guild.add_text_channel("elsewhere")
        async with stage.bot():
            with stage.library._turn:
                await stage.ada.say(stage.general, stage.mention(KRAKATOA))
                await stage.general.until_typing()
                stage.general.deny(stage.discord.bot, Permission.VIEW_CHANNEL)
            await stage.discord.until_requested("POST", MESSAGES)
            await stage.ada.say(elsewhere, stage.mention(KRAKATOA))
            assert "Rodrigues" in (await elsewhere.next_message()).text

    play(story)
    assert [line["code"] for line in undelivered(caplog)] == [50001]


@pytest.mark.usefixtures("hasty")
def test_bot_that_may_write_but_not_read_what_was_written_answers_without_a_reference(stage, play):
    async def story():
        stage.general.deny(stage.discord.bot, Permission.READ_MESSAGE_HISTORY)
        async with stage.bot():
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            answer = await stage.general.next_message()
            assert "Rodrigues" in answer.text
            assert answer.reference is None

    play(story)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"status": 403, "code": 50013}, {"status": 429, "via": False}], ids=str
)
def test_sign_that_an_answer_is_coming_may_fail_and_the_answer_comes(stage, play, fault):
    async def story():
        async with stage.bot():
            fault_ = stage.discord.faults.add("POST", "/channels/*/typing", **fault)
            with stage.library._turn:
                await stage.ada.say(stage.general, stage.mention(KRAKATOA))
                await stage.discord.until_requested("POST", "/channels/*/typing")
            assert "Rodrigues" in (await stage.general.next_message()).text
            assert fault_.spent

    play(story)


@pytest.mark.usefixtures("hasty")
def test_notice_that_somebody_deletes_takes_no_answer_with_it(stage, play):
    async def story():
        async with stage.bot():
            with stage.library._turn:
                await stage.ada.say(stage.general, stage.mention(KRAKATOA))
                await stage.ada.say(stage.general, stage.mention("When did Krakatoa erupt?"))
                notice = await stage.general.next_message()
                assert "ahead of yours" in notice.text
                await stage.discord.owner.delete(notice)
            texts = [(await stage.general.next_message()).text for _ in range(2)]
            assert any("Rodrigues" in text for text in texts)
            assert any("1883" in text for text in texts)

    play(story)


# -- answering an interaction ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stumble", [name for name in STUMBLES if name != "503 twice"])
def test_interaction_is_answered_once_although_discord_stumbles(stage, play, stumble):
    async def story():
        async with stage.bot():
            fault = stage.discord.faults.add("POST", CALLBACK, **STUMBLES[stumble])
            answer = await stage.ask(KRAKATOA)
            assert "Rodrigues" in answer.text
            assert fault.spent
            await (await stage.ada.press(answer, "👍")).message()
        assert stage.by_bot() == [answer]

    play(story)
    stage.discord.violations.clear()  # that it was done already can only be found out by trying again


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "stumble",
    ["rate limit", "503", "connection lost", "500 although it was done", "connection lost although it was done"],
)
def test_interaction_that_takes_long_is_answered_although_discord_stumbles(stage, play, stumble):
    async def story():
        async with stage.bot():
            first = stage.discord.faults.add("POST", CALLBACK, **STUMBLES[stumble])
            second = stage.discord.faults.add("PATCH", ANSWER, **STUMBLES[stumble])
            with stage.library._turn:
                call = await stage.ada.slash(stage.general, "ask", question=KRAKATOA)
                assert await call.acknowledged() == "deferred"
            answer = await call.message(timeout=20)
            assert "Rodrigues" in answer.text
        assert first.spent
        assert second.spent
        assert stage.by_bot() == [answer]

    play(story)
    stage.discord.violations.clear()


def test_interaction_that_the_proxy_refuses_fails_by_itself(stage, play, caplog):
    async def story():
        async with stage.bot():
            stage.discord.faults.add("POST", CALLBACK, status=429, via=False)
            call = await stage.ada.slash(stage.general, "ask", question=KRAKATOA)
            await stage.discord.until_requested("POST", CALLBACK)
            stage.discord.clock.advance(seconds=4)
            with pytest.raises(InteractionFailed):
                await call.message()
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text

    play(story)
    assert [line["status"] for line in undelivered(caplog)] == [429]
    assert "Krakatoa" not in caplog.text


@pytest.mark.usefixtures("hasty")
def test_acknowledgement_that_comes_too_late_is_a_log_line_and_no_defect(stage, play, caplog):
    async def story():
        async with stage.bot() as bot:
            with stage.library._turn:
                call = await stage.ada.slash(stage.general, "ask", question=KRAKATOA)
                stage.discord.clock.advance(seconds=4)
                await call.until_failed()
                await stage.discord.until_requested("POST", CALLBACK)
                while bot.desk.waiting:  # it leaves the queue, though nothing is being answered
                    await asyncio.sleep(0.001)
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text

            def counted(outcome):
                labels = {"way": "slash", "outcome": outcome}
                return bot.metrics.registry.get_sample_value("quoth_questions_total", labels)

            while not counted("answered"):  # which happens after the answer was sent
                await asyncio.sleep(0.001)
            assert (counted("answered"), counted("undelivered")) == (1, 1)
            assert bot.state.stored_about(stage.ada.id)["answers"] == 1

    play(story)
    assert [line["code"] for line in undelivered(caplog)] == [10062]
    assert [record for record in caplog.records if record.levelno > logging.WARNING] == []


@pytest.mark.usefixtures("hasty")
def test_token_that_expires_before_the_answer_is_a_log_line_and_no_defect(stage, play, caplog):
    async def story():
        async with stage.bot():
            with stage.library._turn:
                call = await stage.ada.slash(stage.general, "ask", question=KRAKATOA)
                await call.acknowledged()
                stage.discord.clock.advance(minutes=16)
            await stage.discord.until_requested("PATCH", ANSWER)
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text

    play(story)
    assert [line["code"] for line in undelivered(caplog)] == [50027]
    assert [record for record in caplog.records if record.levelno > logging.WARNING] == []


def test_button_of_a_deleted_message_ends_nothing(stage, play, caplog):
    async def story():
        async with stage.bot(discord_quotes=1):
            answer = await stage.ask("What is Voyager?")
            stage.discord.faults.add("POST", CALLBACK, status=404, code=10008)
            await stage.ada.press(answer, "→")
            await stage.discord.until_requested("POST", CALLBACK, 2)
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text

    play(story)
    assert [record for record in caplog.records if record.levelno > logging.WARNING] == []
