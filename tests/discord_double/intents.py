"""Which events an app hears, by the intents that it asked for."""

from __future__ import annotations

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, GUILD_REACTIONS, GUILD_TYPING = 1 << 9, 1 << 10, 1 << 11
DIRECT_MESSAGES, DIRECT_REACTIONS, DIRECT_TYPING = 1 << 12, 1 << 13, 1 << 14
MESSAGE_CONTENT = 1 << 15
VALID = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25

_ALWAYS = {"READY", "RESUMED", "INTERACTION_CREATE", "GUILD_MEMBERS_CHUNK", "USER_UPDATE"}
_BY_PREFIX = (
    ("GUILD_MEMBER_", GUILD_MEMBERS, 0),
    ("GUILD_", GUILDS, 0),
    ("CHANNEL_", GUILDS, GUILDS),
    ("THREAD_MEMBERS_", GUILD_MEMBERS, 0),
    ("THREAD_", GUILDS, 0),
    ("MESSAGE_REACTION_", GUILD_REACTIONS, DIRECT_REACTIONS),
    ("MESSAGE_", GUILD_MESSAGES, DIRECT_MESSAGES),
    ("TYPING_", GUILD_TYPING, DIRECT_TYPING),
)


def hears(intents: int, event: str, *, in_guild: bool) -> bool:
    """Whether an app with these intents is sent the event."""
    if event in _ALWAYS:
        return True
    for prefix, guild_bit, direct_bit in _BY_PREFIX:
        if event.startswith(prefix):
            return bool(intents & (guild_bit if in_guild else direct_bit))
    return False


def privileged(intents: int) -> dict[str, bool]:
    """Which of the privileged intents are asked for, by their switches in the portal."""
    return {
        "message_content": bool(intents & MESSAGE_CONTENT),
        "members": bool(intents & GUILD_MEMBERS),
        "presences": bool(intents & GUILD_PRESENCES),
    }
