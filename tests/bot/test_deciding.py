"""Whether to answer, and who may change what everybody is answered from."""

from __future__ import annotations

from typing import Any

import pytest

from bot.deciding import (
    SILENCE,
    Decision,
    HeardMessage,
    Mode,
    Place,
    Refusal,
    Way,
    is_operator,
    is_question,
    may_not_ask,
    should_answer,
)  # fmt: skip
from bot.settings import Settings

SERVER, CHANNEL, THREAD, ROLE, PERSON = 1, 10, 11, 20, 30

HERE = Place(SERVER, CHANNEL)
IN_THREAD = Place(SERVER, THREAD, CHANNEL)
DIRECT = Place(None, 99)
ASKS, SAYS = "Where do eels spawn?", "Eels are slippery."


def settings(**changes: Any) -> Settings:
    return Settings(_env_file=None, **changes)


def heard(text: str = ASKS, place: Place = HERE, **more: bool) -> HeardMessage:
    return HeardMessage(text, place, **more)


def place(mode: Mode, *, thread: bool = False) -> Place:
    return Place(SERVER, THREAD if thread else CHANNEL, CHANNEL if thread else None, mode=mode)


READS = {"discord_read_messages": True}
QUESTIONS, NOTHING = place(Mode.QUESTIONS), place(Mode.NOTHING)


@pytest.mark.parametrize(
    ("message", "changes", "decision"),
    [
        # addressed to Quoth: always answered, question mark or not, and silence of the sources is said
        (heard(mentions_me=True), {}, Decision(Way.MENTION)),
        (heard(SAYS, mentions_me=True), {}, Decision(Way.MENTION)),
        (heard("", mentions_me=True), {}, Decision(Way.MENTION)),
        (heard(replies_to_me=True), {}, Decision(Way.REPLY)),
        (heard(SAYS, replies_to_me=True), {}, Decision(Way.REPLY)),
        (heard(replies_to_me=True, mentions_me=True), {}, Decision(Way.REPLY)),
        (heard("", replies_to_me=True, mentions_me=True), {}, Decision(Way.MENTION)),
        (heard(mentions_me=True, place=IN_THREAD), {}, Decision(Way.MENTION)),
        (heard(mentions_me=True, place=QUESTIONS), READS, Decision(Way.MENTION)),
        # a reply of which nothing can be read, and what is said to nobody
        (heard("", replies_to_me=True), {}, SILENCE),
        (heard(), {}, SILENCE),
        (heard(), READS, SILENCE),
        # small talk is no question; who greets is told how to ask
        (heard("thanks!", mentions_me=True), {}, SILENCE),
        (heard("merci beaucoup", replies_to_me=True), {}, SILENCE),
        (heard("👍", place=DIRECT), {}, SILENCE),
        (heard("ok", place=DIRECT), {}, SILENCE),
        (heard("really?", in_my_thread=True, place=IN_THREAD), READS, SILENCE),
        (heard("How are you?", place=QUESTIONS), READS, SILENCE),
        (heard("hi", mentions_me=True), {}, Decision(Way.MENTION, only_greeted=True)),
        (heard("¡Hola!", place=DIRECT), {}, Decision(Way.DIRECT, only_greeted=True)),
        (heard("guten Morgen", replies_to_me=True), {}, Decision(Way.REPLY, only_greeted=True)),
        (heard("hi", mentions_me=True, place=NOTHING), {}, SILENCE),
        (heard("hi, when do you open?", mentions_me=True), {}, Decision(Way.MENTION)),
        (heard("thanks, and the price?", replies_to_me=True), {}, Decision(Way.REPLY)),
        # bots
        (heard(mentions_me=True, by_person=False), {}, SILENCE),
        (heard(by_person=False, place=DIRECT), {}, SILENCE),
        (heard(by_person=False, place=QUESTIONS), READS, SILENCE),
        # direct messages
        (heard(place=DIRECT), {}, Decision(Way.DIRECT)),
        (heard(SAYS, place=DIRECT), {}, Decision(Way.DIRECT)),
        (heard(place=DIRECT), {"discord_servers": {SERVER}}, SILENCE),
        (heard(place=DIRECT), {"discord_servers": {SERVER}, "discord_direct_messages": True}, Decision(Way.DIRECT)),
        (heard(place=DIRECT), {"discord_direct_messages": False}, SILENCE),
        (heard(place=DIRECT, mentions_me=True), {"discord_direct_messages": False}, SILENCE),
        (heard(place=DIRECT), {"discord_roles": {ROLE}}, SILENCE),
        # channels in which nothing is answered
        (heard(mentions_me=True, place=NOTHING), READS, SILENCE),
        (heard(replies_to_me=True, place=NOTHING), READS, SILENCE),
        (heard(in_my_thread=True, place=NOTHING), READS, SILENCE),
        (heard(opens_post=True, place=place(Mode.NOTHING, thread=True)), READS, SILENCE),
        # channels in which every question is: only with the intent, and an answer that is none is not worth saying
        (heard(place=QUESTIONS), READS, Decision(Way.CHANNEL, says_no=False)),
        (heard(place=QUESTIONS), {}, SILENCE),
        (heard(SAYS, place=QUESTIONS), READS, SILENCE),
        (heard("", place=QUESTIONS), READS, SILENCE),
        (heard(place=place(Mode.QUESTIONS, thread=True)), READS, Decision(Way.CHANNEL, says_no=False)),
        # a new post: its author waits
        (heard(opens_post=True, place=place(Mode.QUESTIONS, thread=True)), READS, Decision(Way.CHANNEL)),
        (heard(SAYS, opens_post=True, place=place(Mode.QUESTIONS, thread=True)), READS, SILENCE),
        (heard(opens_post=True, place=IN_THREAD), READS, SILENCE),
        (heard(opens_post=True, place=place(Mode.QUESTIONS, thread=True)), {}, SILENCE),
        # the thread that Quoth opened
        (heard(in_my_thread=True, place=IN_THREAD), READS, Decision(Way.CHANNEL)),
        (heard(SAYS, in_my_thread=True, place=IN_THREAD), READS, SILENCE),
        (heard(in_my_thread=True, place=IN_THREAD), {}, SILENCE),
        (heard(mentions_me=True, in_my_thread=True, place=IN_THREAD), {}, Decision(Way.MENTION)),
        # places that the operator did not name
        (heard(mentions_me=True), {"discord_servers": {2}}, SILENCE),
        (heard(mentions_me=True), {"discord_channels": {2}}, SILENCE),
        (heard(mentions_me=True), {"discord_roles": {2}}, SILENCE),
        (heard(mentions_me=True, place=IN_THREAD), {"discord_channels": {CHANNEL}}, Decision(Way.MENTION)),
        (heard(place=QUESTIONS), {**READS, "discord_channels": {2}}, SILENCE),
    ],
)
def test_what_is_answered(message: HeardMessage, changes: dict[str, Any], decision: Decision) -> None:
    decided = should_answer(message, settings(**changes))
    assert decided == decision
    assert decided.answers == (decision.way is not None)


@pytest.mark.parametrize(
    ("where", "changes", "refusal"),
    [
        (HERE, {}, None),
        (HERE, {"discord_servers": {SERVER}}, None),
        (HERE, {"discord_servers": {2}}, Refusal.SERVER),
        (HERE, {"discord_channels": {CHANNEL}}, None),
        (HERE, {"discord_channels": {2}}, Refusal.CHANNEL),
        (IN_THREAD, {"discord_channels": {CHANNEL}}, None),
        (IN_THREAD, {"discord_channels": {THREAD}}, None),
        (IN_THREAD, {"discord_channels": {2}}, Refusal.CHANNEL),
        (HERE, {"discord_channels": {THREAD}}, Refusal.CHANNEL),
        (HERE, {"discord_roles": {ROLE}}, Refusal.ROLE),
        (Place(SERVER, CHANNEL, roles=frozenset({ROLE, 21})), {"discord_roles": {ROLE}}, None),
        (Place(SERVER, CHANNEL, roles=frozenset({21})), {"discord_roles": {ROLE}}, Refusal.ROLE),
        (Place(2, CHANNEL, roles=frozenset({ROLE})), {"discord_servers": {1}, "discord_roles": {ROLE}}, Refusal.SERVER),
        (DIRECT, {}, None),
        # direct messages: as open as the servers are, unless the operator says otherwise
        (DIRECT, {"discord_servers": {SERVER}}, Refusal.DIRECT),
        (DIRECT, {"discord_channels": {CHANNEL}}, Refusal.DIRECT),
        (DIRECT, {"discord_roles": {ROLE}}, Refusal.DIRECT),
        (DIRECT, {"discord_servers": {SERVER}, "discord_roles": {ROLE}, "discord_direct_messages": True}, None),
        (DIRECT, {"discord_direct_messages": True}, None),
        (DIRECT, {"discord_direct_messages": False}, Refusal.DIRECT),
        (Place(None, 99, roles=frozenset({ROLE})), {"discord_roles": {ROLE}}, Refusal.DIRECT),
        (Place(SERVER, CHANNEL, category=7), {"discord_channels": {7}}, None),
        (Place(SERVER, THREAD, CHANNEL, category=7), {"discord_channels": {7}}, None),
        (Place(SERVER, CHANNEL, category=8), {"discord_channels": {7}}, Refusal.CHANNEL),
        (Place(SERVER, CHANNEL, person=PERSON), {"discord_denied": {PERSON}}, Refusal.PERSON),
        (Place(None, 99, person=PERSON), {"discord_denied": {PERSON}, "discord_direct_messages": True}, Refusal.PERSON),
        (Place(SERVER, CHANNEL, person=PERSON + 1), {"discord_denied": {PERSON}}, None),
        (place(Mode.NOTHING), {}, None),
    ],
)
def test_who_may_ask_where(where: Place, changes: dict[str, Any], refusal: Refusal | None) -> None:
    assert may_not_ask(where, settings(**changes)) is refusal


@pytest.mark.parametrize(
    ("person", "where", "changes", "manages", "may"),
    [
        (PERSON, HERE, {}, False, False),
        (PERSON, HERE, {}, True, False),  # anybody manages a server of their own
        (PERSON, HERE, {"discord_servers": {SERVER}}, True, True),
        (PERSON, HERE, {"discord_servers": {SERVER}}, False, False),
        (PERSON, HERE, {"discord_servers": {2}}, True, False),
        (PERSON, DIRECT, {"discord_servers": {SERVER}}, True, False),
        (PERSON, HERE, {"discord_operators": {PERSON}}, False, True),
        (PERSON, DIRECT, {"discord_operators": {PERSON}}, False, True),
        (31, HERE, {"discord_operators": {PERSON}}, False, False),
        (PERSON, Place(SERVER, CHANNEL, roles=frozenset({ROLE})), {"discord_operators": {ROLE}}, False, True),
        (PERSON, Place(SERVER, CHANNEL, roles=frozenset({21})), {"discord_operators": {ROLE}}, False, False),
        (7, HERE, {}, False, True),  # the owner
        (7, DIRECT, {}, False, True),
    ],
)
def test_who_is_an_operator(person: int, where: Place, changes: dict[str, Any], manages: bool, may: bool) -> None:
    assert is_operator(person, where, settings(**changes), manages=manages, owners=frozenset({7})) is may


@pytest.mark.parametrize(
    "text",
    [
        "Where do eels spawn?", "where do eels spawn", "eels spawn where?", "How many players were transferred in 2025",
        "What's the deadline for transfers", "Is there a deadline for this", "(Who wrote the opera about tractors)",
        "really??",
        "Hello. Does anybody know? Thanks!", "Anyone know when the window closes? thx",
        "**Why** do eels migrate at all",
        "Would a player be eligible", "Gibt es einen Termin", "Muss man das melden", "¿Hay una regla para eso",
        "Do eels have scales or not", "Can players move twice in one season", "ok?!",
        "Wo laichen die Aale?", "wo laichen die Aale", "Wie viele Spieler wurden 2025 transferiert",
        "Welcher Verein zahlte mehr",
        "Weshalb wandern Aale so weit", "Hat jemand die Zahlen von 2025",
        "Où les anguilles pondent-elles ?", "Combien de joueurs ont changé de club", "Quelles sont les règles du jeu",
        "Est-ce que les anguilles migrent loin", "pourquoi les anguilles migrent",
        "¿Dónde desovan las anguilas?", "¿Cuántos jugadores cambiaron de club", "dónde desovan las anguilas",
        "Qué es una anguila",
        "你好吗？", "鳗鱼在哪里产卵？我不知道", "أين تضع الثعابين بيضها؟",
    ],
)  # fmt: skip
def test_a_question_is_recognised(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "???", "ok", "Eels are slippery.", "Good morning, everybody!", "https://a.example/?q=eels",
        "x?y:z is Perl",
        "I know where eels spawn.", "nice!", "Thanks, that was what I needed.", "lol", "what", "What a",
        "When I was young, eels were bigger.", "What a nice day this is!", "Can confirm, works here.",
        "Wie gesagt, das ist falsch.", "Was mich angeht, ist das gut.", "¡Que te vaya bien, amigo!",
        "Guten Morgen zusammen!", "Ich weiß, wo die Aale laichen.", "Danke, das war es.", "Wasser ist nass und kalt.",
        "Bonjour à tous !", "Je sais où elles pondent.", "Merci, c'était utile.", "Queue de cheval et anguilles",
        "¡Hola a todos!", "Sé dónde desovan las anguilas.", "Gracias, muy útil.", "Quedan tres anguilas en el río.",
    ],
)  # fmt: skip
def test_a_statement_is_no_question(text: str) -> None:
    assert not is_question(text)


def test_a_long_message_is_judged_at_once() -> None:
    for text in ("?" * 4000 + "x", "x" + " " * 4000, "x?" * 2000 + "x", "who " + "!" * 4000, "x" * 4000, "x !" * 1300):
        is_question(text)


@pytest.mark.parametrize("text", ["thanks, you saved my day", "super Antwort, danke", "ok cool, merci, c'est clair"])
def test_a_reply_of_thanks_is_answered_only_if_the_sources_do(text: str) -> None:
    assert should_answer(heard(text, replies_to_me=True), settings()) == Decision(Way.REPLY, says_no=False)
    assert should_answer(heard(text, mentions_me=True), settings()) == Decision(Way.MENTION)


@pytest.mark.parametrize(
    "text",
    [
        "thanks, and the price",
        "danke, und am Sonntag",
        "thanks! what about dogs?",
        "merci, quel est le prix",
        "the price",
    ],
)
def test_a_reply_that_thanks_and_asks_is_answered_either_way(text: str) -> None:
    assert should_answer(heard(text, replies_to_me=True), settings()) == Decision(Way.REPLY)
