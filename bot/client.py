"""The Discord client: what all commands share, and what runs beside them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands
from watchfiles import awatch

from bot.cooldown import Cooldown
from bot.deciding import Place, Refusal, Way, is_operator, may_not_ask
from bot.delivering import ACKNOWLEDGED, LOST, insist, undelivered
from bot.desk import Desk
from bot.logs import event, new_error_id
from bot.metrics import Metrics
from bot.resyncing import Resyncer, SyncFailed, SyncSummary
from bot.settings import Settings
from bot.state import ChannelSettings, State
from bot.translating import CommandTranslator, Language, language
from bot.views import Message, note
from retrieval import Library, QuothError
from retrieval.errors import IndexMissing

_log = logging.getLogger(__name__)

HANDLED = 2000
"""Messages and interactions remembered, so that one that Discord sends twice is answered once."""
LOOK_SECONDS = 15.0
"""How often the index is looked at: somebody may have run ``quoth sync``."""
RESCAN_SECONDS = 600
"""How often the seeds are compared even when no event came: network and container mounts send none."""
EXPIRY_SECONDS = 3600.0
PUBLISH_SECONDS = 300.0
"""How long to wait before Discord is told the commands again, when it did not take them."""

ALWAYS = ("help", "privacy")
"""Commands for everybody everywhere: who may not ask any more may still want to be forgotten."""

_REFUSALS = {
    Refusal.SERVER: "not-server",
    Refusal.CHANNEL: "not-here",
    Refusal.ROLE: "not-role",
    Refusal.DIRECT: "not-direct",
}


class Commands(app_commands.CommandTree["Quoth"]):
    """Checks who may use a command where, and says what went wrong in one sentence."""

    async def interaction_check(self, interaction: discord.Interaction[Quoth], /) -> bool:  # noqa: D102
        bot = interaction.client
        if not bot.is_new(interaction.id):
            return False
        refusal = bot.refusal(interaction)
        if refusal is None or bot.is_operator(interaction):
            return True
        if interaction.command is not None and interaction.command.name in ALWAYS:
            return True
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        else:
            bot.metrics.question(Way.SLASH, "refused")
            await bot.tell(interaction, refusal)
        return False

    async def on_error(self, interaction: discord.Interaction[Quoth], error: Exception, /) -> None:  # noqa: D102
        if isinstance(error, app_commands.CommandInvokeError):
            error = error.original
        if isinstance(error, LOST):
            undelivered(error)
            return
        await interaction.client.tell(interaction, interaction.client.explain(error, interaction))


class Quoth(commands.AutoShardedBot):
    """The bot. It is given everything it works with, and closes nothing of it but itself."""

    tree: Commands

    def __init__(self, settings: Settings, library: Library, state: State, metrics: Metrics, **options: Any) -> None:
        """Make a client; ``options`` are discord.py's own, a ``connector`` for example."""
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
        # An event that discord.py cannot read would end the connection, and lose what is asked before the next one.
        parsers = self._connection.parsers
        parsers.update({name: _forgiving(name, parse) for name, parse in parsers.items() if name != "READY"})
        self.settings = settings
        self.library = library
        self.state = state
        self.metrics = metrics
        self.desk = Desk(library, state, most=settings.discord_queue, list_unanswered=settings.discord_keep_unanswered)
        self.resyncer = Resyncer(settings, metrics, after=self._synced)
        self.cooldown = Cooldown(settings.discord_questions_per_minute)
        self.channels: dict[int, ChannelSettings] = {}
        self.owners: frozenset[int] = frozenset()
        self._handled: OrderedDict[int, None] = OrderedDict()
        self._beside: set[asyncio.Task[None]] = set()

    # -- starting and stopping -----------------------------------------------------------------------------------

    async def setup_hook(self) -> None:
        """Get ready between logging in and connecting."""
        from bot.cogs import add_all

        self.channels = await self.desk.remember(self.state.channels)
        application = await self.application_info()
        owners = [application.owner.id]
        if application.team:
            owners += [member.id for member in application.team.members if _may_decide(member)]
        self.owners = frozenset(owners)
        await add_all(self)
        await self.tree.set_translator(CommandTranslator())
        if not await self._publish_commands():
            self.beside(self._publish_later())
        self.beside(self._keep_up())
        self.beside(self._expire())
        self.beside(self._watch())

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine beside everything else, until it ends or the bot stops; an error is logged."""
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._beside.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            event(_log, "background work failed", level=logging.ERROR, exc=error)

    async def finish(self, seconds: float = 10.0) -> None:
        """Finish the questions in hand, and bring their answers."""
        self._is_finishing = True
        deadline = time.monotonic() + seconds
        await self.desk.finish(seconds)
        deadline = max(deadline, time.monotonic() + 2)
        while self.waiting_to_send and time.monotonic() < deadline:
            await asyncio.sleep(0.01)

    _is_finishing = False
    waiting_to_send = 0
    """Answers that are on their way to Discord."""

    async def close(self) -> None:
        """Disconnect, and end what runs beside."""
        if not self._is_finishing:  # discord.py closes by itself, too: after an event that it cannot read, for example
            await self.finish()
        for task in tuple(self._beside):
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        await self.resyncer.stop()
        await super().close()
        await self.desk.elsewhere(self.desk.close)  # it waits for the thread that is at a question

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to the cogs: Quoth has no commands that begin with a prefix."""

    async def on_ready(self) -> None:  # noqa: D102
        self._connected(True)
        event(_log, "ready", servers=len(self.guilds), application=self.application_id)

    async def on_resumed(self) -> None:  # noqa: D102
        self._connected(True)

    async def on_disconnect(self) -> None:  # noqa: D102
        self._connected(False)

    def _connected(self, is_online: bool) -> None:
        self.is_online = is_online
        self.metrics.connected(is_online)

    is_online = False
    """Whether Discord's events reach us at this moment; ``is_ready`` only says that they did once."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Log what an event handler raised, without what the event held."""
        event(_log, "event handler failed", level=logging.ERROR, handler=event_method, exc=sys.exception())

    async def _publish_commands(self) -> bool:
        """Tell Discord the commands, if their definition is another than the one it was told last.

        Return whether it knows them now.
        """
        translator = self.tree.translator
        definition = [
            await command.get_translated_payload(self.tree, translator) if translator else command.to_dict(self.tree)
            for command in self.tree.get_commands()
        ]
        digest = hashlib.sha256(json.dumps(definition, sort_keys=True, default=str).encode()).hexdigest()
        told = f"{self.application_id} {digest}"
        if await self.desk.remember(self.state.meta, "commands") == told:
            return True
        try:
            await self.tree.sync()
        except discord.HTTPException as error:
            event(_log, "commands could not be published", level=logging.ERROR, status=error.status, code=error.code)
            return False
        await self.desk.remember(self.state.set_meta, "commands", told)
        event(_log, "commands published", commands=len(definition))
        return True

    async def _publish_later(self) -> None:
        is_published = False
        while not is_published:
            await asyncio.sleep(PUBLISH_SECONDS)
            with self._going_on("publishing the commands"):
                is_published = await self._publish_commands()

    # -- beside --------------------------------------------------------------------------------------------------

    async def _keep_up(self) -> None:
        """Read the seeds, then load each new generation as it comes, whoever made it."""
        with self._going_on("reading the seeds"):
            nothing_yet = await self.desk.elsewhere(self.library.needs_sync)
            if self.settings.discord_watch or nothing_yet:
                await self.resyncer.sync()
        complained = ""
        while True:
            try:
                await self.desk.refresh()
                complained = ""
            except Exception as error:
                if str(error) != complained:
                    event(_log, "index cannot answer", level=logging.ERROR, reason=str(error))
                complained = str(error)
            await asyncio.sleep(LOOK_SECONDS)

    async def _synced(self, summary: SyncSummary) -> None:
        self.metrics.indexed(generation=summary.generation, documents=summary.documents, passages=summary.passages)
        if summary.documents:
            await self.desk.refresh()

    async def _watch(self) -> None:
        if not self.settings.discord_watch:
            return
        folder = self.settings.seeds_dir.expanduser()
        while True:
            with self._going_on("watching the seeds"):
                async for _ in awatch(folder, rust_timeout=RESCAN_SECONDS * 1000, yield_on_timeout=True):
                    with self._going_on("reading the seeds"):
                        await self.resyncer.sync()
            await asyncio.sleep(LOOK_SECONDS)

    async def _expire(self) -> None:
        while True:
            with self._going_on("removing what is too old"):
                await self.desk.remember(self.state.expire)
            await self.clean()
            await asyncio.sleep(EXPIRY_SECONDS)

    async def clean(self) -> None:
        """Take what somebody had forgotten out of the memory's file, too."""
        with self._going_on("cleaning the memory"):
            await self.desk.remember(self.state.clean)

    @contextmanager
    def _going_on(self, work: str) -> Iterator[None]:
        """Log what goes wrong beside, and go on with the next turn: a full disk, for one, may pass."""
        try:
            yield
        except SyncFailed:
            pass  # logged; what was indexed before still answers, and the next change tries again
        except Exception as error:
            reason = str(error) if isinstance(error, QuothError | OSError) else None
            event(_log, f"{work} failed", level=logging.ERROR, reason=reason, exc=None if reason else error)

    # -- who, where, in which language ---------------------------------------------------------------------------

    def is_new(self, id_: int) -> bool:
        """Return whether a message or interaction is seen for the first time: Discord may send one twice."""
        if id_ in self._handled:
            return False
        self._handled[id_] = None
        if len(self._handled) > HANDLED:
            self._handled.popitem(last=False)
        return True

    @staticmethod
    def may_share(interaction: discord.Interaction[Any]) -> bool:
        """Return whether an answer can be made public there: where the bot is a guest only, Discord may hide it."""
        return interaction.guild_id is None or interaction.is_guild_integration()

    def place(self, where: discord.Interaction[Any] | discord.Message) -> Place:
        """Return where somebody is. In threads, what holds is what was set for the thread, or else its channel."""
        channel = where.channel
        person = where.user if isinstance(where, discord.Interaction) else where.author
        server = where.guild_id if isinstance(where, discord.Interaction) else where.guild and where.guild.id
        parent = channel.parent_id if isinstance(channel, discord.Thread) else None
        number = channel.id if channel else 0
        roles = frozenset(role.id for role in person.roles) if isinstance(person, discord.Member) else frozenset()
        return Place(server or None, number, parent, roles, self.channel_settings(number, parent).mode)

    def refusal(self, interaction: discord.Interaction[Any]) -> str | None:
        """Return why somebody may not ask where they are, for them to read, or None when they may."""
        refusal = may_not_ask(self.place(interaction), self.settings)
        return None if refusal is None else self.language(interaction).say(_REFUSALS[refusal])

    def channel_settings(self, channel: int, parent: int | None) -> ChannelSettings:
        """Return what was set for a channel, which holds inside its threads, too."""
        unset = ChannelSettings()
        return self.channels.get(channel) or self.channels.get(parent or 0) or unset

    def is_operator(self, interaction: discord.Interaction[Any]) -> bool:
        """Return whether somebody may change what everybody is answered from."""
        manages = interaction.guild_id is not None and interaction.permissions.manage_guild
        return is_operator(
            interaction.user.id, self.place(interaction), self.settings, manages=manages, owners=self.owners
        )

    def language(self, where: discord.Interaction[Any] | discord.Message) -> Language:
        """Return the asker's language; a message does not tell it, so there it is the server's, or the default."""
        default = self.settings.discord_language
        if isinstance(where, discord.Interaction):
            return language(where.locale, default)
        locale = where.guild.preferred_locale if where.guild else None
        # en-US is what a server says that never chose one
        return language(None if locale is discord.Locale.american_english else locale, default)

    # -- saying --------------------------------------------------------------------------------------------------

    async def tell(self, interaction: discord.Interaction[Any], text: str) -> None:
        """Tell one person something: for their eyes only, unless a public sign that an answer comes stands already."""
        await self.respond(interaction, note(text), private=True)

    async def respond(self, interaction: discord.Interaction[Any], message: Message, *, private: bool) -> int | None:
        """Answer an interaction, or edit what stands in the answer's place; return the message's id when known.

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
                    if error.code != ACKNOWLEDGED:  # Discord has it; what got lost is its word that it has
                        raise
            return (await insist(lambda: interaction.edit_original_response(**message.to_edit()))).id
        except LOST as error:
            undelivered(error)
            return None

    def explain(self, error: BaseException, where: discord.Interaction[Any] | discord.Message) -> str:
        """Return one sentence about an error for who asked; the operator finds the rest in the log, by the number."""
        return self.explain_in(error, self.language(where))

    def explain_in(self, error: BaseException, said: Language) -> str:
        """Return the same in a language."""
        if isinstance(error, IndexMissing):
            return said.say("not-ready" if self.resyncer.is_running else "nothing-indexed")
        number = new_error_id()
        expected = isinstance(error, QuothError)
        event(
            _log,
            "question failed",
            level=logging.ERROR,
            id=number,
            reason=str(error) if expected else type(error).__name__,
            exc=None if expected else error,
        )
        return said.say("failed", id=number)


def _forgiving(name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return a reader of events that logs what it cannot read."""

    def read(data: Any) -> None:
        try:
            parse(data)
        except Exception as error:
            event(_log, "event could not be read", level=logging.ERROR, kind=name, reason=type(error).__name__)
            _log.debug("why an event could not be read", exc_info=error)

    return read


def _may_decide(member: discord.TeamMember) -> bool:
    """Return whether a member of the team that owns the application may change it, and so what it answers from."""
    has_joined = member.membership_state is discord.TeamMembershipState.accepted
    return has_joined and member.role in (discord.TeamMemberRole.admin, discord.TeamMemberRole.developer)
