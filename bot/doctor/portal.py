"""What Discord knows about the application: its token, intents and servers; and the links that install it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
import discord

from bot.doctor.digests import digest_channels
from bot.doctor.findings import Finding
from bot.service.supervising import PORTAL
from bot.terminal.printing import count

if TYPE_CHECKING:
    from bot.settings import Settings

PERMISSION_NAMES = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "read_message_history": "Read Message History",
    "attach_files": "Attach Files",
    "embed_links": "Embed Links",
}
"""The permissions that the bot needs, by discord.py's names for them, as Discord's settings call them."""
PERMISSIONS = discord.Permissions.none()
PERMISSIONS.update(**dict.fromkeys(PERMISSION_NAMES, True))
"""The same permissions as one number: exactly what the invite link asks for."""

ANSWER_SECONDS = 20.0
"""How long to wait for Discord's answers."""
_MAX_SERVERS = 200  # Discord lists no more at once


async def ask_discord(settings: Settings, connector: aiohttp.BaseConnector | None) -> list[Finding]:
    """Log in, look, and log out, without connecting to the gateway; closes the connector."""
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    token_finding = _token(token)
    if token_finding.state == "failure":
        if connector:
            await connector.close()
        return [token_finding, Finding("Discord", "warning", "not asked, because there is no token")]
    client = discord.Client(intents=discord.Intents(guilds=True), connector=connector, max_ratelimit_timeout=30.0)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await client.login(token)
            servers = await client.http.get_guilds(_MAX_SERVERS, with_counts=False)
            digests = await digest_channels(settings, client)
    except discord.LoginFailure:
        remedy = 'Copy it again from the page "Bot" of your application ("Reset Token" makes a new one):'
        return [token_finding, Finding("Discord", "failure", "refuses the token", remedy, PORTAL)]
    except Exception as error:
        reason = " ".join(str(error).split()).partition("<")[0].rstrip(" :").replace(token, "…") or type(error).__name__
        if isinstance(error, TimeoutError):
            reason = f"no answer within {ANSWER_SECONDS:.0f} seconds"
        elif not isinstance(error, OSError | aiohttp.ClientError | discord.DiscordException):
            reason = f"something else answers in its place ({type(error).__name__}: {reason})"
        remedy = "See whether this machine is online and may reach discord.com and gateway.discord.gg on port 443."
        text = f"Discord cannot be reached: {reason}"
        return [token_finding, Finding("Discord", "warning", text, remedy, is_unexamined=True)]
    finally:
        await client.close()
    application = client.application
    assert application is not None
    return [
        token_finding,
        *_application(settings, application, str(client.user)),
        *_servers(settings, servers),
        *digests,
        *_links(application.id),
    ]


def _token(token: str) -> Finding:
    if not token:
        remedy = 'Write DISCORD_TOKEN=… into the file .env, with the token from the page "Bot" of your application:'
        return Finding("token", "failure", "DISCORD_TOKEN is not set", remedy, PORTAL)
    wrong = None
    if token.lower().startswith("bot "):
        wrong = 'begins with "Bot "; leave that out'
    elif not re.fullmatch(r"[\w.-]+", token, re.ASCII):
        wrong = "has characters that no token has, such as spaces or quotation marks"
    elif len(parts := token.split(".")) != 3 or not all(parts):
        wrong = f"has {count(len(parts), 'part')}, where a token has three with dots between"
    if wrong:
        text = f"DISCORD_TOKEN {wrong}"
        remedy = (
            'Copy the token from the page "Bot" of your application; '
            "its ID, public key and client secret are something else:"
        )
        return Finding("token", "failure", text, remedy, PORTAL)
    return Finding("token", "ok", "DISCORD_TOKEN is set, and looks like a token")


def _application(settings: Settings, application: discord.AppInfo, user: str) -> Iterator[Finding]:
    page = f"{PORTAL}/{application.id}"
    yield Finding("Discord", "ok", f"logs in as {user}, application {application.name} ({application.id})")

    flags = application.flags
    granted = flags.gateway_message_content or flags.gateway_message_content_limited
    if settings.discord_read_messages and not granted:
        yield Finding(
            "messages",
            "failure",
            "DISCORD_READ_MESSAGES=true needs the Message Content Intent, which is not granted",
            "Switch it on here, or set DISCORD_READ_MESSAGES=false:",
            f"{page}/bot",
        )
    elif settings.discord_read_messages:
        yield Finding("messages", "ok", "the content of all messages is asked for, and granted")
    else:
        unused = "; the intent is granted, but not used" if granted else ""
        yield Finding("messages", "ok", f"only those that mention or reply to the bot are read{unused}")

    if application.interactions_endpoint_url:
        yield Finding(
            "commands",
            "failure",
            f"are sent to {application.interactions_endpoint_url}, not to this bot",
            'Empty the field "Interactions Endpoint URL" here:',
            f"{page}/information",
        )
    if application.bot_require_code_grant:
        yield Finding(
            "installing",
            "failure",
            "the application requires an OAuth2 code grant, so no invite link works",
            'Switch off "Requires OAuth2 Code Grant" here:',
            f"{page}/bot",
        )
    who = "anybody" if application.bot_public else "only its owner"
    ways = (application.guild_integration_config, application.user_integration_config)
    if all(ways):
        yield Finding("installing", "ok", f"{who} may add it to servers and to their own account")
    else:
        only = "to their own account, not to servers" if ways[1] else "to servers, not to their own account"
        missing = "Guild Install" if ways[1] else "User Install"
        remedy = f'If the other way is wanted, too, tick "{missing}" here:'
        yield Finding("installing", "warning", f"{who} may add it {only}", remedy, f"{page}/installation")


def _servers(settings: Settings, servers: list[Any]) -> Iterator[Finding]:
    """Check the bot's permissions in each server as a whole; a channel may still withhold some."""
    if not servers:
        yield Finding("servers", "warning", "the bot is in none", "Open the invite link below, and choose a server.")
        return
    lacking = 0
    for server in servers:
        has = discord.Permissions(int(server.get("permissions", 0)))
        lacks = [shown for name, shown in PERMISSION_NAMES.items() if not (has.administrator or getattr(has, name))]
        if lacks:
            lacking += 1
            yield Finding(
                "server",
                "warning",
                f"in {server['name']}, the bot may not {', '.join(lacks)}",
                "Allow it for the bot's role in the server's settings, or open the invite link again.",
            )
    absent = sorted(settings.discord_servers - {int(server["id"]) for server in servers})
    if absent:
        text = f"DISCORD_SERVERS names {', '.join(map(str, absent))}, where the bot is not"
        yield Finding("servers", "warning", text, "Invite it there, or correct the setting.")
    number = count(len(servers), "server") + (" or more" if len(servers) >= _MAX_SERVERS else "")
    suffix = "" if lacking else ", with the permissions that it needs"
    yield Finding("servers", "ok", f"the bot is in {number}{suffix}")


def _links(application: int) -> Iterator[Finding]:
    yield Finding("invite", "ok", "to add the bot to a server, open:", link=invite_link(application))
    yield Finding("install", "ok", "to add it to your own account, open:", link=install_link(application))


def invite_link(application: int) -> str:
    """Return the address where somebody adds the bot to a server, with exactly the permissions that it needs."""
    query = {"client_id": application, "scope": "bot applications.commands", "permissions": PERMISSIONS.value}
    return f"https://discord.com/oauth2/authorize?{urlencode({**query, 'integration_type': 0})}"


def install_link(application: int) -> str:
    """Return the address where somebody adds the bot's commands to their own account."""
    query = {"client_id": application, "scope": "applications.commands", "integration_type": 1}
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"
