"""Hits and candidates → one ranking, by scores that mean the same for every question and every library."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.background.scale import UNPLACED, Placing
from retrieval.catalog.records import StoredPassage
from retrieval.context.exact import Exactness, Timing
from retrieval.context.marking import TIMED, distinctive_shares, exact_scores, timed_scores
from retrieval.identifiers import Naming
from retrieval.indexes.index import Hit
from retrieval.languages.question_forms import is_another_language
from retrieval.model import BlockKind
from retrieval.reader.reading import Reading
from retrieval.search.answer_types import AnswerKind
from retrieval.search.wording.polarity import Polarity
from retrieval.search.wording.terms import QueryTerms
from retrieval.vectors import Vectors

MAX_HITS = 100
"""How many hits each index gives."""

_PLAIN_READING_WEIGHT = 0.15
_READING_WEIGHT = {True: _PLAIN_READING_WEIGHT, False: 0.02}
"""How much the reader's relevance weighs, by whether the question is plain: the reader has learned plain questions, and
knows little about others."""

UNREAD_RELEVANCE = -2.0
"""The relevance of a passage that was not read, and the lowest that counts in the ranking. The reader has learned short
answers; its doubts about other answers, to a "why" for example, should not count for more."""

_FOREIGN_RELEVANCE = -1.0
"""The highest relevance with which a passage in another language than the question ranks among passages that were read:
where both may answer, the one in the asker's language comes first."""

_MAX_RELEVANCE = 4.0
"""The highest relevance, positive or negative, that counts in the judgement of whether there is an answer. The reader's
doubts matter more there than in the ranking, and also for questions that are not plain."""

_DOCUMENT_WEIGHT = 0.5
"""How much the words of the whole document weigh in the ranking. They do not tell whether one of its passages answers,
and so they are no part of the score."""

_JUDGED_WORDS_DISCOUNT = 0.5
"""How much less the passage's own words weigh in the judgement with a reader: a near miss has those words, too."""

_QUESTION_WEIGHT, _UNREAD_QUESTION_WEIGHT = 0.45, 0.3
"""How much the likeness of the question over an answer weighs in the judgement, with a reader and without. An answer
such as "Twice, for three weeks each" shares no words with what is asked, and the reader doubts it."""

_ANSWER_WEIGHT = 0.05
_MIN_ANSWER_SCORE = -10.0
"""How much the logarithm of an answer's probability weighs in its sentence's score, and the lowest that counts."""

_MARKED_DENIAL = 0.15
_MARKED_SHARE = 0.5
"""What a sentence that denies gains among those of its passage when a question asks for what is not: in any case, and
for all of what is asked about. The others may say the same in all other respects."""

_JUDGED_DENIAL = 0.2
"""What it gains in the score when a question asks for what people may not do, by the square of how much of what is
asked about it denies: a near miss denies a part. Other questions with a "not" in them gained nothing from it."""

_UNNAMED_PENALTY = 0.35
"""What a passage loses that does not name what is to be lacking."""

_ALLOWED_DENIAL = 0.06
"""What it loses among the sentences of its passage when a question asks for what people do or may do."""
_MISSED_PENALTY = 5.0
"""What a passage loses in the ranking when it is not about the identifier that is asked for: more than it can gain."""

_EXACT_BONUS = 0.2
_ENTRY_BONUS = 0.25
_ENTRY_WORDS_WEIGHT = 0.6
"""What a passage gains when it holds all identifiers that are asked for: few passages do, and on purpose. The second is
for what a reference says about them, which may have no other word of the question; and it gains more by the share of
these that it has."""

_LOOKED_UP_BONUS = 0.35
_LOOKED_UP_RELEVANCE = -1.0
"""What a passage gains when one of its rows is looked up: the question names a cell of it, and the column of another.
The reader has learned from sentences, and doubts rows; its relevance counts as this much at least."""

_TIMED_PASSAGE_WEIGHT = 0.1
"""What a passage gains in the ranking when it names the time that is asked for, and loses when it only names others."""

_OTHER_DATE_PENALTY = 0.15
_IN_TIME_BONUS = 0.15
_IN_TIME_WORDS_WEIGHT = 0.3
"""What a passage loses when it only names other days or months, and gains when it names the one that is asked for, or a
year of the span; and it gains more by the share that it has of the question's other words."""

_ONLY_DATE_PENALTY = 1.0
"""What it loses in place of that when the question asks for nothing but the day or month."""

_DISTINCTIVE_WEIGHT = 0.4
"""How much the question's terms that tell rows or lines apart weigh in their scores."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer, and how it compares with the question.

    ``cosine`` is that of the passage's vector; all cosines are placed by the library's ``Scale``. ``bm25_share`` is its
    BM25 score as a share of the highest possible one, in [0, 1], and ``document_share`` is the same for its whole
    document. ``sentence_cosines``, ``sentence_terms`` and ``offers`` (which expected kinds of answers it holds) have
    one item for each of its sentences, in order, and so have ``leads`` and ``context_terms`` where there are any: the
    places of the sentences that lead into it, and the terms of these and of what stands above the passage. ``denials``
    are, where the question's polarity matters, how much of what is asked about each sentence denies, or -1 where the
    passage cannot tell. ``reading`` is what the reader makes of it (None: it was not read). ``imputed`` is the
    relevance that counts in its place where the reader does not know the language, or read none of a query's
    candidates: such a candidate is judged as without a reader. ``exactness`` tells how it stands to the identifiers
    that the question names, None when there are none; ``outer_terms`` are those of title and heading. ``timing`` tells
    how it stands to the time that the question names, None when there is none. ``is_looked_up``: see ``AskedCell``.
    ``question_cosine`` is the highest one with a question that the passage answers, as in an FAQ; None where it answers
    none. ``asked_in`` are the languages that the question may be in, empty where that is not sure.
    """

    stored: StoredPassage
    cosine: float
    bm25_share: float
    sentence_cosines: Sequence[float]
    sentence_terms: Sequence[frozenset[str]]
    offers: Sequence[frozenset[AnswerKind]]
    document_share: float = 0.0
    reading: Reading | None = None
    imputed: float | None = None
    leads: Sequence[tuple[int, ...]] = ()
    context_terms: Sequence[frozenset[str]] = ()
    denials: Sequence[float] = ()
    exactness: Exactness | None = None
    outer_terms: frozenset[str] = frozenset()
    timing: Timing | None = None
    is_looked_up: bool = False
    question_cosine: float | None = None
    asked_in: frozenset[str] = frozenset()

    @property
    def is_foreign(self) -> bool:
        """Whether the passage is written in another language than the question, so that they can share no words."""
        return is_another_language(self.stored.passage.language, self.asked_in)

    @property
    def can_answer(self) -> bool:
        """Whether the passage says something, and is about the identifiers that are asked for."""
        return bool(self.answering) and not (self.exactness is not None and self.exactness.is_missed)

    @property
    def answering(self) -> list[int]:
        """The places of the sentences that may answer: those that do not only ask or lead in."""
        leading = self.stored.passage.leading
        return [place for place in range(len(self.sentence_terms)) if place not in leading]

    def sentence_scores(self, terms: QueryTerms) -> list[float]:
        """Return how well each sentence answers: its similarity to the question and, where it was read, its answer.

        One that only asks or leads in scores minus infinity.
        """
        passage = self.stored.passage
        scores = [-math.inf] * len(self.sentence_terms)
        for place in self.answering:
            scores[place] = self._similarity(terms, place) + self._agreement(terms, place)
            if self.reading is not None and self.reading.offsets:
                answer = self.reading.answer(passage.sentences[place])
                scores[place] += _ANSWER_WEIGHT * max(answer.score, _MIN_ANSWER_SCORE)
        return self._marked(scores, terms)

    def _marked(self, scores: list[float], terms: QueryTerms) -> list[float]:
        """Return sentences' scores by what is asked for exactly, and by what tells rows and lines apart."""
        answering, is_prose = self.answering, self.stored.passage.kind is BlockKind.PARAGRAPH
        if not is_prose:
            context = self.context_terms or [frozenset[str]()] * len(self.sentence_terms)
            shares = distinctive_shares(terms.weights, [self.sentence_terms[at] | context[at] for at in answering])
            for place, share in zip(answering, shares, strict=True):
                scores[place] += _DISTINCTIVE_WEIGHT * share
        if self.timing is not None:
            scores = timed_scores(scores, answering, self.timing, is_prose=is_prose)
        if self.exactness is not None:
            scores = exact_scores(scores, answering, self.exactness, is_prose=is_prose)
        return scores

    def _similarity(self, terms: QueryTerms, place: int) -> float:
        """Return how similar a sentence is to the question.

        That is half its cosine and 0.3 of its coverage of the question's terms, less its penalty.
        """
        cosine, words = self.sentence_cosines[place], self.sentence_terms[place]
        return 0.5 * cosine + 0.3 * terms.coverage(words) - terms.penalty(self.offers[place])

    def _agreement(self, terms: QueryTerms, place: int) -> float:
        """Return what a sentence that denies gains or loses among those of its passage."""
        if not self.denials or self.denials[place] <= 0:
            return 0.0
        if terms.polarity is Polarity.ALLOWED:
            return -_ALLOWED_DENIAL
        return _MARKED_DENIAL + _MARKED_SHARE * self.denials[place]

    def _denial(self, terms: QueryTerms, place: int) -> float:
        """Return what a sentence that denies gains in the score, or one loses that cannot tell."""
        denial = self.denials[place] if self.denials else 0.0
        if denial < 0:
            return -_UNNAMED_PENALTY
        return _JUDGED_DENIAL * denial**2 if terms.polarity is Polarity.FORBIDDEN else 0.0

    def _similarity_in_context(self, terms: QueryTerms, place: int) -> float:
        """Return how similar a sentence is to the question together with what gives it its meaning.

        The question over an answer, which may say nothing but "No.", is as much a part of it as its own words.
        """
        if not self.context_terms:
            return self._similarity(terms, place)
        cosine = max(self.sentence_cosines[each] for each in (place, *self.leads[place]))
        words = self.sentence_terms[place] | self.context_terms[place]
        return 0.5 * cosine + 0.3 * terms.coverage(words) - terms.penalty(self.offers[place])

    def score(self, terms: QueryTerms) -> float:
        """Return how well the passage answers: by what it is about, its best sentence, and its words.

        The weights are those with the highest mean nDCG@10 on five public sets together. They differ from those of
        ``fuse``, which only chooses the candidates.
        """
        scores = (self._similarity_in_context(terms, place) + self._denial(terms, place) for place in self.answering)
        best = max(scores, default=0.0)
        exact = self._exact_bonus(terms) + self._timed_bonus(terms) + _LOOKED_UP_BONUS * self.is_looked_up
        return 0.5 * self.cosine + best + 0.75 * self.bm25_share + exact

    def _timed_bonus(self, terms: QueryTerms) -> float:
        asked = terms.exactly.time
        if self.timing is None or asked is None:
            return 0.0
        if self.timing.whole is Naming.OTHER:
            penalty = _OTHER_DATE_PENALTY if terms.exactly.beside else _ONLY_DATE_PENALTY
            return -penalty if asked.has_month else 0.0
        if self.timing.whole is not Naming.EXACT or (asked.span is None and not asked.has_month):
            return 0.0
        return _IN_TIME_BONUS + _IN_TIME_WORDS_WEIGHT * terms.coverage_beside(self._all_terms)

    def _exact_bonus(self, terms: QueryTerms) -> float:
        if self.exactness is None:
            return 0.0
        if not self.exactness.is_entry:  # "Super Bowl 50" stands in all that is said of it, near misses included
            is_required = any(each.required for each in terms.exactly.identifiers)
            return _EXACT_BONUS * self.exactness.share if is_required else 0.0
        return _ENTRY_BONUS + _ENTRY_WORDS_WEIGHT * terms.coverage_beside(self._all_terms)

    @property
    def _all_terms(self) -> frozenset[str]:
        return self.outer_terms.union(*self.sentence_terms, *self.context_terms)

    @property
    def relevance(self) -> float:
        """How the reader rates the passage: a logit."""
        if self.reading is not None:
            return self.reading.relevance
        return UNREAD_RELEVANCE if self.imputed is None else self.imputed

    def unread_evidence(self, terms: QueryTerms) -> float:
        """Return what ranks candidates before they are read: the score, and the words of the whole document.

        The passage's own words lose the weight that those gain: in a document of one passage they are the same.
        """
        missed = _MISSED_PENALTY if self.exactness is not None and self.exactness.is_missed else 0.0
        if self.timing is not None:
            missed -= _TIMED_PASSAGE_WEIGHT * TIMED[self.timing.whole]
        return self.score(terms) + _DOCUMENT_WEIGHT * (self.document_share - self.bm25_share) - missed

    def evidence(self, terms: QueryTerms) -> float:
        """Return what ranks candidates: the ``unread_evidence``, and what the reader adds to it."""
        return self.unread_evidence(terms) + self.reading_evidence(terms)

    def reading_evidence(self, terms: QueryTerms) -> float:
        """Return what the reader's relevance adds to the ``unread_evidence``."""
        relevance = max(self.relevance, UNREAD_RELEVANCE)
        if self.is_foreign and self.imputed is not None:
            relevance = min(relevance, _FOREIGN_RELEVANCE)
        return _READING_WEIGHT[terms.is_plain] * relevance

    def unread_sureness(self, terms: QueryTerms) -> float:
        """Return what tells whether the passage answers, without a reader: the score, and the question over it."""
        return self.score(terms) + _UNREAD_QUESTION_WEIGHT * (self.question_cosine or 0.0)

    def sureness(self, terms: QueryTerms) -> float:
        """Return what tells whether the passage answers: the score, with less weight on words, and the relevance."""
        least = _LOOKED_UP_RELEVANCE if self.is_looked_up else -_MAX_RELEVANCE
        relevance = min(max(self.relevance, least), _MAX_RELEVANCE)
        return self._sureness_unread(terms) + _PLAIN_READING_WEIGHT * relevance

    def _sureness_unread(self, terms: QueryTerms) -> float:
        words = _JUDGED_WORDS_DISCOUNT * self.bm25_share
        return self.score(terms) - words + _QUESTION_WEIGHT * (self.question_cosine or 0.0)

    def relevance_for(self, terms: QueryTerms, sureness: float) -> float:
        """Return the relevance with which the passage would have a ``sureness``."""
        return (sureness - self._sureness_unread(terms)) / _PLAIN_READING_WEIGHT


def fuse(
    dense: Sequence[Hit],
    lexical: Sequence[Hit],
    cosines: Callable[[Sequence[int]], Vectors],
    max_bm25: float,
    placing: Placing = UNPLACED,
) -> list[Hit]:
    """Return the union of two lists of hits, best first, by cosine plus the BM25 score's share of ``max_bm25``.

    Unlike in the usual sums, neither is normalised over the hits: so a score means the same in a library of forty
    passages as in one of a million, and for a question that nothing answers. ``cosines`` returns those of passages that
    only the lexical index found; a passage that only the dense index found gets nothing for its words. ``max_bm25``:
    see ``QueryTerms``. ``placing`` puts cosines on the scale on which they are added. ``Candidate.score`` adds the two
    once more, for those that become candidates.
    """
    scores = {hit.id: placing(hit.score) for hit in dense}
    missing = [hit.id for hit in lexical if hit.id not in scores]
    if missing:
        scores.update(zip(missing, map(placing, cosines(missing).tolist()), strict=True))
    for hit in lexical:
        scores[hit.id] += hit.score / max_bm25
    return sorted((Hit(id_, score) for id_, score in scores.items()), key=lambda hit: (-hit.score, hit.id))


def add_documents(fused: Sequence[Hit], documents: Mapping[int, float]) -> list[Hit]:
    """Return fused hits, best first, with the words of their whole documents in their scores.

    documents: the ``Candidate.document_share`` of each passage, by its id.
    """
    scores = (Hit(hit.id, hit.score + _DOCUMENT_WEIGHT * documents[hit.id]) for hit in fused)
    return sorted(scores, key=lambda hit: (-hit.score, hit.id))
