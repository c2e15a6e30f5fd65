"""The application commands that the bot has registered."""

from __future__ import annotations

from dataclasses import dataclass, field

from .wire import Json

CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
_COMPARED = (
    "name",
    "description",
    "options",
    "name_localizations",
    "description_localizations",
    "default_member_permissions",
    "contexts",
    "integration_types",
    "nsfw",
)


@dataclass
class Commands:
    """What was registered, by PUT, POST and PATCH; ``puts`` counts the bulk overwrites, ``writes`` all of them."""

    everywhere: dict[int, Json] = field(default_factory=dict)
    by_guild: dict[int, dict[int, Json]] = field(default_factory=dict)
    puts: int = 0
    writes: int = 0

    @property
    def names(self) -> list[str]:
        """The names of the global commands, context menus included."""
        return [command["name"] for command in self.everywhere.values()]

    def scope(self, guild_id: int | None) -> dict[int, Json]:
        """The commands of a guild, or the global ones, by id."""
        return self.everywhere if guild_id is None else self.by_guild.setdefault(guild_id, {})

    def find(self, name: str, kind: int = CHAT_INPUT, guild_id: int | None = None) -> Json | None:
        """The command that a person who picks ``name`` in that guild gets: the guild's own before the global one."""
        for scope in ([self.by_guild.get(guild_id, {})] if guild_id is not None else []) + [self.everywhere]:
            for command in scope.values():
                if command["name"] == name and command["type"] == kind:
                    return command
        return None

    def stored(self, body: Json, number: int, version: int, application_id: int, guild_id: int | None) -> Json:
        """The command object for a definition: completed with what Discord adds."""
        kind = body.get("type") or CHAT_INPUT
        contexts = body.get("contexts")
        command: Json = {
            "id": str(number),
            "application_id": str(application_id),
            "version": str(version),
            "type": kind,
            "name": body["name"],
            "name_localizations": body.get("name_localizations"),
            "description": body.get("description") or "",
            "description_localizations": body.get("description_localizations"),
            "default_member_permissions": body.get("default_member_permissions"),
            "dm_permission": body.get("dm_permission", True) if contexts is None else 1 in contexts,
            "contexts": contexts,
            "integration_types": body.get("integration_types") or [0],
            "nsfw": bool(body.get("nsfw")),
        }
        if kind == CHAT_INPUT:
            command["options"] = body.get("options") or []
        if guild_id is not None:
            command["guild_id"] = str(guild_id)
        return command


def same(one: Json, other: Json) -> bool:
    """Whether two command objects define the same command."""
    return all(one.get(key) == other.get(key) for key in _COMPARED)
