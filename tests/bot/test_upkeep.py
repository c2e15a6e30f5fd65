"""What the bot does in the background is tried again when it failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.service.metrics import Metrics
from bot.settings import Settings
from bot.state.state import State
from bot.upkeep import EXPIRY_SECONDS, Upkeep
from retrieval import Library, StorageError


@pytest.mark.parametrize("by", ["the hour", "a person"])
def test_a_cleaning_that_failed_is_tried_again_before_the_hour_is_over(
    open_tiny: Callable[..., Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr("bot.upkeep.CLEANING_SECONDS", 0.02)
    failing, cleaned, clean = [by == "the hour"] * 2, list[bool](), State.clean

    def cleaning(state: State) -> bool:
        cleaned.append(False)
        if failing and failing.pop():
            raise StorageError("The disk is full")
        cleaned[-1] = clean(state)
        return cleaned[-1]

    monkeypatch.setattr(State, "clean", cleaning)

    async def work() -> None:
        with State(tmp_path / "state.sqlite", keep_days=30) as state:
            library = open_tiny(tmp_path / "seeds", tmp_path / "index")
            desk = Desk(library, state, max_waiting=5, list_unanswered=False)
            settings = Settings(seeds_dir=library.seeds, index_dir=library.index)
            upkeep = Upkeep(settings, library, state, Metrics(), desk)
            hourly = asyncio.create_task(upkeep._expire())
            async with asyncio.timeout(20):
                if by == "a person":
                    while not any(cleaned):
                        await asyncio.sleep(0.01)
                    failing[:] = [True, True]
                    state._needs_cleaning = True
                    cleaned.clear()
                    await upkeep.clean()
                while not any(cleaned):
                    await asyncio.sleep(0.01)
            assert cleaned == [False, False, True]
            await asyncio.sleep(0.2)
            assert cleaned == [False, False, True]  # the next is due in an hour
            hourly.cancel()
            await asyncio.gather(hourly, return_exceptions=True)
            desk.close()

    assert EXPIRY_SECONDS > 1000
    asyncio.run(work())
