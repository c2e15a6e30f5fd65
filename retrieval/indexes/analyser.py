"""Text → the terms that it is found by, in the language that it is written in.

There is one space of terms: a passage has those that its own language makes of its words. The words of a question are
too few to tell their language for sure, so that each becomes all that it would be in a language of the library. These
are one word, and count once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

import tantivy

from retrieval.identifiers import compact_codes
from retrieval.indexes.index import WHOLE_INDEX, Scope
from retrieval.languages.question_forms import surely_asked_in
from retrieval.languages.words.reducing import Terms, reducer, sign_pairs, word_rules
from retrieval.languages.words.scripts import is_latin, plain_letters, script_parts
from retrieval.languages.words.stop_words import likely_languages, without_stop_words
from retrieval.searchable import UNITS, searchable

_TOKEN = r"[\p{L}\p{M}\p{N}]+(?:[.,'&@_][\p{L}\p{M}\p{N}]+)*(?:\+\+|#)?"
"""A word with what belongs to it: 3.5, 7,000, v1.2.3, AT&T, O'Brien, C++. Hyphens separate words."""

_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_COMMA = re.compile(r",(?=[^\W\d])|(?<=[^\W\d]),(?=\S)")
"""A comma between cells; one inside a number is part of it."""
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b", re.IGNORECASE)
_ALPHANUMERIC = re.compile(r"[^\W_]")
_TYPED_POWER = re.compile(rf"\b({'|'.join(sorted(UNITS))})\^(?=[23]\b)", re.IGNORECASE)

ENGLISH = "en"
"""The language of texts whose language is not known, as far as they are in Latin letters."""

Term = str | tuple[str, ...]
"""A term to search for, or several that stand for one word, the first of which represents them."""


HasPair = Callable[[str, str, Scope], bool]


class Analyser:
    """Text → terms: abbreviations without their full stops, no possessives, lower case, no stop words, stems.

    ``languages`` are those of the library, as ISO 639-1 codes. ``has_pair`` tells whether two terms stand side by side
    in what may be read of it in a scope.
    """

    def __init__(self, languages: Iterable[str] = (), has_pair: HasPair | None = None) -> None:
        self.languages = tuple(sorted(set(languages) or {ENGLISH}))
        self.has_pair = has_pair
        self.tantivy = _english()

    def terms(self, text: str, language: str | None = None) -> list[str]:
        """Return the terms of a text in order, repeated ones repeated; codes without separators are behind them.

        language: the one that it is written in; where that is not known, its letters tell how to read it.
        """
        prepared = prepare_text(text)
        if language in (None, ENGLISH) and is_latin(prepared):
            return list(self.tantivy.analyze(prepared))
        reduce = reducer(language or ENGLISH)
        return [term for token in tokens_of(prepared) for term in reduce(token)]

    def asked(self, question: str, scope: Scope = WHOLE_INDEX) -> AskedWords:
        """Return what makes terms of the words of a question that is asked in a scope."""
        tokens = tokens_of(prepare_text(question))
        likely = likely_languages(question, tokens, self.languages)
        foreign = likely.difference(self.languages)
        if self.languages == (ENGLISH,) and not foreign and is_latin(question):
            return AskedWords(self, likely)
        named = self._named(tokens, likely.difference(surely_asked_in(question)), scope)
        return AskedWords.of(self, likely, tokens, named)

    def _named(self, tokens: Sequence[str], languages: frozenset[str], scope: Scope) -> frozenset[str]:
        """Return the tokens that are stop words of some languages, but part of a name in the library: "los" Angeles."""
        if self.has_pair is None or not languages or len(self.languages) == 1:
            return frozenset()
        is_small = {token: any(_is_stop(token, language) for language in languages) for token in tokens}
        pairs = [pair for pair in pairwise(tokens) if is_small[pair[0]] or is_small[pair[1]]][:_MAX_PAIRS]
        together = [pair for pair in pairs if is_latin("".join(pair)) and self._stand_together(*pair, scope)]
        found = {token for pair in together if not all(map(is_small.get, pair)) for token in pair}
        for pair in (*together, *reversed(together)):  # "De La Soul": what stands beside the name is a part of it
            if not found.isdisjoint(pair):
                found.update(pair)
        return frozenset(found)

    def _stand_together(self, first: str, second: str, scope: Scope) -> bool:
        terms = {(*_asked_terms(first, each), *_asked_terms(second, each)) for each in self.languages}
        has_pair = self.has_pair
        return has_pair is not None and any(len(pair) == _PAIR and has_pair(pair[0], pair[1], scope) for pair in terms)

    def forms(self, word: str) -> list[str]:
        """Return the terms that a word would have in the languages of the library, each once."""
        return list(dict.fromkeys(term for language in self.languages for term in self.terms(word, language)))


@dataclass(frozen=True, slots=True)
class AskedWords:
    """Texts of one question → terms, of which one represents all that stand for the same word.

    ``likely`` are the languages whose stop words are no terms, unless they are ``named``, parts of names. ``others``
    has, for terms that do not represent their word, the one that does, and ``groups`` all that stand for a word, by the
    one that represents it. Both are empty where the library has one language.
    """

    analyser: Analyser
    likely: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    others: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_plain: bool = True

    @classmethod
    def of(
        cls, analyser: Analyser, likely: frozenset[str], tokens: Sequence[str], named: frozenset[str] = frozenset()
    ) -> AskedWords:
        """Return the words of a question whose tokens are given."""
        asked = cls(analyser, likely, named, is_plain=False)
        groups: dict[str, list[str]] = {}
        for token in tokens:
            for forms in asked._words(token):
                if len(forms) > 1:
                    joined = groups.setdefault(forms[0], [forms[0]])
                    for term in forms[1:]:
                        added = groups.get(term, [term])
                        if added is not joined:
                            joined += added
                            groups.update(dict.fromkeys(added, joined))
        found = {each[0]: tuple(each) for each in groups.values()}
        others = {term: first for first, group in found.items() for term in group[1:]}
        return cls(analyser, likely, named, others, found, is_plain=False)

    def terms(self, text: str) -> list[str]:
        """Return the terms of the question, or of a part of it, as ``Analyser.terms`` does: one for each word."""
        if self.is_plain:
            return self.analyser.terms(text)
        words = (word for token in tokens_of(prepare_text(text)) for word in self._words(token))
        return [self.others.get(first, first) for first, *_ in words]

    def searched(self, text: str) -> list[str]:
        """Return the terms of a question that are searched for: all its words where each is a stop word.

        None of what is ``is_plain``, because its library has no stop word.
        """
        terms = self.terms(text)
        if terms or self.is_plain:
            return terms
        tokens = tokens_of(prepare_text(text))
        words = [word for token in tokens for word in replace(self, likely=frozenset())._words(token)]
        return [first for first, *_ in words] or [token.lower() for token in tokens if _ALPHANUMERIC.search(token)]

    def forms(self, text: str) -> frozenset[str]:
        """Return the terms that words beside the question have in any language, as they are represented in it."""
        languages = self.analyser.languages
        return frozenset(
            self.others.get(term, term) for language in languages for term in self.analyser.terms(text, language)
        )

    def terms_in(self, text: str, language: str | None) -> list[str]:
        """Return the terms of a text of the library as they are represented in the question."""
        terms = self.analyser.terms(text, language)
        return [self.others.get(term, term) for term in terms] if self.others else terms

    def represented(self, terms: frozenset[str]) -> frozenset[str]:
        """Return terms of the library as they are represented in the question."""
        if not self.others or terms.isdisjoint(self.others):
            return terms
        return frozenset([self.others.get(term, term) for term in terms])

    def to_search(self, terms: Iterable[str]) -> list[Term]:
        """Return what to search for: each term with all that stand for the same word."""
        return [self.groups.get(term, term) for term in terms]

    def group(self, term: str) -> Term:
        """Return a term of the question with all that stand for the same word."""
        return self.groups.get(term, term)

    def _words(self, token: str) -> list[Terms]:
        """Return the words that a token consists of, each as what it would be in the languages of the library."""
        if token not in self.named and any(_is_stop(token, language) for language in self.likely):
            return []
        found: dict[Terms, None] = {}
        for language in self.analyser.languages:
            found[_asked_terms(token, language)] = None
        readings = [reading for reading in found if reading]
        if len(readings) > 1 and len({len(reading) for reading in readings}) == 1:
            return [tuple(dict.fromkeys(forms)) for forms in zip(*readings, strict=True)]
        return [(term,) for term in dict.fromkeys(term for reading in readings for term in reading)]


_PAIR, _MAX_PAIRS = 2, 24
"""Of a question, so many pairs of words are looked for in the library."""


def _is_stop(token: str, language: str) -> bool:
    rules = word_rules(language)
    return rules.is_stop(rules.spelt(token))


def _asked_terms(token: str, language: str) -> Terms:
    if is_latin(token):
        return reducer(language)(token)
    found: list[str] = []
    for part, script in script_parts(token):
        if script in ("han", "thai"):
            run = plain_letters(part, script)
            found += [term for piece in without_stop_words(run, script, language) for term in sign_pairs(piece)]
        else:
            found += reducer(language)(part)
    return tuple(found)


# -- tokens ----------------------------------------------------------------------------------------------------------


def prepare_text(text: str) -> str:
    """Return a text as it is searched, and as the tokenizer needs it: U.S. as US, Iraq's as Iraq, km^2 as km2.

    Typographic apostrophes become typed ones. Codes with separators are repeated without them, E-1042 as e1042.
    """
    text = searchable(text)
    if text.count(".") > 1:  # most sentences have one, and no apostrophe
        text = _ABBREVIATION.sub(lambda m: m[0].replace(".", ""), text)
    if "'" in text or "’" in text:
        text = _POSSESSIVE.sub("", text).replace("’", "'")
    if "^" in text:
        text = _TYPED_POWER.sub(r"\1", text)
    if "," in text:
        text = _COMMA.sub(", ", text)
    if codes := compact_codes(text):
        text = "\n".join((text, *codes))
    return text


def to_tokens(terms: Collection[str]) -> tantivy.PreTokenizedString:
    """Return terms as an index takes them in that makes no terms itself."""
    return _spaced().pre_tokenize(" ".join(terms))


def tokens_of(prepared: str) -> list[str]:
    """Return the tokens of a text that ``prepare_text`` returned, as they are spelt."""
    tokens: list[str] = _tokenizer().analyze(prepared)
    return tokens


@cache
def _tokenizer() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_TOKEN)).build()


@cache
def _spaced() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


@cache
def _english() -> tantivy.TextAnalyzer:
    """Return what does for English, and faster, what its ``reducer`` does."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_TOKEN))
    for step in (
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.custom_stopword(sorted(word_rules(ENGLISH).stop)),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()
