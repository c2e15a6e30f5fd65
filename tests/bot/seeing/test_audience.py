"""Who sees a channel, by its roles and overwrites."""

from __future__ import annotations

from typing import Any

import pytest

from bot.seeing.audience import Doors, Role, audience_of, is_surely_open_to
from retrieval import Audience
from retrieval.access.rules import Rule

SERVER, STAFF, GUESTS, ADMINS, HELPER, OWNER, ANN, ME = 1, 20, 21, 22, 23, 50, 51, 99
SEEING, BLIND = Role(sees=True), Role()
ROLES = {STAFF: BLIND, GUESTS: SEEING, ADMINS: Role(sees=True, administers=True), HELPER: Role(sees=True, is_bots=True)}


def only(roles: set[int], people: set[int] | None = None) -> Audience:
    return Audience(SERVER, is_everyone=False, roles=frozenset(roles), people=frozenset(people or ()))


def seen(everyone: Role = SEEING, **overwrites: Any) -> Audience:
    return audience_of(
        Doors(
            SERVER,
            frozenset({7}),
            everyone,
            ROLES,
            overwrites.get("roles", {}),
            overwrites.get("people", {}),
            OWNER,
            ME,
        )
    )


@pytest.mark.parametrize(
    ("everyone", "roles", "people", "expected"),
    [
        (SEEING, {}, {}, None),
        (BLIND, {SERVER: True}, {}, None),
        (SEEING, {STAFF: True, GUESTS: False}, {}, None),
        (SEEING, {SERVER: False, STAFF: True}, {}, ({STAFF}, set())),
        (SEEING, {SERVER: False, STAFF: True}, {ANN: True, OWNER: True, ME: True}, ({STAFF}, {ANN})),
        (SEEING, {SERVER: False, STAFF: True, GUESTS: False}, {ANN: False}, ({STAFF}, set())),
        (BLIND, {}, {}, ({GUESTS}, set())),
        (BLIND, {GUESTS: False, STAFF: True}, {}, ({STAFF}, set())),
        # Nobody but administrators, or people whom the owner of any server can name: these count themselves.
        (SEEING, {SERVER: False}, {}, ({ADMINS}, {OWNER})),
        (SEEING, {SERVER: False, HELPER: True}, {ANN: True}, ({ADMINS}, {ANN, OWNER})),
    ],
)
def test_all_who_are_let_in_are_in_the_audience(
    everyone: Role, roles: dict[int, bool], people: dict[int, bool], expected: tuple[set[int], set[int]] | None
) -> None:
    found = seen(everyone, roles=roles, people=people)
    assert (found.server, found.channels) == (SERVER, {7})
    assert (None if found.is_everyone else (found.roles, found.people)) == expected


def test_a_channel_of_ones_own_server_opens_no_rule() -> None:
    # Somebody invites a public bot, and lets in the one person whom a rule names, or nobody at all.
    for people in ({}, {ANN: True}):
        there = seen(roles={SERVER: False}, people=people)
        assert not there.admits([Rule(people=frozenset({ANN}))])
        assert not there.admits([Rule(roles=frozenset({STAFF}))])
    assert seen(roles={SERVER: False, STAFF: True}).admits([Rule(roles=frozenset({STAFF}))])


@pytest.mark.parametrize(
    ("audience", "roles", "people", "is_open"),
    [
        (Audience(SERVER), {}, {}, True),
        (Audience(SERVER + 1), {}, {}, False),
        (Audience(SERVER), {GUESTS: False}, {}, False),  # everybody, but for those
        (Audience(SERVER), {}, {ANN: False}, False),
        (Audience(SERVER), {}, {ME: False}, True),
        (Audience(SERVER), {SERVER: False, STAFF: True}, {}, False),
        (only({STAFF}), {SERVER: False, STAFF: True}, {}, True),
        (only({STAFF}), {SERVER: False, STAFF: True, GUESTS: False}, {}, True),  # what lets in weighs more
        (only({STAFF}), {SERVER: False, STAFF: True}, {ANN: False}, False),
        (only({STAFF, GUESTS}), {SERVER: False, STAFF: True}, {}, False),
        (only({GUESTS}), {SERVER: False}, {}, False),
        (only({ADMINS}, {OWNER}), {SERVER: False}, {}, True),
        (only({STAFF}, {ANN}), {SERVER: False, STAFF: True}, {ANN: True}, True),
        (only({STAFF}, {ANN}), {SERVER: False, STAFF: True}, {}, False),
        (only({77}), {SERVER: False, STAFF: True}, {}, False),  # a role that is not known
    ],
)
def test_a_channel_is_open_to_an_audience_only_if_each_of_them_surely_sees_it(
    audience: Audience, roles: dict[int, bool], people: dict[int, bool], is_open: bool
) -> None:
    doors = Doors(SERVER, frozenset({8}), SEEING, ROLES, roles, people, OWNER, ME)
    assert is_surely_open_to(doors, audience) is is_open
