"""Queries → what is searched for: the words, their vector and their terms. A follow-up gets an earlier question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.encoding.encoder import Encoder
from retrieval.identifiers import Identifier, compact_codes, identifiers
from retrieval.indexes.lexical import LexicalIndex
from retrieval.search.answer_types import word_set
from retrieval.search.followups import in_context, names_something
from retrieval.search.generation import Generation
from retrieval.search.query import Query
from retrieval.search.ranking import QueryTerms, weigh_terms
from retrieval.search.wording.small_talk import is_small_talk
from retrieval.searchable import searchable
from retrieval.vectors import Vectors


@dataclass(frozen=True, slots=True)
class AnalysedQuery:
    """What is searched for, ready to be compared with passages: its text, its vector and its terms with repetitions.

    ``text`` is ``searchable``. ``weighted`` are the terms with their weights, and ``words`` the ``word_set`` of it.
    """

    text: str
    vector: Vectors
    terms: Sequence[str]
    weighted: QueryTerms
    words: frozenset[str]


def analyse(
    generation: Generation, encoder: Encoder, queries: Sequence[Query]
) -> list[tuple[AnalysedQuery, AnalysedQuery]]:
    """Return for each query what to search for, and what to choose the answering sentence with.

    The question before a follow-up helps to find the passage. The follow-up alone chooses the sentence in it, if it
    names anything. For all other questions the two are the same object. The identifiers of an earlier question count
    only where the follow-up has none.
    """
    lexical = generation.lexical
    terms_of = lexical.analyser.terms
    pairs = []
    for query in queries:
        question = searchable(query.question)
        history = [searchable(turn) for turn in query.history if not is_small_talk(turn)]
        text = in_context(question, history, terms_of)
        is_joined = text != question
        chooses_alone = is_joined and names_something(question, terms_of)
        named = identifiers(question) or identifiers(text)
        pairs.append(
            ((text, is_joined, named), (question, False, named) if chooses_alone else (text, is_joined, named))
        )
    texts = list(dict.fromkeys(text for pair in pairs for text, *_ in pair))
    vectors = dict(zip(texts, encoder.encode_queries(texts) if texts else (), strict=True))
    analysed: dict[tuple[str, bool, tuple[Identifier, ...]], AnalysedQuery] = {}
    for text, is_joined, named in dict.fromkeys(each for pair in pairs for each in pair):
        terms = _with_whole_codes(terms_of(text), named, lexical)
        weighted = weigh_terms(
            text,
            terms,
            lexical.document_frequency,
            generation.passage_count,
            is_joined=is_joined,
            named=named,
            beside=_beside(terms, named, terms_of) if named else frozenset(),
        )
        analysed[text, is_joined, named] = AnalysedQuery(text, vectors[text], terms, weighted, word_set(text))
    return [(analysed[searched], analysed[for_sentences]) for searched, for_sentences in pairs]


def _beside(
    terms: Sequence[str], named: Sequence[Identifier], terms_of: Callable[[str], Sequence[str]]
) -> frozenset[str]:
    """Return the terms that say what is asked about the identifiers; "what does … mean" asks for no more than they."""
    of_identifiers = [term for identifier in named for term in terms_of(identifier.text)]
    return frozenset(terms).difference(of_identifiers, terms_of(_ASKING_WORDS))


_ASKING_WORDS = (
    "mean means meaning say says said show shows display displays error fault warning message code number status fix "
    "explain stand stands help problem wrong happen happens happened new news change changes changed version release "
    "firmware update clause section article paragraph rule room line part number bedeutet heißt steht fehler sagt neu "
    "meldung zeigt signifie veut dire erreur dit nouveau significa dice nuevo"
)


def _with_whole_codes(terms: Sequence[str], named: Sequence[Identifier], lexical: LexicalIndex) -> Sequence[str]:
    """Return a question's terms with each code as one term if the library has it, and else as those of its parts."""
    for identifier in named:
        if compact_codes(identifier.text):
            *parts, whole = lexical.analyser.terms(identifier.text)
            unneeded = parts if lexical.document_frequency(whole) else [whole]
            terms = list((Counter(terms) - Counter(unneeded)).elements())
    return terms
