"""The parts that answer commands, messages and buttons: one cog per group of commands; ``COGS`` lists them all."""

from bot.cogs.asking import Asking
from bot.cogs.buttons import Buttons
from bot.cogs.catching_up import CatchingUp
from bot.cogs.operating import Operating
from bot.cogs.overview import Overview

COGS = (Asking, Buttons, Overview, Operating, CatchingUp)
