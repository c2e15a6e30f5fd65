"""Routes of the app itself: who it is, where the gateway is, and its commands."""

from __future__ import annotations

from typing import Any

from . import command_limits
from .commands import CHAT_INPUT, same
from .failures import ApiError, Problems
from .permissions import DIRECT
from .rest import Asked, Routes
from .wire import Json

routes = Routes()


@routes.on("GET", "/users/@me")
async def me(asked: Asked) -> Any:
    """The bot's own user."""
    return asked.world.bot.own_payload()


@routes.on("GET", "/users/{user_id}")
async def user(asked: Asked) -> Any:
    """Any user."""
    found = asked.world.users.get(asked.id("user_id"))
    if found is None:
        raise ApiError(10013)
    return found.payload()


@routes.on("POST", "/users/@me/channels")
async def open_direct(asked: Asked) -> Any:
    """Open the direct messages with somebody."""
    found = asked.world.users.get(int(asked.json["recipient_id"]))
    if found is None or found is asked.world.bot:
        raise ApiError(10013 if found is None else 50007)
    return asked.world.direct_channel(found).payload()


@routes.on("GET", "/users/@me/guilds")
async def my_guilds(asked: Asked) -> Any:
    """The guilds that the bot is in."""
    world = asked.world
    keys = ("id", "name", "icon", "banner", "features")
    return [
        {key: guild.payload()[key] for key in keys}
        | {"owner": False, "permissions": str(guild.permissions_of(world.bot))}
        for guild in world.guilds.values()
        if guild.has_bot
    ]


@routes.on("GET", "/oauth2/applications/@me")
@routes.on("GET", "/applications/@me")
async def application(asked: Asked) -> Any:
    """The application, with the flags that say which intents it has been granted."""
    world = asked.world
    return {
        "id": str(world.application_id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": world.app_owner.payload(),
        "team": None,
        "flags": world.portal.application_flags(),
        "approximate_guild_count": sum(guild.has_bot for guild in world.guilds.values()),
        "approximate_user_install_count": sum(user.installed for user in world.users.values()),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "install_params": {"scopes": ["bot", "applications.commands"], "permissions": str(DIRECT)},
        "integration_types_config": {"0": {}, "1": {}},
    }


@routes.on("GET", "/gateway", public=True)
async def gateway(_: Asked) -> Any:
    """Where the gateway is."""
    return {"url": "wss://gateway.discord.gg"}


@routes.on("GET", "/gateway/bot")
async def gateway_bot(asked: Asked) -> Any:
    """Where the gateway is and how many shards it would like."""
    limit = {"total": 1000, "remaining": 1000 - asked.world.gateway.identifies, "reset_after": 0, "max_concurrency": 1}
    return {"url": "wss://gateway.discord.gg", "shards": asked.world.shards, "session_start_limit": limit}


@routes.on("GET", "/applications/{application_id}/emojis")
async def emojis(asked: Asked) -> Any:
    """The app's own emoji: none."""
    _demand_own(asked)
    return {"items": []}


@routes.on("GET", "/applications/{application_id}/commands")
@routes.on("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
async def commands(asked: Asked) -> Any:
    """What is registered."""
    _demand_own(asked)
    return list(asked.world.commands.scope(_guild_id(asked)).values())


@routes.on("PUT", "/applications/{application_id}/commands")
@routes.on("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
async def overwrite_commands(asked: Asked) -> Any:
    """Replace everything that is registered."""
    _demand_own(asked)
    world, bodies = asked.world, asked.body or []
    problems = Problems()
    command_limits.check_all(bodies, problems)
    problems.raise_any()
    scope = world.commands.scope(_guild_id(asked))
    before = list(scope.values())
    scope.clear()
    for body in bodies:
        former = [c for c in before if (c["name"], c["type"]) == (body["name"], body.get("type") or CHAT_INPUT)]
        _store(asked, body, former[0] if former else None)
    world.commands.puts += 1
    return list(scope.values())


@routes.on("POST", "/applications/{application_id}/commands")
@routes.on("POST", "/applications/{application_id}/guilds/{guild_id}/commands")
async def upsert_command(asked: Asked) -> Any:
    """Register one command, in place of one of the same name and type."""
    _demand_own(asked)
    body = asked.json
    _check(body)
    scope = asked.world.commands.scope(_guild_id(asked))
    same_name = [c for c in scope.values() if (c["name"], c["type"]) == (body["name"], body.get("type") or CHAT_INPUT)]
    return _store(asked, body, same_name[0] if same_name else None)


@routes.on("GET", "/applications/{application_id}/commands/{command_id}")
@routes.on("GET", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}")
async def command(asked: Asked) -> Any:
    """One command."""
    return _command(asked)


@routes.on("PATCH", "/applications/{application_id}/commands/{command_id}")
@routes.on("PATCH", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}")
async def edit_command(asked: Asked) -> Any:
    """Change one command."""
    former = _command(asked)
    body = former | asked.json
    _check(body)
    return _store(asked, body, former)


@routes.on("DELETE", "/applications/{application_id}/commands/{command_id}")
@routes.on("DELETE", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}")
async def delete_command(asked: Asked) -> Any:
    """Remove one command."""
    found = _command(asked)
    del asked.world.commands.scope(_guild_id(asked))[int(found["id"])]


def _store(asked: Asked, body: Json, former: Json | None) -> Json:
    world, guild_id = asked.world, _guild_id(asked)
    number = int(former["id"]) if former else world.clock.snowflake()
    made = world.commands.stored(body, number, world.clock.snowflake(), world.application_id, guild_id)
    if former is not None and same(former, made):
        made = former
    world.commands.scope(guild_id)[number] = made
    world.commands.writes += 1
    world.changed()
    return made


def _check(body: Json) -> None:
    problems = Problems()
    command_limits.check(body, problems)
    problems.raise_any()


def _command(asked: Asked) -> Json:
    _demand_own(asked)
    found = asked.world.commands.scope(_guild_id(asked)).get(asked.id("command_id"))
    if found is None:
        raise ApiError(10063)
    return found


def _guild_id(asked: Asked) -> int | None:
    if "guild_id" not in asked.parts:
        return None
    if not asked.world.guilds[asked.id("guild_id")].has_bot:
        raise ApiError(50001)
    return asked.id("guild_id")


def _demand_own(asked: Asked) -> None:
    if asked.id("application_id") != asked.world.application_id:
        raise ApiError(20012, status=403, violation=True)
