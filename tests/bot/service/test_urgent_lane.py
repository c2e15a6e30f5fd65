"""Whoever must be told in time is told before all others, the earliest first, while work waits for a moment."""

from __future__ import annotations

import asyncio

from bot.service.urgent_lane import AT_ONCE, CROWD, PAUSE_SECONDS, UrgentLane


def test_the_earliest_goes_first_and_after_all_of_them_those_who_can_wait() -> None:
    async def work() -> None:
        lane, told, enough = UrgentLane(), list[str](), asyncio.Event()

        async def tell(name: str, arrived: float, *, urgent: bool = True, until: asyncio.Event | None = None) -> None:
            async with lane.turn(arrived, urgent=urgent):
                if until:
                    await until.wait()
                told.append(name)

        holding = [asyncio.create_task(tell("held", 0.0, until=enough)) for _ in range(AT_ONCE)]
        await asyncio.sleep(0)
        others = [
            asyncio.create_task(tell("mention", 1.0, urgent=False)),
            asyncio.create_task(tell("late", 3.0)),
            asyncio.create_task(tell("gone", 1.5)),
            asyncio.create_task(tell("early", 2.0)),
        ]
        await asyncio.sleep(0)
        others[2].cancel()
        assert told == []
        enough.set()
        await asyncio.gather(*holding, *others, return_exceptions=True)
        assert told[AT_ONCE:] == ["early", "late", "mention"]

        async with lane.turn(0.0):  # nobody's turn was lost on the way
            assert len([task for task in holding if task.done()]) == AT_ONCE

    asyncio.run(work())


def test_turn_given_to_somebody_who_leaves_goes_to_the_next() -> None:
    async def work() -> None:
        lane, enough = UrgentLane(), asyncio.Event()

        async def tell(until: asyncio.Event | None = None) -> None:
            async with lane.turn(0.0):
                if until:
                    await until.wait()

        holding = [asyncio.create_task(tell(enough)) for _ in range(AT_ONCE)]
        await asyncio.sleep(0)
        leaving, following = asyncio.create_task(tell(asyncio.Event())), asyncio.create_task(tell())
        await asyncio.sleep(0)
        lane._pass_on()  # as one who was told does; the one who leaves has the turn, and does not know it yet
        leaving.cancel()
        await asyncio.wait_for(following, 5)
        enough.set()
        await asyncio.gather(*holding)

    asyncio.run(work())


def test_it_is_crowded_and_work_waits_only_while_many_must_be_told_and_not_for_those_who_can_wait() -> None:
    async def work() -> None:
        lane, enough, crowded = UrgentLane(), asyncio.Event(), list[bool]()

        async def tell(*, urgent: bool) -> None:
            async with lane.turn(0.0, urgent=urgent):
                await enough.wait()

        patient = [asyncio.create_task(tell(urgent=False)) for _ in range(CROWD + 1)]
        await asyncio.sleep(0)
        crowded.append(lane.is_crowded)
        lane.hold_back()
        assert lane._pause > PAUSE_SECONDS / 2
        lane._pause = 0.01
        urgent = [asyncio.create_task(tell(urgent=True)) for _ in range(CROWD + 1)]
        await asyncio.sleep(0)
        crowded.append(lane.is_crowded)
        lane.hold_back()
        assert lane._pause == 0
        lane.went_on(0.02)
        assert 0 < lane._pause < 0.02
        enough.set()
        await asyncio.gather(*patient, *urgent)
        crowded.append(lane.is_crowded)
        assert crowded == [False, True, False]

    asyncio.run(work())
