"""People who ask in every way while Discord misbehaves, and what became of each of their questions."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.search.wording.small_talk import is_small_talk

from ..discord_double import Channel, DiscordDouble, Impossible, Interaction, Message, Person, Request, Unanswered

QUEUED_TEXT = "ahead of yours"
"""Stands in the message that says how many questions are waiting."""
REFUSALS = ("Too many questions", "That was quick", "still being read", "Something went wrong")
"""What sentences begin with, or contain, that are no answers."""
UNEXPLAINED = "unexplained"
PRESSED_SHARE = 0.15
"""The share of answers below which somebody presses a button."""
LOOK_SECONDS = 0.2
"""How often an asker looks whether there is hope when nothing happens at all."""

STUMBLES: tuple[dict[str, Any], ...] = (
    {"status": 429},
    {"status": 500},
    {"status": 502},
    {"status": 503},
    {"drop": True},
    {"status": 500, "applied": True},
    {"drop": True, "applied": True},
    {"status": 503, "times": 3},
    {"status": 429, "via": False},
    {"status": 403, "code": 50013},
)
"""How requests go wrong; the bot can do nothing about the last three."""
ROUTES = (
    ("POST", "/channels/*/messages"),
    ("POST", "/interactions/*/*/callback"),
    ("PATCH", "/webhooks/*/*/messages/@original"),
)
BREAKS: dict[str, Callable[[Any], None]] = {
    "cut": lambda gateway: gateway.drop(),
    "closed with 4000": lambda gateway: gateway.close(4000),
    "told to connect anew": lambda gateway: gateway.reconnect(),
    "invalid, may be resumed": lambda gateway: gateway.invalidate(resumable=True),
    "invalid": lambda gateway: gateway.invalidate(),
    "cut, and refused once": lambda gateway: (gateway.refuse(), gateway.drop()),
}
"""How the connection breaks. After the last two, Discord replays nothing."""


@dataclass(slots=True)
class Asked:
    """A question and its fate: ``answered``, ``refused``, why it was lost, or ``unexplained``."""

    way: str
    what: Message | Interaction = field(repr=False)
    fate: str
    seconds: float


@dataclass
class Crowd:
    """People in two servers and in direct messages; each asks one question after the other."""

    discord: DiscordDouble
    questions: Sequence[str]
    size: int = 12
    seed: int = 0
    patience: float = 45.0
    gives_up: float = 6.0
    """When the bot has not tried again for so many seconds, it will not: its longest pause, or discord.py's, is 3."""
    mishap_seconds: float = 0.5
    """The longest pause between two mishaps of a storm."""
    mishaps: Counter[str] = field(default_factory=Counter)
    """What went wrong on purpose, and how often."""
    presses: Counter[str] = field(default_factory=Counter)
    """What became of presses of buttons."""
    unexplained: list[str] = field(default_factory=list)
    """What nobody can explain, described."""

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._number = 0
        self._places: list[Channel] = []
        self._people: list[Person] = []
        guilds = [self.discord.add_guild(name) for name in ("Library", "Reading room")]
        self._places = [guild.add_text_channel(name) for guild in guilds for name in ("general", "questions")]
        for number in range(self.size):
            person = guilds[0].add_member(f"asker{number}")
            guilds[1].admit(person)
            self._people.append(person)
        self._threads: list[Channel] = []
        self._last: dict[str, Request] = {}
        self._read = 0
        self._missed: set[str] = set()
        self._missed_read = 0

    async def meet(self) -> None:
        """Let everybody ask once in a direct message, and open a thread in each channel: the bot knows them then."""
        for place in self._places:
            self._threads.append(await self._people[0].start_thread(place, "Which book?"))
        await asyncio.gather(*(self._one(person, "dm") for person in self._people))

    async def ask(self, count: int, *, stormy: bool) -> list[Asked]:
        """Ask so many questions, with mishaps meanwhile when it is ``stormy``, and return all with their fates."""
        waiting, asked = iter(range(count)), list[Asked]()

        async def one(person: Person) -> None:
            for _ in waiting:
                asked.append(await self._one(person, self._way()))

        weather = asyncio.create_task(self._storm()) if stormy else None
        await asyncio.gather(*map(one, self._people))
        if weather is not None:
            weather.cancel()
            await asyncio.gather(weather, return_exceptions=True)
        self.discord.faults.clear()
        return asked

    def replies(self) -> Counter[int]:
        """Return how many messages of the bot reply to each message."""
        return Counter(
            message.reference.id
            for place in [*self._places, *self._threads, *(person.direct_channel for person in self._people)]
            for message in place.messages
            if message.author is self.discord.bot and message.reference is not None
        )

    def forget(self) -> None:
        """Let Discord forget what was said so far."""
        self.discord.forget()
        self._last.clear()
        self._missed.clear()
        self._read = self._missed_read = 0

    def _way(self) -> str:
        return self._random.choices(("mention", "slash", "dm", "thread"), (45, 25, 18, 12))[0]

    async def _one(self, person: Person, way: str) -> Asked:
        self._number += 1
        question = self.questions[self._number % len(self.questions)]
        started = time.perf_counter()
        what: Message | Interaction
        if way == "slash":
            what = await person.slash(self._random.choice(self._places), "ask", question=question)
        elif way == "dm":
            what = await person.dm(question)
        else:
            places = self._threads if way == "thread" else self._places
            what = await person.say(self._random.choice(places), f"<@{self.discord.bot.id}> {question}")
        shown = await self._shown(what)
        seconds = time.perf_counter() - started
        if shown is None:
            fate = self._reason(what)
            if fate == UNEXPLAINED:
                self.unexplained.append(what.describe() if isinstance(what, Interaction) else repr(what))
            return Asked(way, what, fate, seconds)
        if shown.buttons and self._random.random() < PRESSED_SHARE:
            await self._press(person, shown)
        return Asked(way, what, "refused" if any(text in shown.text for text in REFUSALS) else "answered", seconds)

    async def _shown(self, what: Message | Interaction) -> Message | None:
        """Return what is shown for a question, or None when nothing comes."""
        deadline = time.perf_counter() + self.patience
        while time.perf_counter() < deadline:
            try:
                found = await self.discord.until(lambda: _answer_to(what) or self._hopeless(what), timeout=LOOK_SECONDS)
            except Unanswered:  # nothing may change any more, but time alone takes hope
                continue
            return found if isinstance(found, Message) else None
        return None

    async def _press(self, person: Person, message: Message) -> None:
        names = [button.custom_id for button in message.buttons if button.custom_id and not button.disabled]
        if not names:
            return
        try:
            call = await person.press(message, self._random.choice(names))
            await self._shown(call)
        except Impossible:  # somebody turned the page meanwhile
            return
        fate = "acknowledged" if call.kind else self._reason(call)
        self.presses[fate] += 1
        if fate == UNEXPLAINED:
            self.unexplained.append(call.describe())

    # -- what went wrong, and why something was lost -------------------------------------------------------------------

    async def _storm(self) -> None:
        """Let one thing after another go wrong."""
        gateway = self.discord.gateway
        while True:
            await asyncio.sleep(self._random.uniform(0.1, 1.0) * self.mishap_seconds)
            if self._random.random() < 0.85:
                stumble = self._random.choice(STUMBLES)
                self.discord.faults.clear()
                self.discord.faults.add(*self._random.choice(ROUTES), **stumble)
                self.mishaps[" ".join(f"{name} {value}" for name, value in stumble.items())] += 1
            else:
                how = self._random.choice(list(BREAKS))
                BREAKS[how](gateway)
                self.mishaps[how] += 1
                await gateway.until_disconnected()
                await gateway.until_connected(timeout=60)

    def _hopeless(self, what: Message | Interaction) -> bool:
        """Return whether nothing will come: the bot cannot hear it, or failed and has not tried again for long."""
        if isinstance(what, Interaction) and what.failed:
            return True
        now, last = self.discord.clock.time(), self._attempts().get(_key(what))
        if last is not None and last.status != 200:
            return now - last.at > self.gives_up
        # A message that was not heard can be read later, an interaction cannot.
        unheard = isinstance(what, Interaction) and what.kind is None and str(what.id) in self._unheard()
        return unheard and now - what.begun > self.gives_up

    def _attempts(self) -> dict[str, Request]:
        """Return the last request that was to answer each message or interaction, by what ``_key`` returns."""
        fresh = self.discord.requests_from(self._read)
        self._read += len(fresh)
        for request in fresh:
            parts = request.path.split("/")
            if parts[1] == "channels" and isinstance(request.body, dict):
                nonce = str(request.body.get("nonce", ""))
                if nonce.startswith("a"):  # others are notices
                    self._last[nonce] = request
            elif parts[1] == "webhooks":
                self._last[parts[3]] = request
            elif parts[1] == "interactions":
                self._last[parts[2]] = request
                if _is_answer(request.body):
                    self._last[parts[3]] = request
        return self._last

    def _unheard(self) -> set[str]:
        """Return the ids of what no session brought."""
        fresh = self.discord.gateway.missed[self._missed_read :]
        self._missed_read += len(fresh)
        self._missed |= {str(packet["d"].get("id")) for packet in fresh}
        return self._missed

    def _reason(self, what: Message | Interaction) -> str:
        """Return why something got no answer."""
        if str(what.id) in self._unheard():
            return "no session could hear it"
        last = self._attempts().get(_key(what))
        if last is None or last.status == 200:
            return UNEXPLAINED
        return "acknowledged too late" if last.code == 10062 else f"every attempt failed, the last with {last.status}"


def _is_answer(body: Any) -> bool:
    """Return whether what acknowledges an interaction is the answer itself, and no sign that one is coming."""
    return isinstance(body, dict) and body.get("type") == 4 and QUEUED_TEXT not in json.dumps(body)


def _key(what: Message | Interaction) -> str:
    """Return how requests name what they answer: by a nonce, the token, or the id until it is acknowledged."""
    if isinstance(what, Message):
        return f"a{what.id % 10**13}"
    return str(what.id) if what.kind is None else what.token


def asked_questions(root: Path) -> list[str]:
    """Return the bundled test questions, without the small talk, to which Quoth says nothing."""
    lines = (root / "tests" / "gold" / "bundled.jsonl").read_text(encoding="utf-8").splitlines()
    return [text for line in lines if not is_small_talk(text := json.loads(line)["question"])]


def _answer_to(what: Message | Interaction) -> Message | None:
    """Return the bot's answer, if there is one already: a notice that one is coming is none."""
    if isinstance(what, Interaction):
        shown = what.original if what.kind is not None else None
        return None if shown is None or shown.thinking or QUEUED_TEXT in shown.text else shown
    for message in reversed(what.channel.history.values()):
        if message.reference is what and message.author.bot and QUEUED_TEXT not in message.text:
            return message
        if message.id <= what.id:
            break
    return None
