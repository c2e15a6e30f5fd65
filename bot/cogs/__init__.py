"""The parts that answer commands, messages and buttons: one cog per group of commands; ``COGS`` lists them all."""

from bot.cogs.asking import Asking
from bot.cogs.buttons import Buttons
from bot.cogs.catching_up import CatchingUp
from bot.cogs.changing import Changing
from bot.cogs.collecting import Collecting
from bot.cogs.departing import Departing
from bot.cogs.following import Following
from bot.cogs.gathering import Gathering
from bot.cogs.listening import Listening
from bot.cogs.operating import Operating
from bot.cogs.operators.digesting import Digesting
from bot.cogs.operators.pinning import Pinning
from bot.cogs.overview import Overview

COGS = (
    Asking,
    Listening,
    Following,
    Departing,
    CatchingUp,
    Buttons,
    Overview,
    Operating,
    Changing,
    Gathering,
    Collecting,
    Digesting,
    Pinning,
)
