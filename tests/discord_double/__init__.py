"""A loopback double of Discord: its REST API, its gateway and its CDN, for an unmodified client.

It runs in a thread of its own and is reached through a connector, so nothing is patched::

    with DiscordDouble(name="Librarian") as discord:
        guild = discord.add_guild("Library", locale="de")
        general = guild.add_text_channel("general")
        ada = guild.add_member("ada", locale="fr")

        async def story() -> None:
            client = MyClient(connector=discord.connector(), guild_ready_timeout=0.1)
            async with discord.running(client):
                call = await ada.slash(general, "ask", question="How far is Jupiter?")
                answer = await call.message()
                assert "Jupiter" in answer.text
                await ada.press(answer, "Show more")
                await answer.until(lambda message: len(message.texts) > 3)

                await ada.say(general, f"{discord.bot.mention} and Saturn?")
                reply = await general.next_message()
                assert not reply.pings

        asyncio.run(story())

Where things are:

- ``discord`` is Discord: ``add_guild``, ``add_user``, ``portal`` (privileged intents granted), ``commands`` (what the
  bot registered), ``requests()``, ``interactions``, ``violations``, ``clock``, ``faults``, ``gateway``.
- A ``Guild`` has ``add_text_channel``, ``add_forum``, ``add_role``, ``add_member``, ``set_roles``, ``go_down``. Its
  owner, and the app's, is ``discord.owner``, who is a member of every guild.
- A ``Channel`` has ``messages``, ``next_message``, ``threads``, ``typing_count``, ``deny`` and ``allow``; a
  post of a forum has ``set_tags``.
- A ``Person`` acts: ``say``, ``dm``, ``post``, ``edit``, ``react``, ``slash``, ``autocomplete``, ``use_on``, ``press``,
  ``choose``, ``submit``. What their client would not let them do raises ``Impossible``.
- An ``Interaction`` knows what came back: ``kind``, ``acknowledged_after``, ``message()``, ``edited()``, ``until()``,
  ``followup()``, ``shown_modal()``, ``failed``.
- A ``Message`` is live: ``content``, ``texts``, ``text``, ``buttons``, ``files``, ``ephemeral``, ``edits``, ``pings``.

Waiting is for conditions, never for time, and what does not come raises ``Unanswered`` with what there is instead.
Probes (``until(lambda …)``) run in the double's thread and should only look.

What Discord refuses is refused here, with its status and code. What a correct client would not have sent (a broken
limit, an unknown route, a second acknowledgement) is a violation too: leaving the block raises AssertionError with all
of them, unless the test expected it and said ``discord.violations.clear()``. Refusals that depend on the moment (a
missing permission, a deleted message, an expired token, anything from ``faults``) are no violations.

Two waits of discord.py slow tests down: a client is ready ``guild_ready_timeout`` (2 s) after its last guild, and
sleeps 5 s before it identifies again unless ``before_identify_hook`` is overridden.
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
