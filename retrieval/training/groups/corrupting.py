"""A question that a passage answers → a question that it only seems to answer.

When people are asked to write such questions, they mostly replace a name or a number, use an opposite, or negate
(Rajpurkar et al., "Know What You Don't Know", 2018).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w'’-]*(?:\s(?:(?:of|the|de|von|van)\s)?[A-Z][\w'’-]*)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_VERB = re.compile(r"\b(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|should)\b", re.IGNORECASE)

_OPPOSITE_PAIRS = """
first last|earliest latest|early late|largest smallest|larger smaller|biggest smallest|highest lowest|higher lower
most least|more fewer|more less|many few|north south|northern southern|east west|eastern western|before after
begin end|began ended|start stop|started stopped|increase decrease|increased decreased|rise fall|rose fell|win lose
won lost|male female|men women|man woman|father mother|son daughter|brother sister|husband wife|king queen|old new
oldest newest|older younger|young old|public private|import export|imported exported|accept reject|accepted rejected
allow forbid|allowed forbidden|always never|with without|major minor|maximum minimum|longest shortest|long short
upper lower|inside outside|internal external|above below|best worst|better worse|strong weak|stronger weaker|rich poor
positive negative|same different|similar different|join leave|joined left|open close|opened closed|arrive depart
hot cold|winter summer|day night|offensive defensive|support oppose|supported opposed|agree disagree|enter leave
common rare|simple complex|ancient modern|urban rural|buy sell|bought sold|create destroy|created destroyed
approve veto|approved vetoed|gain lose|gained lost|left right|fast slow|fastest slowest|heavy light|deep shallow
top bottom|front back|birth death|born buried|friend enemy|victory defeat|teacher student|majority minority
require prohibit|required prohibited|legal illegal|possible impossible|direct indirect|include exclude
included excluded|believe doubt|believed doubted|less more|fewer more|help hinder|helped hindered|build demolish
built demolished|found lost|living dead|civil military|domestic foreign|national local|hard soft|wet dry
""".replace("\n", "|")
_OPPOSITES: dict[str, str] = {}
for _pair in filter(None, _OPPOSITE_PAIRS.split("|")):
    _one, _other = _pair.split()
    _OPPOSITES.setdefault(_one, _other)
    _OPPOSITES.setdefault(_other, _one)
_OPPOSITE_WORD = re.compile(r"\b(?:" + "|".join(map(re.escape, _OPPOSITES)) + r")\b", re.IGNORECASE)


def corrupt(question: str, passage: str, article: Sequence[str], answer: str, rng: random.Random) -> str | None:
    """Return the question with one thing in it changed, or None when nothing in it can be changed.

    passage: the one that answers. article: other texts, from which names and numbers are taken. answer: is never put
    in.
    """
    known = f"{question} {answer}".casefold()
    ways: list[Callable[[], str | None]] = [
        lambda: _with_other_name(question, passage, article, known, rng),
        lambda: _with_other_number(question, [passage, *article], known, rng),
        lambda: _with_opposite(question, rng),
    ]
    rng.shuffle(ways)
    # Mostly the last resort, because a negation is the least like what people write.
    ways.insert(len(ways) if rng.random() < 0.8 else 0, lambda: _negated(question, rng))
    changes = (way() for way in ways)
    return next((changed for changed in changes if changed is not None and changed != question), None)


def _with_other_name(question: str, passage: str, article: Sequence[str], known: str, rng: random.Random) -> str | None:
    names = [m for m in _NAME.finditer(question) if m[0].casefold() in passage.casefold()]
    if not names:
        return None
    old = rng.choice(names)
    texts = [passage] if rng.random() < 0.3 else article
    others = [m[0] for text in texts for m in _NAME.finditer(text) if m[0].casefold() not in known and len(m[0]) > 3]
    return f"{question[: old.start()]}{rng.choice(others)}{question[old.end() :]}" if others else None


def _with_other_number(question: str, texts: Sequence[str], known: str, rng: random.Random) -> str | None:
    numbers = list(_NUMBER.finditer(question))
    if not numbers:
        return None
    old = rng.choice(numbers)
    found = [m[0] for text in texts for m in _NUMBER.finditer(text)]
    alike = [number for number in found if number not in known and len(number) == len(old[0])]
    if not alike and old[0].isdecimal():
        alike = [str(int(old[0]) + rng.choice((-20, -7, -3, -1, 1, 2, 5, 11)))]
    return f"{question[: old.start()]}{rng.choice(alike)}{question[old.end() :]}" if alike else None


def _with_opposite(question: str, rng: random.Random) -> str | None:
    words = list(_OPPOSITE_WORD.finditer(question))
    if not words:
        return None
    old = rng.choice(words)
    return f"{question[: old.start()]}{_OPPOSITES[old[0].lower()]}{question[old.end() :]}"


def _negated(question: str, rng: random.Random) -> str | None:
    verb = _VERB.search(question)
    if verb is None:
        return None
    if rng.random() < 0.2:
        return f"{question[: verb.end()]} never{question[verb.end() :]}"
    rest = question[verb.end() :].split(" ")
    at = min(len(rest), rng.choice((2, 2, 3)))
    return f"{question[: verb.end()]}{' '.join(rest[:at])} not {' '.join(rest[at:])}"
