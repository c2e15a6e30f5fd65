"""The commands, one cog per group."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.client import Quoth


async def add_all(bot: Quoth) -> None:
    """Add every cog to the bot."""
    from bot.cogs.asking import Asking
    from bot.cogs.buttons import Buttons
    from bot.cogs.operating import Operating
    from bot.cogs.overview import Overview

    for cog in (Asking, Buttons, Overview, Operating):
        await bot.add_cog(cog(bot))
