"""Text → the text that is searched: what looks alike and is typed alike is the same, however a file writes it.

A quote shows its text as it is written. This form is only compared: it is what terms and vectors are made of, what the
reader reads, and what names and file names are found by.

================================================  ====================================================
in the text                                       as it is searched
================================================  ====================================================
letters with accents, in one or several pieces    in one piece (NFC)
soft hyphens, characters without width            left out
ligatures, wide and presentation forms            the letters: ``ﬁ`` as ``fi``, ``３`` as ``3``
``main-`` at a line's end and ``tenance``         ``maintenance``
``10⁶``, ``1932⁴``, ``Treaty⁴``                   ``10^6``, ``1932^4``, ``Treaty^4``; ``km²`` stays as it is
``CO₂``, ``1ˢᵗ``                                  ``CO2``, ``1st``
hyphens and minus signs of other kinds            the one on the keyboard
================================================  ====================================================
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from retrieval.model import Span


def searchable(text: str) -> str:
    """Return a text as it is searched; ordinary text is the same object. ``searchable(searchable(x))`` changes nothing.

    Nothing may be left of a text that has no visible character.
    """
    if text.isascii():
        return _BROKEN_WORD.sub(_joined, text) if "-" in text and "\n" in text else text
    for pattern, replace in _STEPS:
        if pattern is not None:
            text = pattern.sub(replace, text)
        elif not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    return text


@dataclass(frozen=True, slots=True)
class Traced:
    """A text as it is searched, and where its characters stand in the original; ``places`` is None if it is the same.

    The span of the character ``text[i]`` in the original is ``places[i]``; both ends of these spans ascend.
    """

    text: str
    places: Sequence[Span] | None = None

    def original(self, span: Span) -> Span:
        """Return the span of the original that a span of the searched text stands for."""
        if self.places is None:
            return span
        start, end = span
        if start >= end:
            at = self.places[start][0] if start < len(self.places) else self.places[-1][1] if self.places else 0
            return at, at
        return self.places[start][0], self.places[end - 1][1]


def traced(text: str) -> Traced:
    """Return what ``searchable`` does, with the places of its characters: for passages and questions, as it is slow."""
    if searchable(text) == text:
        return Traced(text)
    places: list[Span] = [(at, at + 1) for at in range(len(text))]
    for pattern, replace in _STEPS:
        text, places = _substituted(pattern or _composable(), replace, text, places)
    return Traced(text, places)


Replacement = Callable[[re.Match[str]], str]


def _substituted(
    pattern: re.Pattern[str], replace: Replacement, text: str, places: list[Span]
) -> tuple[str, list[Span]]:
    parts: list[str] = []
    found: list[Span] = []
    at = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        new = replace(match)
        if new == match[0]:
            continue
        parts += text[at:start], new
        found += places[at:start]
        # Where a part of what is replaced stays, its characters keep their places.
        head, tail = _common_ends(match[0], new)
        middle = (places[start + head][0], places[end - tail - 1][1]) if start + head < end - tail else None
        found += places[start : start + head]
        found += [middle or places[start + head - 1]] * (len(new) - head - tail)
        found += places[end - tail : end]
        at = end
    return "".join([*parts, text[at:]]), [*found, *places[at:]]


def _common_ends(old: str, new: str) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    return head, tail


# -- single characters -----------------------------------------------------------------------------------------------

_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
"""Characters without width. Joiners are among them: they choose between forms of a letter, and few people type them."""

_UNSEEN_RUN = re.compile(rf"[{_UNSEEN}]++([ \t]*\n[ \t]*(?=[^\W\d_]))?")

_COMPATIBLE = re.compile("[\u017f\u2e80-\u2fd5\ufb00-\ufdff\ufe70-\ufefe\uff01-\uffef]")
"""Old and wide forms of letters, ligatures, and the forms that some PDF files have instead of letters."""

_HYPHENS = re.compile("[\u2010\u2011\u2212]")

_RAISED_DIGITS = "⁰¹²³⁴-⁹"
_DIGIT_OF = {**dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", strict=True)), "⁺": "+", "⁻": "-"}
_EXPONENT = re.compile(rf"[⁺⁻]?[{_RAISED_DIGITS}]+")
UNITS = frozenset(
    "m km hm dm cm mm µm μm nm pm ft in yd mi s ms min h g kg a ha j l n v w".split()  # noqa: SIM905
)
"""Units that are raised to a power, in lower case."""
_LAST_LETTERS = re.compile(r"[^\W\d_]*\Z")

_LOWERED = re.compile("[₀-₉]")
_MODIFIED = re.compile("[ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]+")


def _seen(match: re.Match[str]) -> str:
    """Return what is seen of a run of unseen characters: a line's end, unless a soft hyphen broke the word there."""
    return "" if "\u00ad" in match[0] else match[1] or ""


def _plain_form(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def _hyphen(_: re.Match[str]) -> str:
    return "-"


def _lowered(match: re.Match[str]) -> str:
    return _DIGIT_OF[match[0]]


def _exponent(match: re.Match[str]) -> str:
    """Return ``^6`` for ⁶: no digit of the number before it. The ² of a unit stays, as it is part of its name."""
    if match[0] in ("²", "³", "⁻¹", "⁻²", "⁻³"):
        before = _LAST_LETTERS.search(match.string, max(match.start() - 4, 0), match.start())
        if before and before[0].lower() in UNITS:
            return match[0]
    return "^" + "".join(_DIGIT_OF[character] for character in match[0])


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0])


@cache
def _composable() -> re.Pattern[str]:
    """Return what NFC looks at as one piece: a character and all that may be composed with it."""
    marks = "".join(chr(c) for c in range(0x300, 0x20000) if unicodedata.category(chr(c)).startswith("M"))
    return re.compile(rf"(?s).[{marks}\u1161-\u1175\u11a7-\u11c2]*")


# -- words that were broken at a line's end --------------------------------------------------------------------------

_BROKEN_WORD = re.compile(r"(?<![\w-])[^\W\d_]++(?:-[ \t]*\n[ \t]*[^\W\d_]++)+")

_COMPOUNDING = frozenset(
    "all co cross ex full half high long low mid much multi non one self semi short so t well x".split()  # noqa: SIM905
)
"""First parts of words that are written with a hyphen wherever they stand."""

_SUSPENDING = frozenset(
    "and or to und oder bis et ou y o e".split()  # noqa: SIM905
)
"""What follows a hyphen for which a later word is left out: "short- and long-term"."""


def _joined(match: re.Match[str]) -> str:
    """Return a broken word as one, unless its hyphen belongs to it; a name's does, as in "Rolls-" and "Royce"."""
    pieces = re.split(r"(-[ \t]*\n[ \t]*)", match[0])
    parts = [pieces[0]]
    word = pieces[0]
    for at in range(1, len(pieces), 2):
        border, following = pieces[at : at + 2]
        is_last = at + 2 == len(pieces)
        suspends = is_last and following in _SUSPENDING
        if following[0].islower() and word.lower() not in _COMPOUNDING and not suspends:
            parts.append(following)
            word = (word + following)[:_LONGEST_PART]
        else:
            parts += border, following
            word = following
    return "".join(parts)


_LONGEST_PART = 16
"""More letters than any word of ``_COMPOUNDING`` has."""

_STEPS: tuple[tuple[re.Pattern[str] | None, Replacement], ...] = (
    (_UNSEEN_RUN, _seen),
    (None, _composed),
    (_COMPATIBLE, _plain_form),
    (_MODIFIED, _plain_form),
    (_LOWERED, _lowered),
    (_HYPHENS, _hyphen),
    (None, _composed),
    (_EXPONENT, _exponent),
    (_BROKEN_WORD, _joined),
)
"""What is replaced, in this order; for NFC, which looks at the whole text, there is no pattern."""
