"""Who can see a channel, from its roles and permission overwrites: a pure function, which asks Discord nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval import Audience


@dataclass(frozen=True, slots=True)
class Role:
    """What a role of a server does for whoever has it: ``sees`` channels, or may do everything (``administers``).

    ``is_bots`` is whether Discord keeps it for a bot.
    """

    sees: bool = False
    administers: bool = False
    is_bots: bool = False


@dataclass(frozen=True, slots=True)
class Doors:
    """What decides who can see a channel.

    ``channels`` are its id and those of what it belongs to. ``everyone`` is the role that everybody has, whose id is
    the server's; ``roles`` are the others, by id. ``role_overwrites``, in which the server's id stands for everybody,
    and ``person_overwrites`` say whom the channel itself lets in or keeps out. ``me`` is the bot.
    """

    server: int
    channels: frozenset[int]
    everyone: Role
    roles: Mapping[int, Role] = field(default_factory=dict)
    role_overwrites: Mapping[int, bool] = field(default_factory=dict)
    person_overwrites: Mapping[int, bool] = field(default_factory=dict)
    owner: int | None = None
    me: int | None = None


def is_surely_open(doors: Doors) -> bool:
    """Return whether every member of the server can see a channel, whatever roles they have."""
    set_for_everyone = doors.role_overwrites.get(doors.server)
    sees = doors.everyone.sees if set_for_everyone is None else set_for_everyone
    return sees and all(doors.role_overwrites.values()) and all(doors.person_overwrites.values())


def audience_of(doors: Doors) -> Audience:
    """Return all who can see a channel; rather too many than too few.

    The owner and the administrators are left out of account where a role lets people in: a rule that admits the
    channel then names a role of this server, and so trusts those who give it. Otherwise they count, as anybody can
    open a channel in a server of their own. Bots do not count.
    """
    set_for_everyone = doors.role_overwrites.get(doors.server)
    if doors.everyone.sees if set_for_everyone is None else set_for_everyone:
        return Audience(doors.server, doors.channels)
    if doors.everyone.administers:
        return Audience(doors.server, doors.channels)
    people: set[int | None] = {person for person, lets_in in doors.person_overwrites.items() if lets_in}
    people.discard(doors.me)
    persons_roles = {id_: role for id_, role in doors.roles.items() if not role.is_bots}
    let_in = {
        id_
        for id_, role in persons_roles.items()
        # What is denied to everybody takes away what a role gives in the whole server, but not what the channel does.
        if not role.administers and doors.role_overwrites.get(id_, role.sees and set_for_everyone is None)
    }
    if let_in:
        people.discard(doors.owner)
    else:
        let_in = {id_ for id_, role in persons_roles.items() if role.administers}
        people.add(doors.owner)
    return Audience(
        doors.server,
        doors.channels,
        is_everyone=False,
        roles=frozenset(let_in),
        people=frozenset(person for person in people if person is not None),
    )
