"""The Discord client: what all commands share, and what runs in the background."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cooldown import Cooldowns
from bot.deciding import Place, Reach, Refusal, Way, may_not_ask, reach_of
from bot.desk import Desk
from bot.messages.delivering import ACKNOWLEDGED_CODE, DELIVERY_ERRORS, insist, log_undelivered
from bot.messages.translating import CommandTranslator, Language, language, language_of_server
from bot.messages.views import Message, note_message
from bot.seeing.binding import settle_channels
from bot.seeing.places import Places
from bot.service.logs import log_event, new_error_id
from bot.service.metrics import Metrics
from bot.service.supervising import tolerant
from bot.settings import Settings
from bot.state.records import ChannelSettings
from bot.state.state import State
from bot.upkeep import Upkeep, logging_failures
from retrieval import Library, QuothError
from retrieval.errors import IndexMissing, IndexOutdated

_log = logging.getLogger(__name__)

MAX_HANDLED_IDS = 2000
"""Messages and interactions that are remembered, so that one that Discord sends twice is answered once."""
PUBLISH_RETRY_SECONDS = 300.0
"""How long to wait before publishing the commands again when Discord did not accept them."""

ALWAYS_ALLOWED_COMMANDS = ("help", "privacy")
"""Commands for everybody everywhere: people who may no longer ask may still want to be forgotten."""

_REFUSAL_MESSAGES = {
    Refusal.SERVER: "not-server",
    Refusal.CHANNEL: "not-here",
    Refusal.ROLE: "not-role",
    Refusal.DIRECT: "not-direct",
    Refusal.PERSON: "not-you",
}


class Commands(app_commands.CommandTree["Quoth"]):
    """Checks who may use a command where, and reports errors in one sentence."""

    async def interaction_check(self, interaction: discord.Interaction[Quoth], /) -> bool:  # noqa: D102
        bot = interaction.client
        if not bot.note_new(interaction.id):
            return False
        refusal = bot.refusal(interaction)
        if refusal is None or (bot.reach(interaction) and interaction.user.id not in bot.settings.discord_denied):
            return True
        if interaction.command is not None and interaction.command.name in ALWAYS_ALLOWED_COMMANDS:
            return True
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        else:
            bot.metrics.count_question(Way.SLASH, "refused")
            await bot.tell(interaction, refusal)
        return False

    async def on_error(self, interaction: discord.Interaction[Quoth], error: Exception, /) -> None:  # noqa: D102
        if isinstance(error, app_commands.CommandInvokeError):
            error = error.original
        if isinstance(error, DELIVERY_ERRORS):
            log_undelivered(error)
            return
        await interaction.client.tell(interaction, interaction.client.explain(error, interaction))


class Quoth(commands.AutoShardedBot):
    """The bot. It is given everything that it works with, and closes none of it."""

    tree: Commands

    def __init__(
        self,
        settings: Settings,
        library: Library,
        state: State,
        metrics: Metrics,
        cogs: Sequence[Callable[[Quoth], commands.Cog]],
        **options: Any,
    ) -> None:
        """Make a client.

        cogs: factories of the cogs that answer commands, messages and buttons. options: discord.py's, for example
        ``connector``.
        """
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = settings.discord_read_messages
        super().__init__(
            commands.when_mentioned,
            intents=intents,
            tree_cls=Commands,
            help_command=None,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            **options,
        )
        # An event that discord.py cannot read would end the connection, and lose questions asked before the next one.
        parsers = self._connection.parsers
        parsers.update({name: tolerant(name, read) for name, read in parsers.items() if name != "READY"})
        self._cogs_to_add = cogs
        self.settings = settings
        self.library = library
        self.state = state
        self.metrics = metrics
        keep_unanswered = settings.discord_keep_unanswered
        self.desk = Desk(library, state, max_waiting=settings.discord_queue, list_unanswered=keep_unanswered)
        self.upkeep = Upkeep(settings, library, state, metrics, self.desk)
        self.cooldowns = Cooldowns(settings.discord_questions_per_minute)
        self.places = Places(self, lambda: self.desk.readable.viewed)
        self.channels: dict[int, ChannelSettings] = {}
        self.owners: frozenset[int] = frozenset()
        self._handled: OrderedDict[int, None] = OrderedDict()
        self._background: set[asyncio.Task[None]] = set()

    # -- starting and stopping -----------------------------------------------------------------------------------

    async def setup_hook(self) -> None:
        """Get ready between logging in and connecting."""
        await self.desk.in_thread(settle_channels, self.state, self.library)
        self.channels = await self.desk.call_state(self.state.channels)
        application = await self.application_info()
        owners = [application.owner.id]
        if application.team:
            owners += [member.id for member in application.team.members if _may_operate(member)]
        self.owners = frozenset(owners)
        for cog in self._cogs_to_add:
            await self.add_cog(cog(self))
        await self.tree.set_translator(CommandTranslator())
        if not await self._publish_commands():
            self.run_in_background(self._publish_later())
        for work in self.upkeep.work():
            self.run_in_background(work)

    def run_in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine in the background until it ends or the bot stops; an error is logged."""
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log_event(_log, "background work failed", level=logging.ERROR, exc=error)

    async def finish(self, seconds: float = 10.0) -> None:
        """Take no more questions, and deliver the answers to those in hand, within about so many seconds."""
        self.is_finishing = True
        deadline = time.monotonic() + seconds
        await self.desk.finish(seconds)
        deadline = max(deadline, time.monotonic() + 2)
        while self.waiting_to_send and time.monotonic() < deadline:
            await asyncio.sleep(0.01)

    is_finishing = False
    """Whether no more questions are taken, because the bot is about to stop."""
    waiting_to_send = 0
    """Questions whose answers have not been delivered yet."""

    async def close(self) -> None:
        """Disconnect, and end the background work."""
        if not self.is_finishing:  # discord.py also closes on its own, for example after an event that it cannot read
            await self.finish()
        for task in tuple(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.upkeep.resyncer.stop()
        await super().close()
        await self.upkeep.clean_at_end()
        await asyncio.to_thread(self.desk.close)  # this waits for the question being answered

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to the cogs: Quoth has no commands with a prefix."""

    async def on_ready(self) -> None:  # noqa: D102
        self._connected(True)
        log_event(_log, "ready", servers=len(self.guilds), application=self.application_id)

    async def on_resumed(self) -> None:  # noqa: D102
        self._connected(True)

    async def on_disconnect(self) -> None:  # noqa: D102
        self._connected(False)

    def _connected(self, is_online: bool) -> None:
        self.is_online = is_online
        self.metrics.set_connected(is_online)

    is_online = False
    """Whether Discord's events arrive at this moment; ``is_ready`` only says that they once did."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Log the error of an event handler, without the content of the event."""
        log_event(_log, "event handler failed", level=logging.ERROR, handler=event_method, exc=sys.exception())

    async def _publish_commands(self) -> bool:
        """Publish the commands if their definition has changed; return whether Discord has the current one."""
        translator = self.tree.translator
        definition = [
            await command.get_translated_payload(self.tree, translator) if translator else command.to_dict(self.tree)
            for command in self.tree.get_commands()
        ]
        digest = hashlib.sha256(json.dumps(definition, sort_keys=True, default=str).encode()).hexdigest()
        published = f"{self.application_id} {digest}"
        if await self.desk.call_state(self.state.meta, "commands") == published:
            return True
        try:
            await self.tree.sync()
        except discord.HTTPException as error:
            log_event(
                _log, "commands could not be published", level=logging.ERROR, status=error.status, code=error.code
            )
            return False
        await self.desk.call_state(self.state.set_meta, "commands", published)
        log_event(_log, "commands published", commands=len(definition))
        return True

    async def _publish_later(self) -> None:
        is_published = False
        while not is_published:
            await asyncio.sleep(PUBLISH_RETRY_SECONDS)
            with logging_failures("publishing the commands"):
                is_published = await self._publish_commands()

    # -- who, where, in which language ---------------------------------------------------------------------------

    def note_new(self, id_: int) -> bool:
        """Remember a message or interaction, and return whether it is new: Discord may send one twice."""
        if id_ in self._handled:
            return False
        self._handled[id_] = None
        if len(self._handled) > MAX_HANDLED_IDS:
            self._handled.popitem(last=False)
        return True

    @staticmethod
    def may_share(interaction: discord.Interaction[Any]) -> bool:
        """Return whether an answer can be made public there: if only a user installed the bot, Discord may hide it."""
        return interaction.guild_id is None or interaction.is_guild_integration()

    def place(self, where: discord.Interaction[Any] | discord.Message) -> Place:
        """Return where somebody is. In a thread, the thread's settings apply, or else those of its channel."""
        channel = where.channel
        person = where.user if isinstance(where, discord.Interaction) else where.author
        server = where.guild_id if isinstance(where, discord.Interaction) else where.guild and where.guild.id
        parent, category = self.places.parent(where), self.places.category(where)
        channel_id = channel.id if channel else 0
        roles = frozenset(role.id for role in person.roles) if isinstance(person, discord.Member) else frozenset()
        mode = self.channel_settings(channel_id, parent).mode
        return Place(server or None, channel_id, parent, roles, mode, category, person.id)

    def refusal(self, interaction: discord.Interaction[Any]) -> str | None:
        """Return a sentence for somebody who may not ask where they are, or None when they may."""
        refusal = may_not_ask(self.place(interaction), self.settings)
        if refusal is None and self.places.is_unknown(interaction):
            refusal = Refusal.CHANNEL
        return None if refusal is None else self.language(interaction).say(_REFUSAL_MESSAGES[refusal])

    def channel_settings(self, channel: int, parent: int | None) -> ChannelSettings:
        """Return the settings of a channel, or of the parent of a thread."""
        unset = ChannelSettings()
        return self.channels.get(channel) or self.channels.get(parent or 0) or unset

    def reach(self, interaction: discord.Interaction[Any]) -> Reach:
        """Return what somebody may operate from where they are; nothing is false."""
        manages = interaction.guild_id is not None and interaction.permissions.manage_guild
        return reach_of(
            interaction.user.id, self.place(interaction), self.settings, manages=manages, owners=self.owners
        )

    def language(self, where: discord.Interaction[Any] | discord.Message) -> Language:
        """Return the asker's language; a message does not reveal it, so there it is the server's, or the default."""
        default = self.settings.discord_language
        if isinstance(where, discord.Interaction):
            return language(where.locale, default)
        return language_of_server(where.guild, default)

    # -- responding ----------------------------------------------------------------------------------------------

    async def tell(self, interaction: discord.Interaction[Any], text: str) -> None:
        """Tell one person something, visible only to them unless it replaces a public notice."""
        await self.respond(interaction, note_message(text), private=True)

    async def respond(self, interaction: discord.Interaction[Any], message: Message, *, private: bool) -> int | None:
        """Answer an interaction, or replace its notice; return the id of the message if it is known.

        An interaction that Discord no longer knows (answered late, or its message deleted) is logged, not raised.
        """
        response, kind = interaction.response, discord.InteractionResponseType
        try:
            if response.type not in (None, kind.deferred_channel_message, kind.channel_message):
                return (await interaction.followup.send(**message.to_send(), ephemeral=private, wait=True)).id
            if response.type is None:
                try:
                    sent = await insist(lambda: response.send_message(**message.to_send(), ephemeral=private))
                    return sent.message_id
                except discord.HTTPException as error:
                    if error.code != ACKNOWLEDGED_CODE:  # the answer arrived; only its confirmation was lost
                        raise
            return (await insist(lambda: interaction.edit_original_response(**message.to_edit()))).id
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
            if isinstance(error, discord.Forbidden) and message.attached:  # the files are all that can be left out
                no_files = note_message(self.language(interaction).say("no-files"))
                return await self.respond(interaction, no_files, private=private)
            return None

    def explain(self, error: BaseException, where: discord.Interaction[Any] | discord.Message) -> str:
        """Return one sentence about an error for the asker; the operator finds the rest in the log, by its id."""
        return self.explain_in(error, self.language(where))

    def explain_in(self, error: BaseException, language: Language) -> str:
        """Return the same in a language."""
        is_syncing = self.upkeep.resyncer.is_running
        if isinstance(error, IndexMissing) or (isinstance(error, IndexOutdated) and is_syncing):
            return language.say("not-ready" if is_syncing else "nothing-indexed")
        error_id, is_expected = new_error_id(), isinstance(error, QuothError)
        reason, exc = (str(error), None) if is_expected else (type(error).__name__, error)
        log_event(_log, "question failed", level=logging.ERROR, id=error_id, reason=reason, exc=exc)
        return language.say("failed", id=error_id)


def _may_operate(member: discord.TeamMember) -> bool:
    """Return whether a member of the team that owns the application may change it, and so be an operator."""
    has_joined = member.membership_state is discord.TeamMembershipState.accepted
    return has_joined and member.role in (discord.TeamMemberRole.admin, discord.TeamMemberRole.developer)
