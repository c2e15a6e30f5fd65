"""The gateway breaks in every way it can: no question is lost, and none is answered twice."""

from __future__ import annotations

import asyncio
import logging

import pytest

KRAKATOA = "How far away could people hear Krakatoa?"
QUESTIONS = (KRAKATOA, "When did Krakatoa erupt?", "Where do eels spawn?", "What is Voyager?")
ANSWERS = ("Rodrigues", "1883", "Sargasso", "Voyager")

BREAKS = {
    "cut": lambda gateway: gateway.drop(),
    "closed with 4000": lambda gateway: gateway.close(4000),
    "closed with 1001": lambda gateway: gateway.close(1001),
    "told to connect anew (op 7)": lambda gateway: gateway.reconnect(),
    "session invalid, may be resumed (op 9)": lambda gateway: gateway.invalidate(resumable=True),
}


async def at_once(*_: object, **__: object) -> None:
    """Identify without the 5 seconds that discord.py waits before it does so again."""


@pytest.mark.parametrize("how", BREAKS)
def test_every_question_around_a_resume_is_answered_once(stage, play, how):
    async def story():
        gateway = stage.discord.gateway
        async with stage.bot() as bot:
            before, after = QUESTIONS[:2], QUESTIONS[2:]
            with stage.library._turn:
                asked = [await stage.ada.say(stage.general, stage.mention(question)) for question in before]
                calls = [await stage.ada.slash(stage.general, "ask", question=before[0], private=True)]
                while bot.desk.waiting < 3:
                    await asyncio.sleep(0.001)
                BREAKS[how](gateway)
                asked += [await stage.ada.say(stage.general, stage.mention(question)) for question in after]
                calls.append(await stage.ada.slash(stage.general, "ask", question=after[0], private=True))
                await gateway.until_resumed()
            answers = await stage.answers(len(QUESTIONS))
            assert {answer.reference.id for answer in answers} == {message.id for message in asked}
            for message, words in zip(asked, ANSWERS, strict=True):
                (answer,) = [answer for answer in answers if answer.reference.id == message.id]
                assert words in answer.text
            await calls[0].until(lambda message: ANSWERS[0] in message.text)
            await calls[1].until(lambda message: ANSWERS[2] in message.text)
            await stage.ask(KRAKATOA)
        assert (gateway.identifies, gateway.resumes) == (1, 1)
        assert len(stage.by_bot()) == len(QUESTIONS) + 1

    play(story)


def test_invalid_session_is_begun_anew_and_answers_go_on(stage, play):
    async def story():
        gateway = stage.discord.gateway
        async with stage.bot() as bot:
            bot.before_identify_hook = at_once
            with stage.library._turn:
                first = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
                while not bot.desk.waiting:
                    await asyncio.sleep(0.001)
                gateway.invalidate()
                await gateway.until_identified(2)
            (answer,) = await stage.answers(1)
            assert answer.reference.id == first.id
            second = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            (answer,) = await stage.answers(1)
            assert answer.reference.id == second.id
        assert gateway.resumes == 0

    play(story)


def test_connection_that_is_refused_when_it_comes_back_is_tried_again_and_answers_go_on(stage, play):
    async def story():
        gateway = stage.discord.gateway
        async with stage.bot() as bot:
            bot.before_identify_hook = at_once
            while not bot.is_online:
                await asyncio.sleep(0.001)
            gateway.refuse()
            gateway.drop()
            while bot.is_online:
                await asyncio.sleep(0.001)
            await gateway.until_connected(timeout=30)
            while not bot.is_online:
                await asyncio.sleep(0.001)
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text

    play(story)


def test_silent_gateway_is_noticed_and_what_it_held_back_is_answered_once(stage, play):
    async def story():
        gateway = stage.discord.gateway
        gateway.heartbeat_interval = 0.3
        stage.options["heartbeat_timeout"] = 1.5
        async with stage.bot():
            gateway.silence(3600)
            asked = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            await gateway.until_resumed()
            (answer,) = await stage.answers(1)
            assert answer.reference.id == asked.id
            await stage.ask(KRAKATOA)
        assert len(stage.by_bot()) == 2
        assert gateway.identifies == 1

    play(story)


def test_heartbeats_keep_a_quiet_connection(stage, play):
    async def story():
        gateway = stage.discord.gateway
        gateway.heartbeat_interval = 0.05
        stage.options["heartbeat_timeout"] = 5
        async with stage.bot() as bot:
            while gateway.heartbeats < 10:
                await asyncio.sleep(0.01)
            assert bot.latency < 5
        assert (gateway.identifies, gateway.resumes) == (1, 0)

    play(story)


def test_replayed_events_are_answered_once(stage, play):
    async def story():
        gateway = stage.discord.gateway
        async with stage.bot():
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            (answer,) = await stage.answers(1)
            gateway.replay_last("MESSAGE_CREATE")  # the answer
            await stage.ada.say(stage.general, stage.mention("When did Krakatoa erupt?"))
            gateway.replay_last("MESSAGE_CREATE")  # the question, once more
            (second,) = await stage.answers(1)
            call = await stage.ada.slash(stage.general, "ask", question=KRAKATOA)
            gateway.replay_last("INTERACTION_CREATE")
            third = await call.message()
            press = await stage.ada.press(third, "👍")
            gateway.replay_last("INTERACTION_CREATE")
            assert "Noted as helpful" in (await press.message()).text  # not taken back again by the second one
            await stage.ask(KRAKATOA)
        assert stage.by_bot()[:3] == [answer, second, third]
        assert len(stage.by_bot()) == 4

    play(story)


MALFORMED = {
    "message": ("MESSAGE_CREATE", None),
    "message of a server": ("MESSAGE_CREATE", {"id": "1", "channel_id": "x", "guild_id": "x"}),
    "interaction": ("INTERACTION_CREATE", None),
    "server": ("GUILD_CREATE", {"id": {}}),
    "no object": ("MESSAGE_CREATE", [1]),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_malformed_event_is_a_log_line_and_costs_nobody_an_answer(stage, play, what, caplog):
    async def story():
        async with stage.supervised() as service:
            await stage.discord.gateway.until_connected()
            with stage.library._turn:
                before = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
                stage.discord.gateway.send_malformed(*MALFORMED[what])
                after = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            assert {answer.reference.id for answer in await stage.answers(2)} == {before.id, after.id}
            assert len(service.clients) == 1

    play(story)
    (line,) = [record for record in caplog.records if record.levelno > logging.WARNING]
    assert line.quoth_fields["kind"] == MALFORMED[what][0]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("frame", ["no JSON", "[]"])
def test_frame_that_ends_the_connection_leaves_time_for_the_question_in_hand_and_a_new_one_begins(stage, play, frame):
    async def story():
        gateway = stage.discord.gateway
        async with stage.supervised() as service:
            await gateway.until_connected()
            with stage.library._turn:
                asked = await stage.ada.say(stage.general, stage.mention(KRAKATOA))
                gateway.send_raw(frame)
                await stage.general.until_typing()  # some time later
            (answer,) = await stage.answers(1)
            assert answer.reference.id == asked.id
            await gateway.until_identified(2)
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text
            assert len(service.clients) == 2
            assert not service.running.done()

    play(story)
