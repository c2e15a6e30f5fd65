"""Names of stemmers → functions that reduce a word, in plain letters, to what its forms have in common.

Tantivy's stemmers and those of ``snowballstemmer`` are Snowball's. The light ones here take off what is put in front of
words and behind them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from importlib import import_module
from threading import Lock

import tantivy

from retrieval.errors import LanguageError

Stem = Callable[[str], str]

_IN_TANTIVY = frozenset(
    """
    danish dutch english finnish french german greek hungarian italian norwegian portuguese romanian russian spanish
    swedish tamil turkish
    """.split()  # noqa: SIM905
)


@cache
def stemmer_named(name: str | None) -> Stem:
    """Return the stemmer with a name, or one that changes nothing for None. Raises LanguageError."""
    if name is None:
        return str
    if name in _LIGHT:
        return _LIGHT[name]
    if name in _IN_TANTIVY:
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer(name))
        analyse = builder.build().analyze
        if name == "romanian":  # it knows the letters with a cedilla, in whose place people write a comma
            return lambda word: analyse(word.translate(_CEDILLAS))[0]
        return lambda word: analyse(word)[0]
    try:
        stemmer = getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()
    except (ImportError, AttributeError) as error:
        raise LanguageError(f'"{name}" is no stemmer', f"name one of Snowball's, or {' or '.join(_LIGHT)}") from error
    turn = Lock()  # a stemmer keeps the word that it works at

    def stem(word: str) -> str:
        with turn:
            return str(stemmer.stemWord(word))

    return stem


_CEDILLAS = str.maketrans("șțȘȚ", "şţŞŢ")


# -- light stemmers --------------------------------------------------------------------------------------------------


def without_ending(word: str, endings: Collection[str], least: int) -> str:
    """Return a word without the longest of some endings that leaves at least so many letters."""
    for length in range(min(_LONGEST_ENDING, len(word) - least), 0, -1):
        if word[-length:] in endings:
            return word[:-length]
    return word


_LONGEST_ENDING = 8

_ARABIC_FRONT = re.compile(r"(?:و?(?:ال|بال|كال|فال)(?=\w{2})|و?لل(?=\w{2})|و(?=\w{3}))")
_ARABIC_ENDINGS = frozenset("ها ان ات ون ين يه ه ي هم هن نا كم".split())  # noqa: SIM905


def _stem_arabic(word: str) -> str:
    """Return a word without article, "and", and endings (the "light10" stemmer of Larkey, Ballesteros and Connell)."""
    match = _ARABIC_FRONT.match(word)
    word = word[match.end() :] if match else word
    for _ in range(2):
        word = without_ending(word, _ARABIC_ENDINGS, 2)
    return word


_HEBREW_FRONT = re.compile(r"(?:כשה|שה|וה|מה|ול|וב|ומ|וש|כש|[הובלמשכ])(?=\w{3})")
_HEBREW_ENDINGS = frozenset("ימ ות ית יות ה ת".split())  # noqa: SIM905 - final letters are written like others


def _stem_hebrew(word: str) -> str:
    """Return a word without article, "and", prepositions and endings."""
    match = _HEBREW_FRONT.match(word)
    return without_ending(word[match.end() :] if match else word, _HEBREW_ENDINGS, 3)


_LIGHT: dict[str, Stem] = {"arabic-light": _stem_arabic, "hebrew-light": _stem_hebrew}
