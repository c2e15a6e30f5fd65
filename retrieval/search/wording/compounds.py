"""A compound that the library has not → its parts, and a word that it has only in compounds → these.

"Ruhezeit" is answered by a passage about the "Mittagsruhe". Where a word is in no passage, nothing is lost when what it
is made of is searched for in its place. Of the ways to split it, that counts whose parts are the most frequent in the
library, by the geometric mean (Koehn and Knight, "Empirical Methods for Compound Splitting", 2003).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from retrieval.indexes.analyser import Analyser, AskedWords, prepare_text, tokens_of
from retrieval.indexes.index import WHOLE_INDEX, Scope
from retrieval.indexes.lexical import LexicalIndex
from retrieval.indexes.vocabulary import Vocabulary

COMPOUNDING = frozenset(("de", "nl", "sv", "da", "no", "fi", "hu"))
"""Languages that write compounds as one word."""

MIN_PART = 4
"""A part has at least so many letters."""

MAX_COMPOUNDS = 8
"""A word stands for at most so many compounds, the most frequent ones."""

MAX_WORDS_SPLIT, MAX_LETTERS = 8, 40
"""Of a question, at most so many words are split, and none that is longer."""

MAX_LOOKED_UP = 64
"""Of so many compounds, the most frequent ones, it is looked up whether they may be read."""

_LINKS = ("s", "es", "n", "en", "er", "e", "ung", "ungs")
"""What joins two parts, and what makes a noun of a verb."""

_PARTICLES = frozenset(("zurück", "zusammen", "weiter", "terug", "samen", "tillbaka", "tilbake", "tilbage", "vissza"))
"""What stands before a verb: "zurückgeben" is no sort of "geben". Most of these are stop words."""


def with_parts(
    asked: AskedWords, text: str, terms: Sequence[str], index: LexicalIndex, scope: Scope = WHOLE_INDEX
) -> tuple[AskedWords, list[str]]:
    """Return the words of a question, and its terms with what each word consists of that is in no passage.

    text: the question. terms: what is searched for. index: that of passages. scope: only what may be read in it counts.
    """
    languages = COMPOUNDING.intersection(asked.likely or asked.analyser.languages)
    if asked.is_plain or not languages or not languages.issuperset(asked.likely):
        return asked, list(terms)
    words = dict(islice(_unknown_words(asked, text, frozenset(terms), index, scope), MAX_WORDS_SPLIT))
    if not words:
        return asked, list(terms)
    taken = frozenset((*terms, *asked.groups, *asked.others))
    count = index.vocabulary().count if scope.readable is None else partial(index.document_frequency, scope=scope)
    parts = _Parts(asked.analyser, sorted(languages), index.vocabulary(), count, taken)
    found = {term: split for term, word in words.items() if (split := parts.of(term, word))}
    compounds = {group[0]: group for split in found.values() for group in split if len(group) > 1}
    groups = {
        term: tuple(dict.fromkeys((*asked.groups.get(term, (term,)), *group))) for term, group in compounds.items()
    }
    others = {other: term for term, group in groups.items() for other in group[1:]}
    changed = replace(asked, groups={**asked.groups, **groups}, others={**asked.others, **others})
    return changed, [
        part for term in terms for part in ([each[0] for each in found[term]] if term in found else [term])
    ]


def _unknown_words(
    asked: AskedWords, text: str, terms: frozenset[str], index: LexicalIndex, scope: Scope
) -> Iterator[tuple[str, str]]:
    """Yield the terms of words that no passage has in any form, each with its word in lower case."""
    for token in tokens_of(prepare_text(text)):
        if MIN_PART <= len(token) <= MAX_LETTERS and token.isalpha():
            own = asked.terms(token)
            if len(own) == 1 and own[0] in terms and not index.document_frequency(asked.group(own[0]), scope):
                yield own[0], token.lower()


@dataclass(frozen=True, slots=True)
class _Parts:
    """What words may consist of in some languages: ``known`` terms, but for those that are ``taken``.

    ``count`` returns how many entries that may be read have a term.
    """

    analyser: Analyser
    languages: Sequence[str]
    known: Vocabulary
    count: Callable[[str], int]
    taken: frozenset[str]

    def of(self, term: str, word: str) -> list[tuple[str, ...]]:
        """Return what stands for a word: compounds that end in it, or else its parts with theirs; none if none do."""
        if compounds := self._compounds(term):
            return [(term, *compounds)]
        best, split = 0.0, list[tuple[str, ...]]()
        for at in range(MIN_PART, len(word) - MIN_PART + 1):
            right = self._group(word[at:])
            for left in self._unlinked(word[:at]) if right and word[:at] not in _PARTICLES else ():
                groups = [self._group(left), right]
                mean = math.prod(sum(map(self.count, group)) for group in groups) ** 0.5
                if mean > best:
                    best, split = mean, groups
        return split

    def _unlinked(self, part: str) -> Iterator[str]:
        yield part
        for link in _LINKS:
            if part.endswith(link) and len(part) - len(link) >= MIN_PART:
                yield part.removesuffix(link)

    def _group(self, part: str) -> tuple[str, ...]:
        """Return the terms of a part, and those of compounds that end in it; none when none of them is known."""
        terms = [self.analyser.terms(part, language) for language in self.languages]
        own = dict.fromkeys(each[0] for each in terms if len(each) == 1 and each[0] not in self.taken)
        group = dict.fromkeys([*own, *(each for term in own for each in self._compounds(term))])
        return tuple(group) if any(map(self.count, group)) else ()

    def _compounds(self, term: str) -> list[str]:
        if len(term) < MIN_PART - 1:
            return []
        found = self.known.ending_in(term, MIN_PART)
        untaken = islice((each for each in found if each not in self.taken), MAX_LOOKED_UP)
        return list(islice(filter(self.count, untaken), MAX_COMPOUNDS))
