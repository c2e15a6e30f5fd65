"""Queries → what is searched for: the words, their vector and their terms. A follow-up gets an earlier question.

Before that, what is only polite is left out, and typing errors are corrected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import NamedTuple

from retrieval.context.exact import ExactlyAsked
from retrieval.context.times import AskedTime, asked_time, without_time
from retrieval.encoding.encoder import Encoder
from retrieval.identifiers import Identifier, compact_codes, identifiers
from retrieval.indexes.analyser import Analyser, AskedWords, Term
from retrieval.indexes.index import Scope
from retrieval.indexes.lexical import LexicalIndex
from retrieval.languages.question_forms import points_back
from retrieval.search.answer_types import word_set
from retrieval.search.generation import Generation
from retrieval.search.query import Query, Reach
from retrieval.search.wording.compounds import with_parts
from retrieval.search.wording.followups import in_context, names_something
from retrieval.search.wording.known_words import KnownWords
from retrieval.search.wording.polarity import Polarity, words_saying_so
from retrieval.search.wording.politeness import asked_part
from retrieval.search.wording.small_talk import is_small_talk
from retrieval.search.wording.terms import QueryTerms, weigh_terms
from retrieval.search.wording.typing_errors import correct
from retrieval.searchable import searchable
from retrieval.vectors import Vectors


@dataclass(frozen=True, slots=True)
class AnalysedQuery:
    """What is searched for, ready to be compared with passages: its text, its vector and its terms with repetitions.

    ``text`` is ``searchable``. ``terms`` are searched for, with the years of a span. ``weighted`` are the terms with
    their weights, ``words`` the ``word_set`` of it, and ``asked`` is what made the terms. ``saying_so`` are terms that
    only deny or allow.
    """

    text: str
    vector: Vectors
    terms: Sequence[str]
    weighted: QueryTerms
    words: frozenset[str]
    asked: AskedWords
    saying_so: frozenset[str] = frozenset()

    @property
    def to_search(self) -> list[Term]:
        """The terms, each with all that stand for the same word."""
        return self.asked.to_search(self.terms)


def as_meant(
    generation: Generation, encoder: Encoder, queries: Sequence[Query], scopes: Mapping[Reach, Scope]
) -> list[Query]:
    """Return queries as they are meant: without politeness, without typing errors, without small talk before them."""
    analyser = generation.lexical.analyser
    meant = []
    for query in queries:
        known = KnownWords(generation.document_index, generation.lexical, encoder.count, scopes[query.reach])
        turns = [query.question, *(turn for turn in query.history if not is_small_talk(turn))]
        question, *history = [_turn_as_meant(searchable(turn), analyser, known) for turn in turns]
        meant.append(replace(query, question=question, history=tuple(history)))
    return meant


def _turn_as_meant(turn: str, analyser: Analyser, known: KnownWords) -> str:
    asked = analyser.asked(turn, known.scope)
    part = asked_part(turn, asked.terms)
    return correct(part, replace(known, languages=asked.likely or frozenset(analyser.languages)))


def analyse(
    generation: Generation, encoder: Encoder, queries: Sequence[Query], scopes: Mapping[Reach, Scope]
) -> list[tuple[AnalysedQuery, AnalysedQuery]]:
    """Return for each query what to search for, and what to choose the answering sentence with.

    The question before a follow-up helps to find the passage. The follow-up alone chooses the sentence in it, if it
    names anything. For all other questions the two are the same object. The identifiers of an earlier question count
    only where the follow-up has none, and need not be named where it may be about something else ("and the garden?").
    """
    lexical = generation.lexical
    pairs = []
    for query in queries:
        question, scope = searchable(query.question), scopes[query.reach]
        terms_of = lexical.analyser.asked("\n".join((question, *query.history)), scope).terms
        text = in_context(question, [searchable(turn) for turn in query.history], terms_of)
        is_joined = text != question
        chooses_alone = is_joined and names_something(question, terms_of)
        named = identifiers(question) or identifiers(text)
        if chooses_alone and not points_back(question) and not identifiers(question):
            named = tuple(replace(each, required=False) for each in named)
        whole = _Asked(text, is_joined, named, scope)
        pairs.append((whole, _Asked(question, False, named, scope) if chooses_alone else whole))
    texts = list(dict.fromkeys(each.text for pair in pairs for each in pair))
    vectors = dict(zip(texts, encoder.encode_queries(texts) if texts else (), strict=True))
    analysed = {each: _analysed(lexical, each, vectors[each.text]) for each in dict.fromkeys(chain(*pairs))}
    return [(analysed[searched], analysed[for_sentences]) for searched, for_sentences in pairs]


class _Asked(NamedTuple):
    """A text to analyse, whether an earlier question is in front, the identifiers in it, and where to search for it."""

    text: str
    is_joined: bool
    named: tuple[Identifier, ...]
    scope: Scope


def _analysed(lexical: LexicalIndex, question: _Asked, vector: Vectors) -> AnalysedQuery:
    text, is_joined, named, scope = question
    asked = lexical.analyser.asked(text, scope)
    terms_of = asked.terms
    terms = _with_whole_codes(asked.searched(text), named, partial(lexical.document_frequency, scope=scope), terms_of)
    time, years = asked_time(text), frozenset[str]()
    if time is not None and time.span is not None:
        years = _terms_of_years(time, terms_of)
        frequency = partial(document_frequency, lexical, asked, scope)
        terms = _without_ends(terms, terms_of(without_time(text)), frequency, asked)
    asked, terms = with_parts(asked, text, terms, lexical, scope)
    known_years = [year for year in sorted(years) if lexical.document_frequency(year, scope)]
    weighted = weigh_terms(
        text,
        terms,
        partial(document_frequency, lexical, asked, scope),
        lexical.count(scope) - 1,
        is_joined=is_joined,
        exactly=ExactlyAsked(named, _beside(text, named, asked) if named or time else frozenset(), time, years),
    )
    saying_so = _saying_so(weighted, text, asked)
    return AnalysedQuery(text, vector, [*terms, *known_years], weighted, word_set(text), asked, saying_so)


def _saying_so(weighted: QueryTerms, text: str, asked: AskedWords) -> frozenset[str]:
    return frozenset() if weighted.polarity is Polarity.OPEN else asked.forms(words_saying_so(text))


def document_frequency(index: LexicalIndex, asked: AskedWords, scope: Scope, term: str) -> int:
    """Return how many entries have a term of a question, or another one that stands for the same word."""
    return index.document_frequency(asked.group(term), scope)


def _terms_of_years(time: AskedTime, terms_of: Callable[[str], Sequence[str]]) -> frozenset[str]:
    """Return the terms for the years and decades of a span."""
    decades = " ".join(f"{year}s" for year in time.years if year % 10 == 0)
    return frozenset((*map(str, time.years), *terms_of(decades)))


def _without_ends(
    terms: Sequence[str], others: Sequence[str], frequency: Callable[[str], int], asked: AskedWords
) -> Sequence[str]:
    """Return terms without those of a span of years that the library lacks, and without "happened": all years do."""
    unneeded = Counter(terms) - Counter(others)
    lacking = {term for term in unneeded if not frequency(term)}
    happened = asked.forms(_HAPPENED)
    return [term for term in terms if term not in lacking and term not in happened]


_HAPPENED = "happen happened event events occur occurred took take place"


def _beside(text: str, named: Sequence[Identifier], asked: AskedWords) -> frozenset[str]:
    """Return the terms for what else is asked than identifiers and times; "what does … mean" asks for no more."""
    of_identifiers = [term for identifier in named for term in asked.terms(identifier.text)]
    return frozenset(asked.terms(without_time(text))).difference(of_identifiers, asked.forms(_ASKING_WORDS))


_ASKING_WORDS = (
    "mean means meaning say says said show shows display displays error fault warning message code number status fix "
    "explain stand stands help problem wrong happen happens happened new news change changes changed version release "
    "firmware update clause section article paragraph rule room line part number bedeutet heißt steht fehler sagt neu "
    "meldung zeigt difference different differ compare between vs versus unterschied "
    "event events occur occurred took take place passiert geschah "
    "signifie veut dire erreur dit nouveau significa dice nuevo"
)


def _with_whole_codes(
    terms: Sequence[str],
    named: Sequence[Identifier],
    frequency: Callable[[str], int],
    terms_of: Callable[[str], Sequence[str]],
) -> Sequence[str]:
    """Return a question's terms with each code as one term if the library has it, and else as those of its parts."""
    for identifier in named:
        if compact_codes(identifier.text):
            *parts, whole = terms_of(identifier.text)
            unneeded = parts if frequency(whole) else [whole]
            terms = list((Counter(terms) - Counter(unneeded)).elements())
    return terms
