"""What a rules file says, whom a rule admits, and which of two rules is narrower."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import PUBLIC, UNLIMITED, Access, Audience, Person, Rule, SeedsError
from retrieval.access.rules import CLOSED, MAX_RULES_BYTES, parse_rule

IDS = st.frozensets(st.integers(1, 4), max_size=3)
RULES = st.builds(Rule, IDS, IDS, IDS, IDS, IDS, st.sampled_from([False, False, True]))
SERVERS = st.none() | st.integers(1, 4)
PEOPLE = st.builds(Person, st.none() | st.integers(1, 4), IDS, SERVERS, IDS, IDS)
AUDIENCES = st.builds(Audience, SERVERS, IDS, st.booleans(), IDS, IDS, IDS)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("roles: [5, 6]", Rule(roles=frozenset({5, 6}))),
        ("roles: 5\n# a comment\n", Rule(roles=frozenset({5}))),
        ("servers: [1]\nchannels:\n  - 2\npeople: [3]", Rule(frozenset({1}), frozenset({2}), people=frozenset({3}))),
        ("viewers: [7]", Rule(viewers=frozenset({7}))),
        ("everyone: true", Rule()),
        ("people: [734189527480320000]", Rule(people=frozenset({734189527480320000}))),
    ],
)
def test_a_rules_file_says_where_and_who(text: str, rule: Rule) -> None:
    assert parse_rule(text.encode(), ".quothaccess") == rule


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs lines such as"),
        ("# nothing but a comment", "needs lines such as"),
        ("- 5", "needs lines such as"),
        ("role: [5]", "'role' is none of servers, channels, roles, people, viewers, everyone"),
        ("roles: []", "roles is empty"),
        ("roles:", "None in roles is no id"),
        ("roles: ['5']", "'5' in roles is no id"),
        ("roles: [5, true]", "True in roles is no id"),
        ("roles: [0]", "0 in roles is no id"),
        ("roles: [-5]", "-5 in roles is no id"),
        ("roles: [5.0]", "5.0 in roles is no id"),
        ("roles: [[5]]", "[5] in roles is no id"),
        ("roles: 99999999999999999999", "99999999999999999999 in roles is no id"),
        ("roles: [5]\nroles: [6]", "a key stands twice"),
        ("everyone: false", '"everyone: true" stands alone'),
        ("everyone: true\nroles: [5]", '"everyone: true" stands alone'),
        ("roles: [5", "not YAML"),
        ("roles: !!python/object/apply:os.system [ls]", "not YAML"),
        ("roles: &a [*a]", "no id"),
        ("\x00", "not YAML"),
        ("roles: !!timestamp soon", "does not fit its tag"),
        ("roles: !!int ''", "does not fit its tag"),
        ("\ufffe" * 3, "not YAML"),
        (" " * (MAX_RULES_BYTES + 1), "100,001 bytes"),
        ("[" * 50_000, "not YAML"),
    ],
)
def test_a_rules_file_that_cannot_be_understood_is_named_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(SeedsError) as raised:
        parse_rule(text.encode("utf-8", "surrogatepass"), "team/.quothaccess")
    assert str(raised.value).startswith("team/.quothaccess cannot be understood (")
    assert said in str(raised.value)


@given(st.binary(max_size=60))
def test_no_bytes_do_anything_but_state_a_rule_or_fail_in_one_sentence(data: bytes) -> None:
    said = ""
    try:
        parse_rule(data, "x")
    except SeedsError as error:
        said = str(error)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("access", "admitted"),
    [
        (UNLIMITED, True),
        (PUBLIC, False),
        (Person(9, frozenset({5}), server=1), True),
        (Person(3, server=1), True),
        (Person(9, frozenset({6}), server=1), False),
        (Person(9, frozenset({5}), server=2), False),
        (Person(9, frozenset({5}), server=2, channels=frozenset({2, 7})), True),
        (Person(3), False),
        (Audience(1), False),
        (Audience(1, is_everyone=False, roles=frozenset({5})), True),
        (Audience(1, is_everyone=False, roles=frozenset({5}), people=frozenset({3})), True),
        (Audience(1, is_everyone=False, roles=frozenset({5, 6})), False),
        (Audience(1, is_everyone=False, people=frozenset({4})), False),
    ],
)
def test_a_rule_admits_who_is_named_where_it_says(access: Access, admitted: bool) -> None:
    rule = Rule(frozenset({1}), frozenset({2}), frozenset({5}), frozenset({3}))
    assert access.admits([rule]) is admitted
    assert access.admits([])
    assert access.admits([CLOSED, rule]) is (access is UNLIMITED)


def test_the_role_of_all_members_admits_whoever_sees_a_place_of_their_server() -> None:
    rule = Rule(roles=frozenset({1}))
    assert Audience(1).admits([rule])
    assert Audience(1, is_everyone=False, roles=frozenset({5}), people=frozenset({4})).admits([rule])
    assert Person(9, server=1).admits([rule])
    assert not any(access.admits([rule]) for access in (PUBLIC, Audience(2), Person(9, server=2), Person(9)))
    assert not Audience(1).admits([rule, Rule(people=frozenset({3}))])


def test_who_can_read_a_channel_is_admitted_where_it_is_named_and_nobody_of_whom_that_is_unknown() -> None:
    rule, reads = Rule(viewers=frozenset({7})), frozenset({7, 8})
    assert Person(9, server=1, views=reads).admits([rule])
    assert Audience(1, views=reads).admits([rule])
    unknown = (PUBLIC, Person(9, server=1), Person(9, channels=frozenset({7})), Audience(1, frozenset({7})))
    assert not any(access.admits([rule]) for access in unknown)
    assert str(rule) == "viewers of channel 7"


@given(AUDIENCES, st.lists(RULES, max_size=2), PEOPLE)
def test_what_an_audience_may_read_each_of_them_may_read(
    audience: Audience, rules: list[Rule], someone: Person
) -> None:
    there = Person(someone.person, someone.roles, audience.server, audience.channels, audience.views | someone.views)
    belongs = audience.is_everyone or there.roles & audience.roles or there.person in audience.people
    if belongs and audience.admits(rules):
        assert there.admits(rules)


@given(RULES, RULES, PEOPLE | AUDIENCES)
def test_a_rule_within_another_admits_nobody_that_the_other_does_not(one: Rule, other: Rule, access: Access) -> None:
    assert one.is_within(one)
    if one.is_within(other) and access.admits([one]):
        assert access.admits([other])


@given(RULES)
def test_a_rule_is_the_same_after_it_was_stored(rule: Rule) -> None:
    assert Rule.from_dict(rule.as_dict()) == rule
