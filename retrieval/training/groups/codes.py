"""Made-up codes, and others that are easily taken for them: part numbers, error codes, versions, rooms, clauses."""

from __future__ import annotations

import random
import re
import string
from itertools import pairwise

_SHAPES = (
    "LL-DDDD-L", "LL-DDDD", "L-DDD", "LLL-DDD", "LL DDDD", "DDDDDD", "DDD-DDDD", "LDDDD", "LL-DD", "LL-DDD/D", "LLDDDL",
    "D.DD", "DDDD-LL", "L-DD-D",
)  # fmt: skip
_ERROR_SHAPES = ("0x8:DDDHHHH", "E-DDDD", "ERR_:DDD", "EDDD", "HTTP :DDD", "LDDD", "LL-DDDD", "0x:HHHH")
_VERSION_SHAPES = ("D.DD.D", "D.D.D", "D.D", "DD.D", "vD.D.D")
_CLAUSE_SHAPES = ("D.D", "D.D.D", "DD", "§ :DD", "DD.D")
_CHARACTERS = {"L": string.ascii_uppercase, "D": string.digits, "H": string.hexdigits[:10] + "ABCDEF"}


def part_code(rng: random.Random) -> str:
    """Return a part number, or the number of a room or a line."""
    return _filled(rng.choice(_SHAPES), rng)


def error_code(rng: random.Random) -> str:
    """Return an error code."""
    return _filled(rng.choice(_ERROR_SHAPES), rng)


def version_code(rng: random.Random) -> str:
    """Return a version number."""
    return _filled(rng.choice(_VERSION_SHAPES), rng)


def clause_code(rng: random.Random) -> str:
    """Return the number of a clause."""
    return _filled(rng.choice(_CLAUSE_SHAPES), rng)


def near_code(code: str, rng: random.Random) -> str:
    """Return a code that differs in a character, or in the order of two."""
    places = [m.start() for m in re.finditer(r"\d|(?<![A-Za-z])[A-Z](?![A-Za-z])|(?<=\d)[A-Z]", code)]
    if not places:
        return f"{code}{rng.randint(2, 9)}"
    digits = [(i, j) for i, j in pairwise(places) if code[i] != code[j] and code[i : j + 1].isdigit()]
    if digits and rng.random() < 0.35:
        i, j = rng.choice(digits)
        swapped = list(code)
        swapped[i], swapped[j] = code[j], code[i]
        return "".join(swapped)
    at = places[-1] if rng.random() < 0.5 else rng.choice(places)
    others = string.digits if code[at].isdigit() else string.ascii_uppercase
    return code[:at] + rng.choice(others.replace(code[at], "")) + code[at + 1 :]


def _filled(shape: str, rng: random.Random) -> str:
    """Return a shape with its letters replaced: L by a letter, D by a digit, H by a hexadecimal one, but before ":"."""
    fixed, letters = shape.rpartition(":")[::2]
    return fixed + "".join(rng.choice(_CHARACTERS[each]) if each in _CHARACTERS else each for each in letters)
