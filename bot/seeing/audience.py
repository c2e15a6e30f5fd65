"""Who can see a channel, from its roles and permission overwrites: pure functions, which ask Discord nothing."""

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


def is_surely_open_to(doors: Doors, audience: Audience) -> bool:
    """Return whether each of an audience can surely see a channel, whatever other roles they have; else rather no."""
    if audience.server != doors.server:
        return False
    if doors.everyone.administers:
        return True
    set_for_everyone = doors.role_overwrites.get(doors.server)
    bots = {id_ for id_, role in doors.roles.items() if role.is_bots}
    keeps_out_roles = any(
        not lets_in for id_, lets_in in doors.role_overwrites.items() if id_ != doors.server and id_ not in bots
    )
    keeps_out_people = any(not lets_in for id_, lets_in in doors.person_overwrites.items() if id_ != doors.me)
    is_open = doors.everyone.sees if set_for_everyone is None else set_for_everyone
    if is_open and not keeps_out_roles and not keeps_out_people:
        return True
    if audience.is_everyone or keeps_out_people:
        return False

    def lets_in(role: int) -> bool:
        known = doors.roles.get(role, Role())
        gives = known.sees and set_for_everyone is not False and not keeps_out_roles
        return known.administers or gives or doors.role_overwrites.get(role, False)

    return all(map(lets_in, audience.roles)) and all(
        person == doors.owner or doors.person_overwrites.get(person, False) for person in audience.people
    )
