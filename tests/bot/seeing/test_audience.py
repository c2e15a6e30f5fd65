"""Who sees a channel, by its roles and overwrites."""

from __future__ import annotations

from typing import Any

import pytest

from bot.seeing.audience import Doors, Role, audience_of
from retrieval import Audience
from retrieval.access.rules import Rule

SERVER, STAFF, GUESTS, ADMINS, HELPER, OWNER, ANN, ME = 1, 20, 21, 22, 23, 50, 51, 99
SEEING, BLIND = Role(sees=True), Role()
ROLES = {STAFF: BLIND, GUESTS: SEEING, ADMINS: Role(sees=True, administers=True), HELPER: Role(sees=True, is_bots=True)}


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
