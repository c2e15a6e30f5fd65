"""A loopback double of Discord: its REST API, its gateway and its CDN, for an unmodified client.

It runs in a thread of its own and is reached through a connector, so nothing is patched::

    with DiscordDouble(name="Librarian") as discord:
        guild = discord.add_guild("Library", locale="de")
        general = guild.add_text_channel("general")
        ada = guild.add_member("ada")

        async def story() -> None:
            client = MyClient(connector=discord.connector())
            async with client:
                running = asyncio.create_task(client.start(discord.token))
                await discord.gateway.until_connected()
                call = await ada.slash(general, "ask", question="How far is Jupiter?")
                answer = await call.message()
                assert "Jupiter" in answer.text
                again = await ada.press(answer, "Show more")
                await again.edited()
                await client.close()
                await running

        asyncio.run(story())

Leaving the ``with`` block raises AssertionError when the bot sent what Discord refuses; a test that provokes it clears
``discord.violations``.
"""

from .channels import Channel
from .clock import Clock
from .components import Button
from .double import DiscordDouble
from .failures import Impossible, InteractionFailed, Unanswered, Violation
from .guilds import Guild, Role
from .interactions import Choice, Interaction, Modal
from .mentions import Pings
from .messages import File, Message
from .people import Person
from .permissions import Permission
from .users import User
from .world import Portal, Request

__all__ = [
    "Button",
    "Channel",
    "Choice",
    "Clock",
    "DiscordDouble",
    "File",
    "Guild",
    "Impossible",
    "Interaction",
    "InteractionFailed",
    "Message",
    "Modal",
    "Permission",
    "Person",
    "Pings",
    "Portal",
    "Request",
    "Role",
    "Unanswered",
    "User",
    "Violation",
]
